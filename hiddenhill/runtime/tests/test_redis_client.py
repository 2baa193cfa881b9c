"""The broker's URL, as Celery and as redis-py read it, and the values of the cache."""

import os
import pickle

import pytest
import redis
from django.conf import settings as usual_settings
from django.core.cache import cache, caches
from rest_framework.test import APIClient

from hiddenhill.runtime import embedded_valkey, redis_client
from videos.api.throttling import WriteThrottle
from videos.papers import preview
from videos.tests.factories import UserFactory


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("redis://:secret@example.org:6380/3", {"host": "example.org", "port": 6380, "db": 3, "password": "secret"}),
        ("redis+socket:///run/my.sock", {"path": "/run/my.sock"}),
        ("redis+socket://:secret@/run/my.sock?virtual_host=2", {"path": "/run/my.sock", "db": 2, "password": "secret"}),
        ("rediss://example.org/0?ssl_cert_reqs=CERT_NONE", {"host": "example.org", "ssl_cert_reqs": "none"}),
        ("rediss://example.org/0?ssl_cert_reqs=required", {"host": "example.org", "ssl_cert_reqs": "required"}),
    ],
)
def test_the_url_means_the_same_server_as_it_does_to_celery(settings, address, expected):
    settings.CELERY_BROKER_URL = address
    assert expected.items() <= redis_client.client(1).connection_pool.connection_kwargs.items()


def test_a_tls_url_makes_a_tls_connection(settings):
    settings.CELERY_BROKER_URL = "rediss://example.org/0"
    assert redis_client.client(1).connection_pool.connection_class is redis.SSLConnection


def test_a_timeout_in_the_url_does_not_extend_the_requested_one(settings):
    settings.CELERY_BROKER_URL = "redis://example.org/0?socket_timeout=60&socket_connect_timeout=60"
    given = redis_client.client(0.5).connection_pool.connection_kwargs
    assert (given["socket_timeout"], given["socket_connect_timeout"]) == (0.5, 0.5)


class Attack:
    """An object whose pickle runs code: it makes a folder."""

    def __init__(self, path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.fixture
def server(tmp_path, settings):
    """A real server of the cache, and a client of it."""
    with embedded_valkey.private_server(tmp_path / "valkey"):
        settings.CELERY_BROKER_URL = embedded_valkey.url(tmp_path / "valkey")
        settings.CACHES = usual_settings.CACHES
        yield redis_client.client(5)


def test_values_come_back_as_json_has_them(server):
    for value in (1, 1.5, "é", [1, 2], {"a": None}, True, None):
        cache.set("key", value)
        assert cache.get("key", "missing") == value
    cache.set("count", 1)
    assert cache.incr("count") == 2


def test_what_json_does_not_know_is_refused(server, tmp_path):
    with pytest.raises(TypeError):
        cache.set("key", Attack(tmp_path / "attacked"))


@pytest.mark.parametrize("value", [b"garbage", b"[" * 100_000, b"\xff"])
def test_a_value_that_is_not_json_counts_as_an_unreadable_cache(server, value):
    server.set(cache.make_key("key"), value)
    with pytest.raises(redis.RedisError):
        cache.get("key")


@pytest.mark.django_db
def test_a_pickle_in_the_cache_is_never_loaded(server, tmp_path, settings, monkeypatch):
    attacked = tmp_path / "attacked"
    pickle.loads(pickle.dumps(Attack(tmp_path / "works")))
    assert (tmp_path / "works").is_dir()

    settings.API_ALLOW_ANONYMOUS = False
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": "5/min"})
    monkeypatch.setattr(WriteThrottle, "rate", "5/min", raising=False)
    client = APIClient()
    client.force_authenticate(UserFactory())
    assert client.get("/api/papers", {"id": "sample"}).status_code == 200
    keys = server.keys("*")
    assert any(b"throttle" in key for key in keys)
    assert any(b"paper" in key for key in keys)
    for key in keys:
        server.set(key, pickle.dumps(Attack(attacked)))
    assert client.get("/api/papers", {"id": "sample"}).status_code == 200
    assert preview.look_up("sample").paper
    assert not attacked.exists()


def test_no_part_of_the_service_keeps_pickles(settings):
    assert {caches.settings[name]["OPTIONS"]["serializer"] for name in caches.settings} == {
        "hiddenhill.runtime.redis_client.Json"
    }
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert (settings.CELERY_TASK_SERIALIZER, settings.CELERY_RESULT_SERIALIZER) == ("json", "json")
