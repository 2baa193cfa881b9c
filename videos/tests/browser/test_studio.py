"""Requesting a video in a real browser: by mouse, by keyboard alone, on a phone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from videos.models import Job, Kit
from videos.tests import eutils
from videos.tests.browser.accessibility import violations
from videos.tests.browser.records import looked_up
from videos.tests.eutils import record
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]

RECORDS = {
    "90000001": record(
        "90000001", "Sleep &lt;script&gt;document.title = &quot;taken&quot;&lt;/script&gt; by telephone"
    ),
    "90000003": record("90000003", retracted=True),
    "90000004": record("90000004", "Short naps on long shifts of nurses", doi="10.5555/JIR.2021.0412"),
    "90000005": record("90000005", "Short naps on long shifts of porters"),
}
LINK = "https://pubmed.ncbi.nlm.nih.gov/90000001/"
TYPE = """(field, text) => {
  for (let length = 1; length <= text.length; length++) {
    field.value = text.slice(0, length);
    field.dispatchEvent(new Event("input", {bubbles: true}));
  }
}"""
"""Types without a pause, on a busy machine too: no timer runs before the last letter."""


@pytest.fixture(autouse=True)
def ncbi(settings):
    with looked_up(RECORDS, settings) as server:
        yield server


@pytest.fixture
def studio(page: Page, live_server) -> Page:
    page.goto(live_server.url)
    return page


def test_a_typed_link_shows_the_paper_and_one_click_requests_its_video(studio, live_server, ncbi):
    sent = []
    studio.on("request", lambda request: sent.append(request.url) if request.url.endswith("/papers") else None)
    studio.locator("#pubmed_id").evaluate(TYPE, LINK)
    expect(studio.locator("#paper h2")).to_have_text(re.compile("by telephone"))
    assert (len(sent), len(ncbi.requests)) == (1, 1), "nothing was looked up before the typing paused"
    studio.get_by_role("button", name="Make the video").click()
    studio.wait_for_url("**/jobs/*")
    assert studio.url == f"{live_server.url}/jobs/{Job.objects.get().pk}"


LIST = """90000001
https://journals.example.org/doi/full/10.5555/jir.2021.0412
NCT04123456
90000003
12345"""


def test_a_list_shows_a_verdict_on_each_line_and_one_click_requests_all_that_are_good(studio):
    studio.fill("#pubmed_id", LIST)
    rows = studio.locator(".verdicts tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.nth(1)).to_contain_text("Short naps on long shifts of nurses")
    expect(rows.nth(1)).to_contain_text("Ready")
    expect(rows.nth(2)).to_contain_text("registration of a trial")
    expect(rows.nth(3)).to_contain_text("Retracted")
    expect(rows.nth(4)).to_contain_text("no record with PMID 12345")
    expect(studio.get_by_role("button", name="Make the video")).to_be_hidden()
    for width in (1280, 360):
        studio.set_viewport_size({"width": width, "height": 800})
        for colours in ("light", "dark"):
            studio.emulate_media(color_scheme=colours, reduced_motion="reduce")
            assert violations(studio) == []
        assert studio.evaluate("document.documentElement.scrollWidth") == width
    studio.get_by_role("button", name="Make 2 videos").click()
    studio.wait_for_url("**/batches/*")
    expect(studio.get_by_role("heading", level=1)).to_have_text("Batch of 2 papers")
    assert {job.pubmed_id for job in Job.objects.all()} == {"90000001", "10.5555/jir.2021.0412"}


def test_a_list_continues_by_itself_when_ncbi_has_left_lines_out(studio, ncbi):
    ncbi.fail_with(eutils.errors(400))
    studio.fill("#pubmed_id", "90000001 90000004")
    expect(studio.locator(".verdicts")).to_contain_text("Looking it up")
    expect(studio.get_by_role("button", name="Make 2 videos")).to_be_visible()


def test_words_of_a_title_offer_papers_and_the_choice_is_shown_before_anything_starts(studio):
    studio.fill("#pubmed_id", "short naps on long shifts")
    expect(studio.locator(".hits li")).to_have_count(2)
    assert violations(studio) == []
    studio.get_by_role("button", name="Choose: Short naps on long shifts of porters").click()
    expect(studio.locator("#pubmed_id")).to_have_value("90000005")
    expect(studio.locator("#paper h2")).to_have_text("Short naps on long shifts of porters")
    assert not Job.objects.exists()
    studio.locator("#pubmed_id").press("Enter")
    studio.wait_for_url("**/jobs/*")
    assert Job.objects.get().pubmed_id == "90000005"


def test_a_list_is_typed_with_shift_and_enter(studio):
    studio.locator("#pubmed_id").press_sequentially("90000001")
    studio.keyboard.press("Shift+Enter")
    studio.keyboard.type("90000004")
    studio.keyboard.press("Enter")
    expect(studio.locator("#pubmed_id")).to_have_value("90000001\n90000004\n")
    expect(studio.get_by_role("button", name="Make 2 videos")).to_be_visible()


def test_a_list_works_without_javascript(page_without_javascript, live_server):
    page = page_without_javascript
    page.goto(live_server.url)
    page.fill("#pubmed_id", LIST)
    page.get_by_role("button", name="Make the video").click()
    expect(page.locator(".verdicts tbody tr")).to_have_count(5)
    page.get_by_role("button", name="Make 2 videos").click()
    page.wait_for_url("**/batches/*")
    assert Job.objects.count() == 2


PASTE = """(field, text) => {
  field.value = text;
  field.dispatchEvent(new InputEvent("input", {bubbles: true, inputType: "insertFromPaste"}));
}"""

NOTE_DELAYS = """() => {
  const usual = window.setTimeout;
  window.delays = [];
  window.setTimeout = (work, delay, ...rest) => { window.delays.push(delay); return usual(work, delay, ...rest); };
}"""


def test_what_is_pasted_is_looked_up_at_once_and_once(studio, ncbi):
    studio.evaluate(NOTE_DELAYS)
    studio.locator("#pubmed_id").evaluate(PASTE, LINK)
    expect(studio.locator("#paper h2")).to_have_text(re.compile("by telephone"))
    assert 400 not in studio.evaluate("window.delays"), "the pause that typing needs"
    studio.wait_for_timeout(600)
    assert len(ncbi.requests) == 1


def test_a_script_in_a_title_is_not_run_and_a_cleared_field_has_no_preview(studio):
    studio.fill("#pubmed_id", LINK)
    expect(studio.locator("#paper h2")).to_contain_text('<script>document.title = "taken"</script>')
    assert studio.title() == "Hidden Hill – turn a paper into a video"
    studio.fill("#pubmed_id", "")
    expect(studio.locator("#paper > *")).to_have_count(0)


def test_a_retracted_paper_is_made_only_by_the_button_that_says_so(studio):
    studio.fill("#pubmed_id", "90000003")
    expect(studio.locator(".notice.loud")).to_have_text("This paper has been retracted.")
    studio.get_by_role("button", name="Make the video").click()
    expect(studio.locator("#pubmed_id[aria-invalid=true]")).to_have_value("90000003")
    assert not Job.objects.exists()
    studio.get_by_role("button", name="Make it anyway, marked as retracted").click()
    studio.wait_for_url("**/jobs/*")
    assert Job.objects.get().options.allow_retracted


def test_a_double_click_makes_one_job(studio):
    studio.fill("#pubmed_id", "sample")
    studio.get_by_role("button", name="Make the video").dblclick()
    expect(studio).to_have_url(re.compile(r"/jobs/"))  # the second click aborts the navigation of the first
    assert Job.objects.count() == 1


def test_the_keyboard_alone_is_enough(studio):
    studio.keyboard.type("sample")  # the field has the focus already
    for _ in range(4):
        studio.keyboard.press("Tab")
    assert studio.evaluate("document.activeElement.tagName") == "SUMMARY"
    studio.keyboard.press("Enter")
    studio.keyboard.press("Tab")
    studio.keyboard.press("Space")  # landscape is ticked
    for _ in range(2):
        studio.keyboard.press("Tab")
    studio.keyboard.press("Space")
    expect(studio.get_by_role("checkbox", name="Square")).to_be_checked()
    studio.locator("#pubmed_id").focus()
    studio.keyboard.press("Enter")
    studio.wait_for_url("**/jobs/*")
    assert (Job.objects.get().pubmed_id, Job.objects.get().options.format) == ("sample", "square")


def test_everything_works_without_javascript(page_without_javascript, live_server):
    page = page_without_javascript
    page.goto(live_server.url)
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Allow a retracted paper").check()
    page.fill("#pubmed_id", "hello")
    page.get_by_role("button", name="Make the video").click()
    expect(page.locator("#pubmed_id-error")).to_contain_text("is not a paper id")
    expect(page.locator("#pubmed_id")).to_have_value("hello")
    expect(page.get_by_label("Allow a retracted paper").first).to_be_checked()
    page.get_by_role("button", name="Make the example").click()
    page.wait_for_url("**/jobs/*")
    assert Job.objects.get().pubmed_id == "sample"


def test_an_error_waits_until_the_field_is_left_and_is_shown_at_once_for_what_is_pasted(studio, ncbi):
    field, below = studio.locator("#pubmed_id"), studio.locator("#paper")
    with studio.expect_response(lambda response: "typing=1" in (response.request.post_data or "")):
        studio.keyboard.type("hello")
    expect(below).to_be_empty()
    studio.keyboard.press("Tab")
    expect(below).to_contain_text("is not a paper id")
    field.fill("")
    expect(below).to_be_empty()
    field.evaluate("""field => {
      field.value = "also wrong";
      field.dispatchEvent(new InputEvent("input", {bubbles: true, inputType: "insertFromPaste"}));
    }""")
    expect(below).to_contain_text("is not a paper id")


def test_enter_shows_what_is_wrong_in_a_folded_option_and_opens_its_fold(studio):
    studio.fill("#pubmed_id", "sample")
    studio.get_by_text("Options", exact=True).click()
    studio.fill("#speed", "fast")
    studio.get_by_text("Options", exact=True).click()
    expect(studio.locator("#speed")).to_be_hidden()
    studio.locator("#pubmed_id").press("Enter")
    expect(studio.locator("#speed-error")).to_be_visible()
    expect(studio.locator("#speed")).to_be_focused()
    expect(studio.locator("#pubmed_id")).to_have_value("sample")
    assert not Job.objects.exists()


def test_the_first_page_shows_a_finished_video(studio):
    video = studio.locator("video")
    video.evaluate("video => { video.muted = true; return video.play() }")
    assert 30 < video.evaluate("video => video.duration") < 60
    JobFactory(completed=True)
    studio.reload()
    expect(studio.locator("video")).to_have_count(0)


def test_the_page_needs_few_requests_and_few_bytes(page, live_server):
    JobFactory.create_batch(5, completed=True)
    for number in range(20):
        Kit.objects.create(name=f"Department {number}", is_default=not number)
    answers = []
    page.on("requestfinished", lambda request: answers.append(request))
    page.goto(live_server.url)
    page.wait_for_load_state("networkidle")
    assert len(answers) <= 5
    assert sum(answer.sizes()["responseBodySize"] for answer in answers) < 80_000


def test_errors_are_shown_after_typing_and_axe_finds_nothing_in_any_state(studio):
    JobFactory(completed=True), JobFactory(processing=True, progress=40), JobFactory(failed=True)
    studio.reload()
    studio.get_by_text("Options", exact=True).click()
    for typed, expected in (("hello", "is not a paper id"), ("90000003", "has been retracted")):
        studio.fill("#pubmed_id", typed)
        studio.locator("#pubmed_id").press("Tab")
        expect(studio.locator("#paper[aria-live=polite]")).to_contain_text(expected)
        for colours in ("light", "dark"):
            studio.emulate_media(color_scheme=colours, reduced_motion="reduce")
            assert violations(studio) == []


def test_the_page_fits_a_phone(studio):
    JobFactory(completed=True, title="Pneumonoultramicroscopicsilicovolcanoconiosis" * 2)
    studio.set_viewport_size({"width": 360, "height": 740})
    studio.reload()
    studio.get_by_text("Options", exact=True).click()
    studio.fill("#pubmed_id", "90000003")
    expect(studio.locator(".notice.loud")).to_be_visible()
    assert studio.evaluate("document.documentElement.scrollWidth") == 360
