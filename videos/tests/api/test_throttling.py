"""Rate limits of the API, and what happens while their store is unavailable."""

import os
import subprocess
import sys

import pytest
from rest_framework.test import APIClient

from hiddenhill.settings import BASE_DIR
from videos.api.throttling import BrokerPool, WriteThrottle
from videos.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ANSWERED = 400
"""The status of a request that the limit allows: its body is invalid."""


@pytest.fixture
def one_a_minute(settings):
    settings.API_ALLOW_ANONYMOUS = False
    WriteThrottle.THROTTLE_RATES, usual = {"reads": None, "writes": "1/min"}, WriteThrottle.THROTTLE_RATES
    yield
    WriteThrottle.THROTTLE_RATES = usual


@pytest.fixture
def in_memory(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


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


def test_retries_count_as_well(ann, one_a_minute, in_memory):
    ask(ann)
    assert ask(ann, "00000000-0000-4000-8000-000000000000/retry").status_code == 429


def test_users_are_limited_separately(ann, one_a_minute, in_memory):
    ask(ann)
    other = APIClient()
    other.force_authenticate(UserFactory())
    assert ask(other).status_code == ANSWERED


def test_reading_and_cancelling_are_not_limited_by_the_limit_on_writes(ann, one_a_minute, in_memory):
    ask(ann)
    assert ann.get("/api/videos").status_code == 200
    assert ask(ann, "00000000-0000-4000-8000-000000000000/cancel").status_code == 404


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
