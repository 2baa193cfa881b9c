"""Downloads of the files of a finished video, from a disk and from a bucket (RFC 9110)."""

import uuid
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from rest_framework.test import APIClient

from hiddenhill.settings.storage import bucket_origins
from videos.models import Job
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
on_either = pytest.mark.usefixtures("either_storage")

CONTENT = bytes(range(256)) * 1024
FINISHED_AT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
LAST_MODIFIED = "Tue, 03 Feb 2026 04:05:06 GMT"
EARLIER, LATER = "Mon, 02 Feb 2026 04:05:06 GMT", "Wed, 04 Feb 2026 04:05:06 GMT"


@pytest.fixture
def job(settings) -> Job:
    """A finished job; its files are served here from either storage."""
    settings.S3_PRESIGNED = False
    job = JobFactory(completed=True, finished_at=FINISHED_AT)
    job.folder = f"videos/{job.pk}/{uuid.uuid4()}"
    job.save()
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(CONTENT))
    default_storage.save(f"{job.folder}/captions.vtt", ContentFile("WEBVTT\n\nnaïve\n".encode()))
    return job


def ask(job: Job, name: str = "download", method: str = "get", **headers: str):
    return getattr(APIClient(), method)(f"/api/videos/{job.pk}/{name}", headers=headers)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@on_either
def test_a_file_is_sent_in_full_with_the_headers_that_a_cache_needs(job):
    answer = ask(job)
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Last-Modified"] == LAST_MODIFIED
    assert answer["ETag"] == f'"{job.folder.split("/")[2]}/video.mp4"'
    assert body(answer) == CONTENT
    assert ask(job, "captions.vtt")["ETag"] != answer["ETag"]


@on_either
def test_a_part_is_sent_in_blocks_and_nothing_else_is_read(job):
    answer = ask(job, range="bytes=100-131072")
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes 100-131072/{len(CONTENT)}")
    blocks = list(answer.streaming_content)
    assert b"".join(blocks) == CONTENT[100:131073]
    assert max(map(len, blocks)) == 65536


@on_either
def test_a_head_request_returns_the_size_without_content(job):
    answer = ask(job, method="head", range="bytes=0-9")
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(CONTENT)))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer.content == b""


def test_an_unchanged_file_is_304_without_access_to_the_storage(job, django_assert_num_queries):
    etag = ask(job)["ETag"]
    default_storage.delete(f"{job.folder}/video.mp4")
    with django_assert_num_queries(1):
        answer = ask(job, if_none_match=f'"other", {etag}')
    assert (answer.status_code, answer.content) == (304, b"")
    assert (answer["ETag"], answer["Cache-Control"]) == (etag, "private, no-cache")
    assert ask(job, if_none_match=f"W/{etag}").status_code == 304
    assert ask(job, if_modified_since=LAST_MODIFIED).status_code == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"other"'}, 200),
        ({"if_modified_since": EARLIER}, 200),
        ({"if_none_match": '"other"', "if_modified_since": LATER}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_match": '"other"'}, 412),
        ({"if_match": "*"}, 200),
        ({"if_unmodified_since": EARLIER}, 412),
        ({"if_unmodified_since": LATER}, 200),
        ({"if_none_match": "*"}, 304),
    ],
)
def test_conditions_are_evaluated_in_the_order_of_the_standard(job, headers, status):
    assert ask(job, **headers).status_code == status


@pytest.mark.parametrize(
    ("if_range", "status"),
    [(LAST_MODIFIED, 206), (EARLIER, 200), (LATER, 200), ('"other"', 200), ("nonsense", 200)],
)
def test_if_range_returns_the_whole_file_if_it_has_changed(job, if_range, status):
    assert ask(job, range="bytes=0-9", if_range=if_range).status_code == status


def test_if_range_returns_the_part_for_a_strong_etag_only(job):
    etag = ask(job)["ETag"]
    assert ask(job, range="bytes=0-9", if_range=etag).status_code == 206
    assert ask(job, range="bytes=0-9", if_range=f"W/{etag}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [("BYTES=0-9", 206), ("bytes=0-" + "9" * 18, 206), ("bytes=" + "9" * 5000 + "-", 200), ("bytes=0-1,3-4", 200)],
)
def test_unusual_ranges_are_accepted_or_ignored(job, asked, status):
    assert ask(job, range=asked).status_code == status


