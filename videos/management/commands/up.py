"""Run everything on one machine."""

import io
import os
import shlex
import signal
import sys
from typing import Any, TextIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from honcho.manager import Manager
from honcho.printer import Printer

from hiddenhill import embedded


def unbuffered(stream: TextIO) -> TextIO:
    """The same output without a buffer: honcho prints from its signal handler too, in the middle of a print, and a
    buffered stream refuses that with an error, which would leave everything running."""
    return io.TextIOWrapper(io.FileIO(stream.fileno(), "w", closefd=False), write_through=True)


class Command(BaseCommand):
    """``manage.py up``: API, workers and scheduler in one terminal, and a private queue where none is configured."""

    help = "Run the API, WORKERS workers and the scheduler in this terminal. Ctrl-C stops everything."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until interrupted, or until one of the processes ends: then the others are stopped too."""
        call_command("migrate", verbosity=0)
        if embedded.is_loopback(settings.HOST):
            os.environ.setdefault("API_ALLOW_ANONYMOUS", "true")
        if not settings.PRIVATE_BROKER:
            sys.exit(self._run())
        with embedded.private_server(settings.PRIVATE_SERVER_DIR) as ours:
            if not ours:
                self.stderr.write(f"Hidden Hill already runs on {settings.VAR_DIR}. Stop it, or set another VAR_DIR.")
                sys.exit(1)
            returncode = self._run()
        sys.exit(returncode)

    def _run(self) -> int:
        os.chdir(settings.BASE_DIR)
        manager = Manager(Printer(unbuffered(sys.stdout)))
        manage = [sys.executable, "manage.py"]
        manager.add_process("api", shlex.join([*manage, "api"]))
        for number in range(1, settings.WORKERS + 1):
            manager.add_process(f"worker{number}", shlex.join([*manage, "worker", "--name", f"worker{number}"]))
        beat = [sys.executable, "-m", "celery", "-A", "hiddenhill", "beat", "--pidfile="]
        manager.add_process("beat", shlex.join(beat))
        where = f"http://{settings.HOST}:{settings.PORT}"
        self.stdout.write(f"Hidden Hill on {where}/api/videos/generate; Ctrl-C stops everything.")
        try:
            manager.loop()
        finally:
            manager.kill()  # whatever is left when honcho itself broke down; nothing, normally
        return 0 if manager.returncode in (0, 128 + signal.SIGINT, 128 + signal.SIGTERM) else 1
