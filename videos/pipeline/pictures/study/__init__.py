"""The study card: who was studied and how, in the authors' words or in fields of the record.

    record, title, methods  ──design, people, compared, circumstances──▶ ``StudyCard``

A fact about which the text is unclear, or that it states in two ways, is left out.
"""

from collections.abc import Sequence

from videos.pipeline.artifacts import Paper, Role, StudyCard
from videos.pipeline.pictures.study import circumstances, compared
from videos.pipeline.pictures.study.design import design
from videos.pipeline.pictures.study.passage import passages, title_of
from videos.pipeline.pictures.study.people import people
from videos.pipeline.script.statements import Statement

_REVIEWS = ("review", "meta-analysis")


def study_card(paper: Paper, statements: Sequence[Statement]) -> StudyCard | None:
    """The card, or None if design or people are not stated. ``statements`` are those of the abstract.

    A review studies studies, so neither people nor their place are looked for.
    """
    title = title_of(paper)
    methods = passages(paper, statements, Role.METHODS)
    stated = [*methods, *passages(paper, statements, Role.OBJECTIVE)]
    results = passages(paper, statements, Role.RESULTS)
    kind = design(paper, stated)
    if kind is None or any(word in kind.text.casefold() for word in _REVIEWS):
        return None
    studied = people(methods, results, title)
    named = compared.groups(methods, title, kind.text)
    if not (studied.number or studied.who or named):
        return None
    return StudyCard(
        design=kind,
        population=studied.who,
        number=studied.number,
        groups=named,
        outcome=compared.outcome(methods),
        place=circumstances.place(paper, methods, title),
        follow_up=circumstances.follow_up([*methods, *results], title),
        registration=circumstances.registration(paper),
    )
