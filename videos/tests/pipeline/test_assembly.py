"""What ``make_video`` promises: a whole video, whichever attempts came before and whatever they left."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from videos.pipeline.artifacts import Clip, Paper, Script, Utterance
from videos.pipeline.assembly import ARTEFACTS, VIDEO, MadeVideo, Tools, make_video
from videos.pipeline.errors import DiskFull, PaperRetracted
from videos.pipeline.options import Options
from videos.pipeline.outside import speech
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.progress import Stage, percent
from videos.pipeline.workspace import Workspace
from videos.tests.pipeline.footage import CLIPS, slide

PMID = "90000001"
RECORDS = Path(__file__).parent.parent / "integration" / "records"
KEPT = {"paper.kept", "script.kept", "narration.kept", "encode.kept"}


class Died(Exception):
    """The worker is no more."""


@dataclass
class Studio:
    """Outside tools that do their work at once and note who was asked; ``pitch`` tells one voice from another."""

    pitch: float = 0.1
    sample_rate: int = 24_000
    asked: set[str] = field(default_factory=set)

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        self.asked.add("records")
        return (RECORDS / f"{pmid}.xml").read_bytes()

    def say(self, text: str) -> Utterance:
        self.asked.add("voice")
        count = len(text.split())
        wave = 0.2 * np.sin(np.arange(count * 6000) * self.pitch)
        return Utterance(wave.astype(np.float32), tuple((word / 4, word / 4 + 0.25) for word in range(count)))

    def pages(self, data: str) -> list[np.ndarray]:
        self.asked.add("typesetter")
        return [slide(40 * number, 90, 200).pixels for number in range(len(json.loads(data)["scenes"]))]

    def tools(self) -> Tools:
        return Tools(records=self, voice=self, typesetter=self)


@dataclass
class Witness:
    """Notes what it is told, and does something when a stage begins."""

    begins: dict[Stage, Callable[[], None]] = field(default_factory=dict)
    told: list[tuple[Stage, float]] = field(default_factory=list)
    resumed: list[Stage] = field(default_factory=list)

    def progress(self, stage: Stage, fraction: float) -> None:
        self.told.append((stage, fraction))
        if fraction == 0.0:
            self.begins.get(stage, lambda: None)()

    def paper_read(self, paper: Paper) -> None:
        pass

    def resuming(self, stage: Stage) -> None:
        self.resumed.append(stage)


def die() -> None:
    raise Died


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "job"
    folder.mkdir()
    return folder


def room(shared: Path, name: str, made_from: str = "software 1") -> Workspace:
    (shared / name).mkdir()
    return Workspace(shared / name, shared, made_from)


def make(
    workspace: Workspace,
    witness: Witness | None = None,
    studio: Studio | None = None,
    pmid: str = PMID,
    **chosen: bool,
) -> MadeVideo:
    return make_video(pmid, Options(**chosen), workspace, (studio or Studio()).tools(), witness or Witness())


RETRACTED = "90000003"


def test_a_retracted_paper_is_refused_with_the_way_to_have_it_nevertheless(shared):
    studio = Studio()
    with pytest.raises(PaperRetracted, match=r"has been retracted.*allow_retracted"):
        make(room(shared, "first"), studio=studio, pmid=RETRACTED)
    assert studio.asked == {"records"}


def test_a_retracted_paper_that_is_asked_for_by_name_opens_with_its_retraction(shared):
    made = make(room(shared, "first"), pmid=RETRACTED, allow_retracted=True)
    assert (made.folder / "transcript.txt").read_text().count("This article has been retracted.") == 1


def died_at(stage: Stage, shared: Path, name: str = "first", studio: Studio | None = None) -> None:
    with pytest.raises(Died):
        make(room(shared, name), Witness({stage: die}), studio)


def files(video: MadeVideo) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in video.folder.iterdir()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a video that is made in one go, in a plain folder."""
    return files(make(Workspace(tmp_path_factory.mktemp("plain"))))


