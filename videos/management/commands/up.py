"""Run everything on one machine."""

import os
import socket
import sys
from typing import Any

import environ
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiddenhill.runtime import embedded_valkey, laptop, processes, supervision
from hiddenhill.runtime.processes import Kind
from hiddenhill.runtime.supervision import Program


class Command(BaseCommand):
    """``manage.py up``: all processes of this machine, and a private queue if none is configured."""

    help = (
        "Run the API, WORKERS workers, the previewer, the housekeeper and the scheduler, or only the named PARTs. "
        "Restart any that exits. Ctrl-C stops everything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(_programs())}; all if none is named.")

    def handle(self, *args: Any, parts: list[str], **options: Any) -> None:
        programs = _programs()
        if unknown := set(parts) - set(programs):
            raise CommandError(f"No such part: {', '.join(unknown)}. The parts are {', '.join(programs)}.")
        chosen = [program for name, program in programs.items() if not parts or name in parts]
        if programs["api"] in chosen:
            _check_port()
        call_command("migrate", verbosity=0)
        if _is_private():
            os.environ.setdefault("API_ALLOW_ANONYMOUS", "true")
        if not settings.PRIVATE_BROKER:
            sys.exit(self._run(chosen))
        with embedded_valkey.private_server(settings.PRIVATE_SERVER_DIR) as ours:
            if not ours:
                raise CommandError(
                    f"Hidden Hill is already running on {settings.VAR_DIR}. Stop it, or set another VAR_DIR."
                )
            returncode = self._run(chosen)
        sys.exit(returncode)

    def _run(self, programs: list[Program]) -> int:
        where = f"http://{settings.HOST}:{settings.PORT}"
        self.stdout.write(f"Hidden Hill on {where}/; Ctrl-C stops everything.")
        if os.environ.get("API_ALLOW_ANONYMOUS", "").lower() in environ.Env.BOOLEAN_TRUE_STRINGS:
            self.stdout.write("Single-user mode: anyone on this machine can use it without signing in.")
        self.stdout.flush()
        return supervision.run(programs, settings.BASE_DIR, settings.VAR_DIR)


def _programs() -> dict[str, Program]:
    return {
        "api": Program("api", processes.api(), settings.WEB_CONCURRENCY),
        "worker": Program("worker", processes.worker("worker{number}"), settings.WORKERS),
        "previewer": Program("previewer", processes.worker("previewer", Kind.PREVIEWS)),
        "housekeeper": Program("housekeeper", processes.worker("housekeeper", Kind.HOUSEKEEPING)),
        "scheduler": Program("scheduler", processes.scheduler(), patience=5),
    }


def _is_private() -> bool:
    """Return whether only this machine can reach it: on a loopback address, and no proxy is configured."""
    return laptop.is_loopback(settings.HOST) and not settings.HTTPS and not settings.TRUSTED_PROXIES


def _check_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"{settings.HOST}:{settings.PORT} is not available ({error.strerror}). Set another PORT or HOST."
            ) from error
