"""Finds harms that a sentence lists with their shares, in two groups or in one."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Harm, Harms, Words
from videos.pipeline.pictures.find.grammar import VERSUS
from videos.pipeline.pictures.find.passage import Passage
from videos.pipeline.pictures.find.portions import HIDDEN, SIGN, Hidden, hide

_HARMS = re.compile(
    r"\b(?i:(?:adverse|side|untoward|undesirable)[- ](?:\w+ )?(?:events?|effects?|reactions?|outcomes?)|"
    r"toxicit(?:y|ies)|complications?|safety outcomes?|harms|adverse drug reactions?)\b|\bT?E?S?AEs?\b"
)
_NAME = rf"(?P<name>[^{SIGN},;()\[\]]{{3,}}?)\s?"


def _group(name: str) -> str:
    return rf"(?:\s(?:in|with|for|of|on)\s(?:the\s)?(?P<{name}>[^{SIGN},;()\[\]]{{2,60}}?))?"


_PAIR = re.compile(
    rf"{_NAME}[(\[](?P<a>{HIDDEN}){_group('one')},?\s{VERSUS}\s(?:in\s)?(?P<b>{HIDDEN}){_group('other')}[)\];,]"
)
_SINGLE = re.compile(rf"{_NAME}[(\[](?P<a>{HIDDEN})[)\]]")
_LEAD = re.compile(
    r"^.*(?:\b(?:were|was|included|including|includes?|are|outcomes of|such as|namely)\s|:\s)|^(?:and|or|as well as)\s"
)
_LONGEST_NAME = 9
_FEWEST_IN_ONE_GROUP = 3


def find(passage: Passage) -> Iterator[Harms]:
    """The harms, if every share of the sentence belongs to one of them."""
    if not _HARMS.search(passage.text):
        return
    hidden = hide(passage)
    pairs = list(_PAIR.finditer(hidden.text))
    if len(pairs) > 1 and len(hidden.portions) == 2 * len(pairs) and pairs[0]["one"] and pairs[0]["other"]:
        rows = tuple(_row(passage, hidden, pair, ("a", "b")) for pair in pairs)
        yield Harms(rows, tuple(passage.words(*pairs[0].span(name)) for name in ("one", "other")))
    singles = list(_SINGLE.finditer(hidden.text))
    if len(singles) >= _FEWEST_IN_ONE_GROUP and len(hidden.portions) == len(singles):
        yield Harms(tuple(_row(passage, hidden, single, ("a",)) for single in singles))


def _row(passage: Passage, hidden: Hidden, match: re.Match[str], shares: tuple[str, ...]) -> Harm:
    return Harm(_name(passage, match), tuple(hidden.portions[match.start(share)] for share in shares))


def _name(passage: Passage, match: re.Match[str]) -> Words:
    """The name of a harm, without what leads to the list or joins it."""
    start, end = match.span("name")
    text = passage.text[start:end].lstrip()
    start = end - len(text)
    lead = _LEAD.match(text)
    return passage.words(start + (lead.end() if lead else 0), end)
