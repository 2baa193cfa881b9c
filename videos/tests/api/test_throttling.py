"""Rate limits of the API, and what happens while their store is unavailable."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from rest_framework.test import APIClient

from hiddenhill.runtime import embedded_valkey
from hiddenhill.settings import BASE_DIR
from videos.api.throttling import BrokerPool, ReadThrottle, UploadThrottle, WriteThrottle
from videos.tests.api.test_viewsets import picture
from videos.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CHANGING = {"post", "put", "patch", "delete"}
ANSWERED = 400
"""The status of a request that the limit allows: its body is invalid."""


@pytest.fixture
def one_a_minute(settings):
    settings.API_ALLOW_ANONYMOUS = False
    kinds = (ReadThrottle, WriteThrottle, UploadThrottle)
    usual = WriteThrottle.THROTTLE_RATES
    for kind in kinds:
        kind.THROTTLE_RATES = {"reads": None, "writes": "1/min", "uploads": None}
    yield
    for kind in kinds:
        kind.THROTTLE_RATES = usual


@pytest.fixture
def in_memory(settings, tmp_path):
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}


@pytest.fixture
def ann():
    client = APIClient()
    client.force_authenticate(UserFactory())
    return client


def ask(client, path="generate"):
    return client.post(f"/api/videos/{path}", {"pubmed_id": ""})


def test_too_many_requests_are_refused_with_the_time_to_wait(ann, one_a_minute, in_memory):
    answers = [ask(ann) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [ANSWERED, 429]
    assert int(answers[1]["Retry-After"]) <= 60


NOWHERE = "/api/videos/00000000-0000-4000-8000-000000000000"
NO_BATCH = "/api/batches/00000000-0000-4000-8000-000000000000"
NO_PROJECT = "/api/projects/00000000-0000-4000-8000-000000000000"
NO_KIT = "/api/kits/00000000-0000-4000-8000-000000000000"
WRITES = {
    "a request for a video": ("post", "/api/videos/generate", 400),
    "an approval": ("post", f"{NOWHERE}/approve", 404),
    "a reset of a storyboard": ("post", f"{NOWHERE}/storyboard/reset", 404),
    "an undo": ("post", f"{NOWHERE}/storyboard/undo", 404),
    "a redo": ("post", f"{NOWHERE}/storyboard/redo", 404),
    "an edit of a storyboard": ("patch", f"{NOWHERE}/storyboard", 404),
    "a replacement of a storyboard": ("put", f"{NOWHERE}/storyboard", 404),
    "a cancellation": ("post", f"{NOWHERE}/cancel", 404),
    "an edit of a finished video": ("post", f"{NOWHERE}/edit", 404),
    "a retry": ("post", f"{NOWHERE}/retry", 404),
    "a deletion": ("delete", NOWHERE, 404),
    "a batch": ("post", "/api/batches", 400),
    "a cancellation of a batch": ("post", f"{NO_BATCH}/cancel", 404),
    "a retry of a batch": ("post", f"{NO_BATCH}/retry", 404),
    "a deletion of a batch": ("delete", NO_BATCH, 404),
    "a kit": ("post", "/api/kits", 400),
    "a change of a kit": ("patch", NO_KIT, 404),
    "a deletion of a kit": ("delete", NO_KIT, 404),
    "a change of who sees videos": ("put", f"{NO_PROJECT}/share", 404),
    "a new webhook secret": ("post", "/api/webhooks/secret", 200),
    "an upload": ("post", "/api/logos", 400),
    "a PDF": ("post", "/api/papers/upload", 400),
    "a look-up of a paper": ("get", "/api/papers", 400),
}


@pytest.mark.parametrize(("method", "path", "usual"), WRITES.values(), ids=WRITES.keys())
def test_every_write_counts(ann, one_a_minute, in_memory, method, path, usual):
    assert [getattr(ann, method)(path).status_code for _ in range(2)] == [usual, 429]


def test_every_write_of_the_api_is_among_those(client):
    paths = client.get("/api/schema", headers={"Accept": "application/json"}).json()["paths"]
    found = {(method, path) for path, methods in paths.items() for method in methods if method in CHANGING}
    places = {
        NOWHERE: "/api/videos/{job_id}",
        NO_BATCH: "/api/batches/{batch_id}",
        NO_PROJECT: "/api/projects/{project_id}",
        NO_KIT: "/api/kits/{kit_id}",
    }
    counted = {(method, path) for method, path, _ in WRITES.values()} - {("get", "/api/papers")}
    for place, name in places.items():
        counted = {(method, path.replace(place, name)) for method, path in counted}
    assert found == counted


class Slow(LocMemCache):
    """A cache in which others come between a read and the next write, as over a network."""

    def get(self, *args, **kwargs):
        found = super().get(*args, **kwargs)
        time.sleep(0.005)
        return found


@pytest.fixture
def in_valkey(settings, tmp_path):
    settings.CELERY_BROKER_URL = embedded_valkey.url(tmp_path)
    with embedded_valkey.private_server(tmp_path):
        yield RedisCache([settings.CELERY_BROKER_URL], {"OPTIONS": {"pool_class": BrokerPool}})


@pytest.fixture
def in_slow_memory():
    return Slow("parallel", {})


@pytest.mark.parametrize("kept", ["in_valkey", "in_slow_memory"])
def test_requests_at_the_same_time_cannot_pass_the_limit_together(request, rf, one_a_minute, kept):
    WriteThrottle.THROTTLE_RATES = {"writes": "3/min"}
    cache = request.getfixturevalue(kept)
    sent = rf.post("/")
    sent.user = UserFactory()

    def is_allowed(_: int) -> bool:
        throttle = WriteThrottle()
        throttle.cache = cache
        return throttle.allow_request(sent, None)

    with ThreadPoolExecutor(8) as clients:
        assert sum(clients.map(is_allowed, range(24))) == 3


def test_after_the_window_requests_are_allowed_again(rf, one_a_minute):
    now = 1000.0
    cache = LocMemCache("windows", {})
    request = rf.post("/")
    request.user = UserFactory()

    def asked() -> tuple[bool, float]:
        throttle = WriteThrottle()
        throttle.cache, throttle.timer = cache, lambda: now
        return throttle.allow_request(request, None), throttle.wait()

    assert [asked(), asked()] == [(True, 60.0), (False, 60.0)]
    now = 1045.0
    assert asked() == (False, 15.0)
    cache.clear()  # the cache drops what has expired
    now = 1060.0
    assert asked() == (True, 60.0)


def test_logos_are_limited_by_the_day_through_pages_and_api_together(client, one_a_minute, in_memory):
    for kind in (WriteThrottle, UploadThrottle):
        kind.THROTTLE_RATES = {"writes": None, "uploads": "2/day"}
    client.force_login(UserFactory())
    sent = {"pubmed_id": "", "theme.logo": ""}
    answers = [client.post(path, sent | {"file": picture()}) for path in ("/api/logos", "/", "/api/logos", "/")]
    assert [answer.status_code for answer in answers] == [201, 400, 429, 429]
    assert int(answers[2]["Retry-After"]) == int(answers[3]["Retry-After"]) == 86400
    assert "uploaded too many logos today" in answers[3].text
    assert client.post("/", sent).status_code == ANSWERED


def test_users_are_limited_separately(ann, one_a_minute, in_memory):
    ask(ann)
    other = APIClient()
    other.force_authenticate(UserFactory())
    assert ask(other).status_code == ANSWERED


@pytest.mark.parametrize("path", ["/api/videos", "/api/videos/generate", "/api/webhooks/secret"])
def test_reading_is_not_limited_by_the_limit_on_writes(ann, one_a_minute, in_memory, path):
    ask(ann)
    assert [ann.get(path).status_code for _ in range(2)] == [200, 200]


def test_writing_is_not_limited_by_the_limit_on_reads(ann, one_a_minute, in_memory):
    ReadThrottle.THROTTLE_RATES = {"reads": "1/min", "writes": None}
    assert [ann.get("/api/videos").status_code for _ in range(2)] == [200, 429]
    assert ask(ann).status_code == ANSWERED


def test_single_user_mode_is_not_limited(one_a_minute, in_memory, settings):
    settings.API_ALLOW_ANONYMOUS = True
    assert [ask(APIClient()).status_code for _ in range(2)] == [ANSWERED] * 2


URLS = {
    "refused": "redis://127.0.0.1:1/0",
    "a missing socket": "redis+socket:///nowhere/server.sock?virtual_host=2",
    "encrypted, in Celery's syntax": "rediss://127.0.0.1:1/0?ssl_cert_reqs=CERT_REQUIRED",
}


@pytest.mark.parametrize("url", URLS.values(), ids=URLS.keys())
def test_nobody_is_limited_while_the_cache_is_unavailable(ann, one_a_minute, settings, url):
    settings.CELERY_BROKER_URL = url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": [url]}}
    assert [ask(ann).status_code for _ in range(2)] == [ANSWERED] * 2


def test_the_cache_has_a_short_timeout(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/3?socket_timeout=60&socket_connect_timeout=60"
    pool = BrokerPool.from_url("")
    assert (pool.connection_kwargs["db"], pool.connection_kwargs["socket_timeout"]) == (3, 0.3)
    assert pool.connection_kwargs["socket_connect_timeout"] == 0.3


@pytest.mark.parametrize("rate", ["many", "60", "60/", "60/fortnight", "60 / min"])
def test_an_invalid_limit_stops_the_process_and_is_named(tmp_path, rate):
    refused = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"],
        cwd=BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "hiddenhill.settings",
            "API_RATE_WRITES": rate,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert f"API_RATE_WRITES is {rate!r}" in refused.stderr
