"""The notice of the browser when a job ends while its page is in a background tab."""

import pytest
from playwright.sync_api import Page, expect

from hiddenhill.tests.patience import eventually
from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Batch
from videos.tests.browser.accessibility import violations
from videos.tests.browser.conftest import WHOLE
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What is shown is kept, and the tab is in the background if the test says so.
RECORD = """
    window.shown = [];
    window.Notification = class extends Notification {
        constructor(title, options) { super(title, options); if (title) shown.push([title, options.body]); }
    };
    Object.defineProperty(document, "hidden", { get: () => window.away ?? false });
"""
OFFER = "Notify me when it is ready"


@pytest.fixture(scope="module")
def browser(launched):
    """The headless shell denies notifications even where a test grants them."""
    with launched(*WHOLE) as browser:
        yield browser


@pytest.fixture
def claim():
    return lifecycle.claim(JobFactory(title="Fever").pk, "worker1")


def test_a_job_that_ends_in_a_background_tab_is_announced(page: Page, live_server, claim):
    page.context.grant_permissions(["notifications"])
    page.add_init_script(RECORD)
    page.goto(f"{live_server.url}/jobs/{claim.job_id}")
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_role("status")).to_have_text("You will be notified. Keep this page open.")
    assert violations(page) == []
    page.evaluate("window.away = true")
    lifecycle.fail(claim, "speech_failed", "Why.", Effort("narration"))
    eventually(lambda: page.evaluate("shown.length"))
    assert page.evaluate("shown") == [["The video could not be made.", "Fever"]]


def test_a_batch_that_ends_in_a_background_tab_is_announced(page: Page, live_server):
    batch = Batch.objects.create()
    claim = lifecycle.claim(JobFactory(title="Fever", batch=batch).pk, "worker1")
    page.context.grant_permissions(["notifications"])
    page.add_init_script(RECORD)
    page.goto(f"{live_server.url}/batches/{batch.pk}")
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_role("button", name="Do not notify me")).to_be_visible()
    page.evaluate("window.away = true")
    lifecycle.fail(claim, "speech_failed", "Why.", Effort("narration"))
    eventually(lambda: page.evaluate("shown.length"))
    assert page.evaluate("shown") == [["The batch has ended: 0 of 1 videos are finished.", "Batch of 0 papers"]]


@pytest.mark.parametrize("case", ["in front", "turned off"])
def test_nothing_is_announced_to_those_who_see_it_or_do_not_want_it(page: Page, live_server, claim, case):
    page.context.grant_permissions(["notifications"])
    page.add_init_script(RECORD)
    page.goto(f"{live_server.url}/jobs/{claim.job_id}")
    page.get_by_role("button", name=OFFER).click()
    if case == "turned off":
        page.get_by_role("button", name="Do not notify me").click()
        page.evaluate("window.away = true")
    lifecycle.fail(claim, "speech_failed", "Why.", Effort("narration"))
    expect(page.get_by_role("heading", name="This video could not be made")).to_be_visible()
    assert page.evaluate("shown") == []


def test_a_refusal_of_the_browser_is_said_and_the_button_goes(page: Page, live_server, claim):
    page.add_init_script('Notification.requestPermission = async () => "denied";')
    page.add_init_script('Object.defineProperty(Notification, "permission", { get: () => "default" });')
    page.goto(f"{live_server.url}/jobs/{claim.job_id}")
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_role("status")).to_contain_text("does not allow notifications")
    expect(page.get_by_role("button", name=OFFER)).to_have_count(0)


@pytest.mark.parametrize(
    "missing", ["delete window.Notification", 'Object.defineProperty(window, "isSecureContext", { value: false })']
)
def test_without_the_interface_nothing_is_offered(page: Page, live_server, claim, missing):
    page.add_init_script(missing)
    page.goto(f"{live_server.url}/jobs/{claim.job_id}")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(page.get_by_role("button", name=OFFER)).to_have_count(0)
