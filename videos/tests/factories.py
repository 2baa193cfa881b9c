"""Rows for tests."""

import uuid

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.utils import timezone

from videos.models import Job, Status

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
