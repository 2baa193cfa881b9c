"""A later attempt uses a complete, matching checkpoint of an earlier one, or nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from videos.pipeline import identifiers
from videos.pipeline import paper as papers
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.artifacts.media import Recording
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.errors import DiskFull
from videos.pipeline.progress import Stage
from videos.tests.pipeline.sample_video import RECORDINGS

PAPER = papers.fetch(identifiers.SAMPLE, records=None)
SCRIPT = scripts.write(PAPER)
REQUEST = "software 1, paper 7"


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path


def attempt(shared: Path, name: str = "attempt", made_from: str = REQUEST) -> Workspace:
    private = shared / name
    private.mkdir(exist_ok=True)
    return Workspace(private, shared, made_from)


def save_all_stages(shared: Path) -> None:
    first = attempt(shared, "first")
    first.save(Stage.PAPER, PAPER)
    first.save(Stage.SCRIPT, SCRIPT)
    first.save(Stage.NARRATION, RECORDINGS)
    first.save(Stage.ENCODE, b"a video")


def test_the_next_attempt_loads_what_an_attempt_saved(shared):
    save_all_stages(shared)
    second = attempt(shared, "second")
    assert second.load(Stage.PAPER, Paper) == PAPER
    assert second.load(Stage.SCRIPT, Script) == SCRIPT
    recordings = second.load(Stage.NARRATION, tuple[Recording, ...])
    assert [(each.sample_rate, each.clip) for each in recordings] == [
        (each.sample_rate, each.clip) for each in RECORDINGS
    ]
    assert all(np.array_equal(took.samples, made.samples) for took, made in zip(recordings, RECORDINGS, strict=True))
    assert {each.samples.dtype for each in recordings} == {np.dtype(np.float32)}
    assert second.load(Stage.ENCODE, bytes) == b"a video"


def test_a_checkpoint_that_was_never_saved_is_missing(shared):
    assert attempt(shared).load(Stage.PAPER, Paper) is None


@pytest.mark.parametrize("other", ["software 2, paper 7", "software 1, paper 8"])
def test_checkpoints_of_other_software_or_another_request_are_ignored(shared, other):
    save_all_stages(shared)
    assert attempt(shared, made_from=other).load(Stage.PAPER, Paper) is None


@given(st.integers(0, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_truncated_file_is_ignored(shared, length):
    save_all_stages(shared)
    file = shared / "paper.kept"
    whole = file.read_bytes()
    file.write_bytes(whole[: length % len(whole)])
    assert attempt(shared).load(Stage.PAPER, Paper) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_file_with_one_altered_byte_is_ignored(shared, position, change):
    save_all_stages(shared)
    file = shared / "paper.kept"
    content = bytearray(file.read_bytes())
    content[position % len(content)] ^= change
    file.write_bytes(content)
    assert attempt(shared).load(Stage.PAPER, Paper) is None


def test_a_file_that_cannot_be_read_is_ignored(shared):
    (shared / "paper.kept").mkdir()
    assert attempt(shared).load(Stage.PAPER, Paper) is None


def test_a_file_with_another_type_of_value_is_ignored(shared):
    attempt(shared, "first").save(Stage.PAPER, SCRIPT)
    assert attempt(shared).load(Stage.PAPER, Paper) is None


def test_a_narration_is_used_with_its_own_script_only(shared):
    save_all_stages(shared)
    other = attempt(shared, "other")
    other.load(Stage.PAPER, Paper)
    other.save(Stage.SCRIPT, replace(SCRIPT, scenes=SCRIPT.scenes[:2]))
    third = attempt(shared, "third")
    assert third.load(Stage.PAPER, Paper) == PAPER
    assert third.load(Stage.SCRIPT, Script) == replace(SCRIPT, scenes=SCRIPT.scenes[:2])
    assert third.load(Stage.NARRATION, tuple[Recording, ...]) is None


def test_a_video_is_used_with_its_own_narration_only(shared):
    save_all_stages(shared)
    other = attempt(shared, "other")
    other.load(Stage.PAPER, Paper)
    other.load(Stage.SCRIPT, Script)
    other.save(Stage.NARRATION, RECORDINGS[:2])
    assert other.load(Stage.ENCODE, bytes) is None


def test_a_new_checkpoint_replaces_an_invalid_one(shared):
    save_all_stages(shared)
    (shared / "script.kept").write_bytes(b"rubbish")
    second = attempt(shared, "second")
    second.load(Stage.PAPER, Paper)
    assert second.load(Stage.SCRIPT, Script) is None
    second.save(Stage.SCRIPT, SCRIPT)
    third = attempt(shared, "third")
    third.load(Stage.PAPER, Paper)
    assert third.load(Stage.SCRIPT, Script) == SCRIPT


def test_a_loaded_value_does_not_change_when_its_file_does(shared):
    save_all_stages(shared)
    second = attempt(shared, "second")
    second.load(Stage.PAPER, Paper)
    second.load(Stage.SCRIPT, Script)
    recordings = second.load(Stage.NARRATION, tuple[Recording, ...])
    for file in shared.glob("*.kept"):
        file.write_bytes(bytes(file.stat().st_size))
    assert all(np.array_equal(took.samples, made.samples) for took, made in zip(recordings, RECORDINGS, strict=True))


def test_the_shared_folder_has_only_finished_files_and_the_private_one_has_none(shared):
    save_all_stages(shared)
    assert {path.name for path in shared.iterdir()} == {
        *("paper.kept", "script.kept", "narration.kept", "encode.kept", "first"),
    }
    assert list((shared / "first").iterdir()) == []


def test_a_full_disk_is_reported_and_leaves_the_earlier_checkpoint(shared):
    save_all_stages(shared)
    second = attempt(shared, "second")
    (second.private / "paper.kept.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="prune"):
        second.save(Stage.PAPER, replace(PAPER, year="1999"))
    assert attempt(shared, "third").load(Stage.PAPER, Paper) == PAPER


def test_an_attempt_whose_folder_was_removed_saves_nothing(shared):
    stale = attempt(shared, "stale")
    shutil.rmtree(stale.private)
    with pytest.raises(FileNotFoundError):
        stale.save(Stage.PAPER, PAPER)
    assert list(shared.iterdir()) == []


def test_without_a_shared_folder_nothing_is_saved_or_loaded(tmp_path):
    alone = Workspace(tmp_path)
    alone.save(Stage.PAPER, PAPER)
    assert alone.load(Stage.PAPER, Paper) is None
    assert list(tmp_path.iterdir()) == []
