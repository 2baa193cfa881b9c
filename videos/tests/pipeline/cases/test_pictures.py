"""A chart is drawn where its condition holds, and never where it does not."""

import json

import pytest

from videos.pipeline.artifacts import BigNumber, Groups, Interval, Share, Source
from videos.pipeline.pictures import picture_of
from videos.tests.pipeline.cases import rows
from videos.tests.pipeline.script.abstracts import plain


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['kind']}: {row['sentence']}") for row in rows("intervals")]
)
def test_a_picture_shows_what_the_sentence_says_or_nothing(row):
    sentence = row["sentence"]
    picture = picture_of(plain(sentence), Source(0, 0, len(sentence)))
    assert drawn(picture) == json.loads(row["drawn"])


def drawn(picture):
    match picture:
        case Interval():
            (row,) = picture.rows
            shown = {
                "kind": "interval",
                "measure": picture.measure.value,
                "estimate": row.estimate.value,
                "low": row.low.value,
                "high": row.high.value,
                "scale": picture.scale.value,
                "null": picture.scale.no_effect,
                "crosses": picture.includes_no_effect(row),
            }
            return {**shown, "unit": picture.unit.text} if picture.unit else shown
        case Share():
            portion = picture.portion
            counts = {
                "k": portion.count.value if portion.count else None,
                "n": portion.whole.value if portion.whole else None,
            }
            return {"kind": "share", **counts, "percent": portion.percent.value}
        case Groups():
            groups = [[group.name.text, group.portion.percent.value] for group in picture.groups]
            return {"kind": "groups", "outcome": picture.outcome.text, "unit": "%", "groups": groups}
        case BigNumber():
            return {"kind": "number", "number": picture.number.text, "caption": picture.caption.text}
    return None
