"""The pages of batches in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from videos.jobs import batches, lifecycle
from videos.jobs.batches import BatchRequest
from videos.jobs.request import VideoRequest
from videos.models import Batch, Status
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Format
from videos.tests.browser.accessibility import violations_in_both_colours
from videos.tests.factories import PAPER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]


@pytest.fixture
def batch() -> Batch:
    """A batch with a line in each state."""
    ids = [str(90000001 + number) for number in range(60)]
    lines = batches.read([*ids[:6], "NCT04123456", "90000001", *ids[6:]])
    made, _ = batches.submit(BatchRequest(lines, VideoRequest(PaperId(""), formats=(Format.LANDSCAPE, Format.SQUARE))))
    states = {
        "90000001": {"status": Status.COMPLETED, "progress": 100, "folder": "a", "size": 1, "title": PAPER["title"]},
        "90000002": {"status": Status.FAILED, "error_code": "timed_out", "error_message": "No."},
        "90000003": {"status": Status.FAILED, "error_code": "paper_not_found", "error_message": "PubMed has no such."},
        "90000004": {"status": Status.CANCELLED},
        "90000005": {"status": Status.REVIEW, "review": True, "storyboard_version": 1},
    }
    for paper, state in states.items():
        made.jobs.filter(pubmed_id=paper).update(**state)
    return made


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_fit(page: Page, live_server, batch, width):
    page.set_viewport_size({"width": width, "height": 900})
    url = f"{live_server.url}/batches"
    for path in ("", "/new", f"/{batch.pk}", f"/{batch.pk}?show=failed", f"/{batch.pk}/cancel", f"/{batch.pk}/delete"):
        page.goto(url + path)
        assert violations_in_both_colours(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_progress_and_the_lines_are_updated_until_all_have_ended(page: Page, live_server, batch):
    page.goto(f"{live_server.url}/batches/{batch.pk}")
    expect(page.locator("#line-6 .badge").first).to_have_text("Queued")
    lifecycle.cancel_all(batch)
    expect(page.locator("#line-6 .badge").first).to_have_text("Cancelled")
    expect(page.locator("#summary .percent strong")).to_have_text("100 %")
    expect(page.locator("#summary")).not_to_have_attribute("hx-get", "")
    expect(page.get_by_role("link", name="Cancel", exact=True)).to_have_count(0)


def test_it_works_without_javascript(page_without_javascript: Page, live_server, batch):
    page = page_without_javascript
    page.goto(f"{live_server.url}/batches")
    page.get_by_role("link", name="62 papers").click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#line-62")).to_be_visible()
    page.get_by_role("button", name="Retry the failed").click()
    expect(page.get_by_text("2 videos queued again.")).to_be_visible()
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel it").click()
    expect(page.get_by_role("link", name="Cancelled")).to_be_visible()
