"""Chooses the sentences that are read when an abstract is too long to be read whole.

Leaving out misleads more than wording does, so the rules first keep together what belongs together: a claim and the
"However" that follows it, a sentence and the one it leans on, a trial's result and its harms. Within that, each
role of the abstract has its share of the words, and the sentence with the most merit comes first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from videos.pipeline.artifacts import Role
from videos.pipeline.script.merits import merit
from videos.pipeline.script.statements import Statement

READ_WHOLE = 1.3
"""An abstract that passes the words asked for by no more is read whole: what is not chosen cannot be chosen wrongly."""

_CEILING = 1.2
"""How far the words asked for may be passed to keep together what belongs together."""


@dataclass(frozen=True, slots=True)
class _Share:
    role: Role
    fraction: float  # of the words
    most: int  # sentences, in a video of standard length


_SHARES = (
    _Share(Role.OBJECTIVE, 0.20, 1),
    _Share(Role.CONCLUSIONS, 0.32, 2),
    _Share(Role.RESULTS, 0.45, 4),
    _Share(Role.METHODS, 0.22, 2),
    _Share(Role.BACKGROUND, 0.16, 1),
)
"""In the order in which they are served; together more than the whole, for seldom are all used up."""

_STANDARD = 145
"""Words of a video of standard length."""

_HARM_MAY_TAKE = 0.35
"""Of the words, at most, by one sentence on harms and its companions."""

_FILLER = -1.0
"""Merit below which a sentence is not worth adding to others of its role."""

_FIRST_MAY_PASS = 1.6
"""How far the best sentence of a role may pass its share."""

_SERVED_AGAIN = (Role.RESULTS, Role.CONCLUSIONS, Role.METHODS, Role.BACKGROUND)
_WORTH_SERVING = 20


def choose(statements: Sequence[Statement], words: int, *, is_trial: bool = False) -> tuple[Statement, ...]:
    """The statements to read, in their order: all of a short abstract, about ``words`` words of a longer one.

    ``is_trial`` says that the paper reports a trial: then a sentence on harms is always among them.
    """
    if sum(statement.words for statement in statements) <= READ_WHOLE * words:
        return tuple(statements)
    choice = _Choice(statements, words)
    if is_trial:
        choice.take(Role.RESULTS, words, 1)
        choice.take_harms()
    longer = max(1, round(words / _STANDARD))
    for share in _SHARES:
        choice.take(share.role, share.fraction * words, share.most * longer)
    for role in _SERVED_AGAIN:
        if (left := words - choice.words) > _WORTH_SERVING:
            choice.take(role, choice.words_of(role) + left, 2 * longer)
    return choice.statements() or _opening(statements, words)


def keep(
    statements: Sequence[Statement], wanted: Iterable[int], words: int, *, is_trial: bool = False
) -> tuple[Statement, ...]:
    """The ``wanted`` statements, by index, as far as ``words`` go, with those that they must not be heard without.

    Of a trial a sentence on harms is among them, whether it was wanted or not.
    """
    choice = _Choice(statements, words)
    if is_trial:
        choice.take_harms()
    for index in wanted:
        choice.take_one(index)
    return choice.statements() or _opening(statements, words)


def _opening(statements: Sequence[Statement], words: int) -> tuple[Statement, ...]:
    """The first statements, in about ``words`` words: what is left when no sentence can be told from its neighbours."""
    heard = accumulate(statement.words for statement in statements)
    return tuple(
        statement
        for index, (statement, total) in enumerate(zip(statements, heard, strict=True))
        if index == 0 or total <= words
    )


class _Choice:
    """What has been chosen so far, as indices of the statements."""

    def __init__(self, statements: Sequence[Statement], words: int) -> None:
        self._all = statements
        self._ceiling = words * _CEILING
        self._longest_harm = words * _HARM_MAY_TAKE
        self._merits = _merits(statements)
        self._taken: set[int] = set()

    @property
    def words(self) -> int:
        return self._count(self._taken)

    def words_of(self, role: Role) -> int:
        return self._count(index for index in self._taken if self._all[index].role is role)

    def statements(self) -> tuple[Statement, ...]:
        return tuple(self._all[index] for index in sorted(self._taken))

    def take(self, role: Role, words: float, most: int) -> None:
        """Take up to ``most`` of the best sentences of a role, with their companions, until it has so many words."""
        own = [index for index, statement in enumerate(self._all) if statement.role is role]
        taken = 0
        for index in sorted(own, key=self._merits.__getitem__, reverse=True):
            has_some = not self._taken.isdisjoint(own)
            if taken >= most or (has_some and self._merits[index] < _FILLER):
                return
            needed = self._companions(index) - self._taken
            allowance = words if has_some else _FIRST_MAY_PASS * words
            used = self.words_of(role) + self._count(needed)
            if needed and used <= allowance and self.words + self._count(needed) <= self._ceiling:
                self._taken |= needed
                taken += len(needed)

    def take_one(self, index: int) -> None:
        """Take a sentence with its companions, where there is room for them."""
        needed = self._companions(index) - self._taken
        if self.words + self._count(needed) <= self._ceiling:
            self._taken |= needed

    def take_harms(self) -> None:
        """Take, of the results, the best bearable sentence on adverse events and the best on deaths."""
        for harm in (_ADVERSE_EVENTS, _DEATHS):
            told = [
                index
                for index, statement in enumerate(self._all)
                if statement.role is Role.RESULTS and harm.search(statement.text.text)
            ]
            for index in sorted(told, key=self._merits.__getitem__, reverse=True):
                needed = self._companions(index) - self._taken
                if self._count(needed) <= self._longest_harm:
                    self._taken |= needed
                    break

    def _count(self, indices: Iterable[int]) -> int:
        return sum(self._all[index].words for index in indices)

    def _companions(self, index: int) -> set[int]:
        """The sentence with those it must not be heard without: what it leans on, and what takes part of it back."""
        first = index
        while first > 0 and self._all[first].dangles:
            first -= 1
        thread = takewhile(lambda place: self._all[place].continues, range(index + 1, len(self._all)))
        last = max((place for place in thread if self._all[place].contrasts), default=index)
        return set(range(first, last + 1))


_MAIN_RESULT_GAINS = 2.0
_ADVERSE_EVENTS = re.compile(r"\badverse (?:events?|effects?|reactions?)\b|\btoxicit|\bside effects?\b", re.IGNORECASE)
_DEATHS = re.compile(r"\bdeaths?\b|\bdied\b|\bmortality\b", re.IGNORECASE)
_SAMPLE_FLOW = re.compile(
    r"\b(?:included|enrolled|screened|recruited|followed|mean age|follow-up was|were males?|completed|"
    r"(?:were|was) (?:conducted|performed|randomi[sz]ed|randomly|assigned|analy[sz]ed))\b"
)


def _merits(statements: Sequence[Statement]) -> list[float]:
    first_finding = _first_finding(statements)
    last_of = {statement.role: index for index, statement in enumerate(statements)}
    return [
        merit(statement, is_first=index == 0, is_last=index == last_of[statement.role])
        + (_MAIN_RESULT_GAINS if index == first_finding else 0.0)
        for index, statement in enumerate(statements)
    ]


def _first_finding(statements: Sequence[Statement]) -> int | None:
    """The first result that does not merely count who took part: mostly the main one."""
    return next(
        (
            index
            for index, statement in enumerate(statements)
            if statement.role is Role.RESULTS and not _SAMPLE_FLOW.search(statement.text.text)
        ),
        None,
    )
