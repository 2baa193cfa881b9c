"""Requests that come all at once, or whose answer never comes; and a queue that is merely long."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from hiddenhill.tests.patience import LIMIT_SECONDS, eventually, within
from videos.tests.faults.sabotage import Sabotage

pytestmark = pytest.mark.faults

on_sqlite = pytest.mark.parametrize("service", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("service", ["postgresql"], indirect=True)
on_both = pytest.mark.parametrize("service", ["sqlite", "postgresql"], indirect=True)

PROMISED_SECONDS = 2
AT_ONCE = 100


@pytest.fixture(scope="module")
def sabotage(tmp_path_factory):
    return Sabotage(tmp_path_factory.mktemp("sabotage"))


@pytest.fixture(scope="module")
def service(request, services, sabotage):
    """With two web processes, so that requests meet in the database only."""
    with services(request.param, **sabotage.environment, WEB_CONCURRENCY="2") as service:
        service.start_all()
        yield service


def _all_at_once(service, key: str) -> list[httpx.Response]:
    with ThreadPoolExecutor(AT_ONCE) as clients:
        posts = [clients.submit(service.post, "90000001", headers={"Idempotency-Key": key}) for _ in range(AT_ONCE)]
        return [post.result() for post in posts]


@on_both
def test_a_hundred_requests_at_once_with_one_key_make_one_job(service):
    with service.watched():
        answers = _all_at_once(service, "all-at-once")
        service.settle()
    service.check()
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    [job_id] = {answer.json()["job_id"] for answer in answers}
    assert [attempt.outcome for attempt in service.attempts(job_id)] == ["completed"]
    service.note(
        "100 parallel POSTs with one Idempotency-Key",
        "100 clients, two web processes",
        "one 201 and 99 times 200, all with the one job, which was done once",
    )


@on_postgresql
def test_with_redis_down_requests_at_once_with_one_key_run_nothing_and_the_key_is_free_again(service):
    with service.watched():
        service.redis.kill()
        answers = _all_at_once(service, "refused")
        service.redis.start()
        again = service.post("90000001", headers={"Idempotency-Key": "refused"})
        service.settle()
    ends = service.check()
    assert {answer.status_code for answer in answers} <= {200, 503}
    jobs = {answer.json()["job_id"] for answer in answers}
    assert {ends[job_id.replace("-", "")] for job_id in jobs} == {"queue_unavailable"}
    assert again.status_code == 201
    assert ends[again.json()["job_id"].replace("-", "")] == "completed"
    service.note(
        "100 parallel POSTs with one Idempotency-Key, Redis down",
        "Redis killed before; started again after",
        f"{len(jobs)} jobs, each failed(queue_unavailable) and never run; the same key then made a job",
    )


@on_both
@pytest.mark.parametrize("place", ["insert", "publish"])
def test_a_job_whose_web_process_dies_before_it_can_answer_runs_once(service, sabotage, place):
    with service.watched():
        sabotage.order(place, "kill")
        with pytest.raises(httpx.TransportError):
            service.post("90000001", headers={"Idempotency-Key": place})
        died = time.monotonic()
        sabotage.clear()
        eventually(service.answers)
        again = service.post("90000001", headers={"Idempotency-Key": place})
        job_id = again.json()["job_id"]
        service.taken_again(job_id, attempt=1)
        seconds = time.monotonic() - died
        service.settle()
    service.check()
    assert again.status_code == 200
    assert [attempt.outcome for attempt in service.attempts(job_id)] == ["completed"]
    service.note(
        f"crash between commit and publish ({'before' if place == 'insert' else 'after'} the message was sent)",
        "the web process sends itself SIGKILL",
        "the row was there, the client's second try with its key found it; run once",
        seconds,
    )


@on_sqlite
def test_a_request_that_was_paused_before_its_refusal_does_not_refuse_a_job_that_ran_meanwhile(service, sabotage):
    with service.watched(), ThreadPoolExecutor(1) as client:
        sabotage.order("refuse", "dawdle")
        service.redis.kill()
        address = f"{service.http.base_url}/api/videos/generate"
        post = client.submit(httpx.post, address, json={"pubmed_id": "90000001"}, timeout=LIMIT_SECONDS)
        eventually(sabotage.held)
        paused = time.monotonic()
        service.redis.start()
        service.settle()
        seconds = time.monotonic() - paused
        sabotage.clear()
        answer = post.result()
    service.check()
    assert answer.status_code == 201
    assert answer.json()["status"] == "completed"
    service.note(
        "a web process that is paused between the failed publishing and the refusal",
        "Redis killed, the request held up before it refuses, Redis started",
        "recovery published the job and it ran; the request answered 201, not 503",
        seconds,
    )


def test_limits_fail_open_when_redis_is_away(opened):
    service = opened(
        API_ALLOW_ANONYMOUS="false",
        API_RATE_READS="1000/min",
        API_RATE_WRITES="3/hour",
        DJANGO_SUPERUSER_PASSWORD="only-for-tests",
    )
    service.api = service.start("api")
    eventually(service.answers)
    _sign_in(service)
    assert [_ask(service, "nonsense").status_code for _ in range(4)] == [400, 400, 400, 429]
    slowest = 0.0
    for hurt in (service.redis.freeze, service.redis.kill):
        hurt()
        with within(PROMISED_SECONDS) as refusal:
            assert _ask(service, "90000001").status_code == 503
        slowest = max(slowest, refusal.seconds)
        assert service.http.get("/api/videos").status_code == 200
    service.redis.start()
    assert _ask(service, "nonsense").status_code == 429
    service.note(
        "throttles with Redis away",
        "SIGSTOP, then SIGKILL, with limits on reads and writes",
        f"503 by the queue after {slowest:.2f} s at most, reads 200: never 500",
    )


def test_of_many_requests_at_once_no_more_are_taken_than_a_person_may_have(opened):
    limit = 3
    service = opened(
        "postgresql", API_ALLOW_ANONYMOUS="false", JOBS_PER_USER=str(limit), DJANGO_SUPERUSER_PASSWORD="only-for-tests"
    )
    service.api = service.start("api")
    eventually(service.answers)
    _sign_in(service)
    for _ in range(limit - 1):
        assert _ask(service, "90000001").status_code == 201
    with ThreadPoolExecutor(AT_ONCE) as clients:
        keys = ["one-below", ""] * (AT_ONCE // 2)
        answers = [answer.status_code for answer in clients.map(partial(_ask, service, "90000001"), keys)]
    [(kept,)] = service.rows("SELECT count(*) FROM videos_job")
    assert (kept, answers.count(201)) == (limit, 1)
    assert set(answers) <= {200, 201, 429}
    service.note(
        f"100 requests of one person at once, one below JOBS_PER_USER ({limit})",
        "half of them with one Idempotency-Key",
        "one 201; 429 with the reason for the others, or 200 where the key had won; no job beyond the limit",
    )


def _sign_in(service) -> None:
    """Send a token of a new user with every request from now on."""
    assert service.run("createsuperuser", "--noinput", "--username=ann", "--email=ann@example.org").returncode == 0
    service.http.headers["Authorization"] = f"Bearer {service.run('token', 'ann').stdout.strip()}"


def _ask(service, pubmed_id: str, key: str = "") -> httpx.Response:
    return service.post(pubmed_id, headers={"Idempotency-Key": key} if key else {})


WAITING = 10_000
_QUEUE_MANY = f"""
from datetime import timedelta
from uuid import uuid4
from django.utils.timezone import now
from videos.models import Job
from videos.jobs.queue import publish

