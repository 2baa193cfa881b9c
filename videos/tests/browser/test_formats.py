"""The tabs of formats in a real browser: they follow the work by themselves, and a finished video is edited again."""

import pytest
from playwright.sync_api import Page, expect

from videos.jobs import lifecycle, projects, records, submission
from videos.jobs.request import VideoRequest
from videos.models import Job
from videos.pipeline.options import Format, Options
from videos.tests.browser.accessibility import violations
from videos.tests.factories import sample_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_queue")]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def jobs() -> list[Job]:
    asked = VideoRequest("sample", options=Options(), formats=tuple(Format))
    return projects.renditions(submission.submit(asked)[0])


def finish(job: Job) -> None:
    """The video is there, with the script that it was made from."""
    done = {
        "status": "completed",
        "token": None,
        "lease_until": None,
        "progress": 100,
        "folder": f"videos/{job.pk}/done",
    }
    Job.objects.filter(pk=job.pk).update(**done, size=9, finished_at="2026-11-27T10:00Z", storyboard_version=1)
    records.add_version(job.pk, 1, sample_version())


def test_the_tabs_follow_the_work_by_themselves(live_server, page: Page, jobs):
    page.goto(f"{live_server}/jobs/{jobs[0].pk}")
    tabs = page.get_by_role("navigation", name="Formats of this video")
    expect(tabs.get_by_role("link")).to_have_text(["Landscape Queued", "Portrait Queued", "Square Queued"])
    expect(page.get_by_role("progressbar", name="Progress of all formats")).to_have_attribute("value", "0")
    claim = lifecycle.claim(jobs[1].pk)
    lifecycle.record_progress(claim, "encode", 90)
    expect(page.get_by_role("progressbar", name="Progress of all formats")).to_have_attribute("value", "30")
    expect(tabs.get_by_role("link", name="Portrait Processing")).to_be_visible()
    finish(jobs[0])
    expect(page.get_by_role("button", name="Edit and make again")).to_be_visible()
    assert violations(page) == []
    for job in jobs[1:]:
        finish(job)
    expect(tabs.get_by_role("link")).to_have_text(["Landscape", "Portrait", "Square"])
    expect(page.get_by_role("progressbar", name="Progress of all formats")).to_have_count(0)
    tabs.get_by_role("link", name="Square").press("Enter")
    expect(page).to_have_url(f"{live_server}/jobs/{jobs[2].pk}")
    expect(tabs.get_by_role("link", name="Square")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tabs_are_accessible_and_fit_on_a_phone(live_server, page: Page, jobs, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    for status in ("queued", "completed"):
        page.goto(f"{live_server}/jobs/{jobs[0].pk}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], status
        finish(jobs[0])
        jobs[0].storyboards.all().delete()


def test_a_finished_video_is_edited_again_in_all_its_formats_without_javascript(
    live_server, page_without_javascript: Page, jobs
):
    page = page_without_javascript
    for job in jobs:
        finish(job)
    page.goto(f"{live_server}/jobs/{jobs[1].pk}")
    page.get_by_role("button", name="Edit and make again").click()
    expect(page.get_by_role("heading", name="Waiting for your review")).to_be_visible()
    expect(page.get_by_role("navigation", name="Formats of this video")).to_contain_text("Square, after your approval")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("navigation", name="Formats of this video").get_by_role("link")).to_have_count(3)
    assert Job.objects.filter(status="queued", review=True).count() == 3


def test_several_formats_are_requested_in_the_studio(live_server, page: Page):
    page.goto(str(live_server))
    page.locator("[name=pubmed_id]").first.fill("sample")
    page.get_by_text("Options", exact=True).click()
    page.get_by_role("checkbox", name="Portrait").check()
    page.get_by_label("Review the script before it is made").uncheck()
    assert violations(page) == []
    page.get_by_role("button", name="Make the video").click()
    expect(page.get_by_role("navigation", name="Formats of this video").get_by_role("link")).to_have_count(2)
