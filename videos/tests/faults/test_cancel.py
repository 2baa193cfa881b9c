"""Jobs that are cancelled or deleted, wherever they are."""

import os
from pathlib import Path

import pytest

from hiddenhill.tests.patience import ended, eventually, within
from videos.tests.eutils import slow_body
from videos.tests.faults.sabotage import Sabotage

pytestmark = pytest.mark.faults

STAGES = ("paper", "script", "narration", "slides", "captions", "encode", "verify", "store")
PROMISED_SECONDS = 3
CASES = [
    pytest.param(stage, way, marks=[pytest.mark.quick_fault] if (stage, way) == ("encode", "hang") else [])
    for stage in STAGES
    for way in ("dawdle", "hang")
]


@pytest.fixture(scope="module")
def sabotage(tmp_path_factory):
    return Sabotage(tmp_path_factory.mktemp("sabotage"))


@pytest.fixture(scope="module")
def service(services, sabotage):
    with services("sqlite") as service:
        service.start_all(workers=0)
        service.start_worker(**sabotage.environment)
        eventually(service.works)
        yield service


def _cancel(service, job_id: str) -> None:
    response = service.http.post(f"/api/videos/{job_id}/cancel")
    assert response.status_code == 202, response.text


def _files_of(service, job_id: str) -> list[Path]:
    folders = [*(service.var / "work").glob(f"{job_id}*"), *(service.var / "media" / "videos").glob(job_id)]
    # Not by rglob: what is being removed meanwhile is no error to os.walk.
    return [
        *folders,
        *(Path(path) / name for folder in folders for path, _, names in os.walk(folder) for name in names),
    ]


@pytest.mark.parametrize(("stage", "way"), CASES)
def test_a_running_job_stops_within_three_seconds_in_every_stage(service, sabotage, stage, way):
    with service.watched():
        sabotage.order(stage, way)
        job_id = service.accept("90000001")
        eventually(sabotage.held)
        with within(PROMISED_SECONDS) as stop:
            _cancel(service, job_id)
            eventually(lambda: not (_files_of(service, job_id) or sabotage.held()))
        sabotage.clear()
    assert service.check()[job_id.replace("-", "")] == "cancelled"
    assert [attempt.outcome for attempt in service.attempts(job_id)] == ["cancelled"]
    what = "working in small steps" if way == "dawdle" else "hanging in a C call"
    service.note(f"cancel in {stage}", what, f"stopped after {stop.seconds:.1f} s, no process and no file left")


@pytest.mark.quick_fault
def test_a_job_that_waits_for_a_slow_ncbi_stops_within_three_seconds(service, ncbi):
    with service.watched():
        ncbi.fail_with(slow_body())
        job_id = service.accept("90000001")
        service.reaches(job_id, "paper")
        eventually(lambda: ncbi.requests)
        with within(PROMISED_SECONDS) as stop:
            _cancel(service, job_id)
            eventually(lambda: not _files_of(service, job_id))
    service.check()
    service.note("cancel while NCBI drips", "a body sent byte by byte", f"stopped after {stop.seconds:.1f} s")


@pytest.mark.quick_fault
def test_a_running_job_that_is_deleted_leaves_nothing(service, sabotage):
    with service.watched():
        sabotage.order("store", "dawdle")
        job_id = service.accept("90000001")
        eventually(sabotage.held)
        service.accepted.remove(job_id)
        with within(PROMISED_SECONDS) as removal:
            assert service.http.delete(f"/api/videos/{job_id}").status_code == 204
            assert service.http.get(f"/api/videos/{job_id}").status_code == 404
            eventually(lambda: not (_files_of(service, job_id) or sabotage.held()))
        sabotage.clear()
    assert job_id.replace("-", "") not in service.check()
    service.note("delete while it stores", "DELETE", f"row and files gone after {removal.seconds:.1f} s")


def test_cancelled_jobs_stay_cancelled_when_the_worker_starts_anew(service, sabotage):
    with service.watched():
        sabotage.order("narration", "dawdle")
        running = service.accept("90000001")
        eventually(sabotage.held)
        waiting = service.accept("90000001")
        for job_id in (running, waiting):
            _cancel(service, job_id)
        service.workers[0].terminate()
        ended(service.workers[0])
        sabotage.clear()
        service.supervise()
        after = service.accept("90000001")
        service.settle()
    ends = service.check()
    assert [ends[job_id.replace("-", "")] for job_id in (running, waiting, after)] == [
        "cancelled",
        "cancelled",
        "completed",
    ]
    assert service.attempts(waiting) == []
    service.note("cancel, then a worker restart", "SIGTERM right after two cancels", "both stayed cancelled")
