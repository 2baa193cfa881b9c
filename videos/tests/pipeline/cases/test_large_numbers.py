"""A number is set large only with a caption that its sentence supports."""

import pytest

from videos.pipeline.script.figures import sample_size, sole_percentage
from videos.tests.pipeline.cases import rows


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['kind']}: {row['sentence'][:40]}") for row in rows("large_numbers")]
)
def test_a_number_set_large_is_one_that_the_sentence_is_about(row):
    found = [figure for figure in (sample_size(row["sentence"]), sole_percentage(row["sentence"])) if figure]
    values, captions = row["value"].split(" | "), row["caption"].split(" | ")
    assert found or "none" in values or values == [""]
    for figure in found:
        assert figure.value in values
        assert figure.label in captions
