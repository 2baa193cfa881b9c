"""Event streams of a real web server, with its real threads."""

import json
import sqlite3
import statistics
import time
from contextlib import ExitStack, closing

import pytest

from hiddenhill.tests.patience import ended, eventually

pytestmark = pytest.mark.integration

JOB = "0199c3f25a0b4a1c9d3e2f6b8c7d1e42"


def changed(instance, **fields: object) -> None:
    """Write to the row of the job, as a worker does."""
    assignments = ", ".join(f"{name} = ?" for name in fields)
    with closing(sqlite3.connect(instance.var / "hiddenhill.sqlite3", timeout=20)) as database, database:
        database.execute(f"UPDATE videos_job SET {assignments} WHERE id = ?", [*fields.values(), JOB])


@pytest.fixture(scope="module")
def instance(instances):
    """A web server alone, with a job that no worker works on."""
    with instances("api", API_EVENT_STREAMS="2") as instance:
        made = instance.run(
            "shell", "-c", f"from videos.models import Job; Job.objects.create(id='{JOB}', pubmed_id='1')"
        )
        assert made.returncode == 0, made.stderr
        yield instance


@pytest.fixture
def job(instance):
    changed(instance, status="queued", progress=10)
    return f"/api/videos/{JOB[:8]}-{JOB[8:12]}-{JOB[12:16]}-{JOB[16:20]}-{JOB[20:]}"


def next_event(lines) -> dict:
    return next(json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


def has_place(instance, job: str) -> bool:
    with instance.http.stream("GET", f"{job}/events") as answer:
        return answer.status_code == 200


def test_a_client_sees_each_change_as_it_happens_and_the_end_of_the_stream(instance, job):
    with instance.http.stream("GET", f"{job}/events") as answer:
        lines = answer.iter_lines()
        assert next_event(lines)["progress"] == 10
        changed(instance, progress=55)
        assert next_event(lines)["progress"] == 55
        changed(instance, status="cancelled")
        assert next_event(lines)["status"] == "cancelled"
        assert not [line for line in lines if line]


def test_other_requests_stay_quick_while_all_places_are_taken_and_one_who_hangs_up_frees_a_place(instance, job):
    def duration() -> float:
        began = time.monotonic()
        assert instance.http.get(job).status_code == 200
        return time.monotonic() - began

    before = statistics.median(duration() for _ in range(20))
    with ExitStack() as streams:
        first, _ = (streams.enter_context(instance.http.stream("GET", f"{job}/events")) for _ in range(2))
        refused = instance.http.get(f"{job}/events")
        assert (refused.status_code, refused.json()["code"]) == (503, "service_busy")
        assert int(refused.headers["Retry-After"]) > 0
        meanwhile = statistics.median(duration() for _ in range(20))
        assert meanwhile < 5 * before + 0.1
        first.close()
        eventually(lambda: has_place(instance, job))


def test_a_server_with_an_open_stream_stops_without_waiting_for_its_end(instance, job):
    # The last test of this module: it ends the server.
    with ExitStack() as streams:
        opened = []

        def is_open() -> bool:
            opened.append(streams.enter_context(instance.http.stream("GET", f"{job}/events")))
            return opened[-1].status_code == 200

        eventually(is_open)
        lines = opened[-1].iter_lines()
        assert next_event(lines)
        (server,) = instance.processes
        server.terminate()
        assert ended(server) == 0
        assert not [line for line in lines if line.startswith("data: ")]  # a stream that breaks off raises an error
