"""The pace that all workers share, with a real server."""

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
from videos.engines.ncbi_rate_limit import SharedRateLimit


@pytest.fixture
def server(tmp_path) -> Iterator[Callable[[], redis.Redis]]:
    """Makes clients of a server of its own."""
    with embedded_valkey.private_server(tmp_path / "valkey"):
        yield partial(_client, unix_socket_path=str(embedded_valkey.socket_path(tmp_path / "valkey")))


def _client(**address: object) -> redis.Redis:
    return redis.Redis(**address, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0))


def nobody(gap: float) -> float:
    raise AssertionError("the shared pace was not asked")


def _places(client: Callable[[], redis.Redis], gap: float, turns: int) -> list[float]:
    """When the places come that a worker takes, by the clock on the wall."""
    pace = SharedRateLimit(nobody, client())
    return [pace.wait(gap) + time.time() for _ in range(turns)]


@pytest.mark.parametrize(
    "pool",
    [partial(ThreadPoolExecutor, 4), partial(ProcessPoolExecutor, 2, mp_context=get_context("spawn"))],
    ids=["threads", "processes"],
)
def test_no_two_places_are_closer_than_the_gap_whichever_worker_takes_them(server, pool):
    gap, slack = 2.0, 1.0  # the slack is the time that an answer takes
    with pool() as workers:
        taken = [workers.submit(_places, server, gap, 5) for _ in range(4)]
        places = sorted(place for worker in taken for place in worker.result())
    assert len(places) == 20
    assert all(later - earlier > gap - slack for earlier, later in pairwise(places))


def test_three_requests_a_second_are_made_and_no_more_by_workers_that_wait_for_their_places(server):
    def work() -> list[float]:
        pace = SharedRateLimit(nobody, server())
        made = []
        for _ in range(3):
            time.sleep(pace.wait(0.34))
            made.append(time.monotonic())
        return made

    with ThreadPoolExecutor(4) as workers:
        made = sorted(moment for worker in [workers.submit(work) for _ in range(4)] for moment in worker.result())
    assert 10 * 0.34 < made[-1] - made[0] < 20 * 0.34


def test_a_place_long_past_is_not_waited_for(server):
    pace = SharedRateLimit(nobody, server())
    assert pace.wait(0.001) == 0
    time.sleep(0.01)
    assert pace.wait(0.001) == 0


def test_an_idle_row_leaves_nothing_in_redis(server):
    SharedRateLimit(nobody, server()).wait(0.001)
    time.sleep(0.01)
    assert server().keys() == []


def test_a_row_longer_than_a_minute_begins_anew_as_after_a_clock_that_was_set_back(server):
    pace = SharedRateLimit(nobody, server())
    assert pace.wait(7200) == 0
    assert pace.wait(5) == 0
    assert 0 < pace.wait(5) <= 5


def test_a_place_that_is_too_far_away_is_told_and_left_to_others(server):
    SharedRateLimit(nobody, server()).wait(5)
    hasty = SharedRateLimit(nobody, server(), patience=1)
    assert 4 < hasty.wait(5) <= 5
    assert 4 < hasty.wait(5) <= 5


def test_a_restarted_server_that_knows_no_script_is_told_it_again(server):
    pace = SharedRateLimit(nobody, server())
    pace.wait(5)
    server().script_flush()
    assert 0 < pace.wait(5) <= 5


def test_with_redis_away_each_process_keeps_its_own_pace_and_says_so(tmp_path, caplog):
    away = _client(unix_socket_path=str(tmp_path / "nobody"))
    assert SharedRateLimit(lambda gap: gap * 2, away).wait(0.5) == 1.0
    assert "kept by this worker alone" in caplog.text


def test_with_redis_full_each_process_keeps_its_own_pace(server):
    server().config_set("maxmemory", 1)
    assert SharedRateLimit(lambda gap: gap * 2, server()).wait(0.5) == 1.0


def test_a_redis_that_hangs_is_waited_for_two_seconds_at_most(settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        started = time.monotonic()
        assert SharedRateLimit(lambda gap: gap * 2).wait(0.5) == 1.0
    assert time.monotonic() - started < 2
