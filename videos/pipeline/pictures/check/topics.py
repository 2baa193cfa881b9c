"""Checks the picture of a topic: each drawing must stand for a heading that the record has. Shares no rule with topics.

It reads the tables itself and climbs from a heading's own tree numbers to the first branch that the table names.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from importlib.resources import files

from videos.pipeline.artifacts import Field, Icon, Paper, Topic

_TOPICS = files("videos.pipeline.pictures.topics")
_ART = files("videos.pipeline.templates") / "art"
_ICON_OF_ORGAN = {"heart": "heart_organ", "kidney": "kidneys", "lung": "lungs"}
_NOT_ADULT = {"Fetus", "Infant", "Infant, Newborn", "Child", "Child, Preschool"}
_PERSON = {"mental_disorders", "pregnant", "lactation", "headache", "back_pain", "elderly", "child_program", "running"}
_MOST = 3


def faults(topic: Topic, paper: Paper) -> list[str]:
    """What is not true of the picture, in words for the operator; [] if it may be drawn."""
    found = [fault for item in topic.items for fault in _faults_of(item, paper)]
    if not 1 <= len(topic.items) <= _MOST:
        found.append(f"{len(topic.items)} drawings")
    if len({item.art for item in topic.items}) < len(topic.items):
        found.append("a drawing stands for two headings")
    return found


def _faults_of(item: Icon, paper: Paper) -> Iterator[str]:
    drawing, _, organ = item.art.rpartition("/")
    words = item.heading.text
    if not _is_drawn(drawing, organ):
        yield f"there is no drawing {item.art}"
    if item.heading.source is not None or not _is_in_record(item, paper):
        yield f"“{words}” is not in the record"
    elif _ICON_OF_ORGAN.get(organ, organ) not in set(_art_for(_tree_numbers(item, paper))):
        yield f"{item.art} does not stand for “{words}”"
    if organ in _PERSON and "Animals" in paper.mesh_terms and "Humans" not in paper.mesh_terms:
        yield f"{organ} is a person, and animals were studied"
    if drawing and not _is_body_of(drawing, paper):
        yield f"{drawing} is not the body of those who were studied"


def _is_drawn(drawing: str, organ: str) -> bool:
    if drawing:
        body = _ART / f"{drawing}.svg"
        return body.is_file() and f'<g id="{organ}"' in body.read_text(encoding="utf-8")
    return (_ART / f"{organ}.svg").is_file()


def _is_in_record(item: Icon, paper: Paper) -> bool:
    words = item.heading.text
    if item.heading.field is Field.MESH:
        return words in paper.mesh_terms
    listed = (part.strip() for keyword in paper.keywords for part in keyword.replace(";", ",").split(","))
    return item.heading.field is Field.KEYWORD and (words in paper.keywords or words in listed)


def _tree_numbers(item: Icon, paper: Paper) -> list[str]:
    words = item.heading.text
    ids = {heading.id for heading in paper.headings if heading.name == words}
    exact = _numbers(ids, (words.casefold(), *_explained(words, paper.abstract)))
    return exact or next(filter(None, _of_a_kind(words)), [])


def _of_a_kind(words: str) -> Iterator[list[str]]:
    """The tree numbers of a synonym, or those of diseases, bacteria and nursing that the last words name."""
    synonyms = dict(line.split("\t") for line in (_TOPICS / "synonyms.tsv").read_text(encoding="utf-8").splitlines())
    rest = words.casefold()
    while rest:
        if rest in synonyms:
            yield _numbers(set(), (synonyms[rest],))
        else:
            yield [number for number in _numbers(set(), (rest,)) if number.startswith(("C", "B03", "H02.478"))]
        rest = rest.partition(" ")[2]


def _numbers(ids: set[str], names: Iterable[str]) -> list[str]:
    """The tree numbers of the first line of MeSH with one of the ids, or if there are none with one of the names."""
    terms = {f"|{name}|" for name in names}
    with (_TOPICS / "mesh-2024.tsv.gz").open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            is_meant = line.partition("\t")[0] in ids if ids else any(term in line for term in terms)
            if is_meant:
                return line.rpartition("\t")[2].split()
    return []


def _explained(short: str, abstract: str) -> Iterator[str]:
    """The words before "(MRI)", from one to eight of them, if the keyword is "MRI"."""
    before, bracket, _ = abstract.partition(f" ({short})")
    last = before.casefold().split()[-8:] if bracket else []
    yield from (" ".join(last[start:]) for start in range(len(last)))


def _art_for(tree_numbers: list[str]) -> Iterator[str]:
    text = (_TOPICS / "table.tsv").read_text(encoding="utf-8")
    rows = csv.reader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t")
    art = {branch: name for branch, name, _ in rows}
    for number in tree_numbers:
        if f"={number}" in art:
            yield art[f"={number}"]
            continue
        while number and number not in art:
            number = number[: max(number.rfind("."), 0)]
        if number:
            yield art[number]


def _is_body_of(drawing: str, paper: Paper) -> bool:
    terms = set(paper.mesh_terms)
    sexes = terms & {"Female", "Male"}
    return "Humans" in terms and not terms & _NOT_ADULT and (drawing == "body-male" or sexes == {"Female"})
