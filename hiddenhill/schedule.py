"""Beat's schedule in the database, made to outlast a wall clock that is put back: it would rest until then."""

import time
from datetime import datetime
from typing import Any

from celery.schedules import schedstate
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from hiddenhill import alive


class Entry(ModelEntry):  # type: ignore[misc]
    """A task that last ran in the future counts as having run just now."""

    def is_due(self) -> schedstate:
        """Whether it is due, and in how many seconds to look again."""
        self.last_run_at: datetime = min(self.last_run_at, self._default_now())
        due: schedstate = super().is_due()
        return due


class Scheduler(DatabaseScheduler):  # type: ignore[misc]
    """django-celery-beat's own, which plans anew when it finds the clock put back."""

    Entry = Entry
    _latest = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send a task that is due; returns the seconds until the next look."""
        now = time.time()
        if now < self._latest:
            self._heap = None
        self._latest = now
        seconds: float = super().tick(*args, **kwargs)
        alive.show()
        return seconds
