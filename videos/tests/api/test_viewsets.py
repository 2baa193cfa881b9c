"""The API as a client sees it, without a worker. Tests with a worker are in ``integration``."""

import io
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from rest_framework.test import APIClient

from videos.checks import theme_can_be_drawn
from videos.engines.fingerprint import fingerprint
from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Delivery, Job, Status
from videos.papers import preview
from videos.pipeline.options import Format, Length, Options
from videos.storage import logos
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import JobFactory, UserFactory, staff_with
from videos.tests.meanwhile import before_query

pytestmark = pytest.mark.django_db
FIELDS = {
    *("job_id", "pubmed_id", "status", "stage", "progress", "priority", "options", "attempt"),
    *("project_id", "project_url", "batch_id", "group", "review", "review_url", "storyboard_url"),
    *("video_url", "captions_url", "transcript_url", "poster_url", "visual_abstract_url", "webhook_url"),
    *("artefact_urls", "page_url", "duration", "size"),
    *("error_code", "error_message", "postponed", "paper", "later_notices"),
    *("celery_task_id", "created_at", "started_at", "finished_at"),
}
CONTENT = bytes(range(256)) * 8


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def guarded(settings):
    """Not single-user mode."""
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def finished():
    job = JobFactory(completed=True)
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(CONTENT))
    default_storage.save(
        f"{job.folder}/captions.vtt", ContentFile("WEBVTT\n\n00:01.000 --> 00:02.000\nnaïve\n".encode())
    )
    return job


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def fields_refused(response) -> list[str]:
    """The invalid fields in a 400."""
    return [error["field"] for error in response.json()["errors"]]


# --- Requesting a video


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_unavailable_queue_is_503_with_the_failed_job(client, unreachable_queue, slash):
    response = client.post(f"/api/videos/generate{slash}", {"pubmed_id": "PMID: 32887691"})
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    job = Job.objects.get()
    assert response.json()["job_id"] == str(job.pk)
    assert (job.status, job.error_code, job.pubmed_id) == (Status.FAILED, "queue_unavailable", "32887691")


@pytest.mark.parametrize("pubmed_id", ["", "hello", "0", "10.1000", "PMC", None, "1 2", "x" * 5001, ["1"], {"a": 1}])
def test_an_invalid_id_is_refused_with_a_field_error_and_no_job(client, pubmed_id):
    response = client.post("/api/videos/generate", {"pubmed_id": pubmed_id})
    assert response.status_code == 400
    assert fields_refused(response) == ["pubmed_id"]
    assert response.json()["pubmed_id"]
    assert not Job.objects.exists()


def test_the_job_contains_its_options(client, waiting_queue):
    asked = {"pubmed_id": "32887691", "format": "square", "length": "short", "allow_retracted": True}
    job = client.post("/api/videos/generate", asked).json()
    assert job["options"] == {
        "format": "square",
        "length": "short",
        "captions": "soft",
        "voice": None,
        "speed": 1.0,
        "theme": {"accent": "", "logo": "", "call_to_action": ""},
        "writer": "rules",
        "audience": "public",
        "text": "abstract",
        "full_text": True,
        "constant_frame_rate": False,
        "allow_retracted": True,
    }
    assert Job.objects.get().options == Options(Format.SQUARE, Length.SHORT, allow_retracted=True)


def noted(text: str) -> PngInfo:
    notes = PngInfo()
    notes.add_text("Comment", text)
    return notes


def picture(width: int = 200, height: int = 80, kind: str = "PNG", **saved) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind, **saved)
    return SimpleUploadedFile("logo.png", file.getvalue())


