"""A storyboard is edited through the API: by operations, as a whole, and back and forth."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from videos.jobs import lifecycle
from videos.models import Job
from videos.pipeline.options import Length, Options
from videos.tests.factories import JobFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db

TRIAL, RESULT, CELLS, HARMS, NEXT = range(5)
"""The items of the bundled paper's short script: sentences 3, 7, 9, 10 and 12 of its abstract."""

ROOT = Path(__file__).parents[3]
HARMS_TEXT = "Adverse events were reported by 7% of walkers and 6% of controls, and none was serious."


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def job():
    return JobFactory(in_review=True, options=Options(length=Length.SHORT))


@pytest.fixture
def path(job):
    return f"/api/videos/{job.pk}/storyboard"


def of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def edited(client, path: str, *operations: dict, version: int = 1) -> dict:
    answer = client.patch(path, {"version": version, "operations": list(operations)})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def refused(client, path: str, *operations: dict) -> dict:
    answer = client.patch(path, {"version": 1, "operations": list(operations)})
    assert (answer.status_code, answer.json()["code"]) == (422, "edit_refused"), answer.json()
    assert Job.objects.get().storyboard_version == 1
    return answer.json()


def order(board: dict) -> list[int | None]:
    return [item["index"] for item in board["items"]]


# --- what a client sees


def test_the_storyboard_says_what_may_be_changed(client, path):
    board = client.get(path).json()
    assert (board["can_undo"], board["can_redo"], board["changes"], board["warnings"]) == (False, False, [], [])
    assert (board["subtitle"], board["has_subtitle"], board["glance"], board["pronunciations"]) == (
        False,
        True,
        False,
        [],
    )
    assert (board["promised_seconds"], order(board)) == (45.0, [3, 7, 9, 10, 12])
    assert board["items"][RESULT] == {
        "position": 1,
        "kind": "sentence",
        "index": 7,
        "text": board["abstract"][7]["text"],
        "heading": "",
        "layout": None,
        "layouts": ["statement", "points", "picture"],
        "cuts": [{"number": 0, "text": "(95% CI 12 to 22; p < 0.001)", "on": True}],
        "scene": 3,
    }
    said = board["scenes"][board["items"][RESULT]["scene"] - 1]["sentences"][0]["spoken"]
    assert said == "Compared with usual care, walking lowered glucose after meals by 17%."


# --- operations


def test_a_sentence_is_added_moved_and_removed(client, path):
    board = edited(client, path, {"type": "add_sentence", "index": 0, "position": 0})
    assert (board["version"], order(board)) == (2, [0, 3, 7, 9, 10, 12])
    board = edited(client, path, {"type": "move_item", "position": 0, "to": 5}, version=2)
    assert order(board) == [3, 7, 9, 10, 12, 0]
    board = edited(client, path, {"type": "remove_item", "position": HARMS}, version=3)
    assert order(board) == [3, 7, 9, 12, 0]
    assert board["note"] == "Removed: “Adverse events were reported by 7% of walkers …”"
    assert {"position": None, "text": "The abstract reports harms, and the video does not."} in board["warnings"]
    assert f"Removed: “{HARMS_TEXT}”" in board["changes"]
    assert board["omissions"] == ["harms"]


def test_a_passage_is_said_and_left_out(client, path):
    said = edited(client, path, {"type": "set_cut", "position": RESULT, "cut": 0, "on": False})
    assert "95% CI 12 to 22" in said["scenes"][2]["sentences"][0]["spoken"]
    assert said["items"][RESULT]["cuts"][0]["on"] is False
    left_out = edited(client, path, {"type": "set_cut", "position": RESULT, "cut": 0, "on": True}, version=2)
    assert left_out["changes"] == []


def test_headings_layouts_and_cards_are_of_the_makers(client, path):
    board = edited(
        client,
        path,
        {"type": "set_heading", "position": NEXT, "heading": "What comes next"},
        {"type": "set_layout", "position": NEXT, "layout": "quotation"},
        {"type": "add_maker_card", "text": "We thank all who took part.", "position": 0},
    )
    card, quotation = board["items"][0], board["items"][5]
    assert (card["kind"], card["index"], card["text"], card["scene"]) == (
        "maker",
        None,
        "We thank all who took part.",
        2,
    )
    assert (quotation["heading"], quotation["layout"]) == ("What comes next", "quotation")
    scene = board["scenes"][quotation["scene"] - 1]
    assert (scene["layout"], scene["label"]) == ("quotation", "What comes next · makers’ heading")
    assert board["scenes"][1]["layout"] == "maker"
    spoken = [sentence["spoken"] for sentence in board["scenes"][1]["sentences"]]
    assert spoken == ["From the makers of this video.", "We thank all who took part."]
    board = edited(client, path, {"type": "edit_maker_card", "position": 0, "text": "We thank them."}, version=2)
    assert board["items"][0]["text"] == "We thank them."


def test_pronunciations_subtitle_and_glance_are_set(client, path):
    board = edited(
        client,
        path,
        {"type": "set_pronunciation", "word": "glucose", "said": "glukohs"},
        {"type": "set_subtitle", "on": True},
        {"type": "set_glance", "on": True},
    )
    assert board["pronunciations"] == [{"word": "glucose", "said": "glukohs"}]
    assert (board["subtitle"], board["glance"]) == (True, True)
    spoken = board["scenes"][0]["sentences"][-1]["spoken"]
    assert spoken == board["title"]


