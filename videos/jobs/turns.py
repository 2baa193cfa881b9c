"""Which waiting job a worker takes next. A message only says that some job waits; the rows decide which.

1. Jobs whose last attempt was interrupted, because its worker was stopped or lost. They have had their turn.
2. The owners in turn: the one whose last job was begun the longest ago is first. So no owner waits for all jobs of
   another, however many and however urgent these are.
3. Of an owner, high priority before normal before low, and the one that has waited longest first.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Aggregate, Case, Count, Min, Q, QuerySet, Value, When

from videos.jobs import lifecycle
from videos.jobs.claims import Claim
from videos.models import WAITING, Job, Priority, Turn

_MOST_URGENT_FIRST = (Priority.HIGH, Priority.NORMAL, Priority.LOW)
_URGENCY = Case(*(When(priority=each, then=Value(place)) for place, each in enumerate(_MOST_URGENT_FIRST)))
_FRESH = Q(interrupted=False)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An owner with waiting jobs.

    ``jobs`` were not interrupted, and the place of the most urgent among the priorities is ``urgency``. ``first`` were
    interrupted. Of both, ``before`` and ``first`` may count only those that are taken before a certain job.
    """

    owner: int | None
    since: datetime
    jobs: int
    before: int = 0
    first: int = 0
    urgency: int = 0


@dataclass(slots=True)
class Taker:
    """Claims one job for a message.

    ``hint`` is the job that the message names. ``take`` may be called again after a database error, when it is unknown
    whether the claim was committed: it then returns that claim, and takes no second job.
    """

    hint: uuid.UUID
    worker: str = ""
    _token: uuid.UUID = field(default_factory=uuid.uuid4)
    _tried: bool = False

    def take(self) -> Claim | None:
        """Claim the next waiting job. If no job waits, claim the job ``hint``, in case its lease has expired."""
        if self._tried and (claim := lifecycle.claim_of(self._token)):
            return claim
        self._tried = True
        while job_id := next_job():
            if claim := lifecycle.claim(job_id, self.worker, self._token):
                return claim
        return lifecycle.claim(self.hint, self.worker, self._token)


def take(hint: uuid.UUID, worker: str = "") -> Claim | None:
    """Claim the next waiting job, once."""
    return Taker(hint, worker).take()


def next_job() -> uuid.UUID | None:
    """The job to take next, None if no job waits. At most three queries. One reads all jobs that wait."""
    owners = _owners_in_turn(first=Count("pk", filter=Q(interrupted=True)), urgency=Min(_URGENCY))
    if any(owner.first for owner in owners):
        return _first(_due().filter(interrupted=True))
    if not owners:
        return None
    # The query for one priority finds the job by an index. To sort by priority would read all of the owner's jobs.
    return _first(_due().filter(owner=owners[0].owner, priority=_MOST_URGENT_FIRST[owners[0].urgency]))


def ahead(job: Job) -> int:
    """The number of waiting jobs that are taken before a waiting job, if no more are requested. Two queries."""
    urgent = _MOST_URGENT_FIRST[: _MOST_URGENT_FIRST.index(Priority(job.priority))]
    earlier = Q(waiting_since__lt=job.waiting_since) & ~Q(pk=job.pk)
    owners = _owners_in_turn(
        before=Count("pk", filter=_FRESH & (Q(priority__in=urgent) | Q(priority=job.priority) & earlier)),
        first=Count("pk", filter=Q(interrupted=True) & (earlier if job.interrupted else Q())),
    )
    first = sum(owner.first for owner in owners)
    return first if job.interrupted else first + _in_turn(job.owner_id, owners)


def _in_turn(owner: int | None, owners: Sequence[_Waiting]) -> int:
    """The owner's jobs before a certain one, and those of others: one in each round."""
    place = next((index for index, waits in enumerate(owners) if waits.owner == owner), len(owners))
    own = owners[place].before if place < len(owners) else 0
    return own + _at_most(own + 1, owners[:place]) + _at_most(own, owners[place + 1 :])


def _at_most(rounds: int, owners: Iterable[_Waiting]) -> int:
    return sum(min(owner.jobs, rounds) for owner in owners)


def _owners_in_turn(**counts: Aggregate) -> list[_Waiting]:
    """The owners with waiting jobs, the next one first."""
    grouped = _due().order_by().values("owner")
    rows = grouped.annotate(since=Min("waiting_since"), jobs=Count("pk", filter=_FRESH), **counts)
    owners = [_Waiting(**row) for row in rows]
    if len(owners) > 1:
        begun: dict[int | None, datetime] = dict(Turn.objects.values_list("owner_id", "begun_at"))
        owners.sort(key=lambda waits: (begun.get(waits.owner, _NEVER), waits.since))
    return owners


def _first(jobs: QuerySet[Job]) -> uuid.UUID | None:
    """The job that has waited longest."""
    return jobs.order_by("waiting_since", "pk").values_list("pk", flat=True).first()


def _due() -> QuerySet[Job]:
    return Job.objects.filter(lifecycle.IS_DUE, status__in=WAITING)
