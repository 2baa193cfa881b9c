"""The pages about the API, in a real browser with their Content-Security-Policy."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

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
