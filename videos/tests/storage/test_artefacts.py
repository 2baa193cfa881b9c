"""The files of a video, on a disk and in a bucket."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from hiddenhill.tests.patience import within
from videos.checks import limits_agree
from videos.jobs import retention
from videos.models import Job, Kit
from videos.pipeline import products
from videos.pipeline.errors import StorageFailed, StorageUnavailable
from videos.pipeline.options import Options, Theme
from videos.storage import artefacts, backends, logos
from videos.tests.api.test_viewsets import picture
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
on_either = pytest.mark.usefixtures("either_storage")

CONTENT_TYPES = {
    "video.mp4": "video/mp4",
    "captions.vtt": "text/vtt; charset=utf-8",
    "captions.srt": "application/x-subrip",
    "transcript.txt": "text/plain; charset=utf-8",
    "poster.jpg": "image/jpeg",
    "thumbnail.webp": "image/webp",
    "storyboard.json": "application/json",
    "description.txt": "text/plain; charset=utf-8",
    "visual-abstract.png": "image/png",
    "visual-abstract.pdf": "application/pdf",
    "visual-abstract-tall.png": "image/png",
    "visual-abstract-tall.pdf": "application/pdf",
}


class Lossy(FileSystemStorage):
    """Claims to have stored a file, but stores only its first two bytes."""

    def save(self, name, content, max_length=None):
        return super().save(name, ContentFile(content.read()[:2]), max_length)


@pytest.fixture
def made(tmp_path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    for name in CONTENT_TYPES:
        (folder / name).write_bytes(name.encode() * 3)
    return folder


@pytest.fixture
def folder() -> str:
    return new_folder(uuid.uuid4())


def new_folder(job_id: uuid.UUID) -> str:
    return artefacts.folder_of(job_id, uuid.uuid4())


def store(made: Path, folder: str) -> str:
    artefacts.store(made, list(CONTENT_TYPES), folder, lambda fraction: None)
    return folder


def kept(folder: str) -> set[str]:
    return {name for name in CONTENT_TYPES if default_storage.exists(f"{folder}/{name}")}


@on_either
def test_a_video_is_stored_in_the_folder_of_its_attempt(made):
    job_id, token = uuid.uuid4(), uuid.uuid4()
    folder = artefacts.folder_of(job_id, token)
    assert folder == f"videos/{job_id}/{token}"
    reported: list[float] = []
    artefacts.store(made, list(CONTENT_TYPES), folder, reported.append)
    for name in CONTENT_TYPES:
        with default_storage.open(f"{folder}/{name}") as file:
            assert file.read() == name.encode() * 3
    assert artefacts.video_exists(folder)
    assert len(reported) == 12


@on_either
def test_a_video_without_a_visual_abstract_is_stored_without_one(made, folder):
    names = products.files(has_visual_abstract=False)
    artefacts.store(made, names, folder, lambda fraction: None)
    assert kept(folder) == {name for name in CONTENT_TYPES if not name.startswith("visual-abstract")}
    artefacts.remove(folder)
    assert kept(folder) == set()


@on_either
def test_removing_twice_is_no_error(made, folder):
    store(made, folder)
    artefacts.remove(folder)
    artefacts.remove(folder)
    assert kept(folder) == set()
    assert not artefacts.video_exists(folder)


@on_either
def test_leftovers_of_an_attempt_are_removed(made):
    job = JobFactory(completed=True)
    ours, leftover = (store(made, new_folder(job.pk)) for _ in range(2))
    Job.objects.update(folder=ours)
    artefacts.remove_leftovers(job.pk)
    assert kept(ours) == set(CONTENT_TYPES)
    assert kept(leftover) == set()
    artefacts.remove_leftovers(uuid.uuid4())  # a job that has stored nothing


@on_either
def test_pruning_removes_folders_without_a_job_and_nothing_else(made, monkeypatch):
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    job = JobFactory(completed=True)
    ours = store(made, new_folder(job.pk))
    Job.objects.update(folder=ours)
    orphans = [store(made, new_folder(uuid.uuid4())) for _ in range(4)]
    default_storage.save("videos/lost+found/notes/todo.txt", ContentFile(b"to do"))
    default_storage.save("videos/read.me", ContentFile(b"read me"))
    assert retention.prune().stored == 4
    assert not any(map(kept, orphans))
    assert kept(ours) == set(CONTENT_TYPES)
    assert default_storage.exists("videos/lost+found/notes/todo.txt")
    assert retention.prune() == retention.Pruned()


@on_either
def test_a_logo_is_stored_once_and_found_by_its_digest():
    digest = logos.store(picture())
    assert logos.store(picture()) == digest
    assert logos.exists(digest)
    assert logos.read(digest).startswith(b"\x89PNG")
    with pytest.raises(logos.LogoLost, match="Upload it again"):
        logos.read("0" * 32)


@on_either
def test_pruning_removes_logos_that_no_job_and_no_kit_names(monkeypatch, settings, tmp_path):
    (tmp_path / "own.png").write_bytes(picture(64, 64).read())
    settings.THEME_LOGO = str(tmp_path / "own.png")
    default, used, unused = logos.default(), logos.store(picture(200, 80)), logos.store(picture(300, 80))
    of_kit = logos.store(picture(400, 80))
    Kit.objects.create(name="Heart", options={"theme": {"logo": of_kit}})
    Kit.objects.create(name="Lung", options={"length": "short"})
    default_storage.save("logos/read.me", ContentFile(b"read me"))
    JobFactory(options=Options(theme=Theme(logo=used)))
    JobFactory.create_batch(2)
    assert retention.prune().logos == 0
    monkeypatch.setattr(retention, "_LOGO_UNUSED", timedelta(seconds=-2))
    assert retention.prune(dry_run=True).logos == 1
    assert retention.prune().logos == 1
    found = [logos.exists(digest) for digest in (default, used, of_kit, unused)]
    assert found == [True, True, True, False]
    assert default_storage.exists("logos/read.me")


def test_a_logo_that_is_uploaded_again_is_kept_for_another_day(settings):
    digest = logos.store(picture())
    path = settings.MEDIA_ROOT / f"logos/{digest}.png"
    os.utime(path, (0, 0))
    logos.store(picture())
    assert retention.prune().logos == 0
    os.utime(path, (0, 0))
    assert retention.prune().logos == 1


def test_jobs_are_pruned_although_the_default_logo_cannot_be_read(settings, caplog):
    digest = logos.store(picture())
    os.utime(settings.MEDIA_ROOT / f"logos/{digest}.png", (0, 0))
    settings.THEME_LOGO, settings.JOB_KEEP_DAYS = "/nowhere.png", 30
    JobFactory(failed=True, finished_at="2020-01-01T00:00Z")
    assert retention.prune() == retention.Pruned(jobs=1)
    assert "no logos are pruned" in caplog.text


@on_either
def test_only_the_requested_range_is_read():
    default_storage.save("videos/a/b/film.mp4", ContentFile(bytes(range(256)) * 1024))
    part = list(backends.default().part("videos/a/b/film.mp4", 1000, 200_000))
    assert b"".join(part) == (bytes(range(256)) * 1024)[1000:200_000]
    assert max(map(len, part)) == backends.BLOCK
    assert list(backends.default().part("videos/a/b/film.mp4", 5, 5)) == []
    with pytest.raises(FileNotFoundError):
        backends.default().part("videos/a/b/none.mp4", 0, 1)


def test_a_file_that_was_stored_in_part_is_a_failure(made, folder, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Lossy"}}
    with pytest.raises(StorageFailed, match=r"27 bytes, .* has 2"):
        store(made, folder)
    assert kept(folder) == set()


def test_objects_have_a_content_type_and_are_private(made, folder, bucket, s3):
    store(made, folder)
    seen = {name: s3.client().head_object(Bucket=bucket, Key=f"{folder}/{name}") for name in CONTENT_TYPES}
    assert {name: head["ContentType"] for name, head in seen.items()} == CONTENT_TYPES
    assert seen["video.mp4"]["CacheControl"] == "private, no-cache"
    grants = s3.client().get_object_acl(Bucket=bucket, Key=f"{folder}/video.mp4")["Grants"]
    assert not [grant for grant in grants if "AllUsers" in grant["Grantee"].get("URI", "")]


def test_a_missing_bucket_is_a_permanent_failure(made, folder, bucket, s3):
    s3.client().delete_bucket(Bucket=bucket)
    with pytest.raises(StorageFailed, match="NoSuchBucket") as failed:
        store(made, folder)
    assert not failed.value.transient


@pytest.mark.usefixtures("bucket_away")
def test_an_unreachable_bucket_is_reported_soon_and_transient(made, folder):
    with within(5), pytest.raises(StorageUnavailable, match="cannot be reached"):
        store(made, folder)


@pytest.mark.usefixtures("bucket_away")
def test_cleaning_up_survives_an_unreachable_bucket(caplog):
    artefacts.remove("videos/a/b")
    artefacts.remove_leftovers(uuid.uuid4())
    assert not artefacts.video_exists("videos/a/b")
    assert "could not be removed" in caplog.text
    with pytest.raises(StorageUnavailable):
        logos.read("0" * 32)


@pytest.mark.parametrize(
    ("bucket_name", "seconds", "refused"), [("videos", 14, False), ("videos", 15, True), ("", 15, False)]
)
def test_the_timeout_of_a_bucket_must_fit_into_the_silence_limit(settings, bucket_name, seconds, refused):
    settings.AWS_STORAGE_BUCKET_NAME, settings.S3_TIMEOUT, settings.JOB_SILENCE_SECONDS = bucket_name, seconds, 60
    assert any("S3_TIMEOUT" in error.msg for error in limits_agree(None)) == refused


def test_a_child_process_opens_its_own_connections(bucket):
    ours = default_storage.connection
    child = os.fork()
    if not child:
        os._exit(int(default_storage.connection is ours))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert default_storage.connection is ours