def test_a_logo_is_stored_once_and_used_in_a_theme(client, waiting_queue):
    first, second = (client.post("/api/logos", {"file": picture()}, format="multipart") for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    theme = {"accent": "#8A2BE2", "logo": first.json()["id"], "call_to_action": "Read the paper"}
    job = client.post("/api/videos/generate", {"pubmed_id": "32887691", "theme": theme}, format="json").json()
    assert job["options"]["theme"] == theme | {"accent": "#8a2be2"}


def test_metadata_of_a_logo_is_discarded(client):
    secret = picture(pnginfo=noted("GPS 48.2 N"))
    digest = client.post("/api/logos", {"file": secret}, format="multipart").json()["id"]
    assert b"GPS" not in logos.read(digest)


def drawn(image: Image.Image, kind: str = "PNG", **saved) -> SimpleUploadedFile:
    file = io.BytesIO()
    image.save(file, kind, **saved)
    return SimpleUploadedFile("logo.png", file.getvalue())


def stored(client, file: SimpleUploadedFile) -> Image.Image:
    digest = client.post("/api/logos", {"file": file}, format="multipart").json()["id"]
    return Image.open(io.BytesIO(logos.read(digest)))


def test_a_logo_that_a_camera_has_marked_as_turned_is_turned(client):
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: turn it to the right
    assert stored(client, drawn(Image.new("RGB", (200, 80), "teal"), "JPEG", exif=turned)).size == (80, 200)


def test_a_logo_in_16_bit_greys_keeps_its_greys(client):
    assert stored(client, drawn(Image.new("I;16", (64, 64), 0x8000))).getpixel((9, 9)) in {
        (127, 127, 127, 255),
        (128, 128, 128, 255),
    }


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "PNG, JPEG or WebP"),
        (SimpleUploadedFile("logo.png", picture().read()[:60]), "PNG, JPEG or WebP"),
        (picture(kind="BMP"), "PNG, JPEG or WebP"),
        (drawn(Image.new("RGBA", (64, 64), (0, 0, 0, 0))), "transparent or white"),
        (drawn(Image.new("L", (64, 64), 250)), "transparent or white"),
        (SimpleUploadedFile("logo.png", bytes(2_000_001)), "at most 2 MB"),
        (picture(4001, 40), "4001 x 40 pixels"),
        (picture(31, 31), "31 x 31 pixels"),
        (picture(2001, 2000), "more than 4 million"),
        (picture(2001, 2000, "WEBP", save_all=True, append_images=[Image.new("RGB", (2001, 2000))]), "more than 4"),
    ],
    ids=[
        *("svg", "cut short", "bmp", "transparent", "white", "too many bytes", "too wide", "too small", "too large"),
        "too large, animated",
    ],
)
def test_an_invalid_logo_is_refused_with_the_rule(client, file, reason):
    answer = client.post("/api/logos", {"file": file}, format="multipart")
    assert answer.status_code == 400
    assert reason in answer.json()["file"][0]


def test_a_logo_is_refused_for_the_moment_while_others_are_drawn(client):
    go_on = threading.Event()
    logos._drawing.submit(go_on.wait)
    answer = client.post("/api/logos", {"file": picture()}, format="multipart")
    page = client.post("/", {"pubmed_id": "sample", "file": picture()}, format="multipart")
    go_on.set()
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "service_busy", "5")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Upload this one again in a few seconds" in page.text


@pytest.mark.parametrize(
    "theme",
    [
        {"accent": "teal"},
        {"accent": "#12345g"},
        {"logo": "0" * 32},
        {"logo": "../../secret_key"},
        {"call_to_action": "x" * 91},
        {"call_to_action": "..."},
        {"call_to_action": "—"},
        {"call_to_action": "\u200b"},
        {"call_to_action": "\ue000"},
        {"call_to_action": "w" * 90},
        {"call_to_action": "Ww" * 14},
        {"call_to_action": "Read " + "\u00a0".join("a" * 30)},
    ],
)
def test_an_invalid_theme_is_refused(client, waiting_queue, theme):
    answer = client.post("/api/videos/generate", {"pubmed_id": "32887691", "theme": theme}, format="json")
    assert answer.status_code == 400
    assert set(answer.json()["theme"]) == set(theme)


@pytest.mark.parametrize(
    "sentence",
    [
        "Read the paper.",
        "More at https://www.journal-of-medicine.org/articles/2024/1234567890",
        "Call 555 0199!",
        "Electroencephalographically yours 🎉",
        "Подпишитесь",
    ],
)
def test_a_closing_sentence_may_have_any_words(client, waiting_queue, sentence):
    asked = {"pubmed_id": "32887691", "theme": {"call_to_action": sentence}}
    assert client.post("/api/videos/generate", asked, format="json").status_code == 201


