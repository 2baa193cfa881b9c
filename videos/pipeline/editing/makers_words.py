"""What the makers of a video may write themselves: notes and headings, each marked as theirs."""

import re
import unicodedata

from videos.pipeline.editing.problems import Problem
from videos.pipeline.script import closing_problem

LONGEST_NOTE, LONGEST_HEADING = 160, 40
"""Characters. A note of this length fits on its card in every format, and a heading with its mark above a slide."""

MOST_CARDS = 3
"""Cards of the makers in a video: it is about the paper."""

MARK = " · makers’ heading"
"""Follows a heading of the makers on the slide, in the chapters, in the transcript and in the storyboard."""

_MARKS = frozenset(" .,;:!?'\"()/&+-–—…‘’“”")
"""Marks of plain sentences: none that a renderer could take for markup, and none that is wider than a letter."""

_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_REPEATED = re.compile(r"([^\w\s])\1{3}")
_ADDRESS = re.compile(r"&\w+;|https?:|www\.|//", re.IGNORECASE)
_RESULT = re.compile(r"\d+[.·]\d+|\bper ?cent\b|\bp[- ]?values?\b|\b(?-i:CI|OR|HR|RR)\b", re.IGNORECASE)
"""What a viewer would take for a finding of the paper. Years and counts may be in a note."""

_NUMBER = re.compile(r"\d|\bper ?cent\b", re.IGNORECASE)


def composed(text: str) -> str:
    """The text with each accent in its letter: some systems write them apart, which nobody sees."""
    return unicodedata.normalize("NFC", text)


def note_problem(text: str) -> Problem | None:
    """What is wrong with a note of the makers; None if nothing is."""
    if result := _RESULT.search(text):
        rule = f"A note has “{result[0]}”, which looks like a result of the paper."
        return Problem(rule, "Say it without such a number, or add the sentence of the paper.")
    return _problem("A note", text, LONGEST_NOTE)


def heading_problem(text: str) -> Problem | None:
    """What is wrong with a heading of the makers; None if nothing is."""
    if _NUMBER.search(text):
        return Problem("A heading has a number, which looks like a result of the paper.", "Write it without numbers.")
    return _problem("A heading", text, LONGEST_HEADING)


def _problem(what: str, text: str, longest: int) -> Problem | None:
    if not text.strip():
        return Problem(f"{what} is empty.", "Write a few words.")
    if len(text) > longest:
        return Problem(f"{what} has {len(text)} characters.", f"Write at most {longest}.")
    if text != " ".join(text.split()):
        return Problem(f"{what} has line breaks, or spaces in a row or at an end.", "Write one line.")
    if strange := next((each for each in text if not _is_plain(each)), ""):
        rule = f"{what} has the character U+{ord(strange):04X}, which slides or voices may not know."
        return Problem(rule, "Write Latin letters, digits and the usual marks of a sentence.")
    if _REPEATED.search(text):
        return Problem(f"{what} repeats a mark.", "Write it once.")
    if address := _ADDRESS.search(text):
        return Problem(f"{what} has “{address[0]}”, which a voice cannot say.", "Write plain words.")
    rule, _, remedy = closing_problem(text).partition(". ")
    return Problem(f"{what}: {rule}.", remedy) if rule else None


def _is_plain(character: str) -> bool:
    """Whether a character is a letter, a digit or a mark that every slide shows and every voice can pass."""
    is_one_letter = character.isalpha() and len(unicodedata.normalize("NFKC", character)) == 1
    is_letter = is_one_letter and bool(_LATIN.match(character))
    return is_letter or character in _MARKS or (character.isascii() and character.isdigit())
