"""The poster shows the visual abstract in the shape of the video."""

import io

import numpy as np
import pytest
from PIL import Image

from videos.pipeline.artifacts.media import Slide
from videos.pipeline.slides import VisualAbstract, poster

TITLE = {
    "landscape": Slide(np.zeros((1080, 1920, 3), np.uint8)),
    "portrait": Slide(np.zeros((1920, 1080, 3), np.uint8)),
    "square": Slide(np.zeros((1080, 1080, 3), np.uint8)),
}


def still(pixels: np.ndarray) -> VisualAbstract:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return VisualAbstract(file.getvalue(), b"")


def striped(width: int, height: int) -> VisualAbstract:
    """A page with a red head, a white middle and a blue foot."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[: height // 4] = (200, 0, 0)
    pixels[-height // 4 :] = (0, 0, 200)
    return still(pixels)


def opened(file: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("page", [None, VisualAbstract(b"", b"", is_drawn=False)], ids=["no page", "a page of text"])
def test_where_nothing_is_drawn_it_is_the_title_slide(page):
    pixels = np.zeros((1080, 1920, 3), np.uint8)
    pixels[:, 960:] = 255
    drawn = opened(poster(Slide(pixels), page))
    assert drawn.shape == (720, 1280, 3)
    assert np.abs(drawn - pixels[::3, ::3].repeat(2, 0).repeat(2, 1)).mean() < 2


@pytest.mark.parametrize(
    ("shape", "page", "size"),
    [
        ("landscape", (1600, 900), (720, 1280)),
        ("portrait", (1080, 1350), (1280, 720)),
        ("square", (1080, 1350), (960, 960)),
    ],
)
def test_it_has_the_shape_of_the_video(shape, page, size):
    assert opened(poster(TITLE[shape], striped(*page))).shape[:2] == size


def test_a_page_of_another_shape_is_fitted_whole_and_its_edges_are_continued():
    portrait = opened(poster(TITLE["portrait"], striped(1080, 1350)))
    assert np.abs(portrait[:400] - (200, 0, 0)).max() < 20
    assert np.abs(portrait[-400:] - (0, 0, 200)).max() < 20
    assert np.abs(portrait[500:780] - 255).max() < 20  # half of 900 lines of the page
    square = opened(poster(TITLE["square"], striped(1080, 1350)))
    assert np.abs(square[:220] - (200, 0, 0)).max() < 20
    assert np.abs(square[260:700] - 255).max() < 20


def test_it_is_small_even_for_a_page_full_of_details():
    noise = np.random.default_rng(1).integers(0, 256, (900, 1600, 3), np.uint8)
    pixels = np.asarray(Image.fromarray(noise).resize((400, 225)).resize((1600, 900)))
    assert len(poster(TITLE["landscape"], still(pixels))) <= 120_000
