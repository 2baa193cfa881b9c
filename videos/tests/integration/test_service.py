"""From an HTTP request to a finished video, through real processes."""

import io
import itertools
import signal
import socket
import time

import av
import psutil
import pytest

from hiddenhill import embedded
from videos.pipeline.progress import Stage
from videos.tests.integration.instance import eventually

pytestmark = pytest.mark.integration


def test_a_pubmed_id_goes_in_and_a_checked_video_comes_out(service, tmp_path):
    asked = service.generate("https://pubmed.ncbi.nlm.nih.gov/90000001/?from=paste")
    assert (asked["status"], asked["pubmed_id"], asked["video_url"]) == ("queued", "90000001", None)
    seen = list(service.watch(asked["job_id"]))
    done = seen[-1]
    assert (done["status"], done["progress"], done["attempt"], done["stage"]) == ("completed", 100, 1, "store")
    assert done["paper"]["pmid"] == "90000001"

    video = service.http.get(done["video_url"]).content
    with av.open(io.BytesIO(video)) as container:
        assert [stream.type for stream in container.streams][:3] == ["video", "audio", "subtitle"]
        assert [chapter["metadata"]["title"] for chapter in container.chapters()][-1] == "Source"
        assert (container.streams.video[0].width, container.streams.video[0].height) == (1920, 1080)
        assert container.duration / av.time_base > 5
        assert container.metadata["title"] == done["paper"]["title"]
    assert service.http.get(done["captions_url"]).text.startswith("WEBVTT")
    assert done["paper"]["title"] in service.http.get(done["transcript_url"]).text
    assert service.http.get(done["poster_url"]).content.startswith(b"\xff\xd8")
    storyboard = service.http.get(f"/api/videos/{done['job_id']}/storyboard.json").json()
    assert storyboard["pmid"] == "90000001"
    part = service.http.get(done["video_url"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_progress_moves_steadily_through_the_stages(service):
    seen = list(service.watch(service.generate("sample")["job_id"]))
    percents = [job["progress"] for job in seen]
    assert percents == sorted(percents)
    stages = [stage for stage, _ in itertools.groupby(job["stage"] for job in seen if job["stage"])]
    assert stages == sorted(stages, key=list(Stage).index)
    assert {"narration", "encode"} <= set(stages)
    assert len(set(percents)) >= 5


def test_a_pmc_id_is_resolved_to_its_own_paper(service):
    done = service.end(service.generate("PMC9000001")["job_id"])
    assert (done["status"], done["pubmed_id"]) == ("completed", "PMC9000001")
    assert done["paper"]["pmcid"] == "PMC9000001"


@pytest.mark.parametrize(
    ("pubmed_id", "code"),
    [("90009999", "paper_not_found"), ("PMC9999999", "paper_not_found"), ("90000002", "paper_has_no_text")],
)
def test_a_paper_of_which_no_video_can_be_made_fails_with_its_reason(service, pubmed_id, code):
    failed = service.end(service.generate(pubmed_id)["job_id"])
    assert (failed["status"], failed["error_code"], failed["stage"]) == ("failed", code, "paper")
    assert len(failed["error_message"]) > 40
    assert failed["video_url"] is None
    assert service.http.get(f"/api/videos/{failed['job_id']}/download").status_code == 409


def test_generate_queues_for_the_workers_that_run_and_tells_the_jobs(service):
    asked = service.run("generate", "PMID: 90000002", "PMC9000001", "--priority", "high")
    assert asked.returncode == 0, asked.stderr
    first, second = (line.split() for line in asked.stdout.splitlines())
    assert (first[1:], second[1:]) == (["90000002", "queued"], ["PMC9000001", "queued"])
    assert service.end(first[0])["priority"] == "high"
    assert service.end(second[0])["status"] == "completed"


def test_nothing_is_left_in_the_work_folder(service):
    service.end(service.generate("90000001")["job_id"])
    eventually(lambda: not list((service.var / "work").iterdir()), 5)


def test_the_pages_are_served_with_their_style(service):
    page = service.http.get("/api/videos/generate", headers={"Accept": "text/html"})
    assert "<form" in page.text
    assert service.http.get("/static/rest_framework/css/default.css").status_code == 200
    assert service.http.get("/admin/login/").status_code == 200


def test_without_a_worker_a_job_waits_and_health_says_so(instances):
    with instances("api") as instance, embedded.private_server(instance.var / "valkey"):
        job = instance.generate("90000001")
        time.sleep(1)
        assert instance.job(job["job_id"])["status"] == "queued"
        assert instance.health() == {"api": "ok", "redis": True, "celery_ping": False}
        worker = instance.start("worker")
        assert instance.end(job["job_id"])["status"] == "completed"
        assert instance.health() == {"api": "ok", "redis": True, "celery_ping": True}
        instance.stop(worker)


def test_of_the_waiting_jobs_the_urgent_one_goes_first(instances):
    with instances("api") as instance, embedded.private_server(instance.var / "valkey"):
        jobs = [instance.generate("90000002", priority=priority)["job_id"] for priority in ("low", "normal", "high")]
        worker = instance.start("worker")
        ended = [instance.end(job_id) for job_id in jobs]
        instance.stop(worker)
    assert [job["priority"] for job in sorted(ended, key=lambda job: job["started_at"])] == ["high", "normal", "low"]


def test_a_second_worker_shares_the_work(instances):
    with instances("api") as instance, embedded.private_server(instance.var / "valkey"):
        workers = [instance.start("worker", "--name", name) for name in ("one", "two")]
        eventually(instance.works)
        jobs = [instance.generate("90000001")["job_id"] for _ in range(2)]
        eventually(lambda: [instance.job(job_id)["status"] for job_id in jobs] == ["processing", "processing"])
        assert [instance.end(job_id)["status"] for job_id in jobs] == ["completed", "completed"]
        for worker in workers:
            instance.stop(worker)


def test_a_job_whose_process_is_killed_starts_anew_when_its_lease_is_over(instances):
    with instances("up", JOB_LEASE_SECONDS="2") as instance:
        job_id = instance.generate("sample")["job_id"]
        eventually(lambda: instance.job(job_id)["stage"] == "narration")
        _working_process(instance).kill()
        done = instance.end(job_id)
    assert (done["status"], done["attempt"]) == ("completed", 2)


def test_a_job_that_always_kills_its_process_is_given_up(instances):
    with instances("up", JOB_LEASE_SECONDS="2", JOB_ATTEMPTS="2") as instance:
        job_id = instance.generate("sample")["job_id"]
        for attempt in (1, 2):
            eventually(lambda attempt=attempt: instance.job(job_id)["attempt"] == attempt)
            eventually(lambda: instance.job(job_id)["stage"])
            _working_process(instance).kill()
        failed = instance.end(job_id)
    assert (failed["status"], failed["error_code"], failed["attempt"]) == ("failed", "worker_lost", 2)


def _working_process(instance) -> psutil.Process:
    """The process of the worker's pool: of all that run a worker, the youngest one's."""
    family = psutil.Process(instance.processes[-1].pid).children(recursive=True)
    return max((process for process in family if "worker" in process.cmdline()), key=psutil.Process.create_time)


def test_it_survives_being_stopped_and_started_with_a_job_at_work_and_one_in_the_queue(instances):
    with instances("up") as instance:
        jobs = [instance.generate(pubmed_id)["job_id"] for pubmed_id in ("sample", "90000001")]
        eventually(lambda: instance.job(jobs[0])["stage"] == "narration")
        (up,) = instance.processes
        family = psutil.Process(up.pid).children(recursive=True)
        instance.stop(up, signal.SIGINT, seconds=15)
        assert not [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
        instance.start("up")
        eventually(instance.works)
        assert [instance.end(job_id)["status"] for job_id in jobs] == ["completed", "completed"]


@pytest.fixture(params=["refuses", "hangs"])
def dead_redis(request):
    """The address of a Redis that is off: nobody listens, or somebody does and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "hangs":
            server.listen()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_with_redis_off_a_request_is_refused_within_two_seconds_and_health_answers(instances, dead_redis):
    with instances("api", REDIS_URL=dead_redis) as instance:
        for _ in range(2):  # the second time over connections that have failed once
            started = time.monotonic()
            response = instance.http.post("/api/videos/generate", json={"pubmed_id": "90000001"})
            assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
            assert time.monotonic() - started < 2
            started = time.monotonic()
            assert instance.health() == {"api": "ok", "redis": False, "celery_ping": False}
            assert time.monotonic() - started < 2
        job = instance.job(response.json()["job_id"])
        assert (job["status"], job["error_code"]) == ("failed", "queue_unavailable")


def test_generate_and_wait_makes_a_video_with_nothing_running_before_and_nothing_left_after(instances):
    with instances() as instance:
        made = instance.run("generate", "--wait", "90000001")
        assert made.returncode == 0, made.stderr
        with av.open(made.stdout.strip()) as container:
            assert container.duration
        assert not embedded.socket_path(instance.var / "valkey").exists()


def test_generate_and_wait_fails_if_any_job_failed_and_says_which(instances, tmp_path):
    (tmp_path / "ids.txt").write_text("90000001  # fine\n\n# a comment\nPMID: 90009999\n")
    with instances() as instance:
        made = instance.run("generate", "--wait", "--file", str(tmp_path / "ids.txt"))
    assert made.returncode == 1
    first, second = made.stdout.splitlines()
    assert first.endswith("/video.mp4")
    assert second.startswith("90009999: failed, paper_not_found: ")


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
