"""Where previews are kept, and where requests wait for them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from hiddenhill.runtime import redis_client
from videos.jobs.preview_store import PreviewStore

pytestmark = pytest.mark.usefixtures("broker_server")


@pytest.fixture
def client():
    with redis_client.client(10) as client:
        yield client


@pytest.fixture
def store(client):
    return PreviewStore(client)


def test_what_is_kept_is_found_and_expires(store, client):
    assert store.get("a") is None
    store.put("a", b"\0picture")
    assert store.get("a") == b"\0picture"
    lifetimes = {client.ttl(key) for key in client.keys("*")}
    assert lifetimes <= {3600, 3599, 3598}
    assert len(client.keys("*")) == 2


def test_the_oldest_make_room_for_the_latest(store, client):
    for number in range(40):
        store.put(str(number), bytes(1_000_000))
    found = [number for number in range(40) if store.get(str(number)) is not None]
    assert found == list(range(8, 40))
    assert client.llen("hidden-hill:preview:index") == 32


def test_many_small_ones_are_bounded_too(store, client):
    for number in range(2100):
        store.put(str(number), b"small")
    assert client.llen("hidden-hill:preview:index") == 2000
    assert len(client.keys("*")) == 2001


def test_one_that_is_too_large_is_not_kept(store):
    store.put("a", bytes(40_000_000))
    assert store.get("a") is None


def test_only_the_first_to_ask_publishes(store):
    assert [store.ask("a"), store.ask("a"), store.ask("b")] == [True, False, True]
    assert store.is_asked("a")
    store.answer("a", b"{}", is_failure=False)
    assert not store.is_asked("a")
    assert store.ask("a")
    store.answer("a", b"failed", is_failure=True)
    assert not store.ask("a")


def test_who_gives_up_lets_the_next_one_ask_again(store):
    store.ask("a")
    store.give_up("a")
    assert not store.is_asked("a")
    assert store.ask("a")


def test_all_who_wait_get_the_answer(store):
    with ThreadPoolExecutor(5) as threads:
        waiting = [threads.submit(store.wait, "a", 60) for _ in range(5)]
        store.answer("a", b"here", is_failure=False)
        assert [each.result() for each in waiting] == [b"here"] * 5
    assert store.wait("a", 1) == b"here"


def test_a_new_answer_replaces_the_last(store):
    store.answer("a", b"first", is_failure=True)
    store.answer("a", b"second", is_failure=False)
    assert store.wait("a", 1) == b"second"


def test_nobody_waits_for_ever(store):
    assert store.wait("a", 0.1) is None


def test_a_server_that_is_away_is_an_error(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(redis.RedisError):
        PreviewStore(redis_client.client(1)).get("a")


def test_a_new_request_does_not_get_the_answer_to_an_earlier_one(store):
    store.answer("a", b"old", is_failure=False)
    assert store.ask("a")
    assert store.wait("a", 0.1) is None
