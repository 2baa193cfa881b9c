"""Finds the parts of one sentence that a slide shows one after the other: a conclusion, or the items of a list.

Together the parts are the whole sentence, so nothing that it says is lost.
"""

import re

from videos.pipeline.artifacts import Conclusion, Paper, Point, Points, Source, Words

_SUBJECT = (
    r"(?:the (?:findings|results) of (?:this|our|the present) (?:\w+ )?(?:study|trial|analysis|review)|"
    r"(?:this|our|the (?:present|current)|these) (?:\w+ )?(?:study|trial|findings|results|data|analysis|work|review)|"
    r"our findings|we)"
)
_OPENS = r"(?:In (?:conclusion|summary|sum)|To conclude|Overall|Taken together|Collectively|Together|Thus|Therefore),? "
_CERTAIN = r"(?:concluded?|found|show(?:s|ed)?|demonstrate[sd]?|confirm(?:s|ed)?|report)"
_LEADS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:{_OPENS})?{_SUBJECT} (?:have )?{_CERTAIN} that\b",
        rf"(?:{_OPENS})?{_SUBJECT}(?= (?:suggest|indicate|support|highlight|imply|provide)\w*\b)",
        r"In (?:conclusion|summary|sum)\b|To conclude\b",
    )
)
"""What only says that a conclusion follows, the longest first. What is uncertain is not in it."""

_SHORTEST_CLAUSE = 24
_MOST_CLAUSES = 3
_BETWEEN_CLAUSES = re.compile(
    r"(?<=[,;])\s+(?=(?:but|while|whereas|although|though|which|suggesting|indicating|with|without|compared|"
    r"and (?:this|these|we|it|they|there|no|that))\b)"
)


def conclusion(paper: Paper, source: Source) -> Conclusion:
    """The sentence as a conclusion, its clauses after each other."""
    text = paper.at(source).text
    match = next(filter(None, (form.match(text) for form in _LEADS)), None)
    start = match.end() if match else 0
    start += len(text[start:]) - len(text[start:].lstrip(", :"))
    breaks = [start]
    for place in _BETWEEN_CLAUSES.finditer(text, start):
        is_long = min(place.start() - breaks[-1], len(text) - place.end()) >= _SHORTEST_CLAUSE
        if is_long and len(breaks) < _MOST_CLAUSES and _is_outside_brackets(text, place.start()):
            breaks.append(place.end())
    ends = [*breaks[1:], len(text)]
    clauses = tuple(_words(source, text, begin, end) for begin, end in zip(breaks, ends, strict=True))
    return Conclusion(clauses, _words(source, text, 0, match.end()) if match else None)


_NUMBERED = re.compile(r"(?<![\w(])\(?(?P<number>\d|[a-f]|i{1,3}|iv|v)\)\s")
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth)(?:ly)?, ", re.IGNORECASE)
_SEMICOLON = re.compile(r";\s")
_COLON = re.compile(r":\s")
_MOST_ITEMS, _FEWEST_ITEMS = 5, 2
_LONGEST_ITEM = 130


def points(paper: Paper, source: Source) -> Points | None:
    """The items of a list that says so: numbers in brackets, "first, ... second, ...", or semicolons after a colon."""
    text = paper.at(source).text
    for marks in (_NUMBERED, _ORDINAL):
        found = [match.span() for match in marks.finditer(text) if _is_outside_brackets(text, match.start())]
        if len(found) >= _FEWEST_ITEMS:
            skips_mark = marks is _NUMBERED
            starts = [end if skips_mark else begin for begin, end in found]
            return _points(source, text, found[0][0], starts, [begin for begin, _ in found[1:]])
    colon = _COLON.search(text)
    if not colon or not _is_outside_brackets(text, colon.start()):
        return None
    ends = [m.span() for m in _SEMICOLON.finditer(text, colon.end()) if _is_outside_brackets(text, m.start())]
    starts = [colon.end(), *(end for _, end in ends)]
    if " and " in text[starts[-1] + len("and ") :]:  # the last two items may be joined by it
        return None
    return _points(source, text, colon.start() + 1, starts, [begin for begin, _ in ends])


def _points(source: Source, text: str, lead_end: int, starts: list[int], ends: list[int]) -> Points | None:
    """The lead and the items, each without the mark and the "and" before the next one; None if they are no list."""
    spans = [_trimmed(text, start, end) for start, end in zip(starts, [*ends, len(text)], strict=True)]
    lengths = [end - start for start, end in spans]
    is_list = _FEWEST_ITEMS <= len(spans) <= _MOST_ITEMS and min(lengths) > 2 and max(lengths) <= _LONGEST_ITEM
    lead = _words(source, text, 0, lead_end) if text[:lead_end].strip() else None
    return Points(tuple(Point(_words(source, text, *span)) for span in spans), lead) if is_list else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    opening = re.match(r"and ", text[start:end])
    closing = re.search(r"(?:[,;]? and|[,;.])$", text[start:end])
    return start + (opening.end() if opening else 0), start + closing.start() if closing else end


def _words(source: Source, text: str, start: int, end: int) -> Words:
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    return Words(text[start:end], Source(source.section, source.start + start, source.start + end))


def _is_outside_brackets(text: str, position: int) -> bool:
    before = text[:position]
    return all(before.count(opening) <= before.count(closing) for opening, closing in ("()", "[]"))
