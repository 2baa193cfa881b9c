"""How the service did lately: jobs, waits and failures by day, and by user."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from django.db.models import Min
from django.utils import timezone

from videos.models import Job, Status

DAYS = 14
MOST_JOBS = 10_000
"""The number of jobs that are looked at: the newest."""

MOST_USERS = 10


@dataclass(frozen=True, slots=True)
class Group:
    """The jobs of a day or of a user that were requested in the last DAYS.

    ``name`` is the date, or the user's name, "" for no user. ``wait`` is the median of the seconds between the request
    and the first attempt, None if none was begun.
    """

    name: date | str
    jobs: int
    failed: int
    wait: float | None

    @property
    def failure_rate(self) -> int:
        """Failed jobs in percent."""
        return round(100 * self.failed / self.jobs) if self.jobs else 0


@dataclass(frozen=True, slots=True)
class Trends:
    """By day, each of the last DAYS, the newest first; by user, those with the most jobs. ``most`` is of a day."""

    days: list[Group]
    users: list[Group]
    most: int


@dataclass(frozen=True, slots=True)
class _Row:
    day: date
    user: str
    failed: bool
    wait: float | None


def trends() -> Trends:
    """The trends until now, in one query. Days are those of UTC."""
    today = timezone.now().date()
    days = [today - timedelta(days=ago) for ago in range(DAYS)]
    rows = list(_rows(days[-1]))
    by_day, by_user = _grouped((row.day, row) for row in rows), _grouped((row.user, row) for row in rows)
    users = sorted((_group(name, each) for name, each in by_user.items()), key=lambda group: (-group.jobs, group.name))
    groups = [_group(day, by_day.get(day, [])) for day in days]
    return Trends(groups, users[:MOST_USERS], max(group.jobs for group in groups))


def _rows(since: date) -> Iterator[_Row]:
    begin = datetime.combine(since, time.min, UTC)  # a moment, so that an index serves
    jobs = Job.objects.filter(created_at__gte=begin).annotate(began=Min("attempts__started_at"))
    columns = jobs.order_by("-created_at", "-id").values_list("created_at", "owner__username", "status", "began")
    for created_at, user, status, began in columns[:MOST_JOBS]:
        wait = max((began - created_at).total_seconds(), 0.0) if began else None
        yield _Row(created_at.date(), user or "", status == Status.FAILED, wait)


def _grouped(pairs: Iterable[tuple[date | str, _Row]]) -> dict[date | str, list[_Row]]:
    found: dict[date | str, list[_Row]] = defaultdict(list)
    for name, row in pairs:
        found[name].append(row)
    return found


def _group(name: date | str, rows: list[_Row]) -> Group:
    waits = [row.wait for row in rows if row.wait is not None]
    return Group(name, len(rows), sum(row.failed for row in rows), median(waits) if waits else None)
