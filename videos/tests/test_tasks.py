"""The task, run eagerly: the whole pipeline with the bundled paper, and every way in which it can fail."""

import errno
import json
import logging
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from celery.exceptions import Reject
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import F
from django.utils import timezone
from django_celery_results.models import TaskResult
from rest_framework.test import APIClient

from videos.jobs import lifecycle, storyboards, submission
from videos.jobs.request import VideoRequest
from videos.models import Job, Project, Status, Turn
from videos.pipeline.editing import AddMakerCard, RemoveItem, SetPronunciation
from videos.pipeline.products import ARTEFACTS
from videos.storage import artefacts
from videos.tasks import generate_video_task
from videos.tests.eutils import FakeNcbi, errors, overloaded, record, search_failed
from videos.tests.factories import JobFactory
from videos.tests.statements import statements
from videos.worker import attempt, disk_space, work_folders

pytestmark = pytest.mark.django_db
OTHER = uuid.uuid4()
RECORDS = Path(__file__).parent / "integration" / "records"


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        yield server


class TakenOverWhileStoring(FileSystemStorage):
    """Another worker takes the job over while this one stores its files."""

    def save(self, *args, **kwargs):
        Job.objects.update(token=OTHER)
        return super().save(*args, **kwargs)


class CancelledWhileStoring(FileSystemStorage):
    """The job is cancelled just before the last file is stored."""

    def save(self, name, content, max_length=None):
        if name.endswith(ARTEFACTS[-1]):
            lifecycle.cancel(Job.objects.get().pk)
        return super().save(name, content, max_length)


class FullDisk(FileSystemStorage):
    """Only one file fits."""

    def save(self, name, content, max_length=None):
        if not name.endswith(ARTEFACTS[0]):
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().save(name, content, max_length)


def use(settings, storage: type) -> None:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.{storage.__name__}"}}


def run(job: Job) -> Job:
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    job.refresh_from_db()
    return job


def work_left(settings) -> list[Path]:
    return list(settings.WORK_DIR.glob("*"))


def stored(settings) -> list[Path]:
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def outcomes(job: Job) -> list[tuple[int, str, str]]:
    return [(made.number, made.outcome, made.stage) for made in job.attempts.all()]


def test_a_client_requests_polls_and_downloads_a_video(settings):
    client = APIClient()
    response = client.post("/api/videos/generate", {"pubmed_id": "sample", "priority": "high"})
    assert response.status_code == 201
    job = client.get(response["Location"]).json()
    assert (job["status"], job["progress"], job["attempt"], job["priority"]) == ("completed", 100, 1, "high")
    assert job["paper"]["pmid"] == "99999999"
    video = b"".join(client.get(job["video_url"]).streaming_content)
    assert video[4:8] == b"ftyp"
    row = Job.objects.get()
    assert len(video) == row.size
    assert all(default_storage.exists(f"{row.folder}/{name}") for name in ARTEFACTS)
    assert not work_left(settings)


def test_the_paper_of_a_doi_is_found_by_the_worker_and_the_job_keeps_the_doi(settings):
    doi = "10.5555/jir.2021.0412"
    with FakeNcbi({"90000001": record("90000001", doi=doi.upper())}) as ncbi:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = ncbi.eutils_url, ncbi.idconv_url
        answer = APIClient().post("/api/videos/generate", {"pubmed_id": f"https://doi.org/{doi}"})
        assert answer.status_code == 201
    job = Job.objects.get()
    assert (job.status, job.pubmed_id) == (Status.COMPLETED, doi)
    assert (job.paper["pmid"], job.paper["pmcid"], job.paper["doi"]) == ("90000001", "PMC90000001", doi.upper())
    assert APIClient().get("/api/videos", {"pubmed_id": f"doi:{doi.upper()}"}).json()["results"][0]["pubmed_id"] == doi


@pytest.mark.parametrize(
    ("doi", "says"), [("10.5555/none", "no record with the DOI"), ("10.1101/2021.04.05.21254321", "is a preprint")]
)
def test_a_doi_that_pubmed_does_not_have_fails_with_what_to_enter_instead(ncbi, doi, says):
    job = run(JobFactory(pubmed_id=doi))
    assert (job.status, job.error_code) == (Status.FAILED, "paper_not_found")
    assert says in job.error_message
    assert "PMID" in job.error_message


