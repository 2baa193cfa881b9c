"""Workers that are killed, stopped, frozen, hung and replaced while they work."""

import hashlib
import time

import psutil
import pytest

from hiddenhill.tests.patience import ended, eventually, stretched, within
from videos.tests.faults.sabotage import Sabotage
from videos.tests.faults.service import PATIENCE_SECONDS

pytestmark = pytest.mark.faults

PROMISED_SECONDS = 30
both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"])


@pytest.fixture
def sabotage(tmp_path):
    return Sabotage(tmp_path)


def _held_at(stage: str, service, sabotage, pubmed_id: str = "90000001", way: str = "hang") -> str:
    """A job that is held up at this stage, by the first worker that has started; nobody else will be."""
    service.start_worker(**sabotage.environment)
    sabotage.order(stage, way)
    job_id = service.accept(pubmed_id)
    eventually(sabotage.held)
    return job_id


@both_databases
def test_a_job_whose_process_is_killed_goes_on_where_it_was_within_thirty_seconds(opened, sabotage, database):
    service = opened(database, quick=False)
    service.start_all(workers=0)
    with service.watched():
        job_id = _held_at("encode", service, sabotage)
        sabotage.clear()
        service.reaches(job_id, "encode")
        with within(PROMISED_SECONDS) as recovery:
            service.process_of(job_id).kill()
            service.taken_again(job_id)
        service.settle()
    assert service.check() == {job_id.replace("-", ""): "completed"}
    first, second = service.attempts(job_id)
    # Slides are drawn again, which is cheaper than keeping them.
    assert (first.outcome, first.stage, second.resumed_at) == ("lost", "encode", "slides")
    service.note("1 kill -9 of the task's process", "SIGKILL while it encodes", "resumed at slides", recovery.seconds)


@both_databases
def test_a_job_whose_worker_is_killed_is_done_by_another_within_thirty_seconds(opened, sabotage, database):
    service = opened(database, quick=False)
    service.start_all(workers=0)
    with service.watched():
        job_id = _held_at("slides", service, sabotage)
        sabotage.clear()
        orphan = service.process_of(job_id)
        service.start_worker()
        with within(PROMISED_SECONDS) as recovery:
            service.workers[0].kill()
            survived = eventually(lambda: not orphan.is_running())
            service.taken_again(job_id)
        service.settle()
    service.check()
    first, second = service.attempts(job_id)
    assert (first.outcome, second.outcome, second.resumed_at) == ("lost", "completed", "slides")
    service.note(
        "2 kill -9 of the worker's parent",
        "SIGKILL of the Celery process alone",
        f"the kernel ended its orphan after {survived:.1f} s, another worker resumed at slides",
        recovery.seconds,
    )


def test_a_job_that_always_kills_its_process_is_given_up_and_the_others_go_on(opened, sabotage):
    service = opened()
    service.start_all(workers=0)
    service.start_worker(**sabotage.environment)
    sabotage.order("paper", "kill", only="sample")
    with service.watched():
        poison, *others = [service.accept(pubmed_id) for pubmed_id in ("sample", "90000001", "90000001")]
        seconds = service.settle()
    ends = service.check()
    assert ends.pop(poison.replace("-", "")) == "worker_lost"
    assert list(ends.values()) == ["completed"] * len(others)
    assert [attempt.outcome for attempt in service.attempts(poison)] == ["lost"] * 3
    service.note(
        "3 a job that always kills its process",
        "its process sends itself SIGKILL in the first stage",
        f"failed(worker_lost) after three attempts, {seconds:.0f} s with the short lease; the others completed",
    )


@pytest.mark.parametrize(("database", "stage"), [("sqlite", "narration"), ("postgresql", "store")])
def test_a_worker_that_was_frozen_beyond_its_lease_touches_nothing_when_it_thaws(opened, sabotage, database, stage):
    service = opened(database)
    service.start_all(workers=0)
    with service.watched():
        job_id = _held_at(stage, service, sabotage, way="dawdle")
        frozen = service.process_of(job_id)
        frozen.suspend()
        sabotage.clear()
        suspended = time.monotonic()
        service.start_worker()
        service.taken_again(job_id)
        seconds = time.monotonic() - suspended
        service.settle()
        before = _digests(service, job_id)
        frozen.resume()
        again = service.accept("90000001")
        service.workers[1].terminate()  # the one that thaws has to do it
        service.settle()
    service.check()
    assert _digests(service, job_id) == before
    assert [attempt.outcome for attempt in service.attempts(job_id)] == ["lost", "completed"]
    assert service.attempts(again)[-1].outcome == "completed"
    service.note(
        f"4 SIGSTOP beyond the lease, then SIGCONT ({stage})",
        "SIGSTOP of the working process; SIGCONT when another worker had completed the job",
        "the stale one noticed, removed its files and took the next job; the result stayed as it was",
        seconds,
    )


