"""A Redis that is down, hung, emptied, full, locked or replaced, and messages that come more than once."""

import contextlib
import json
import time

import pytest

from hiddenhill.tests.patience import eventually, within
from videos.tests.faults.redis_server import RedisServer
from videos.tests.faults.sabotage import Sabotage

pytestmark = pytest.mark.faults

on_sqlite = pytest.mark.parametrize("service", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("service", ["postgresql"], indirect=True)
on_both = pytest.mark.parametrize("service", ["sqlite", "postgresql"], indirect=True)

PROMISED_SECONDS = 2
WORKERS = 2


@pytest.fixture(scope="module")
def sabotage(tmp_path_factory):
    return Sabotage(tmp_path_factory.mktemp("sabotage"))


@pytest.fixture(scope="module")
def service(request, services, sabotage):
    """Shared by the tests, for each of these faults heals."""
    with services(request.param, **sabotage.environment) as service:
        service.start_all(WORKERS)
        yield service


def _running_and_waiting(service, sabotage, waiting: int = 3) -> tuple[list[str], list[str]]:
    """Jobs that all workers are held up at, and others that wait behind them."""
    sabotage.order("narration", "dawdle")
    running = [service.accept("90000001") for _ in range(WORKERS)]
    for job_id in running:
        service.reaches(job_id, "narration")
    return running, [service.accept("90000001") for _ in range(waiting)]


def _outcomes(service, *jobs: str) -> list[list[str]]:
    return [[attempt.outcome for attempt in service.attempts(job_id)] for job_id in jobs]


def _workers(service) -> set[int]:
    """The processes that take messages; the supervisor replaces those that have ended."""
    return {worker.pid for worker in (*service.workers, *service.housekeepers)}


def _refused_in_time(service) -> float:
    """Post, and see that it is refused as promised; returns the seconds that took."""
    with within(PROMISED_SECONDS) as refusal:
        response = service.post("90000001")
    assert response.status_code == 503, response.text
    assert int(response.headers["Retry-After"]) > 0
    assert response.json()["code"] == "queue_unavailable"
    return refusal.seconds


def _accepts_again(service) -> float:
    """Wait until the service accepts a job; returns the seconds that took."""
    return eventually(lambda: service.post("90000001").status_code == 201)


@pytest.mark.quick_fault
@on_sqlite
def test_a_message_that_comes_three_times_makes_one_video(service, sabotage):
    redis = service.redis.client()
    with service.watched():
        sabotage.order("paper", "dawdle", only="sample")
        job_id = service.accept("sample")
        eventually(sabotage.held)
        [message] = [json.dumps(json.loads(taken)[0]) for taken in redis.hvals("unacked") if job_id.encode() in taken]
        redis.lpush("hidden-hill", message, message)
        eventually(lambda: not service.redis.queued())
        sabotage.clear()
        service.settle()
        redis.lpush("hidden-hill", message)
        eventually(lambda: not service.redis.queued())
        service.accept("90000001")
        service.settle()
    service.check()
    assert _outcomes(service, job_id) == [["completed"]]
    service.note(
        "5 the same message three times more",
        "two copies of the very message, same delivery tag, while the job ran, and one when it had ended",
        "one attempt; the other worker took the copies and left the job alone",
    )


@pytest.mark.quick_fault
@on_sqlite
def test_connections_that_are_killed_mid_job_do_not_begin_it_twice(service, sabotage):
    with service.watched():
        running, waiting = _running_and_waiting(service, sabotage)
        for _ in range(3):
            service.redis.client().client_kill_filter(_type="normal", skipme=True)
            seconds = eventually(service.works)
        sabotage.clear()
        after = service.accept("90000001")
        service.settle()
    service.check()
    assert _outcomes(service, *running, *waiting, after) == [["completed"]] * 6
    service.note(
        "5 CLIENT KILL of all connections mid-job",
        "three times, with two jobs at work and three waiting",
        "one attempt each: what Redis delivered again found its job taken",
        seconds,
    )


@on_both
def test_with_redis_down_a_request_is_refused_in_time_and_its_job_never_runs(service):
    with service.watched():
        service.redis.kill()
        slowest = max(_refused_in_time(service) for _ in range(5))
        service.redis.start()
        seconds = _accepts_again(service)
        service.settle()
    service.check()
    service.note(
        "6 Redis down at POST",
        "SIGKILL, five requests, started again",
        f"503 after {slowest:.2f} s at most; failed(queue_unavailable), never run",
        seconds,
    )


@on_both
def test_with_redis_hung_a_request_is_refused_in_time_and_its_job_never_runs(service):
    with service.watched():
        service.redis.freeze()
        slowest = max(_refused_in_time(service) for _ in range(3))
        service.redis.thaw()
        seconds = _accepts_again(service)
        service.settle()
    slipped = [job_id for job_id in service.refused if _was_delivered(service, job_id)]
    service.check()
    service.note(
        "7 Redis hung at POST",
        "SIGSTOP, three requests, SIGCONT",
        f"503 after {slowest:.2f} s at most; {len(slipped)} of the messages were delivered after all, and none was run",
        seconds,
    )


def _was_delivered(service, job_id: str) -> bool:
    """Whether a worker got a message of the job."""
    task_id = service.job(job_id)["celery_task_id"]
    query = f"SELECT count(*) FROM django_celery_results_taskresult WHERE task_id = '{task_id}'"
    return service.rows(query)[0][0] > 0


@on_both
def test_a_redis_that_comes_back_empty_loses_no_job(service, sabotage):
    with service.watched():
        running, waiting = _running_and_waiting(service, sabotage)
        service.redis.forget()
        emptied = time.monotonic()
        sabotage.clear()
        service.taken_again(waiting[-1], attempt=1)
        seconds = time.monotonic() - emptied
        service.settle()
    service.check()
    assert _outcomes(service, *running, *waiting) == [["completed"]] * 5
    service.note(
        "8 Redis restarted empty",
        "SIGKILL, its files removed, started, with two jobs at work and three waiting",
        "those at work went on; those waiting were published again",
        seconds,
    )


@on_sqlite
def test_what_was_queued_before_flushall_is_published_again(service, sabotage):
    with service.watched():
        running, waiting = _running_and_waiting(service, sabotage)
        service.redis.client().flushall()
        emptied = time.monotonic()
        sabotage.clear()
        service.taken_again(waiting[-1], attempt=1)
        seconds = time.monotonic() - emptied
        service.settle()
    service.check()
    assert _outcomes(service, *running, *waiting) == [["completed"]] * 5
    service.note(
        "11 FLUSHALL",
        "with two jobs at work and three waiting",
        "those at work went on; those waiting were published again",
        seconds,
    )


@on_postgresql
@pytest.mark.parametrize("slots", ["free", "taken"])
def test_a_redis_that_is_killed_and_keeps_its_log_loses_no_job(service, sabotage, slots):
    with service.watched():
        jobs = _jobs(service, sabotage, slots)
        service.redis.kill()
        workers = _workers(service)
        time.sleep(2)  # long enough for every worker to notice
        service.redis.start()
        started = time.monotonic()
        sabotage.clear()
        service.supervise()
        jobs.append(service.accept("90000001"))
        service.taken_again(jobs[-1], attempt=1)
        seconds = time.monotonic() - started
        service.settle()
    service.check()
    assert _outcomes(service, *jobs) == [["completed"]] * len(jobs)
    service.note(
        f"9 Redis killed with AOF on, slots {slots}",
        "SIGKILL, two seconds later started again",
        f"one attempt each; {len(workers - _workers(service))} of {WORKERS + 1} workers exited",
        seconds,
    )


def _jobs(service, sabotage, slots: str) -> list[str]:
    if slots == "taken":
        running, waiting = _running_and_waiting(service, sabotage)
        return running + waiting
    sabotage.order("narration", "dawdle")
    job_id = service.accept("90000001")
    service.reaches(job_id, "narration")
    return [job_id]


@on_postgresql
def test_with_redis_full_requests_are_refused_and_jobs_go_on_once_there_is_room(service, sabotage):
    redis = service.redis.client()
    with service.watched():
        running, waiting = _running_and_waiting(service, sabotage)
        redis.config_set("maxmemory", 1)
        workers = _workers(service)
        slowest = max(_refused_in_time(service) for _ in range(3))
        sabotage.clear()
        for job_id in running:
            service.end(job_id)
        time.sleep(3)  # for what a worker does with the next message
        redis.config_set("maxmemory", 0)
        room = time.monotonic()
        service.settle()
        seconds = time.monotonic() - room
        _accepts_again(service)
        service.settle()
    service.check()
    assert _outcomes(service, *running, *waiting) == [["completed"]] * 5
    service.note(
        "10 Redis full under noeviction",
        "maxmemory 1, with two jobs at work and three waiting, until the two had ended",
        f"503 after {slowest:.2f} s at most; those at work ended; {len(workers - _workers(service))} of {WORKERS + 1} "
        "workers exited, with the message they had just taken; all was done once there was room",
        seconds,
    )


@on_sqlite
def test_a_redis_whose_password_changes_costs_no_job(service, sabotage):
    with service.watched():
        running, waiting = _running_and_waiting(service, sabotage)
        service.redis.client().config_set("requirepass", "new")
        service.redis.options["requirepass"] = "new"
        service.redis.client().client_kill_filter(_type="normal", skipme=True)
        slowest = max(_refused_in_time(service) for _ in range(3))
        sabotage.clear()
        service.environment["REDIS_URL"] = service.redis.url
        restarted = time.monotonic()
        killed = service.restart()
        _accepts_again(service)
        seconds = time.monotonic() - restarted
        service.settle()
    service.check()
    assert {outcomes[-1] for outcomes in _outcomes(service, *running, *waiting)} == {"completed"}
    service.note(
        "12 Redis password changed",
        "requirepass, CLIENT KILL; later everything restarted with the new one",
        f"503 after {slowest:.2f} s at most; all completed after the restart, for which {killed} of the processes that "
        "could not reach Redis had to be killed",
        seconds,
    )


def test_a_fail_over_to_a_replica_that_lags_loses_no_job_and_runs_none_twice(opened, sabotage, tmp_path):
    service = opened("postgresql", **sabotage.environment)
    service.start_all(WORKERS)
    with contextlib.closing(RedisServer(tmp_path / "replica")) as replica, service.watched():
        running, waiting = _running_and_waiting(service, sabotage)
        cancelled, *waiting = waiting
        replica.client().replicaof("127.0.0.1", service.redis.port)
        eventually(lambda: replica.queued() == 3)
        replica.client().replicaof("NO", "ONE")
        assert service.http.post(f"/api/videos/{cancelled}/cancel").status_code == 202
        later = [service.accept("90000001") for _ in range(2)]
        service.redis.kill()
        replica.client().config_set("port", service.redis.port)
        failed_over = time.monotonic()
        sabotage.clear()
        service.taken_again(later[-1], attempt=1)
        seconds = time.monotonic() - failed_over
        service.settle()
    assert service.check()[cancelled.replace("-", "")] == "cancelled"
    assert _outcomes(service, *running, *waiting, *later) == [["completed"]] * 6
    assert _outcomes(service, cancelled) == [[]]
    service.note(
        "12 fail-over to a replica that lags",
        "the primary killed; at its address a replica without the last two messages, but with a cancelled job's",
        "each job done once, the cancelled one not begun",
        seconds,
    )