def test_a_plain_folder_holds_the_files_of_the_video_and_nothing_else(undisturbed):
    assert set(undisturbed) == set(ARTEFACTS)


@pytest.mark.parametrize(
    ("death", "start", "asked"),
    [
        (Stage.SCRIPT, Stage.SCRIPT, {"voice", "typesetter"}),
        (Stage.NARRATION, Stage.NARRATION, {"voice", "typesetter"}),
        (Stage.SLIDES, Stage.SLIDES, {"typesetter"}),
        (Stage.CAPTIONS, Stage.SLIDES, {"typesetter"}),
        (Stage.ENCODE, Stage.SLIDES, {"typesetter"}),
        (Stage.VERIFY, Stage.VERIFY, {"typesetter"}),
    ],
)
def test_a_new_attempt_starts_where_the_last_one_died_and_says_so(shared, undisturbed, caplog, death, start, asked):
    caplog.set_level(logging.INFO)
    died_at(death, shared)
    witness, studio = Witness(), Studio()
    video = make(room(shared, "second"), witness, studio)
    assert files(video) == undisturbed
    assert witness.resumed == [start]
    assert studio.asked == asked
    assert f"starts at {start}" in caplog.text


def test_a_film_that_is_there_is_verified_and_not_encoded(shared):
    died_at(Stage.VERIFY, shared)
    witness = Witness({Stage.ENCODE: die})
    make(room(shared, "second"), witness)
    assert Stage.VERIFY in dict(witness.told)


@pytest.mark.parametrize("death", [None, Stage.PAPER])
def test_an_attempt_that_finds_nothing_starts_at_the_beginning_and_tells_of_no_other(shared, death):
    if death:
        died_at(death, shared)
    witness = Witness()
    make(room(shared, "second"), witness)
    assert witness.resumed == []
    assert witness.told[0] == (Stage.PAPER, 0.0)


@pytest.mark.parametrize("death", [Stage.NARRATION, Stage.ENCODE, Stage.VERIFY])
def test_the_percentage_of_a_resumed_attempt_counts_what_was_taken_over_and_never_goes_back(shared, death):
    died_at(death, shared)
    witness = Witness()
    make(room(shared, "second"), witness)
    percents = [percent(stage, fraction) for stage, fraction in witness.told]
    assert percents[0] == percent(Stage.PAPER, 1.0)
    assert percents == sorted(percents)


@pytest.mark.parametrize(
    ("name", "resumed", "spoken"),
    [
        ("paper.kept", [], True),
        ("script.kept", [Stage.SCRIPT], True),
        ("narration.kept", [Stage.NARRATION], True),
        ("encode.kept", [Stage.SLIDES], False),
    ],
)
@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: whole[:-1] + b"x"], ids=["cut short", "altered"]
)
def test_a_damaged_file_and_all_that_comes_after_is_made_anew(shared, undisturbed, name, resumed, spoken, damage):
    died_at(Stage.VERIFY, shared)
    (shared / name).write_bytes(damage((shared / name).read_bytes()))
    witness, studio = Witness(), Studio()
    assert files(make(room(shared, "second"), witness, studio)) == undisturbed
    assert (witness.resumed, "voice" in studio.asked) == (resumed, spoken)


def test_nothing_is_taken_over_from_other_software(shared, undisturbed):
    died_at(Stage.VERIFY, shared)
    witness, studio = Witness(), Studio()
    assert files(make(room(shared, "second", "software 2"), witness, studio)) == undisturbed
    assert (witness.resumed, studio.asked) == ([], {"records", "voice", "typesetter"})


def publish(workspace: Workspace, clips: tuple[Clip, ...], film: bytes) -> None:
    """Keep a narration and a film for the paper and the script that are there."""
    workspace.take(Stage.PAPER, Paper)
    workspace.take(Stage.SCRIPT, Script)
    workspace.keep(Stage.NARRATION, clips)
    workspace.keep(Stage.ENCODE, film)