def test_a_poster_costs_one_query(job, django_assert_num_queries):
    default_storage.save(f"{job.folder}/poster.jpg", ContentFile(b"JPEG"))
    with django_assert_num_queries(1):
        assert body(ask(job, "poster.jpg")) == b"JPEG"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("visual-abstract.png", "image/png"),
        ("visual-abstract.pdf", "application/pdf"),
        ("visual-abstract-tall.png", "image/png"),
        ("visual-abstract-tall.pdf", "application/pdf"),
    ],
)
def test_a_visual_abstract_is_sent_if_the_video_has_one(name, content_type):
    job = JobFactory(completed=True, has_visual_abstract=True)
    default_storage.save(f"{job.folder}/{name}", ContentFile(b"a page"))
    answer = ask(job, name)
    assert (answer.status_code, answer["Content-Type"], body(answer)) == (200, content_type, b"a page")


@pytest.mark.parametrize("sent_by_nginx", [False, True])
def test_a_visual_abstract_that_the_video_does_not_have_is_404_with_a_remedy(job, settings, sent_by_nginx):
    settings.X_ACCEL_REDIRECT = "/protected/" if sent_by_nginx else ""
    answer = ask(job, "visual-abstract.pdf")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_visual_abstract")
    assert answer.json()["detail"] == "This video has no visual-abstract.pdf."
    assert "refresh" in answer.json()["remedy"]


def test_a_visual_abstract_that_was_lost_is_410():
    job = JobFactory(completed=True, has_visual_abstract=True)
    assert ask(job, "visual-abstract.png").json()["code"] == "file_lost"


@on_either
def test_a_lost_file_is_410_with_a_remedy(job):
    default_storage.delete(f"{job.folder}/video.mp4")
    answer = ask(job)
    assert (answer.status_code, answer.json()["code"]) == (410, "file_lost")
    assert "refresh" in answer.json()["remedy"]


@pytest.mark.usefixtures("bucket_away")
def test_an_unavailable_storage_is_503_without_its_url():
    answer = ask(JobFactory(completed=True), "poster.jpg")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["code"] == "storage_unavailable"
    assert "127.0.0.1" not in answer.json()["detail"]
    theme = {"pubmed_id": "1", "theme": {"logo": "0" * 32}}
    assert APIClient().post("/api/videos/generate", theme).json()["code"] == "storage_unavailable"


def test_nginx_gets_the_path_of_the_file(job, settings):
    settings.X_ACCEL_REDIRECT = "/protected/"
    answer = ask(job, if_none_match=ask(job).get("ETag", '"any"'), range="bytes=0-9")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"] == f"/protected/{job.folder}/video.mp4"
    assert answer["Content-Type"] == "video/mp4"
    assert job.pubmed_id in answer["Content-Disposition"]
    assert "ETag" not in answer
    default_storage.delete(f"{job.folder}/video.mp4")
    assert ask(job).status_code == 410


def test_a_video_in_a_bucket_is_downloaded_from_the_bucket(job, settings, bucket, s3):
    settings.S3_PRESIGNED, settings.S3_PRESIGNED_SECONDS = True, 900
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(CONTENT))
    answer = ask(job)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    assert answer["Location"].startswith(f"{s3.url}/{bucket}/videos/")
    assert parse_qs(urlsplit(answer["Location"]).query)["X-Amz-Expires"] == ["900"]
    fetched = httpx.get(answer["Location"], headers={"Range": "bytes=100-199"})
    assert (fetched.status_code, fetched.content) == (206, CONTENT[100:200])
    assert fetched.headers["Content-Type"] == "video/mp4"
    assert f"{job.pubmed_id}.mp4" in fetched.headers["Content-Disposition"]
    assert httpx.head(ask(job, method="head")["Location"]).headers["Content-Length"] == str(len(CONTENT))


def test_captions_come_from_the_origin_of_the_page(job, settings, bucket):
    settings.S3_PRESIGNED = True
    default_storage.save(f"{job.folder}/captions.vtt", ContentFile(b"WEBVTT\n"))
    answer = ask(job, "captions.vtt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    assert body(answer) == b"WEBVTT\n"


@pytest.mark.parametrize(
    ("endpoint", "region", "origins"),
    [
        ("http://s3.example.org:9000", None, ["http://s3.example.org:9000", "http://films.s3.example.org:9000"]),
        (
            None,
            "eu-west-1",
            [f"https://{bucket}s3{region}.amazonaws.com" for region in (".eu-west-1", "") for bucket in ("", "films.")],
        ),
    ],
)
def test_pages_may_play_from_the_bucket(endpoint, region, origins):
    assert bucket_origins("films", endpoint, region) == origins
