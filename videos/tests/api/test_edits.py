"""A storyboard is edited through the API, by operations, and back and forth."""

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
        "figure": None,
        "figures": [],
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
    ("method", "way", "body", "most"), [(*way, most) for way, most in zip(WAYS, (10, 10, 11, 11), strict=True)]
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
