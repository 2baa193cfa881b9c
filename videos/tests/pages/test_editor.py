"""The editor of a storyboard without JavaScript: each button is a form, and leads back to its place."""

import json
import re

import pytest

from videos.jobs import lifecycle
from videos.pipeline.options import Length, Options
from videos.tests.factories import JobFactory, sample_version
from videos.tests.pages.editing import AS_WRITTEN, HARMS, HTMX, PLACES, WALKING, body, keys, shown
from videos.tests.pages.forms import element, press, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]


@pytest.fixture
def job():
    return JobFactory(in_review=True, options=Options(length=Length.SHORT))


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


# --- With htmx


def test_htmx_gets_the_editor_and_what_a_screen_reader_says(client, job):
    operation = {"type": "move_item", "position": 0, "to": 1}
    answer = client.post(
        f"/jobs/{job.pk}/storyboard", {"version": "1", "operation": json.dumps(operation)}, headers=HTMX
    )
    assert body(answer).lstrip().startswith('<div id="editor"')
    said = re.search(r'hx-swap-oob="innerHTML:#said">(.*?)</div>', body(answer))[1]
    assert said == "“In this trial at six clinics, 412 adults …” is now number 2 of 5. Saved as version 2."


def test_htmx_gets_a_refusal_with_its_status(client, job):
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
