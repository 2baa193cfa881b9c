"""From an HTTP request to a finished video, through real processes, on both databases."""

import io
import itertools
import json
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import av
import psutil
import psycopg
import pytest
from standardwebhooks import Webhook

from hiddenhill.tests.patience import eventually
from hiddenhill_client import Conflict, JobFailed
from videos.pipeline.progress import Stage
from videos.tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.integration


def test_a_pubmed_id_becomes_a_verified_video(service, tmp_path):
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


def test_progress_advances_through_the_stages_in_order(service):
    seen = list(service.watch(service.generate("sample")["job_id"]))
    percents = [job["progress"] for job in seen]
    assert percents == sorted(percents)
    stages = [stage for stage, _ in itertools.groupby(job["stage"] for job in seen if job["stage"])]
    assert stages == sorted(stages, key=list(Stage).index)
    assert "narration" in stages  # the others may be over between two polls
    assert len(set(percents)) >= 5


def test_a_pmc_id_is_resolved_to_its_own_paper(service):
    done = service.end(service.generate("PMC9000001")["job_id"])
    assert (done["status"], done["pubmed_id"]) == ("completed", "PMC9000001")
    assert done["paper"]["pmcid"] == "PMC9000001"


def test_a_webhook_reports_the_end_and_its_url_serves_the_video(service):
    secret = service.http.get("/api/webhooks/secret").json()["secret"]
    with Receiver() as receiver:
        job = service.end(service.generate("90000001", webhook_url=receiver.url)["job_id"])
        eventually(lambda: receiver.requests)
        (request,) = receiver.requests
    result = Webhook(secret).verify(request.body, request.headers)
    assert (result["type"], result["data"]["job_id"]) == ("video.completed", job["job_id"])
    assert service.http.get(result["data"]["video_url"]).content[4:8] == b"ftyp"
    deliveries = f"/api/videos/{job['job_id']}/deliveries"
    eventually(lambda: service.http.get(deliveries).json()[0]["status"] == "delivered")


def test_a_video_is_made_when_its_storyboard_is_approved(service):
    with Receiver() as receiver:
        job_id = service.generate("90000001", review=True, webhook_url=receiver.url)["job_id"]
        eventually(lambda: service.job(job_id)["status"] == "review")
        eventually(lambda: receiver.requests)
        board = service.http.get(service.job(job_id)["storyboard_url"]).json()
        assert (board["version"], board["pmid"]) == (1, "90000001")
        assert {scene["slides"] for scene in board["scenes"]} >= {1}
        with ThreadPoolExecutor() as pool:
            approve = f"/api/videos/{job_id}/approve"
            answers = list(pool.map(lambda _: service.http.post(approve, json={"version": 1}), range(2)))
        assert [answer.status_code for answer in answers] == [202, 202]
        done = service.end(job_id)
        eventually(lambda: len(receiver.requests) == 2)
    assert (done["status"], done["attempt"]) == ("completed", 2)
    attempts = service.http.get(f"/api/videos/{job_id}/attempts").json()
    assert [(each["outcome"], each["resumed_at"]) for each in attempts] == [("review", None), ("completed", "slides")]
    assert [json.loads(request.body)["type"] for request in receiver.requests] == ["job.review", "video.completed"]
    made = service.http.get(f"/api/videos/{job_id}/storyboard.json").json()
    said = [sentence["spoken"] for scene in made["scenes"] for sentence in scene["sentences"]]
    promised = [sentence["spoken"] for scene in board["scenes"] for sentence in scene["sentences"]]
    assert " ".join(said) == " ".join(promised)


