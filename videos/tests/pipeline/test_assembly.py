"""What ``make_video`` promises: a whole video, whichever attempts came before and whatever they left."""

import io
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from videos.pipeline import identifiers
from videos.pipeline.artifacts import Layout, Paper, Script, Slide, Utterance
from videos.pipeline.assembly import MadeVideo, Tools, make_video
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import DiskFull, DoesNotFit, PaperRetracted, WriterFailed
from videos.pipeline.options import Audience, Captions, Length, Options, Theme, Writer
from videos.pipeline.outside import media, speech
from videos.pipeline.outside.llm import Llm
from videos.pipeline.outside.media import loudness
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.progress import Stage, percent
from videos.tests.llm_server import LlmServer, said
from videos.tests.pipeline.sample_video import slide

PMID = "90000001"
FILES = {
    *("video.mp4", "captions.vtt", "captions.srt", "transcript.txt", "poster.jpg", "storyboard.json"),
    "description.txt",
}
RECORDS = Path(__file__).parent.parent / "integration" / "records"
KEPT = {"paper.kept", "script.kept"}


class Died(Exception):
    """The worker is no more."""


@dataclass
class Studio:
    """Outside tools that do their work at once and note who was asked; ``pitch`` tells one voice from another."""

    pitch: float = 0.1
    sample_rate: int = 24_000
    manner: str = "a hum"
    asked: set[str] = field(default_factory=set)

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        self.asked.add("records")
        return (RECORDS / f"{pmid}.xml").read_bytes()

    def say(self, text: str) -> Utterance:
        self.asked.add("voice")
        count = len(text.split())
        wave = 0.2 * np.sin(np.arange(count * 6000) * self.pitch)
        return Utterance(wave.astype(np.float32), tuple((word / 4, word / 4 + 0.25) for word in range(count)))

    def page(self, data: str) -> "Drawn":
        self.asked.add("typesetter")
        return Drawn(json.loads(data)["number"])

    def tools(self, cache: RenderCache | None = None) -> Tools:
        return Tools(records=self, voice=self, typesetter=self, cache=cache or RenderCache())


@dataclass
class Drawn:
    """A page of a colour of its own."""

    number: int

    def draw(self) -> Slide:
        return slide(20 * self.number - 20, 90, 200)


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


@dataclass
class Small(Studio):
    """A studio whose pages hold few words."""

    def page(self, data: str) -> "Drawn":
        scene = json.loads(data)["scene"]
        spans = [span for item in scene["items"] for line in item for span in line]
        if scene["layout"] in {"statement", "points"} and sum(len(span["text"]) for span in spans) > 60:
            raise DoesNotFit("The sentence")
        return Drawn(json.loads(data)["number"] % 12 + 1)


def test_a_scene_that_had_to_be_divided_is_two_in_all_that_is_made(shared, tmp_path):
    whole = make(room(shared, "first"))
    other = tmp_path / "other"
    other.mkdir()
    divided = make(room(other, "second"), studio=Small())

    stories = [json.loads((made.folder / "storyboard.json").read_text()) for made in (whole, divided)]
    said = [[each["spoken"] for scene in story["scenes"] for each in scene["sentences"]] for story in stories]
    assert len(stories[1]["scenes"]) > len(stories[0]["scenes"])
    assert " ".join(said[0]) == " ".join(said[1])
    descriptions = [(made.folder / "description.txt").read_text() for made in (whole, divided)]
    chapters = [[line.split(" ", 1)[1] for line in text.splitlines() if line[1:2] == ":"] for text in descriptions]
    assert chapters[0] == chapters[1] != []


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
    assert set(undisturbed) == FILES


@pytest.mark.parametrize(
    ("death", "start", "asked"),
    [
        (Stage.SCRIPT, Stage.SCRIPT, {"voice", "typesetter"}),
        (Stage.SLIDES, Stage.SLIDES, {"voice", "typesetter"}),
        (Stage.NARRATION, Stage.SLIDES, {"voice", "typesetter"}),
        (Stage.ENCODE, Stage.SLIDES, {"voice", "typesetter"}),
        (Stage.VERIFY, Stage.SLIDES, {"voice", "typesetter"}),
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


@pytest.mark.parametrize("death", [None, Stage.PAPER])
def test_an_attempt_that_finds_nothing_starts_at_the_beginning_and_tells_of_no_other(shared, death):
    if death:
        died_at(death, shared)
    witness = Witness()
    make(room(shared, "second"), witness)
    assert witness.resumed == []
    assert witness.told[0] == (Stage.PAPER, 0.0)


@pytest.mark.parametrize("death", [Stage.SCRIPT, Stage.NARRATION, Stage.VERIFY])
def test_the_percentage_of_a_resumed_attempt_counts_what_was_taken_over_and_never_goes_back(shared, death):
    died_at(death, shared)
    witness = Witness()
    make(room(shared, "second"), witness)
    percents = [percent(stage, fraction) for stage, fraction in witness.told]
    assert percents[0] == percent(Stage.PAPER, 1.0)
    assert percents == sorted(percents)


@pytest.mark.parametrize(
    ("name", "resumed"),
    [("paper.kept", []), ("script.kept", [Stage.SCRIPT])],
)
@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: whole[:-1] + b"x"], ids=["cut short", "altered"]
)
def test_a_damaged_file_and_all_that_comes_after_is_made_anew(shared, undisturbed, name, resumed, damage):
    died_at(Stage.VERIFY, shared)
    (shared / name).write_bytes(damage((shared / name).read_bytes()))
    witness = Witness()
    assert files(make(room(shared, "second"), witness)) == undisturbed
    assert witness.resumed == resumed


