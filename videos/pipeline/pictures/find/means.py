"""Finds two means of one quantity: before and after, or in two groups that the sentence compares."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Change, Mean
from videos.pipeline.patterns import Pattern
from videos.pipeline.pictures.find.grammar import NUMBER, P_VALUE, UNIT, VERSUS
from videos.pipeline.pictures.find.passage import Passage

_DEVIATION = re.compile(r"\bSDs?\b|\bstandard deviations?\b")
_WORDS = r"[^\d,;:()\[\]±]"
_FELL = (
    r"(?:(?:was|were|had)\s)?(?:\w+ly\s)?(?:decreased|increased|fell|rose|improved|dropped|declined|changed|went|"
    r"reduced|raised|lowered|grew|diminished)(?:\s\w+ly)?"
)
_WHEN = (
    rf"(?:at (?:baseline|entry|admission|the start|the end|discharge|\w+ (?:days|weeks|months|years?)|\d+ \w+)|"
    rf"before {_WORDS}{{2,40}}?|after (?:\d+ )?{_WORDS}{{2,40}}?|(?:pre|post)[- ]?\w+|in \d{{4}})"
)
_WHERE = r"(?:in|for|among|with)\s(?:the\s)?"


def _mean(side: str) -> str:
    """A mean, and its deviation if printed: "3.7 (SD 0.8)", "3.7 ± 0.8"."""
    deviation = (
        rf"\s?(?:±|\+/-|[\[(](?:±\s?)?(?:SD|standard deviation)?[\s,:=]*)\s?(?P<s_{side}>{NUMBER})(?:{UNIT})?\s?[\])]?"
    )
    return rf"(?P<m_{side}>{NUMBER})(?P<u_{side}>{UNIT})??(?:{deviation})?(?P<v_{side}>{UNIT})??"


_SUBJECT = (
    r"^(?:[A-Z]\w+ly, )?(?:The |A )?(?P<outcome>[^;:()\[\]±]{3,100}?)(?:\s[(\[](?:±\s?SD|SD|standard deviation)[\])])?"
)
_FORMS = (
    (
        Pattern(
            rf"{_SUBJECT}\s{_FELL}\sfrom\s{_mean('a')}\s(?P<one>{_WHEN})\sto\s{_mean('b')}\s(?P<other>{_WHEN})(?=[\s,.;)(]|$)"
        ),
        True,
    ),
    (
        Pattern(
            rf"{_SUBJECT}\s(?:was|were)\s{_mean('a')}\s{_WHERE}(?P<one>{_WORDS}{{2,60}}?),?\s"
            rf"{VERSUS}\s(?:to\s)?{_mean('b')}\s{_WHERE}(?P<other>{_WORDS}{{2,60}}?)(?=\s?[,.;()\[]|$)"
        ),
        False,
    ),
    (
        Pattern(
            rf"{_SUBJECT}\s(?:was|were)\s(?:\w+ly\s)?(?:higher|lower|longer|shorter|greater|smaller|larger|older|"
            rf"younger)\s{_WHERE}(?P<one>{_WORDS}{{2,60}}?)\s[(\[]{_mean('a')}[\])]\s(?:than|"
            rf"{VERSUS})\s(?:{_WHERE})?(?P<other>{_WORDS}{{2,60}}?)\s[(\[]{_mean('b')}[\])]"
        ),
        False,
    ),
)


def find(passage: Passage) -> Iterator[Change]:
    """Two means with their names."""
    for form, is_paired in _FORMS:
        match = form.search(passage.text)
        if match:
            yield _change(passage, match, is_paired)


def _change(passage: Passage, match: re.Match[str], is_paired: bool) -> Change:
    spread = _DEVIATION.search(passage.text)
    p = list(re.finditer(P_VALUE, passage.text))
    points = tuple(
        Mean(
            passage.words(*match.span(name)),
            passage.required(match, f"m_{side}"),
            passage.number(match, f"s_{side}") if spread else None,
        )
        for name, side in (("one", "a"), ("other", "b"))
    )
    units = [passage.found(match, name) for name in ("u_b", "v_b", "u_a", "v_a")]
    return Change(
        outcome=passage.words(*match.span("outcome")),
        points=points,
        is_paired=is_paired,
        unit=next(filter(None, units), None),
        deviation=passage.words(*spread.span()) if spread else None,
        p=passage.words(*p[0].span()) if len(p) == 1 else None,
    )
