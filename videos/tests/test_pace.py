"""The pace that all workers share, with a real server."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from hiddenhill import embedded
from videos.pace import SharedPace


@pytest.fixture
def server(tmp_path):
    with embedded.private_server(tmp_path / "valkey"):
        yield lambda: redis.Redis(unix_socket_path=str(embedded.socket_path(tmp_path / "valkey")))


def nobody(gap: float) -> float:
    raise AssertionError("the shared pace was not asked")


def test_the_workers_of_all_machines_take_their_places_in_one_row(server):
    workers = [SharedPace(nobody, server()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        waits = sorted(pool.map(lambda turn: workers[turn % 4].wait(100.0), range(12)))
    assert [round(wait / 100) for wait in waits] == list(range(12))


def test_a_place_long_past_is_not_waited_for(server):
    pace = SharedPace(nobody, server())
    assert pace.wait(0.001) == 0
    assert pace.wait(0.001) <= 0.001
    assert len(server().keys("*")) <= 1  # it goes by itself


def test_with_redis_away_each_process_keeps_its_own_pace(tmp_path):
    away = redis.Redis(unix_socket_path=str(tmp_path / "nobody"))
    assert SharedPace(lambda gap: gap * 2, away).wait(0.5) == 1.0
