"""Figures as they are drawn, by real typst in every format: whole, sharp, and only where they can be read."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from videos.pipeline.artifacts import Facsimile, Layout, Paper, RichText, Scene, Script, Sentence, Source
from videos.pipeline.artifacts.full_text import Passage
from videos.pipeline.figure_room import ROOMS
from videos.pipeline.full_text.images import prepare
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Page, Typst
from videos.pipeline.pictures.facsimiles import facsimile
from videos.pipeline.slides import typeset
from videos.tests.figures import CAPTION, PAPER, WAKING, digest, drawn, kept, png
from videos.tests.pipeline.drawn_pictures import CAPTIONS_START, FORMATS, MARGIN, ink, text_of

LEFT_OUT = "(B) with water."
PICTURES: dict[str, bytes] = {}


@pytest.fixture(scope="module", params=FORMATS, ids=str)
def shaped(request) -> tuple[Typst, Format]:
    return Typst(request.param, figures=PICTURES.__getitem__), request.param


def stored(picture: Image.Image, caption: str = CAPTION) -> Paper:
    """The paper with one figure that has this picture and caption."""
    ready = prepare(png(picture), caption)
    PICTURES[digest(ready.png)] = ready.png
    passage = Passage(RichText(caption))
    (first, _) = kept()
    figure = replace(
        first,
        figure=replace(first.figure, caption=passage, printed_caption=passage),
        image=digest(ready.png),
        width=ready.width,
        height=ready.height,
        panels=ready.panels,
    )
    return replace(PAPER, figures=(figure,))


def script_of(paper: Paper) -> Script:
    said = Sentence(WAKING, RichText(WAKING), Source(1, 0, len(WAKING)))
    picture = facsimile(paper.figures[0], paper)
    return Script(paper, (Scene(Layout.PICTURE, "Main result", (said,), picture=picture),))


def slide(typst: Typst, paper: Paper) -> np.ndarray:
    slides = typeset(script_of(paper), typst)
    assert isinstance(slides.script.scenes[0].picture, Facsimile)
    return slides[0].pixels


def place_of(pixels: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The corners of what has a colour: left, top, right, bottom."""
    rows, columns = np.nonzero((np.abs(pixels.astype(np.int16) - colour) < 12).all(axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def framed(width: int, height: int) -> Image.Image:
    """A picture with a magenta edge, so that a cut edge would be seen."""
    picture = drawn(width, height)
    picture.paste((255, 0, 255), (0, 0, width, 12))
    picture.paste((255, 0, 255), (0, height - 12, width, height))
    picture.paste((255, 0, 255), (0, 0, 12, height))
    picture.paste((255, 0, 255), (width - 12, 0, width, height))
    return picture


@pytest.mark.parametrize("size", [(1200, 900), (1500, 1000), (1100, 1000)])
def test_a_figure_is_shown_whole_and_large_between_the_margins(shaped, size):
    typst, shape = shaped
    pixels = slide(typst, stored(framed(*size)))

    left, top, right, bottom = place_of(pixels, (255, 0, 255))

    assert (right - left) / (bottom - top) == pytest.approx(size[0] / size[1], rel=0.01)
    assert (right - left) * (bottom - top) > 0.35 * ROOMS[shape].width * ROOMS[shape].height
    assert left >= MARGIN[shape]
    assert right <= FORMATS[shape][0] - MARGIN[shape]
    assert not ink(pixels, slice(CAPTIONS_START[shape], None)).any()


def test_the_pixels_of_a_figure_are_drawn_by_no_layout(shaped):
    typst, _ = shaped
    paper = stored(Image.effect_noise((1200, 800), 90).convert("RGB"))
    assert len(page(typst, paper).pdf) < 200_000
    pixels = slide(typst, paper)
    with Image.open(io.BytesIO(PICTURES[paper.figures[0].image])) as picture:
        expected = np.asarray(picture).std()
    left, top, right, bottom = (int(each) for each in place_of(pixels, (128, 128, 128)))
    assert pixels[top:bottom, left:right].std() > 0.5 * expected


def page(typst: Typst, paper: Paper) -> Page:
    pages: list[Page] = []

    class Noting:
        def page(self, data: str) -> Page:
            pages.append(typst.page(data))
            return pages[-1]

    typeset(script_of(paper), Noting())
    return pages[-1]


def test_words_of_the_caption_and_the_credit_stand_beside_it(shaped):
    typst, _ = shaped
    text = text_of(page(typst, stored(drawn())))
    assert "Early waking with warm milk and with water, in adults of the village." in text
    assert "Figure 1 of Person et al. 2026, CC BY 4.0" in text
    assert "Points are means" not in text


def test_what_is_transparent_stands_on_white_on_a_dark_page(shaped):
    typst, _ = shaped
    clear = Image.new("RGBA", (1200, 800), (0, 0, 0, 0))
    clear.paste((255, 0, 255, 255), (0, 0, 1200, 12))
    clear.paste((255, 0, 255, 255), (0, 788, 1200, 800))
    paper = stored(clear)
    script = script_of(paper)
    dark = replace(script.scenes[0], label="Conclusion")
    role_less = replace(paper, sections=tuple(replace(each, role=None) for each in paper.sections))
    pixels = typeset(Script(role_less, (dark,)), typst)[0].pixels

    left, top, right, bottom = place_of(pixels, (255, 0, 255))

    assert pixels[200, 4].max() < 80
    assert (pixels[(top + bottom) // 2, (left + right) // 2] == 255).all()


REFUSED = {
    "narrow": (Format.LANDSCAPE, (600, 1000), CAPTION),
    "flat": (Format.PORTRAIT, (1690, 500), CAPTION),
    "of two parts": (Format.SQUARE, (1600, 900), "Early waking (A) with milk and " + LEFT_OUT),
    "small": (Format.PORTRAIT, (500, 380), CAPTION),
}


@pytest.mark.parametrize(("shape", "size", "caption"), REFUSED.values(), ids=REFUSED)
def test_a_figure_that_cannot_be_read_in_this_format_leaves_the_sentence_as_text(shape, size, caption):
    typst = Typst(shape, figures=PICTURES.__getitem__)
    (scene,) = typeset(script_of(stored(drawn(*size), caption)), typst).script.scenes
    assert (scene.layout, scene.picture) == (Layout.STATEMENT, None)


@pytest.mark.parametrize(("shape", "panels"), [(Format.LANDSCAPE, 3), (Format.PORTRAIT, 1), (Format.SQUARE, 1)])
def test_a_page_has_room_for_so_many_parts(shape, panels):
    room = ROOMS[shape]
    width, height = room.shown(1600, 900)
    assert room.least_area(panels) <= width * height < room.least_area(panels + 1)
