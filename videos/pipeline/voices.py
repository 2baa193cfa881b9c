"""The voices, by what a listener hears and on which terms their speech may be used. Loads no engine."""

from dataclasses import dataclass

from videos.pipeline.options import Engine


@dataclass(frozen=True, slots=True)
class Voice:
    """What a voice is.

    ``language`` is a BCP 47 tag; ``gender`` is "female", "male" or "". ``licence`` is that of the engine and of what it
    was trained on, and ``terms`` says in a sentence what that means for videos. ``commercial_use`` is whether the
    licences allow it; None if that is unclear.
    """

    id: Engine
    language: str
    gender: str
    licence: str
    terms: str
    commercial_use: bool | None

    @property
    def name(self) -> str:
        """What a listener hears."""
        return self.id.label

    @property
    def sample(self) -> str:
        """The static file with a sample, see docs/voices.py; "" for a voice whose licence is unclear."""
        return f"videos/voices/{self.id}.m4a" if self.commercial_use else ""


VOICES = {
    voice.id: voice
    for voice in (
        Voice(
            Engine.HIBARI,
            "en-US",
            "female",
            "Apache-2.0",
            "Videos may be used for any purpose: engine and voice are under the Apache licence.",
            True,
        ),
        Voice(
            Engine.PIPER,
            "en-US",
            "male",
            "GPL-3.0-or-later (engine); unclear (voice)",
            "The recordings are in the public domain, but the voice was fine-tuned from one whose corpus is quoted as "
            "for research only. Ask a lawyer before you publish its speech.",
            None,
        ),
        Voice(
            Engine.ESPEAK,
            "en-US",
            "",
            "GPL-3.0-or-later",
            "Videos may be used for any purpose: the licence covers the engine, which was not trained on recordings, "
            "and not its speech.",
            True,
        ),
        Voice(
            Engine.ENDPOINT,
            "en",
            "",
            "That of the service",
            "The operator of this service has chosen another one to speak; its terms apply.",
            None,
        ),
    )
}
"""Every voice that the software knows. A service offers some of them."""
