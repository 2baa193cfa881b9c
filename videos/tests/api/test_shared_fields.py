"""Requests and responses of one thread share their fields, and nothing else."""

import pytest
from rest_framework import serializers
from rest_framework.test import APIRequestFactory

from videos.api.serializers.jobs import JobSerializer
from videos.api.serializers.requests import GenerateSerializer
from videos.api.serializers.shared import SharedFields
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


class Greeting(SharedFields[dict]):
    text = serializers.SerializerMethodField()

    def get_text(self, instance: dict) -> str:
        return f"{instance['name']} at {self.context.get('place')}"


def test_each_response_has_its_own_context():
    assert Greeting({"name": "A"}, context={"place": "home"}).data == {"text": "A at home"}
    assert Greeting([{"name": "B"}, {"name": "C"}], many=True, context={"place": "sea"}).data == [
        {"text": "B at sea"},
        {"text": "C at sea"},
    ]
    assert Greeting({"name": "D"}).data == {"text": "D at None"}


def test_the_fields_of_a_class_are_not_those_of_its_subclass():
    class Longer(Greeting):
        more = serializers.SerializerMethodField()

        def get_more(self, instance: dict) -> int:
            return len(instance)

    for _ in range(2):
        assert Greeting({"name": "A"}).data == {"text": "A at None"}
        assert Longer({"name": "A"}).data == {"text": "A at None", "more": 1}


def test_after_an_error_the_next_response_is_whole():
    with pytest.raises(KeyError):
        _ = Greeting({}, context={"place": "home"}).data
    assert Greeting({"name": "B"}).data == {"text": "B at None"}


def test_another_user_does_not_see_what_the_owner_saw_before():
    owner = UserFactory()
    job = JobFactory(owner=owner, webhook_url="https://example.org/secret")
    seen = []
    for user, host in ((owner, "localhost"), (UserFactory(), "127.0.0.1")):
        request = APIRequestFactory().get("/", HTTP_HOST=host)
        request.user = user
        data = JobSerializer(job, context={"request": request}).data
        seen.append((data["webhook_url"], data["page_url"]))
    assert seen == [
        ("https://example.org/secret", f"http://localhost/jobs/{job.pk}"),
        ("https://example.org/…", f"http://127.0.0.1/jobs/{job.pk}"),
    ]


def test_a_request_has_nothing_of_the_one_before():
    asked = {"pubmed_id": "sample", "formats": ["square", "portrait"], "theme": {"accent": "#112233"}, "length": "long"}
    first = GenerateSerializer(data=asked)
    assert first.is_valid()
    wrong = GenerateSerializer(data={"pubmed_id": "sample", "fromat": "square"})
    assert not wrong.is_valid()
    assert list(wrong.errors) == ["fromat"]
    second = GenerateSerializer(data={"pubmed_id": "32887691"})
    assert second.is_valid()
    request = second.video_request()
    assert (request.pubmed_id, request.formats, request.options.length) == ("32887691", (), "standard")
    assert request.options.theme.accent != "#112233"
    assert first.video_request().formats == ("square", "portrait")
