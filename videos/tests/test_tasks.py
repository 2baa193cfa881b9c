"""The task, run eagerly: the whole pipeline with the bundled paper, and every way in which it can end badly."""

import logging
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django_celery_results.models import TaskResult
from rest_framework.test import APIClient

from videos import lifecycle, submission
from videos.models import Job, Status
from videos.pipeline.assembly import ARTEFACTS
from videos.tasks import generate_video_task
from videos.tests.eutils import FakeNcbi, errors
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
OTHER = uuid.uuid4()
RECORDS = Path(__file__).parent / "integration" / "records"


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        yield server


class TakenOverWhileStoring(FileSystemStorage):
    """Another worker takes the job over in the moment in which this one stores its files."""

    def save(self, *args, **kwargs):
        Job.objects.update(token=OTHER)
        return super().save(*args, **kwargs)


def run(job: Job) -> Job:
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    job.refresh_from_db()
    return job


def work_left(settings) -> list[Path]:
    return list(settings.WORK_DIR.glob("*"))


def test_a_client_asks_polls_and_gets_the_video(settings):
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


def test_the_result_of_the_task_is_kept_under_the_id_that_the_job_names(ncbi):
    job = submission.submit("90000002")
    assert TaskResult.objects.get(task_id=job.celery_task_id).result == '"paper_has_no_text"'


def test_a_second_message_for_a_finished_job_changes_nothing(ncbi):
    job = run(JobFactory(pubmed_id="90000002"))
    before = Job.objects.values().get()
    run(job)
    assert Job.objects.values().get() == before


def test_a_message_for_a_deleted_job_is_no_error():
    assert generate_video_task.apply((str(uuid.uuid4()), "1")).get().startswith("nothing to do")


def test_a_paper_that_ncbi_cannot_give_now_fails_with_that_reason(ncbi):
    ncbi.always_fail_with(errors(404))
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.stage) == (Status.FAILED, "paper_unavailable", "paper")


def test_a_full_or_closed_storage_fails_the_job_and_leaves_nothing_behind(ncbi, settings, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.error_code, job.stage) == (Status.FAILED, "storage_failed", "store")
    assert "MEDIA_ROOT" in job.error_message
    assert not work_left(settings)


def test_an_error_of_our_own_ends_the_job_and_tells_no_secrets(settings, caplog):
    settings.SPEECH_ENGINE = "a-voice-that-does-not-exist"
    with caplog.at_level(logging.CRITICAL):
        job = run(JobFactory())
    assert (job.status, job.error_code) == (Status.FAILED, "internal_error")
    assert "a-voice-that-does-not-exist" not in job.error_message
    assert "log" in job.error_message


def test_work_that_lost_its_claim_is_thrown_away(ncbi, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.TakenOverWhileStoring"}}
    job = run(JobFactory(pubmed_id="90000001"))
    assert (job.status, job.token, job.folder) == (Status.PROCESSING, OTHER, "")
    assert not work_left(settings)
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_retried_job_is_a_new_attempt_with_its_history_kept(ncbi):
    job = run(JobFactory(pubmed_id="90000002"))
    again = submission.resubmit(job)
    assert (again.status, again.attempt) == (Status.FAILED, 2)
    moves = [event.what for event in job.events.all()]
    assert moves == ["started", "paper", "failed", "retried", "started", "paper", "failed"]


def test_a_job_handed_back_can_be_finished_by_another_worker(ncbi):
    job = JobFactory(pubmed_id="90000001")
    lifecycle.hand_back(lifecycle.claim(job.pk))
    assert run(job).status == Status.COMPLETED
