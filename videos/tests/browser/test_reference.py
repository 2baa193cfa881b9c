"""The pages about the API, in a real browser with their Content-Security-Policy."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from videos.models import Batch, Job
from videos.tests.browser.accessibility import violations
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def console_errors(page: Page) -> list[str]:
    """The errors in the browser's console."""
    errors: list[str] = []

    def record(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", record)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def test_the_reference_shows_the_operations_and_tries_one_out(page: Page, live_server, console_errors):
    page.goto(f"{live_server.url}/api/docs")
    expect(page.get_by_text("Request a video", exact=True)).to_be_visible()
    operation = page.locator("#operations-health-health_live")
    operation.get_by_text("Whether the process answers").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    assert console_errors == []


@pytest.mark.parametrize("path", ["/api", "/api/videos", "/api/videos/generate", "/api/problems/no_video"])
def test_the_browsable_api_keeps_the_content_security_policy(page: Page, live_server, console_errors, path):
    page.goto(f"{live_server.url}{path}")
    expect(page.locator(".navbar-brand")).to_contain_text("Hidden Hill")
    assert console_errors == []


@pytest.mark.usefixtures("waiting_queue")
def test_a_request_that_is_tried_out_twice_works_twice_and_reaches_nobody(page: Page, live_server):
    page.goto(f"{live_server.url}/api/docs")
    operation = page.locator("#operations-videos-videos_generate")
    operation.get_by_text("Request a video", exact=True).click()
    operation.get_by_role("button", name="Try it out").click()
    for count in (1, 2):
        operation.get_by_role("button", name="Execute").click()
        expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("201")
        page.wait_for_function("() => !document.querySelector('.loading-container')")
        operation.get_by_role("button", name="Clear").click()
        assert Job.objects.filter(pubmed_id="sample", webhook_url="").count() == count


def show_in(page: Page, colours: str) -> None:
    """Prefer these colours, and wait until the page's script has heard of it."""
    page.emulate_media(color_scheme=colours)
    is_so = "dark => document.documentElement.classList.contains('dark-mode') === dark"
    page.wait_for_function(is_so, arg=colours == "dark")


@pytest.mark.usefixtures("waiting_queue")
def test_axe_finds_nothing_in_the_reference_in_either_colours(page: Page, live_server):
    asked = []
    page.route("**/api/schema?*", lambda route: asked.append(route))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/api/docs")
    expect(page.get_by_text("Loading")).to_be_visible()
    found = violations(page)
    asked[0].continue_()
    operation = page.locator("#operations-videos-videos_generate")
    operation.get_by_text("Request a video", exact=True).click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("201")
    operation.get_by_role("tab", name="Schema").last.click()
    page.locator("#operations-projects-projects_change_share .opblock-summary-control").click()
    expect(page.get_by_text("Who may see them from now on.")).to_be_visible()
    for colours in ("light", "dark"):
        show_in(page, colours)
        found += violations(page)
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".modal-ux input").first.fill("secret")
    page.locator(".modal-ux").get_by_role("button", name="Apply credentials").first.click()
    for colours in ("dark", "light"):
        show_in(page, colours)
        found += violations(page, within=".modal-ux")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_axe_finds_nothing_in_the_browsable_api(page: Page, live_server):
    job, batch = JobFactory(completed=True), Batch.objects.create(formats=["landscape"])
    page.set_viewport_size({"width": 390, "height": 844})
    found, wide = [], set()

    def look() -> None:
        wide.add(page.evaluate("document.documentElement.scrollWidth"))
        found.extend(violations(page))

    for path in ("/api", "/api/kits", f"/api/batches/{batch.pk}", "/api/problems/no_video", "/api/papers?q=sample"):
        page.goto(f"{live_server.url}{path}")
        look()
    page.goto(f"{live_server.url}/api/videos/generate")
    for tab in ("Raw data", "HTML form"):
        page.get_by_role("link", name=tab).click()
        look()
    page.goto(f"{live_server.url}/api/videos")
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Words")).to_be_visible()
    look()
    page.goto(f"{live_server.url}/api/videos/{job.pk}")
    page.get_by_role("button", name="Extra Actions").click()
    look()
    page.get_by_role("button", name="DELETE").click()
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_visible()
    look()
    page.reload()
    page.get_by_role("button", name="OPTIONS").click()
    expect(page.locator(".request-info")).to_contain_text("OPTIONS")
    expect(page.get_by_role("button", name="Choose a format")).to_be_visible()
    look()
    assert found == []
    assert wide == {390}


def test_the_browsable_api_offers_to_sign_in_and_returns(page: Page, live_server, settings):
    settings.API_ALLOW_ANONYMOUS = False
    page.goto(f"{live_server.url}/api/videos?status=failed")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert violations(page) == []
    page.get_by_role("link", name="Sign in").click()
    expect(page.locator("input[name=next]")).to_have_value("/api/videos?status=failed")
