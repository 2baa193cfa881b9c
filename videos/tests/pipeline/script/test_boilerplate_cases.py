"""Which invented sentences are about the research, and which are declarations, notices or addresses."""

import pytest

from videos.pipeline.script.boilerplate import is_boilerplate
from videos.tests.pipeline.cases import rows


@pytest.mark.parametrize("row", rows("boilerplate"), ids=lambda row: f"{row['kind']}: {row['sentence'][:40]}")
def test_only_sentences_about_the_research_are_content(row):
    assert is_boilerplate(row["sentence"]) is (row["kind"] == "boilerplate")
