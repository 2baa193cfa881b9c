"""The finished files play and seek in a real browser, served by the API."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from hiddenhill.tests.patience import eventually
from videos.pipeline.assembly import MadeVideo
from videos.pipeline.options import Format
from videos.pipeline.outside import media
from videos.pipeline.products import STORYBOARD, VIDEO

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = 160
"""Width in pixels at which pictures are compared."""

PLAYER = """<!doctype html><video id="video" muted preload="auto" src="{video}">
    <track id="track" default kind="captions" srclang="en" src="{captions}"></video>"""
SEEK = """async ([seconds, width]) => {
    const video = document.getElementById("video");
    const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    video.currentTime = seconds;
    await shown;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = Math.round(width * video.videoHeight / video.videoWidth);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return [video.currentTime, canvas.toDataURL("image/png")];
}"""
PLAY_TO_THE_END = """async (seconds) => {
    const video = document.getElementById("video");
    const ended = new Promise((resolve) => video.addEventListener("ended", () => resolve(video.currentTime)));
    video.currentTime = seconds;
    await video.play();
    return await ended;
}"""


@pytest.fixture(scope="module", params=Format, ids=str)
def made(request, making) -> MadeVideo:
    return making("90000001", request.param)


@pytest.fixture
def player(made, finished, live_server, page: Page) -> Page:
    """A page that plays the video, on the server's origin."""
    url = f"{live_server.url}/api/videos/{finished(made).pk}"
    body = PLAYER.format(video=f"{url}/download", captions=f"{url}/captions.vtt")
    page.route("**/player", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{live_server.url}/player")
    eventually(lambda: page.evaluate("document.getElementById('video').readyState >= 2"))
    return page


def video(page: Page, what: str) -> float:
    return page.evaluate(f"document.getElementById('video').{what}")


def seek(page: Page, seconds: float) -> tuple[float, np.ndarray]:
    """The player's time afterwards, and the picture it shows, scaled down."""
    at, drawn = page.evaluate(SEEK, [seconds, SMALL])
    return at, np.asarray(Image.open(io.BytesIO(base64.b64decode(drawn.partition(",")[2]))).convert("RGB"), int)


def shown_at(made: MadeVideo, starts: list[float]) -> list[np.ndarray]:
    """The pictures in the file at these seconds, scaled down."""
    frames = [round(start * 30) for start in starts]
    pictures = [picture for _, picture in media.decode_key_frames(made.folder / VIDEO, frames)]
    luma = [Image.fromarray(picture[: made.facts.height]) for picture in pictures]
    size = (SMALL, round(SMALL * made.facts.height / made.facts.width))
    return [np.asarray(image.resize(size, Image.Resampling.BOX), int) for image in luma]


def scenes(made: MadeVideo) -> list[dict]:
    return json.loads((made.folder / STORYBOARD).read_text())["scenes"]


def test_the_player_reports_duration_and_size(player, made):
    assert video(player, "duration") == pytest.approx(made.facts.duration, abs=0.1)
    assert (video(player, "videoWidth"), video(player, "videoHeight")) == (made.facts.width, made.facts.height)


def test_seeking_to_each_scene_shows_its_slide(player, made):
    starts = [scene["start"] for scene in scenes(made)]
    for start, expected in zip(starts, shown_at(made, starts), strict=True):
        at, seen = seek(player, start)
        assert at == pytest.approx(start, abs=0.001)
        luma = 16 + 219 / 255 * (seen @ [0.2126, 0.7152, 0.0722])
        assert np.abs(luma - expected).mean() < 6, f"the scene at {start} s"


def test_seeking_into_a_scene_shows_the_spoken_word_highlighted(player, made):
    (first, *_) = scenes(made)[1]["sentences"]
    words = (first["end"] - first["start"]) / 2 + first["start"]
    _, at_rest = seek(player, scenes(made)[1]["start"] + 0.02)
    _, said = seek(player, words)
    assert np.abs(said - at_rest).max() > 40


def test_the_video_plays_to_its_end(player, made):
    duration = video(player, "duration")
    assert player.evaluate(PLAY_TO_THE_END, duration - 1.5) == pytest.approx(duration, abs=0.1)
    assert video(player, "error") is None


def test_the_player_loads_the_captions(player, made):
    eventually(lambda: player.evaluate("document.getElementById('track').readyState == 2"))
    cues = player.evaluate("[...document.getElementById('track').track.cues].map((cue) => cue.text)")
    written = (made.folder / "captions.vtt").read_text()
    assert len(cues) == written.count(" --> ")
    assert cues[0] in written