def test_the_default_theme_fills_in_what_the_request_leaves_out(client, waiting_queue, settings, tmp_path):
    (tmp_path / "own.png").write_bytes(picture().read())
    settings.THEME_ACCENT, settings.THEME_LOGO = "#0000ff", str(tmp_path / "own.png")
    asked = {"pubmed_id": "32887691", "theme": {"accent": "#ff0000"}}
    theme = client.post("/api/videos/generate", asked, format="json").json()["options"]["theme"]
    assert theme["accent"] == "#ff0000"
    assert logos.exists(theme["logo"])


@pytest.mark.parametrize("speed", [0.5, 2, "fast"])
def test_an_unusable_speed_is_refused(client, waiting_queue, speed):
    answer = client.post("/api/videos/generate", {"pubmed_id": "32887691", "speed": speed}, format="json")
    assert (answer.status_code, fields_refused(answer)) == (400, ["speed"])


def test_a_video_made_with_other_options_is_not_reused(client, waiting_queue):
    made = JobFactory(completed=True, pubmed_id="32887691", recipe=fingerprint(Options()))
    default_storage.save(f"{made.folder}/video.mp4", ContentFile(CONTENT))
    job = client.post("/api/videos/generate", {"pubmed_id": "32887691", "length": "short"}).json()
    assert job["status"] == "queued"


@pytest.mark.parametrize(
    ("option", "value"), [("format", "round"), ("length", "endless"), ("allow_retracted", "perhaps")]
)
def test_an_invalid_option_is_refused_with_a_field_error(client, option, value):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691", option: value})
    assert response.status_code == 400
    assert fields_refused(response) == [option]


def test_an_unknown_priority_is_refused_with_a_field_error(client):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691", "priority": "urgent"})
    assert response.status_code == 400
    assert fields_refused(response) == ["priority"]


def test_the_browsable_api_offers_a_form_for_the_id_and_the_priority(client):
    response = client.get("/api/videos/generate", HTTP_ACCEPT="text/html")
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="pubmed_id"' in page
    assert 'name="priority"' in page


# --- Requesting twice


def ask(client, key=None, **body):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/videos/generate", {"pubmed_id": "32887691", **body}, headers=headers)


def test_the_same_key_and_body_give_the_same_job(client, waiting_queue):
    first, second = ask(client, "k1"), ask(client, "k1", pubmed_id="PMID: 32887691")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["job_id"] == second.json()["job_id"]
    assert ask(client, "k2").json()["job_id"] != first.json()["job_id"]


def test_the_same_key_with_another_body_is_a_conflict(client, waiting_queue):
    ask(client, "k1")
    conflict = ask(client, "k1", priority="high")
    assert (conflict.status_code, conflict.json()["code"]) == (409, "idempotency_key_reused")
    assert Job.objects.count() == 1


def test_keys_are_separate_for_each_user(client, guarded, waiting_queue):
    jobs = set()
    for _ in range(2):
        client.force_authenticate(UserFactory())
        jobs.add(ask(client, "k1").json()["job_id"])
    assert len(jobs) == 2


def test_a_refused_request_may_be_sent_again_with_its_key(client, request):
    request.getfixturevalue("unreachable_queue")
    refused = ask(client, "k1")
    request.getfixturevalue("waiting_queue")
    accepted = ask(client, "k1")
    assert (refused.status_code, accepted.status_code) == (503, 201)
    assert Job.objects.get(pk=refused.json()["job_id"]).status == Status.FAILED


@pytest.mark.parametrize("key", ["", "two words", "naïve", "x" * 201])
def test_an_invalid_key_is_refused(client, key):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691"}, HTTP_IDEMPOTENCY_KEY=key)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_idempotency_key")
    assert not Job.objects.exists()


def made_before(**traits: object) -> Job:
    job = JobFactory(completed=True, **{"pubmed_id": "32887691", "recipe": fingerprint(Options()), **traits})
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(CONTENT))
    return job


