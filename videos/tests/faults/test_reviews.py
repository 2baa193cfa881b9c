"""Workers killed just before and after a review, two approvals at once, and a web process killed while it saves."""

from concurrent.futures import ThreadPoolExecutor

import httpx
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


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_edit_whose_web_process_is_killed_is_saved_in_full_or_not_at_all(opened, database):
    service = opened(database)
    service.start_all()
    job_id = service.accept("90000001", review=True)
    eventually(lambda: service.job(job_id)["status"] == "review")
    path = f"/api/videos/{job_id}/storyboard"
    answered = [1]

    def edit_on_and_on() -> None:
        there_and_back = {"type": "move_item", "position": 0, "to": 1}
        try:
            while True:
                edit = {"version": answered[-1], "operations": [there_and_back]}
                answered.append(service.http.patch(path, json=edit).json()["version"])
        except httpx.HTTPError:
            pass

    with ThreadPoolExecutor() as pool:
        editing = pool.submit(edit_on_and_on)
        eventually(lambda: len(answered) > 5)
        service.api.kill()
        editing.result()
    service.api.wait()
    service.api = service.start("api")
    eventually(service.answers)

    current = service.rows("SELECT storyboard_version FROM videos_job")[0][0]
    numbers = [number for (number,) in service.rows("SELECT number FROM videos_storyboard ORDER BY number")]
    assert numbers == list(range(1, current + 1))
    assert current - answered[-1] in (0, 1)  # the last edit may have been saved, and its answer lost
    board = service.http.get(path).json()
    assert (board["version"], len(board["items"])) == (current, 3)
    undone = service.http.post(f"{path}/undo", json={"version": current}).json()
    assert service.http.post(f"/api/videos/{job_id}/approve", json={"version": undone["version"]}).status_code == 202
    service.settle()
    assert service.check() == {job_id.replace("-", ""): "completed"}
    made = service.http.get(f"/api/videos/{job_id}/storyboard.json").json()
    assert (made["edits"] or {"changes": []})["changes"] == undone["changes"]
    service.note(
        "a storyboard is edited, and its web process is killed",
        "SIGKILL while one edit follows another",
        f"{len(answered) - 1} edits answered, all kept; every version whole",
    )
