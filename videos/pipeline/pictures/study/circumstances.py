"""Where and how long people were studied, and where the study is registered."""

import re
from collections.abc import Iterator, Sequence

from videos.pipeline.artifacts import Field, Paper, Words
from videos.pipeline.pictures.study.passage import Passage, only
from videos.pipeline.pictures.topics.mesh import tree_numbers

_NAME = r"[A-Z][a-zé'-]+(?: (?:and )?[A-Z][a-zé'-]+){0,2}"
_ALONE = r"(?=$|[.;:()]|,(?! (?:and )?[A-Z])| (?!(?:and|or) [A-Z])[a-z])"
_PLACE = re.compile(rf"\b(?:in|from|across) (?:the )?(?P<name>{_NAME}){_ALONE}")
_IS_A_PLACE = "Z01."
_LONG = r"\d+(?:[.·]\d+)?(?: ?(?:±|\+/-) ?\d+(?:[.·]\d+)?)?[- ](?:years?|months?|weeks?|days?)"
_AVERAGE = r"(?:median|mean|average|maximum|minimum|total)"
_FOLLOW_UP = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:(?:at least|up to|{_AVERAGE}) )?{_LONG}(?: of)? follow-?up\b",
        rf"\b(?:{_AVERAGE} )?follow-?up(?: period| time| duration)?(?: was| of)?(?: at least)? "
        rf"(?:a {_AVERAGE} of )?{_LONG}(?! (?:after|later))",
        rf"\bfollowed(?:[- ]up)? for (?:up to |at least |a {_AVERAGE} of )?{_LONG}",
    )
)


def place(paper: Paper, stated: Sequence[Passage], title: Passage) -> Words | None:
    """The one place that the record lists, or that title and methods name."""
    if paper.places:
        return Words(paper.places[0], field=Field.PLACE) if len(paper.places) == 1 else None
    named = [passage.group(match, "name") for passage in (*stated, title) for match in _PLACE.finditer(passage.text)]
    known = tree_numbers(terms={words.text for words in named}) if named else {}
    return only(w for w in named if any(each.startswith(_IS_A_PLACE) for each in known.get(w.text, ())))


def follow_up(stated: Sequence[Passage], title: Passage) -> Words | None:
    """How long people were followed, if it is stated once."""
    found = [*_follow_ups((*stated, title))]
    times = {re.sub(r"\D+", " ", words.text).strip() for words in found}
    return found[0] if len(times) == 1 else None


def _follow_ups(passages: Sequence[Passage]) -> Iterator[Words]:
    for passage in passages:
        for form in _FOLLOW_UP:
            yield from (passage.group(match, 0) for match in form.finditer(passage.text))


def registration(paper: Paper) -> Words | None:
    """The study's own registration; a record that lists several may list those of other studies."""
    return Words(paper.registrations[0], field=Field.REGISTRATION) if len(paper.registrations) == 1 else None
