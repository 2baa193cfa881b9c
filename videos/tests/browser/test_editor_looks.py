"""How the editor of a storyboard looks: on a phone, in the dark, while its pictures are late, and what it weighs."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Route, expect

from videos.tests.browser.accessibility import violations
from videos.tests.browser.editing import PHONE, PIXEL, WALKING, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(editor, scheme):
    editor.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    editor.locator("#sentence10-remove").click()
    saved(editor, 2)
    editor.fill("#new-card-text", "HR 0.7")
    editor.keyboard.press("Enter")
    expect(editor.locator("#new-card-error")).to_be_visible()
    editor.locator(f"#{WALKING}-change > summary").click()
    for size in (PHONE, {"width": 1280, "height": 900}):
        editor.set_viewport_size(size)
        assert violations(editor) == []
        assert editor.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_on_a_phone_scenes_and_abstract_are_one_tap_apart(editor):
    editor.set_viewport_size(PHONE)
    parts = editor.get_by_role("navigation", name="Parts of the editor")
    parts.get_by_role("link", name="Abstract").click()
    expect(editor.locator("#abstract")).to_be_in_viewport()
    editor.locator("#abstract0").click()
    saved(editor, 2)
    parts.get_by_role("link", name="Storyboard").click()
    expect(editor.locator("#storyboard")).to_be_in_viewport()


def test_a_slide_that_looks_the_same_is_not_fetched_again(editor):
    fetched: list[str] = []
    expect(editor.locator(".slide img").last).to_be_attached()
    editor.evaluate("scrollTo(0, document.body.scrollHeight)")
    editor.wait_for_load_state("networkidle")
    editor.on("request", lambda request: fetched.append(request.url) if ".png" in request.url else None)
    editor.locator(f"#{WALKING}-cut0").click()
    saved(editor, 2)
    editor.locator(f"#{WALKING}").scroll_into_view_if_needed()
    editor.wait_for_load_state("networkidle")
    assert [url.rpartition("/")[2] for url in fetched] == ["3.png?version=2"]


def test_a_slide_that_changes_stays_until_the_new_one_is_there(editor):
    held: list[Route] = []
    editor.route("**/scenes/*.png?version=2", lambda route: held.append(route))
    slide = editor.locator(f".scene:has(#{WALKING}) .slide")
    slide.scroll_into_view_if_needed()
    expect(slide.locator("img")).to_have_js_property("naturalWidth", 1)
    editor.locator(f"#{WALKING}-cut0").click()
    saved(editor, 2)
    expect(slide.locator("img.old")).to_have_js_property("naturalWidth", 1)
    for route in held:
        route.fulfill(body=PIXEL, content_type="image/png")
    expect(slide.locator("img")).to_have_count(1)


def test_a_picture_that_is_late_leaves_its_place_as_it_is_and_is_asked_for_again(page, live_server, job):
    answers = iter([503, 503])

    def late(route: Route) -> None:
        status = next(answers, 200)
        route.fulfill(status=status, body=PIXEL if status == 200 else b"", content_type="image/png")

    page.route("**/scenes/1.png*", late)
    page.goto(f"{live_server}/jobs/{job.pk}")
    place = page.locator(".slide").first
    picture = place.locator("img")
    expect(picture).to_have_class("missing")
    before = place.bounding_box()
    expect(picture).not_to_have_class("missing")
    assert picture.evaluate("image => image.naturalWidth") == 1
    assert place.bounding_box() == before


def test_a_sound_that_is_late_is_asked_for_again(editor):
    answers = iter([503, 503])
    sound = Path(finders.find("videos/voices/hibari.m4a")).read_bytes()

    def late(route: Route) -> None:
        status = next(answers, 200)
        route.fulfill(status=status, body=sound if status == 200 else b"", content_type="audio/mp4")

    editor.route("**/sentences/*/audio*", late)
    listen = editor.locator(f"#{WALKING}-play")
    listen.click()
    expect(listen).to_have_text("Stop")
    expect(listen).to_have_text("Listen")
    expect(editor.get_by_text("cannot be played")).to_have_count(0)
    assert next(answers, "asked three times") == "asked three times"


def test_the_page_is_light(page, live_server, job):
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}) if answer.ok else None)
    page.goto(f"{live_server}/jobs/{job.pk}")
    page.wait_for_load_state("networkidle")
    own = {url: size for url, size in sizes.items() if ".png" not in url and "htmx" not in url}
    assert len(own) <= 8
    assert sum(own.values()) < 150_000
