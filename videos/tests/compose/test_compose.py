"""The stack of docker-compose.yml, built and run for real. The tests depend on their order."""

import logging
import re

import pytest

from hiddenhill.tests.patience import eventually
from videos.tests.compose.stack import IMAGE, engine_answers, opened

logger = logging.getLogger(__name__)

pytestmark = [
    pytest.mark.compose,
    pytest.mark.skipif(not engine_answers(), reason="needs a Docker engine and docker-compose"),
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("checkout")) as stack:
        yield stack


def test_everything_is_healthy_soon_after_the_start(stack):
    seconds = stack.up()
    size = int(stack.docker("image", "inspect", "-f", "{{.Size}}", IMAGE)) / 1e6
    logger.info("image %.0f MB; all healthy after %.0f s; memory %s", size, seconds, stack.memory())
    stack.create_user()
    stack.sign_in()


def test_the_processes_have_no_privileges_and_write_only_to_their_volumes(stack):
    for service in ("web", "worker", "previewer", "housekeeper", "beat"):
        (container, *_) = stack.containers(service)
        assert stack.docker("exec", container, "id", "-u").strip() == "10001"
        refused = stack.docker("exec", container, "sh", "-c", "touch /app/x /venv/x /etc/x 2>&1 || true")
        assert refused.count("Read-only file system") == 3
        assert "CapEff:\t0000000000000000" in stack.docker("exec", container, "cat", "/proc/self/status")


def test_static_files_are_compressed_and_cached_by_browsers(stack):
    (style,) = re.findall(r'href="(/static/hiddenhill/style\.[0-9a-f]{12}\.css)"', stack.http.get("/").text)
    answer = stack.http.get(style)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_documentation_is_part_of_the_image(stack):
    answer = stack.http.get("/docs/")
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "Overview" in answer.text


def test_a_video_requested_in_the_studio_is_made_and_plays(stack):
    (job,) = stack.ended([stack.ask_in_the_studio()])
    assert job["status"] == "completed", job
    assert "<video" in stack.http.get(f"/jobs/{job['job_id']}").text
    assert stack.plays(job["job_id"])
    logger.info("memory after a video %s", stack.memory())


def test_a_job_survives_the_death_of_its_worker(stack):
    jobs = [stack.generate() for _ in range(3)]
    eventually(lambda: stack.working_on(jobs))
    for container in stack.containers("worker"):
        # Every process in it at once. Docker does not restart a container that it killed itself. The command ends with
        # the container, so nobody waits for its exit code.
        stack.docker("exec", "--detach", container, "sh", "-c", "kill -9 -1")
    assert [job["status"] for job in stack.ended(jobs)] == ["completed"] * 3
    assert max(len(stack.attempts(job)) for job in jobs) > 1
    assert all(map(stack.plays, jobs))
    eventually(stack.is_well)


def test_a_stopped_worker_hands_its_job_back(stack):
    jobs = [stack.generate() for _ in range(2)]
    eventually(lambda: stack.working_on(jobs))
    stack.compose("restart", "worker")
    assert [job["status"] for job in stack.ended(jobs)] == ["completed"] * 2
    ends = {attempt["outcome"] for job in jobs for attempt in stack.attempts(job)}
    assert "lost" not in ends, ends
    eventually(stack.is_well)


def test_jobs_survive_a_restart_of_redis(stack):
    jobs = [stack.generate() for _ in range(4)]
    eventually(lambda: stack.working_on(jobs))
    stack.compose("restart", "redis")
    assert [job["status"] for job in stack.ended(jobs)] == ["completed"] * 4
    assert all(map(stack.plays, jobs))
    eventually(stack.is_well)


def test_jobs_survive_a_restart_of_the_stack(stack):
    jobs = [stack.generate() for _ in range(4)]
    eventually(lambda: stack.working_on(jobs))
    stack.compose("down")
    stack.up()
    assert [job["status"] for job in stack.ended(jobs)] == ["completed"] * 4
    assert all(map(stack.plays, jobs))