def _digests(service, job_id: str) -> list[str]:
    """Of the files that the API hands out."""
    names = ("download", "captions.vtt", "storyboard.json")
    files = [service.http.get(f"/api/videos/{job_id}/{name}").raise_for_status().content for name in names]
    return [hashlib.sha256(content).hexdigest() for content in files]


@pytest.mark.parametrize("way", [pytest.param("dawdle", marks=pytest.mark.quick_fault), "hang"])
def test_a_worker_that_is_terminated_hands_its_job_to_another(opened, sabotage, way):
    service = opened()
    service.start_all(workers=0)
    with service.watched():
        job_id = _held_at("narration", service, sabotage, way=way)
        service.start_worker()
        terminated = time.monotonic()
        with within(PATIENCE_SECONDS) as handing_back:
            service.workers[0].terminate()
            eventually(lambda: service.attempts(job_id)[0].outcome)
        sabotage.clear()
        service.taken_again(job_id)
        seconds = time.monotonic() - terminated
        ended(service.workers[0])
        service.settle()
    service.check()
    first, second = service.attempts(job_id)
    assert (first.outcome, second.outcome, second.resumed_at) == ("handed back", "completed", "slides")
    service.note(
        f"17 SIGTERM mid-job ({'working' if way == 'dawdle' else 'hung in a C call'})",
        "SIGTERM to the Celery process only, as systemd and docker send it",
        f"handed back after {handing_back.seconds:.1f} s, resumed by another worker",
        seconds,
    )


_AT_WORK = "SELECT count(*) FROM videos_job WHERE status = 'processing'"


def test_a_rolling_deploy_loses_no_attempt(opened):
    service = opened("postgresql", PARTS_MB="0")  # each job does all its work, though the paper is the same
    service.start_all()
    with service.watched():
        jobs = [service.accept("sample") for _ in range(12)]
        for old in range(3):
            service.start_worker()
            eventually(lambda: service.rows(_AT_WORK)[0][0] == 2)
            service.workers[old].terminate()
            assert ended(service.workers[old]) == 0
        # A process that is gone for good is not restarted.
        service.workers = service.workers[-1:]
        service.settle()
    assert set(service.check().values()) == {"completed"}
    outcomes = [attempt.outcome for job_id in jobs for attempt in service.attempts(job_id)]
    assert set(outcomes) <= {"completed", "handed back"}
    service.note(
        "17 rolling deploy",
        "three times over: a worker added, the old one sent SIGTERM",
        f"12 jobs in {len(outcomes)} attempts, {outcomes.count('handed back')} of them handed back, none lost",
    )


def test_a_hung_encoder_is_ended_by_the_silence_limit_and_the_worker_goes_on(opened, sabotage):
    service = opened()
    service.start_all(workers=0)
    silence = stretched(9)  # more than a request to NCBI may take
    sabotage.environment["JOB_SILENCE_SECONDS"] = str(silence)
    with service.watched():
        job_id = _held_at("encode", service, sabotage)
        seconds = eventually(lambda: service.job(job_id)["status"] == "failed")
        sabotage.clear()
        again = service.accept("90000001")
        service.settle()
    service.check()
    assert service.job(job_id)["error_code"] == "timed_out"
    assert [attempt.outcome for attempt in service.attempts(job_id)] == ["failed"]
    assert service.job(again)["status"] == "completed"
    service.note(
        "20 encoder hung",
        "its write never returns from a C call; with a short silence limit and a shorter lease",
        f"failed(timed_out) after {seconds:.1f} s of {silence} s, the process ended, the worker took the next job",
    )


def test_a_job_that_holds_the_interpreter_is_taken_by_another_worker(opened, sabotage):
    service = opened()
    service.start_all(workers=0)
    with service.watched():
        job_id = _held_at("encode", service, sabotage, way="freeze")
        held = time.monotonic()
        stuck = psutil.Process(sabotage.held())
        sabotage.clear()
        service.start_worker()
        service.taken_again(job_id)
        seconds = time.monotonic() - held
        service.settle()
        stuck.kill()  # or Celery's hard limit does, a minute after the attempt's own
    service.check()
    assert [attempt.outcome for attempt in service.attempts(job_id)] == ["lost", "completed"]
    service.note(
        "20 encoder hung, holding the interpreter",
        "a C call that never returns nor lets another thread run",
        "no heartbeat, so the lease ran out and another worker did it",
        seconds,
    )