def test_operations_that_change_nothing_add_no_version(client, path):
    assert edited(client, path)["version"] == 1
    assert edited(client, path, {"type": "set_subtitle", "on": False})["version"] == 1


def test_the_edit_in_the_docs_is_accepted(client, path):
    document = (ROOT / "docs" / "howto" / "edit-script.md").read_text()
    body = json.loads(re.search(r"storyboard -H [^\n]* -d '(.*?)'\n", document, re.DOTALL)[1])
    assert len(edited(client, path, *body["operations"])["changes"]) == 4


# --- refusals


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
    assert answer["rule"] == "The video reads no sentence of the abstract."


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


# --- the whole


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


# --- back and forth


def test_edits_are_undone_and_done_again(client, path):
    edited(client, path, {"type": "remove_item", "position": TRIAL})
    undone = client.post(f"{path}/undo", {"version": 2}).json()
    assert (undone["version"], order(undone), undone["changes"]) == (3, [3, 7, 9, 10, 12], [])
    assert (undone["can_undo"], undone["can_redo"]) == (False, True)
    assert undone["note"].startswith("Undone: Removed: “In this trial at six clinics")
    again = client.post(f"{path}/redo").json()
    assert (again["version"], order(again)) == (4, [7, 9, 10, 12])
    assert (again["can_undo"], again["can_redo"]) == (True, False)


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_what_cannot_be_undone_or_done_again_says_so(client, path, way):
    answer = client.post(f"{path}/{way}", {"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_undo")
    assert client.get(path).json()[f"can_{way}"] is False


# --- whose turn it is

WAYS = [
    ("patch", "", {"version": 1, "operations": [{"type": "remove_item", "position": 0}]}),
    ("put", "", {"version": 1, "items": [{"index": 7}], "subtitle": True, "glance": False, "pronunciations": []}),
    ("post", "/undo", {"version": 1}),
    ("post", "/redo", {"version": 1}),
]


@pytest.mark.parametrize(("method", "way", "body"), WAYS)
def test_an_edit_of_an_older_version_is_refused_with_both_versions(client, path, method, way, body):
    edited(client, path, {"type": "move_item", "position": 0, "to": 1})
    answer = getattr(client, method)(path + way, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "version_conflict")
    assert (answer.json()["version"], answer.json()["current_version"]) == (1, 2)
    assert Job.objects.get().storyboard_version == 2


@pytest.mark.parametrize(("method", "way", "body"), WAYS)
@pytest.mark.parametrize("traits", [{}, {"processing": True}, {"completed": True}, {"failed": True}])
def test_only_a_job_in_review_is_edited(client, traits, method, way, body):
    job = JobFactory(**traits)
    answer = getattr(client, method)(f"/api/videos/{job.pk}/storyboard{way}", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
    assert answer.json()["job_status"] == job.status


def test_an_approved_storyboard_is_edited_no_more(client, job, path):
    assert lifecycle.approve(job.pk, 1)
    assert client.patch(path, WAYS[0][2]).json()["code"] == "wrong_status"


@pytest.mark.parametrize(("method", "way", "body"), WAYS)
def test_the_storyboard_of_another_user_is_not_found(settings, method, way, body):
    settings.API_ALLOW_ANONYMOUS = False
    job = JobFactory(in_review=True, owner=UserFactory())
    path = f"/api/videos/{job.pk}/storyboard{way}"
    assert getattr(of(UserFactory()), method)(path, body).status_code == 404
    assert getattr(of(staff_with("view_job")), method)(path, body).status_code == 403
    assert getattr(APIClient(), method)(path, body).status_code == 401
    assert Job.objects.get().storyboard_version == 1


def test_an_edit_names_its_author(settings, path, job):
    settings.API_ALLOW_ANONYMOUS = False
    ada = UserFactory()
    Job.objects.update(owner=ada)
    assert edited(of(ada), path, {"type": "remove_item", "position": 0})["author"] == ada.username
    staff = staff_with("view_job", "change_job")
    assert of(staff).post(f"{path}/undo").json()["author"] == staff.username


def test_a_storyboard_of_an_unknown_form_cannot_be_edited(client, job, path):
    job.storyboards.update(draft='{"acts": 3}')
    assert client.patch(path, WAYS[0][2]).json()["code"] == "storyboard_unreadable"


# --- what it costs


@pytest.mark.parametrize(
    ("method", "way", "body", "most"), [(*way, most) for way, most in zip(WAYS, (9, 9, 10, 10), strict=True)]
)
def test_an_edit_takes_few_queries_however_many_versions_there_are(client, path, method, way, body, most):
    for version in range(1, 6):
        edited(client, path, {"type": "move_item", "position": 0, "to": 1}, version=version)
    if way == "/redo":
        client.post(f"{path}/undo")
    version = Job.objects.get().storyboard_version
    with CaptureQueriesContext(connection) as queries:
        assert getattr(client, method)(path + way, body | {"version": version}).status_code == 200
    assert len(queries) == most