def test_nothing_is_taken_over_from_other_software(shared, undisturbed):
    died_at(Stage.VERIFY, shared)
    witness, studio = Witness(), Studio()
    assert files(make(room(shared, "second", "software 2"), witness, studio)) == undisturbed
    assert (witness.resumed, studio.asked) == ([], {"records", "voice", "typesetter"})


@pytest.mark.parametrize("moment", [Stage.SLIDES, Stage.ENCODE, Stage.VERIFY])
def test_a_stale_attempt_that_publishes_late_changes_nothing_of_what_the_new_one_delivers(shared, undisturbed, moment):
    died_at(Stage.SLIDES, shared)
    stale = room(shared, "stale")
    stale.load(Stage.PAPER, Paper)
    other = replace(stale.load(Stage.SCRIPT, Script), scenes=())
    again = room(shared, "again")
    again.load(Stage.PAPER, Paper)
    witness = Witness({moment: lambda: again.save(Stage.SCRIPT, other)})
    assert files(make(room(shared, "second"), witness)) == undisturbed


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
    "file", ["paper.kept.part", "script.kept.part", "video.part.mp4", "captions.vtt", "poster.jpg"]
)
def test_a_full_disk_is_told_whichever_file_it_strikes(shared, file):
    workspace = room(shared, "first")
    (workspace.private / file).symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="VAR_DIR and MEDIA_ROOT"):
        make(workspace)


def with_options(shared: Path, name: str, cache: RenderCache | None = None, **chosen: Any) -> MadeVideo:
    return make_video(PMID, Options(**chosen), room(shared, name), Studio().tools(cache), Witness())


def test_lit_captions_have_no_track_and_the_files_beside_the_video_are_the_same(shared, undisturbed):
    lit = files(with_options(shared, "lit", captions=Captions.LIT))
    both = files(with_options(shared, "both", captions=Captions.BOTH))
    for made, tracks in ((lit, 0), (both, 1)):
        assert {name: made[name] for name in FILES - {"video.mp4"}} == {
            name: undisturbed[name] for name in FILES - {"video.mp4"}
        }
        with av.open(io.BytesIO(made["video.mp4"])) as container:
            assert len(container.streams.subtitles) == tracks


def test_a_call_to_action_is_the_last_scene_and_says_whose_words_it_is(shared):
    made = with_options(shared, "first", theme=Theme(call_to_action="Call 555 0199 today."))
    *_, source, closing = json.loads((made.folder / "storyboard.json").read_text())["scenes"]
    assert (source["layout"], closing["layout"]) == (Layout.SOURCE, Layout.CLOSING)
    assert closing["label"] == "From the maker of this video"
    assert [sentence["spoken"] for sentence in closing["sentences"]] == ["Call 555 0199 today."]


def test_the_parts_of_one_video_serve_the_next_and_change_nothing_of_it(shared, undisturbed):
    cache = RenderCache(shared / "parts")
    first = files(with_options(shared, "first", cache))
    kept = set((shared / "parts").iterdir())
    assert files(with_options(shared, "second", cache)) == first == undisturbed
    assert set((shared / "parts").iterdir()) == kept


def sound_of(video: MadeVideo) -> np.ndarray:
    return np.concatenate([samples for _, samples in media.decode_audio(video.folder / "video.mp4")])


def test_with_the_real_tools_an_attempt_that_died_while_encoding_is_resumed(shared, undisturbed):
    studio = Studio()
    tools = Tools(records=studio, voice=speech.Speaker("espeak"), typesetter=Typst())
    with pytest.raises(Died):
        make_video(PMID, Options(), room(shared, "first"), tools, Witness({Stage.ENCODE: die}))
    studio.asked.clear()
    witness = Witness()
    video = make_video(PMID, Options(), room(shared, "second"), tools, witness)
    assert (witness.resumed, studio.asked) == ([Stage.SLIDES], set())
    assert loudness(sound_of(video), 48_000) == pytest.approx(-16, abs=0.5)
    assert (video.facts.width, video.facts.height, video.facts.size) == (
        1920,
        1080,
        (video.folder / "video.mp4").stat().st_size,
    )
    assert set(files(video)) == FILES


def test_a_model_that_is_asked_for_and_not_configured_is_told(shared):
    with pytest.raises(WriterFailed, match="LLM_MODEL"):
        with_options(shared, "first", writer=Writer.LLM)


def test_a_video_whose_sentences_a_model_chose_says_so_in_its_transcript(shared):
    with LlmServer(said('{"keep": [0]}')) as server:
        model = Llm(server.url, "some-model", "", 10, 500)
        tools = replace(Studio().tools(), model=model)
        options = Options(writer=Writer.LLM, audience=Audience.STUDENT, length=Length.SHORT)
        made = make_video(identifiers.SAMPLE, options, room(shared, "first"), tools, Witness())
    assert "A language model chose them." in (made.folder / "transcript.txt").read_text()