@pytest.mark.parametrize("fault", [search_failed(), errors(503), overloaded()], ids=["error body", "503", "rate limit"])
def test_a_job_with_a_doi_is_postponed_while_the_search_is_away(ncbi, fault):
    ncbi.always_fail_with(fault)
    job = run(JobFactory(pubmed_id="10.5555/jir.2021.0412"))
    assert (job.status, job.postponed_by) == (Status.QUEUED, "paper_unavailable")


def test_the_attempt_records_its_worker_and_the_seconds_of_each_stage(ncbi):
    made = run(JobFactory(pubmed_id="90000001")).attempts.get()
    assert (made.number, made.outcome, made.stage, made.error_code) == (1, "completed", "store", "")
    assert list(made.seconds) == ["paper", "script", "slides", "narration", "captions", "encode", "verify", "store"]
    assert made.started_at <= made.ended_at
    assert "process" in made.worker


def test_a_job_takes_thirteen_statements_besides_its_progress_and_its_result(ncbi):
    Turn.objects.create(begun_at=timezone.now())
    job = JobFactory(pubmed_id="90000001", project=Project.objects.create(pubmed_id="90000001"))
    with statements() as seen:
        assert run(job).status == Status.COMPLETED
    claim = ["SELECT job", "SELECT job", "UPDATE job", "SELECT job", "INSERT attempt", "UPDATE turn"]
    paper = ["UPDATE job", "SELECT project", "UPDATE project"]
    script = ["UPDATE job", "INSERT storyboard"]
    end = ["UPDATE job", "UPDATE attempt"]
    result = ["SELECT taskresult", "INSERT taskresult"]
    refreshed = ["SELECT job"]  # by this test
    assert seen == [*claim, *paper, *script, *end, *result, *refreshed]


def test_the_task_result_is_stored_under_the_job_s_celery_task_id(ncbi):
    job, _ = submission.submit(VideoRequest("90000002"))
    assert TaskResult.objects.get(task_id=job.celery_task_id).result == '"paper_has_no_text"'


def test_a_second_message_for_a_finished_job_changes_nothing(ncbi):
    job = run(JobFactory(pubmed_id="90000002"))
    before = Job.objects.values().get()
    run(job)
    assert Job.objects.values().get() == before


def test_a_message_for_a_deleted_job_is_no_error():
    assert generate_video_task.apply((str(uuid.uuid4()), "1")).get().startswith("nothing to do")


def test_a_paper_that_ncbi_cannot_return_fails_with_that_reason(ncbi):
    ncbi.always_fail_with(errors(404))
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.stage) == (Status.FAILED, "paper_unavailable", "paper")
    assert outcomes(job) == [(1, "failed", "paper")]


def test_a_job_waits_while_ncbi_is_away_and_is_done_when_it_is_back(ncbi, settings):
    settings.JOB_ATTEMPTS = 1
    ncbi.always_fail_with(errors(503))
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.setbacks, job.postponed_by) == (Status.QUEUED, "", 0, "paper_unavailable")
    assert job.not_before > timezone.now()
    Job.objects.update(not_before=None)
    ncbi.always_fail_with(None)
    assert run(job).status == Status.COMPLETED
    assert outcomes(job) == [(1, "postponed", "paper"), (2, "completed", "store")]


def test_an_unusable_storage_fails_the_job_and_leaves_no_files(ncbi, settings, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.stage) == (Status.FAILED, "storage_failed", "store")
    assert "MEDIA_ROOT" in job.error_message
    assert not work_left(settings)


def test_a_full_disk_postpones_the_job_and_fails_it_after_too_many_setbacks(ncbi, settings):
    use(settings, FullDisk)
    settings.JOB_ATTEMPTS, settings.JOB_POSTPONE_SECONDS = 2, 0
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.setbacks) == (Status.QUEUED, "", 1)
    assert run(job).error_code == "disk_full"
    assert outcomes(job) == [(1, "postponed", "store"), (2, "failed", "store")]
    assert not stored(settings)
    assert not work_left(settings)


@pytest.mark.parametrize("bucket_away", ["refuses"], indirect=True)
def test_an_unreachable_bucket_postpones_the_job_and_fails_it_after_a_day(ncbi, settings, bucket_away):
    settings.JOB_ATTEMPTS, settings.JOB_POSTPONE_SECONDS = 1, 0
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.setbacks) == (Status.QUEUED, "", 0)
    Job.objects.update(postponed_since=F("postponed_since") - timedelta(hours=24))
    failed = run(job)
    assert (failed.status, failed.error_code) == (Status.FAILED, "storage_failed")
    assert "AWS_S3_ENDPOINT_URL" in failed.error_message
    assert not work_left(settings)


