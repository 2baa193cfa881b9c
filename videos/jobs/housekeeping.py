"""Records when each housekeeping task last ran, so that an operator sees that it does."""

from typing import Any

from django.db.models.functions import Now

from videos.models import HousekeepingRun

RECOVER = "recover"
PRUNE = "prune"


def record_run(name: str, report: dict[str, Any]) -> None:
    """Record that the task ``name`` ran just now, with its ``report``."""
    HousekeepingRun.objects.update_or_create(name=name, defaults={"ran_at": Now(), "report": report})
