"""The page of a shared video in a real browser, for people without an account."""

import re

import pytest
from playwright.sync_api import Page, expect

from hiddenhill.tests.patience import eventually
from videos.jobs import projects, sharing
from videos.models import Job, Project, Visibility
from videos.papers.summary import summary
from videos.pipeline.options import Format
from videos.tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
RETRACTED = {"kind": "retracted", "text": "This paper has been retracted.", "pmid": "90000009"}


@pytest.fixture(autouse=True)
def several_users(settings):
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def slug(making, finished) -> str:
    made = making("sample", Format.LANDSCAPE)
    project = Project.objects.create(pubmed_id="sample")
    paper = summary(made.paper)
    job = finished(made, paper=paper, pubmed_id="sample", duration=made.facts.duration, project=project)
    projects.identify(job.pk, job.title, paper)
    return str(sharing.share(project.pk, Visibility.LINK).slug)


@pytest.fixture
def broken(page: Page) -> list[str]:
    """What the browser refuses, and errors of scripts."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    return seen


def time_of(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def test_a_link_starts_at_its_second_and_can_be_copied_at_the_current_one(page, live_server, slug, broken):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server}/v/{slug}#t=3")
    eventually(lambda: abs(time_of(page) - 3) < 0.1)
    page.locator(".lines [data-start]").nth(2).click()
    eventually(lambda: time_of(page) > 4)
    second = int(time_of(page))
    button = page.get_by_role("button", name=f"Copy the link at 0:{second:02}")
    button.click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server}/v/{slug}#t={second}"
    page.evaluate("location.hash = 't=1'")
    eventually(lambda: abs(time_of(page) - 1) < 0.1)
    assert broken == []


@pytest.mark.parametrize("path", ["v", "embed"])
def test_everyone_can_use_it(page, live_server, slug, broken, path):
    Job.objects.update(paper=Job.objects.get().paper | {"notices": [RETRACTED]})
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(f"{live_server}/{path}/{slug}")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert broken == []


def test_a_link_that_leads_nowhere_says_so(page, live_server):
    page.goto(f"{live_server}/v/neverexisted")
    expect(page.get_by_role("heading", name="There is no video here")).to_be_visible()
    assert violations(page) == []


def test_without_javascript_it_plays_at_any_sentence_and_downloads(page_without_javascript, live_server, slug):
    page = page_without_javascript
    page.goto(f"{live_server}/v/{slug}")
    assert page.locator("button:visible, select:visible").count() == 0  # nothing that would do nothing
    page.locator(".lines a").nth(2).click()
    assert re.search(r"#t=\d", page.locator("video").get_attribute("src") or "")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the video").click()
    assert download.value.suggested_filename == "hidden-hill-sample.mp4"


def test_little_is_loaded_before_the_video(page, live_server, slug):
    loaded: dict[str, int] = {}

    def add(response) -> None:
        if "video.mp4" not in response.url and "abstract" not in response.url:
            loaded[response.url.rpartition("/")[2]] = len(response.body())

    page.on("response", add)
    page.goto(f"{live_server}/v/{slug}")
    eventually(lambda: page.evaluate("document.querySelector('video').readyState"))
    assert "poster.webp" in loaded
    assert sum(loaded.values()) < 120_000, loaded


def test_another_site_shows_the_player(page, live_server, slug, broken):
    address = f"{live_server}/embed/{slug}"
    # Files are sent without a policy of their own, so a script can make such a page a site with another origin.
    page.goto(f"{live_server}/static/hiddenhill/style.css".replace("localhost", "127.0.0.1"))
    page.evaluate("(url) => document.body.append(Object.assign(document.createElement('iframe'), {src: url}))", address)
    frame = page.frame_locator("iframe")
    expect(frame.locator("video")).to_be_visible()
    eventually(lambda: frame.locator("video").evaluate("(video) => video.readyState"))
    assert [each for each in broken if "Policy" in each] == []


def test_the_gallery_can_be_used_by_everyone(page, live_server, slug, broken, settings):
    settings.GALLERY = True
    sharing.share(Project.objects.get().pk, Visibility.PUBLIC)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(f"{live_server}/gallery/")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Topic").select_option(index=1)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Short walks after meals").click()
    expect(page).to_have_url(f"{live_server}/v/{slug}")
    assert broken == []
