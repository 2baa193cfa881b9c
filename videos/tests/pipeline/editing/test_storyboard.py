"""The storyboard of a finished video says what a person changed, and which warnings were left."""

import json

from videos.pipeline import editing, storyboard
from videos.pipeline.artifacts import Clip, Script
from videos.pipeline.editing import RemoveItem
from videos.pipeline.options import Length
from videos.pipeline.storyboard import Edits
from videos.tests.pipeline.editing.drafts import PAPER, index_of, whole


def written(script: Script, edits: Edits | None = None) -> dict:
    clips = [Clip(90, tuple(() for _ in scene.sentences)) for scene in script.scenes]
    return json.loads(storyboard.as_json(script, clips, edits))


def test_changes_and_ignored_warnings_are_kept():
    edited = editing.apply(whole(), [RemoveItem(index_of("Headache"))], PAPER)
    verdict = editing.check(PAPER, edited, Length.LONG)
    assert verdict.script is not None
    warnings = tuple(warning.text for warning in verdict.warnings)
    kept = written(verdict.script, Edits(editing.changes(whole(), edited, PAPER), warnings))["edits"]
    assert kept["changes"][0].startswith("Removed: “Headache was the most frequent adverse event")
    assert "The abstract reports harms, and the video does not." in kept["warnings"]


def test_an_automatic_script_has_no_edits():
    assert written(editing.script_of(PAPER, whole(), Length.LONG))["edits"] is None
