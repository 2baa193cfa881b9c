"""Keeps the processes of one machine running: restarts those that end, and stops all of them together."""

import ctypes
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1  # from linux/prctl.h
_UNLIMITED = 1_000_000_000
# A line of supervisord itself, among those of its programs.
_OWN_LINE = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARN|ERRO|CRIT) (.*)")
_LEVELS = {b"INFO": logging.INFO, b"WARN": logging.WARNING, b"ERRO": logging.ERROR, b"CRIT": logging.CRITICAL}

# A program that does not stop in time is killed, with its children. All output goes to this terminal; each line names
# the process that wrote it.
_PROGRAM = """
[program:{name}]
command={command}
process_name={process_name}
numprocs={count}
numprocs_start=1
directory={directory}
environment=PROCESS_NAME="{process_name}"
autorestart=true
startsecs=3
startretries={retries}
stopwaitsecs={patience}
killasgroup=true
redirect_stderr=true
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A command to run ``count`` times. ``{number}`` in it stands for the number of each.

    ``patience`` is the time in seconds that it has to stop.
    """

    name: str
    command: Sequence[str]
    count: int = 1
    patience: int = 20


def run(programs: Iterable[Program], directory: Path, state: Path) -> int:
    """Run the programs in ``directory`` until SIGINT or SIGTERM; returns supervisord's exit code.

    ``state`` is the folder for its configuration and its process id.
    """
    configuration = state / "supervisord.conf"
    configuration.write_text(_configuration(programs, directory, state))
    configuration.chmod(0o600)
    supervisord = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_end_with_parent,
    )

    def stop(signum: int, frame: FrameType | None) -> None:
        supervisord.terminate()

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)
    # supervisord opens its output once for each program. If that were a file, they would overwrite one another.
    for line in supervisord.stdout or ():
        _pass_on(line)
    return supervisord.wait()


def _pass_on(line: bytes) -> None:
    """Write the line of a program unchanged. Log a line of supervisord itself.

    Such a line may follow the first half of a program's line, which was written without its end.
    """
    own = _OWN_LINE.search(line)
    sys.stdout.buffer.write(line[: own.start()] if own else line)
    sys.stdout.flush()
    if own:
        logger.log(_LEVELS[own[1]], "%s", own[2].decode(errors="replace"))


def _end_with_parent() -> None:
    """On Linux, let this process receive SIGTERM when its parent dies, even of SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _configuration(programs: Iterable[Program], directory: Path, state: Path) -> str:
    programs = list(programs)
    head = [
        "[supervisord]",
        "logfile=/dev/null",
        "logfile_maxbytes=0",
        f"pidfile={_escaped(state / 'supervisord.pid')}",
    ]
    if os.getuid() == 0:
        head.append("user=root")  # otherwise it warns at every start
    # Programs of one group are stopped together, not one after the other.
    head += ["[group:all]", f"programs={','.join(program.name for program in programs)}"]
    return "\n".join(head) + "\n" + "".join(_program(program, directory) for program in programs)


def _program(program: Program, directory: Path) -> str:
    numbered = f"{program.name}%(process_num)d"
    launched = [sys.executable, "-m", "hiddenhill.runtime.supervision", *program.command]
    command = " ".join(_quoted(part) for part in launched).replace("{number}", "%(process_num)d")
    return _PROGRAM.format(
        name=program.name,
        command=command,
        process_name=numbered if program.count > 1 else program.name,
        count=program.count,
        directory=_escaped(directory),
        retries=_UNLIMITED,
        patience=program.patience,
    )


def _quoted(part: str) -> str:
    return f'"{_escaped(part)}"' if " " in part else _escaped(part)


def _escaped(text: object) -> str:
    return str(text).replace("%", "%%")


def _launch(command: list[str]) -> None:
    """Replace this process by the command, which then stops when the supervisor is killed."""
    _end_with_parent()
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    _launch(sys.argv[1:])
