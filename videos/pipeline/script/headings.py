"""Chooses a scene's heading: the authors' own, or one that the words of the sentence support."""

import re
from collections.abc import Sequence

from videos.pipeline.artifacts import Role
from videos.pipeline.script.duties import HARMS, main_finding
from videos.pipeline.script.statements import Statement

_GUESSED = {
    Role.BACKGROUND: "Background",
    Role.OBJECTIVE: "The question",
    Role.METHODS: "What they did",
    Role.RESULTS: "What they found",
    Role.CONCLUSIONS: "What the authors conclude",
}
_MAIN_RESULT = "Main result"
_SAYS = {
    "Review": "What the review says",
    "Editorial": "What the editorial says",
    "Guideline": "What the guideline says",
    "Practice guideline": "What the guideline says",
}
_AUTHORS_SAY = "What the authors say"
"""Headings that are true for every sentence of an abstract."""

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

HARMS_HEADING = "Harms"
_OF_HARMS = re.compile(r"harm|adverse|safety|side effect|complication", re.IGNORECASE)
_HARM = re.compile(
    r"\b(?:adverse (?:drug )?(?:events?|effects?|reactions?)|side[- ]effects?|safety (?:outcomes?|events?|endpoints?)|"
    r"toxicities|(?:intra|peri|post)-?operative complications?|(?:surgical|procedural|major|minor|serious|severe) "
    r"complications?|treatment-related (?:deaths?|events?))\b|\bT?E?S?AEs?\b",
    re.IGNORECASE,
)
"""Names of harms that mean nothing else: deaths, falls and infections may be what a study is about."""

_TURNS = re.compile(r"[,;] (?:with|without|and|but|while|whereas|although)\b")
_ENOUGH = 2.0
_ENOUGH_TO_OPEN = 1.0
_OWN_WORK = re.compile(r"\b[Ww]e\b|\b[Oo]ur\b|\bwas\b|\bwere\b")


def headings(statements: Sequence[Statement], kind: str) -> list[str]:
    """A heading for each statement of an abstract, given in their order; ``kind`` is the kind of study.

    A wrong heading is a false statement. So a heading is guessed only for a sentence whose own words support it, or
    between two sentences with that heading. Others say whose words they are, and so does every sentence of a paper that
    is not a study (a review, a case).
    """
    is_study = kind not in _NO_STUDIES and not any(_CASE.search(statement.text.text) for statement in statements)
    own = [_own_heading(statement, is_study) for statement in statements]
    named = [heading or _between(own, index) for index, heading in enumerate(own)]
    if is_study:
        named = _opened(statements, _with_main_result(statements, named))
    return [heading or _SAYS.get(kind, _AUTHORS_SAY) for heading in named]


def _with_main_result(statements: Sequence[Statement], names: Sequence[str]) -> list[str]:
    """The headings, where the finding that matters most is the main result."""
    main = main_finding(statements)
    guessed = _GUESSED[Role.RESULTS]
    return [
        _MAIN_RESULT if index == main and not statement.label and name == guessed else name
        for index, (statement, name) in enumerate(zip(statements, names, strict=True))
    ]


def _opened(statements: Sequence[Statement], names: Sequence[str]) -> list[str]:
    """The headings, with "Background" for sentences on no own work that open the abstract: little is needed there.

    An abstract without any other heading may be one long claim of its authors.
    """
    opened = list(names)
    if not set(names) - {"", _GUESSED[Role.BACKGROUND]}:
        return opened
    for index, (statement, name) in enumerate(zip(statements, names, strict=True)):
        if not name and _supports_its_role(statement, _ENOUGH_TO_OPEN) and statement.role is Role.BACKGROUND:
            opened[index] = _GUESSED[Role.BACKGROUND]
        elif name != _GUESSED[Role.BACKGROUND]:
            break
    return opened


def tells_harms(statement: Statement) -> bool:
    """Whether a result is about harms, and about nothing before them."""
    text = statement.text.text
    turn = _TURNS.search(text)
    is_first = _HARM.search(text, 0, turn.start() if turn else len(text))
    return statement.role is Role.RESULTS and any(duty.applies_to(statement) for duty in HARMS) and bool(is_first)


def readable(label: str) -> str:
    """The authors' heading in normal case: "MAIN OUTCOME MEASURES:" becomes "Main outcome measures"."""
    label = " ".join(label.strip(" :.").replace("_", " ").split())
    return label.capitalize() if label.isupper() else label[:1].upper() + label[1:]


def _own_heading(statement: Statement, is_study: bool) -> str:
    if tells_harms(statement) and not _OF_HARMS.search(statement.label):
        return HARMS_HEADING
    if statement.label and not (statement.place and _CRITERIA.search(statement.label)):
        return readable(statement.label)
    return _GUESSED[statement.role] if is_study and _supports_its_role(statement) else ""


def _supports_its_role(statement: Statement, enough: float = _ENOUGH) -> bool:
    weights, role = statement.weights, statement.role
    if role is Role.BACKGROUND and _OWN_WORK.search(statement.text.text):
        return False
    return weights[role] >= enough and weights[role] >= max(weights.values()) - 1


def _between(headings: Sequence[str], index: int) -> str:
    before = headings[index - 1] if index else ""
    after = headings[index + 1] if index + 1 < len(headings) else ""
    return before if before == after and before in _GUESSED.values() else ""
