"""Checks an estimate with its interval against its sentence."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Interval, Measure, Quantity, Scale, Words
from videos.pipeline.pictures.check import arithmetic, forests, limits
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.measures import ANOTHER_RATIO, OTHER_STATISTIC, POINTS, RATIO, names
from videos.pipeline.pictures.check.printed import (
    INTERVAL_NAME,
    LEVEL,
    PERCENT_SIGN,
    Printed,
    Span,
    chances,
    level,
    percentages,
)
from videos.pipeline.pictures.check.sentence import Sentence

_COMPARES = re.compile(
    r"\b(?:than|compared|versus|vs\.?|differ\w*|relative to|associated|between|usual care|placebo|controls?)(?!\w)",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:than|(?:compared|in comparison) (?:with|to)|versus|relative to)\b", re.IGNORECASE)
"""A change in per cent is an effect only if the sentence says against what. Its axis is the printed per cent."""

_MULTIPLE = re.compile(r"\btimes\b|fold\b", re.IGNORECASE)
_BETWEEN_BOUNDS = re.compile(
    r"\s?(?:[%％°]|percentage[- ]points?|per ?cent|[A-Za-zµμ][\w/²³·^.-]{0,14}(?: [a-z]+)?)?\s?(?:to|and|through|"
    r"[-–—−~,;])\s?"
)
_TO_THE_BOUNDS = re.compile(
    r"(?:\s?(?:for|of) (?:the )?\w+(?: \w+)?)?[\s,:;=]*(?:(?:of|was|from|between|ranging from)\s)?[\[(]*\s?|.*[\[(]\s?"
)
NEEDED = re.compile(
    r"(?i:numbers?[- ]needed[- ]to[- ]\w+|"
    r"\bNN[TH][BH]?\b)[^\d;]{0,40}\d[\d.,·]*(?:[\s,;]*[\[(]?[^()\[\];]{0,40}?\d[\d.·]*\s?(?:to|[-–,])\s?\d[\d.·]*)?"
)
_BRACKETED_RANGE = re.compile(
    r"\d\s?[%°]?[\s,]*[\[(][-−–]?\s?\d+(?:[.·]\d+)?\s?%?\s?(?:to|[-–—−,;])\s?[-−–]?\d+(?:[.·]\d+)?\s?%?\s?[\])]|"
    r"[(\[]\s?\d+[.·]\d+[,;]\s?\d+[.·]\d+\s?(?:to|[-–—−,])\s?\d"
)
_ANOTHER_INTERVAL = re.compile(rf"(?:{INTERVAL_NAME.pattern})[^\d;.]{{0,25}}[-−–]?\d")
_TO_OWN_P = re.compile(r"[\s,;:)\]%]*(?:[A-Za-z/²\d]{1,12}(?:[ -]points?)?[\s,;)\]]+)?")
_OWN_P = re.compile(rf"{_TO_OWN_P.pattern}[pP]\W")
_ANOTHER_COMPARISON = re.compile(r";\s*[-–•]\s|\bno events\b")
_SEVERAL = re.compile(r"\brespectively\b", re.IGNORECASE)
_LARGE_BETWEEN = 150


def faults(picture: Interval, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with an interval whose words stand in the sentence."""
    if len(picture.rows) != 1:
        yield from forests.faults(picture, sentence)
        return
    row = picture.rows[0]
    if row.name or row.notes:
        yield Fault.IGNORED
        return
    read = [sentence.number(each) for each in (row.estimate, row.low, row.high)]
    estimate, low, high = read
    if estimate is None or low is None or high is None:
        yield Fault.NUMBER
        return
    if not _is_printed_as_interval(picture, sentence, estimate, low, high):
        yield Fault.LABEL
        return
    yield from _of_measure(picture, sentence, estimate)
    yield from arithmetic.faults(picture.measure, estimate, low, high)
    yield from _of_words(picture, sentence, low.value, high.value)
    if _has_another_estimate(picture, sentence):
        yield Fault.IGNORED
    if not limits.is_own_finding(sentence) or limits.is_hedged(sentence.text, estimate.start):
        yield Fault.LIMITED


