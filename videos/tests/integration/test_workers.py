"""Workers and queues that start, stop, hang and are killed."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from hiddenhill.runtime import embedded_valkey
from hiddenhill.tests.patience import eventually, within
from videos.tests.eutils import late

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def idle(instances):
    """The API and its queue, without a worker."""
    with instances("api") as instance, embedded_valkey.private_server(instance.var / "valkey"):
        yield instance


def test_without_a_worker_a_job_waits_and_health_reports_it(idle):
    job = idle.generate("90000001")
    assert idle.health() == {"api": "ok", "redis": True, "celery_ping": False}
    assert idle.job(job["job_id"])["status"] == "queued"
    worker = idle.start("worker")
    assert idle.end(job["job_id"])["status"] == "completed"
    eventually(idle.works)
    idle.stop(worker)


def test_waiting_jobs_run_in_order_of_priority(idle):
    jobs = [idle.generate("90000002", priority=priority)["job_id"] for priority in ("low", "normal", "high")]
    worker = idle.start("worker")
    ended = [idle.end(job_id) for job_id in jobs]
    idle.stop(worker)
    assert [job["priority"] for job in sorted(ended, key=lambda job: job["started_at"])] == ["high", "normal", "low"]


# Of the worker itself: it waits for messages, tells Flower about itself, and keeps its registration alive.
_IDLE = {"brpop", "publish", "evalsha", "script|exists", "sadd", "time", "zadd", "zrangebyscore", "info", "hello"}
_IDLE |= {"multi", "exec", "ping", "client|setinfo", "llen", "set", "get", "del", "zrange", "script|load"}


def test_a_job_is_pushed_taken_and_acknowledged_in_redis_and_nothing_else(idle):
    socket_path = str(embedded_valkey.socket_path(idle.var / "valkey"))
    queue = redis.Redis(unix_socket_path=socket_path)
    worker = idle.start("worker")
    idle.end(idle.generate("90000002")["job_id"])
    eventually(lambda: queue.hlen("unacked") == 0)
    before = queue.info("commandstats")
    for _ in range(2):
        idle.end(idle.generate("90000002")["job_id"])
    eventually(lambda: queue.hlen("unacked") == 0)
    calls = {
        name.removeprefix("cmdstat_"): entry["calls"] - before.get(name, {"calls": 0})["calls"]
        for name, entry in queue.info("commandstats").items()
    }
    idle.stop(worker)
    taken = {name: count for name, count in calls.items() if count and name not in _IDLE | {"hlen"}}
    assert taken == {"lpush": 2, "hset": 2, "zrem": 2, "hdel": 2}


@pytest.mark.faults
def test_a_second_worker_shares_the_work(idle, ncbi):
    workers = [idle.start("worker", "--name", name) for name in ("one", "two")]
    eventually(lambda: len(idle.http.get("/api/operations").json()["workers"]) == 2)
    both_at_work = threading.Event()
    ncbi.fail_with(late(both_at_work), late(both_at_work))
    jobs = [idle.generate("90000001")["job_id"] for _ in range(2)]
    eventually(lambda: [idle.job(job_id)["status"] for job_id in jobs] == ["processing", "processing"])
    both_at_work.set()
    assert [idle.end(job_id)["status"] for job_id in jobs] == ["completed", "completed"]
    idle.stop(*workers)


@pytest.mark.faults
def test_health_checks_leave_nothing_behind_in_redis(idle):
    workers = [idle.start("worker", "--name", name) for name in ("one", "two", "three")]
    eventually(lambda: len(idle.http.get("/api/operations").json()["workers"]) == 3)
    socket_path = str(embedded_valkey.socket_path(idle.var / "valkey"))
    queue = redis.Redis(unix_socket_path=socket_path)
    for _ in range(5):
        with ThreadPoolExecutor(8) as clients:
            assert all(clients.map(lambda _: idle.works(), range(8)))
        time.sleep(2.1)  # for so long an answer is kept
    assert queue.keys("*.reply.celery.pidbox*") == []
    idle.stop(*workers)
    eventually(lambda: not idle.works())


@pytest.fixture(scope="module")
def cut_off(instances):
    """The API, and the socket of its Redis, where nothing listens yet."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        with instances("api", REDIS_URL=f"redis://127.0.0.1:{server.getsockname()[1]}/0") as instance:
            yield instance, server


@pytest.mark.parametrize("hangs", [False, True], ids=["refuses", "hangs"])
def test_without_redis_a_request_is_refused_within_two_seconds_and_health_answers(cut_off, hangs):
    instance, server = cut_off
    if hangs:
        server.listen()  # and never answer
    for _ in range(2):  # the second time over connections that have failed once
        with within(2):
            response = instance.http.post("/api/videos/generate", json={"pubmed_id": "90000001"})
        assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
        with within(2):
            assert instance.health() == {"api": "ok", "redis": False, "celery_ping": False}
    job = instance.job(response.json()["job_id"])
    assert (job["status"], job["error_code"]) == ("failed", "queue_unavailable")
