"""The progress of a job as Server-Sent Events."""

import json
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import OperationalError, close_old_connections
from rest_framework.test import APIClient

from hiddenhill.runtime.stopping import stopping
from videos.api.events import Events
from videos.models import Job
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient()


@pytest.fixture
def job(monkeypatch) -> Job:
    """A job under way, at which streams look without a pause."""
    monkeypatch.setattr(Events, "beat_seconds", 0)
    return JobFactory(processing=True, stage="narration", progress=42)


@pytest.fixture
def opened(client, job):
    """Opens a stream of the job. All are closed at the end, which frees their places."""
    answers = []

    def open_one():
        answer = client.get(f"/api/videos/{job.pk}/events")
        answers.append(answer)
        return answer

    yield open_one
    for answer in answers:
        close(answer)


def close(answer) -> None:
    """As the web server does, but for the test's connection to the database, which stays open."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def parts(answer) -> Iterator[str]:
    return (part.decode() for part in answer.streaming_content)


def data(event: str) -> dict:
    (line,) = (line for line in event.splitlines() if line.startswith("data: "))
    return json.loads(line.removeprefix("data: "))


def test_a_stream_says_the_state_at_once_and_each_change_until_the_job_ends(opened, job):
    answer = opened()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/event-stream", "no-cache")
    stream = parts(answer)
    assert next(stream) == "retry: 3000\n\n"
    first = next(stream)
    assert first.startswith(f"id: {job.attempt}-processing-narration-42\nevent: job\ndata: ")
    assert data(first) == {
        "job_id": str(job.pk),
        "status": "processing",
        "stage": "narration",
        "progress": 42,
        "attempt": job.attempt,
        "error_code": None,
    }
    assert next(stream) == ":\n\n"
    Job.objects.filter(pk=job.pk).update(progress=60)
    assert data(next(stream))["progress"] == 60
    Job.objects.filter(pk=job.pk).update(
        status="failed", error_code="timed_out", error_message="It took too long.", token=None, lease_until=None
    )
    last = data(next(stream))
    assert (last["status"], last["error_code"]) == ("failed", "timed_out")
    assert list(stream) == []


def test_a_look_at_the_job_costs_one_query(opened, django_assert_num_queries):
    stream = parts(opened())
    assert (next(stream), next(stream)[:3]) == ("retry: 3000\n\n", "id:")
    with django_assert_num_queries(1):
        next(stream)


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled", "review"])
def test_a_job_that_has_come_to_rest_gets_one_event_and_then_no_more(client, status):
    traits = {"review": {"in_review": True}, "cancelled": {"status": status}}.get(status, {status: True})
    path = f"/api/videos/{JobFactory(**traits).pk}/events"
    said = client.get(path).content.decode()
    assert data(said)["status"] == status
    last = said.splitlines()[0].removeprefix("id: ")
    again = client.get(path, headers={"Last-Event-ID": last})
    assert (again.status_code, again.content) == (204, b"")
    assert client.get(path, headers={"Last-Event-ID": "1-processing-narration-42"}).status_code == 200


def test_a_stream_ends_after_its_time(opened, monkeypatch):
    monkeypatch.setattr(Events, "longest_seconds", 0)
    assert len(list(parts(opened()))) == 2


def test_a_stream_ends_when_the_server_stops(opened):
    stream = parts(opened())
    assert next(stream) == "retry: 3000\n\n"
    stopping.set()
    try:
        assert len(list(stream)) == 1
    finally:
        stopping.clear()


@pytest.mark.parametrize("change", ["deleted", "unreachable"])
def test_a_stream_ends_where_the_row_cannot_be_read(opened, job, monkeypatch, change):
    stream = parts(opened())
    assert (next(stream), next(stream)[:3]) == ("retry: 3000\n\n", "id:")
    if change == "deleted":
        job.delete()
    else:

        def fail(*_: object, **__: object) -> None:
            raise OperationalError("the connection was closed")

        monkeypatch.setattr(Job.objects, "filter", fail)
    assert list(stream) == []


def test_further_clients_are_asked_to_poll_until_a_stream_is_closed(opened, settings):
    settings.API_EVENT_STREAMS = 2
    first, _ = opened(), opened()
    refused = opened()
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert refused.json()["code"] == "service_busy"
    assert refused.json()["detail"] == "All places for event streams are taken. Poll the job instead."
    close(first)
    close(first)
    assert opened().status_code == 200
    assert opened().status_code == 503


def test_head_takes_no_place(client, job, settings, opened):
    settings.API_EVENT_STREAMS = 1
    for _ in range(2):
        assert client.head(f"/api/videos/{job.pk}/events").status_code == 200
    assert opened().status_code == 200


def test_the_streams_of_others_are_not_found(client, job, settings):
    settings.API_ALLOW_ANONYMOUS = False
    client.force_authenticate(UserFactory())
    assert client.get(f"/api/videos/{job.pk}/events").status_code == 404
