"""The library in a real browser."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page, expect

from hiddenhill.tests.patience import eventually
from videos.jobs import lifecycle
from videos.models import Job, Status
from videos.tests.browser.accessibility import violations
from videos.tests.factories import PAPER, JobFactory
from videos.tests.pages.test_library import known

EXAMPLE = Path(__file__).parents[2] / "static" / "videos" / "example" / "example.webp"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]


def finished(**fields: object) -> Job:
    job = JobFactory(completed=True, **fields)
    file = io.BytesIO()
    Image.new("RGB", (640, 360), "#0f2530").save(file, "JPEG")
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
    eventually(lambda: library.evaluate("document.querySelector('.poster img').naturalWidth === 304"))


def test_typing_searches_and_updates_the_url(library):
    known(finished(title="Sleep by telephone"))
    known(finished(title="Walks after meals", paper=PAPER | {"pmid": "90000009"}))
    library.goto(library.library_url)
    library.get_by_role("searchbox", name="Search").press_sequentially("walks", delay=5)
    expect(library.locator(".video")).to_have_count(1)
    expect(library).to_have_url(re.compile(r"q=walks"))
    library.get_by_role("link", name="Failed 0").click()
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


def test_a_card_leaves_the_filter_with_its_job_and_a_selected_card_stays_selected(library):
    first, second = JobFactory(processing=True, title="Tea"), JobFactory(processing=True, progress=1, title="Walks")
    library.goto(f"{library.library_url}?status=unfinished")
    library.get_by_label("Select Walks").check()
    lifecycle.cancel(first.pk)
    expect(library.locator(".video")).to_have_count(1)
    expect(library.get_by_role("link", name="Cancelled 1")).to_be_visible()
    expect(library.get_by_text("This list has changed: 1 paper now.")).to_be_visible()
    Job.objects.filter(pk=second.pk).update(progress=55)
    expect(library.locator(".percent")).to_have_text("55 %")
    expect(library.get_by_label("Select Walks")).to_be_checked()
    expect(library.get_by_text("1 paper selected")).to_be_visible()


def test_papers_are_selected_and_deleted_with_the_keyboard_alone(library):
    for title in ("One", "Two", "Three"):
        finished(title=title)
    library.goto(library.library_url)
    expect(library.get_by_role("button", name="Delete…")).to_be_disabled()
    library.get_by_label("Select Three").focus()
    library.keyboard.press("Space")
    expect(library.get_by_text("1 paper selected")).to_be_visible()
    library.keyboard.press("Escape")
    expect(library.get_by_text("0 papers selected")).to_be_visible()
    library.keyboard.press("Space")
    library.get_by_label("Select Two").focus()
    library.keyboard.press("Space")
    library.keyboard.press("Enter")
    expect(library.get_by_role("button", name="Download (ZIP)")).to_be_focused()
    for _ in range(3):
        library.keyboard.press("Tab")
    library.keyboard.press("Enter")
    expect(library.get_by_role("heading", name="Delete 2 videos of 2 papers?")).to_be_visible()
    library.get_by_role("button", name="Delete 2 videos").press("Enter")
    expect(library.get_by_text("Deleted: 2 videos of 2 papers.")).to_be_visible()
    assert [job.title for job in Job.objects.all()] == ["One"]


def test_a_range_of_cards_and_all_cards_are_selected(library):
    for title in ("One", "Two", "Three", "Four"):
        finished(title=title)
    library.goto(library.library_url)
    library.get_by_label("Select Four").click()
    library.get_by_label("Select Two").click(modifiers=["Shift"])
    expect(library.get_by_text("3 papers selected")).to_be_visible()
    expect(library.get_by_label("Select One")).not_to_be_checked()
    library.get_by_label("Select all").check()
    expect(library.get_by_text("4 papers selected")).to_be_visible()
    library.get_by_label("Select all").uncheck()
    expect(library.get_by_text("0 papers selected")).to_be_visible()


def test_papers_are_selected_without_javascript(page_without_javascript, live_server):
    finished(title="Sleep"), finished(title="Walks")
    page = page_without_javascript
    page.goto(f"{live_server.url}/library")
    page.get_by_label("Select Sleep").check()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete 1 video").click()
    assert [job.title for job in Job.objects.all()] == ["Walks"]


def test_the_first_tab_stop_skips_the_menu(library):
    library.goto(library.library_url)
    library.keyboard.press("Tab")
    expect(library.get_by_text("Skip to content")).to_be_focused()
    library.keyboard.press("Enter")
    expect(library.locator("main")).to_be_focused()


def test_axe_finds_nothing_and_the_page_fits_a_phone(library):
    job = finished(title="<b>Sleep</b> & walks")
    JobFactory(failed=True), JobFactory(processing=True), JobFactory()
    selected = [f"/selected/{action}?job={job.pk}" for action in ("share", "withdraw", "delete", "links")]
    paths = ("", f"/delete/{job.pk}", "/nowhere", "?q=nothing+like+it", *selected)
    for path in paths:
        library.goto(library.library_url + path)
        library.set_viewport_size({"width": 360, "height": 740})
        assert library.evaluate("document.documentElement.scrollWidth") == 360
        for colours in ("light", "dark"):
            library.emulate_media(color_scheme=colours, reduced_motion="reduce")
            assert violations(library) == []


def test_a_page_of_fifty_videos_takes_300_kb_at_most(library):
    file = io.BytesIO()
    with Image.open(EXAMPLE) as picture:
        picture.convert("RGB").resize((1280, 720)).save(file, "JPEG", quality=90)
    for _ in range(50):
        job = JobFactory(completed=True, title="Short walks after meals and blood glucose in adults with diabetes " * 2)
        default_storage.save(f"{job.folder}/poster.jpg", ContentFile(file.getvalue()))
    wire, sizes = library.context.new_cdp_session(library), []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    library.goto(f"{library.library_url}?page_size=50")
    assert library.locator(".poster img").count() == 50
    for number in range(0, 50, 3):
        library.locator(".poster img").nth(number).scroll_into_view_if_needed()
    loaded = "[...document.querySelectorAll('.poster img')].every((image) => image.complete && image.naturalWidth)"
    library.locator(".poster img").last.scroll_into_view_if_needed()
    eventually(lambda: library.evaluate(loaded))
    library.wait_for_load_state("networkidle")
    assert len(sizes) >= 54
    assert sum(sizes) <= 300_000
