"""Reads the operator's pronunciations: a file of lines "written = spoken"."""

from pathlib import Path

from django.conf import settings


class BadLexicon(Exception):
    """The file cannot be used. The message says where and why."""


def read() -> tuple[tuple[str, str], ...]:
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
    return written, spoken
