"""Leaves out what journals add to an abstract: a publisher's note, the form before a case report, a foreign copy."""

import re
from collections.abc import Iterator
from itertools import pairwise

from videos.pipeline.artifacts import RichText
from videos.pipeline.pubmed.language import evidence

_PUBLISHERS_NOTE = re.compile(
    r"\s*(?:(?:See|Read) (?:the )?(?:related|accompanying) (?:commentary|article|editorial|perspective)\b.{0,200}"
    r"|This article is highlighted in .{0,120}"
    r"|(?:See )?Video Abstract (?:at|,) .{0,120}"
    r"|(?:Copyright )?(?:©|\([cC]\)) ?(?:19|20)\d\d(?!\s[a-z]|\w).{0,200})$"
)
_CASE_FORM = re.compile(
    r"\W*(?:Case series\W+)?Patients?\s?: .{0,500}?\bDiagnos[ie]s\s?: .*?"
    r"(?=(?:Background|Introduction|Case (?:Report|Presentation|Series|Description)s?)\s?:|$)",
    re.IGNORECASE | re.DOTALL,
)
"""Fields such as "Patient", "Final Diagnosis", "Symptoms" and "Specialty", which stand before the first heading."""

_PIECE = re.compile(r"(?<=[.?!])\s+(?=[^\W\d_a-z]|[¿¡«])")
_SURE = 2  # function words of another language, from which on a sentence after an English one is foreign


def without_case_form(text: RichText) -> RichText:
    """The text without the form that some journals print before a case report."""
    form = _CASE_FORM.match(text.text)
    return text.cut(form.end(), len(text.text)) if form else text


def without_publishers_note(text: RichText) -> RichText:
    """The text without a note of the publisher at its end."""
    note = _PUBLISHERS_NOTE.search(text.text)
    return text.cut(0, note.start()) if note else text


def without_foreign_copy(text: RichText) -> RichText:
    """The text without its sentences in other languages, if a sentence is certainly in another language.

    A sentence without a function word goes with the one before it.
    """
    kept = list(_english(text.text))
    return text if kept == [(0, len(text.text))] else text.keep(kept)


def _english(text: str) -> Iterator[tuple[int, int]]:
    """The spans of ``text`` in English, with the spaces after them."""
    is_english, start = True, 0
    for begin, end in pairwise([0, *(match.end() for match in _PIECE.finditer(text)), len(text)]):
        english, foreign = evidence(text[begin:end])
        goes_on = is_english if not english and not foreign else english >= foreign or (is_english and foreign < _SURE)
        if is_english and not goes_on:
            yield start, begin
        if goes_on and not is_english:
            start = begin
        is_english = goes_on
    if is_english:
        yield start, len(text)
