"""Beat's schedule in the database, made to outlast a wall clock that is put back, and to stop when it is told.

With a clock that was put back beat would rest until then. Its own handler of signals writes to the database and raises
SystemExit, wherever it is: in the middle of a query that fails, the failure is taken for the task's, and beat goes on.
"""

import signal
import time
from datetime import datetime
from types import FrameType
from typing import Any

from celery.schedules import schedstate
from celery.signals import beat_init
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
    """django-celery-beat's own, which plans anew when it finds the clock put back, and stops between two looks."""

    Entry = Entry
    _latest = 0.0
    _looks = _stops = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send a task that is due; returns the seconds until the next look. Raises SystemExit when told to stop."""
        now = time.time()
        if now < self._latest:
            self._heap = None
        self._latest = now
        self._looks = True
        try:
            seconds: float = super().tick(*args, **kwargs)
        finally:
            self._looks = False
        alive.show()
        if self._stops:
            raise SystemExit
        return seconds

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop now, or when this look is over."""
        self._stops = True
        if not self._looks:
            raise SystemExit


@beat_init.connect
def listen(sender: Any, **kwargs: Any) -> None:
    """Have the scheduler told of the signals; beat writes what it has to when it has stopped."""
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, sender.scheduler.stop)
