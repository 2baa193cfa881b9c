"""What a user has made and waits for, and how much of it the service allows."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Q, Sum
from django.utils import timezone

from videos.jobs import kits, submission
from videos.models import WAITING, Job, Kit, Status


@dataclass(frozen=True, slots=True)
class Usage:
    """The numbers of a user, and their limits; a limit of 0 is none.

    ``today`` and ``month`` are the finished videos since the day and the month began in UTC, without those that were
    deleted and those that were reused. ``waiting`` of the ``unfinished`` jobs wait for a worker. ``stored`` is the
    size in bytes of all their videos.
    """

    today: int
    month: int
    stored: int
    waiting: int
    unfinished: int
    most_unfinished: int
    keep_days: int
    kits: int
    most_kits: int


def of(user: User, now: datetime | None = None) -> Usage:
    """Return the usage of a user, in three queries."""
    day = (now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    made = Q(status=Status.COMPLETED, attempt__gt=0)
    numbers = Job.objects.filter(owner=user).aggregate(
        today=Count("pk", filter=made & Q(finished_at__gte=day)),
        month=Count("pk", filter=made & Q(finished_at__gte=day.replace(day=1))),
        stored=Sum("size", filter=made, default=0),
        waiting=Count("pk", filter=Q(status__in=WAITING)),
    )
    return Usage(
        **numbers,
        unfinished=submission.unfinished(user.pk),
        most_unfinished=settings.JOBS_PER_USER,
        keep_days=settings.JOB_KEEP_DAYS,
        kits=Kit.objects.filter(owner=user).count(),
        most_kits=kits.MOST,
    )
