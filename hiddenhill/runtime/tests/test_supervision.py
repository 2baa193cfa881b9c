"""The supervisor of a machine's processes: a real supervisord with real, small processes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from hiddenhill.runtime import supervision
from hiddenhill.tests.patience import ended, eventually

_RUN = """
import logging.config
import sys
from pathlib import Path
from hiddenhill.runtime.logging import log_config
from hiddenhill.runtime.supervision import Program, run

logging.config.dictConfig(log_config("INFO", "json"))
folder = Path(sys.argv[1])
command = [sys.executable, str(folder / "script.py"), f"{folder}/"]
sys.exit(run([Program("one", command), Program("many", command, 2)], Path.cwd(), folder))
"""
_SCRIPT = """
import os, signal, sys

print("at work", flush=True)
with open(sys.argv[1] + os.environ["PROCESS_NAME"], "a") as file:
    file.write(f"{os.getpid()} ")
signal.pause()
"""
ROOT = Path(__file__).resolve().parents[3]


def pids(folder: Path, name: str, count: int) -> list[int]:
    """The process ids that this program has had, once there are so many."""
    file = folder / name
    eventually(lambda: file.exists() and len(file.read_text().split()) >= count)
    return [int(pid) for pid in file.read_text().split()]


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@contextlib.contextmanager
def supervisor(parent: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Three processes, in a folder whose name needs care."""
    folder = parent / "50 % free"
    folder.mkdir()
    (folder / "script.py").write_text(_SCRIPT)
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, folder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, folder
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def supervised(tmp_path):
    with supervisor(tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """The folder of one that no test stops."""
    with supervisor(tmp_path_factory.mktemp("lasting")) as (_, folder):
        yield folder


def test_a_process_that_is_killed_is_started_anew(lasting):
    first = pids(lasting, "one", 1)[0]
    os.kill(first, signal.SIGKILL)
    assert is_running(pids(lasting, "one", 2)[1])


@pytest.mark.parametrize(
    ("signum", "whole_group"), [(signal.SIGINT, True), (signal.SIGTERM, False)], ids=["Ctrl-C", "SIGTERM"]
)
def test_a_signal_stops_everything(supervised, signum, whole_group):
    process, folder = supervised
    running = [pid for name in ("one", "many1", "many2") for pid in pids(folder, name, 1)]
    os.killpg(process.pid, signum) if whole_group else process.send_signal(signum)
    assert ended(process) == 0
    assert not [pid for pid in running if is_running(pid)]


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals a process when its parent dies")
def test_everything_ends_when_the_supervisor_is_killed(supervised):
    process, folder = supervised
    (running,) = pids(folder, "one", 1)
    process.kill()
    eventually(lambda: not is_running(running))


def test_all_output_is_passed_on_and_events_are_logged(supervised):
    process, folder = supervised
    for name in ("one", "many1", "many2"):
        pids(folder, name, 1)
    process.terminate()
    written = process.communicate()[0]
    assert written.count("at work") == 3
    # Lines that several write at the same moment may be joined.
    events = [json.loads(line)["event"] for line in written.replace("at work", "").splitlines() if line]
    assert any(event.startswith("spawned: 'one'") for event in events)


def test_only_its_user_can_read_the_configuration(lasting):
    pids(lasting, "one", 1)
    assert (lasting / "supervisord.conf").stat().st_mode & 0o777 == 0o600


def test_what_supervisord_says_in_the_middle_of_a_line_is_logged_and_the_rest_written(capsysbinary, caplog):
    caplog.set_level("INFO")
    supervision._pass_on(b"at work2026-11-26 17:39:27,286 INFO spawned: 'one' with pid 7\n")
    assert capsysbinary.readouterr().out == b"at work"
    assert caplog.messages == ["spawned: 'one' with pid 7"]
