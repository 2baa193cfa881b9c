"""Checks two means, and numbers that are set large, against their sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise

from videos.pipeline.artifacts import BigNumber, Change, Words
from videos.pipeline.pictures.check import limits
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.printed import INTERVAL_NAME, chances, numbers, whole
from videos.pipeline.pictures.check.sentence import Sentence

_DEVIATION = re.compile(r"SDs?|standard deviations?")
_COMPARISON = re.compile(r"\b(?:vs|versus|than|(?:compared|comparison) (?:with|to))\b")
_JOINT = re.compile(
    r"(?:[\s,()\[\]]|\b(?:in|for|among|with|the|was|were|to|from|than|points?|±)\b|[A-Za-zµ/²]{1,12}(?=[\s)]))*"
)


def change_faults(picture: Change, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with two means."""
    means = [sentence.number(point.mean) for point in picture.points]
    spreads = [point.deviation and sentence.number(point.deviation) for point in picture.points]
    if len(means) != 2 or None in means:
        yield Fault.NUMBER
        return
    if any(point.deviation and not read for point, read in zip(picture.points, spreads, strict=True)):
        yield Fault.NUMBER
        return
    if any(spreads) != bool(picture.deviation) or any(spreads) != all(spreads):
        yield Fault.LABEL
    if picture.deviation and not _DEVIATION.fullmatch(picture.deviation.text):
        yield Fault.LABEL
    if any(read and read.value < 0 for read in spreads):
        yield Fault.ARITHMETIC
    if not picture.deviation and re.search(r"±|\+/-|\bSEM?\b", sentence.text):
        yield Fault.LABEL
    if not _is_called_a_mean(picture, sentence) or re.match(r"there\b", picture.outcome.text, re.IGNORECASE):
        yield Fault.MEASURE
    yield from _of_structure(picture, sentence)
    if not limits.is_plain_finding(sentence):
        yield Fault.LIMITED


def _is_called_a_mean(picture: Change, sentence: Sentence) -> bool:
    named = re.search(r"\b(?:means?|averages?|medians?)\b", sentence.text, re.IGNORECASE)
    return picture.is_paired or bool(picture.deviation or named)


def _of_structure(picture: Change, sentence: Sentence) -> Iterator[Fault]:
    (first, second), text = picture.points, sentence.text
    places = [sentence.span(words) for words in (first.mean.words, second.mean.words)]
    between = sentence.between(*places)
    if picture.is_paired:
        is_compared = re.search(r"\bfrom\s$", text[: places[0][0]]) and re.search(r"\bto\s$", between)
    else:
        is_compared = _COMPARISON.search(between)
    if not is_compared:
        yield Fault.NOT_COMPARED
    for point in picture.points:
        spans = sorted(sentence.span(words) for words in point.part)
        joints = [sentence.between(*pair) for pair in pairwise(spans)]
        if not all(_JOINT.fullmatch(re.sub(r"±|\+/-|SD|standard deviation|[=:]", " ", joint)) for joint in joints):
            yield Fault.LABEL
    shown = [sentence.span(words) for part in picture.parts for words in part] + (
        [sentence.span(picture.p)] if picture.p else []
    )
    rest = sentence.without(*shown, *((each.start, each.end) for each in chances(text)))
    if any(not re.search(r"[²³/]\d?$", rest[: number.end]) for number in numbers(rest)) or re.search(
        r"\brespectively\b|%", text
    ):
        yield Fault.IGNORED
    if picture.unit and not any(
        _follows(sentence, picture, end) for end in (span[1] for span in map(sentence.span, _all_numbers(picture)))
    ):
        yield Fault.LABEL
    if any(number for number in numbers(picture.outcome.text)):
        yield Fault.LABEL
    side = second.mean.value - first.mean.value if picture.is_paired else first.mean.value - second.mean.value
    if limits.direction(text[: places[0][0]]) * side < 0:
        yield Fault.CONTRADICTED


def _all_numbers(picture: Change) -> list[Words]:
    return [words for point in picture.points for words in point.part[1:]]


def _follows(sentence: Sentence, picture: Change, end: int) -> bool:
    start = sentence.span(picture.unit)[0] if picture.unit else -1
    return start >= end and not sentence.text[end:start].strip(" )]")


_NEEDED = re.compile(r"numbers?[- ]needed[- ]to[- ].*|NN[TH][BH]?", re.IGNORECASE)


def big_number_faults(picture: BigNumber, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with a number needed to treat."""
    text = sentence.text
    start, end = sentence.span(picture.number)
    number = whole(text, start, end)
    if number is None or number.value < 1:
        yield Fault.NUMBER
        return
    link = sentence.between(sentence.span(picture.caption), (start, end))
    if not _NEEDED.fullmatch(picture.caption.text) or not link or re.search(r"[\d;()%]", link):
        yield Fault.LABEL
    if re.match(r"\s?%|[-–]\d|\sto\s\d", text[end:]):
        yield Fault.LABEL
    if picture.interval:
        bounds = list(numbers(picture.interval.text))[-2:]
        if (
            not INTERVAL_NAME.search(picture.interval.text)
            or len(bounds) < 2
            or not bounds[0].value <= number.value <= bounds[1].value
        ):
            yield Fault.ARITHMETIC
        if re.search(r"[\d;]", sentence.between((start, end), sentence.span(picture.interval))):
            yield Fault.LABEL
    elif re.match(r"[^\d;.]{0,6}\d\d\s?%", text[end:]):
        yield Fault.IGNORED
    if limits.is_hedged(text, start) or not limits.is_own_finding(sentence):
        yield Fault.LIMITED
    shown = [
        sentence.span(words)
        for words in (picture.caption, picture.number, *((picture.interval,) if picture.interval else ()))
    ]
    rest = sentence.without(*shown)
    if INTERVAL_NAME.search(rest) or "%" in rest or re.search(r"needed to|\bNNT", rest):
        yield Fault.IGNORED