@pytest.mark.parametrize("moment", [Stage.NARRATION, Stage.SLIDES, Stage.ENCODE, Stage.VERIFY])
def test_a_stale_attempt_that_publishes_late_changes_nothing_of_what_the_new_one_delivers(shared, undisturbed, moment):
    died_at(Stage.NARRATION, shared)
    stale = room(shared, "stale")
    witness = Witness({moment: lambda: publish(stale, CLIPS, b"a film of other clips")})
    assert files(make(room(shared, "second"), witness)) == undisturbed


def test_a_film_is_never_taken_for_that_of_the_narration_which_another_attempt_left_beside_it(shared):
    other_voice = Studio(pitch=0.2)
    died_at(Stage.VERIFY, shared)
    (shared / "narration.kept").unlink()
    died_at(Stage.SLIDES, shared, "stale", other_voice)
    witness = Witness()
    video = make(room(shared, "third"), witness)
    assert witness.resumed == [Stage.SLIDES]
    assert files(video) == files(make(Workspace(room(shared, "alone").private), studio=other_voice))


def test_a_film_that_does_not_stand_verification_is_encoded_anew(shared, undisturbed, caplog):
    died_at(Stage.ENCODE, shared)
    broken = room(shared, "broken")
    for stage, kind in ((Stage.PAPER, Paper), (Stage.SCRIPT, Script), (Stage.NARRATION, tuple[Clip, ...])):
        broken.take(stage, kind)
    broken.keep(Stage.ENCODE, undisturbed[VIDEO][:-100])
    witness = Witness()
    assert files(make(room(shared, "second"), witness)) == undisturbed
    assert witness.resumed == [Stage.VERIFY]
    assert "cut short" in caplog.text
    assert undisturbed[VIDEO] in (shared / "encode.kept").read_bytes()


def test_nothing_is_touched_but_the_private_and_the_shared_folder(tmp_path, shared):
    (tmp_path / "neighbour").mkdir()
    died_at(Stage.ENCODE, shared)
    left = {path.name for path in (shared / "first").iterdir()}
    make(room(shared, "second"))
    assert {path.name for path in (shared / "first").iterdir()} == left
    assert {path.name for path in shared.iterdir()} == KEPT | {"first", "second"}
    assert {path.name for path in tmp_path.iterdir()} == {"neighbour", "job"}
    assert not list((tmp_path / "neighbour").iterdir())


@pytest.mark.parametrize(
    "file", ["paper.kept.part", "encode.kept.part", "video.part.mp4", "captions.vtt", "poster.jpg"]
)
def test_a_full_disk_is_told_whichever_file_it_strikes(shared, file):
    workspace = room(shared, "first")
    (workspace.private / file).symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="VAR_DIR and MEDIA_ROOT"):
        make(workspace)


def test_a_full_disk_is_told_when_a_film_is_taken_over(shared):
    died_at(Stage.VERIFY, shared)
    workspace = room(shared, "second")
    (workspace.private / VIDEO).symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        make(workspace)


def test_with_the_real_tools_an_attempt_that_died_while_encoding_is_resumed(shared, undisturbed):
    studio = Studio()
    tools = Tools(records=studio, voice=speech.load("espeak"), typesetter=Typst())
    with pytest.raises(Died):
        make_video(PMID, Options(), room(shared, "first"), tools, Witness({Stage.ENCODE: die}))
    studio.asked.clear()
    witness = Witness()
    video = make_video(PMID, Options(), room(shared, "second"), tools, witness)
    assert (witness.resumed, studio.asked) == ([Stage.SLIDES], set())
    assert (video.facts.width, video.facts.height, video.facts.size) == (
        1920,
        1080,
        (video.folder / VIDEO).stat().st_size,
    )
    assert set(files(video)) == set(ARTEFACTS)
