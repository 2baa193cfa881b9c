"""Checks the numbers of a share: percentage, count and whole."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Portion
from videos.pipeline.pictures.check import limits
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.printed import PERCENT_SIGN, Printed, Span
from videos.pipeline.pictures.check.sentence import Sentence

_ROUNDING = 0.6
"""Of the last place that is printed. Of 367 shares with counts in abstracts 93.5 % agree."""

_BY = re.compile(r"\bby\s(?:an? )?(?:average of |mean of )?\(?$", re.IGNORECASE)
_NO_SHARE = re.compile(
    r"\b(?:sensitivit\w+|specificit\w+|accurac\w+|predictive|varia(?:nce|tion|bility)|reliabilit\w+|agreement|"
    r"coefficient|AUC|ejection fraction|saturation|ha?ematocrit|HbA1c|body fat|body weight|stenos[ei]s|BMI|occupancy|"
    r"humidity|concentrations?|mean|median|averag\w+|scores?|percentiles?|quartiles?|tertiles?|adherence to|"
    r"compliance to|of (?:the )?(?:days|energy|variance|time|dose|nights|calories|maximum|maximal|total|fluid|baseline|"
    r"predicted|normal)|reductions?|increments?|changes?|yield|efficien\w+|recovery rate|purity|"
    r"inhibit\w+|(?:growth|clearance|extraction|filtration|metabolic|flow) rates?|FEV1?|forced)\b",
    re.IGNORECASE,
)
"""What is measured in per cent and is no share of a group, or may be none."""

_SHARE_OF_A_THING = re.compile(
    r"\bpercentages? of (?!(?:the )?(?:[\w-]+ )?(?:patients|women|men|children|participants|subjects|people|cases|"
    r"boys|girls|"
    r"infants|adults|students|respondents|individuals|nurses|mothers|those)\b)",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:prevalence|incidence|frequency) of (?:[\w-]+ ){0,3}stenosis\b", re.IGNORECASE)

_GLUE = re.compile(
    r"(?:[\s,;()\[\]/=%％]|\b(?:out of|of|the|these|those|all|our|n|N|per ?cent|a total of|total|only|in|were|was|"
    r"patients|women|men|children|participants|cases|subjects|infants)\b)*",
    re.IGNORECASE,
)


def joins(text: str) -> bool:
    """Whether a text between numbers only joins them."""
    return bool(_GLUE.fullmatch(text))


def is_no_share(text: str) -> bool:
    """Whether a sentence speaks of percentages that are no shares: sensitivities, variances, changes."""
    return bool(_SHARE_OF_A_THING.search(text)) or bool(_NO_SHARE.search(text) and not _RATE.search(text))


def faults(portion: Portion, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with the numbers of a share."""
    percent = sentence.number(portion.percent)
    counted = [sentence.number(each) for each in (portion.count, portion.whole) if each]
    read = [each for each in (percent, *counted) if each and not each.has_minus]
    text = sentence.text
    if percent is None or len(read) <= len(counted) or not PERCENT_SIGN.match(text, percent.end):
        yield Fault.NUMBER
        return
    places = [(each.start, each.end) for each in read]
    if len(set(places)) < len(places):
        yield Fault.NUMBER
    if any(each.value != int(each.value) for each in read[1:]) or not 0 <= percent.value <= 100:
        yield Fault.NUMBER
    if any(limits.is_hedged(text, each.start) for each in read) or _is_a_range(text, percent):
        yield Fault.LIMITED
    if _BY.search(text[: percent.start]) and not re.match(r"\s(?:of\s|[\[(])", text[_end(text, percent) :]):
        yield Fault.MEASURE
    if portion.count and portion.whole and not _agree(portion, percent):
        yield Fault.ARITHMETIC


def spans(portion: Portion, sentence: Sentence) -> list[Span]:
    """Where the numbers of a share stand, in order."""
    return sorted(sentence.span(words) for words in portion.part)


def _agree(portion: Portion, percent: Printed) -> bool:
    if portion.count is None or portion.whole is None:
        return False
    count, whole = portion.count.value, portion.whole.value
    error = abs(100 * count / whole - percent.value) if whole >= 1 else percent.value
    return count <= whole and error <= _ROUNDING * percent.unit_of_last_place + 1e-9


def _end(text: str, percent: Printed) -> int:
    sign = PERCENT_SIGN.match(text, percent.end)
    return sign.end() if sign else percent.end


def _is_a_range(text: str, percent: Printed) -> bool:
    after, before = text[_end(text, percent) :], text[: percent.start]
    return bool(
        re.match(r"\s?(?:[-–—−]|to|or)\s?\d|\s(?:or|and) (?:more|less|fewer|above|over|higher|greater)\b", after)
        or re.search(r"\d\s?%?\s?(?:[-–—−]|\bto|\bor)\s?$", before)
    )
