"""Draws the picture of a scene, and looks at the page."""

import json
from contextlib import closing
from dataclasses import asdict, replace

import numpy as np
import pypdfium2

from videos.pipeline.artifacts import Layout, Script
from videos.pipeline.artifacts.picture import Topic
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Page, Typst
from videos.pipeline.slides import Brand
from videos.pipeline.slides.deck import deck_of
from videos.tests.pipeline.invented_pictures import paper, scene

FORMATS = {Format.LANDSCAPE: (1920, 1080), Format.PORTRAIT: (1080, 1920), Format.SQUARE: (1080, 1080)}
CAPTIONS_START = {Format.LANDSCAPE: 915, Format.PORTRAIT: 1615, Format.SQUARE: 940}
MARGIN = {Format.LANDSCAPE: 112, Format.PORTRAIT: 72, Format.SQUARE: 64}
PLAIN = Brand()


def layout_of(picture) -> Layout:
    is_beside_a_title = isinstance(picture, Topic) and picture.phrase is None
    return Layout.TITLE if is_beside_a_title else Layout.PICTURE


def page(typst: Typst, sentence: str, picture, *, shown=None, brand: Brand = PLAIN, **values) -> Page:
    drawn = scene(sentence, picture, layout_of(picture))
    deck = deck_of(drawn, Script(paper(sentence, **values), (drawn,)), brand)
    deck = replace(deck, scene=replace(deck.scene, shown=shown))
    return typst.page(json.dumps(asdict(deck), ensure_ascii=False))


def text_of(page: Page) -> str:
    with closing(pypdfium2.PdfDocument(page.pdf)) as document:
        return " ".join(
            document[0].get_textpage().get_text_range().replace("\u00a0", " ").replace("\u200e", "").split()
        )


def ink(pixels: np.ndarray, rows=slice(None), columns=slice(None)) -> np.ndarray:
    """Where something is drawn, apart from the hills, which are fainter."""
    background = pixels[200, 4].astype(np.int16)
    return np.abs(pixels[rows, columns] - background).max(axis=2) > 30
