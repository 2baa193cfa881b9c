"""Commands of the processes that ``manage.py api``, ``worker`` and ``scheduler`` become, and that ``up`` starts.

``up`` starts them directly: through ``manage.py`` each would load Django twice, which takes longer than the rest.
"""

import os
import sys
from typing import NoReturn

from django.conf import settings

_CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "hiddenhill"]


def api() -> list[str]:
    """The web server on HOST:PORT."""
    return [sys.executable, "-m", "hiddenhill.wsgi"]


def worker(name: str, *, housekeeping: bool = False) -> list[str]:
    """A Celery worker for one task at a time. ``name`` must be unique on this machine.

    The housekeeper runs its loops in threads, and a process with threads must not fork, so its tasks run in a thread,
    too.
    """
    queue = settings.HOUSEKEEPING_QUEUE if housekeeping else settings.CELERY_TASK_DEFAULT_QUEUE
    pool = ["--pool", "threads"] if housekeeping else []
    command = [*_CELERY, "worker", "--hostname", f"{name}@%h", "--queues", queue, *pool]
    # Gossip and mingle exchange revoked tasks and elect a leader. We use neither: the job's row decides.
    return [*command, "--without-gossip", "--without-mingle"]


def scheduler() -> list[str]:
    """Celery's beat, with the schedule in the database."""
    return [*_CELERY, "beat", "--pidfile="]


def become(command: list[str]) -> NoReturn:
    """Replace this process by the command, so that signals reach it directly."""
    os.chdir(settings.BASE_DIR)
    os.execv(command[0], command)  # noqa: S606
