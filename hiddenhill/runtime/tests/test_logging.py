"""What a log line looks like, from whichever library."""

import io
import json
import logging
import logging.config
import re

import pytest
import structlog
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from hiddenhill.middleware import RequestLog
from hiddenhill.runtime.logging import log_config

LOGGER = logging.getLogger("some.library")


@pytest.fixture
def lines():
    """Configures the logs in a style and gives what comes out; the tests' own logs are put back."""
    root = logging.getLogger()
    usual, level = root.handlers[:], root.level
    output = io.StringIO()

    def configured(style: str, level: str = "INFO"):
        setting = log_config(level, style)
        setting["handlers"]["console"]["stream"] = output
        logging.config.dictConfig(setting)
        return lambda: output.getvalue().splitlines()

    yield configured
    root.handlers[:] = usual
    root.setLevel(level)


def test_every_line_is_one_object_with_what_is_bound_to_the_work(lines, monkeypatch):
    monkeypatch.setenv("PROCESS_NAME", "worker1")
    written = lines("json")
    with structlog.contextvars.bound_contextvars(job="J", attempt=2, stage="encode"):
        LOGGER.warning("the %s is late", "frame")
    (line,) = map(json.loads, written())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        **{"event": "the frame is late", "level": "warning", "logger": "some.library"},
        **{"job": "J", "attempt": 2, "stage": "encode", "process": "worker1"},
    }


def test_an_exception_is_one_line_with_its_traceback(lines):
    written = lines("json")
    try:
        raise OSError("no paper")
    except OSError:
        LOGGER.exception("it broke")
    (line,) = map(json.loads, written())
    assert "Traceback" in line["exception"]
    assert "no paper" in line["exception"]


def test_for_people_a_line_is_plain(lines):
    written = lines("console")
    with structlog.contextvars.bound_contextvars(job="J"):
        LOGGER.info("started")
    (line,) = written()
    assert "started" in line
    assert "job=J" in line
    assert "\x1b" not in line


def test_the_web_server_s_lines_are_like_all_others(lines):
    written = lines("json")
    web_server = logging.getLogger("waitress")
    web_server.warning("no connection left")
    web_server.info("Client disconnected while serving /\nsomebody's own line")
    logging.getLogger("waitress.queue").warning("Task queue depth is 1")
    (line,) = map(json.loads, written())
    assert (line["logger"], line["event"]) == ("waitress", "no connection left")


def test_the_level_holds_for_the_web_server_too(lines):
    written = lines("json", level="CRITICAL")
    logging.getLogger("waitress").error("no paper left")
    assert written() == []


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_request_is_one_line_without_its_secrets(lines, client):
    written = lines("json")
    answer = client.get(
        "/api/schema?token=of-somebody",
        headers={"Authorization": "Bearer hh_secret", "Cookie": "sessionid=of-somebody"},
    )
    (line,) = (json.loads(line) for line in written() if "hiddenhill.requests" in line)
    assert (line["method"], line["path"], line["status"], line["user"]) == ("GET", "/api/schema", 401, None)
    assert line["ms"] > 0
    assert line["request_id"] == answer["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", line["request_id"])
    assert not [written for written in written() if "of-somebody" in written or "hh_secret" in written]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("7f3c-of.the_proxy", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("two words", False),
        ('"}{"', False),
        ("line\nbreak", False),
    ],
)
def test_the_id_that_a_proxy_gave_is_kept_if_it_is_one(client, given, is_kept):
    assert (client.get("/api/health/live", headers={"X-Request-ID": given})["X-Request-ID"] == given) == is_kept


def test_what_is_logged_while_a_request_is_answered_carries_its_id(lines, rf):
    def view(request):
        LOGGER.warning("the frame is late")
        return HttpResponse()

    written = lines("json")
    RequestLog(view)(rf.get("/", headers={"X-Request-ID": "abc"}))
    LOGGER.warning("the next frame, too")
    during, own, after = map(json.loads, written())
    assert (during["request_id"], own["request_id"]) == ("abc", "abc")
    assert "request_id" not in after


def test_an_address_that_does_not_exist_is_one_line(lines, client):
    written = lines("json")
    client.get("/api/nowhere")
    (line,) = map(json.loads, written())
    assert (line["level"], line["status"]) == ("info", 404)


@pytest.mark.django_db
def test_who_asked_is_told_by_number(lines, client):
    user = get_user_model().objects.create(username="somebody")
    client.force_login(user)
    written = lines("json")
    client.get("/api/videos")
    (line,) = (json.loads(line) for line in written() if "hiddenhill.requests" in line)
    assert line["user"] == user.pk


def test_what_is_asked_all_the_time_is_not_told_unless_it_fails(lines, client):
    written = lines("json")
    client.get("/api/health/live")
    assert not [line for line in written() if "hiddenhill.requests" in line]
    client.get("/api/health/nowhere")
    assert [line for line in written() if "hiddenhill.requests" in line]