def test_each_delay_is_twice_the_previous_one_up_to_ten_minutes(settings):
    settings.JOB_POSTPONE_SECONDS = 30
    shortest = [attempt.delay(number, spread=min) for number in (1, 2, 3, 5, 6, 7, 99)]
    assert shortest == pytest.approx([24, 48, 96, 384, 480, 480, 480])
    longest = [attempt.delay(number, spread=max) for number in (1, 2, 3, 5, 6, 7, 99)]
    assert longest == pytest.approx([36, 72, 144, 576, 720, 720, 720])


def test_jobs_postponed_together_are_due_at_different_times():
    assert len({attempt.delay(1) for _ in range(9)}) == 9


@pytest.fixture
def part(settings) -> Path:
    """A part of a video in the render cache."""
    settings.PARTS_DIR.mkdir()
    (settings.PARTS_DIR / "part").write_bytes(bytes(100))
    return settings.PARTS_DIR / "part"


def test_a_video_is_started_with_exactly_min_free_mb(settings, part):
    settings.MIN_FREE_MB = 500
    disk_space.check(lambda: {"work": 500})
    assert part.exists()


def test_the_render_cache_is_emptied_before_a_job_is_postponed(settings, part):
    settings.MIN_FREE_MB = 500
    disk_space.check(lambda: {"work": 499 if part.exists() else 500})
    assert not part.exists()


def test_with_less_than_min_free_mb_no_video_is_started(settings):
    settings.MIN_FREE_MB = 500
    with pytest.raises(disk_space.LowDiskSpace, match="Only 499 MB are free"):
        disk_space.check(lambda: {"work": 499})


def test_without_free_space_a_job_is_postponed_before_it_starts(ncbi, settings):
    settings.MIN_FREE_MB, settings.JOB_ATTEMPTS = 10**9, 1
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.setbacks, job.published_at) == (Status.QUEUED, 0, None)
    made = job.attempts.get()
    assert (made.outcome, made.error_code, made.stage) == ("postponed", "disk_full", "")
    assert "MIN_FREE_MB" in made.error_message
    assert not ncbi.requests


def test_an_internal_error_fails_the_job_without_revealing_details(settings, caplog):
    settings.SPEECH_ENGINE = "a-voice-that-does-not-exist"
    with caplog.at_level(logging.CRITICAL):
        job = run(JobFactory())
    assert (job.status, job.error_code) == (Status.FAILED, "internal_error")
    assert "a-voice-that-does-not-exist" not in job.error_message
    assert "log" in job.error_message


def test_a_work_folder_that_cannot_be_created_fails_the_job_and_is_logged(settings, caplog):
    settings.WORK_DIR.parent.mkdir(parents=True, exist_ok=True)
    settings.WORK_DIR.write_text("a file in its place")
    job = run(JobFactory())
    assert (job.status, job.error_code, job.setbacks) == (Status.FAILED, "internal_error", 0)
    assert "FileExistsError" in caplog.text


def test_work_that_lost_its_claim_is_discarded(ncbi, settings):
    use(settings, TakenOverWhileStoring)
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.token, job.folder) == (Status.PROCESSING, OTHER, "")
    assert not [path for folder in work_left(settings) for path in folder.iterdir() if path.is_dir()]
    assert not stored(settings)


def test_a_job_cancelled_at_the_last_moment_stays_cancelled_and_leaves_no_files(ncbi, settings):
    use(settings, CancelledWhileStoring)
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, outcomes(job)) == (Status.CANCELLED, [(1, "cancelled", "store")])
    assert not stored(settings)
    assert not work_left(settings)


def test_the_next_attempt_removes_the_files_of_a_killed_one(ncbi, settings):
    job = JobFactory(pubmed_id="90000001")
    killed = lifecycle.claim(job.pk)
    default_storage.save(f"{artefacts.folder_of(killed.job_id, killed.token)}/video.mp4", ContentFile(b"half a film"))
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    done = run(job)
    assert {path.parent for path in stored(settings)} == {settings.MEDIA_ROOT / done.folder}


