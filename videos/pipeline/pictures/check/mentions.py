"""Checks the drawings of what a sentence names. Shares no rule with what finds them.

Each drawing must stand for a heading of the record (``topics``), and the sentence must say the heading, one of its
terms in MeSH, or the abbreviation that the abstract gives it. A phrase must be able to stand alone.
"""

import gzip
import re
from collections.abc import Iterator
from importlib.resources import files

from videos.pipeline import fidelity
from videos.pipeline.artifacts import Icon, Paper, Source, Topic
from videos.pipeline.pictures.check import topics
from videos.pipeline.pictures.check.sentence import Sentence

_TABLE = files("videos.pipeline.pictures.topics") / "mesh-2024.tsv.gz"
_LONGEST_PHRASE = 12
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|can|may|could|do|does|did)\b|\w(?:s|ed)\b")


def faults(picture: Topic, source: Source, paper: Paper) -> list[str]:
    """What is not true of the picture beside the sentence at ``source``; [] if it may be drawn."""
    sentence = Sentence.of(paper, source)
    found = topics.faults(picture, paper)
    for item in picture.items:
        if item.said is None or not sentence.holds(item.said) or not _names(item, paper):
            found.append(f"the sentence does not name “{item.heading.text}”")
    return [*found, *_of_phrase(picture, sentence)]


def _names(item: Icon, paper: Paper) -> bool:
    said = item.said.text.casefold() if item.said else ""
    meant = {_singular(said), *(_singular(long) for long in _long_forms(item.said.text if item.said else "", paper))}
    return not meant.isdisjoint({_singular(item.heading.text.casefold()), *_terms(item, paper)})


def _long_forms(short: str, paper: Paper) -> Iterator[str]:
    """What stands before "(CF)" in the abstract, by one to eight words, if the sentence says "CF"."""
    for mark in (f"({short})", f"({short.removesuffix('s')})"):
        before, bracket, _ = paper.abstract.partition(mark)
        words = before.casefold().split()[-8:] if bracket else []
        yield from (" ".join(words[start:]) for start in range(len(words)))


def _terms(item: Icon, paper: Paper) -> set[str]:
    ids = {heading.id for heading in paper.headings if heading.name == item.heading.text and heading.id}
    mark = f"|{item.heading.text.casefold()}|"
    with _TABLE.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.split("\t")
            if columns[0] in ids or (not ids and mark in line):
                return {_singular(term) for term in columns[1].split("|") if term}
    return set()


def _singular(term: str) -> str:
    return re.sub(r"(?:e?s)$", "", " ".join(term.split()))


def _of_phrase(picture: Topic, sentence: Sentence) -> Iterator[str]:
    if picture.phrase is None:
        return
    text = picture.phrase.text
    if not sentence.holds(picture.phrase) or len(text.split()) > _LONGEST_PHRASE or not _FINITE.search(text):
        yield f"“{text}” is not a short clause of the sentence"
    elif fidelity.faults(text, sentence.text):
        yield f"“{text}” loses what the sentence says"