def test_an_existing_video_is_returned_at_once(client):
    made = made_before()
    answer = ask(client)
    assert (answer.status_code, answer.json()["status"]) == (201, "completed")
    assert answer.json()["job_id"] != str(made.pk)
    assert body(client.get(answer.json()["video_url"])) == CONTENT


def test_a_reused_video_outlives_the_job_that_made_it(client):
    made, again = made_before(), ask(client).json()
    assert client.delete(f"/api/videos/{made.pk}").status_code == 204
    assert body(client.get(again["video_url"])) == CONTENT
    client.delete(f"/api/videos/{again['job_id']}")
    assert not default_storage.exists(f"{made.folder}/video.mp4")


OTHERS = {
    "with another fingerprint": {"recipe": "older"},
    "of long ago": {"finished_at": timezone.now() - timedelta(days=8)},
    "of another paper": {"pubmed_id": "PMC1"},
    "that was itself reused": {"attempt": 0},
    "of a paper retracted since": {
        "later_notices": [{"kind": "retracted", "text": "Retracted.", "pmid": "", "noticed_at": "2026-11-20T00:00:00Z"}]
    },
}


@pytest.mark.parametrize("traits", OTHERS.values(), ids=OTHERS.keys())
def test_other_videos_are_not_reused(client, waiting_queue, traits):
    made_before(**traits)
    assert ask(client).json()["status"] == "queued"


def test_the_old_video_of_a_paper_that_a_look_up_found_to_be_retracted_is_not_handed_out(
    client, waiting_queue, settings
):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    made = made_before(created_at=timezone.now() - timedelta(days=1))
    with FakeNcbi({"32887691": record("32887691")}) as ncbi:
        settings.NCBI_EUTILS_URL, settings.NCBI_API_KEY = ncbi.eutils_url, "for a short gap between requests"
        preview.shared_cache.clear()
        assert ask(client).json()["status"] == "completed"
        ncbi.records["32887691"] = record("32887691", retracted=True)
        preview.shared_cache.clear()
        assert client.get("/api/papers", {"id": "32887691"}).json()["error_code"] == "paper_retracted"
        assert ask(client).json()["status"] == "queued"
        form = {"pubmed_id": "32887691", "key": str(uuid.uuid4())}
        client.post("/", form)
    assert Job.objects.filter(folder=made.folder).count() == 2
    preview.shared_cache.clear()


def test_a_later_notice_is_part_of_the_job(client):
    notice = {"kind": "retracted", "text": "Retracted.", "pmid": "7", "noticed_at": "2026-11-20T00:00:00Z"}
    job = JobFactory(completed=True, later_notices=[notice])
    assert client.get(f"/api/videos/{job.pk}").json()["later_notices"] == [notice]
    assert client.get(f"/api/videos/{JobFactory(completed=True).pk}").json()["later_notices"] is None


def test_a_video_is_made_again_with_refresh_or_if_its_file_is_missing(client, waiting_queue):
    made = made_before()
    assert ask(client, refresh=True).json()["status"] == "queued"
    default_storage.delete(f"{made.folder}/video.mp4")
    assert ask(client).json()["status"] == "queued"


def test_the_unfinished_jobs_of_a_user_are_limited(client, guarded, waiting_queue, settings):
    settings.JOBS_PER_USER = 2
    user = UserFactory()
    JobFactory(owner=user, processing=True)
    JobFactory(owner=user, completed=True)
    client.force_authenticate(user)
    assert ask(client).status_code == 201
    refused = ask(client)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_jobs")
    assert "JOBS_PER_USER" not in refused.json()["detail"]
    assert "JOBS_PER_USER" in refused.json()["remedy"]


def test_a_retry_counts_as_an_unfinished_job(client, guarded, waiting_queue, settings):
    settings.JOBS_PER_USER = 1
    user = UserFactory()
    first, second = JobFactory.create_batch(2, owner=user, failed=True)
    client.force_authenticate(user)
    assert client.post(f"/api/videos/{first.pk}/retry").status_code == 202
    refused = client.post(f"/api/videos/{second.pk}/retry")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_jobs")
    second.refresh_from_db()
    assert (second.status, second.error_code) == (Status.FAILED, "paper_not_found")
    assert not second.events.exists()


