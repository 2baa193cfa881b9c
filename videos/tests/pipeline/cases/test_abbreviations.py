"""An abbreviation gets the full form that its paper gives it, or none."""

import pytest

from videos.pipeline.script.abbreviations import definitions
from videos.tests.pipeline.cases import rows


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['kind']}: {row['short']}") for row in rows("abbreviations")]
)
def test_the_full_form_is_the_papers_own_or_there_is_none(row):
    found = {each.short: each.long for each in definitions(row["text"])}
    right = row["long"].split(" | ")
    assert found.get(row["short"], "none" if "none" in right else "") in right
