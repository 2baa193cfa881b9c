"""A disk that is full: a small file system, mounted where videos are made or kept."""

import os
import subprocess

import pytest

from hiddenhill.tests.patience import eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may mount a file system"),
]


@pytest.fixture
def service(opened):
    service = opened("sqlite", MIN_FREE_MB="0", JOB_POSTPONE_SECONDS="1", JOB_ATTEMPTS="60")
    service.start_all()
    return service


@pytest.fixture
def small_disk():
    """Mounts a file system of so many kilobytes, and gives a function that makes it large."""
    mounted = []

    def mount(folder, kilobytes):
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("no file system can be mounted here")
        mounted.append(folder)
        return lambda: subprocess.run(["mount", "-o", "remount,size=500m", str(folder)], check=True)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize(("where", "kilobytes"), [("work", 300), ("media", 100)], ids=["made", "stored"])
def test_a_disk_that_fills_up_while_a_video_is(service, small_disk, where, kilobytes):
    """Postpones the job, which is tried again by itself when there is room."""
    make_room = small_disk(service.var / where, kilobytes)
    with service.watched():
        job_id = service.accept("90000001")
        eventually(lambda: len(service.attempts(job_id)) >= 2)
        make_room()
        seconds = service.settle()
    assert service.check() == {job_id.replace("-", ""): "completed"}
    first, *_, last = service.attempts(job_id)
    assert (first.outcome, first.error_code, last.outcome) == ("postponed", "disk_full", "completed")
    saw = f"postponed in {first.stage}, tried again by itself, completed when there was room"
    service.note("16 the disk is full", f"a file system of {kilobytes} kB under {where}", saw, seconds)


def test_a_video_is_not_begun_without_room_and_goes_to_a_worker_that_has_some(opened):
    service = opened("sqlite", JOB_POSTPONE_SECONDS="1")
    service.start_all(workers=0)
    full = service.start_worker(MIN_FREE_MB=str(10**9))
    with service.watched():
        job_id = service.accept("90000001")
        eventually(lambda: service.attempts(job_id) and service.attempts(job_id)[0].outcome == "postponed")
        service.stop(full)
        service.workers.clear()
        service.start_worker()
        seconds = service.settle()
    assert service.check() == {job_id.replace("-", ""): "completed"}
    assert service.attempts(job_id)[0].error_code == "disk_full"
    service.note("too little room to begin", "MIN_FREE_MB above what is free", "not begun, no setback", seconds)
