"""The voices, as programs see them."""

import pytest
from django.contrib.staticfiles import finders
from rest_framework.test import APIClient

from videos.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient()


@pytest.fixture(autouse=True)
def offered(settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "hibari", ["espeak"]


def test_the_voices_are_listed_by_what_they_are(client):
    first, second = client.get("/api/voices").json()
    assert first == {
        "id": "hibari",
        "name": "American English, female",
        "language": "en-US",
        "gender": "female",
        "is_default": True,
        "licence": "Apache-2.0",
        "terms": "Videos may be used for any purpose: engine and voice are under the Apache licence.",
        "commercial_use": True,
        "sample_url": "http://testserver/api/voices/hibari/sample",
    }
    assert (second["id"], second["is_default"]) == ("espeak", False)


def test_a_voice_with_an_unclear_licence_says_so_where_it_is_offered(client, settings):
    settings.SPEECH_VOICES = ["piper"]
    piper = client.get("/api/voices").json()[1]
    assert (piper["commercial_use"], piper["sample_url"]) == (None, None)
    assert "Ask a lawyer" in piper["terms"]
    assert client.get("/api/voices/piper/sample").status_code == 404


def test_the_sample_is_a_static_file(client):
    answer = client.get("/api/voices/hibari/sample")
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert address.startswith("http://testserver/")
    assert finders.find(address.partition("/static/")[2])


@pytest.mark.parametrize("voice", ["piper", "siri"])
def test_a_voice_that_is_not_offered_has_no_sample(client, voice):
    assert client.get(f"/api/voices/{voice}/sample").status_code == 404


def test_a_request_for_a_voice_that_is_not_offered_is_refused_with_the_choices(client):
    answer = client.post("/api/videos/generate", {"pubmed_id": "sample", "voice": "piper"})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["field"], error["detail"]) == (
        "voice",
        "This service does not offer the voice piper. Choose one of: hibari, espeak.",
    )


def test_a_request_may_choose_any_voice_that_is_offered(client, waiting_queue):
    for voice in ("hibari", "espeak"):
        assert client.post("/api/videos/generate", {"pubmed_id": "sample", "voice": voice}).status_code == 201
    assert {job.options.voice for job in Job.objects.all()} == {"hibari", "espeak"}


def test_only_users_see_the_voices(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/api/voices").status_code == 401
    assert client.get("/api/voices/hibari/sample").status_code == 401
