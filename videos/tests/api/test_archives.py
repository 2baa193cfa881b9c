"""The finished videos of a batch as one ZIP file."""

import io
import zipfile

import pytest
from rest_framework.test import APIClient

from videos.api import archives
from videos.models import Job, Status
from videos.tests.batches import batch_with, store, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient()


def test_the_archive_has_the_finished_videos_their_captions_and_a_table(client, either_storage):
    batch = batch_with(failed=1, completed=2)
    first, second = batch.jobs.filter(status=Status.COMPLETED).order_by("pubmed_id")
    Job.objects.filter(pk=second.pk).update(pubmed_id="10.5555/jir.1(2)")
    batch.items.filter(pubmed_id=second.pubmed_id).update(pubmed_id="10.5555/jir.1(2)")
    film = b"film" * 50_000
    store(first, **{"video.mp4": film})
    store(second)
    answer = client.get(f"/api/batches/{batch.pk}/archive.zip")
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert archive.testzip() is None
    paper = first.pubmed_id
    assert archive.namelist() == [
        *(f"0002-{paper}-landscape.mp4", f"0002-{paper}-landscape.vtt", f"0002-{paper}-landscape.srt"),
        *(f"0003-10.5555_jir.1_2_-landscape.{kind}" for kind in ("mp4", "vtt", "srt")),
        "videos.csv",
    ]
    assert archive.read(archive.namelist()[0]) == film
    assert [(row["status"], row["file"]) for row in table(archive.read("videos.csv"))] == [
        ("failed", ""),
        ("completed", f"0002-{paper}-landscape.mp4"),
        ("completed", "0003-10.5555_jir.1_2_-landscape.mp4"),
    ]


def test_a_video_whose_file_is_missing_is_left_out_and_named(client):
    batch = batch_with(completed=1)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/api/batches/{batch.pk}/archive.zip").getvalue()))
    assert archive.namelist() == ["videos.csv"]
    assert table(archive.read("videos.csv"))[0]["file"] == "missing from the storage"


def test_an_archive_breaks_off_rather_than_hold_part_of_a_file(client, settings):
    batch = batch_with(completed=1)
    job = batch.jobs.get()
    store(job, **{"video.mp4": b"film" * 100_000})
    answer = client.get(f"/api/batches/{batch.pk}/archive.zip")
    blocks = iter(answer.streaming_content)
    next(blocks)
    (settings.MEDIA_ROOT / job.folder / "video.mp4").write_bytes(b"fi")
    with pytest.raises(archives.Incomplete):
        list(blocks)


def test_an_archive_is_sent_in_blocks_that_do_not_grow_with_the_video(client):
    batch = batch_with(completed=1)
    store(batch.jobs.get(), **{"video.mp4": b"film" * 1_000_000})
    answer = client.get(f"/api/batches/{batch.pk}/archive.zip")
    assert max(map(len, answer.streaming_content)) < 70_000


def test_two_archives_are_sent_at_once_and_another_has_to_wait(client):
    batch = batch_with(completed=1)
    store(batch.jobs.get())
    url = f"/api/batches/{batch.pk}/archive.zip"
    first, second = client.get(url), client.get(url)
    refused = client.get(url)
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "service_busy", "30")
    assert first.getvalue()
    third = client.get(url)
    assert third.status_code == 200
    for each in (second, third):
        assert each.getvalue()


def test_without_a_finished_video_there_is_no_archive(client):
    answer = client.get(f"/api/batches/{batch_with(failed=1).pk}/archive.zip")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_video")
