"""The admin and the operations in a real browser, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from videos.tests.browser.accessibility import violations
from videos.tests.factories import JobFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Effect of an invented extract on the sleep of snails in a garden: a randomised controlled trial"
OVERFLOWS = "part => part.scrollWidth > part.clientWidth"


@pytest.fixture
def admin(page: Page, live_server, settings) -> Page:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ann = UserFactory(username="ann", is_staff=True, is_superuser=True)
    ann.set_password("correct horse battery")
    ann.save()
    JobFactory(owner=ann, title=TITLE, failed=True, error_code="verification_failed")
    JobFactory(owner=ann, title=TITLE, processing=True, stage="narration", progress=40)
    JobFactory(owner=ann, title=TITLE, completed=True)
    page.goto(f"{live_server.url}/accounts/sign-in?next=/admin/")
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_label("Password").press("Enter")
    page.wait_for_url("**/admin/")
    return page


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_list_of_jobs_fits(admin, live_server, width, height):
    admin.set_viewport_size({"width": width, "height": height})
    admin.goto(f"{live_server.url}/admin/videos/job/")
    expect(admin.get_by_text(TITLE).first).to_be_visible()
    assert not admin.locator(".results").evaluate(OVERFLOWS)
    assert admin.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_on_the_front_page_and_in_the_operations(admin, live_server, colours):
    admin.emulate_media(color_scheme=colours)
    assert violations(admin) == []
    admin.get_by_role("link", name="Operations").first.click()
    expect(admin.get_by_role("heading", name="Running")).to_be_visible()
    assert violations(admin) == []
    expect(admin.get_by_text("40 %")).to_be_visible()


def test_the_operations_are_renewed_without_a_reload(admin, live_server):
    errors = []
    admin.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    admin.goto(f"{live_server.url}/admin/videos/job/operations/")
    with admin.expect_response("**/operations/"):
        pass
    expect(admin.locator("#operations")).to_have_count(1)
    expect(admin.get_by_role("heading", name="Waiting")).to_be_visible()
    assert errors == []


def test_a_job_leads_to_the_page_that_its_owner_sees(admin, live_server):
    admin.goto(f"{live_server.url}/admin/videos/job/")
    admin.get_by_role("link", name=TITLE).last.click()
    admin.get_by_role("link", name="View on site").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(TITLE)
