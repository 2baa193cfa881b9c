"""A PDF in the studio in a real browser: chosen, dropped, refused, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from videos.models import Job
from videos.tests import pdfs
from videos.tests.browser.accessibility import violations
from videos.tests.browser.records import looked_up
from videos.tests.eutils import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]

DOI = "10.5555/jir.2021.0412"
RECORDS = {"90000004": record("90000004", "Short naps on long shifts of nurses", doi=DOI)}
DROP = """(field, bytes) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], "paper.pdf", {type: "application/pdf"}));
  field.files = held.files;
  field.dispatchEvent(new Event("change", {bubbles: true}));
}"""
"""What a browser does when a file is dropped on a field for files."""


@pytest.fixture(autouse=True)
def ncbi(settings):
    with looked_up(RECORDS, settings) as server:
        yield server


@pytest.fixture
def studio(page: Page, live_server) -> Page:
    page.goto(live_server.url)
    return page


def choose(page: Page, content: bytes) -> None:
    page.locator("#pdf").set_input_files({"name": "paper.pdf", "mimeType": "application/pdf", "buffer": content})


def test_a_chosen_pdf_shows_its_paper_and_one_click_requests_the_video(studio):
    choose(studio, pdfs.paper(footer=f"doi:{DOI}"))
    expect(studio.locator("#paper h2")).to_have_text("Short naps on long shifts of nurses")
    expect(studio.locator("#pubmed_id")).to_have_value(DOI)
    expect(studio.locator("#pdf")).to_have_value("")
    studio.get_by_role("button", name="Make the video").click()
    studio.wait_for_url("**/jobs/*")
    assert Job.objects.get().pubmed_id == DOI


def test_a_pdf_is_dropped(studio):
    studio.locator("#pdf").evaluate(DROP, list(pdfs.paper(footer=f"doi:{DOI}")))
    expect(studio.locator("#paper h2")).to_have_text("Short naps on long shifts of nurses")


def test_what_is_wrong_is_said_and_axe_finds_nothing_in_any_state(studio):
    for content, sentence in ((pdfs.SCANNED, "scanned paper"), (b"Short naps", "not a PDF"), (pdfs.CUT, "damaged")):
        choose(studio, content)
        expect(studio.locator("#paper .error")).to_have_text(re.compile(sentence))
        assert violations(studio) == []
    choose(studio, pdfs.paper(title="A letter to the editor", footer=f"doi:{DOI}"))
    expect(studio.get_by_role("button", name="Choose: Short naps on long shifts of nurses")).to_be_visible()
    assert violations(studio) == []
    studio.get_by_role("button", name="Choose: ").click()
    expect(studio.locator("#pubmed_id")).to_have_value(DOI)


def test_a_pdf_that_is_too_long_is_not_sent(studio):
    sent = []
    studio.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    studio.locator("#pdf").evaluate("field => { field.dataset.most = 9; }")
    choose(studio, pdfs.CUT)
    expect(studio.locator("#paper .error")).to_have_text(re.compile("longer than 50 MB"))
    assert sent == []


def test_it_works_without_javascript(page_without_javascript, live_server):
    page = page_without_javascript
    page.goto(live_server.url)
    choose(page, pdfs.paper(footer=f"doi:{DOI}"))
    page.get_by_role("button", name="Find the paper").click()
    expect(page.locator("#paper h2")).to_have_text("Short naps on long shifts of nurses")
    page.get_by_role("button", name="Make the video").click()
    page.wait_for_url("**/jobs/*")
