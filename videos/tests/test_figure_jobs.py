"""Jobs whose video shows figures of the full text, with local look-alikes of all services."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack

import av
import numpy as np
import pytest
from django.core.files.storage import default_storage

from videos.jobs import storyboards
from videos.models import Job, Status, Storyboard
from videos.pipeline.artifacts import Facsimile
from videos.pipeline.options import Format, Length, Options
from videos.storage import figures
from videos.tasks import generate_video_task
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi
from videos.tests.factories import JobFactory
from videos.tests.figures import CALCIUM, CAPTION, MEDIA, PMID, RECORD, WAKING, deposited, figure, png
from videos.tests.pmc_servers import FakeCloud

pytestmark = pytest.mark.django_db
LONG = {"length": Length.LONG}


@pytest.fixture
def cloud(settings) -> Iterator[FakeCloud]:
    with ExitStack() as running:
        ncbi = running.enter_context(FakeNcbi({PMID: RECORD}))
        found = running.enter_context(FakeCloud(deposited()))
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = ncbi.eutils_url, ncbi.idconv_url
        settings.PMC_CLOUD_URL, settings.EUROPE_PMC_URL = found.origin, ""
        yield found


def made(**options: object) -> Job:
    job = JobFactory(pubmed_id=PMID, options=Options(**LONG | options))
    return worked_on(job)


def worked_on(job: Job) -> Job:
    generate_video_task.apply((str(job.pk), job.pubmed_id), task_id=job.celery_task_id)
    job.refresh_from_db()
    return job


def text(job: Job, name: str) -> str:
    assert job.status == Status.COMPLETED, (job.error_code, job.error_message, job.postponed_by)
    return default_storage.open(f"{job.folder}/{name}").read().decode()


def shown(job: Job) -> dict[str, str]:
    """The sentence that is said with each figure."""
    scenes = json.loads(text(job, "storyboard.json"))["scenes"]
    return {
        each["picture"]["figure"]["number"]: each["sentences"][0]["spoken"]
        for each in scenes
        if each["picture"] and "figure" in each["picture"]
    }


@pytest.mark.parametrize("shape", Format)
def test_a_video_shows_the_figures_of_its_results(cloud, shape):
    job = made(format=shape)
    assert shown(job) == {"Figure 1": WAKING, "Figure 2": CALCIUM}
    board = json.loads(text(job, "storyboard.json"))
    start = next(each["start"] for each in board["scenes"] if each["picture"] and "figure" in each["picture"])
    assert navy_share(job, start + 2.0) > 0.001


def navy_share(job: Job, second: float) -> float:
    """The share of a frame that has the colour of the figure's line."""
    with av.open(io.BytesIO(default_storage.open(f"{job.folder}/video.mp4").read())) as video:
        frame = next(each for each in video.decode(video=0) if each.time is not None and each.time >= second)
        pixels = frame.to_ndarray(format="rgb24").astype(np.int16)
    return float((np.abs(pixels - [0, 0, 128]).max(axis=2) < 40).mean())


def test_every_product_says_whose_a_figure_is(cloud):
    job = made()
    place = (
        "Figure 1 of Person et al. 2026, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/): "
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#F1"
    )
    assert place in text(job, "description.txt")
    assert f"{place}\n{CAPTION}" in text(job, "transcript.txt")
    picture = next(each["picture"] for each in json.loads(text(job, "storyboard.json"))["scenes"] if each["picture"])
    assert picture["text"] == f"Figure 1 of the paper: {CAPTION}"
    assert picture["figure"] == {
        "number": "Figure 1",
        "url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#F1",
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "credit": "Figure 1 of Person et al. 2026, CC BY 4.0",
        "width": 1200,
        "height": 800,
    }


def test_without_the_full_text_there_are_no_figures(cloud):
    assert shown(made(full_text=False)) == {}
    assert cloud.requests == []


@pytest.mark.parametrize(
    ("figures", "media"),
    [
        (figure("Figure 1", f"{CAPTION} Reproduced from a book.", "milk-g001"), MEDIA),
        (figure("Figure 1", CAPTION, "milk-g001"), {"milk-g001.png": b"GIF89a"}),
        (figure("Figure 1", CAPTION, "milk-g001"), {}),
    ],
    ids=["of others", "unreadable", "no file"],
)
def test_a_figure_that_may_not_or_cannot_be_shown_is_left_out(cloud, settings, figures, media):
    with FakeCloud(deposited(figures, media)) as other:
        settings.PMC_CLOUD_URL = other.origin
        assert shown(made()) == {}


def test_a_file_that_is_not_what_the_archive_says_postpones_the_job(cloud):
    cloud.files["PMC9000001.1/milk-g001.png"] = png()[:-10]
    job = made()
    assert (job.status, job.postponed_by) == (Status.QUEUED, "full_text_unavailable")


def test_a_job_is_postponed_while_the_archive_has_a_text_and_no_files(cloud):
    cloud.always_fail_with(eutils.errors(503))
    job = made()
    assert (job.status, job.postponed_by) == (Status.QUEUED, "full_text_unavailable")


def reviewed() -> Job:
    job = worked_on(JobFactory(pubmed_id=PMID, options=Options(**LONG), review=True))
    assert job.status == Status.REVIEW, (job.error_code, job.error_message)
    return job


def test_a_reviewed_video_is_made_from_the_kept_pictures(cloud):
    job = reviewed()
    asked = len(cloud.requests)
    storyboards.approve(job)
    assert shown(worked_on(job)) == {"Figure 1": WAKING, "Figure 2": CALCIUM}
    assert len(cloud.requests) == asked


def test_a_version_names_the_pictures_that_it_needs(cloud):
    job = reviewed()
    digests = Storyboard.objects.get(job=job).figures.split()
    assert len(digests) == 2
    assert all(figures.read(each).startswith(b"\x89PNG") for each in digests)


def test_a_figure_that_the_operator_no_longer_allows_ends_the_job(cloud, settings):
    settings.FULL_TEXT_SHARE_ALIKE = True
    shared = deposited(license_code="CC BY-SA")
    shared["PMC9000001"][0].xml = shared["PMC9000001"][0].xml.replace(b"/licenses/by/", b"/licenses/by-sa/")
    with FakeCloud(shared) as other:
        settings.PMC_CLOUD_URL = other.origin
        job = reviewed()
        settings.FULL_TEXT_SHARE_ALIKE = False
        storyboards.approve(job)
        worked_on(job)
    assert (job.status, job.error_code) == (Status.FAILED, "figure_refused")
    assert "requires the same licence" in job.error_message


@pytest.mark.parametrize("change", ["lost", "exchanged"])
def test_a_picture_that_is_no_longer_the_kept_one_ends_the_job(cloud, change):
    job = reviewed()
    picture = next(
        each.picture
        for each in storyboards.script_of(storyboards.current(job)).scenes
        if isinstance(each.picture, Facsimile)
    )
    default_storage.delete(f"figures/{picture.image}.png")
    if change == "exchanged":
        with default_storage.open(f"figures/{picture.image}.png", "wb") as file:
            file.write(png())
    storyboards.approve(job)
    worked_on(job)
    assert (job.status, job.error_code) == (
        Status.FAILED,
        {"lost": "figure_lost", "exchanged": "figure_refused"}[change],
    )
