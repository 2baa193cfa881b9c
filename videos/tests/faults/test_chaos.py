"""kill -9 at any time, again and again: no job is lost and none is done twice."""

import os
import random
import signal
import sys
import time
from collections import Counter
from itertools import pairwise

import psutil
import pytest

from videos.tests.integration.instance import FINAL

pytestmark = pytest.mark.faults

JOBS = {"mallory": (120, "high"), "ann": (50, "normal"), "bob": (30, "low")}
"""The jobs of three owners, in the order of their requests, and their priorities."""


def _kill_one(service, chance: random.Random) -> None:
    """The Celery process of a random worker or, as often, the process that works for it."""
    worker = chance.choice(service.workers)
    family = [worker.pid, *(child.pid for child in psutil.Process(worker.pid).children())]
    os.kill(chance.choice(family), signal.SIGKILL)


def _prune(service) -> None:
    """What a killed worker had stored already goes with the hourly pruning."""
    assert service.run("prune").returncode == 0


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_kills_at_random_times_lose_no_job_and_do_none_twice(opened, database):
    chance = random.Random(20260101)
    service = opened(database, PARTS_MB="0")
    service.start_all(workers=2)
    kills = 25
    with service.watched():
        for _ in range(kills):
            service.accept("90000001")
            time.sleep(chance.uniform(0, 3))
            service.supervise()
            _kill_one(service, chance)
        service.settle()
    _prune(service)
    ends = Counter(service.check().values())
    assert set(ends) <= {"completed", "worker_lost"}
    service.note(
        f"kill -9 at {kills} random times",
        "SIGKILL of a random worker or its child, 0 to 3 s apart, restarted as by the supervisor; lease 5 s",
        f"{dict(ends)} in {_attempts(service)}",
    )


@pytest.mark.slow
def test_two_hundred_jobs_survive_two_minutes_of_kills(opened, capsys):
    chance = random.Random(200)
    service = opened("postgresql", quick=False, PARTS_MB="0", API_RATE_WRITES="", JOBS_PER_USER="0")
    service.start_all(workers=2)
    owners = {name: service.create_user(name) for name in JOBS}
    began = time.monotonic()
    kills = 0
    with service.watched():
        for name, (jobs, priority) in JOBS.items():
            for _ in range(jobs):
                service.accept("90000001", priority=priority, headers={"Authorization": f"Bearer {owners[name]}"})
        until = time.monotonic() + 120
        while time.monotonic() < until:
            time.sleep(chance.uniform(2, 6))
            service.supervise()
            _kill_one(service, chance)
            kills += 1
        ended = service.rows(f"SELECT count(*) FROM videos_job WHERE status IN {FINAL}")[0][0]
        service.settle()
    seconds = time.monotonic() - began
    _prune(service)
    ends = Counter(service.check().values())
    assert sum(ends.values()) == 200
    assert set(ends) <= {"completed", "worker_lost"}
    gap = _longest_gap(service)
    assert gap <= 2 * len(JOBS)
    seen = (
        f"{dict(ends)} in {_attempts(service)}, {seconds:.0f} s in all; {ended} had ended at the last kill; "
        f"of {gap} jobs begun in a row, every owner who waited had one"
    )
    service.note(
        "200 jobs of three owners, two workers, two minutes of kill -9", f"{kills} SIGKILLs, 2 to 6 s apart", seen
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{kills} kills: {seen}\n")


def _longest_gap(service) -> int:
    """The most jobs that were begun from one of an owner to the next, of those owners whose jobs waited."""
    begun = [
        owner
        for (owner,) in service.rows(
            "SELECT username FROM videos_attempt JOIN videos_job ON videos_job.id = job_id "
            "JOIN auth_user ON auth_user.id = owner_id WHERE number = 1 ORDER BY videos_attempt.id"
        )
    ]
    everybody_waits = max(begun.index(name) for name in JOBS)
    gaps = []
    for name in JOBS:
        places = [place for place, owner in enumerate(begun) if owner == name and place >= everybody_waits]
        gaps += [later - earlier for earlier, later in pairwise(places)]
    return max(gaps)


def _attempts(service) -> str:
    """How many attempts ended in which way."""
    rows = service.rows("SELECT outcome, count(*) FROM videos_attempt GROUP BY outcome ORDER BY outcome")
    return "attempts " + ", ".join(f"{count} {outcome}" for outcome, count in rows)
