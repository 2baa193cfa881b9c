"""Watches a job's work from a thread beside it, because the work may hang where nothing can interrupt it.

While the work is silent, but within the silence limit, the watchdog sends heartbeats for it, and so finds out whether
the job was cancelled. The end of the work (a lost claim, a time limit, the worker being stopped) is first left to
the work's own next progress report. The process is ended only if no report comes.
"""

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from types import TracebackType
from typing import Self

from django.db import DatabaseError, InterfaceError, connection

from videos.jobs.claims import ClaimLost
from videos.worker import shutdown
from videos.worker.progress import JobProgressReporter
from videos.worker.shutdown import ShuttingDown
from videos.worker.time_limits import LOOK_SECONDS, QUIET_SECONDS

logger = logging.getLogger(__name__)

# A cancelled job stops within QUIET_SECONDS, LOOK_SECONDS and this; three seconds are promised.
_GRACE_SECONDS = 0.5


class Watchdog:
    """Watches the block of a ``with`` statement.

    If the work has to end and does not, ``end`` is called in the watchdog's thread with the reason. It records the
    outcome, cleans up and ends the process.
    """

    def __init__(self, reporter: JobProgressReporter, end: Callable[[Exception], None]) -> None:
        self._reporter = reporter
        self._limits = reporter.limits
        self._end = end
        self._over = threading.Event()
        self._thread = threading.Thread(target=copy_context().run, args=(self._watch,), name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            while not self._over.wait(LOOK_SECONDS):
                reason = self._reason() if self._is_quiet() else None
                if reason and not self._over.wait(_GRACE_SECONDS) and self._is_quiet():
                    self._end(reason)
                    return
        finally:
            connection.close()

    def _is_quiet(self) -> bool:
        return self._limits.quiet() > QUIET_SECONDS

    def _reason(self) -> Exception | None:
        """Why the work has to end now, or None."""
        if over := self._limits.over():
            return over
        try:
            shutdown.check()
            self._reporter.pulse()
        except (ShuttingDown, ClaimLost) as reason:
            return reason
        except (DatabaseError, InterfaceError) as error:
            # The work may be waiting for the database as well, which does not count as silence.
            logger.warning("the database cannot be reached (%s), so no heartbeat was sent", type(error).__name__)
            self._limits.moved()
            connection.close_if_unusable_or_obsolete()
        return None