def _is_printed_as_interval(
    picture: Interval, sentence: Sentence, estimate: Printed, low: Printed, high: Printed
) -> bool:
    """Whether the name of the interval, the estimate and the bounds stand together, in one of the two orders."""
    text, named = sentence.text, sentence.span(picture.level)
    bounds_begin = sentence.span(picture.rows[0].low.words)[0]
    if level(picture.level.text) is None or not low.end <= sentence.span(picture.rows[0].high.words)[0]:
        return False
    separator = text[low.end : sentence.span(picture.rows[0].high.words)[0]]
    if not _BETWEEN_BOUNDS.fullmatch(separator):
        return False
    if estimate.end <= named[0] < named[1] <= bounds_begin:
        to_name, to_bounds = text[estimate.end : named[0]], text[named[1] : bounds_begin]
        return (
            _leads_to_the_name(to_name)
            and bool(_TO_THE_BOUNDS.fullmatch(to_bounds))
            and not re.search(r"\d", to_bounds)
        )
    if named[1] <= estimate.start and estimate.end <= bounds_begin:
        return bool(re.fullmatch(r"(?:\s?[A-Za-z%/]+){0,3}[\s,;:]*[\[(]\s?", text[estimate.end : bounds_begin]))
    return False


def _leads_to_the_name(between: str) -> bool:
    plain = re.sub(r"(?<!\w)[pP](?:[- ]?value)?\s?[=<>≤≥]\s?\d*[.·,]\d+", " ", between)
    plain = re.sub(r"\bper \d+|/\d[.\d]*|(?<=\w)[²³\d]", " ", plain)
    return len(between) <= _LARGE_BETWEEN and not re.search(r"\d", plain) and not RATIO.search(plain)


def _of_measure(picture: Interval, sentence: Sentence, estimate: Printed) -> Iterator[Fault]:
    unit = sentence.span(picture.unit) if picture.unit else None
    if unit and (sentence.text[estimate.end : unit[0]].strip() or unit[0] < estimate.end):
        yield Fault.LABEL
    if unit and re.match(r"\s?(?:points?|per)\b", sentence.text[unit[1] :]):
        yield Fault.LABEL
    after = sentence.text[estimate.end :]
    if picture.scale is Scale.LOG:
        percent = any(PERCENT_SIGN.match(sentence.text, sentence.span(each.words)[1]) for each in _numbers(picture))
        if percent or unit:
            yield Fault.MEASURE
    elif not unit and re.match(r"\s?(?:[%％°]|[A-Za-zµμ]+\b(?<!and)(?<!with))(?! ?CI)", after):
        yield Fault.LABEL
    if not (_is_called_so(picture, sentence, estimate) if picture.words else _needs_no_name(picture, sentence)):
        yield Fault.MEASURE


def _numbers(picture: Interval) -> tuple[Quantity, ...]:
    row = picture.rows[0]
    return row.estimate, row.low, row.high


def _is_called_so(picture: Interval, sentence: Sentence, estimate: Printed) -> bool:
    """Whether the words name this measure, and nothing between them and the estimate is another number or measure."""
    words = picture.words
    if words is None:
        return False
    span = sentence.span(words)
    if span[1] > estimate.start or not names(words.text, picture, sentence.paper.abstract):
        return False
    link = sentence.text[span[1] : estimate.start]
    others = INTERVAL_NAME.sub(" ", link)
    others = re.sub(r"[\[(]\s?(?:9\d(?:\.\d)?\s?%\s*)?\w{0,4}s?\s?[\])]|9\d(?:\.\d)?\s?%", " ", others)
    has_statistic = RATIO.search(others) or OTHER_STATISTIC.search(f"{words.text} {others}")
    is_linked = not re.search(r"[;%]|\d\s?[\[(]|=.*\d", others) and len(link) <= _LARGE_BETWEEN
    leads = sentence.text[: span[0]][-24:]
    return is_linked and not has_statistic and not ANOTHER_RATIO.search(leads)


