"""The pages of brand kits, and the choice of one in the studio, in a real browser."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from videos.models import Job, Kit
from videos.tests.api.test_viewsets import picture
from videos.tests.browser.accessibility import violations, violations_in_both_colours

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("waiting_queue", "cache_in_memory"),
]

OPTIONS = {
    "length": "short",
    "formats": ["portrait", "square"],
    "theme": {"accent": "#7ac142", "call_to_action": "Ask your doctor."},
}


@pytest.fixture
def kit() -> Kit:
    return Kit.objects.create(name="Department of Medicine", is_default=True, options=OPTIONS)


@pytest.fixture
def form(page: Page, live_server) -> Page:
    """The form of a new kit. Nothing may break its Content-Security-Policy or its script."""
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if "Security Policy" in message.text else None)
    page.goto(f"{live_server.url}/kits/new")
    yield page
    assert broken == []


def logo(name: str = "logo.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": picture().read()}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_fit(page: Page, live_server, kit, width):
    Kit.objects.create(name="Pneumonoultramicroscopicsilicovolcanoconiosis", options={"theme": {"accent": "#000000"}})
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/kits", "/kits/new", f"/kits/{kit.pk}", f"/kits/{kit.pk}/delete", f"/?kit={kit.pk}", "/batches/new"):
        page.goto(live_server.url + path)
        assert violations_in_both_colours(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_logo_is_shown_when_it_is_chosen_and_what_is_none_is_refused_at_once(form: Page):
    form.set_input_files("#file", logo())
    expect(form.get_by_alt_text("The logo, as slides show it")).to_be_visible()
    shown = form.get_by_alt_text("The logo, as slides show it")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 200
    form.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(form.locator("#file-error")).to_contain_text("cannot be read as a picture")
    expect(shown).to_be_visible()
    assert violations(form) == []
    form.fill("#name", "Heart")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("status")).to_have_text("The brand kit “Heart” is saved.")
    assert len(Kit.objects.get().options["theme"]["logo"]) == 32


def test_the_picker_and_the_field_show_the_same_colour_with_its_contrast(form: Page):
    form.fill("#accent", "#000000")
    expect(form.locator("#contrast")).to_contain_text("On light slides: 18.4 to 1, very easy to read.")
    expect(form.locator("#contrast")).to_contain_text("On dark slides: 1.4 to 1, hard to read, so it is drawn lighter")
    expect(form.locator("#picker")).to_have_value("#000000")
    form.locator("#picker").fill("#ffffff")
    expect(form.locator("#accent")).to_have_value("#ffffff")
    expect(form.locator("#contrast")).to_contain_text("On dark slides: 15.3 to 1, very easy to read.")
    form.fill("#accent", "teal")
    expect(form.locator("#contrast")).to_have_text("")


def test_the_keyboard_alone_is_enough(page: Page, live_server):
    page.goto(f"{live_server.url}/kits")
    page.get_by_role("link", name="New brand kit").focus()
    page.keyboard.press("Enter")
    page.locator("#name").focus()
    page.keyboard.type("Heart")
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        if at == "accent":
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type("#7a1f3d")
        if at == "Save":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Heart", exact=True)).to_be_visible()
    assert Kit.objects.get().options["theme"]["accent"] == "#7a1f3d"


def test_the_studio_changes_its_options_with_the_kit_and_keeps_the_paper(page: Page, live_server, kit):
    Kit.objects.create(name="Lung", options={"length": "long", "speed": 1.25})
    page.goto(live_server.url)
    page.fill("#pubmed_id", "sample")
    page.get_by_text("Options", exact=True).click()
    expect(page.locator("#length")).to_have_value("short")
    page.get_by_label("Brand kit").select_option("Lung")
    expect(page.locator("#length")).to_have_value("long")
    expect(page.locator("#speed")).to_have_value("1.25")
    expect(page.get_by_label("Portrait")).not_to_be_checked()
    expect(page.locator("#pubmed_id")).to_have_value("sample")
    page.get_by_label("Brand kit").select_option("None")
    expect(page.locator("#length")).to_have_value("standard")
    page.get_by_label("Brand kit").select_option("Department of Medicine")
    expect(page.get_by_label("Portrait")).to_be_checked()
    page.get_by_role("button", name="Make the video").click()
    page.wait_for_url("**/jobs/*")
    assert {(job.options.format, job.options.theme.accent) for job in Job.objects.all()} == {("portrait", "#7ac142")}


def test_a_kit_is_made_and_used_without_javascript(page_without_javascript: Page, live_server):
    page = page_without_javascript
    page.goto(f"{live_server.url}/kits/new")
    page.fill("#name", "Heart")
    page.set_input_files("#file", logo())
    page.select_option("#options\\.length", "short")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Make a video with Heart").click()
    expect(page.locator("#length")).to_have_value("short")
    page.select_option("#kit", "")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#length")).to_have_value("standard")
    assert Kit.objects.get().options["theme"]["logo"]
