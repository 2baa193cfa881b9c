"""Chooses the sentences to read when an abstract is too long to be read whole.

Omissions mislead more than wording does, so the rules first keep together what belongs together: a claim and the
"However" after it, a sentence and the one it depends on. Within that, the main result and the best conclusion come
first, then what a video owes its viewers (``duties``). Then each role gets a share of the time, which its best-scored
sentences fill.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, combinations

from videos.pipeline.artifacts import Role
from videos.pipeline.script.companions import Companions
from videos.pipeline.script.duties import DUTIES, HARMS, Duty, is_sample_flow, main_finding
from videos.pipeline.script.scoring import DANGLING_COSTS, score
from videos.pipeline.script.statements import Statement

_AIMED_AT = 0.87
"""The part of the time that the roles share; the rest is for keeping together what belongs together."""

_SILENCE = 0.7
"""Mean seconds of silence per sentence: more if it has its own slide, less if it shares one."""


@dataclass(frozen=True, slots=True)
class _Share:
    role: Role
    fraction: float  # of the time
    most: int  # sentences, in a video of standard length


_SHARES = (
    _Share(Role.OBJECTIVE, 0.20, 1),
    _Share(Role.CONCLUSIONS, 0.32, 2),
    _Share(Role.RESULTS, 0.45, 4),
    _Share(Role.METHODS, 0.22, 2),
    _Share(Role.BACKGROUND, 0.16, 1),
)
"""In order of precedence; the sum is above 1, because the shares are seldom all used up."""

_STANDARD = 65.0
"""Seconds for the abstract in a video of standard length."""

_RESULT_MAY_TAKE = 0.5
"""Part of the time for a result that is not known to be the main one, so that a conclusion fits beside it."""

_DUTY_MAY_TAKE = 0.4
"""Largest part of the time for one sentence that must be read, and its companions."""

_FILLER = -1.0
"""Score below which a sentence is not added to others of its role."""

_EMPTY = -4.0
"""Score below which it is not read, even if no other sentence of its role is."""

_DISPENSABLE = {Role.BACKGROUND: _FILLER, Role.METHODS: -2.5}
"""Roles that can be missing, with the score below which none of their sentences is read."""

_FIRST_MAY_PASS = 1.6
"""How far the best sentence of a role may exceed the role's share, as a factor."""

_FOUND = frozenset({Role.RESULTS, Role.CONCLUSIONS})
_SECOND_ROUND = (Role.RESULTS, Role.CONCLUSIONS, Role.METHODS, Role.BACKGROUND)
_WORTH_SHARING = 5.0
"""Seconds. Time left over is shared out again if it is more than this."""


def choose(statements: Sequence[Statement], most: float, least: float = 0.0) -> tuple[Statement, ...]:
    """The statements to read in at most ``most`` seconds, in order; all of them if they fit.

    If the rules choose less than ``least`` seconds, more is added.
    """
    choice = _Choice(statements, most)
    if choice.fits_whole():
        return tuple(statements)
    aim = _AIMED_AT * most
    if (main := main_finding(statements)) is not None:
        choice.take_one(main)
    else:
        choice.take(Role.RESULTS, _RESULT_MAY_TAKE * aim, 1)
    choice.take(Role.CONCLUSIONS, most, 1)
    choice.take(Role.OBJECTIVE, 0.20 * aim, 1)
    choice.take_duties()
    longer = max(1, round(aim / _STANDARD))
    for share in _SHARES:
        choice.take(share.role, share.fraction * aim, share.most * longer)
    for role in _SECOND_ROUND:
        if (left := most - choice.seconds) > _WORTH_SHARING:
            choice.take(role, choice.seconds_of(role) + left, 2 * longer)
    choice.take_duties(limited=False)
    choice.fill(least)
    if choice.seconds < least and (other := _otherwise(statements, most, least)):
        choice = other if other.has_a_result or not choice.has_a_result else choice
    return choice.statements() or _opening(statements, most)


def keep(
    statements: Sequence[Statement], wanted: Iterable[int], most: float, least: float = 0.0
) -> tuple[Statement, ...]:
    """The ``wanted`` statements, by index, as far as time allows, with their companions.

    Sentences on harms are included even if they were not wanted. If the wanted ones last less than ``least``
    seconds, more is added.
    """
    choice = _Choice(statements, most)
    choice.take_duties(HARMS)
    for index in wanted:
        choice.take_one(index)
    choice.fill(least)
    return choice.statements() or _opening(statements, most)


def _otherwise(statements: Sequence[Statement], most: float, least: float) -> "_Choice | None":
    """The first choice of at least ``least`` seconds made from one or two statements and the best that fit with them.

    Needed when the best sentence is too long to combine with another and too short to fill the time alone.
    """
    best = _Choice(statements, most).findings_first()
    for indices in chain(((index,) for index in best), combinations(best, 2)):
        choice = _Choice(statements, most)
        choice.take_duties(HARMS)
        for index in indices:
            choice.take_one(index)
        choice.fill(least)
        if choice.seconds >= least:
            return choice
    return None


