"""Error reports, sent by the real library to a local server."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from hiddenhill.settings import BASE_DIR

BREAK = """
import django
import sentry_sdk
django.setup()
from celery import shared_task
from django.test import RequestFactory
from hiddenhill.wsgi import application

@shared_task
def broken():
    raise ZeroDivisionError("in a task")

address = "/jobs/12345678-1234-1234-1234-123456789012?token=of-a-user"  # there are no tables
headers = {"Authorization": "Bearer of-a-user", "Cookie": "a=of-a-user"}
list(application(RequestFactory().get(address, headers=headers).environ, lambda status, headers: None))
broken.apply()
sentry_sdk.flush(timeout=300)
"""
LOADED = "import django; django.setup(); import sys; print('sentry_sdk' in sys.modules)"


@contextmanager
def sentry() -> Iterator[tuple[str, list[dict]]]:
    """The DSN of a local server, and the events that it received."""
    events = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            items = [json.loads(line) for line in body.splitlines()]
            events.extend(item for item in items if "exception" in item)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://key@127.0.0.1:{server.server_port}/1", events
    finally:
        server.shutdown()
        server.server_close()


def run(code: str, tmp_path, **environment: str) -> str:
    usual = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hiddenhill.settings"}
    usual |= {"API_ALLOW_ANONYMOUS": "true", "ALLOWED_HOSTS": "testserver", "CELERY_RESULT_BACKEND": "cache+memory://"}
    usual |= {"SECRET_KEY": "only-for-tests"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=usual | environment, capture_output=True, text=True, check=True
    ).stdout


def test_errors_in_requests_and_tasks_are_reported_without_personal_data(tmp_path):
    with sentry() as (dsn, events):
        run(BREAK, tmp_path, SENTRY_DSN=dsn, SENTRY_ENVIRONMENT="trial")
    kinds = {event["exception"]["values"][-1]["type"]: event for event in events}
    assert set(kinds) == {"OperationalError", "ZeroDivisionError"}
    for event in kinds.values():
        assert event["environment"] == "trial"
        assert event["release"].startswith("hidden-hill@0.1.0+")
        assert "user" not in event
    request = kinds["OperationalError"]["request"]
    assert "/jobs/" in request["url"]
    assert "of-a-user" not in json.dumps(events)


def test_without_a_dsn_the_library_is_not_loaded(tmp_path):
    assert run(LOADED, tmp_path).strip() == "False"
