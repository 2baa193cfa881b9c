"""A worker process for a command that waits for its jobs where no worker runs."""

import os
import subprocess
import time
from types import TracebackType
from typing import IO, Self

from django.conf import settings
from django.core.management.base import CommandError

from hiddenhill.runtime import private_folders, processes
from videos.tasks import recover

_SHORT_LIFE_SECONDS = 10
_SHORT_LIVES = 3


class OwnWorker:
    """A worker that runs for as long as a ``with`` block; call ``look_after`` now and then.

    It logs to LOG_DIR/worker.log. Its session is its own: Ctrl-C reaches the command, which then stops the worker.
    """

    def __enter__(self) -> Self:
        private_folders.make(settings.LOG_DIR)
        self._log: IO[bytes] = (settings.LOG_DIR / "worker.log").open("ab")
        self._short_lives = 0
        self._recovered_at = time.monotonic()
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def look_after(self) -> None:
        """Restart the worker if it has ended, and bring back lost jobs.

        Raises CommandError when the worker ended three times just after its start.
        """
        if self._process.poll() is not None:
            self._restart()
        if time.monotonic() - self._recovered_at > settings.RECOVER_EVERY_SECONDS:
            self._recovered_at = time.monotonic()
            recover()

    def _restart(self) -> None:
        lived = time.monotonic() - self._started_at
        self._short_lives = self._short_lives + 1 if lived < _SHORT_LIFE_SECONDS else 0
        if self._short_lives == _SHORT_LIVES:
            raise CommandError(
                f"The worker ended {_SHORT_LIVES} times just after its start; see {self._log.name}. Queued jobs stay "
                "queued: fix the cause, then run the command again."
            )
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            processes.worker(f"worker{os.getpid()}"),
            cwd=settings.BASE_DIR,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started_at = time.monotonic()
