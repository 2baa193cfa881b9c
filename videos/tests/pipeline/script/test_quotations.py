"""The last sentence is a quotation if it concludes, stands alone and is word for word."""

import pytest

from videos.pipeline.artifacts import Layout
from videos.pipeline.script import write

from .abstracts import LABORATORY, plain


def quoted(text: str) -> bool:
    return write(plain(text)).scenes[-2].layout is Layout.QUOTATION


OPENING = "Nurses sleep badly after night shifts. We gave 40 nurses amber glasses for eight weeks. "


def test_a_conclusion_alone_on_its_slide_word_for_word_is_a_quotation():
    assert quoted(LABORATORY)


@pytest.mark.parametrize(
    "end",
    [
        "These results suggest that “amber” glasses may help nurses to sleep after night shifts.",
        "These results suggest that amber glasses (p = 0.01) may help nurses to sleep.",
    ],
    ids=["contains a quotation", "is shortened"],
)
def test_a_shortened_conclusion_is_not_a_quotation(end):
    assert not quoted(OPENING + end)
