"""Checks a list of harms against its sentence."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Harm, Harms
from videos.pipeline.pictures.check import limits, portions
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.groups import is_named
from videos.pipeline.pictures.check.pairs import COMPARISON
from videos.pipeline.pictures.check.printed import percentages
from videos.pipeline.pictures.check.sentence import Sentence

_HARM = re.compile(
    r"\b(?:adverse|side|untoward|undesirable)[- ](?:\w+ ){0,2}(?:event|effect|reaction|outcome)|\bT?E?S?AEs?\b|toxicit|"
    r"complication|safety outcome|\bharms\b",
    re.IGNORECASE,
)
_SEVERAL_GROUPS = re.compile(
    r"\b(?:vs|versus|compared|respectively|groups?|arms?|than|while|whereas|placebo|controls?|both)\b", re.IGNORECASE
)
_VERB = re.compile(r"\b(?:was|were|had|has|have|is|are|did|included|including|but)\b")
_LONGEST_NAME = 9
_FEWEST_ALONE = 3


def faults(picture: Harms, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with a list of harms."""
    columns = {len(row.portions) for row in picture.rows}
    if columns != {len(picture.groups) or 1} or len(picture.groups) not in (0, 2):
        yield Fault.NOT_COMPARED
        return
    shown = [portion for row in picture.rows for portion in row.portions]
    for portion in shown:
        yield from portions.faults(portion, sentence)
    text = sentence.text
    if len(percentages(text)) != len(shown):
        yield Fault.IGNORED
    if not _HARM.search(text) or portions.is_no_share(text) or limits.has_animals(text):
        yield Fault.MEASURE
    if picture.groups:
        yield from _of_pairs(picture, sentence)
    elif _SEVERAL_GROUPS.search(text) or len(picture.rows) < _FEWEST_ALONE:
        yield Fault.NOT_COMPARED
    if not all(_is_name_of(row, sentence) for row in picture.rows) or not _is_one_list(picture, sentence):
        yield Fault.LABEL
    if not limits.is_plain_finding(sentence):
        yield Fault.LIMITED


def _is_name_of(row: Harm, sentence: Sentence) -> bool:
    """Whether the name stands right before the bracket with its share, and is no clause."""
    join = sentence.between(sentence.span(row.name), portions.spans(row.portions[0], sentence)[0])
    is_short = len(row.name.text.split()) <= _LONGEST_NAME
    return bool(re.fullmatch(r"\s?[(\[]", join)) and is_short and not _VERB.search(row.name.text)


_NO_NAME = re.compile(r"\b(?:elevat\w+|increas\w+|decreas\w+|reduc\w+|levels?|of the)\b", re.IGNORECASE)
_TO_THE_NEXT = re.compile(r"[^()\[\]]{0,60}[)\]],?\s(?:(?:and|or|as well as)\s)?(?:an?\s)?")


def _is_one_list(picture: Harms, sentence: Sentence) -> bool:
    """Whether only a joint stands between each share and the next name, and no name comes twice."""
    names = [row.name.text.casefold() for row in picture.rows]
    ends = [portions.spans(row.portions[-1], sentence)[-1] for row in picture.rows]
    joints = [sentence.between(end, sentence.span(row.name)) for end, row in zip(ends, picture.rows[1:], strict=False)]
    leads = sentence.text[: sentence.span(picture.rows[0].name)[0]]
    is_list = len(set(names)) == len(names) and all(map(_TO_THE_NEXT.fullmatch, joints))
    return is_list and not any(map(_NO_NAME.search, (*names, leads[-30:])))


def _of_pairs(picture: Harms, sentence: Sentence) -> Iterator[Fault]:
    """Each row must compare its two shares, and the first row must say whose they are."""
    for row in picture.rows:
        first, second = (portions.spans(portion, sentence) for portion in row.portions)
        if not COMPARISON.search(sentence.between(first[-1], second[0])):
            yield Fault.NOT_COMPARED
    names = zip(picture.groups, picture.rows[0].portions, strict=True)
    if not all(is_named(name, portion, sentence) for name, portion in names):
        yield Fault.LABEL
