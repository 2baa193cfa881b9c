"""An edit that is refused changes nothing, and says what is wrong and what to do."""

import pytest
from rest_framework.test import APIClient

from videos.models import Job
from videos.pipeline.options import Length, Options
from videos.tests.api.test_edits import HARMS, HARMS_TEXT, TRIAL, edited
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def path():
    job = JobFactory(in_review=True, options=Options(length=Length.SHORT))
    return f"/api/videos/{job.pk}/storyboard"


def refused(client, path: str, *operations: dict) -> dict:
    answer = client.patch(path, {"version": 1, "operations": list(operations)})
    assert (answer.status_code, answer.json()["code"]) == (422, "edit_refused"), answer.json()
    assert Job.objects.get().storyboard_version == 1
    return answer.json()


def test_a_refusal_names_the_operation_the_sentence_the_rule_and_the_remedy(client, path):
    fine = {"type": "move_item", "position": 0, "to": 1}
    answer = refused(client, path, fine, {"type": "set_layout", "position": HARMS, "layout": "figure"})
    assert (answer["operation"], answer["position"], answer["sentence"]) == (1, HARMS, HARMS_TEXT)
    assert answer["rule"] == "It has no number that may stand alone, or no room for it."
    assert answer["remedy"] == "Keep it as text."
    assert answer["rule"] in answer["detail"]


def test_a_refusal_that_no_single_operation_is_the_reason_of_says_so(client, path):
    answer = refused(client, path, *[{"type": "remove_item", "position": 0}] * 5)
    assert (answer["operation"], answer["position"], answer["sentence"]) == (None, None, "")
    assert answer["rule"] == "The video reads no sentence of the paper."


FOREIGN = {
    "no such sentence": {"type": "add_sentence", "index": 13, "position": 0},
    "a sentence before the first": {"type": "add_sentence", "index": -1, "position": 0},
    "a sentence twice": {"type": "add_sentence", "index": 7, "position": 0},
    "a position beyond the end": {"type": "remove_item", "position": 5},
    "an enormous position": {"type": "move_item", "position": 0, "to": 10**30},
    "a passage that must be said": {"type": "set_cut", "position": HARMS, "cut": 0, "on": True},
    "other words for a sentence": {"type": "edit_maker_card", "position": 0, "text": "Walking cures diabetes."},
    "a card that gives a result": {"type": "add_maker_card", "position": 0, "text": "Deaths fell by 4.2 per cent."},
    "a card with markup": {"type": "add_maker_card", "position": 0, "text": "<b>Good</b> #image(1)"},
    "a card that turns its direction": {"type": "add_maker_card", "position": 0, "text": "Read \u202ethgir morf."},
    "a card that hides a letter": {"type": "add_maker_card", "position": 0, "text": "Read\u200b this."},
    "a card with a link": {"type": "add_maker_card", "position": 0, "text": "See https://example.org now."},
    "a card of a thousand characters": {"type": "add_maker_card", "position": 0, "text": "word " * 200},
    "a card of nothing": {"type": "add_maker_card", "position": 0, "text": ""},
    "a heading with a number": {"type": "set_heading", "position": 0, "heading": "Down by 40%"},
    "a heading with markup": {"type": "set_heading", "position": 0, "heading": "*Bold* claims"},
    "a layout that is not for sentences": {"type": "set_layout", "position": 0, "layout": "source"},
    "a picture that the check refuses": {"type": "set_layout", "position": TRIAL, "layout": "picture"},
    "a word that is not the paper's": {"type": "set_pronunciation", "word": "ibuprofen", "said": "eye byu pro fen"},
    "another word for a word": {"type": "set_pronunciation", "word": "walking", "said": "resting"},
    "a negation": {"type": "set_pronunciation", "word": "serious", "said": "not serious"},
    "markup for a word": {"type": "set_pronunciation", "word": "glucose", "said": "<sub>glucose</sub>"},
}


@pytest.mark.parametrize("operation", FOREIGN.values(), ids=FOREIGN.keys())
def test_nothing_is_put_into_the_mouth_of_the_paper(client, path, operation):
    answer = refused(client, path, operation)
    assert answer["operation"] == 0
    assert answer["rule"].endswith(".")
    assert answer["remedy"].endswith(".")


UNREADABLE = {
    "an unknown type": ({"type": "rewrite", "text": "x"}, "operations.0.type"),
    "no type": ({"position": 0}, "operations.0"),
    "an unknown field": ({"type": "remove_item", "position": 0, "text": "x"}, "operations.0"),
    "a missing field": ({"type": "move_item", "position": 0}, "operations.0"),
    "a text for a number": ({"type": "remove_item", "position": "0"}, "operations.0.position"),
    "a truth value for a number": ({"type": "remove_item", "position": True}, "operations.0.position"),
    "half a number": ({"type": "remove_item", "position": 0.5}, "operations.0.position"),
    "a number for a truth value": ({"type": "set_glance", "on": 1}, "operations.0.on"),
    "nothing for a text": ({"type": "add_maker_card", "position": 0, "text": None}, "operations.0.text"),
    "an unknown layout": ({"type": "set_layout", "position": 0, "layout": "cinema"}, "operations.0.layout"),
    "an enormous text": ({"type": "add_maker_card", "position": 0, "text": "x" * 1001}, "operations.0.text"),
    "a list": ([], "operations.0"),
    "nothing": (None, "operations.0"),
}


@pytest.mark.parametrize(("operation", "field"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_operation_of_another_form_is_an_error_in_its_field(client, path, operation, field):
    answer = client.patch(path, {"version": 1, "operations": [operation]})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["pointer"]) == (field, "#/" + field.replace(".", "/"))
    assert Job.objects.get().storyboard_version == 1


def test_an_unknown_type_is_answered_with_those_that_exist(client, path):
    answer = client.patch(path, {"version": 1, "operations": [{"type": "rewrite" * 1000}]}).json()
    assert answer["errors"][0]["detail"].startswith("Unknown type. Send one of add_sentence, remove_item, move_item")


@pytest.mark.parametrize("operations", [None, "x", 5, {}, {"0": {"type": "set_glance", "on": True}}])
def test_operations_are_a_list(client, path, operations):
    answer = client.patch(path, {"version": 1, "operations": operations})
    assert [error["field"] for error in answer.json()["errors"]] == ["operations"]


def test_at_most_a_hundred_operations_are_done_at_once(client, path):
    there_and_back = [{"type": "move_item", "position": 0, "to": 1}, {"type": "move_item", "position": 1, "to": 0}]
    assert edited(client, path, *there_and_back * 50)["version"] == 1
    answer = client.patch(path, {"version": 1, "operations": [*there_and_back * 50, there_and_back[0]]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "operations")


def test_a_body_that_is_too_large_is_refused(client, path):
    answer = client.patch(path, {"version": 1, "operations": [{"type": "add_maker_card", "text": "x" * 100_000}]})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("version", [0, -1, 2**31, 1.5, "1", True, [1], None])
def test_an_edit_names_its_version(client, path, version):
    for body in ({"operations": []}, {**client.get(path).json()}):
        answer = getattr(client, "put" if "items" in body else "patch")(path, body | {"version": version})
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["version"])
    assert client.patch(path, {"operations": []}).status_code == 400
