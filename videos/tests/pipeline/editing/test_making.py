"""A video is made of an edited script: no edit is lost on the way, and its files say what was edited."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from videos.pipeline import editing, writing
from videos.pipeline.artifacts import Layout, Script
from videos.pipeline.artifacts.media import Utterance
from videos.pipeline.assembly import MadeVideo, make_video
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.editing import (
    AddMakerCard,
    Draft,
    MoveItem,
    Operation,
    RemoveItem,
    SetCut,
    SetHeading,
    SetLayout,
    SetPronunciation,
)
from videos.pipeline.options import Length, Options, Theme
from videos.pipeline.storyboard import Approved
from videos.tests.pipeline.editing.drafts import PAPER, index_of, whole
from videos.tests.pipeline.test_assembly import PMID, Recorder, SmallPages

OPTIONS = Options(length=Length.LONG, theme=Theme(call_to_action="Read the paper."))


@dataclass
class Listener(SmallPages):
    """Tools with small pages, and what the voice was given to say."""

    heard: list[str] = field(default_factory=list)

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        self.heard.append(text)
        return super().say(text, pace)


def approved(*operations: Operation, original: Draft) -> Approved:
    draft = editing.apply(original, operations, PAPER)
    script = editing.check(PAPER, draft, Length.LONG).script
    assert script is not None
    return Approved(writing.with_closing(script, "Read the paper."), editing.edits_of(PAPER, draft, Length.LONG))


def made_of(approved: Approved, folder: Path, tools: SmallPages | None = None) -> MadeVideo:
    workspace = Workspace(folder, folder, "software 1")
    return make_video(PMID, OPTIONS, workspace, (tools or SmallPages()).tools(), Recorder(), approved)


def story_of(made: MadeVideo) -> dict:
    return json.loads((made.folder / "storyboard.json").read_text())


def spoken(script: Script) -> str:
    return " ".join(sentence.spoken for scene in script.scenes for sentence in scene.sentences)


@pytest.fixture(scope="module")
def original() -> Draft:
    """The draft of an automatic script that reads the whole abstract."""
    draft = editing.draft_of(editing.script_of(PAPER, whole(), Length.LONG))
    assert len(draft.items) == len(whole().items)
    return draft


def test_no_edit_is_lost_where_scenes_are_divided_among_slides(tmp_path, original):
    group = index_of("We randomly")
    edit = approved(
        SetCut(group, 0, on=False),
        SetHeading(group, "Who took part"),
        SetLayout(group, Layout.STATEMENT),
        SetPronunciation("nurses", "nur sez"),
        MoveItem(group, 0),
        AddMakerCard("We thank all nurses who took part.", 1),
        original=original,
    )
    tools = Listener()
    made = made_of(edit, tmp_path, tools)
    story, transcript = story_of(made), (made.folder / "transcript.txt").read_text()

    assert len(story["scenes"]) > len(edit.script.scenes)
    said = [sentence["spoken"] for scene in story["scenes"] for sentence in scene["sentences"]]
    assert " ".join(said) == spoken(edit.script)
    assert "(mean age 38 years)" in " ".join(said)
    headed = [scene for scene in story["scenes"] if scene["label"] == "Who took part · makers’ heading"]
    assert len(headed) > 1
    assert "Who took part · makers’ heading" in transcript
    card = next(scene for scene in story["scenes"] if scene["layout"] == "maker")
    assert [sentence["source"] for sentence in card["sentences"]] == [None, None]
    assert story["scenes"][-1]["sentences"][-1]["spoken"] == "Read the paper."
    heard = " ".join(tools.heard)
    assert "nur sez" in heard
    assert "nurses" not in heard
    assert "nurses" in transcript


def test_the_files_say_what_was_changed_and_which_warnings_were_ignored(tmp_path, original):
    made = made_of(approved(RemoveItem(index_of("Headache")), original=original), tmp_path)
    edits = story_of(made)["edits"]
    (change,) = edits["changes"]
    assert change.startswith("Removed: “Headache was the most frequent adverse event")
    assert "The abstract reports harms, and the video does not." in edits["warnings"]
    source = story_of(made)["scenes"][-2]["sentences"]
    assert "makers" in " ".join(sentence["spoken"] for sentence in source)


def test_a_warning_that_was_ignored_is_kept_although_nothing_was_changed(tmp_path):
    quiet = tuple(item for number, item in enumerate(whole().items) if number != index_of("Headache"))
    automatic = editing.draft_of(editing.script_of(PAPER, Draft(quiet), Length.LONG))
    edits = story_of(made_of(approved(original=automatic), tmp_path))["edits"]
    assert edits["changes"] == []
    assert "The abstract reports harms, and the video does not." in edits["warnings"]


def test_a_script_that_was_approved_as_it_was_written_has_no_edits(tmp_path, original):
    assert approved(original=original).edits is None
    assert story_of(made_of(approved(original=original), tmp_path))["edits"] is None
