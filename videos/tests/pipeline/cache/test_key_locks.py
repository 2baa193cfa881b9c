"""Processes that need the same entry at once: one makes it, the others wait, and none waits for long."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from videos.pipeline.cache.render_cache import RenderCache

LONG = 60.0
"""Seconds that no test needs."""

MAKER = """
import os, sys, time
from pathlib import Path
from videos.pipeline.cache.render_cache import RenderCache

folder, calls, hold = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])

def make():
    with calls.open("a") as record:
        record.write("made\\n")
    time.sleep(hold)
    return b"speech"

print(RenderCache(folder).get_or_make(b"a sentence", bytes, make, 60.0).decode())
"""


@pytest.fixture
def processes():
    started: list[subprocess.Popen] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def start(processes, tmp_path: Path, hold: float) -> subprocess.Popen:
    command = [sys.executable, "-c", MAKER, str(tmp_path / "cache"), str(tmp_path / "calls"), str(hold)]
    processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    return processes[-1]


def wait_for(condition) -> None:
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_of_three_processes_one_makes_an_entry_and_all_have_it(tmp_path, processes):
    for _ in range(3):
        start(processes, tmp_path, hold=1.0)

    said = [process.communicate(timeout=LONG)[0].strip() for process in processes]

    assert said == ["speech"] * 3
    assert (tmp_path / "calls").read_text() == "made\n"


def test_no_lock_remains(tmp_path, processes):
    start(processes, tmp_path, hold=0.0).communicate(timeout=LONG)

    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".part"]


def test_a_holder_that_is_killed_is_not_waited_for(tmp_path, processes):
    holder = start(processes, tmp_path, hold=LONG)
    wait_for((tmp_path / "calls").exists)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    said, _ = start(processes, tmp_path, hold=0.0).communicate(timeout=LONG / 2)

    assert said.strip() == "speech"


def test_who_has_waited_enough_makes_the_entry_itself(tmp_path, processes):
    holder = start(processes, tmp_path, hold=LONG)
    wait_for((tmp_path / "calls").exists)

    made = RenderCache(tmp_path / "cache").get_or_make(b"a sentence", bytes, lambda: b"own speech", 0.2)

    assert made == b"own speech"
    assert holder.poll() is None


def test_another_entry_is_not_waited_for(tmp_path, processes):
    start(processes, tmp_path, hold=LONG)
    wait_for((tmp_path / "calls").exists)
    started = time.monotonic()

    RenderCache(tmp_path / "cache").get_or_make(b"another sentence", bytes, lambda: b"", LONG)

    assert time.monotonic() - started < LONG / 2


def test_if_the_holder_fails_the_next_makes_the_entry(tmp_path):
    cache = RenderCache(tmp_path)

    def fail() -> bytes:
        raise ValueError("no voice")

    with pytest.raises(ValueError, match="no voice"):
        cache.get_or_make(b"a sentence", bytes, fail, LONG)
    assert cache.get_or_make(b"a sentence", bytes, lambda: b"speech", LONG) == b"speech"


def test_threads_of_one_process_wait_for_each_other_too(tmp_path):
    calls = []

    def make() -> bytes:
        calls.append("made")
        time.sleep(0.3)
        return b"speech"

    threads = [
        threading.Thread(target=RenderCache(tmp_path).get_or_make, args=(b"a sentence", bytes, make, LONG))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == ["made"]


def test_without_a_folder_for_locks_the_entry_is_made(tmp_path):
    (tmp_path / "cache").write_text("a file")

    assert RenderCache(tmp_path / "cache").get_or_make(b"a sentence", bytes, lambda: b"speech", LONG) == b"speech"
