"""Limits on how often the API is called, and what becomes of them when their store is away."""

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
"""To a request that the limit let through, and that asks for nothing."""


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


def test_who_asks_too_often_is_told_when_to_ask_again(ann, one_a_minute, in_memory):
    answers = [ask(ann) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [ANSWERED, 429]
    assert int(answers[1]["Retry-After"]) <= 60


def test_retries_count_as_well(ann, one_a_minute, in_memory):
    ask(ann)
    assert ask(ann, "00000000-0000-4000-8000-000000000000/retry").status_code == 429


def test_a_user_is_not_held_up_by_another(ann, one_a_minute, in_memory):
    ask(ann)
    other = APIClient()
    other.force_authenticate(UserFactory())
    assert ask(other).status_code == ANSWERED


def test_looking_and_cancelling_are_not_limited_by_the_limit_on_writes(ann, one_a_minute, in_memory):
    ask(ann)
    assert ann.get("/api/videos").status_code == 200
    assert ask(ann, "00000000-0000-4000-8000-000000000000/cancel").status_code == 404


def test_a_machine_s_single_user_is_not_limited(one_a_minute, in_memory, settings):
    settings.API_ALLOW_ANONYMOUS = True
    assert [ask(APIClient()).status_code for _ in range(2)] == [ANSWERED] * 2


ADDRESSES = {
    "refused": "redis://127.0.0.1:1/0",
    "a socket that is not there": "redis+socket:///nowhere/server.sock?virtual_host=2",
    "encrypted, in Celery's words": "rediss://127.0.0.1:1/0?ssl_cert_reqs=CERT_REQUIRED",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_with_the_cache_away_nobody_is_limited(ann, one_a_minute, settings, address):
    settings.CELERY_BROKER_URL = address
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": [address]}}
    assert [ask(ann).status_code for _ in range(2)] == [ANSWERED] * 2


def test_the_cache_is_waited_for_no_longer_than_a_request_can_spare(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/3?socket_timeout=60&socket_connect_timeout=60"
    given = BrokerPool.from_url("")
    assert (given.connection_kwargs["db"], given.connection_kwargs["socket_timeout"]) == (3, 0.3)
    assert given.connection_kwargs["socket_connect_timeout"] == 0.3


@pytest.mark.parametrize("rate", ["many", "60", "60/", "60/fortnight", "60 / min"])
def test_a_limit_that_cannot_be_read_stops_the_process_and_is_named(tmp_path, rate):
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
