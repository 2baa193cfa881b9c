"""Pictures of figures are kept once, by their content, for as long as a storyboard may show them."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from videos.jobs import records, retention, storyboards
from videos.models import Job
from videos.pipeline.errors import FigureLost, StorageUnavailable
from videos.pipeline.options import Length
from videos.pipeline.writing import write
from videos.storage import figures
from videos.tests.factories import JobFactory
from videos.tests.figures import MEDIA, WITH_FIGURES, digest, drawn, png

pytestmark = pytest.mark.django_db
on_either = pytest.mark.usefixtures("either_storage")
FIRST, SECOND = MEDIA.values()


@on_either
def test_a_picture_is_kept_once_and_found_by_its_digest():
    assert figures.store(FIRST) == figures.store(FIRST) == digest(FIRST)
    assert figures.read(digest(FIRST)) == FIRST
    assert default_storage.listdir("figures")[1] == [f"{digest(FIRST)}.png"]


@on_either
def test_a_picture_that_is_gone_is_an_error_that_stays():
    with pytest.raises(FigureLost) as lost:
        figures.read("0" * 32)
    assert not lost.value.transient


def test_a_storage_that_is_away_is_a_failure_that_will_pass(bucket_away):
    for call in (lambda: figures.store(FIRST), lambda: figures.read(digest(FIRST))):
        with pytest.raises(StorageUnavailable):
            call()


@on_either
def test_pruning_removes_pictures_that_no_storyboard_may_show(monkeypatch):
    used = [figures.store(content) for content in (FIRST, SECOND)]
    unused = figures.store(png(drawn(colour="green")))
    default_storage.save("figures/read.me", ContentFile(b"read me"))
    job = JobFactory()
    records.put_first_version(job.pk, storyboards.first_version(write(WITH_FIGURES, Length.LONG), ()))
    assert retention.prune().figures == 0
    monkeypatch.setattr(retention, "_FIGURE_UNUSED", timedelta(seconds=-2))
    assert retention.prune(dry_run=True).figures == 1
    assert retention.prune().figures == 1
    kept = [default_storage.exists(f"figures/{each}.png") for each in (*used, unused)]
    assert kept == [True, True, False]
    assert default_storage.exists("figures/read.me")
    Job.objects.all().delete()
    assert retention.prune().figures == 2


def test_a_picture_that_is_fetched_again_stays_for_another_two_days(settings):
    path = settings.MEDIA_ROOT / f"figures/{figures.store(FIRST)}.png"
    os.utime(path, (0, 0))
    figures.store(FIRST)
    assert retention.prune().figures == 0
    os.utime(path, (0, 0))
    assert retention.prune().figures == 1


def test_a_storyboard_names_the_pictures_of_its_paper():
    version = storyboards.first_version(write(WITH_FIGURES, Length.LONG), ())
    assert version.figures.split() == [digest(FIRST), digest(SECOND)]
