"""The voice is given the right words for every notation of ``cases/spoken.tsv``."""

import re
import unicodedata
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from videos.pipeline.pronunciation import pronounce
from videos.pipeline.pubmed.markup import rich_text
from videos.tests.pipeline.cases import rows

NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
DIGITS = {word: str(number) for number, word in enumerate(NUMBERS.split())}


def heard(text: str) -> str:
    """``text`` without what cannot be heard: capitals, hyphens, the space in "CD 24". A pause is a comma."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = re.sub(r"(?<![0-9])\.|\.(?![0-9])", " ", plain)
    plain = re.sub(r"[^\w.,]|_", " ", re.sub(r"[,;:]", " , ", plain))
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", plain)
    plain = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", plain)
    plain = re.sub(r"(?<!para)meter(?=s?\b)", "metre", re.sub(r"liter(?=s?\b)", "litre", plain))
    plain = re.sub(r"to the power (?:of )?", "to the ", re.sub(r"\bper cent\b", "percent", plain))
    return " ".join(DIGITS.get(word, word) for word in plain.split())


def holds(voice: str, words: str) -> bool:
    return any(f" {heard(each)} " in f" {heard(voice)} " for each in words.split(" | "))


def demands(cell: str) -> list[str]:
    return [demand for demand in cell.split(" ; ") if demand]


def as_read(row: dict[str, str]) -> str:
    if row["through"] == "text":
        return row["written"]
    return rich_text(etree.fromstring(f"<AbstractText>{escape(row['written'])}</AbstractText>")).text


CASES = [
    pytest.param(row, id=f"{row['kind']}: {' '.join(row['written'].split()[:6])} ({number})")
    for number, row in enumerate(rows("spoken"), start=2)
]


@pytest.mark.parametrize("row", CASES)
def test_the_voice_is_given_what_a_reader_would_say(row):
    text = as_read(row)
    tokens = pronounce(text)
    voice = " ".join(token.spoken for token in tokens if token.spoken)
    assert [words for words in demands(row["must_contain"]) if not holds(voice, words)] == [], voice
    assert [words for words in demands(row["must_not_contain"]) if holds(voice, words)] == [], voice
    assert [token.written for token in tokens] == text.split()