# --- Cancelling, retrying, deleting


def test_a_postponed_job_says_what_it_waits_for_and_until_when(client):
    job = JobFactory()
    lifecycle.postpone(lifecycle.claim(job.pk), "paper_unavailable", "NCBI.", Effort(), 240, setback=False)
    job.refresh_from_db()
    shown = client.get(f"/api/videos/{job.pk}").json()
    assert (shown["status"], shown["error_code"]) == ("queued", None)
    assert shown["postponed"] == {
        "code": "paper_unavailable",
        "reason": "PubMed does not answer.",
        "next_attempt_at": job.not_before.isoformat().replace("+00:00", "Z"),
    }
    lifecycle.cancel(job.pk)
    assert client.get(f"/api/videos/{job.pk}").json()["postponed"] is None


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_job_is_cancelled_once(client, slash):
    job = JobFactory()
    first = client.post(f"/api/videos/{job.pk}/cancel{slash}")
    assert (first.status_code, first.json()["status"]) == (202, "cancelled")
    second = client.post(f"/api/videos/{job.pk}/cancel{slash}")
    assert (second.status_code, second.json()["code"], second.json()["job_status"]) == (
        409,
        "wrong_status",
        "cancelled",
    )


def test_a_failed_job_is_queued_again_under_its_id(client, waiting_queue):
    job = JobFactory(failed=True)
    answer = client.post(f"/api/videos/{job.pk}/retry")
    assert answer.status_code == 202
    assert (answer.json()["job_id"], answer.json()["status"], answer.json()["error_code"]) == (
        str(job.pk),
        "queued",
        None,
    )
    assert client.post(f"/api/videos/{job.pk}/retry").status_code == 409


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7])  # before query 5 the job is locked
@pytest.mark.parametrize("what", ["cancel", "retry"])
def test_an_action_on_a_job_that_is_deleted_meanwhile_is_no_error(client, waiting_queue, what, number):
    job = JobFactory(failed=True)
    with before_query({number: lambda: Job.objects.filter(pk=job.pk).delete()}):
        response = client.post(f"/api/videos/{job.pk}/{what}")
    assert response.status_code in (202, 404, 409)


def test_a_retry_that_cannot_be_queued_is_503_and_the_job_stays_failed(client, unreachable_queue):
    job = JobFactory(failed=True)
    assert client.post(f"/api/videos/{job.pk}/retry").status_code == 503
    assert Job.objects.get().error_code == "queue_unavailable"


def test_a_deleted_job_is_gone_with_its_files(client, finished):
    assert client.delete(f"/api/videos/{finished.pk}").status_code == 204
    assert client.get(f"/api/videos/{finished.pk}").status_code == 404
    assert not default_storage.exists(f"{finished.folder}/video.mp4")
    assert client.delete(f"/api/videos/{finished.pk}").status_code == 404


def test_a_job_lists_its_attempts(client):
    job = JobFactory()
    lifecycle.hand_back(lifecycle.claim(job.pk, "one"), Effort("slides", "", {"paper": 1.0}))
    lifecycle.claim(job.pk, "two")
    first, second = client.get(f"/api/videos/{job.pk}/attempts").json()
    assert (first["number"], first["worker"], first["outcome"], first["stage"]) == (1, "one", "handed back", "slides")
    assert first["seconds"] == {"paper": 1.0}
    assert (second["number"], second["outcome"], second["ended_at"]) == (2, None, None)


@pytest.mark.parametrize(
    ("method", "path"), [("post", "/cancel"), ("post", "/retry"), ("delete", ""), ("get", "/attempts")]
)
def test_another_user_s_job_can_be_neither_changed_nor_read(client, guarded, method, path):
    job = JobFactory(owner=UserFactory(), failed=True)
    client.force_authenticate(UserFactory())
    assert getattr(client, method)(f"/api/videos/{job.pk}{path}").status_code == 404
    assert Job.objects.get().status == Status.FAILED


