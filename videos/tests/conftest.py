"""Where the files of a test are kept: on a disk, in a bucket, or in one that is away. And a cache in memory."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from hiddenhill.runtime import embedded_valkey, redis_client
from videos.tests.buckets import S3, in_bucket, s3_server, silent_server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket(settings, s3) -> str:
    """The videos are kept in a bucket of this name."""
    name = s3.make_bucket()
    settings.STORAGES = settings.STORAGES | {"default": in_bucket(s3.url, name)}
    return name


@pytest.fixture(params=["disk", "bucket"])
def either_storage(request) -> None:
    """The test runs twice, for the two places where videos can be kept."""
    if request.param == "bucket":
        request.getfixturevalue("bucket")


@pytest.fixture(params=["refuses", "hangs"])
def bucket_away(request, settings) -> Iterator[None]:
    """The videos are kept in a bucket that cannot be reached."""
    settings.S3_TIMEOUT = 0.2
    with silent_server() as silent:
        endpoint = silent if request.param == "hangs" else "http://127.0.0.1:1"
        settings.STORAGES = settings.STORAGES | {"default": in_bucket(endpoint, "videos")}
        yield


@pytest.fixture
def cache_in_memory(settings) -> None:
    """An empty cache, in this process alone."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(scope="session")
def _valkey(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("valkey")
    with embedded_valkey.private_server(folder):
        yield embedded_valkey.url(folder)


@pytest.fixture
def broker_server(settings, _valkey) -> None:
    """The broker's server is a real one, and empty. Tasks still run eagerly."""
    settings.CELERY_BROKER_URL = _valkey
    with redis_client.client(5) as client:
        client.flushall()
