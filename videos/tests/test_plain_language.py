"""Videos of a paper's plain-language summary, from the record to the page of the job."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from videos.models import Job, Status
from videos.papers import preview
from videos.pipeline.options import Length, Options, Text
from videos.tasks import generate_video_task
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_in_memory")]

ABSTRACT = (
    "We randomised 240 nurses to a nap or a usual break. Nurses who napped made fewer errors (0.8 vs 1.4 per shift). "
    "Headaches were reported by 9 nurses who napped, an adverse event. A short nap reduced errors on night shifts."
)
MISSING = "This paper has no plain-language summary. Choose its abstract."
PLAIN = (
    "Nurses often work through the night, when it is hard to stay alert. We asked half of the nurses to sleep for a "
    "short time. Nurses who slept made fewer mistakes. Hospitals should let nurses sleep for a short time at night."
)
RECORDS = {
    "90000007": record("90000007", "Naps on night shifts", ABSTRACT, plain=PLAIN),
    "90000008": record("90000008", "Naps on day shifts", ABSTRACT),
}


@pytest.fixture(autouse=True)
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


def made(pmid: str, **options: object) -> Job:
    job = JobFactory(pubmed_id=pmid, options=Options(length=Length.SHORT, text=Text.PLAIN, **options))
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    job.refresh_from_db()
    return job


def file(job: Job, name: str) -> str:
    return default_storage.open(f"{job.folder}/{name}").read().decode()


def test_a_video_of_the_summary_says_so_everywhere_and_nothing_of_the_abstract(client):
    job = made("90000007")
    assert job.status == Status.COMPLETED, (job.error_code, job.error_message)
    transcript, board = file(job, "transcript.txt"), json.loads(file(job, "storyboard.json"))
    assert "Nurses who slept made fewer mistakes." in transcript
    assert "this was its plain-language summary" in transcript
    assert "Only the abstract reports the numbers and harms." in transcript
    assert "napped" not in transcript
    assert "taken from the plain-language summary of the paper" in file(job, "description.txt")
    assert (board["text"], board["abstract"]) == ("plain_language", [{"section": "", "text": PLAIN}])
    sources = [each["source"] for scene in board["scenes"] for each in scene["sentences"] if each["source"]]
    assert {source["section"] for source in sources} == {"title", "plain-language summary"}
    page = client.get(f"/jobs/{job.pk}").content.decode()
    assert "The whole plain-language summary, with what is left out" in page
    assert "Plain-language summary, word for word" in page


def test_a_paper_without_a_summary_fails_with_what_to_do():
    job = made("90000008")
    assert (job.status, job.error_code) == (Status.FAILED, "no_plain_summary")
    assert "Request the video of the abstract instead." in job.error_message
    explained = APIClient().get("/api/problems/no_plain_summary").json()
    assert (explained["remedy"], explained["retry"]) == ("Request the video with text abstract.", False)


def test_a_look_up_says_whether_there_is_a_summary():
    found = [APIClient().get("/api/papers", {"id": pmid}).json()["paper"] for pmid in RECORDS]
    assert [paper["has_plain_summary"] for paper in found] == [True, False]


def test_a_request_that_is_known_to_fail_is_refused_at_once(waiting_queue):
    asked = {"pubmed_id": "90000008", "text": "plain_language"}
    preview.look_up("90000008")
    answer = APIClient().post("/api/videos/generate", asked)
    assert (answer.status_code, answer.json()["text"]) == (400, [MISSING])
    page = Client().post("/", {**asked, "formats": "landscape"})
    assert (page.status_code, MISSING in page.content.decode()) == (400, True)
    with pytest.raises(CommandError, match="no plain-language summary"):
        call_command("generate", "90000008", "--text", "plain_language")
    assert APIClient().post("/api/videos/generate", {**asked, "text": "abstract"}).status_code == 201


def test_the_studio_offers_the_summary_of_papers_that_have_one(client):
    offered = ['value="plain_language"' in client.get(f"/papers?pubmed_id={pmid}").content.decode() for pmid in RECORDS]
    assert offered == [True, False]
    kept = client.get("/papers?pubmed_id=90000007&text=plain_language").content.decode()
    assert 'value="plain_language" checked' in kept


def test_the_studio_requests_the_summary(client, waiting_queue):
    client.post("/", {"pubmed_id": "90000007", "text": "plain_language", "formats": "landscape"})
    assert Job.objects.get().options.text is Text.PLAIN


def test_the_editor_calls_the_text_by_its_name(client):
    job = JobFactory(pubmed_id="90000007", options=Options(text=Text.PLAIN), review=True)
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    page = client.get(f"/jobs/{job.pk}").content.decode()
    assert '<h2 id="abstract" tabindex="-1">Plain-language summary</h2>' in page
    assert "Nurses who slept made fewer mistakes." in page
