"""The commands of the processes: what ``manage.py api``, ``worker`` and ``scheduler`` become, and what ``up`` starts.

``up`` starts them as they are: by way of ``manage.py`` each would load Django twice, which takes longer than all else.
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
    """A single-slot Celery worker, whose name is unique on this machine.

    The housekeeper runs its loops as threads, which a process must not fork under: its tasks run in a thread, too.
    """
    queue = settings.HOUSEKEEPING_QUEUE if housekeeping else settings.CELERY_TASK_DEFAULT_QUEUE
    pool = ["--pool", "threads"] if housekeeping else []
    command = [*_CELERY, "worker", "--hostname", f"{name}@%h", "--queues", queue, *pool]
    # Workers tell one another nothing that we use: revoked tasks and elections are not ours, the row is.
    return [*command, "--without-gossip", "--without-mingle"]


def scheduler() -> list[str]:
    """Celery's beat, with the schedule in the database."""
    return [*_CELERY, "beat", "--pidfile="]


def become(command: list[str]) -> NoReturn:
    """Be this command from now on: signals reach it directly."""
    os.chdir(settings.BASE_DIR)
    os.execv(command[0], command)  # noqa: S606
