"""The sheet on which a reader judges videos: abstract, script as it is spoken, findings, and room for a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.template import Context, Engine

from benchmarks.audit.material import Finding, Video
from videos.pipeline import timing
from videos.pipeline.artifacts import Scene, Sentence
from videos.pipeline.hearing import spoken_form

VERDICTS = ("publishable", "weak", "misleading")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of the abstract, and whether they are in the source of a narrated sentence."""

    text: str
    said: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A video and what the checks found in it."""

    video: Video
    findings: Sequence[Finding]

    @property
    def name(self) -> str:
        """The same for the same paper and length."""
        return f"{self.video.paper.pmid}-{self.video.length}"

    @property
    def seconds(self) -> str:
        """The estimated duration."""
        return f"{timing.of_scenes(self.video.script.scenes):.0f}"

    @property
    def sections(self) -> list[tuple[str, list[Piece]]]:
        """Heading and pieces of each section."""
        return [(section.label, _pieces(self.video, index)) for index, section in enumerate(self.video.paper.sections)]

    @property
    def scenes(self) -> list[tuple[Scene, list[tuple[str, str]]]]:
        """Each scene with its sentences: as they are spoken, and as they are written if that differs."""
        return [(scene, [_heard(each) for each in scene.sentences]) for scene in self.video.script.scenes]


def write(path: Path, judged: Sequence[Judged], *, folder: str, seed: str) -> None:
    """Write the sheet: one file that needs no other."""
    template = Engine().from_string((Path(__file__).parent / "sheet.html").read_text(encoding="utf-8"))
    context = {"judged": judged, "verdicts": VERDICTS, "folder": folder, "seed": seed}
    path.write_text(template.render(Context(context, use_l10n=False)), encoding="utf-8")


def _heard(sentence: Sentence) -> tuple[str, str]:
    spoken = " ".join(token.spoken for token in spoken_form(sentence.spoken, sentence.long_forms) if token.spoken)
    return spoken, sentence.spoken if sentence.spoken != spoken else ""


def _pieces(video: Video, section: int) -> list[Piece]:
    text = video.paper.sections[section].text.text
    spans = sorted({(s.start, s.end) for each in video.narrated if (s := each.source) and s.section == section})
    return list(_divided(text, spans))


def _divided(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[Piece]:
    place = 0
    for start, end in spans:
        if start > place:
            yield Piece(text[place:start], said=False)
        yield Piece(text[max(start, place) : end], said=True)
        place = max(place, end)
    if text[place:]:
        yield Piece(text[place:], said=False)
