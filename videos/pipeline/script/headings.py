"""Chooses a scene's heading: the authors' own, or a guess that the words of the sentence support."""

import re
from collections.abc import Sequence

from videos.pipeline.artifacts import Role
from videos.pipeline.script.statements import Statement

_GUESSED = {
    Role.BACKGROUND: "Background",
    Role.OBJECTIVE: "The question",
    Role.METHODS: "What they did",
    Role.RESULTS: "What they found",
    Role.CONCLUSIONS: "What it means",
}
_NO_STUDIES = frozenset(
    {"Review", "Case report", "Editorial", "Letter", "Comment", "Guideline", "Practice guideline", "Historical article"}
)
_CASE = re.compile(
    r"\bcase report\b|"
    r"\b(?:we|I) (?:report|present|describe) (?:a|an|the|one|two|three) (?:\w+ )?(?:cases?|patients?)\b",
    re.IGNORECASE,
)
_CRITERIA = re.compile(r"\b(?:in|ex)clusion criteria\b", re.IGNORECASE)
"""Records mistake these words in running text for a heading; the text after the criteria is about something else."""

_ENOUGH = 2.0
_OWN_WORK = re.compile(r"\b[Ww]e\b|\b[Oo]ur\b|\bwas\b|\bwere\b")


def headings(statements: Sequence[Statement], kind: str) -> list[str]:
    """A heading or "" for each statement of an abstract, given in their order; ``kind`` is the kind of study.

    A wrong heading is a false statement. So a heading is guessed only for a sentence whose own words support it, or
    between two sentences with that heading. Papers that are not studies (a review, a case) get no guessed headings.
    """
    is_study = kind not in _NO_STUDIES and not any(_CASE.search(statement.text.text) for statement in statements)
    own = [_own_heading(statement, is_study) for statement in statements]
    return [heading or _between(own, index) for index, heading in enumerate(own)]


def readable(label: str) -> str:
    """The authors' heading in normal case: "MAIN OUTCOME MEASURES:" becomes "Main outcome measures"."""
    label = " ".join(label.strip(" :.").replace("_", " ").split())
    return label.capitalize() if label.isupper() else label[:1].upper() + label[1:]


def _own_heading(statement: Statement, is_study: bool) -> str:
    if statement.label and not (statement.place and _CRITERIA.search(statement.label)):
        return readable(statement.label)
    return _GUESSED[statement.role] if is_study and _supports_its_role(statement) else ""


def _supports_its_role(statement: Statement) -> bool:
    weights, role = statement.weights, statement.role
    if role is Role.BACKGROUND and _OWN_WORK.search(statement.text.text):
        return False
    return weights[role] >= _ENOUGH and weights[role] >= max(weights.values()) - 1


def _between(headings: Sequence[str], index: int) -> str:
    before = headings[index - 1] if index else ""
    after = headings[index + 1] if index + 1 < len(headings) else ""
    return before if before == after and before in _GUESSED.values() else ""