def test_a_video_is_made_of_the_storyboard_as_it_was_edited(service):
    client = service.client
    job = client.wait(client.generate("90000001", review=True).job_id)
    remove, thank = {"type": "remove_item", "position": 1}, "We thank all gardeners."
    operations = [remove, {"type": "add_maker_card", "text": thank, "position": 0}]
    with ThreadPoolExecutor() as pool:  # two tabs
        edits = [pool.submit(client.edit, job.job_id, 1, each) for each in (operations, [remove])]
        refused = [edit.exception() for edit in edits]
    assert {type(each) for each in refused} == {type(None), Conflict}
    if refused[0]:
        client.edit(job.job_id, 2, operations[1:])
    with pytest.raises(Conflict):
        client.edit(job.job_id, 9, operations)
    board = client.storyboard(job.job_id)
    client.approve(job.job_id, board.version)

    done = client.wait(job.job_id)
    made = json.loads(client.read(done, "storyboard.json"))
    assert made["edits"]["changes"] == board.changes
    assert made["edits"]["changes"] == [
        "Removed: “We counted its leaves in 120 gardens.”",
        f"Card of the makers added: “{thank}”",
    ]
    transcript = client.read(done, "transcript.txt").decode()
    assert thank in transcript
    assert "We counted its leaves" not in transcript.partition("Source")[0]
    assert b"gardeners" in client.read(done, "captions.vtt")


@pytest.mark.parametrize(
    ("pubmed_id", "code"),
    [("90009999", "paper_not_found"), ("PMC9999999", "paper_not_found"), ("90000002", "paper_has_no_text")],
)
def test_an_unusable_paper_fails_with_a_reason(service, pubmed_id, code):
    with pytest.raises(JobFailed) as error:
        service.client.wait(service.client.generate(pubmed_id).job_id)
    failed = error.value.job
    assert (failed.status, failed.error_code, failed.stage) == ("failed", code, "paper")
    assert len(error.value.reason) > 40
    assert failed.video_url is None
    assert service.http.get(f"/api/videos/{failed.job_id}/download").status_code == 409


def test_generate_queues_jobs_for_running_workers_and_lists_them(service):
    asked = service.run("generate", "PMID: 90000002", "PMC9000001", "--priority", "high")
    assert asked.returncode == 0, asked.stderr
    first, second = (line.split() for line in asked.stdout.splitlines())
    assert (first[1], second[1]) == ("90000002", "PMC9000001")
    assert service.end(first[0])["priority"] == "high"
    assert service.end(second[0])["status"] == "completed"


def test_nothing_is_left_in_the_work_folder(service):
    service.end(service.generate("90000001")["job_id"])
    eventually(lambda: not list((service.var / "work").iterdir()))


@pytest.mark.faults
@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_it_survives_being_stopped_and_started_with_a_job_at_work_and_one_in_the_queue(service):
    jobs = [service.generate(pubmed_id, speed=1.1)["job_id"] for pubmed_id in ("sample", "90000001")]
    eventually(lambda: service.job(jobs[0])["progress"] > 15)  # the voice is being recorded
    (up,) = service.processes
    family = psutil.Process(up.pid).children(recursive=True)
    service.stop(up, signum=signal.SIGINT)
    assert not [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    service.start("up")
    eventually(service.works)
    assert [service.end(job_id)["status"] for job_id in jobs] == ["completed", "completed"]


def test_pages_are_served_with_their_style_sheets(service):
    page = service.http.get("/api/videos/generate", headers={"Accept": "text/html"})
    assert "<form" in page.text
    assert service.http.get("/static/rest_framework/css/default.css").status_code == 200
    assert service.http.get("/static/hiddenhill/style.css").status_code == 200
    assert "<form" in service.http.get("/accounts/sign-in").text


@pytest.mark.faults
def test_a_postgresql_that_cannot_keep_greek_letters_is_refused_at_the_start(instances, postgres):
    name = f"ascii_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with instances(DATABASE_URL=urlsplit(postgres)._replace(path=f"/{name}").geturl()) as instance:
        refused = instance.run("migrate")
    assert refused.returncode != 0
    assert "ENCODING 'UTF8'" in refused.stderr
