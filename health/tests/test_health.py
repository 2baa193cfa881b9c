"""Health checks while the queue is unavailable. The integration tests check them with a worker."""

import socket
import threading

import pytest
from django.db.utils import ConnectionHandler
from rest_framework.test import APIClient

from health import checks
from hiddenhill.runtime import embedded_valkey
from hiddenhill.tests.patience import eventually, within

AWAY = {"api": "ok", "redis": False, "celery_ping": False}


@pytest.fixture
def client():
    return APIClient()


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_queue_that_refuses_is_reported_and_is_no_error(client, settings, slash):
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{reserved.getsockname()[1]}/0"
        response = client.get(f"/api/health{slash}")
    assert response.status_code == 200
    assert response.json() == AWAY


def test_a_queue_that_hangs_is_reported_and_is_no_error(client, settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        assert client.get("/api/health").json() == AWAY


def test_the_check_waits_half_a_second_for_a_queue_that_hangs(settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        with within(1) as look:
            assert not checks.redis_answers()
    assert look.seconds > 0.4


def test_a_private_queue_that_does_not_run_is_reported_and_is_no_error(client, settings, tmp_path):
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/none.sock"
    assert client.get("/api/health").json() == AWAY


def test_health_needs_no_sign_in(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/api/health").status_code == 200


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_process_that_answers_is_live_without_its_servers(client, slash):
    assert client.get(f"/api/health/live{slash}").status_code == 200


def postgresql(port) -> ConnectionHandler:
    place = {"HOST": "127.0.0.1", "PORT": port, "NAME": "none", "USER": "nobody"}
    return ConnectionHandler({"default": {"ENGINE": "django.db.backends.postgresql", **place}})


@pytest.mark.django_db
def test_a_database_that_refuses_is_reported_at_once():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        with within(0.9):
            assert not checks.database_answers(postgresql(reserved.getsockname()[1]))


@pytest.mark.django_db
def test_one_thread_waits_one_second_for_a_database_that_hangs():
    threads = threading.active_count()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        for _ in range(3):
            with within(1.5) as look:
                assert not checks.database_answers(postgresql(deaf.getsockname()[1]))
            assert look.seconds > 0.9
        assert threading.active_count() == threads + 1
    eventually(checks.database_answers)  # asked again as soon as it no longer hangs


def asked(client) -> tuple[int, dict[str, bool]]:
    response = client.get("/api/health/ready/")
    return response.status_code, response.json()


@pytest.mark.django_db
def test_without_the_queue_it_is_not_ready(client):
    eventually(lambda: asked(client) == (503, {"database": True, "redis": False}))


@pytest.mark.django_db
def test_with_the_queue_and_the_database_it_is_ready(client, settings, tmp_path):
    with embedded_valkey.private_server(tmp_path / "valkey"):
        settings.CELERY_BROKER_URL = embedded_valkey.url(tmp_path / "valkey")
        eventually(lambda: asked(client) == (200, {"database": True, "redis": True}))
