"""Thumbnails: small enough for a page of fifty, and there for older videos as well."""

import io

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from videos.models import Job
from videos.pipeline.thumbnails import thumbnail
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


def poster(width: int = 1280, height: int = 720, noise: int = 0) -> bytes:
    """A JPEG file, with pixels at random if there is noise."""
    pixels = np.full((height, width, 3), 120, dtype=np.uint8)
    pixels += np.random.default_rng(7).integers(0, noise + 1, pixels.shape, dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95)
    return file.getvalue()


def older_video(**fields: object) -> Job:
    """A finished video whose folder has a poster and no thumbnail."""
    job = JobFactory(completed=True, **fields)
    default_storage.save(f"{job.folder}/poster.jpg", ContentFile(poster()))
    return job


@pytest.mark.parametrize(
    ("size", "expected"), [((1280, 720), (304, 171)), ((720, 1280), (171, 304)), ((960, 960), (304, 304))]
)
def test_a_thumbnail_has_the_shape_of_the_poster(size, expected):
    with Image.open(io.BytesIO(thumbnail(poster(*size)))) as picture:
        assert (picture.format, picture.size) == ("WEBP", expected)


def test_no_thumbnail_has_more_than_15_kb():
    assert len(poster(noise=120)) > 400_000
    assert len(thumbnail(poster(noise=120))) <= 15_000


def test_an_older_video_gets_its_thumbnail_when_it_is_first_shown(client, either_storage):
    job = older_video()
    first = client.get(f"/api/videos/{job.pk}/thumbnail.webp")
    assert (first.status_code, first["Content-Type"]) == (200, "image/webp")
    with Image.open(io.BytesIO(first.getvalue())) as picture:
        assert picture.size == (304, 171)
    default_storage.delete(f"{job.folder}/poster.jpg")
    assert client.get(f"/api/videos/{job.pk}/thumbnail.webp").getvalue()


def test_a_video_without_a_poster_has_no_thumbnail(client):
    job = JobFactory(completed=True)
    assert client.get(f"/api/videos/{job.pk}/thumbnail.webp").json()["code"] == "file_lost"


def test_a_thumbnail_is_for_those_who_see_the_video(settings):
    settings.API_ALLOW_ANONYMOUS = False
    job = older_video(owner=UserFactory())
    other = Client()
    other.force_login(UserFactory())
    assert Client().get(f"/api/videos/{job.pk}/thumbnail.webp").status_code == 401
    assert other.get(f"/api/videos/{job.pk}/thumbnail.webp").status_code == 404
    assert not default_storage.exists(f"{job.folder}/thumbnail.webp")
