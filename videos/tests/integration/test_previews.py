"""Previews of a storyboard through real processes: made, missed, killed, and asked for by many at once."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from hiddenhill.runtime import embedded_valkey
from hiddenhill.tests.patience import LIMIT_SECONDS, eventually, within

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def service(instances):
    """The API, its queue and a worker; no previewer."""
    with instances("api") as instance, embedded_valkey.private_server(instance.var / "valkey"):
        instance.start("worker")
        eventually(instance.works)
        yield instance


@pytest.fixture
def previewer(service):
    """Starts previewers, and stops them after the test."""
    started = []

    def start():
        started.append(service.start("worker", "--previews", "--name", "previewer"))
        eventually(lambda: names(service) == ["previewer"])
        return started[-1]

    yield start
    service.stop(*(process for process in started if process in service.processes))


def names(service) -> list[str]:
    """The previewers that answer."""
    workers = service.http.get("/api/operations").json()["workers"] or []
    return [name.partition("@")[0] for name in workers if name.startswith("previewer")]


def reviewed(service, **options) -> str:
    """A job in review, as the URL of its storyboard."""
    job_id = service.generate("sample", review=True, **options)["job_id"]
    eventually(lambda: service.job(job_id)["status"] == "review")
    return f"/api/videos/{job_id}/storyboard"


def test_the_reviewer_of_a_new_storyboard_sees_every_scene_without_waiting(service):
    board = reviewed(service)
    scenes = service.http.get(board).json()["scenes"]
    answers = [service.http.get(f"{board}/scenes/{scene['number']}.png?version=1") for scene in scenes]
    assert {(each.status_code, each.content[:4]) for each in answers} == {(200, b"\x89PNG")}


def test_without_a_previewer_a_sentence_cannot_be_heard_yet(service, previewer):
    board = reviewed(service)
    with within(7) as waited:
        answer = service.http.get(f"{board}/sentences/0/audio")
    assert waited.seconds >= 4.5
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "preview_unavailable"
    warnings = service.http.get("/api/operations").json()["warnings"]
    assert [warning for warning in warnings if "manage.py up previewer" in warning]
    previewer()
    assert service.http.get(f"{board}/sentences/0/audio").content[4:8] == b"ftyp"
    warnings = service.http.get("/api/operations").json()["warnings"]
    assert not [warning for warning in warnings if "previewer" in warning]


def test_a_previewer_that_is_killed_at_work_harms_nothing(service, previewer):
    board = reviewed(service)
    job_id = board.split("/")[3]
    parent = previewer()
    (child,) = psutil.Process(parent.pid).children()
    child.suspend()
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(service.http.get, f"{board}/sentences/1/audio")
        eventually(lambda: answer.done())
    assert (answer.result().status_code, answer.result().json()["code"]) == (503, "preview_unavailable")
    child.kill()
    # Its parent begins another process. The job is as it was.
    eventually(lambda: service.http.get(f"{board}/sentences/1/audio").status_code == 200)
    assert service.job(job_id)["status"] == "review"
    service.stop(parent, signum=signal.SIGKILL)
    assert service.http.get(f"{board}/sentences/1/audio").status_code == 200
    assert service.http.post(f"/api/videos/{job_id}/approve", json={"version": 1}).status_code == 202
    assert service.end(job_id)["status"] == "completed"


def test_two_hundred_requests_for_previews_do_not_block_the_api(service):
    board = reviewed(service, speed=1.2)  # sentences that no other test has heard
    job = board.removesuffix("/storyboard")
    everybody = threading.Barrier(201)

    def ask(number: int) -> int:
        with httpx.Client(base_url=service.http.base_url, timeout=LIMIT_SECONDS) as http:
            everybody.wait()
            return http.get(f"{board}/sentences/{number % 3}/audio").status_code

    with ThreadPoolExecutor(200) as threads:
        asked = [threads.submit(ask, number) for number in range(200)]
        everybody.wait()
        polls = []
        while not all(each.done() for each in asked):
            with within(3):
                polls.append(service.http.get(job).status_code)
        assert {each.result() for each in asked} == {503}
    assert set(polls) == {200}
    assert service.answers()
