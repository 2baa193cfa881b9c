"""The labels of pictures are large enough for a phone."""

import pytest

from benchmarks.type_sizes import sizes_of
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Typst
from videos.tests.pipeline.drawn_pictures import page
from videos.tests.pipeline.invented_pictures import PICTURES


@pytest.mark.parametrize(("shape", "least"), [(Format.PORTRAIT, 16.0), (Format.SQUARE, 14.8)])
def test_the_smallest_label_of_each_picture_can_be_read_on_a_phone(shape, least):
    typst = Typst(shape)
    smallest = {name: min(sizes_of(page(typst, *each).pdf).content) for name, each in PICTURES.items()}
    assert {name: size for name, size in smallest.items() if size < least} == {}