def test_a_retry_adds_an_attempt_and_keeps_the_history(ncbi):
    job = run(JobFactory(pubmed_id="90000002"))
    again = submission.resubmit(job, by="ada")
    assert (again.status, again.attempt) == (Status.FAILED, 2)
    assert outcomes(job) == [(1, "failed", "paper"), (2, "failed", "paper")]
    assert str(job.events.get()) == "retried by ada"


def test_another_worker_continues_a_job_that_was_handed_back(ncbi, settings, caplog):
    caplog.set_level(logging.INFO)
    job = JobFactory(pubmed_id="90000001")
    claim = lifecycle.claim(job.pk)
    reporter = attempt.JobProgressReporter(claim)

    def until_slides(stage, fraction, progress=reporter.progress):
        if stage == "slides":
            raise attempt.ShuttingDown
        progress(stage, fraction)

    reporter.progress = until_slides
    with pytest.raises(Reject):
        attempt.work(claim, reporter)
    assert len(work_left(settings)) == 1
    done = run(job)
    assert done.status == Status.COMPLETED
    assert outcomes(job) == [(1, "handed back", "script"), (2, "completed", "store")]
    assert job.attempts.last().resumed_at == "slides"
    assert "at the stage slides" in caplog.text
    assert not work_left(settings)


def test_a_job_waits_for_its_review_and_continues_from_the_approved_script_on_another_machine(ncbi, settings):
    job = run(JobFactory(pubmed_id="90000001", review=True))
    assert (job.status, job.stage, job.storyboard_version, job.setbacks) == ("review", "slides", 1, 0)
    assert outcomes(job) == [(1, "review", "slides")]
    assert not stored(settings)
    work_folders.sweep()
    assert {path.name for folder in work_left(settings) for path in folder.iterdir()} == {"paper.kept", "script.kept"}
    settings.WORK_DIR = settings.WORK_DIR.parent / "of-another-machine"
    asked = len(ncbi.requests)
    shorter = storyboards.script_of(storyboards.current(job))
    shorter = replace(shorter, scenes=(shorter.scenes[0], shorter.scenes[-1]))
    job.storyboards.update(script=storyboards.first_version(shorter, ()).script)
    done = storyboards.approve(job)
    assert (done.status, done.approved_version, len(ncbi.requests)) == ("completed", 1, asked)
    assert outcomes(done) == [(1, "review", "slides"), (2, "completed", "store")]
    resumed = done.attempts.last()
    assert (resumed.resumed_at, list(resumed.seconds)[:3]) == ("slides", ["paper", "script", "slides"])
    with default_storage.open(f"{done.folder}/storyboard.json") as file:
        assert len(json.load(file)["scenes"]) == 2
    assert not work_left(settings)


def test_the_video_is_made_of_the_edited_storyboard_and_says_so(ncbi):
    job = run(JobFactory(pubmed_id="90000001", review=True))
    storyboards.edit(
        job, [RemoveItem(1), SetPronunciation("roofs", "rufs"), AddMakerCard("We thank all gardeners.", 0)]
    )
    done = storyboards.approve(job)
    assert (done.status, done.approved_version) == ("completed", 2)
    with default_storage.open(f"{done.folder}/storyboard.json") as file:
        made = json.load(file)
    assert [change.partition(":")[0] for change in made["edits"]["changes"]] == [
        "Removed",
        "Card of the makers added",
        "“roofs” is said as “rufs”.",
    ]
    spoken = [sentence["spoken"] for scene in made["scenes"] for sentence in scene["sentences"]]
    assert "We thank all gardeners." in spoken
    assert "We counted its leaves in 120 gardens." not in spoken
    assert "The invented fern grows on warm roofs." in spoken


def test_a_storyboard_that_cannot_be_read_fails_the_job_with_a_remedy(ncbi):
    job = run(JobFactory(pubmed_id="90000001", review=True))
    job.storyboards.update(script="{}")
    failed = storyboards.approve(job)
    assert (failed.status, failed.error_code) == ("failed", "storyboard_unreadable")
    assert "Request the video again" in failed.error_message


def test_work_folders_of_ended_jobs_are_swept(ncbi, settings):
    job = JobFactory(pubmed_id="90000001")
    claim = lifecycle.claim(job.pk)
    work_folders.enter(claim)
    work_folders.sweep()
    assert work_left(settings)
    lifecycle.cancel(job.pk)
    work_folders.sweep()
    assert not work_left(settings)
