"""Workers that are killed just before and after a job waits for its review, and two approvals at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hiddenhill.tests.patience import eventually
from videos.tests.faults.sabotage import Sabotage

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_job_whose_workers_are_killed_before_and_after_its_review_is_made_once(opened, tmp_path, database):
    service, sabotage = opened(database), Sabotage(tmp_path)
    service.start_all(workers=0)
    service.start_worker(**sabotage.environment)

    def kill_at(stage: str, attempt: int) -> float:
        eventually(sabotage.held)
        sabotage.clear()
        service.process_of(job_id).kill()
        return service.taken_again(job_id, attempt)

    with service.watched():
        sabotage.order("slides", "hang")
        job_id = service.accept("90000001", review=True)
        kill_at("slides", attempt=2)
        eventually(lambda: service.job(job_id)["status"] == "review")
        service.workers[0].kill()  # it holds nothing
        service.start_worker(**sabotage.environment)
        sabotage.order("encode", "hang")
        approve = f"/api/videos/{job_id}/approve"
        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda _: service.http.post(approve, json={"version": 1}), range(2)))
        assert [answer.status_code for answer in answers] == [202, 202]
        seconds = kill_at("encode", attempt=4)
        service.settle()
    assert service.check() == {job_id.replace("-", ""): "completed"}
    attempts = service.attempts(job_id)
    assert [attempt.outcome for attempt in attempts] == ["lost", "review", "lost", "completed"]
    assert [attempt.resumed_at for attempt in attempts] == ["", "slides", "", "slides"]
    assert service.rows("SELECT number FROM videos_storyboard") == [(1,)]
    service.note(
        "a review, with workers killed before and after it",
        "SIGKILL while slides are laid out and while it encodes; two approvals at once",
        "one storyboard, approved once; one video",
        seconds,
    )