# --- A job


def test_a_job_has_the_fields_of_the_contract_and_no_others(client):
    job = JobFactory()
    answer = client.get(f"/api/videos/{job.pk}").json()
    assert set(answer) == FIELDS
    assert answer["job_id"] == str(job.pk)


def test_unknown_fields_of_a_job_are_null_not_empty(client):
    answer = client.get(f"/api/videos/{JobFactory().pk}").json()
    empty = (
        "stage",
        "video_url",
        "captions_url",
        "transcript_url",
        "poster_url",
        "visual_abstract_url",
        "artefact_urls",
        "duration",
        "size",
        "webhook_url",
        "error_code",
        "error_message",
        "postponed",
        "paper",
    )
    assert {name: answer[name] for name in empty} == dict.fromkeys(empty)


def test_a_completed_job_has_absolute_urls(client):
    job = JobFactory(completed=True)
    answer = client.get(f"/api/videos/{job.pk}/").json()
    base = f"http://testserver/api/videos/{job.pk}"
    assert answer["video_url"] == f"{base}/download"
    assert answer["captions_url"] == f"{base}/captions.vtt"
    assert answer["transcript_url"] == f"{base}/transcript.txt"
    assert answer["poster_url"] == f"{base}/poster.jpg"
    assert answer["visual_abstract_url"] is None
    assert answer["page_url"] == f"http://testserver/jobs/{job.pk}"
    assert (answer["duration"], answer["size"]) == (80.0, 2_000_000)
    assert answer["artefact_urls"]["video.mp4"] == f"{base}/download"
    assert answer["artefact_urls"]["captions.srt"] == f"{base}/captions.srt"
    assert len(answer["artefact_urls"]) == 8
    assert answer["paper"]["title"] == "An invented paper"


def test_a_job_has_the_url_of_its_visual_abstract_if_there_is_one(client):
    job = JobFactory(completed=True, has_visual_abstract=True)
    answer = client.get(f"/api/videos/{job.pk}").json()
    assert answer["visual_abstract_url"] == f"http://testserver/api/videos/{job.pk}/visual-abstract.png"


def test_a_failed_job_has_its_reason_and_remedy(client):
    answer = client.get(f"/api/videos/{JobFactory(failed=True).pk}").json()
    assert answer["error_code"] == "paper_not_found"
    assert answer["error_message"] == "PubMed has no such paper. Check the id."
    assert answer["video_url"] is None


@pytest.mark.parametrize("path", ["", "/download", "/poster.jpg"])
def test_an_unknown_job_is_404(client, path):
    assert client.get(f"/api/videos/{uuid.uuid4()}{path}").status_code == 404


def test_an_invalid_job_id_is_404(client):
    assert client.get("/api/videos/no-uuid").status_code == 404


def test_reading_a_job_takes_one_query(client, django_assert_num_queries):
    job = JobFactory(completed=True)
    with django_assert_num_queries(1):
        client.get(f"/api/videos/{job.pk}")


def test_authentication_takes_two_more_queries(client, guarded, django_assert_num_queries):
    job = JobFactory(owner=UserFactory())
    client.force_login(job.owner)
    with django_assert_num_queries(3):
        client.get(f"/api/videos/{job.pk}")


# --- The list


def test_the_list_is_paged_and_newest_first(client):
    jobs = [JobFactory(created_at=timezone.now() - timedelta(hours=age)) for age in (3, 2, 1)]
    page = client.get("/api/videos", {"page_size": 2}).json()
    assert [job["job_id"] for job in page["results"]] == [str(job.pk) for job in reversed(jobs[1:])]
    assert page["next"].startswith("http://testserver/api/videos?cursor=")
    assert [job["job_id"] for job in client.get(page["next"]).json()["results"]] == [str(jobs[0].pk)]


def test_each_job_is_on_one_page(client):
    for _ in range(5):
        JobFactory()  # created_at is set by the database
    listed, url = [], "/api/videos?page_size=2"
    while url and len(listed) < 10:
        page = client.get(url).json()
        listed += [job["job_id"] for job in page["results"]]
        url = page["next"]
    assert sorted(listed) == sorted(str(job.pk) for job in Job.objects.all())


