"""The examples of docs/reference/api.md, run against a real instance with a real token."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from hiddenhill.tests.patience import LIMIT_SECONDS
from videos.tests.integration.instance import ROOT

pytestmark = pytest.mark.integration

DOCUMENT = (ROOT / "docs" / "reference" / "api.md").read_text()
RUNNERS = {"sh": ["bash"], "python": [sys.executable], "js": ["node"]}
ENDINGS = {"sh": "sh", "python": "py", "js": "mjs"}


def example(language: str) -> str:
    """The first example in this language."""
    return re.search(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture(scope="module")
def locked(instances):
    """An instance with sign-in, which reuses the video of the first example for the others."""
    with instances("up", API_ALLOW_ANONYMOUS="false", JOB_REUSE_DAYS="1") as instance:
        yield instance


@pytest.fixture(scope="module")
def token(locked) -> str:
    locked.environment["DJANGO_SUPERUSER_PASSWORD"] = "only-for-tests"
    made = locked.run("createsuperuser", "--noinput", "--username", "ann", "--email", "ann@example.org")
    assert made.returncode == 0, made.stderr
    return locked.run("token", "ann").stdout.strip()


@pytest.mark.parametrize("language", RUNNERS)
def test_an_example_in_the_docs_fetches_a_video(locked, token, tmp_path, language):
    if shutil.which(RUNNERS[language][0]) is None:
        pytest.skip(f"needs {RUNNERS[language][0]}")
    script = tmp_path / f"example.{ENDINGS[language]}"
    script.write_text(example(language))
    environment = {**locked.environment, "HIDDEN_HILL": str(locked.http.base_url), "TOKEN": token}
    command = [*RUNNERS[language], script]
    ran = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert (tmp_path / "video.mp4").read_bytes()[4:8] == b"ftyp"


def test_the_error_in_the_docs_is_the_one_returned(locked, token):
    headers = {"Authorization": f"Bearer {token}"}
    answer = locked.http.post("/api/videos/generate", json={"pubmed_id": "sample", "speed": 2}, headers=headers)
    assert answer.json() == json.loads(example("json"))
