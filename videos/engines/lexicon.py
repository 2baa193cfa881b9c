"""Reads the operator's pronunciations: a file of lines "written = spoken" or "written = /phonemes/"."""

from pathlib import Path

from django.conf import settings

Entries = tuple[tuple[str, str], ...]

PHONEMES = frozenset(
    " ˈˌːᵊᵻAIOQSTWYabcdefhijklmnopqrstuvwxyzæçðøŋœɐɑɒɔɕɖəɚɛɜɟɡɣɤɥɨɪɯɰɲɳɴɸɹɻɽɾʁʂʃʈʊʋʌʎʒʔʝʣʤʥʦʧʨʰʲβθχᵝꭧ\u0303"
)
"""What hibari's network can say."""


class BadLexicon(Exception):
    """The file cannot be used. The message says where and why."""


def respelled() -> Entries:
    """The words that are said like other words, as (written, spoken). Raises BadLexicon."""
    return tuple(entry for entry in read() if not entry[1].startswith("/"))


def phonemes() -> Entries:
    """The words that are given in phonemes, as (written, phonemes). Raises BadLexicon."""
    return tuple((written, said.strip("/")) for written, said in read() if said.startswith("/"))


def read() -> Entries:
    """The entries of the file that LEXICON names, in order, as (written, spoken). Empty without a file.

    Raises BadLexicon.
    """
    if not settings.LEXICON:
        return ()
    try:
        lines = Path(settings.LEXICON).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadLexicon(f"LEXICON names a file that cannot be read: {error}") from error
    numbered = ((number, line.partition("#")[0].strip()) for number, line in enumerate(lines, start=1))
    return tuple(_entry(number, line) for number, line in numbered if line)


def _entry(number: int, line: str) -> tuple[str, str]:
    written, _, spoken = (part.strip() for part in line.partition("="))
    if not written or not spoken or " " in written:
        raise BadLexicon(f'Line {number} of {settings.LEXICON} is not "written = spoken", with one word on the left.')
    if spoken.startswith("/") and not (spoken.endswith("/") and spoken.strip("/") and set(spoken[1:-1]) <= PHONEMES):
        raise BadLexicon(
            f"Line {number} of {settings.LEXICON} has no phonemes in slashes, such as /ɹˌIəsˈɪɡwæt/, with the signs "
            "that docs/howto/lexicon.md lists."
        )
    return written, spoken
