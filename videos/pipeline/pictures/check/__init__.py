"""The picture gate: refuses a picture that its sentence does not bear out.

It shares no rule with the finder, because a check that shares its rules shares its mistakes. It requires:

- Each label and number stands, whole and verbatim, in the sentence that the scene reads, and has the value it shows.
- The arithmetic holds: low <= estimate <= high, with the estimate in the middle; k of N gives the printed share.
- What the sentence says agrees with it: the name of the measure, p values, "significant", "did not differ", "fewer".
- Nothing limits, supposes or quotes the number: "at least", "we assumed", "in an earlier study".
- Groups are compared in so many words, and share one outcome.
- No second result of the sentence is passed over.
"""

from collections.abc import Iterator

from videos.pipeline.artifacts import BigNumber, Change, Groups, Harms, Interval, Paper, Picture, Share, Source, Words
from videos.pipeline.pictures.check import claims, groups, harms, intervals, means, shares
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.sentence import Sentence

__all__ = ["Fault", "faults"]


def faults(picture: Picture, source: Source, paper: Paper) -> tuple[Fault, ...]:
    """Why the picture must not be drawn beside the sentence at ``source``; () if it may be."""
    sentence = Sentence.of(paper, source)
    if not all(sentence.holds(words) for words in _words(picture)):
        return (Fault.ELSEWHERE,)
    return tuple(dict.fromkeys(_faults(picture, sentence)))


def _faults(picture: Picture, sentence: Sentence) -> Iterator[Fault]:
    match picture:
        case Interval():
            yield from claims.faults(picture, sentence)
            yield from intervals.faults(picture, sentence)
        case Share():
            yield from claims.faults(picture, sentence)
            yield from shares.faults(picture, sentence)
        case Groups():
            yield from groups.faults(picture, sentence)
        case Harms():
            yield from harms.faults(picture, sentence)
        case Change():
            yield from means.change_faults(picture, sentence)
        case BigNumber():
            yield from means.big_number_faults(picture, sentence)
        case _:
            yield Fault.KIND


def _words(picture: Picture) -> Iterator[Words]:
    """All words of a picture."""
    for part in picture.parts:
        yield from part
    match picture:
        case Interval():
            yield from (each for each in (picture.level, picture.words, picture.unit, picture.p) if each)
        case Groups():
            yield picture.comparison
            yield from (picture.p,) if picture.p else ()
            yield from _words(picture.verdict) if picture.verdict else ()
        case Change():
            yield from (each for each in (picture.unit, picture.deviation, picture.p) if each)
        case Harms():
            yield from picture.groups
