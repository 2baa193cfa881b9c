"""Checks that the parts of a sentence are the whole sentence, and that no doubt is set small.

It shares no rule with what finds the parts: it reads what stands between them.
"""

import re
from collections.abc import Iterator, Sequence

from videos.pipeline.artifacts import Conclusion, Paper, Points, Source, Words
from videos.pipeline.fidelity import HEDGES, NEGATIONS
from videos.pipeline.pictures.check.sentence import Sentence

_NOTHING = re.compile(r"[\s,.;:]*")
_MARK = re.compile(r"[\s,.;]*(?:and\s+)?(?:\(?(?:\d|[a-f]|i{1,3}|iv|v)\)\s*)?(?:and\s+)?")
_NUMBERS = {word: number for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight"), 2)}
_WORD = re.compile(r"[\w'’-]+")


def conclusion_faults(picture: Conclusion, source: Source, paper: Paper) -> list[str]:
    """What is not true of a conclusion, in words for the operator; [] if it may be drawn."""
    sentence = Sentence.of(paper, source)
    lead = (picture.lead,) if picture.lead else ()
    found = [*_uncovered((*lead, *picture.clauses), sentence, _NOTHING)]
    words = [word.casefold() for each in lead for word in _WORD.findall(each.text)]
    if HEDGES.of(words) or NEGATIONS.of(words):
        found.append("a doubt or a negation is set small")
    return found


def points_faults(picture: Points, source: Source, paper: Paper) -> list[str]:
    """What is not true of a list, in words for the operator; [] if it may be drawn."""
    sentence = Sentence.of(paper, source)
    lead = (picture.lead,) if picture.lead else ()
    items = tuple(item.words for item in picture.items)
    found = [*_uncovered((*lead, *items), sentence, _MARK)]
    if len(items) < 2:
        found.append("one item is no list")
    counts = [_NUMBERS[word] for each in lead for word in _WORD.findall(each.text.casefold()) if word in _NUMBERS]
    if counts and len(items) not in counts:
        found.append(f"the sentence counts {counts[0]} items, and not {len(items)}")
    return found


def _uncovered(parts: Sequence[Words], sentence: Sentence, left_out: re.Pattern[str]) -> Iterator[str]:
    """The words of the sentence that no part has, and parts that do not stand there in this order."""
    if not all(sentence.holds(words) for words in parts):
        yield "a part does not stand in the sentence"
        return
    position = 0
    for start, end in [*(sentence.span(words) for words in parts), (len(sentence.text), len(sentence.text))]:
        between = sentence.text[position:start]
        if start < position or not left_out.fullmatch(between):
            yield f"the parts leave out “{between.strip()}”"
        position = end