def test_the_list_takes_one_query(client, django_assert_num_queries):
    JobFactory.create_batch(30, completed=True)
    with django_assert_num_queries(1):
        client.get("/api/videos", {"page_size": 30})


def test_the_list_filters_by_status(client):
    failed = JobFactory(failed=True)
    JobFactory()
    page = client.get("/api/videos", {"status": "failed"}).json()
    assert [job["job_id"] for job in page["results"]] == [str(failed.pk)]
    assert client.get("/api/videos", {"status": "broken"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "found"), [("PMC123", 1), ("https://pmc.ncbi.nlm.nih.gov/articles/PMC123/", 1), ("123", 0), ("?", 0)]
)
def test_the_list_filters_by_id_in_any_accepted_form(client, asked, found):
    JobFactory(pubmed_id="PMC123")
    assert len(client.get("/api/videos", {"pubmed_id": asked}).json()["results"]) == found


# --- Files


@pytest.mark.parametrize(
    "name",
    [
        *("download", "captions.vtt", "captions.srt", "transcript.txt", "poster.jpg", "storyboard.json"),
        *("description.txt", "visual-abstract.png", "visual-abstract-tall.pdf"),
    ],
)
@pytest.mark.parametrize("traits", [{}, {"processing": True}, {"failed": True}], ids=["queued", "processing", "failed"])
def test_files_are_409_before_the_job_is_completed(client, name, traits):
    job = JobFactory(**traits)
    response = client.get(f"/api/videos/{job.pk}/{name}")
    assert response.status_code == 409
    assert (response.json()["code"], response.json()["job_status"]) == ("no_video", job.status)


