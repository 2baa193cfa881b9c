"""The editor of a storyboard without JavaScript: each button is a form, and leads back to its place."""

import json
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from videos.jobs import lifecycle, storyboards
from videos.models import Job
from videos.pipeline import editing
from videos.pipeline.options import Length, Options
from videos.tests.factories import JobFactory, UserFactory, sample_version, staff_with
from videos.tests.pages.forms import element, press, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]

PLACES = "sentence3"
"""Key of "In this trial at six clinics, 412 adults ..."."""

WALKING = "sentence7"
"""Key of "Compared with usual care, walking lowered glucose after meals by 17% (95% CI 12 to 22; p < 0.001)."."""

HARMS = "sentence10"
"""Key of "Adverse events were reported by 7% of walkers and 6% of controls, and none was serious."."""

AS_WRITTEN = [PLACES, WALKING, "sentence9", HARMS, "sentence12"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def job():
    return JobFactory(in_review=True, options=Options(length=Length.SHORT))


def shown(client: Client, job: Job) -> str:
    return client.get(f"/jobs/{job.pk}").content.decode()


def keys(page: str) -> list[str]:
    return re.findall(r'<div class="item[^"]*" id="(\w+)"', page)


def send(client: Client, job: Job, operation: object, version: int = 1, **more: str) -> HttpResponse:
    fields = {"version": str(version), "operation": json.dumps(operation), **more}
    return client.post(f"/jobs/{job.pk}/storyboard", fields)


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_scenes_and_abstract_are_side_by_side(client, job):
    page = shown(client, job)
    assert keys(page) == AS_WRITTEN
    assert element(page, "abstract7").get("aria-pressed") == "true"
    assert element(page, "abstract8").get("aria-pressed") == "false"
    assert f"/api/videos/{job.pk}/storyboard/scenes/1.png?version=1" in page
    assert f"/api/videos/{job.pk}/storyboard/sentences/0/audio?version=1" in page
    assert re.search(r"0:\d\d of 0:45", words(element(page, "editor")))
    assert "Saved · version 1" in words(element(page, "editor"))


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("abstract8", [PLACES, WALKING, "sentence8", "sentence9", HARMS, "sentence12"]),
        ("abstract0", ["sentence0", *AS_WRITTEN]),
        ("abstract7", [PLACES, "sentence9", HARMS, "sentence12"]),
        (f"{WALKING}-remove", [PLACES, "sentence9", HARMS, "sentence12"]),
        (f"{WALKING}-up", [WALKING, PLACES, "sentence9", HARMS, "sentence12"]),
        (f"{WALKING}-down", [PLACES, "sentence9", WALKING, HARMS, "sentence12"]),
    ],
)
def test_a_button_adds_removes_or_moves_a_sentence(client, job, button, after):
    answer = press(client, shown(client, job), button)
    assert answer.redirect_chain[0][0].startswith(f"/jobs/{job.pk}#")
    assert keys(body(answer)) == after
    assert "Saved · version 2" in body(answer)


def test_the_first_sentence_has_no_way_up_and_the_last_none_down(client, job):
    page = shown(client, job)
    assert element(page, f"{PLACES}-up") is None
    assert element(page, "sentence12-down") is None


def test_a_passage_is_said_and_left_out_again(client, job):
    page = shown(client, job)
    for said, others in (("true", "said"), ("false", "left out")):
        page = body(press(client, page, f"{WALKING}-cut0"))
        passage = element(page, f"{WALKING}-cut0")
        assert (passage.get("aria-pressed"), words(passage)) == (said, "Say: (95% CI 12 to 22; p < 0.001)"), others


def test_a_layout_is_chosen_among_those_that_are_allowed(client, job):
    page = body(press(client, shown(client, job), f"{HARMS}-statement"))
    assert element(page, f"{HARMS}-statement").get("aria-pressed") == "true"
    assert element(page, f"{HARMS}-automatic").get("aria-pressed") == "false"
    assert element(page, f"{HARMS}-figure") is None


def test_a_heading_is_the_makers_own_and_an_empty_one_gives_back_the_papers(client, job):
    page = body(press(client, shown(client, job), f"{WALKING}-heading-save", heading=" Less  glucose "))
    assert "Less glucose · makers’ heading" in page
    assert element(page, f"{WALKING}-heading").get("value") == "Less glucose"
    page = body(press(client, page, f"{WALKING}-heading-save", heading=""))
    assert "Less glucose" not in words(element(page, "storyboard").getparent())


