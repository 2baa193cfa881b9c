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
_MOST_REGISTRATIONS = 2
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
_ANOTHER = re.compile(rf"\b(?:and|vs\.?|versus|to) (?P<time>{_LONG})\b", re.IGNORECASE)


def places(paper: Paper, stated: Sequence[Passage], title: Passage) -> tuple[Words, ...]:
    """The places that the record lists, or the one that title and methods name."""
    if paper.places:
        return tuple(_said(name, stated) or Words(name, field=Field.PLACE) for name in paper.places)
    named = [passage.group(match, "name") for passage in (*stated, title) for match in _PLACE.finditer(passage.text)]
    known = tree_numbers(terms={words.text for words in named}) if named else {}
    place = only(w for w in named if any(each.startswith(_IS_A_PLACE) for each in known.get(w.text, ())))
    return (place,) if place else ()


def _said(name: str, stated: Sequence[Passage]) -> Words | None:
    """A listed place as the methods say it, so that it appears when it is heard."""
    form = re.compile(rf"\b(?:in|from|across) (?:the )?(?P<name>{re.escape(name)})\b")
    found = ((passage, form.search(passage.text)) for passage in stated)
    return next((passage.group(match, "name") for passage, match in found if match), None)


def follow_up(stated: Sequence[Passage], title: Passage) -> Words | None:
    """How long people were followed, if it is stated once."""
    found = [*_follow_ups((*stated, title))]
    times = {re.sub(r"\D+", " ", words.text).strip() for words in found}
    return found[0] if len(times) == 1 else None


def _follow_ups(passages: Sequence[Passage]) -> Iterator[Words]:
    for passage in passages:
        for form in _FOLLOW_UP:
            for match in form.finditer(passage.text):
                yield passage.group(match, 0)
                # A second time in the sentence is that of another group.
                yield from (passage.group(other, "time") for other in _ANOTHER.finditer(passage.text, match.end()))


def registrations(paper: Paper) -> tuple[Words, ...]:
    """The study's own registrations; a record that lists more lists those of other studies, which it reviewed."""
    listed = tuple(Words(name, field=Field.REGISTRATION) for name in paper.registrations)
    return listed if len(listed) <= _MOST_REGISTRATIONS else ()
