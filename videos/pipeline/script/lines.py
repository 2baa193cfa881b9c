"""Breaks the shown text of a long sentence into lines: a lead with a list, or one clause per line. No word changes."""

import re

from videos.pipeline.artifacts import RichText
from videos.pipeline.script.segmentation import Span

_ITEM_END = re.compile(r";\s+")
_LEAD_END = re.compile(r":\s+")
_ENUMERATOR = re.compile(r"(?:(?<=\n)|(?<=\nand )|(?<=\nor ))\((?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s+")
_LONGEST_ITEM = 120
_MOST_ITEMS = 6

_SENSE_BREAK = re.compile(
    r"(?<=;)\s+|(?<=,)\s+(?=(?:while|whereas|although|though|but (?!not|also|rather)|which|suggesting|indicating|"
    r"so that|thus|and (?:this|these|we|it|they|there|no|that)\b))"
)
_LONG = 150
_SHORTEST_HEAD = 50
_SHORTEST_TAIL = 40
_MOST_BREAKS = 2


def as_list(shown: RichText) -> RichText | None:
    """ "lead: a; b; c" as a lead and its items, one per line; None if the sentence is not such a list.

    The number of an item, "(1)", is removed, because the slide shows bullets; without its bracket, "1)", it stays.
    """
    text = shown.text
    ends = [match.span() for match in _ITEM_END.finditer(text) if _outside_brackets(text, match.start())]
    if len(ends) < 2:
        return None
    lead = next((m for m in _LEAD_END.finditer(text, 0, ends[0][0]) if _outside_brackets(text, m.start())), None)
    breaks = ([(lead.start() + 1, lead.end())] if lead else []) + ends
    items = _between(breaks, len(text))[1 if lead else 0 :]
    if len(items) > _MOST_ITEMS or any(end - start > _LONGEST_ITEM for start, end in items):
        return None
    listed = _broken(shown, breaks)
    return listed.without(match.span() for match in _ENUMERATOR.finditer(listed.text)) if lead else listed


def by_sense(shown: RichText) -> RichText:
    """A long sentence with line breaks between clauses; a short one unchanged."""
    text = shown.text
    if len(text) < _LONG:
        return shown
    breaks: list[Span] = []
    for match in _SENSE_BREAK.finditer(text):
        start = breaks[-1][1] if breaks else 0
        if match.start() - start >= _SHORTEST_HEAD and _may_break(text, match):
            breaks.append(match.span())
    middle = len(text) / 2
    return _broken(shown, sorted(sorted(breaks, key=lambda span: abs(span[0] - middle))[:_MOST_BREAKS]))


def _may_break(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    in_quotes = before.count('"') % 2 or before.count("“") > before.count("”")
    return not in_quotes and len(text) - match.end() >= _SHORTEST_TAIL and _outside_brackets(text, match.start())


def _broken(shown: RichText, breaks: list[Span]) -> RichText:
    """The text with each of the spans replaced by one line break."""
    characters = list(shown.text)
    for start, _ in breaks:
        characters[start] = "\n"
    return RichText("".join(characters), shown.runs).without((start + 1, end) for start, end in breaks)


def _between(breaks: list[Span], length: int) -> list[Span]:
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), length]
    return list(zip(starts, ends, strict=True))


def _outside_brackets(text: str, position: int) -> bool:
    before = text[:position]
    return before.count("(") <= before.count(")") and before.count("[") <= before.count("]")
