"""Which waiting job a worker takes next. A message only says that some job waits; the rows decide which.

1. Jobs whose last attempt was interrupted, because its worker was stopped or lost. They have had their turn.
2. The owners in turn: the one whose last job was begun the longest ago is first. So no owner waits for all jobs of
   another, however many and however urgent these are.
3. Of an owner, high priority before normal before low, and the one that has waited longest first.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Min, Q, QuerySet

from videos.jobs import lifecycle
from videos.jobs.claims import Claim
from videos.models import WAITING, Job, Priority, Turn

_MOST_URGENT_FIRST = (Priority.HIGH, Priority.NORMAL, Priority.LOW)
_FRESH = Q(interrupted=False)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An owner with waiting jobs.

    ``jobs`` were not interrupted, ``interrupted`` were. Among these two, ``before`` and ``first`` are taken before a
    certain job.
    """

    owner: int | None
    since: datetime
    jobs: int
    before: int = 0
    first: int = 0


def take(hint: uuid.UUID, worker: str = "", token: uuid.UUID | None = None) -> Claim | None:
    """Claim the next waiting job. If no job waits, claim the job ``hint``, in case its lease has expired.

    A second call with the same ``token`` returns the same claim.
    """
    token = token or uuid.uuid4()
    if claim := lifecycle.claim_of(token):
        return claim
    while job_id := next_job():
        if claim := lifecycle.claim(job_id, worker, token):
            return claim
    return lifecycle.claim(hint, worker, token)


def next_job() -> uuid.UUID | None:
    """The job to take next, None if no job waits. At most six queries. One reads all jobs that wait."""
    interrupted = _due().filter(interrupted=True).order_by("waiting_since", "pk").values_list("pk", flat=True).first()
    if interrupted:
        return interrupted
    owners = _owners_in_turn()
    return _first_of(owners[0].owner) if owners else None


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


def _owners_in_turn(**counts: Count) -> list[_Waiting]:
    """The owners with waiting jobs, the next one first."""
    begun: dict[int | None, datetime] = dict(Turn.objects.values_list("owner_id", "begun_at"))
    grouped = _due().order_by().values("owner")
    rows = grouped.annotate(since=Min("waiting_since"), jobs=Count("pk", filter=_FRESH), **counts)
    return sorted((_Waiting(**row) for row in rows), key=lambda waits: (begun.get(waits.owner, _NEVER), waits.since))


def _first_of(owner: int | None) -> uuid.UUID | None:
    # One query for each priority finds the job by an index. To sort by priority would read all of the owner's jobs.
    jobs = _due().filter(owner=owner).order_by("waiting_since", "pk").values_list("pk", flat=True)
    found = (jobs.filter(priority=priority).first() for priority in _MOST_URGENT_FIRST)
    return next(filter(None, found), None)


def _due() -> QuerySet[Job]:
    return Job.objects.filter(lifecycle.IS_DUE, status__in=WAITING)
