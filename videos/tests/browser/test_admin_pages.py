"""The admin and the operations in a real browser, on a desk and on a phone."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hiddenhill.accounts.models import Identity, Token
from videos.models import Batch, Delivery, Job, Kit, Project
from videos.tests.browser.accessibility import violations, violations_in_both_colours
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
def test_the_list_of_jobs_and_the_page_of_a_job_fit(admin, live_server, width, height):
    admin.set_viewport_size({"width": width, "height": height})
    admin.goto(f"{live_server.url}/admin/videos/job/")
    expect(admin.get_by_text(TITLE).first).to_be_visible()
    assert not admin.locator(".results").evaluate(OVERFLOWS)
    assert admin.evaluate("document.documentElement.scrollWidth") == width
    admin.goto(f"{live_server.url}{reverse('admin:videos_job_change', args=[Job.objects.get(status='completed').pk])}")
    for part in ("video", ".field-timeline .scrolls"):
        box = admin.locator(part).bounding_box()
        assert 0 < box["x"] < box["x"] + box["width"] <= width


def test_axe_finds_nothing_on_the_front_page_and_in_the_operations(admin, live_server):
    assert violations_in_both_colours(admin) == []
    admin.get_by_role("link", name="Operations").first.click()
    expect(admin.get_by_role("heading", name="Running")).to_be_visible()
    assert violations_in_both_colours(admin) == []
    expect(admin.get_by_text("40 %")).to_be_visible()


@pytest.fixture
def one_of_each(admin):
    """A row of each model of the project, beside the jobs and the user of the admin."""
    ann, job = User.objects.get(), Job.objects.get(status="completed")
    Project.objects.create(owner=ann, pubmed_id="32887691", title=TITLE)
    Batch.objects.create(owner=ann, formats=["landscape"])
    Kit.objects.create(owner=ann, name="Heart", options={"theme": {"accent": "#00695c"}})
    Delivery.objects.create(job=job, event="completed", snapshot="{}", next_at=timezone.now())
    Token.objects.create(user=ann, name="cron")
    Identity.objects.create(user=ann, issuer="https://id.example.org", subject="1")


@pytest.mark.usefixtures("one_of_each")
def test_axe_finds_nothing_in_lists_and_forms(admin, live_server):
    found = {}

    def look(name: str, *args: object, judged=violations_in_both_colours) -> None:
        admin.goto(f"{live_server.url}{reverse(f'admin:{name}', args=args)}")
        found[name] = judged(admin)

    look("auth_user_add")
    look("auth_user_invite")
    for model in site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if model._meta.app_label in ("videos", "accounts"):
            look(f"{name}_changelist")
            look(f"{name}_change", model.objects.latest("pk").pk)
        else:
            look(f"{name}_changelist", judged=violations)
    assert {name: rules for name, rules in found.items() if rules} == {}


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
