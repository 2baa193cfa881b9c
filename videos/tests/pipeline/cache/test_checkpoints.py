"""What a later attempt may trust of what an earlier one left: all of it, or nothing."""

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
from videos.pipeline.artifacts import Paper, Recording, Script
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


def left_by_an_attempt(shared: Path) -> None:
    first = attempt(shared, "first")
    first.save(Stage.PAPER, PAPER)
    first.save(Stage.SCRIPT, SCRIPT)
    first.save(Stage.NARRATION, RECORDINGS)
    first.save(Stage.ENCODE, b"a film")


def test_what_an_attempt_keeps_the_next_one_takes_as_it_was(shared):
    left_by_an_attempt(shared)
    second = attempt(shared, "second")
    assert second.load(Stage.PAPER, Paper) == PAPER
    assert second.load(Stage.SCRIPT, Script) == SCRIPT
    recordings = second.load(Stage.NARRATION, tuple[Recording, ...])
    assert [(each.sample_rate, each.clip) for each in recordings] == [
        (each.sample_rate, each.clip) for each in RECORDINGS
    ]
    assert all(np.array_equal(took.samples, made.samples) for took, made in zip(recordings, RECORDINGS, strict=True))
    assert {each.samples.dtype for each in recordings} == {np.dtype(np.float32)}
    assert second.load(Stage.ENCODE, bytes) == b"a film"


def test_what_nobody_has_kept_is_not_there(shared):
    assert attempt(shared).load(Stage.PAPER, Paper) is None


@pytest.mark.parametrize("other", ["software 2, paper 7", "software 1, paper 8"])
def test_what_other_software_or_another_request_left_is_not_there(shared, other):
    left_by_an_attempt(shared)
    assert attempt(shared, made_from=other).load(Stage.PAPER, Paper) is None


@given(st.integers(0, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_file_that_was_cut_short_is_not_there(shared, length):
    left_by_an_attempt(shared)
    file = shared / "paper.kept"
    whole = file.read_bytes()
    file.write_bytes(whole[: length % len(whole)])
    assert attempt(shared).load(Stage.PAPER, Paper) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_file_in_which_one_byte_was_altered_is_not_there(shared, position, change):
    left_by_an_attempt(shared)
    file = shared / "paper.kept"
    content = bytearray(file.read_bytes())
    content[position % len(content)] ^= change
    file.write_bytes(content)
    assert attempt(shared).load(Stage.PAPER, Paper) is None


def test_a_file_that_cannot_be_read_is_not_there(shared):
    (shared / "paper.kept").mkdir()
    assert attempt(shared).load(Stage.PAPER, Paper) is None


def test_a_file_that_holds_something_else_is_not_there(shared):
    attempt(shared, "first").save(Stage.PAPER, SCRIPT)
    assert attempt(shared).load(Stage.PAPER, Paper) is None


def test_a_narration_goes_with_its_own_script_only(shared):
    left_by_an_attempt(shared)
    other = attempt(shared, "other")
    other.load(Stage.PAPER, Paper)
    other.save(Stage.SCRIPT, replace(SCRIPT, scenes=SCRIPT.scenes[:2]))
    third = attempt(shared, "third")
    assert third.load(Stage.PAPER, Paper) == PAPER
    assert third.load(Stage.SCRIPT, Script) == replace(SCRIPT, scenes=SCRIPT.scenes[:2])
    assert third.load(Stage.NARRATION, tuple[Recording, ...]) is None


def test_a_film_goes_with_its_own_narration_only(shared):
    left_by_an_attempt(shared)
    other = attempt(shared, "other")
    other.load(Stage.PAPER, Paper)
    other.load(Stage.SCRIPT, Script)
    other.save(Stage.NARRATION, RECORDINGS[:2])
    assert other.load(Stage.ENCODE, bytes) is None


def test_what_is_made_anew_takes_the_place_of_what_could_not_be_trusted(shared):
    left_by_an_attempt(shared)
    (shared / "script.kept").write_bytes(b"rubbish")
    second = attempt(shared, "second")
    second.load(Stage.PAPER, Paper)
    assert second.load(Stage.SCRIPT, Script) is None
    second.save(Stage.SCRIPT, SCRIPT)
    third = attempt(shared, "third")
    third.load(Stage.PAPER, Paper)
    assert third.load(Stage.SCRIPT, Script) == SCRIPT


def test_what_was_taken_stays_as_it_was_whatever_takes_the_place_of_its_file(shared):
    left_by_an_attempt(shared)
    second = attempt(shared, "second")
    second.load(Stage.PAPER, Paper)
    second.load(Stage.SCRIPT, Script)
    recordings = second.load(Stage.NARRATION, tuple[Recording, ...])
    for file in shared.glob("*.kept"):
        file.write_bytes(bytes(file.stat().st_size))
    assert all(np.array_equal(took.samples, made.samples) for took, made in zip(recordings, RECORDINGS, strict=True))


def test_only_finished_files_stand_in_the_shared_folder_and_none_in_the_private_one(shared):
    left_by_an_attempt(shared)
    assert {path.name for path in shared.iterdir()} == {
        *("paper.kept", "script.kept", "narration.kept", "encode.kept", "first"),
    }
    assert list((shared / "first").iterdir()) == []


def test_a_full_disk_is_told_and_leaves_what_was_kept_before(shared):
    left_by_an_attempt(shared)
    second = attempt(shared, "second")
    (second.private / "paper.kept.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="prune"):
        second.save(Stage.PAPER, replace(PAPER, year="1999"))
    assert attempt(shared, "third").load(Stage.PAPER, Paper) == PAPER


def test_an_attempt_whose_folder_was_removed_leaves_nothing(shared):
    stale = attempt(shared, "stale")
    shutil.rmtree(stale.private)
    with pytest.raises(FileNotFoundError):
        stale.save(Stage.PAPER, PAPER)
    assert list(shared.iterdir()) == []


def test_without_a_shared_folder_nothing_is_kept_and_nothing_is_there(tmp_path):
    alone = Workspace(tmp_path)
    alone.save(Stage.PAPER, PAPER)
    assert alone.load(Stage.PAPER, Paper) is None
    assert list(tmp_path.iterdir()) == []
