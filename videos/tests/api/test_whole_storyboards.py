"""A storyboard is sent back through the API as it was received, with changes."""

import pytest
from rest_framework.test import APIClient

from videos.models import Job
from videos.pipeline.options import Length, Options
from videos.tests.api.test_edits import RESULT, edited, order
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def path():
    job = JobFactory(in_review=True, options=Options(length=Length.SHORT))
    return f"/api/videos/{job.pk}/storyboard"


def test_what_was_received_can_be_sent_back(client, path):
    board = client.get(path).json()
    assert client.put(path, board).json() == board


def test_a_storyboard_is_edited_as_a_whole(client, path):
    board = client.get(path).json()
    first, *others = board["items"]
    others[0]["cuts"][0]["on"] = False
    others[3]["layout"] = "quotation"
    board |= {"items": [*others, first, {"text": "We thank them."}], "subtitle": True, "glance": True}
    board["pronunciations"] = [{"word": "glucose", "said": "glukohs"}]
    answer = client.put(path, board)
    assert answer.status_code == 200, answer.json()
    changed = answer.json()
    assert (changed["version"], order(changed)) == (2, [7, 9, 10, 12, 3, None])
    assert (changed["subtitle"], changed["glance"], changed["items"][0]["cuts"][0]["on"]) == (True, True, False)
    assert (changed["items"][3]["layout"], changed["pronunciations"]) == ("quotation", board["pronunciations"])
    assert client.put(path, changed).json() == changed


def test_what_is_left_out_of_a_whole_storyboard_is_not_kept(client, path):
    edited(
        client,
        path,
        {"type": "set_heading", "position": 0, "heading": "In short"},
        {"type": "set_cut", "position": RESULT, "cut": 0, "on": False},
        {"type": "set_pronunciation", "word": "glucose", "said": "glukohs"},
    )
    whole = {"version": 2, "items": [{"index": 7}, {"index": 10}], "subtitle": False, "glance": False}
    board = client.put(path, whole | {"pronunciations": []}).json()
    assert (order(board), board["pronunciations"]) == ([7, 10], [])
    assert (board["items"][0]["heading"], board["items"][0]["cuts"][0]["on"]) == ("", True)
    assert client.put(path, {"version": 3, "items": [{"index": 7}]}).status_code == 400


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ({"index": 7, "text": "Walking cures diabetes."}, "The words of the paper cannot be changed."),
        ({"index": 13, "text": "x"}, "The abstract has no sentence 13."),
        ({"index": 7, "cuts": [{"number": 9, "on": True}]}, "There is no such passage to leave out."),
        ({"index": 10, "layout": "picture"}, "The picture check allows no picture of it."),
        ({"index": 10, "heading": "Down by 40%"}, "A heading has a number, which looks like a result of the paper."),
        ({"text": "Mortality fell by 4.2 per cent."}, "A note has “4.2”, which looks like a result of the paper."),
        ({"kind": "sentence", "text": "<b>"}, "A note has the character U+003C, which slides or voices may not know."),
        ({}, "A note is empty."),
    ],
)
def test_a_whole_storyboard_is_judged_like_its_operations(client, path, item, rule):
    board = client.get(path).json()
    answer = client.put(path, board | {"items": [{"index": 3}, item]}).json()
    assert (answer["status"], answer["rule"], answer["operation"]) == (422, rule, None)
    assert Job.objects.get().storyboard_version == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"items": [{"index": 3, "spoken": "x"}]}, "items.0.spoken"),
        ({"items": [{"index": "3"}]}, "items.0.index"),
        ({"items": [{"index": 3, "cuts": [{"number": 0}]}]}, "items.0.cuts.0.on"),
        ({"items": [{"index": 3, "layout": "cinema"}]}, "items.0.layout"),
        ({"items": [{"index": 3}] * 301}, "items"),
        ({"items": {"index": 3}}, "items"),
        ({"subtitle": "yes"}, "subtitle"),
        ({"pronunciations": [{"word": "glucose"}]}, "pronunciations.0.said"),
        ({"script": "x"}, "script"),
    ],
)
def test_a_whole_storyboard_of_another_form_is_an_error_in_its_field(client, path, wrong, field):
    answer = client.put(path, client.get(path).json() | wrong)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])
