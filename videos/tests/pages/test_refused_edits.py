"""Edits that the editor refuses: by a rule, because of another tab, or because nobody may make them."""

import re

import pytest
from django.test import Client

from videos.jobs import storyboards
from videos.models import Job
from videos.pipeline import editing
from videos.pipeline.options import Length, Options
from videos.tests.factories import JobFactory, UserFactory, staff_with
from videos.tests.pages.editing import AS_WRITTEN, PLACES, WALKING, body, keys, send, shown
from videos.tests.pages.forms import element, press, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]


@pytest.fixture
def job():
    return JobFactory(in_review=True, options=Options(length=Length.SHORT))


def test_a_refused_heading_says_why_beside_its_field_and_keeps_what_was_typed(client, job):
    answer = press(client, shown(client, job), f"{WALKING}-heading-save", heading="17% less")
    assert answer.status_code == 422
    page = body(answer)
    field = element(page, f"{WALKING}-heading")
    assert (field.get("value"), field.get("data-saved"), field.get("aria-invalid")) == ("17% less", "", "true")
    assert f"{WALKING}-error" in field.get("aria-describedby")
    refusal = words(element(page, f"{WALKING}-error"))
    assert refusal.startswith("A heading has a number, which looks like a result of the paper.")
    assert "Write it without numbers." in refusal
    assert "Nothing was changed in: Compared with usual care" in refusal
    assert element(page, f"{WALKING}-change").get("open") is not None
    assert Job.objects.get().storyboard_version == 1


@pytest.mark.parametrize(
    ("button", "typed", "field", "rule"),
    [
        ("new-card-text-save", {"text": "HR 0.7"}, "new-card-text", "looks like a result of the paper"),
        (f"{WALKING}-said-save", {"word": "glucose", "said": "sugar"}, f"{WALKING}-said", "does not sound like"),
    ],
)
def test_other_texts_are_refused_in_the_same_way(client, job, button, typed, field, rule):
    answer = press(client, shown(client, job), button, **typed)
    assert answer.status_code == 422
    assert rule in body(answer)
    assert element(body(answer), field).get("value") == list(typed.values())[-1]


def test_a_refused_button_says_why_beside_its_sentence(client, job):
    for key in AS_WRITTEN[:-1]:
        client.post(f"/jobs/{job.pk}/storyboard", form_of(client, job, f"{key}-remove"))
    answer = press(client, shown(client, job), "sentence12-remove")
    assert answer.status_code == 422
    assert "The video reads no sentence of the paper. Add one." in words(element(body(answer), "sentence12"))


def form_of(client: Client, job: Job, key: str) -> dict[str, str]:
    page = shown(client, job)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return {"version": version, "operation": element(page, key).get("value")}


@pytest.mark.parametrize(
    "operation",
    [
        None,
        [],
        "undo",
        {"type": "say", "text": "Walking cures."},
        {"type": "move_item"},
        {"type": "move_item", "position": "0", "to": 1},
        {"type": "move_item", "position": 0, "to": 10**30},
        {"type": "add_sentence", "index": -1, "position": 0},
        {"type": "set_layout", "position": 0, "layout": "title"},
        {"type": "set_cut", "position": 1, "cut": 99, "on": True},
        {"type": "add_maker_card", "text": "<b>bold</b>", "position": 0},
        {"type": "add_maker_card", "text": "a\u202eb", "position": 0},
        {"type": "add_maker_card", "text": "x" * 5000, "position": 0},
        {"type": "edit_maker_card", "text": "Walking cures.", "position": 1},
    ],
)
def test_an_operation_that_no_button_has_changes_nothing(client, job, operation):
    assert send(client, job, operation).status_code == 422
    assert Job.objects.get().storyboard_version == 1


# --- Other people, other tabs


def test_an_edit_of_an_earlier_version_shows_the_current_one_and_keeps_what_was_typed(client, job):
    stale = shown(client, job)
    press(client, stale, f"{PLACES}-remove")
    answer = press(client, stale, f"{WALKING}-heading-save", heading="Less glucose")
    assert answer.status_code == 409
    page = body(answer)
    text = words(element(page, "editor"))
    assert "The storyboard was changed meanwhile: it is now version 2, and yours was 1." in text
    assert "This is version 2: Removed" in text
    assert "You had written: Less glucose" in text
    assert element(page, f"{WALKING}-heading").get("value") == "Less glucose"
    assert keys(page) == AS_WRITTEN[1:]


def test_what_was_typed_for_a_sentence_that_is_gone_is_shown(client, job):
    stale = shown(client, job)
    press(client, stale, f"{WALKING}-remove")
    page = body(press(client, stale, f"{WALKING}-heading-save", heading="Less glucose"))
    assert element(page, WALKING) is None
    assert "You had written: Less glucose" in words(element(page, "editor"))


def test_a_conflict_names_who_changed_it(client, job):
    user = UserFactory(username="ann")
    storyboards.edit(job, [editing.RemoveItem(0)], 1, user.pk)
    assert "changed meanwhile by ann" in body(send(client, job, {"type": "remove_item", "position": 0}))


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "٣", "9" * 40])
def test_a_version_that_no_page_has_shown_is_a_conflict(client, job, version):
    assert client.post(f"/jobs/{job.pk}/storyboard", {"version": version, "step": "undo"}).status_code == 409


def test_nothing_to_undo_is_said(client, job):
    answer = client.post(f"/jobs/{job.pk}/storyboard", {"version": "1", "step": "undo"})
    assert (answer.status_code, "There is nothing to undo" in body(answer)) == (409, True)


def test_an_edit_after_the_approval_changes_nothing_and_does_not_lose_what_was_typed(client, job):
    page = shown(client, job)
    storyboards.approve(job, 1)
    answer = press(client, page, f"{WALKING}-heading-save", heading="Less glucose")
    assert "Nothing was changed. This video does not wait for a review any more." in body(answer)
    assert "You had written: “Less glucose”." in body(answer)
    assert Job.objects.get().storyboard_version == 1


def test_staff_who_may_only_view_see_the_storyboard_without_buttons(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    job = JobFactory(in_review=True, owner=UserFactory())
    client.force_login(staff_with("view_job"))
    page = shown(client, job)
    assert keys(page) == AS_WRITTEN
    assert '/storyboard"' not in page
    assert not re.search(r'<button[^>]+form="edit"', page)
    assert send(client, job, {"type": "remove_item", "position": 0}).status_code == 403


def test_the_author_of_an_edit_is_kept(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    user = UserFactory()
    client.force_login(user)
    job = JobFactory(in_review=True, owner=user)
    press(client, shown(client, job), f"{WALKING}-up")
    assert job.storyboards.get(number=2).author == user
