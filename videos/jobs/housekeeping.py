"""Records when each kind of housekeeping last ran, so that operators can see that it does."""

from typing import Any

from django.db.models.functions import Now

from videos.models import HousekeepingRun

RECOVER = "recover"
PRUNE = "prune"
NOTICES = "notices"


def record_run(name: str, report: dict[str, Any]) -> None:
    """Record that the housekeeping ``name`` ran just now, with its ``report``."""
    HousekeepingRun.objects.update_or_create(name=name, defaults={"ran_at": Now(), "report": report})
