"""Beat's schedule in the database, made to outlast a clock that is put back."""

from celery.schedules import schedstate
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry


class Entry(ModelEntry):  # type: ignore[misc]
    """A task that last ran in the future did so by a clock that was wrong: it would rest until that time came."""

    def is_due(self) -> schedstate:
        """Whether it is due, and in how many seconds to look again."""
        self.last_run_at = min(self.last_run_at, self._default_now())
        return super().is_due()


class Scheduler(DatabaseScheduler):  # type: ignore[misc]
    """django-celery-beat's own, with such entries."""

    Entry = Entry
