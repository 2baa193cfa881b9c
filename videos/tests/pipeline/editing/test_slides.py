"""The longest words of the makers fit on their slides in every format."""

import pytest

from videos.pipeline import editing
from videos.pipeline.artifacts import Layout
from videos.pipeline.editing import AddMakerCard, SetHeading
from videos.pipeline.options import Format, Length
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.slides import typeset
from videos.tests.pipeline.editing.drafts import PAPER, whole

WIDEST_NOTE = ("W" * 20 + " ") * 7 + "W" * 12
WIDEST_HEADING = "W" * 19 + " " + "W" * 20


@pytest.mark.parametrize("shape", list(Format))
@pytest.mark.parametrize("letter", ["W", "Œ", "Ẁ", "m"])
def test_the_widest_notes_and_headings_fit(shape, letter):
    note, heading = (text.replace("W", letter) for text in (WIDEST_NOTE, WIDEST_HEADING))
    edits = [AddMakerCard(note[:-6] + " a note", 1), SetHeading(0, heading[:-2] + " a")]
    edited = editing.apply(whole(), edits, PAPER)
    script = editing.script_of(PAPER, edited, Length.LONG)
    pages = typeset(script, Typst(shape))
    assert sum(scene.layout is Layout.MAKER for scene in pages.script.scenes) == 1
