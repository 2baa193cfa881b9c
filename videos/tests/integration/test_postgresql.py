"""Modules of unit tests, on a real PostgreSQL."""

import os
import subprocess
import sys

import pytest

from videos.tests.integration.instance import ROOT

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    "module",
    [
        "videos/tests/jobs/test_batches.py",  # a batch is all or none, and none of its jobs is lost
        "videos/tests/jobs/test_edits.py",  # no edit is lost, and none is made of another version
        "videos/tests/jobs/test_kits.py",  # an owner has one default and no more than the most, also at once
        "videos/tests/jobs/test_lifecycle_machine.py",  # every row is consistent, and every job ends
        "videos/tests/jobs/test_projects.py",  # all formats of a request or none, and one script
        "videos/tests/jobs/test_edit_again.py",  # no click makes two jobs
        "videos/tests/jobs/test_retention.py",  # nothing is lost to a race
        "videos/tests/jobs/test_storyboards.py",  # nothing is approved twice, or unread
        "videos/tests/jobs/test_turns.py",  # owners take turns
        "videos/tests/test_search.py",  # the same is found
        "videos/tests/webhooks/test_batch_emails.py",  # the end of a batch is seen once
        # nothing that a client writes is answered with 500
        "hiddenhill/tests/test_odd_values.py",
    ],
)
def test_on_postgresql_as_well(database_url, module):
    environment = {**os.environ, "DATABASE_URL": database_url(), "SECRET_KEY": "only-for-tests"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(
        [*command, module],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert " passed" in ran.stdout
