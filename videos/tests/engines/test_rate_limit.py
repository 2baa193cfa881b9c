"""The rate limit that all workers share, with a real server."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from multiprocessing import get_context

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hiddenhill.runtime import embedded_valkey
from hiddenhill.tests.patience import LIMIT_SECONDS, eventually, within
from videos.engines.rate_limit import SharedRateLimit


@pytest.fixture
def server(tmp_path) -> Iterator[Callable[[], redis.Redis]]:
    """Creates clients of a private server."""
    with embedded_valkey.private_server(tmp_path / "valkey"):
        yield partial(_client, unix_socket_path=str(embedded_valkey.socket_path(tmp_path / "valkey")))


def _client(**address: object) -> redis.Redis:
    limits = {"socket_timeout": LIMIT_SECONDS, "socket_connect_timeout": LIMIT_SECONDS}
    return redis.Redis(**address, **limits, retry=Retry(NoBackoff(), 0))


def unused(gap: float) -> float:
    raise AssertionError("the shared limit was not used")


def _slots(client: Callable[[], redis.Redis], gap: float, turns: int) -> list[tuple[float, float]]:
    """The earliest and the latest possible time of each slot of a worker, by the wall clock."""
    limit, slots = SharedRateLimit(unused, client()), []
    for _ in range(turns):
        before = time.time()
        wait = limit.wait(gap)
        slots.append((before + wait, time.time() + wait))
    return slots


@pytest.mark.parametrize(
    "pool",
    [partial(ThreadPoolExecutor, 4), partial(ProcessPoolExecutor, 2, mp_context=get_context("spawn"))],
    ids=["threads", "processes"],
)
def test_no_two_slots_of_any_workers_are_closer_than_the_gap(server, pool):
    with pool() as workers:
        taken = [workers.submit(_slots, server, 2.0, 5) for _ in range(4)]
        slots = sorted(slot for worker in taken for slot in worker.result())
    assert len(slots) == 20
    assert all(latest - earliest > 1.99 for (earliest, _), (_, latest) in pairwise(slots))


def test_workers_that_wait_for_their_slots_make_three_requests_a_second(server):
    def work() -> list[float]:
        limit = SharedRateLimit(unused, server())
        made = []
        for _ in range(3):
            time.sleep(limit.wait(0.34))
            made.append(time.monotonic())
        return made

    began = time.monotonic()
    with within(20 * 0.34), ThreadPoolExecutor(4) as workers:
        made = [moment for worker in [workers.submit(work) for _ in range(4)] for moment in worker.result()]
    assert max(made) - began > 11 * 0.34


def test_a_slot_in_the_past_is_not_waited_for(server):
    limit = SharedRateLimit(unused, server())
    assert limit.wait(0.001) == 0
    time.sleep(0.01)
    assert limit.wait(0.001) == 0


def test_each_service_has_a_limit_of_its_own(server):
    for service in ("NCBI", "Europe PMC"):
        assert SharedRateLimit(unused, server(), service=service).wait(50) == 0
    assert 0 < SharedRateLimit(unused, server(), service="Europe PMC").wait(50) <= 50


def test_an_idle_limit_leaves_nothing_in_redis(server):
    SharedRateLimit(unused, server()).wait(0.001)
    eventually(lambda: server().keys() == [])


def test_a_line_longer_than_a_minute_starts_again(server):
    limit = SharedRateLimit(unused, server())
    assert limit.wait(7200) == 0
    assert limit.wait(50) == 0
    assert 0 < limit.wait(50) <= 50


def test_a_slot_too_far_away_is_not_reserved(server):
    SharedRateLimit(unused, server()).wait(50)
    hasty = SharedRateLimit(unused, server(), patience=1)
    assert 1 < hasty.wait(50) <= 50
    assert 1 < hasty.wait(50) <= 50


def test_a_restarted_server_gets_the_script_again(server):
    limit = SharedRateLimit(unused, server())
    limit.wait(50)
    server().script_flush()
    assert 0 < limit.wait(50) <= 50


def test_without_redis_each_process_limits_itself_and_says_so(tmp_path, caplog):
    away = _client(unix_socket_path=str(tmp_path / "unused"))
    assert SharedRateLimit(lambda gap: gap * 2, away).wait(0.5) == 1.0
    assert "limits only its own requests" in caplog.text


def test_with_redis_full_each_process_limits_itself(server):
    server().config_set("maxmemory", 1)
    assert SharedRateLimit(lambda gap: gap * 2, server()).wait(0.5) == 1.0


def test_a_redis_that_hangs_is_waited_for_two_seconds_at_most(settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        with within(2):
            assert SharedRateLimit(lambda gap: gap * 2).wait(0.5) == 1.0
