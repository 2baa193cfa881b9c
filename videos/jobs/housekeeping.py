"""Records when each kind of housekeeping last ran, so that operators can see that it does."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from videos.models import HousekeepingRun

RECOVER = "recover"
PRUNE = "prune"
NOTICES = "notices"


def is_due(name: str, every: timedelta) -> bool:
    """Whether the housekeeping ``name`` has not run for this long, also across restarts of the scheduler."""
    return not HousekeepingRun.objects.filter(name=name, ran_at__gt=Now() - every).exists()


def record_run(name: str, report: dict[str, Any]) -> None:
    """Record that the housekeeping ``name`` ran just now, with its ``report``."""
    HousekeepingRun.objects.update_or_create(name=name, defaults={"ran_at": Now(), "report": report})
