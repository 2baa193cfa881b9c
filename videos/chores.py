"""When the housekeeping tasks last ran: what an operator looks at to know that they do."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from videos.models import Chore

RECOVER = "recover"
PRUNE = "prune"


def note(name: str, report: dict[str, Any]) -> None:
    """Keep that a chore ran just now, and what it did."""
    Chore.objects.update_or_create(name=name, defaults={"ran_at": Now(), "report": report})


def ran_within(name: str, seconds: float) -> bool:
    """Whether a chore ran in the last so many seconds, by the database's clock; which may have been put back since."""
    return Chore.objects.filter(name=name, ran_at__gt=Now() - timedelta(seconds=seconds), ran_at__lte=Now()).exists()