def _needs_no_name(picture: Interval, sentence: Sentence) -> bool:
    """A difference that the sentence states without the word: "rose by 6.0 percentage points", "3 days longer"."""
    if picture.scale is not Scale.LINEAR or picture.unit is None or RATIO.search(sentence.text):
        return False
    is_points = bool(POINTS.search(picture.unit.text))
    is_percent = bool(PERCENT_SIGN.match(picture.unit.text)) and not is_points
    if OTHER_STATISTIC.search(sentence.text) or (is_percent and not _AGAINST.search(sentence.text)):
        return False
    has_second = len(re.findall(r"\bby [-−–]?\d", sentence.text)) > 1
    if _MULTIPLE.search(picture.unit.text) or has_second or _is_of_one_group(sentence.text, is_points=is_points):
        return False
    return picture.measure is (Measure.RISK_DIFFERENCE if is_points else Measure.DIFFERENCE)


def _is_of_one_group(text: str, *, is_points: bool) -> bool:
    """Whether nothing in the sentence is compared: a gain in one group is no effect."""
    if _COMPARES.search(text):
        return False
    return not is_points or bool(re.search(r"\b(?:arms?|groups?)\b", text))


def _of_words(picture: Interval, sentence: Sentence, low: float, high: float) -> Iterator[Fault]:
    """Whether p values, "significant", "did not differ" and words of direction agree with the interval."""
    line = picture.scale.no_effect
    is_excluded = not low <= line <= high
    stated = level(picture.level.text) or 95.0
    found = chances(sentence.text)
    start, end = limits.clause_at(sentence.text, sentence.span(picture.rows[0].estimate.words)[0])
    clause = sentence.text[start:end]
    if any(start <= each.start < end and each.contradicts(is_excluded=is_excluded, level=stated) for each in found):
        yield Fault.CONTRADICTED
    if picture.p and not any(_is_p(sentence.span(picture.p), (each.start, each.end)) for each in found):
        yield Fault.LABEL
    if picture.p and not _is_beside(picture, sentence):
        yield Fault.LABEL
    if limits.claims_significance(clause) and not is_excluded:
        yield Fault.CONTRADICTED
    if limits.denies_an_effect(clause) and is_excluded:
        yield Fault.CONTRADICTED
    if limits.direction(clause) * _side(picture) < 0 and not limits.GOOD_OR_LESS.search(sentence.text):
        yield Fault.CONTRADICTED


def _side(picture: Interval) -> int:
    """1 if the estimate is more than no effect, -1 if it is less. A difference without a minus is of either sign."""
    value, line = picture.rows[0].estimate.value, picture.scale.no_effect
    side = (value > line) - (value < line)
    return side if picture.scale is Scale.LOG else min(side, 0)


def _is_beside(picture: Interval, sentence: Sentence) -> bool:
    """Whether the p value stands between estimate and bounds, or right after the bounds, or right before the name."""
    p = sentence.span(picture.p) if picture.p else (0, 0)
    row = picture.rows[0]
    first, last = sentence.span(row.estimate.words), sentence.span(row.high.words)
    name = sentence.span(picture.words) if picture.words else first
    if p[0] >= last[1]:
        return bool(_TO_OWN_P.fullmatch(sentence.between(last, p)))
    return first[1] <= p[0] or bool(re.fullmatch(r"[\s,;(]*", sentence.between(p, name)) and p[1] <= name[0])


def _is_p(shown: Span, read: Span) -> bool:
    return shown[0] == read[0] and shown[1] >= read[1]


_GIVEN = re.compile(rf"(?:{RATIO.pattern})[^\d;(]{{0,14}}[\s=:,]*\d")


def _has_another_estimate(picture: Interval, sentence: Sentence) -> bool:
    """Whether the sentence has a second interval or ratio: it would be passed over in silence."""
    own = [sentence.span(each) for each in (picture.level, *picture.rows[0].part, *_optional(picture.words))]
    rest = sentence.without((min(span[0] for span in own), max(span[1] for span in own)))
    rest = NEEDED.sub(lambda match: " " * len(match[0]), rest)
    later = rest[max(span[1] for span in own) :]
    rest = LEVEL.sub(lambda match: " " * len(match[0]), rest)
    later_p = len(chances(later))
    own_p = _OWN_P.match(later) or len(chances(sentence.text)) == 1
    has_later = bool(percentages(later)) or later_p > bool(own_p) or bool(_ANOTHER_COMPARISON.search(later))
    return has_later or any(form.search(rest) for form in (_SEVERAL, _BRACKETED_RANGE, _ANOTHER_INTERVAL, _GIVEN))


def _optional(words: Words | None) -> tuple[Words, ...]:
    return (words,) if words else ()
