"""Decides what a paper is about as a picture: at most three drawings, each with the record's own heading.

    record  ──mesh──▶ tree numbers of its headings or keywords  ──table──▶ drawings  ──▶ ``Topic``

A drawing stands for a MeSH heading of the record, or for a keyword that is a MeSH term or a kind of one ("acute heart
failure"). It is never guessed from the text. Major headings come first; others are used only for the mice or rats that
were studied, and for organs and diseases if there are fewer than two major ones. Where the table has no picture,
nothing is drawn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from videos.pipeline.artifacts import Field, Icon, Paper, Topic, Words
from videos.pipeline.pictures.topics import ambiguous
from videos.pipeline.pictures.topics.keywords import candidates, named
from videos.pipeline.pictures.topics.mesh import tree_numbers
from videos.pipeline.pictures.topics.table import LAST_RESORT, ORGANS_AND_DISEASES, Row, row_for
from videos.pipeline.script.abbreviations import definitions

_MOST = 3
_ENOUGH = 2
"""Drawings of major headings, with which other organs and diseases are not looked at."""

_MOST_LOOKED_UP = 60
"""Headings or keywords. Real records have fewer; each takes up to 2 ms."""

_ORGANS = {
    "esophagus": "esophagus",
    "heart_organ": "heart",
    "kidneys": "kidney",
    "liver": "liver",
    "lungs": "lung",
    "pancreas": "pancreas",
    "spleen": "spleen",
    "stomach": "stomach",
}
"""The art that can be lit in a body instead, and the organ's name in that drawing."""

_ONLY_IN_A_BODY = frozenset({"esophagus"})
_OF_PEOPLE = frozenset(
    {
        "alcohol",
        "allergies",
        "baby_0203_alt",
        "back_pain",
        "burn",
        "child_program",
        "doctor",
        "elderly",
        "exercise",
        "foot",
        "headache",
        "i_training_class",
        "lactation",
        "mental_disorders",
        "nurse",
        "pregnant",
        "running",
        "smoking",
        "tac",
        "walk_supported",
        "walking",
        "wheelchair",
        "young_people",
    }
)
"""Drawings of people, or of what only people do: wrong for a study of animals."""

_YOUNG = frozenset({"Infant, Newborn", "Infant", "Child, Preschool", "Child", "Fetus"})
_RODENTS = "animal_rat"
_LABORATORY = "test_tubes"
_SHORT_FORM = re.compile(r"[A-Z0-9-]{1,6}s?")  # "PCA" means one thing to MeSH and another to the authors
_ANIMALS = re.compile(
    r"\b(?:mice|mouse|murine|rats?|rabbits?|pigs?|piglets?|swine|porcine|dogs?|canine|cats?|feline|cattle|cows?|bovine|"
    r"calves|sheep|ovine|goats?|horses?|equine|chickens?|hens?|birds?|fish|zebrafish|drosophila|flies|larvae|monkeys?|"
    r"macaques?|primates|animals?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    heading: Words
    row: Row


def topic(paper: Paper) -> Topic | None:
    """What the paper is about, or None if the table knows none of its headings."""
    chosen = _of_headings(paper) or _of_keywords(paper)
    specific = [each for each in chosen if each.row.section != LAST_RESORT]
    organs = [each for each in specific if each.row.art in _ORGANS]
    if (body := _body(paper)) and organs and (len(organs) >= _ENOUGH or organs == specific):
        return _topic(Icon(f"{body}/{_ORGANS[each.row.art]}", each.heading) for each in organs)
    drawable = [each for each in specific or chosen if each.row.art not in _ONLY_IN_A_BODY]
    return _topic(Icon(each.row.art, each.heading) for each in drawable)


def _topic(icons: Iterable[Icon]) -> Topic | None:
    items = tuple(icons)[:_MOST]
    return Topic(items) if items else None


def _of_headings(paper: Paper) -> list[_Found]:
    headings = paper.headings[:_MOST_LOOKED_UP]
    known = tree_numbers(ids=[heading.id for heading in headings])
    rows = [(heading, row_for(known.get(heading.id, ()))) for heading in headings]
    found = [(h.is_major, _Found(Words(h.name, field=Field.MESH), row)) for h, row in rows if row and _fits(paper, row)]
    major = _in_order(each for is_major, each in found if is_major)
    telling = [each for each in major if each.row.section != LAST_RESORT]
    rodents = [each for _, each in found if each.row.art == _RODENTS and _is_about_animals(paper)]
    if len(telling) < _ENOUGH:
        minor = (each for is_major, each in found if not is_major and each.row.section == ORGANS_AND_DISEASES)
        return _distinct([*telling, *rodents, *_in_order(minor)])[:_ENOUGH] or major
    return _distinct([*telling[: _MOST - 1], *rodents, *telling])


def _of_keywords(paper: Paper) -> list[_Found]:
    words = [part.strip() for keyword in paper.keywords for part in re.split("[,;] ", keyword)]
    terms = dict(_terms(words[:_MOST_LOOKED_UP], paper))
    known = tree_numbers(terms=terms.values())
    others = {word: [*candidates(word)] for word, term in terms.items() if term not in known}
    endings = tree_numbers(terms={each for found in others.values() for each in found})
    rows = [
        (word, row_for(known.get(term) or _of_ending(others.get(word, ()), endings))) for word, term in terms.items()
    ]
    return _in_order(_Found(Words(w, field=Field.KEYWORD), row) for w, row in rows if row and _fits(paper, row))


def _of_ending(found: Sequence[str], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The tree numbers of the first candidate that MeSH has."""
    return next((named(each, known[each]) for each in found if each in known), ())


def _terms(words: Iterable[str], paper: Paper) -> Iterator[tuple[str, str]]:
    """Each keyword with the term to look up: an abbreviation means what the abstract says that it means."""
    long_forms = {each.short: each.long for each in definitions(paper.abstract)}
    for word in words:
        if word.casefold() in ambiguous.WORDS:
            continue
        if not _SHORT_FORM.fullmatch(word):
            yield word, word
        elif word in long_forms:
            yield word, long_forms[word]


def _in_order(found: Iterable[_Found]) -> list[_Found]:
    """By the section of the table, then in the record's order; each drawing once."""
    return _distinct(sorted(found, key=lambda each: each.row.section))


def _distinct(found: Iterable[_Found]) -> list[_Found]:
    first: dict[str, _Found] = {}
    for each in found:
        first.setdefault(each.row.art, each)
    return list(first.values())


def _fits(paper: Paper, row: Row) -> bool:
    """Whether the drawing is right for those who were studied: test tubes are not for a trial of heparin."""
    if row.art == _LABORATORY:
        return bool(paper.headings) and "Humans" not in paper.mesh_terms
    return row.art not in _OF_PEOPLE or not _is_about_animals(paper)


def _is_about_animals(paper: Paper) -> bool:
    if paper.headings:
        return "Animals" in paper.mesh_terms and "Humans" not in paper.mesh_terms
    return bool(_ANIMALS.search(" ".join((paper.title.text, *paper.keywords))))


def _body(paper: Paper) -> str:
    """The body in which organs may be lit: of adults only, a woman's if only women were studied. "" for none.

    It is shown from shoulders to waist.
    """
    terms = set(paper.mesh_terms)
    if "Humans" not in terms or terms & _YOUNG:
        return ""
    return "body-female" if "Female" in terms and "Male" not in terms else "body-male"