def time_of(statements: Iterable[Statement]) -> float:
    """Estimated seconds for the statements, including their silence."""
    return sum(statement.seconds + _SILENCE for statement in statements)


def _opening(statements: Sequence[Statement], most: float) -> tuple[Statement, ...]:
    """The first statements that fit in the time: the fallback when none fits together with its companions."""
    heard = accumulate(time_of([statement]) for statement in statements)
    opening = tuple(each for each, total in zip(statements, heard, strict=True) if total <= most)
    return opening or (min(statements, key=lambda statement: statement.seconds),)


class _Choice:
    """The statements chosen so far, by index; never longer than ``most`` seconds in total."""

    def __init__(self, statements: Sequence[Statement], most: float) -> None:
        self._all = statements
        self._most = most
        self._scores = _scores(statements)
        self._taken: set[int] = set()
        self._companions = Companions(statements)

    @property
    def seconds(self) -> float:
        return self._time(self._taken)

    def seconds_of(self, role: Role) -> float:
        return self._time(index for index in self._taken if self._all[index].role is role)

    def fits_whole(self) -> bool:
        return self._time(range(len(self._all))) <= self._most

    def statements(self) -> tuple[Statement, ...]:
        return tuple(self._all[index] for index in sorted(self._taken))

    @property
    def has_a_result(self) -> bool:
        """Whether it says what was found, not only who took part."""
        taken = (self._all[index] for index in self._taken)
        return any(each.role is Role.RESULTS and not is_sample_flow(each) for each in taken)

    def take(self, role: Role, seconds: float, most: int) -> None:
        """Take up to ``most`` of the best sentences of a role, with companions, until the role has ``seconds``."""
        own = [index for index, statement in enumerate(self._all) if statement.role is role]
        left = set(own) - self._taken
        taken = 0
        while left and taken < most:
            index = self.best_first(left)[0]
            left.discard(index)
            has_some = not self._taken.isdisjoint(own)
            if self._score(index) < (_FILLER if has_some else _DISPENSABLE.get(role, _EMPTY)):
                return
            needed = self._companions.of(index) - self._taken
            allowance = seconds if has_some else _FIRST_MAY_PASS * seconds
            if self.seconds_of(role) + self._time(needed) <= allowance and self._has_time_for(needed):
                self._taken |= needed
                left -= needed
                taken += len(needed)

    def take_one(self, index: int) -> None:
        """Take a sentence with its companions if there is time for them."""
        needed = self._companions.of(index) - self._taken
        if self._has_time_for(needed):
            self._taken |= needed

    def take_duties(self, duties: Iterable[Duty] = DUTIES, *, limited: bool = True) -> None:
        """Take the best statements of each kind of duty that fit: all of them, or as many as are ``limited``."""
        for duty in duties:
            own = [index for index, statement in enumerate(self._all) if duty.applies_to(statement)]
            taken = len(self._taken.intersection(own))
            for index in self.best_first(set(own) - self._taken):
                needed = self._companions.of(index) - self._taken
                if limited and taken >= duty.most:
                    break
                if self._time(needed) <= _DUTY_MAY_TAKE * self._most and self._has_time_for(needed):
                    self._taken |= needed
                    taken += 1

    def fill(self, least: float) -> None:
        """Take the best remaining sentences of any role until the choice lasts ``least`` seconds."""
        for index in self.findings_first():
            if self.seconds >= least:
                return
            self.take_one(index)

    def best_first(self, indices: Iterable[int]) -> list[int]:
        """The indices, the best score first."""
        return sorted(indices, key=lambda index: (-self._score(index), index))

    def findings_first(self) -> list[int]:
        """The indices of all statements: good results and conclusions, then the others, each by their score."""
        best = self.best_first(range(len(self._all)))
        return sorted(best, key=lambda index: not (self._all[index].role in _FOUND and self._score(index) >= _FILLER))

    def _score(self, index: int) -> float:
        """The score, without the penalty for depending on the sentence before if that one is chosen."""
        is_introduced = self._all[index].dangles and index - 1 in self._taken
        return self._scores[index] + (DANGLING_COSTS if is_introduced else 0.0)

    def _has_time_for(self, indices: Iterable[int]) -> bool:
        return self.seconds + self._time(indices) <= self._most

    def _time(self, indices: Iterable[int]) -> float:
        return time_of(self._all[index] for index in indices)


_MAIN_RESULT_GAINS = 2.0


def _scores(statements: Sequence[Statement]) -> list[float]:
    first_finding = _first_finding(statements)
    last_of = {statement.role: index for index, statement in enumerate(statements)}
    return [
        score(statement, is_first=index == 0, is_last=index == last_of[statement.role])
        + (_MAIN_RESULT_GAINS if index == first_finding else 0.0)
        for index, statement in enumerate(statements)
    ]


def _first_finding(statements: Sequence[Statement]) -> int | None:
    """The first result that is not only about the number of participants: usually the main one."""
    return next(
        (
            index
            for index, statement in enumerate(statements)
            if statement.role is Role.RESULTS and not is_sample_flow(statement)
        ),
        None,
    )
