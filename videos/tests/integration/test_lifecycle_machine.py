"""The lifecycle's state machine on a real PostgreSQL."""

import os
import subprocess
import sys

import pytest

from videos.tests.integration.instance import ROOT

pytestmark = pytest.mark.integration


def test_on_postgresql_every_row_is_consistent_and_every_job_ends(database_url):
    environment = {**os.environ, "DATABASE_URL": database_url(), "SECRET_KEY": "only-for-tests"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(
        [*command, "videos/tests/jobs/test_lifecycle_machine.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert "1 passed" in ran.stdout
