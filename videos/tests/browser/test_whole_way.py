"""From a pasted link to a video that is played, downloaded, cancelled or retried.

Everything is real except NCBI: the servers, the worker, the voice, the browser.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hiddenhill.tests.patience import eventually
from videos.tests.integration.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture(scope="module")
def instance(instances) -> Iterator[Instance]:
    with instances("up") as instance:
        yield instance


@pytest.fixture
def studio(page: Page, instance) -> Page:
    page.goto(str(instance.http.base_url))
    return page


def request_video(studio: Page, pasted: str) -> None:
    studio.locator("[name=pubmed_id]").first.fill(pasted)
    studio.get_by_label("Review the script before it is made").uncheck()
    studio.get_by_role("button", name="Make the video").click()
    studio.wait_for_url("**/jobs/*")


def is_shown(picture: Locator) -> bool:
    return picture.evaluate("picture => picture.complete && picture.naturalWidth > 1")


def video(page: Page, what: str) -> object:
    return page.evaluate(f"document.querySelector('video').{what}")


def test_a_pasted_link_becomes_a_video_that_is_played_and_downloaded(studio):
    request_video(studio, "https://pubmed.ncbi.nlm.nih.gov/90000001/?from=paste")
    expect(studio.locator("#bar")).to_be_visible()
    expect(studio.locator("video")).to_be_visible()
    expect(studio.get_by_role("heading", level=1)).to_have_text("The invented fern in gardens")

    studio.get_by_label("Speed").select_option("2")
    video(studio, "play()")
    eventually(lambda: video(studio, "currentTime") > 0.3)
    assert video(studio, "error") is None
    studio.get_by_role("link", name="Leaves were found in 30% of them.").click()
    expect(studio.locator(".lines [aria-current]")).to_have_text("Leaves were found in 30% of them.")
    assert video(studio, "textTracks[0].mode") == "showing"

    with studio.expect_download() as started:
        studio.get_by_role("link", name="Download the video").click()
    assert Path(started.value.path()).read_bytes()[4:8] == b"ftyp"


def test_a_script_is_edited_heard_and_approved_before_its_video_is_made(studio):
    studio.locator("[name=pubmed_id]").first.fill("sample")
    studio.get_by_role("button", name="Make the video").click()
    expect(studio.get_by_role("heading", name="Waiting for your review")).to_be_visible()
    studio.set_viewport_size({"width": 1280, "height": 900})
    slide = studio.locator("#editor .slide img[id]").nth(1)
    eventually(lambda: is_shown(slide))

    studio.locator(".item").first.get_by_role("button", name="Remove").click()
    expect(studio.locator("#saved")).to_contain_text("Saved · version 2")
    removed = studio.locator("button.sentence[aria-pressed=false]").first.inner_text()
    eventually(lambda: is_shown(studio.locator("#editor .slide img[id]").nth(1)))
    studio.fill("#new-card-text", "We thank the patients.")
    studio.keyboard.press("Enter")
    expect(studio.locator("#saved")).to_contain_text("Saved · version 3")

    listen = studio.locator("#card1-play")
    listen.click()
    expect(listen).to_have_text("Stop")
    expect(listen).to_have_text("Listen")

    studio.get_by_role("button", name="Approve").click()
    expect(studio.locator("video")).to_be_visible()
    said = studio.locator(".transcript .lines").inner_text()
    assert "We thank the patients." in said
    assert removed not in said


def test_a_running_video_is_cancelled(studio, ncbi):
    with ncbi.silent():
        request_video(studio, "90000002")
        expect(studio.locator("[aria-current=step]")).to_have_text(re.compile("Fetch the paper"))
        studio.get_by_role("button", name="Cancel").click()
    expect(studio.get_by_role("heading", name="This video was cancelled")).to_be_visible()
    assert not studio.locator("#bar").count()


def test_a_paper_that_does_not_exist_is_refused_and_a_job_for_it_fails_with_what_helps(studio, instance):
    studio.locator("#pubmed_id").fill("90009999")
    studio.keyboard.press("Tab")
    expect(studio.locator("#pubmed_id-error")).to_contain_text("no record with PMID 90009999")
    studio.get_by_role("button", name="Make the video").click()
    expect(studio.locator("#pubmed_id[aria-invalid=true]")).to_have_value("90009999")
    job = instance.end(instance.generate("90009999")["job_id"])
    studio.goto(job["page_url"])
    expect(studio.get_by_role("heading", name="This video could not be made")).to_be_visible()
    expect(studio.get_by_text("paper_not_found").first).to_be_visible()
    expect(studio.get_by_role("link", name="Choose another paper")).to_be_visible()
    expect(studio.get_by_role("button", name="Try again")).to_have_count(0)
