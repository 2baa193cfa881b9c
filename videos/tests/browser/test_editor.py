"""The editor of a storyboard in a real browser: each operation by mouse and by keyboard, in two tabs, on a phone."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from videos.models import Job
from videos.tests.browser.editing import AS_WRITTEN, WALKING, focused, keys, said, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]


# --- By mouse


def test_every_edit_is_made_by_mouse_and_saved_at_once(editor, job):
    editor.locator("#abstract8").click()
    saved(editor, 2)
    editor.locator("#sentence9-remove").click()
    saved(editor, 3)
    editor.locator(f"#{WALKING}-up").click()
    saved(editor, 4)
    editor.locator(f"#{WALKING}-cut0").click()
    saved(editor, 5)
    editor.locator("#sentence10-change > summary").click()
    editor.locator("#sentence10-statement").click()
    saved(editor, 6)
    editor.fill("#sentence10-heading", "Harms")
    editor.locator("#sentence10-heading-save").click()
    saved(editor, 7)
    editor.locator("#sentence10-word").select_option("walkers")
    editor.fill("#sentence10-said", "walk ers")
    editor.locator("#sentence10-said-save").click()
    saved(editor, 8)
    editor.fill("#new-card-text", "We thank the patients.")
    editor.locator("#new-card-text-save").click()
    saved(editor, 9)
    editor.locator("#glance").click()
    saved(editor, 10)
    assert keys(editor) == [WALKING, "sentence3", "sentence8", "sentence10", "sentence12", "card1"]
    assert editor.locator("#sentence10-change").get_attribute("open") is not None, "what was open stays open"
    assert Job.objects.get().storyboard_version == 10


def test_a_sentence_is_dragged_to_its_place_from_the_storyboard_and_from_the_abstract(editor):
    editor.set_viewport_size({"width": 1280, "height": 2400})
    above = {"x": 60, "y": 4}
    editor.locator("#sentence9 .grip").drag_to(editor.locator("#sentence3"), target_position=above)
    saved(editor, 2)
    assert keys(editor) == ["sentence9", "sentence3", WALKING, "sentence10", "sentence12"]
    said(editor, "is now number 1 of 5")
    editor.locator("#abstract0").drag_to(editor.locator("#sentence3"), target_position=above)
    saved(editor, 3)
    assert keys(editor)[:3] == ["sentence9", "sentence0", "sentence3"]


def test_undo_redo_and_reset(editor):
    editor.locator(f"#{WALKING}-remove").click()
    saved(editor, 2)
    editor.get_by_role("button", name="Undo").click()
    saved(editor, 3)
    assert keys(editor) == AS_WRITTEN
    editor.get_by_role("button", name="Redo").click()
    saved(editor, 4)
    assert WALKING not in keys(editor)
    editor.get_by_role("button", name="Reset").click()
    saved(editor, 5)
    assert keys(editor) == AS_WRITTEN


def test_clicks_that_are_faster_than_the_server_all_count(editor):
    editor.evaluate("for (let click = 0; click < 3; click++) document.getElementById('sentence3-down').click()")
    saved(editor, 4)
    assert keys(editor) == [WALKING, "sentence9", "sentence10", "sentence3", "sentence12"]


# --- By keyboard


def test_the_keyboard_alone_is_enough_and_the_focus_stays_on_the_sentence(editor):
    editor.locator("#sentence3-down").focus()
    editor.keyboard.press("Enter")
    said(editor, "“In this trial at six clinics, 412 adults …” is now number 2 of 5. Saved as version 2.")
    assert focused(editor) == "sentence3-down"
    editor.keyboard.press("Alt+ArrowDown")
    said(editor, "is now number 3 of 5")
    editor.keyboard.press("Alt+ArrowUp")
    said(editor, "is now number 2 of 5")
    editor.keyboard.press("Control+z")
    said(editor, "Undone: ")
    editor.keyboard.press("Control+y")
    said(editor, "Done again: ")
    editor.locator("#abstract8").focus()
    editor.keyboard.press("Space")
    said(editor, "Added: ")
    assert focused(editor) == "abstract8"
    editor.locator("#sentence9-remove").focus()
    editor.keyboard.press("Enter")
    said(editor, "Removed: ")
    assert focused(editor) == "sentence10", "the next sentence"
    editor.keyboard.press("Tab")
    assert focused(editor) == "sentence10-play"


def test_a_sentence_that_reaches_the_top_keeps_the_focus(editor):
    editor.locator(f"#{WALKING}-up").focus()
    editor.keyboard.press("Enter")
    saved(editor, 2)
    assert focused(editor) == f"{WALKING}-down"
    editor.keyboard.press("Alt+ArrowUp")
    said(editor, "It is the first already.")
    assert Job.objects.get().storyboard_version == 2


def test_enter_in_a_field_saves_it_and_shortcuts_leave_the_field_alone(editor):
    editor.locator(f"#{WALKING}-change > summary").focus()
    editor.keyboard.press("Enter")
    editor.locator(f"#{WALKING}-heading").focus()
    editor.keyboard.type("Less glucose")
    editor.keyboard.press("Control+z")
    assert Job.objects.get().storyboard_version == 1
    editor.fill(f"#{WALKING}-heading", "Less glucose")
    editor.keyboard.press("Enter")
    said(editor, "Heading changed to “Less glucose”")
    assert focused(editor) == f"{WALKING}-heading"


# --- Nothing that was typed is lost


def test_a_refusal_is_shown_beside_the_field_and_announced(editor):
    editor.fill("#new-card-text", "Typed elsewhere")
    editor.locator(f"#{WALKING}-change > summary").click()
    editor.fill(f"#{WALKING}-heading", "17% less")
    editor.keyboard.press("Enter")
    said(editor, "Not changed. A heading has a number, which looks like a result of the paper.")
    expect(editor.locator(f"#{WALKING}-error")).to_contain_text("Write it without numbers.")
    expect(editor.locator(f"#{WALKING}-heading")).to_have_value("17% less")
    expect(editor.locator("#new-card-text")).to_have_value("Typed elsewhere")
    editor.locator("#abstract8").click()
    saved(editor, 2)
    expect(editor.locator(f"#{WALKING}-heading")).to_have_value("17% less")
    expect(editor.locator("#new-card-text")).to_have_value("Typed elsewhere")


def test_two_tabs_do_not_overwrite_each_other(editor, context_of, live_server, job):
    other = context_of(editor).new_page()
    other.goto(editor.url)
    other.locator("#sentence9-remove").click()
    saved(other, 2)
    editor.locator(f"#{WALKING}-change > summary").click()
    editor.fill(f"#{WALKING}-heading", "Less glucose")
    editor.keyboard.press("Enter")
    said(editor, "The storyboard was changed meanwhile: it is now version 2, and yours was 1.")
    assert "sentence9" not in keys(editor)
    expect(editor.locator(f"#{WALKING}-heading")).to_have_value("Less glucose")
    editor.keyboard.press("Enter")
    saved(editor, 3)
    other.get_by_role("button", name="Approve").click()
    expect(other.get_by_text("Nothing was approved: the script has changed meanwhile.")).to_be_visible()


@pytest.fixture
def context_of():
    def context(page: Page) -> BrowserContext:
        return page.context

    return context


def test_a_server_that_does_not_answer_is_said_and_the_text_stays(editor):
    def fail(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    editor.route("**/storyboard", fail)
    editor.fill("#new-card-text", "We thank the patients.")
    editor.keyboard.press("Enter")
    said(editor, "Not saved. The server does not answer.")
    expect(editor.locator("#saved")).to_contain_text("Not saved.")
    editor.unroute("**/storyboard")
    editor.keyboard.press("Enter")
    saved(editor, 2)


def test_nothing_is_approved_while_a_text_is_not_saved(editor):
    editor.fill("#new-card-text", "We thank the patients.")
    editor.get_by_role("button", name="Approve").click()
    said(editor, "Nothing was approved yet: save or clear what you have typed here.")
    assert focused(editor) == "new-card-text"
    editor.fill("#new-card-text", "")
    editor.get_by_role("button", name="Approve").click()
    expect(editor.get_by_text("You are next.")).to_be_visible()
    assert Job.objects.get().approved_version == 1


def test_an_approval_during_an_edit_waits_for_it(editor):
    editor.evaluate("for (const id of ['sentence9-remove', 'approve']) document.getElementById(id).click()")
    expect(editor.get_by_text("You are next.")).to_be_visible()
    assert Job.objects.get().approved_version == 2


def test_without_javascript_an_edit_leads_back_to_its_sentence(page_without_javascript, live_server, job):
    page = page_without_javascript
    page.goto(f"{live_server}/jobs/{job.pk}")
    page.locator("#sentence12-up").click()
    saved(page, 2)
    expect(page.locator("#sentence12")).to_be_in_viewport()
    assert keys(page)[-2:] == ["sentence12", "sentence10"]
    page.locator("#sentence12-change > summary").click()
    page.fill("#sentence12-heading", "17% less")
    page.locator("#sentence12-heading-save").click()
    expect(page.locator("#sentence12-error")).to_contain_text("Write it without numbers.")
    expect(page.locator("#sentence12-heading")).to_have_value("17% less")