then = now() - timedelta(hours=1)
waiting = {{"pubmed_id": "90000001", "status": "queued", "published_at": then, "waiting_since": then}}
jobs = [Job(celery_task_id=str(uuid4()), **waiting) for _ in range({WAITING})]
for job in Job.objects.bulk_create(jobs, batch_size=500):
    publish(job)
"""


def test_a_queue_that_is_merely_long_stays_as_long_as_it_is(opened):
    service = opened("postgresql")
    assert service.run("shell", "-c", _QUEUE_MANY).returncode == 0
    service.start_housekeeper()
    service.start_beat()
    _recoveries(service, 25)
    lengths = [service.redis.queued()]
    service.redis.client().ltrim("hidden-hill\x06\x163", 100, -1)
    seconds = eventually(lambda: service.redis.queued() == WAITING)
    _recoveries(service, 5)
    lengths.append(service.redis.queued())
    assert lengths == [WAITING, WAITING]
    assert service.rows("SELECT DISTINCT status, attempt FROM videos_job") == [("queued", 0)]
    service.note(
        "10,000 waiting jobs and no worker",
        "they have waited for an hour; 25 recoveries; 100 messages removed; five more",
        "10,000 messages after the first ones; those removed were replaced, and again no more than 10,000",
        seconds,
    )


def _recoveries(service, count: int) -> None:
    """Wait for so many runs."""
    seen = set()

    def enough() -> bool:
        seen.update(service.rows("SELECT ran_at FROM videos_chore WHERE name = 'recover'"))
        return len(seen) > count

    eventually(enough)
