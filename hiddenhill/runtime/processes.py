"""Commands of the processes that ``manage.py api``, ``worker`` and ``scheduler`` become, and that ``up`` starts.

``up`` starts them directly: through ``manage.py`` each would load Django twice, which takes longer than the rest.
"""

import os
import sys
from enum import Enum
from typing import NoReturn

from django.conf import settings

_CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "hiddenhill"]


def api() -> list[str]:
    """The web server on HOST:PORT."""
    return [sys.executable, "-m", "hiddenhill.wsgi"]


class Kind(Enum):
    """What a worker does."""

    VIDEOS = "worker"
    PREVIEWS = "previewer"
    HOUSEKEEPING = "housekeeper"


def worker(name: str, kind: Kind = Kind.VIDEOS) -> list[str]:
    """A Celery worker for one task at a time. ``name`` must be unique on this machine.

    The housekeeper runs its loops in threads, and a process with threads must not fork, so its tasks run in a thread,
    too.
    """
    queues = {
        Kind.VIDEOS: settings.CELERY_TASK_DEFAULT_QUEUE,
        Kind.PREVIEWS: settings.PREVIEW_QUEUE,
        Kind.HOUSEKEEPING: settings.HOUSEKEEPING_QUEUE,
    }
    pool = ["--pool", "threads"] if kind is Kind.HOUSEKEEPING else []
    command = [*_CELERY, "worker", "--hostname", f"{name}@%h", "--queues", queues[kind], *pool]
    # Gossip and mingle exchange revoked tasks and elect a leader. We use neither: the job's row decides.
    return [*command, "--without-gossip", "--without-mingle"]


def scheduler() -> list[str]:
    """Celery's beat, with the schedule in the database."""
    return [*_CELERY, "beat", "--pidfile="]


def become(command: list[str]) -> NoReturn:
    """Replace this process by the command, so that signals reach it directly."""
    os.chdir(settings.BASE_DIR)
    os.execv(command[0], command)  # noqa: S606
