"""Clocks that jump by two hours on one machine of several: times are the database's, so that nobody minds."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from hiddenhill.tests.patience import eventually
from videos.tests.faults.sabotage import Sabotage

COMPILER = shutil.which("cc")

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(COMPILER is None, reason="a clock is put wrong by a library that a C compiler has to make"),
]


class Clock:
    """The wall clock of the processes that are started with its ``environment``."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._offset = folder / "offset"
        self.environment = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(self._offset)}
        self._offset.write_bytes(struct.pack("q", 0))

    def put_wrong_by(self, hours: float) -> None:
        with self._offset.open("r+b") as file:
            file.write(struct.pack("q", int(hours * 3600)))


@pytest.fixture(scope="module")
def clocks(tmp_path_factory):
    """One for each kind of process."""
    library = tmp_path_factory.mktemp("library") / "clock.so"
    source = Path(__file__).parent / "clock.c"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", source, "-o", library, "-ldl"], check=True)
    return {who: Clock(tmp_path_factory.mktemp(who), library) for who in ("worker", "housekeeper")}


@pytest.fixture(scope="module")
def sabotage(tmp_path_factory):
    return Sabotage(tmp_path_factory.mktemp("sabotage"))


@pytest.fixture(scope="module")
def service(services, clocks, sabotage):
    with services("postgresql") as service:
        service.api = service.start("api")
        service.start_worker(**clocks["worker"].environment, **sabotage.environment)
        service.start_housekeeper(**clocks["housekeeper"].environment)
        service.start_beat()
        eventually(service.answers)
        eventually(service.works)
        yield service


@pytest.mark.parametrize("hours", [2, -2])
def test_clocks_that_jump_two_hours_apart_take_no_job_away_and_hinder_no_recovery(service, clocks, sabotage, hours):
    with service.watched():
        unharmed = service.accept_held(sabotage)
        clocks["worker"].put_wrong_by(hours)
        clocks["housekeeper"].put_wrong_by(-hours)
        sabotage.clear()
        service.settle()
        killed = service.accept_held(sabotage)
        service.process_of(killed).kill()
        sabotage.clear()
        seconds = service.taken_again(killed)
        service.settle()
        for clock in clocks.values():
            clock.put_wrong_by(0)
    assert set(service.check().values()) == {"completed"}
    assert [attempt.outcome for attempt in service.attempts(unharmed)] == ["completed"]
    assert [attempt.outcome for attempt in service.attempts(killed)] == ["lost", "completed"]
    service.note(
        f"18 clock jumps {hours:+} hours on the worker, {-hours:+} on the housekeeper",
        "its wall clock put wrong mid-job by a preloaded library; then kill -9 of the working process",
        "the job went on in its first attempt; the killed one was recovered as ever",
        seconds,
    )


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_jumps_on_the_only_machine_stops_neither_jobs_nor_recovery(services, clocks, sabotage, hours):
    clock = clocks["worker"]
    with services("sqlite", **clock.environment, **sabotage.environment) as service:
        service.start_all()
        first = service.accept_held(sabotage)
        clock.put_wrong_by(hours)
        sabotage.clear()
        service.settle()
        killed = service.accept_held(sabotage)
        service.process_of(killed).kill()
        sabotage.clear()
        seconds = service.taken_again(killed)
        service.settle()
        clock.put_wrong_by(0)
    assert set(service.check().values()) == {"completed"}
    assert [attempt.outcome for attempt in service.attempts(killed)] == ["lost", "completed"]
    service.note(
        f"18 clock jumps {hours:+} hours on the only machine",
        "the wall clock of all processes, the scheduler's and the database's included; then kill -9 as above",
        f"{len(service.attempts(first))} attempt(s) for the job at work; the killed one was recovered as ever",
        seconds,
    )