def test_a_word_is_said_as_it_is_written_there_until_that_is_removed(client, job):
    page = body(press(client, shown(client, job), f"{WALKING}-said-save", word="glucose", said="glue kohs"))
    assert "“glucose” is said as “glue kohs”." in page
    assert "is said as “" not in body(press(client, page, "pronunciation1"))


def test_a_card_of_the_makers_is_added_changed_and_moved(client, job):
    page = body(press(client, shown(client, job), "new-card-text-save", text="We thank the patients."))
    assert keys(page) == [*AS_WRITTEN, "card1"]
    assert "By the makers of the video, not from the paper." in words(element(page, "card1"))
    assert element(page, "new-card-text").get("value") == ""
    page = body(press(client, page, "card1-text-save", text="We thank all."))
    page = body(press(client, page, "card1-up"))
    assert keys(page) == [*AS_WRITTEN[:-1], "card1", "sentence12"]
    assert "We thank all." in words(element(page, "card1"))


def test_subtitle_and_glance_are_toggles(client, job):
    page = shown(client, job)
    for key in ("subtitle", "glance"):
        before = element(page, key).get("aria-pressed")
        page = body(press(client, page, key))
        assert element(page, key).get("aria-pressed") != before, key


def test_undo_redo_and_reset_lead_through_the_versions(client, job):
    page = shown(client, job)
    assert [element(page, key).get("disabled") for key in ("undo", "redo", "reset")] == ["disabled"] * 3
    page = body(press(client, page, f"{WALKING}-up"))
    moved = keys(page)
    page = body(press(client, page, "undo"))
    assert keys(page) == AS_WRITTEN
    page = body(press(client, page, "redo"))
    assert keys(page) == moved
    page = body(press(client, page, "reset"))
    assert keys(page) == AS_WRITTEN
    assert "Saved · version 5" in page


def test_what_viewers_would_miss_is_said_above_and_beside_the_sentence(client, job):
    page = body(press(client, shown(client, job), f"{HARMS}-remove"))
    assert "The abstract reports harms, and the video does not." in words(element(page, "warnings"))
    assert re.search(r"\d warnings?", words(element(page, "editor")))
    page = body(press(client, page, "abstract1"))
    assert "Warning: " in page or element(page, "warnings") is not None


# --- Refusals


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
    assert "The video reads no sentence of the abstract. Add one." in words(element(body(answer), "sentence12"))


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


# --- With htmx


def test_htmx_gets_the_editor_and_what_a_screen_reader_says(client, job):
    operation = {"type": "move_item", "position": 0, "to": 1}
    answer = client.post(
        f"/jobs/{job.pk}/storyboard", {"version": "1", "operation": json.dumps(operation)}, headers=HTMX
    )
    assert body(answer).lstrip().startswith('<div id="editor"')
    said = re.search(r'hx-swap-oob="innerHTML:#said">(.*?)</div>', body(answer))[1]
    assert said == "“In this trial at six clinics, 412 adults …” is now number 2 of 5. Saved as version 2."


def test_htmx_is_told_of_a_refusal_with_its_status(client, job):
    fields = {"version": "1", "operation": json.dumps({"type": "remove_item", "position": 77})}
    answer = client.post(f"/jobs/{job.pk}/storyboard", fields, headers=HTMX)
    assert answer.status_code == 422
    assert 'hx-swap-oob="innerHTML:#said">Not changed. The storyboard has no item 77.' in body(answer)


def test_htmx_reloads_the_page_of_a_job_that_is_not_in_review(client, job):
    lifecycle.cancel(job.pk)
    answer = client.post(f"/jobs/{job.pk}/storyboard", {"version": "1", "step": "undo"}, headers=HTMX)
    assert answer.headers["HX-Refresh"] == "true"
    assert "does not wait for a review any more" in shown(client, job)


def test_each_slide_keeps_its_id_while_it_looks_the_same(client, job):
    def slides(page: str) -> list[str]:
        return re.findall(r'<img id="(slide-\w+)"', page)

    before = slides(shown(client, job))
    after = slides(body(press(client, shown(client, job), f"{WALKING}-cut0")))
    assert len(before) == len(set(before))
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_a_long_storyboard_makes_no_more_queries(client, job, django_assert_max_num_queries):
    shown(client, job)
    with django_assert_max_num_queries(12):
        shown(client, job)
    lifecycle.revise(job.pk, 1, sample_version("Longer."))
    with django_assert_max_num_queries(12):
        shown(client, job)
