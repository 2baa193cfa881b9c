"""Pictures and sounds of a storyboard through the API. The previewer works within the request."""

import io
import socket
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from rest_framework.test import APIClient, APIRequestFactory

from hiddenhill.tests.patience import within
from videos.api.previews import ScenePicture, SentenceAudio
from videos.api.throttling import PreviewThrottle
from videos.jobs import lifecycle, storyboards
from videos.jobs.previews import NoSuchPreview, Preview, PreviewImpossible, PreviewUnavailable
from videos.models import Job
from videos.pipeline.options import Format, Options
from videos.tests.factories import JobFactory, UserFactory, sample_script, staff_with

pytestmark = pytest.mark.django_db
PATHS = ("scenes/1.png", "sentences/0/audio")


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def job(settings):
    settings.SPEECH_ENGINE = "espeak"
    return JobFactory(in_review=True)


def url(job: Job, path: str) -> str:
    return f"/api/videos/{job.pk}/storyboard/{path}"


def of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


class Fake:
    """Previews that are always found, or raise an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[object, ...]] = []
        self._error = error

    def picture(self, version, options, scene, slide):
        return self._found(version.number, options.format.value, scene, slide)

    def sound(self, version, options, item):
        return self._found(version.number, item)

    def _found(self, *asked):
        self.asked.append(asked)
        if self._error:
            raise self._error
        return Preview("f00", b"0123456789")


def answered(job: Job, fake: Fake, view=ScenePicture, query: str = "", **headers: str):
    place = {"number": 2} if view is ScenePicture else {"position": 2}
    request = APIRequestFactory().get(f"/{query}", headers=headers)
    return view.as_view(previews=fake)(request, job_id=job.pk, **place)


# --- what they show and say


@pytest.mark.usefixtures("broker_server")
def test_every_scene_of_the_storyboard_has_a_picture(client, job):
    board = client.get(f"/api/videos/{job.pk}/storyboard").json()
    pictures = [client.get(url(job, f"scenes/{scene['number']}.png?version=1")) for scene in board["scenes"]]
    assert {(each.status_code, each["Content-Type"]) for each in pictures} == {(200, "image/png")}
    assert {Image.open(io.BytesIO(each.content)).size for each in pictures} == {(640, 360)}
    assert len({each.content for each in pictures}) == len(sample_script().scenes)
    beyond = client.get(url(job, f"scenes/{len(pictures) + 1}.png"))
    assert (beyond.status_code, beyond.json()["code"]) == (404, "not_found")


@pytest.mark.usefixtures("broker_server")
def test_a_sentence_is_heard_as_aac(client, job):
    answer = client.get(url(job, "sentences/0/audio"))
    assert (answer.status_code, answer["Content-Type"], answer.content[4:8]) == (200, "audio/mp4", b"ftyp")
    assert client.get(url(job, "sentences/99/audio")).status_code == 404


@pytest.mark.usefixtures("broker_server")
def test_an_unchanged_scene_has_the_same_tag_in_the_next_version(client, job):
    script = sample_script()
    changed = replace(script, scenes=(*script.scenes[:2], replace(script.scenes[2], label="Other"), *script.scenes[3:]))
    assert lifecycle.revise(job.pk, 1, storyboards.first_version(changed, ()))
    tags = [[client.get(url(job, f"scenes/{n}.png?version={v}"))["ETag"] for n in (2, 3)] for v in (1, 2)]
    assert tags[0][0] == tags[1][0]
    assert tags[0][1] != tags[1][1]
    assert client.get(url(job, "scenes/3.png"))["ETag"] == tags[1][1]


@pytest.mark.usefixtures("broker_server")
def test_a_scene_that_is_shown_is_known_not_to_be_divided(client, job):
    job.storyboards.update(laid_out="")
    client.get(url(job, "scenes/1.png"))
    board = client.get(f"/api/videos/{job.pk}/storyboard").json()
    assert {scene["slides"] for scene in board["scenes"]} == {1}


def test_version_slide_and_options_of_the_job_decide():
    job, fake = JobFactory(in_review=True, options=Options(format=Format.PORTRAIT)), Fake()
    lifecycle.revise(job.pk, 1, storyboards.first_version(sample_script(), ()))
    answered(job, fake)
    answered(job, fake, query="?version=1&slide=3")
    answered(job, fake, SentenceAudio, query="?version=1")
    assert fake.asked == [(2, "portrait", 2, 1), (1, "portrait", 2, 3), (1, 2)]


@pytest.mark.parametrize(
    "query", ["version=0", "version=x", "version=1.5", "slide=0", "slide=-1", "version=9" + "9" * 40]
)
def test_a_version_and_a_slide_are_whole_numbers_from_1(client, job, query):
    answer = client.get(url(job, f"scenes/1.png?{query}"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert f"{query.partition('=')[0]} must be a whole number from 1" in answer.json()["detail"]


@pytest.mark.parametrize("path", [*PATHS, "scenes/1.png?slide=1"])
def test_a_version_that_does_not_exist_is_not_found(client, job, path):
    assert client.get(url(job, path), {"version": 2}).status_code == 404


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("traits", [{}, {"completed": True}, {"review": True}])
def test_a_job_without_a_storyboard_says_so(client, path, traits):
    answer = client.get(url(JobFactory(**traits), path))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_storyboard")


# --- as files


def test_a_client_that_has_it_gets_no_content(job):
    first = answered(job, Fake())
    assert (first.status_code, first["ETag"], first["Cache-Control"]) == (200, '"f00"', "private, no-cache")
    again = answered(job, Fake(), **{"If-None-Match": '"f00"'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", '"f00"')
    other = answered(job, Fake(), **{"If-Match": '"other"'})
    assert (other.status_code, other.data["code"]) == (412, "precondition_failed")


def test_a_part_of_a_sound_is_sent_to_players_that_ask_for_parts(job):
    part = answered(job, Fake(), SentenceAudio, Range="bytes=2-4")
    assert (part.status_code, part.content, part["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert answered(job, Fake(), SentenceAudio, Range="bytes=2-4", **{"If-Range": '"other"'}).status_code == 200
    assert answered(job, Fake(), SentenceAudio, Range="bytes=2-4", **{"If-Range": '"f00"'}).status_code == 206
    beyond = answered(job, Fake(), SentenceAudio, Range="bytes=20-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, "bytes */10")


# --- when there is none


@pytest.mark.parametrize("view", [ScenePicture, SentenceAudio])
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NoSuchPreview(), 404, "not_found"),
        (PreviewImpossible("The text of scene 3 does not fit on its slide."), 409, "preview_impossible"),
        (PreviewUnavailable("No previewer has answered."), 503, "preview_unavailable"),
    ],
)
def test_a_preview_that_cannot_be_made_is_a_problem(job, view, error, status, code):
    answer = answered(job, Fake(error), view)
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert str(error) in answer.data["detail"]
    assert answer["Content-Type"] == "application/problem+json" or not answer.is_rendered


def test_an_unavailable_preview_says_when_to_try_again_and_what_to_do(job):
    answer = answered(job, Fake(PreviewUnavailable("Too many requests wait for previews.", 1)))
    assert answer["Retry-After"] == "1"
    assert "worker --previews" in answer.data["remedy"]
    assert "can be approved without" in answer.data["remedy"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("hangs", [False, True], ids=["refuses", "hangs"])
def test_without_redis_previews_are_refused_within_two_seconds_and_the_rest_works(client, job, settings, path, hangs):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if hangs:
            server.listen()  # and never answer
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        with within(2):
            answer = client.get(url(job, path))
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "preview_unavailable", "10")
    assert client.get(f"/api/videos/{job.pk}/storyboard").status_code == 200


def test_a_storyboard_that_cannot_be_read_is_a_problem_with_a_remedy(client, job):
    job.storyboards.update(script="{}")
    answer = client.get(url(job, "sentences/0/audio"))
    assert (answer.status_code, answer.json()["code"]) == (409, "storyboard_unreadable")


# --- whose it is, and what it costs


@pytest.mark.parametrize("path", PATHS)
def test_previews_of_another_user_are_not_found(settings, job, path):
    settings.API_ALLOW_ANONYMOUS = False
    Job.objects.update(owner=UserFactory())
    assert of(UserFactory()).get(url(job, path)).status_code == 404
    assert APIClient().get(url(job, path)).status_code == 401


@pytest.mark.usefixtures("broker_server")
def test_owners_and_staff_who_may_view_jobs_see_them(settings, job):
    settings.API_ALLOW_ANONYMOUS = False
    owner = UserFactory()
    Job.objects.update(owner=owner)
    for user in (owner, staff_with("view_job")):
        assert of(user).get(url(job, "scenes/1.png")).status_code == 200


def test_previews_are_read_only(client, job):
    for path in PATHS:
        assert client.post(url(job, path)).status_code == 405


@pytest.mark.usefixtures("cache_in_memory")
def test_previews_have_a_limit_of_their_own(monkeypatch, settings, job):
    settings.API_ALLOW_ANONYMOUS = False
    monkeypatch.setattr(PreviewThrottle, "THROTTLE_RATES", {"previews": "2/min", "reads": None})
    owner = UserFactory()
    Job.objects.update(owner=owner)
    client = of(owner)
    answers = [client.get(url(job, "scenes/1.png?version=9")) for _ in range(3)]
    assert [each.status_code for each in answers] == [404, 404, 429]
    assert client.get(f"/api/videos/{job.pk}").status_code == 200


@pytest.mark.usefixtures("broker_server")
def test_a_warm_preview_takes_two_queries(client, job):
    client.get(url(job, "scenes/1.png"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url(job, "scenes/1.png")).status_code == 200
    assert len(queries) == 2
