"""The settings a process starts with, each time in a process of its own."""

import os
import subprocess
import sys

import pytest

from hiddenhill.settings import BASE_DIR


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read one setting in a fresh process with nothing but the given environment."""
    code = "from django.conf import settings as s; print(s.CELERY_BROKER_URL, len(s.SECRET_KEY), s.DEBUG)"
    base = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hiddenhill.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_laptop_needs_no_setting_at_all(tmp_path):
    broker, key, debug = start(tmp_path).stdout.split()
    assert broker == f"redis+socket://{tmp_path}/valkey/server.sock"
    assert int(key) >= 50
    assert debug == "False"


def test_with_a_database_of_its_own_it_refuses_to_start_without_a_key(tmp_path):
    refused = start(tmp_path, DATABASE_URL="postgres://a@127.0.0.1/b")
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr


def test_a_configured_broker_is_used(tmp_path):
    assert start(tmp_path, REDIS_URL="redis://127.0.0.1:1/2").stdout.split()[0] == "redis://127.0.0.1:1/2"
    both = start(tmp_path, REDIS_URL="redis://127.0.0.1:1/2", CELERY_BROKER_URL="redis://127.0.0.1:1/3")
    assert both.stdout.split()[0] == "redis://127.0.0.1:1/3"


@pytest.mark.parametrize("name", ["PORT", "WORKERS", "JOB_LEASE_SECONDS"])
def test_a_value_that_cannot_be_used_stops_the_process_and_is_named(tmp_path, name):
    refused = start(tmp_path, **{name: "many"})
    assert refused.returncode != 0
    assert "many" in refused.stderr
