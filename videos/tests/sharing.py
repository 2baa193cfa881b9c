"""A project with a finished video and its files, for tests of sharing."""

import json

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client

from videos.jobs import sharing
from videos.models import Job, Project, Visibility
from videos.pipeline.options import Format, Options
from videos.tests.factories import PAPER, JobFactory, UserFactory

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SOURCE = {"section": "RESULTS", "index": 0, "start": 0, "end": 24, "text": "Tea helped 12 of 40 people."}
STORYBOARD = {
    "citation": "Person A. Journal of Invented Research. 2026.",
    "reference": "Person A. An invented paper. Journal of Invented Research. 2026. doi:10.5555/invented.1",
    "scenes": [
        {
            "layout": "title",
            "label": "Introduction",
            "start": 0.0,
            "end": 4.5,
            "sentences": [{"spoken": "An invented paper.", "start": 0.0, "end": 4.0, "source": None}],
        },
        {
            "layout": "statement",
            "label": "Results",
            "start": 4.5,
            "end": 9.0,
            "sentences": [{"spoken": "Tea helped 12 people.", "start": 4.5, "end": 8.5, "source": SOURCE}],
        },
    ],
    "abstract": [{"section": "RESULTS", "text": "Tea helped 12 of 40 people."}],
}


def stored(job: Job) -> Job:
    """The job, whose files are in the storage: each contains its name, but the storyboard."""
    for name in job.files:
        content = json.dumps(STORYBOARD) if name == "storyboard.json" else f"{name} of {job.options.format}"
        default_storage.save(f"{job.folder}/{name}", ContentFile(content.encode()))
    return job


def finished(project: Project, shape: Format = Format.LANDSCAPE, **fields: object) -> Job:
    """A finished video of the project."""
    fields = {"completed": True, "options": Options(shape), "has_visual_abstract": True, **fields}
    return stored(JobFactory(project=project, owner=project.owner, **fields))


def new_project(**fields: object) -> Project:
    """A private project, whose owner has a name that nobody else may read."""
    owner = UserFactory(username="Winifred.Grieve", email="winifred@hospital.example", first_name="Winifred")
    return Project.objects.create(owner=owner, pubmed_id="90000001", title=PAPER["title"], **fields)


def shared_project(visibility: Visibility = Visibility.LINK) -> Project:
    """A project with a video in landscape, shared."""
    project = new_project()
    finished(project)
    return sharing.share(project.pk, visibility)


def opened(address: str, **headers: str) -> HttpResponse:
    """The response to a person's browser without an account."""
    return Client().get(address, headers={"User-Agent": BROWSER} | headers)


def text(address: str) -> str:
    """The page that it shows."""
    answer = opened(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def addresses(slug: object) -> list[str]:
    """Everything that a link leads to."""
    oembed = f"/oembed?url=http://testserver/v/{slug}"
    files = [f"/v/{slug}/files/landscape/{name}" for name in ("video.mp4", "storyboard.json", "poster.jpg")]
    return [f"/v/{slug}", f"/embed/{slug}", f"/v/{slug}/qr.svg", f"/v/{slug}/qr.png", oembed, *files]
