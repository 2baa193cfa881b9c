"""Finds the drawings of what a sentence names: headings and keywords of the record that stand in it.

A heading may stand there under another of its names in MeSH ("rectal cancer" for "Rectal Neoplasms"), or as the
abbreviation that the abstract explains. Short and common words are not such names.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from videos.pipeline.artifacts import Icon, Paper, Source, Topic, Words
from videos.pipeline.fidelity import faults
from videos.pipeline.pictures.topics import topic
from videos.pipeline.pictures.topics.mesh import DATA
from videos.pipeline.script.abbreviations import definitions

_LONG = 7
"""Letters from which a single word of MeSH is a name of its own: "aged" is one of "Elderly", and says less."""

_SAME_WORD = 5
"""Letters in which a shorter word begins like the heading: "forest" of "Forests"."""

_LONGEST_PHRASE = 12
_SHORTEST_PHRASE = 3
_CLAUSE = re.compile(r"[;:]\s|,\s(?=(?:and|but|yet|so|which|while|whereas|although|though) )|[.?!]$")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|could|do|does|did|improves?|remains?|causes?|affects?|leads?|increases?|"
    r"reduces?|occurs?|predicts?|plays?|represents?|accounts?|requires?)\b"
)
_DEPENDS = re.compile(
    r"(?:although|though|while|whereas|because|since|if|when|as|given|despite|after|before|however|moreover|"
    r"furthermore|therefore|thus|this|these|those|it|they|such|here|to|in|for|among|by|with|of|at|on)\b",
    re.IGNORECASE,
)
"""What a phrase that may stand alone does not begin with."""

Names = Mapping[str, re.Pattern[str]]
"""For each heading and keyword of a record, what it may be called in a sentence."""


def names_of(paper: Paper) -> Names:
    """The names of the paper's headings and keywords. Reads MeSH once."""
    data = gzip.decompress(DATA.read_bytes()).decode()
    shorts = {each.long.casefold(): each.short for each in definitions(paper.abstract)}
    marks = {heading.name: f"\n{heading.id}\t" for heading in paper.headings if heading.id}
    marks |= {keyword: f"|{keyword.casefold()}|" for keyword in _keywords(paper)}
    return {name: _pattern(name, _terms(data, mark), shorts) for name, mark in marks.items()}


def _keywords(paper: Paper) -> Iterator[str]:
    if not paper.headings:
        yield from (part.strip() for keyword in paper.keywords for part in re.split("[,;] ", keyword) if part.strip())


def _terms(data: str, mark: str) -> list[str]:
    place = data.find(mark)
    if place < 0:
        return []
    start = data.rfind("\n", 0, place + 1) + 1
    return data[start : data.index("\n", start)].split("\t")[1].strip("|").split("|")


def _pattern(name: str, terms: list[str], shorts: Mapping[str, str]) -> re.Pattern[str]:
    usable = dict.fromkeys([name.casefold(), *(term for term in terms if _is_a_name(term, name))])
    forms = [rf"(?i:{re.escape(term)}(?:e?s)?)" for term in sorted(usable, key=len, reverse=True)]
    forms += [rf"{re.escape(shorts[term])}s?" for term in usable if term in shorts]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")


def _is_a_name(term: str, heading: str) -> bool:
    begins_alike = term[:_SAME_WORD] == heading.casefold()[:_SAME_WORD]
    return " " in term or (term.isalpha() and (len(term) >= _LONG or begins_alike))


def mentioned(paper: Paper, source: Source, names: Names) -> Topic | None:
    """The drawings of what the sentence at ``source`` names, or None; with a phrase of it, if one may stand alone."""
    text = paper.at(source).text
    named = {name: Words(m[0], _within(source, *m.span())) for name, form in names.items() if (m := form.search(text))}
    found = topic(_only(paper, named)) if named else None
    items = tuple(replace(each, said=named[each.heading.text]) for each in _items(found) if each.heading.text in named)
    return Topic(items, _phrase(source, text, items)) if items else None


def _items(found: Topic | None) -> tuple[Icon, ...]:
    return found.items if found else ()


def _within(source: Source, start: int, end: int) -> Source:
    return Source(source.section, source.start + start, source.start + end)


_WHO = frozenset(
    {"Humans", "Animals", "Female", "Male", "Fetus", "Infant", "Infant, Newborn", "Child", "Child, Preschool"}
)
"""Headings that decide which drawings fit: no person for a study of animals, no adult's body for one of children."""


def _only(paper: Paper, named: Mapping[str, Words]) -> Paper:
    """The paper as if its record had only the headings or keywords that are named."""
    headings = tuple(each for each in paper.headings if each.name in named or each.name in _WHO)
    return replace(paper, headings=headings, keywords=() if paper.headings else tuple(named))


def _phrase(source: Source, text: str, items: tuple[Icon, ...]) -> Words | None:
    """The first clause of the sentence if it is short, names a drawing, and the fidelity check lets it stand alone."""
    end = next((match.start() for match in _CLAUSE.finditer(text)), len(text))
    said = [item.said.source.start for item in items if item.said and item.said.source]
    is_short = _SHORTEST_PHRASE <= len(text[:end].split()) <= _LONGEST_PHRASE
    is_whole = not text[end:].strip(".?! ")
    may_stand_alone = is_short and (is_whole or (_VERB.search(text, 0, end) and not _DEPENDS.match(text)))
    if not may_stand_alone or min(said) >= source.start + end or faults(text[:end], text):
        return None
    return Words(text[:end], _within(source, 0, end))
