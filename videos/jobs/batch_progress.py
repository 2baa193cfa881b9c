"""How far batches are, and the jobs of each of their lines. The number of queries does not depend on their size."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, Sum

from videos.models import FINAL, UNDER_WAY, Batch, BatchItem, Job, Status
from videos.pipeline.options import Format

REFUSED, DELETED = "refused", "deleted"
"""The states of a line without a job: it never had one, or none is left."""


@dataclass(frozen=True, slots=True)
class State:
    """One progress for a batch: its jobs by status, its lines, and those of them that were ``refused``.

    ``to_come`` jobs are made once storyboards are approved. ``progress`` is a percentage.
    """

    counts: dict[Status, int]
    lines: int
    refused: int
    to_come: int
    progress: int

    @property
    def jobs(self) -> int:
        """The number of jobs that there are now."""
        return sum(self.counts.values())

    @property
    def ended(self) -> bool:
        """Whether every job has ended."""
        return self.jobs == sum(self.counts[status] for status in FINAL)

    @property
    def goes_on(self) -> bool:
        """Whether a job goes on without a person."""
        return any(self.counts[status] for status in UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch and how far it is."""

    batch: Batch
    state: State

    @property
    def owner_id(self) -> int | None:
        """Whose it is. The browsable API checks by what it shows whether it may offer to delete it."""
        return self.batch.owner_id


@dataclass(frozen=True, slots=True)
class Row:
    """A line and its jobs, in the order of ``Format``."""

    item: BatchItem
    jobs: list[Job] = field(default_factory=list)

    @property
    def without_job(self) -> str:
        """Why there is no job: REFUSED or DELETED; "" if there is one."""
        if self.jobs:
            return ""
        return REFUSED if self.item.error_code else DELETED


def shown(batches: Sequence[Batch]) -> list[Shown]:
    """The batches with how far each is. Two queries for any number."""
    ids = [batch.pk for batch in batches]
    lines = BatchItem.objects.filter(batch__in=ids).order_by().values_list("batch")
    numbers = lines.annotate(lines=Count("pk"), refused=Count("pk", filter=~Q(error_code="")))
    items = {batch_id: (number, refused) for batch_id, number, refused in numbers}
    jobs = Job.objects.filter(batch__in=ids).order_by().values_list("batch", "status")
    rows = jobs.annotate(number=Count("pk"), done=Sum("progress"), open=Count("further_formats"))
    found: dict[uuid.UUID, list[tuple[Status, int, int, int]]] = {batch_id: [] for batch_id in ids}
    for batch_id, status, number, done, waiting in rows:
        found[batch_id].append((Status(status), number, done, waiting))
    return [Shown(batch, _state(batch, *items.get(batch.pk, (0, 0)), found[batch.pk])) for batch in batches]


def of(batch: Batch) -> State:
    """How far a batch is."""
    return shown([batch])[0].state


def rows(batch: Batch, items: Sequence[BatchItem]) -> list[Row]:
    """Some lines of a batch with their jobs. One query. The jobs come without the papers' details."""
    names = {item.pubmed_id for item in items if item.pubmed_id}
    jobs: dict[str, list[Job]] = {name: [] for name in names}
    for job in batch.jobs.filter(pubmed_id__in=names).defer("paper").order_by("created_at", "pk"):
        jobs[job.pubmed_id].append(job)
    for of_paper in jobs.values():
        of_paper.sort(key=lambda job: list(Format).index(job.options.format))
    return [Row(item, jobs.get(item.pubmed_id, [])) for item in items]


def items_with(batch: Batch, statuses: Collection[Status]) -> QuerySet[BatchItem]:
    """The lines that have a job in one of the statuses."""
    jobs = batch.jobs.filter(status__in=statuses).order_by()
    return batch.items.filter(pubmed_id__in=jobs.values("pubmed_id"))


def _state(batch: Batch, lines: int, refused: int, of_jobs: Sequence[tuple[Status, int, int, int]]) -> State:
    counts = dict.fromkeys(Status, 0) | {status: number for status, number, _, _ in of_jobs}
    done = sum(100 * number if status in FINAL else percent for status, number, percent, _ in of_jobs)
    to_come = (len(batch.formats) - 1) * sum(waiting for *_, waiting in of_jobs)
    return State(counts, lines, refused, to_come, done // max(sum(counts.values()) + to_come, 1))
