"""Where the sentences of invented texts begin and end."""

import re

import pytest

from videos.pipeline.script.segmentation import sentences
from videos.tests.pipeline.cases import rows

_LIST_MARK = re.compile(r"\(?(?:\d{1,2}|[ivx]+|[IVX]+|[a-h])[.)]\s+|[•*-]\s+")


def bare(sentence: str) -> str:
    """The sentence without its list mark, which may be kept or left out."""
    return _LIST_MARK.sub("", sentence, count=1) if _LIST_MARK.match(sentence) else sentence


@pytest.mark.parametrize("row", rows("segmentation"), ids=lambda row: f"{row['kind']}: {row['text'][:30]}")
def test_sentences_end_where_a_reader_would_end_them(row):
    found = [row["text"][start:end] for start, end in sentences(row["text"])]
    assert [bare(each) for each in found] == [bare(each) for each in row["sentences"].split(" || ")]
