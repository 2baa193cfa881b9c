"""The study card: who was studied and how, in the authors' words or in fields of the record.

    record, title, methods  ──design, people, compared, circumstances──▶ ``StudyCard``

A fact about which the text is unclear, or that it states in two ways, is left out.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from videos.pipeline.artifacts import Paper, Role, StudyCard, Words
from videos.pipeline.pictures.study import circumstances, compared
from videos.pipeline.pictures.study.design import design, is_whole_study, listed_kind
from videos.pipeline.pictures.study.passage import passages, title_of
from videos.pipeline.pictures.study.people import check_tags, people
from videos.pipeline.script.statements import Statement

_REVIEWS = ("review", "meta-analysis")
_FEWEST_PARTS = 2


def study_card(paper: Paper, statements: Sequence[Statement]) -> StudyCard | None:
    """The card, or None if it would have less than two parts, or is nearly empty.

    The people or animals that indexers checked are too little beside the kind of study, but not together with a place.

    ``statements`` are those of the abstract.

    A review studies studies, so neither people nor their place are looked for in its text. Nor are they in a protocol
    or in a report on a part of a study.
    """
    title = title_of(paper)
    methods = passages(paper, statements, Role.METHODS)
    named = design(paper, [*methods, *passages(paper, statements, Role.OBJECTIVE)])
    listed = listed_kind(paper)
    is_about_people = is_whole_study(title) and not _is_review(named) and not _is_review(listed)
    card = StudyCard(
        design=listed if _is_review(named) else named or listed,
        tags=check_tags(paper),
        places=circumstances.places(paper, methods if is_about_people else [], title),
        registrations=circumstances.registrations(paper),
    )
    if is_about_people:
        results = passages(paper, statements, Role.RESULTS)
        studied = people(methods, results, title)
        card = replace(
            card,
            population=studied.who,
            number=studied.number,
            groups=compared.groups(methods, title, named.text) if named else (),
            outcome=compared.outcome(methods),
            follow_up=circumstances.follow_up([*methods, *results], title),
        )
    says_more = any((card.population, card.number, card.groups, card.outcome))
    is_placed = is_about_people and bool(card.tags and card.places)
    return card if (says_more or is_placed) and len(card.parts) >= _FEWEST_PARTS else None


def _is_review(kind: Words | None) -> bool:
    return kind is not None and any(word in kind.text.casefold() for word in _REVIEWS)
