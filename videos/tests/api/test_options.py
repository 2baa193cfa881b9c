"""An option is declared once: every place that presents it agrees."""

import pytest
from django.core.management import load_command_class
from rest_framework.test import APIClient

from videos.api.serializers.requests import GenerateSerializer
from videos.pipeline.options import Choice, Options, Theme, declared

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient()


def errors_of(response) -> list[tuple[str, str, str]]:
    return [(error["field"], error["code"], error["detail"]) for error in response.json()["errors"]]


def test_the_api_takes_every_option():
    assert list(GenerateSerializer().fields) == [
        "pubmed_id",
        "priority",
        "format",
        "length",
        "captions",
        "voice",
        "speed",
        "writer",
        "audience",
        "text",
        "full_text",
        "constant_frame_rate",
        "allow_retracted",
        "theme",
        "webhook_url",
        "review",
        "formats",
        "kit",
        "refresh",
    ]


@pytest.mark.parametrize("option", declared(), ids=lambda option: option.name)
def test_the_api_and_the_command_line_offer_the_declared_choices_and_words(option):
    field = GenerateSerializer().fields[option.name]
    parser = load_command_class("videos", "generate").create_parser("manage.py", "generate")
    (flag,) = (action for action in parser._actions if action.dest == option.name)
    assert (field.label, field.help_text, flag.help) == (option.label, option.help, option.help)
    if issubclass(option.kind, Choice):
        values = [member.value for member in option.kind]
        assert (list(field.choices), flag.choices) == (values, values)


def test_each_option_of_the_dataclass_is_declared_with_its_label():
    assert {option.name for option in declared()} | {"theme"} == set(Options.__dataclass_fields__)
    assert {option.name for option in declared(Theme)} == set(Theme.__dataclass_fields__)
    assert all(option.label and option.help.endswith(".") for option in (*declared(), *declared(Theme)))


def test_an_unknown_field_is_refused_with_the_nearest_name(client):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691", "fromat": "square"})
    assert response.status_code == 400
    assert errors_of(response) == [("fromat", "unknown_field", 'Unknown field. Did you mean "format"?')]


def test_an_unknown_field_that_resembles_none_is_refused(client):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691", "xyzzy": 1})
    assert errors_of(response) == [("xyzzy", "unknown_field", "Unknown field.")]


def test_an_unknown_field_of_the_theme_is_refused(client):
    response = client.post("/api/videos/generate", {"pubmed_id": "32887691", "theme": {"colour": "#0b6e6e"}})
    assert errors_of(response) == [("theme.colour", "unknown_field", "Unknown field.")]
