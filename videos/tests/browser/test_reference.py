"""The pages about the API, in a real browser under the policy that they are served with."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the console says went wrong."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_the_reference_shows_every_call_and_tries_one_out(page: Page, live_server, complaints):
    page.goto(f"{live_server.url}/api/docs")
    expect(page.get_by_text("Ask for a video", exact=True)).to_be_visible()
    call = page.locator("#operations-health-health_live")
    call.get_by_text("Whether the process answers").click()
    call.get_by_role("button", name="Try it out").click()
    call.get_by_role("button", name="Execute").click()
    expect(call.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    assert complaints == []


@pytest.mark.parametrize("address", ["/api", "/api/videos", "/api/videos/generate", "/api/problems/no_video"])
def test_the_browsable_api_breaks_no_policy(page: Page, live_server, complaints, address):
    page.goto(f"{live_server.url}{address}")
    expect(page.locator(".navbar-brand")).to_contain_text("Hidden Hill")
    assert complaints == []
