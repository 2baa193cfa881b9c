"""The review of a script in a real browser: it appears by itself, and is approved with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Job
from videos.tests.browser.accessibility import violations
from videos.tests.factories import JobFactory, sample_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]

PHONE = {"width": 360, "height": 740}


def test_the_script_appears_by_itself_and_is_approved_with_the_keyboard(live_server, page: Page):
    job = JobFactory(review=True, pubmed_id="sample")
    claim = lifecycle.claim(job.pk)
    page.goto(f"{live_server}/jobs/{job.pk}")
    expect(page.get_by_role("heading", name="Making the video")).to_be_visible()
    lifecycle.await_review(claim, sample_version(), Effort("slides"))
    expect(page.get_by_role("heading", name="Waiting for your review")).to_be_visible()
    expect(page.locator("#said")).to_have_text("The script is waiting for your review.")
    expect(page).to_have_title("To review: The example paper – Hidden Hill")
    page.get_by_role("button", name="Approve").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are next.")).to_be_visible()
    assert Job.objects.get().status == "queued"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_review_is_accessible_and_fits_on_a_phone(live_server, page: Page, scheme):
    job = JobFactory(in_review=True, pubmed_id="sample")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server}/jobs/{job.pk}")
    page.get_by_text("Change", exact=True).first.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{live_server}/library?status=review")
    expect(page.get_by_role("link", name="Review An invented paper")).to_be_visible()
    assert violations(page) == []


def test_without_javascript_it_is_approved_as_well(live_server, page_without_javascript: Page):
    page = page_without_javascript
    page.goto(f"{live_server}/jobs/{JobFactory(in_review=True).pk}")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("You are next.")).to_be_visible()
