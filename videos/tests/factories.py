"""Rows for tests."""

import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.utils import timezone

from videos import pipeline
from videos.jobs import records, storyboards
from videos.jobs.records import Version
from videos.models import Job, Status
from videos.pipeline import pubmed, writing
from videos.pipeline.artifacts import Script
from videos.pipeline.options import Length

PAPER = {
    "pmid": "90000001",
    "pmcid": "",
    "doi": "10.5555/invented.1",
    "title": "An invented paper",
    "authors": ["A Person"],
    "journal": "Journal of Invented Research",
    "year": "2026",
    "notices": [],
}


SAMPLE_XML = Path(pipeline.__file__).parent / "sample" / "sample.xml"


@cache
def sample_script(length: Length = Length.SHORT) -> Script:
    """The script of the bundled paper."""
    return writing.write(pubmed.read(SAMPLE_XML.read_bytes(), "99999999"), length)


def sample_version(note: str = "As it was written.", length: Length = Length.SHORT) -> Version:
    """A version of the storyboard of the bundled paper, whose scenes fit on their slides."""
    script = sample_script(length)
    return replace(storyboards.first_version(script, script.scenes), note=note)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence("user{}".format)


def staff_with(*permissions: str, **fields: object) -> AbstractBaseUser:
    """A user of the staff with these permissions of videos, such as "view_job"."""
    user = UserFactory(is_staff=True, **fields)
    found = Permission.objects.filter(content_type__app_label="videos", codename__in=permissions)
    assert len(found) == len(permissions)
    user.user_permissions.set(found)
    return user


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job
        skip_postgeneration_save = True

    id = factory.LazyFunction(uuid.uuid4)
    pubmed_id = factory.Sequence(lambda n: str(90000001 + n))
    status = Status.QUEUED
    celery_task_id = factory.LazyFunction(lambda: str(uuid.uuid4()))
    published_at = factory.LazyFunction(timezone.now)

    class Params:
        processing = factory.Trait(
            status=Status.PROCESSING,
            attempt=1,
            token=factory.LazyFunction(uuid.uuid4),
            lease_until=factory.LazyFunction(timezone.now),
            started_at=factory.LazyFunction(timezone.now),
        )
        in_review = factory.Trait(
            status=Status.REVIEW,
            review=True,
            storyboard_version=1,
            attempt=1,
            stage="slides",
            progress=15,
            title=PAPER["title"],
            paper=PAPER,
            started_at=factory.LazyFunction(timezone.now),
        )
        completed = factory.Trait(
            status=Status.COMPLETED,
            attempt=1,
            progress=100,
            title=PAPER["title"],
            paper=PAPER,
            folder=factory.LazyAttribute(lambda job: f"videos/{job.id}/done"),
            duration=80.0,
            size=2_000_000,
            started_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
        )
        failed = factory.Trait(
            status=Status.FAILED,
            attempt=1,
            error_code="paper_not_found",
            error_message="PubMed has no such paper. Check the id.",
            started_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
        )

    @factory.post_generation
    def storyboard(job: Job, create: bool, extracted: object, **kwargs: object) -> None:
        """The versions that the row counts: all the same."""
        for number in range(1, job.storyboard_version + 1):
            records.add_version(job.pk, number, sample_version())
