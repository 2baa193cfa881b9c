"""`manage.py generate`, as typed in a terminal."""

import os
import signal

import av
import psutil
import pytest

from hiddenhill.runtime import embedded_valkey
from hiddenhill.tests.patience import ended, eventually, stretched

pytestmark = pytest.mark.integration


def test_generate_and_wait_needs_nothing_running_and_leaves_nothing_running(instances):
    with instances() as instance:
        made = instance.run("generate", "--wait", "90000001")
        assert made.returncode == 0, made.stderr
        with av.open(made.stdout.strip()) as container:
            assert container.duration
        assert not embedded_valkey.socket_path(instance.var / "valkey").exists()


def test_a_script_is_reviewed_in_a_terminal_while_nothing_runs_and_its_video_is_made_later(instances):
    with instances() as instance:
        written = instance.run("generate", "--wait", "--review", "sample")
        assert written.returncode == 0, written.stderr
        assert "sample: waits for its review." in written.stdout
        job_id = written.stdout.split()[-1].rstrip(".")
        shown = instance.run("storyboard", job_id)
        assert "the job is review." in shown.stdout, shown.stderr
        approved = instance.run("storyboard", job_id, "--approve")
        assert approved.stdout.split() == [job_id, "sample", "queued"], approved.stderr
        other = instance.run("generate", "--wait", "--length", "short", "90000001")
        assert other.returncode == 0, other.stderr
        assert "completed" in instance.run("storyboard", job_id).stdout  # the worker made it first


@pytest.mark.faults
def test_generate_and_wait_works_where_the_path_is_too_long_for_a_socket(instances, tmp_path):
    with instances() as instance:
        made = instance.run_in(tmp_path / ("x" * 90), "generate", "--wait", "sample")
    assert made.stdout.strip().endswith("/video.mp4"), made.stderr


def test_generate_and_wait_fails_if_a_job_failed_and_names_it(instances, tmp_path):
    (tmp_path / "ids.txt").write_text("90000001  # fine\n\n# a comment\nPMID: 90009999\n")
    with instances() as instance:
        made = instance.run("generate", "--wait", "--file", str(tmp_path / "ids.txt"))
    assert made.returncode == 1
    first, second = made.stdout.splitlines()
    assert first.endswith("/video.mp4")
    assert second.startswith("90009999: failed, paper_not_found: ")


@pytest.mark.faults
def test_generate_and_wait_restarts_its_worker_and_recovers_the_lost_job(instances, ncbi):
    with instances(JOB_LEASE_SECONDS=str(stretched(5))) as instance:
        with ncbi.silent():
            ncbi.requests.clear()
            command = instance.start("generate", "--wait", "90000001")
            eventually(lambda: ncbi.requests)
            # Celery sets its own process title, if it can.
            children = psutil.Process(command.pid).children()
            [worker] = (child for child in children if "celery" in " ".join(child.cmdline()))
            os.killpg(worker.pid, signal.SIGKILL)
        assert ended(command) == 0
        log = instance.log.read_text()
    assert "lost its worker and was queued again" in log
    assert "/video.mp4" in log


def test_generate_without_a_queue_says_how_to_start_one(instances):
    with instances() as instance:
        refused = instance.run("generate", "90000001")
    assert refused.returncode == 1
    assert "make run" in refused.stderr


def test_generate_checks_every_id_before_it_queues_any(instances):
    with instances() as instance:
        refused = instance.run("generate", "--wait", "90000001", "nonsense")
    assert refused.returncode == 1
    assert "nonsense" in refused.stderr
    assert refused.stdout == ""


@pytest.mark.faults
def test_generate_and_wait_gives_up_when_its_worker_cannot_start(instances, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import os, sys\nif 'worker' in sys.orig_argv:\n    os._exit(1)\n")
    with instances(PYTHONPATH=str(tmp_path)) as instance:
        gave_up = instance.run("generate", "--wait", "90000001")
    assert gave_up.returncode == 1
    assert "worker.log. Queued jobs stay queued" in gave_up.stderr