def test_the_download_is_the_whole_file_under_a_descriptive_name(client, finished):
    response = client.get(f"/api/videos/{finished.pk}/download")
    assert response.status_code == 200
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"
    assert f"hidden-hill-{finished.pubmed_id}.mp4" in response["Content-Disposition"]
    assert body(response) == CONTENT


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=2000-", 2000, 2047),
        ("bytes=-10", 2038, 2047),
        ("bytes=5-99999", 5, 2047),
    ],
)
def test_a_range_returns_that_part(client, finished, asked, start, end):
    response = client.get(f"/api/videos/{finished.pk}/download", HTTP_RANGE=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/2048"
    assert response["Content-Length"] == str(end - start + 1)
    assert body(response) == CONTENT[start : end + 1]


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=9999-10000", "bytes=7-3", "bytes=-0"])
def test_a_range_outside_the_file_is_416(client, finished, asked):
    response = client.get(f"/api/videos/{finished.pk}/download", HTTP_RANGE=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */2048"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "words=1-2", "bytes=-", "nonsense"])
def test_an_unsupported_range_returns_the_whole_file(client, finished, asked):
    response = client.get(f"/api/videos/{finished.pk}/download", HTTP_RANGE=asked)
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_captions_are_utf_8_and_not_an_attachment(client, finished):
    response = client.get(f"/api/videos/{finished.pk}/captions.vtt")
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert "attachment" not in response.get("Content-Disposition", "")
    assert "naïve" in body(response).decode()


# --- Access


@pytest.mark.parametrize("path", ["/api/videos", "/api/videos/generate", "/api"])
def test_authentication_is_required_outside_single_user_mode(client, guarded, path):
    assert client.get(path).status_code == 401


def test_a_user_sees_only_their_own_jobs(client, guarded):
    user = UserFactory()
    own, other = JobFactory(owner=user), JobFactory(owner=UserFactory())
    client.force_authenticate(user)
    assert [job["job_id"] for job in client.get("/api/videos").json()["results"]] == [str(own.pk)]
    assert client.get(f"/api/videos/{other.pk}").status_code == 404


def test_staff_see_every_job(client, guarded):
    JobFactory(owner=UserFactory())
    client.force_authenticate(staff_with("view_job"))
    assert len(client.get("/api/videos").json()["results"]) == 1


@pytest.mark.parametrize(
    ("permission", "expected"),
    [("view_job", (403, 403, 403)), ("change_job", (202, 409, 403)), ("delete_job", (403, 403, 204))],
)
def test_staff_do_to_the_jobs_of_others_what_their_permissions_allow(client, guarded, permission, expected):
    job = JobFactory(owner=UserFactory(), failed=True)
    client.force_authenticate(staff_with(*{"view_job", permission}))
    url = f"/api/videos/{job.pk}"
    answers = (client.post(f"{url}/retry"), client.post(f"{url}/cancel"), client.delete(url))
    codes = tuple(answer.status_code for answer in answers)
    assert codes[0] == expected[0]
    assert codes[1] in (expected[1], 202)  # in the eager queue of the tests the retried job may have ended
    assert codes[2] == expected[2]
    assert all(answer.json()["code"] == "permission_denied" for answer in answers if answer.status_code == 403)
    assert client.get(url).status_code == (404 if expected[2] == 204 else 200)


def test_staff_do_to_their_own_jobs_what_every_user_may(client, guarded):
    staff = staff_with()
    client.force_authenticate(staff)
    assert client.delete(f"/api/videos/{JobFactory(owner=staff).pk}").status_code == 204


HOOK = "https://hooks.example.org/in/secret-of-ann?token=42"


def test_staff_see_only_the_host_of_another_user_s_webhook(client, guarded):
    owner = UserFactory()
    job = JobFactory(owner=owner, webhook_url=HOOK, failed=True)
    Delivery.objects.create(job=job, url=HOOK, event="failed", snapshot="{}", next_at=timezone.now())
    for user, seen in ((owner, HOOK), (staff_with("view_job", "change_job"), "https://hooks.example.org/…")):
        client.force_authenticate(user)
        assert client.get(f"/api/videos/{job.pk}").json()["webhook_url"] == seen
        assert client.get("/api/videos").json()["results"][0]["webhook_url"] == seen
        assert client.get(f"/api/videos/{job.pk}/deliveries").json()[0]["url"] == seen
    assert client.post(f"/api/videos/{job.pk}/retry").json()["webhook_url"] == "https://hooks.example.org/…"


# --- About the API


def test_the_root_lists_the_urls(client):
    assert client.get("/api/").json()["generate"] == "http://testserver/api/videos/generate"


def test_the_schema_is_openapi_3_with_every_operation(client):
    schema = client.get("/api/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    assert schema["openapi"].startswith("3.")
    assert {"/api/videos/generate", "/api/videos/{job_id}", "/api/videos", "/api/health"} <= set(schema["paths"])
    assert set(schema["components"]["schemas"]["Job"]["properties"]) == FIELDS


def test_the_reference_page_loads_nothing_from_another_host(client):
    page = client.get("/api/docs").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "cdn" not in page


def test_only_the_browsable_api_may_use_style_attributes(client):
    answers = [client.get("/api/videos", HTTP_ACCEPT=kind) for kind in ("text/html", "application/json")]
    relaxed = ["style-src-attr 'unsafe-inline'" in answer["Content-Security-Policy"] for answer in answers]
    assert relaxed == [True, False]


def test_a_language_model_is_refused_where_none_is_configured(client, waiting_queue, settings):
    asked = {"pubmed_id": "32887691", "writer": "llm", "audience": "clinician"}
    answer = client.post("/api/videos/generate", asked)
    assert (answer.status_code, fields_refused(answer)) == (400, ["writer"])
    settings.LLM_MODEL = "some-model"
    assert client.post("/api/videos/generate", asked).json()["options"]["audience"] == "clinician"


def test_an_invalid_default_theme_is_an_error_at_startup(settings, tmp_path):
    assert theme_can_be_drawn(None) == []
    (tmp_path / "logo.png").write_bytes(b"no picture")
    for logo in (tmp_path / "logo.png", tmp_path / "nowhere.png"):
        settings.THEME_ACCENT, settings.THEME_LOGO, settings.THEME_CALL_TO_ACTION = "teal", str(logo), "..."
        assert [error.id for error in theme_can_be_drawn(None)] == ["videos.E006", "videos.E010", "videos.E007"]
