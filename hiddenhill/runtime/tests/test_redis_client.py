"""The broker's URL, as Celery and as redis-py read it."""

import pytest
import redis

from hiddenhill.runtime import redis_client


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
