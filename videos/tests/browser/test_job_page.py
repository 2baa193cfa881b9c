"""The job page in a real browser: it turns into the player by itself, and the transcript follows the voice."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hiddenhill.tests.patience import eventually
from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Job
from videos.papers.summary import summary
from videos.pipeline.assembly import MadeVideo
from videos.pipeline.options import Format, Options
from videos.pipeline.products import CAPTIONS, STORYBOARD, VIDEO
from videos.pipeline.progress import Stage
from videos.tests.browser.accessibility import violations
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
MARKED = ".lines [aria-current]"
SEEN_IN_ITS_BOX = """(line) => {
    const [place, box] = [line, line.closest(".lines")].map((element) => element.getBoundingClientRect());
    return place.top >= box.top && place.bottom <= box.bottom;
}"""

AT_ITS_END = "(box) => box.scrollTop > 100 && box.scrollTop + box.clientHeight > box.scrollHeight - 2"


@pytest.fixture
def made(making) -> MadeVideo:
    return making("sample", Format.LANDSCAPE)


@pytest.fixture
def sentences(made) -> list[dict]:
    scenes = json.loads((made.folder / STORYBOARD).read_text())["scenes"]
    return [sentence for scene in scenes for sentence in scene["sentences"]]


@pytest.fixture
def job(made, finished) -> Job:
    return finished(made, paper=summary(made.paper), pubmed_id="sample", duration=made.facts.duration)


@pytest.fixture
def player(page: Page, job, live_server) -> Page:
    """The page of a finished job, once the video is loaded."""
    page.goto(f"{live_server.url}/jobs/{job.pk}")
    eventually(lambda: video(page, "readyState"))
    return page


def video(page: Page, what: str) -> object:
    return page.evaluate(f"document.querySelector('video').{what}")


def sentence(page: Page, number: int):
    return page.locator(".lines [data-start]").nth(number)


def scrolled(page: Page) -> float:
    return page.evaluate("document.querySelector('.lines').scrollTop")


def at(page: Page, seconds: float) -> None:
    """Wait until the player is at this time."""
    eventually(lambda: abs(video(page, "currentTime") - seconds) < 0.01)


def violations_in_both_schemes(page: Page) -> list[str]:
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour transition in progress
        found += violations(page)
    return found


def test_the_captions_are_on_from_the_start(player, made):
    eventually(lambda: player.evaluate("document.querySelector('track').readyState") == 2)
    assert video(player, "textTracks[0].mode") == "showing"
    assert video(player, "textTracks[0].cues.length") == (made.folder / CAPTIONS).read_text().count(" --> ")


def test_choosing_a_sentence_seeks_to_it_and_marks_it(player, sentences):
    sentence(player, 5).click()
    at(player, sentences[5]["start"])
    expect(player.locator(MARKED)).to_have_text(sentences[5]["spoken"])
    expect(player.locator(".chapters [aria-current]")).to_contain_text("Methods")
    assert video(player, "paused")
    assert "?t=" not in player.url


def test_a_sentence_can_be_chosen_with_the_keyboard(player, sentences):
    sentence(player, 2).focus()
    player.keyboard.press("Tab")
    player.keyboard.press("Enter")
    at(player, sentences[3]["start"])
    player.locator("video").focus()
    player.keyboard.press("Space")
    eventually(lambda: not video(player, "paused"))
    expect(player.locator(MARKED)).to_have_text(sentences[3]["spoken"])


def test_the_transcript_follows_the_voice_and_the_page_does_not_scroll(player, sentences):
    player.emulate_media(reduced_motion="reduce")
    video(player, f"currentTime = {sentences[-2]['end'] - 0.3}")
    player.evaluate("document.querySelector('video').muted = true")
    player.evaluate("document.querySelector('video').play()")
    expect(player.locator(MARKED)).to_have_text(sentences[-1]["spoken"])
    assert player.locator(MARKED).evaluate(SEEN_IN_ITS_BOX)
    assert player.evaluate("scrollY") == 0


def test_the_transcript_does_not_scroll_while_the_reader_is_elsewhere(player, sentences):
    player.emulate_media(reduced_motion="reduce")  # scrolling is instant
    player.locator(".lines").hover()
    player.mouse.wheel(0, 5000)
    eventually(lambda: player.locator(".lines").evaluate(AT_ITS_END))
    before = scrolled(player)
    video(player, f"currentTime = {sentences[1]['start'] + 0.1}")
    expect(player.locator(MARKED)).to_have_text(sentences[1]["spoken"])
    assert scrolled(player) == before


def test_a_chapter_seeks_to_its_scene(player, made):
    scenes = json.loads((made.folder / STORYBOARD).read_text())["scenes"]
    player.get_by_role("navigation", name="Chapters").get_by_role("link", name="Source").click()
    at(player, scenes[-1]["start"])


def test_the_speed_can_be_chosen(player):
    player.get_by_label("Speed").select_option("1.5")
    assert video(player, "playbackRate") == 1.5
    video(player, "playbackRate = 2")
    expect(player.get_by_label("Speed")).to_have_value("2")


def test_the_citation_is_copied(player):
    player.context.grant_permissions(["clipboard-read", "clipboard-write"])
    player.get_by_role("button", name="Copy the citation").click()
    expect(player.get_by_text("Copied.")).to_be_visible()
    copied = player.evaluate("navigator.clipboard.readText()")
    assert "Short walks after meals" in copied
    assert copied == player.locator("#citation").inner_text()


def test_the_video_is_downloaded_under_its_own_name(player, made):
    with player.expect_download() as started:
        player.get_by_role("link", name="Download the video").click()
    assert started.value.suggested_filename == "hidden-hill-sample.mp4"
    assert Path(started.value.path()).stat().st_size == (made.folder / VIDEO).stat().st_size


def test_axe_finds_nothing_wrong_with_the_finished_page(player):
    for folded in player.locator("summary").all():
        folded.click()
    assert violations_in_both_schemes(player) == []


@pytest.mark.parametrize("state", [{"failed": True, "stage": "paper"}, {"processing": True, "stage": "narration"}])
def test_axe_finds_nothing_wrong_before_the_end_and_after_a_failure(page, live_server, state):
    page.goto(f"{live_server.url}/jobs/{JobFactory(**state).pk}")
    assert violations_in_both_schemes(page) == []


@pytest.mark.parametrize(("identifier", "shape"), [("sample", Format.LANDSCAPE), ("90000001", Format.PORTRAIT)])
def test_the_page_fits_a_phone(page, making, finished, live_server, identifier, shape):
    made = making(identifier, shape)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/jobs/{finished(made, options=Options(format=Format(shape))).pk}")
    eventually(lambda: video(page, "readyState"))
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    box = page.locator("video").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(made.facts.width / made.facts.height, rel=0.02)
    assert box["height"] <= PHONE["height"] * 0.8


def test_the_page_turns_into_the_player_without_reloading(page, made, job, live_server):
    claim = lifecycle.claim(JobFactory().pk)
    page.goto(f"{live_server.url}/jobs/{claim.job_id}")
    page.evaluate("window.still_the_same = true")
    lifecycle.record_paper(claim, made.paper.title.text, summary(made.paper))
    lifecycle.record_progress(claim, Stage.NARRATION, 40)
    expect(page.get_by_text("40 %").first).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("Record the voice")
    expect(page.locator("#said")).to_have_text("Step 4 of 8: Record the voice.")
    lifecycle.complete(claim, job.folder, made.facts, "", Effort("store"))
    expect(page.locator("#said")).to_have_text("The video is ready.")
    expect(page).to_have_title(f"{made.paper.title.text} – Hidden Hill")
    sentence(page, 4).click()
    expect(page.locator(MARKED)).to_have_count(1)
    assert page.evaluate("window.still_the_same")


def test_the_page_of_a_deleted_job_reloads_and_is_404(page, live_server):
    job = JobFactory(processing=True, lease_until=timezone.now() + timedelta(minutes=1))
    page.goto(f"{live_server.url}/jobs/{job.pk}")
    with page.expect_response(lambda response: response.url.endswith(str(job.pk))) as answer:
        lifecycle.delete(job.pk)
    assert answer.value.status == 404


def test_without_javascript_a_sentence_reloads_the_page_at_its_time(
    page_without_javascript, job, live_server, sentences
):
    page = page_without_javascript
    page.goto(f"{live_server.url}/jobs/{job.pk}")
    sentence(page, 5).click()
    page.wait_for_url("**?t=*")
    assert page.locator("video").get_attribute("src").endswith(f"#t={sentences[5]['start']:.3f}")
    assert not page.get_by_label("Speed").is_visible()


def test_everything_can_be_reached_with_the_keyboard(player):
    reached = []
    for _ in range(60):
        player.keyboard.press("Tab")
        reached.append(player.evaluate("document.activeElement.textContent.trim().slice(0, 30)"))
    for what in ("Copy the citation", "Delete this video…", "Download the video"):
        assert any(text.startswith(what) for text in reached), what
