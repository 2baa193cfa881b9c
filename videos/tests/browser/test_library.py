"""The library in a real browser."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page, expect

from hiddenhill.tests.patience import eventually
from videos.jobs import lifecycle
from videos.models import Job, Status
from videos.tests.browser.accessibility import violations
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]


def finished(**fields: object) -> Job:
    job = JobFactory(completed=True, **fields)
    file = io.BytesIO()
    Image.new("RGB", (160, 90), "#0f2530").save(file, "JPEG")
    default_storage.save(f"{job.folder}/poster.jpg", ContentFile(file.getvalue()))
    return job


@pytest.fixture
def library(page: Page, live_server) -> Page:
    """A page that has not been opened yet."""
    page.library_url = f"{live_server.url}/library"
    return page


def test_posters_are_shown(library):
    finished()
    library.goto(library.library_url)
    eventually(lambda: library.evaluate("document.querySelector('.poster img').naturalWidth === 160"))


def test_typing_searches_and_updates_the_url(library):
    finished(title="Sleep by telephone"), finished(title="Walks after meals")
    library.goto(library.library_url)
    library.get_by_label("Title or id").press_sequentially("walks", delay=5)
    expect(library.locator(".video")).to_have_count(1)
    expect(library).to_have_url(re.compile(r"q=walks"))
    library.get_by_label("Show").select_option("failed")
    expect(library.get_by_text("No matches.")).to_be_visible()
    library.go_back()
    expect(library.locator(".video h2")).to_have_text("Walks after meals")


def test_an_unfinished_job_is_updated_until_it_ends(library):
    job = JobFactory(processing=True, progress=10)
    library.goto(library.library_url)
    expect(library.locator("progress")).to_have_attribute("value", "10")
    lifecycle.cancel(job.pk)
    expect(library.locator(".badge")).to_have_text("Cancelled")
    expect(library.locator("#poll")).to_have_count(0)


def test_a_video_is_deleted_after_confirmation_without_javascript(page_without_javascript, live_server):
    finished(title="Sleep")
    page = page_without_javascript
    page.goto(f"{live_server.url}/library")
    page.get_by_role("link", name="Delete Sleep").click()
    page.get_by_role("link", name="Keep it").click()
    assert Job.objects.count() == 1
    page.get_by_role("link", name="Delete Sleep").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("There are no videos yet")).to_be_visible()
    assert not Job.objects.exists()


def test_a_job_is_cancelled_and_retried(library):
    job = JobFactory(title="Sleep")
    library.goto(library.library_url)
    library.get_by_role("link", name="Cancel Sleep").click()
    library.get_by_role("button", name="Cancel it").click()
    library.wait_for_url("**/jobs/*")
    assert Job.objects.get().status == Status.CANCELLED
    library.goto(library.library_url)
    library.get_by_role("button", name="Retry Sleep").click()
    library.wait_for_url("**/jobs/*")
    assert Job.objects.get(pk=job.pk).status == Status.QUEUED


def test_the_first_tab_stop_skips_the_menu(library):
    library.goto(library.library_url)
    library.keyboard.press("Tab")
    expect(library.get_by_text("Skip to content")).to_be_focused()
    library.keyboard.press("Enter")
    expect(library.locator("main")).to_be_focused()


def test_axe_finds_nothing_and_the_page_fits_a_phone(library):
    job = finished(title="<b>Sleep</b> & walks")
    JobFactory(failed=True), JobFactory(processing=True), JobFactory()
    paths = ("", f"/delete/{job.pk}", "/nowhere", "?q=nothing+like+it")
    for path in paths:
        library.goto(library.library_url + path)
        library.set_viewport_size({"width": 360, "height": 740})
        assert library.evaluate("document.documentElement.scrollWidth") == 360
        for colours in ("light", "dark"):
            library.emulate_media(color_scheme=colours, reduced_motion="reduce")
            assert violations(library) == []
