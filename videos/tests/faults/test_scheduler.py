"""A dead scheduler or housekeeper, and one too many."""

import pytest

from hiddenhill.tests.patience import eventually
from videos.tests.faults.sabotage import Sabotage

pytestmark = pytest.mark.faults


@pytest.fixture
def sabotage(tmp_path):
    return Sabotage(tmp_path)


@pytest.fixture
def service(opened, sabotage):
    service = opened("sqlite", **sabotage.environment)
    service.start_all()
    return service


def test_a_lost_job_is_recovered_without_a_scheduler(service, sabotage):
    (beat,) = service.beats
    beat.kill()
    beat.wait()
    with service.watched():
        assert service.end(service.accept("90000001"))["status"] == "completed"
        job_id = service.accept_held(sabotage)
        service.process_of(job_id).kill()
        sabotage.clear()
        seconds = service.taken_again(job_id)
        service.settle()
    assert service.check()[job_id.replace("-", "")] == "completed"
    service.note("20 the scheduler is dead", "kill -9", "jobs were made, and a lost one was recovered", seconds)


def test_a_lost_job_waits_for_the_housekeeper(service, sabotage):
    (housekeeper,) = service.housekeepers
    housekeeper.kill()
    housekeeper.wait()
    with service.watched():
        assert service.end(service.accept("90000001"))["status"] == "completed"
        job_id = service.accept_held(sabotage)
        service.process_of(job_id).kill()
        sabotage.clear()
        eventually(lambda: any("has stopped responding" in warning for warning in _warnings(service)))
        assert service.job(job_id)["attempt"] == 1
        service.start_housekeeper()
        seconds = service.taken_again(job_id)
        service.settle()
    assert service.check()[job_id.replace("-", "")] == "completed"
    service.note("20 the housekeeper is dead", "kill -9", "jobs were made; a lost one waited for its restart", seconds)


def _warnings(service) -> list[str]:
    return service.http.get("/api/operations").json()["warnings"]


def test_two_schedulers_and_two_housekeepers_bring_a_job_back_once(service, sabotage):
    service.start_beat()
    service.start_housekeeper()
    with service.watched():
        jobs = [service.accept_held(sabotage), service.accept("90000001"), service.accept("90000001")]
        service.process_of(jobs[0]).kill()
        sabotage.clear()
        seconds = service.taken_again(jobs[0])
        eventually(lambda: service.redis.queued() <= 2)
        service.settle()
    assert set(service.check().values()) == {"completed"}
    assert [len(service.attempts(job_id)) for job_id in jobs] == [2, 1, 1]
    service.note(
        "20 two schedulers, two housekeepers",
        "a second of each, kill -9 of a job's process",
        "one attempt more",
        seconds,
    )
