"""``make_video`` makes a complete video, with or without checkpoints of earlier attempts."""

import io
import json
import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import av
import numpy as np
import pypdfium2
import pytest
from av.video.frame import PictureType
from PIL import Image

from videos.pipeline import identifiers
from videos.pipeline.artifacts import Layout, Origin, Paper, Script
from videos.pipeline.artifacts.media import Slide, Utterance
from videos.pipeline.assembly import MadeVideo, Tools, make_video
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import DiskFull, DoesNotFit, PaperRetracted, SlidesFailed, WriterFailed
from videos.pipeline.options import Audience, Captions, Length, Options, Theme, Writer
from videos.pipeline.outside import media, speech
from videos.pipeline.outside.llm import Llm
from videos.pipeline.outside.media import loudness
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.paper import Sources
from videos.pipeline.progress import Stage, percent
from videos.pipeline.slides import StillShape
from videos.tests.llm_server import LlmServer, said
from videos.tests.pipeline.sample_video import slide

PMID = "90000001"
STILLS = {shape: Typst(shape, STILL) for shape in StillShape}
FILES = {
    *("video.mp4", "captions.vtt", "captions.srt", "transcript.txt", "poster.jpg", "storyboard.json"),
    *("thumbnail.webp", "description.txt", "visual-abstract.png", "visual-abstract.pdf"),
    *("visual-abstract-tall.png", "visual-abstract-tall.pdf"),
}
RECORDS = Path(__file__).parent.parent / "integration" / "records"
KEPT = {"paper.kept", "script.kept"}


class Died(Exception):
    """The worker has died."""


@dataclass
class FastTools:
    """External tools that work at once and record which were called."""

    pitch: float = 0.1
    sample_rate: int = 24_000
    manner: str = "a hum"
    called: set[str] = field(default_factory=set)
    pages: dict[str, int] = field(default_factory=dict)

    def record(self, pmid: str, waiting: Callable[[], None]) -> bytes:
        self.called.add("records")
        return (RECORDS / f"{pmid}.xml").read_bytes()

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        self.called.add("voice")
        count = len(text.split())
        wave = 0.2 * np.sin(np.arange(count * 6000) * self.pitch)
        return Utterance(wave.astype(np.float32), tuple((word / 4, word / 4 + 0.25) for word in range(count)))

    def page(self, data: str) -> "Drawn":
        self.called.add("typesetter")
        return Drawn(self.pages.setdefault(data, len(self.pages)) % 12 + 1)

    def tools(self, cache: RenderCache | None = None) -> Tools:
        stills = dict.fromkeys(StillShape, Stills())
        sources = Sources({Origin.PUBMED: self})
        return Tools(sources=sources, voice=self, typesetter=self, stills=stills, cache=cache or RenderCache())


class Stills:
    """Lays out every visual abstract as the same page."""

    shape = StillShape.WIDE

    def page(self, data: str) -> "DrawnStill":
        return DrawnStill()


class DrawnStill:
    pdf = b"%PDF"

    def draw(self) -> Slide:
        return slide(90, 20, 200)


@dataclass
class Drawn:
    """A page in a colour that depends on its number."""

    number: int

    @property
    def made_from(self) -> bytes:
        return bytes([self.number])

    @property
    def size(self) -> tuple[int, int]:
        return 320, 180

    def draw(self) -> Slide:
        return slide(20 * self.number - 20, 90, 200)


@dataclass
class Recorder:
    """Records the progress, and calls a function when a stage starts."""

    on_start: dict[Stage, Callable[[], None]] = field(default_factory=dict)
    progress_calls: list[tuple[Stage, float]] = field(default_factory=list)
    resumed: list[Stage] = field(default_factory=list)
    agreed: Script | None = None

    def progress(self, stage: Stage, fraction: float) -> None:
        self.progress_calls.append((stage, fraction))
        if fraction == 0.0:
            self.on_start.get(stage, lambda: None)()

    def paper_read(self, paper: Paper) -> None:
        pass

    def script_written(self, script: Script) -> Script:
        return self.agreed or script

    def resuming(self, stage: Stage) -> None:
        self.resumed.append(stage)


def die() -> None:
    raise Died


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "job"
    folder.mkdir()
    return folder


def workspace_in(shared: Path, name: str, made_from: str = "software 1") -> Workspace:
    (shared / name).mkdir()
    return Workspace(shared / name, shared, made_from)


def make(
    workspace: Workspace,
    recorder: Recorder | None = None,
    tools: FastTools | None = None,
    pmid: str = PMID,
    **chosen: bool,
) -> MadeVideo:
    return make_video(pmid, Options(**chosen), workspace, (tools or FastTools()).tools(), recorder or Recorder())


@dataclass
class SmallPages(FastTools):
    """Tools whose pages have room for few words only."""

    def page(self, data: str) -> "Drawn":
        scene = json.loads(data)["scene"]
        spans = [span for item in scene["items"] for line in item for span in line]
        if scene["layout"] in {"statement", "points"} and sum(len(span["text"]) for span in spans) > 60:
            raise DoesNotFit("The sentence")
        return super().page(data)


def test_a_divided_scene_is_two_scenes_in_all_artefacts(shared, tmp_path):
    whole = make(workspace_in(shared, "first"))
    other = tmp_path / "other"
    other.mkdir()
    divided = make(workspace_in(other, "second"), tools=SmallPages())

    stories = [json.loads((made.folder / "storyboard.json").read_text()) for made in (whole, divided)]
    spoken = [[each["spoken"] for scene in story["scenes"] for each in scene["sentences"]] for story in stories]
    assert len(stories[1]["scenes"]) > len(stories[0]["scenes"])
    assert " ".join(spoken[0]) == " ".join(spoken[1])
    labels = [[label for label, _ in groupby(scene["label"] for scene in story["scenes"])] for story in stories]
    assert labels[0] == labels[1]


RETRACTED = "90000003"


def test_the_error_for_a_retracted_paper_names_the_option_that_allows_it(shared):
    fast_tools = FastTools()
    with pytest.raises(PaperRetracted, match=r"has been retracted.*allow_retracted"):
        make(workspace_in(shared, "first"), tools=fast_tools, pmid=RETRACTED)
    assert fast_tools.called == {"records"}


def test_an_allowed_retracted_paper_starts_with_its_retraction(shared):
    made = make(workspace_in(shared, "first"), pmid=RETRACTED, allow_retracted=True)
    assert (made.folder / "transcript.txt").read_text().count("This article has been retracted.") == 1


def die_at(stage: Stage, shared: Path, name: str = "first", tools: FastTools | None = None) -> None:
    with pytest.raises(Died):
        make(workspace_in(shared, name), Recorder({stage: die}), tools)


def files(video: MadeVideo) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in video.folder.iterdir()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a video made without interruption or checkpoints."""
    return files(make(Workspace(tmp_path_factory.mktemp("plain"))))


def test_a_folder_without_checkpoints_has_the_artefacts_and_nothing_else(undisturbed):
    assert set(undisturbed) == FILES


@pytest.mark.parametrize(
    ("death", "start", "called"),
    [
        (Stage.SCRIPT, Stage.SCRIPT, {"voice", "typesetter"}),
        (Stage.SLIDES, Stage.SLIDES, {"voice", "typesetter"}),
        (Stage.NARRATION, Stage.SLIDES, {"voice", "typesetter"}),
        (Stage.ENCODE, Stage.SLIDES, {"voice", "typesetter"}),
        (Stage.VERIFY, Stage.SLIDES, {"voice", "typesetter"}),
    ],
)
def test_a_new_attempt_continues_where_the_last_one_died_and_logs_it(shared, undisturbed, caplog, death, start, called):
    caplog.set_level(logging.INFO)
    die_at(death, shared)
    recorder, fast_tools = Recorder(), FastTools()
    video = make(workspace_in(shared, "second"), recorder, fast_tools)
    assert files(video) == undisturbed
    assert recorder.resumed == [start]
    assert fast_tools.called == called
    assert f"at the stage {start}" in caplog.text


@pytest.mark.parametrize("death", [None, Stage.PAPER])
def test_an_attempt_without_checkpoints_starts_from_the_beginning(shared, death):
    if death:
        die_at(death, shared)
    recorder = Recorder()
    make(workspace_in(shared, "second"), recorder)
    assert recorder.resumed == []
    assert recorder.progress_calls[0] == (Stage.PAPER, 0.0)


@pytest.mark.parametrize("death", [Stage.SCRIPT, Stage.NARRATION, Stage.VERIFY])
def test_the_percentage_of_a_resumed_attempt_includes_finished_stages_and_never_decreases(shared, death):
    die_at(death, shared)
    recorder = Recorder()
    make(workspace_in(shared, "second"), recorder)
    percents = [percent(stage, fraction) for stage, fraction in recorder.progress_calls]
    assert percents[0] == percent(Stage.PAPER, 1.0)
    assert percents == sorted(percents)


@pytest.mark.parametrize(
    ("name", "resumed"),
    [("paper.kept", []), ("script.kept", [Stage.SCRIPT])],
)
@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: whole[:-1] + b"x"], ids=["truncated", "altered"]
)
def test_a_damaged_checkpoint_and_all_later_stages_are_made_again(shared, undisturbed, name, resumed, damage):
    die_at(Stage.VERIFY, shared)
    (shared / name).write_bytes(damage((shared / name).read_bytes()))
    recorder = Recorder()
    assert files(make(workspace_in(shared, "second"), recorder)) == undisturbed
    assert recorder.resumed == resumed


def test_checkpoints_of_other_software_are_not_used(shared, undisturbed):
    die_at(Stage.VERIFY, shared)
    recorder, fast_tools = Recorder(), FastTools()
    assert files(make(workspace_in(shared, "second", "software 2"), recorder, fast_tools)) == undisturbed
    assert (recorder.resumed, fast_tools.called) == ([], {"records", "voice", "typesetter"})


@pytest.mark.parametrize("moment", [Stage.SLIDES, Stage.ENCODE, Stage.VERIFY])
def test_a_late_checkpoint_of_a_stale_attempt_does_not_change_the_new_one(shared, undisturbed, moment):
    die_at(Stage.SLIDES, shared)
    stale = workspace_in(shared, "stale")
    stale.load(Stage.PAPER, Paper)
    other = replace(stale.load(Stage.SCRIPT, Script), scenes=())
    again = workspace_in(shared, "again")
    again.load(Stage.PAPER, Paper)
    recorder = Recorder({moment: lambda: again.save(Stage.SCRIPT, other)})
    assert files(make(workspace_in(shared, "second"), recorder)) == undisturbed


def test_only_the_private_and_the_shared_folder_are_changed(tmp_path, shared):
    (tmp_path / "neighbour").mkdir()
    die_at(Stage.ENCODE, shared)
    left = {path.name for path in (shared / "first").iterdir()}
    make(workspace_in(shared, "second"))
    assert {path.name for path in (shared / "first").iterdir()} == left
    assert {path.name for path in shared.iterdir()} == KEPT | {"first", "second"}
    assert {path.name for path in tmp_path.iterdir()} == {"neighbour", "job"}
    assert not list((tmp_path / "neighbour").iterdir())


@pytest.mark.parametrize(
    "file",
    ["paper.kept.part", "script.kept.part", "video.part.mp4", "captions.vtt", "poster.jpg", "visual-abstract.pdf"],
)
def test_a_full_disk_is_reported_for_every_file(shared, file):
    workspace = workspace_in(shared, "first")
    (workspace.private / file).symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="VAR_DIR and MEDIA_ROOT"):
        make(workspace)


def with_options(shared: Path, name: str, cache: RenderCache | None = None, **chosen: Any) -> MadeVideo:
    return make_video(PMID, Options(**chosen), workspace_in(shared, name), FastTools().tools(cache), Recorder())


def test_highlighted_captions_have_no_track_and_the_other_artefacts_are_the_same(shared, undisturbed):
    highlighted = files(with_options(shared, "lit", captions=Captions.LIT))
    both = files(with_options(shared, "both", captions=Captions.BOTH))
    for made, tracks in ((highlighted, 0), (both, 1)):
        assert {name: made[name] for name in FILES - {"video.mp4"}} == {
            name: undisturbed[name] for name in FILES - {"video.mp4"}
        }
        with av.open(io.BytesIO(made["video.mp4"])) as container:
            assert len(container.streams.subtitles) == tracks


def test_a_call_to_action_is_the_last_scene_and_names_its_author(shared):
    made = with_options(shared, "first", theme=Theme(call_to_action="Call 555 0199 today."))
    *_, source, closing = json.loads((made.folder / "storyboard.json").read_text())["scenes"]
    assert (source["layout"], closing["layout"]) == (Layout.SOURCE, Layout.CLOSING)
    assert closing["label"] == "From the maker of this video"
    assert [sentence["spoken"] for sentence in closing["sentences"]] == ["Call 555 0199 today."]


def test_cached_entries_are_used_again_and_do_not_change_the_video(shared, undisturbed):
    cache = RenderCache(shared / "parts")
    first = files(with_options(shared, "first", cache))
    kept = set((shared / "parts").iterdir())
    assert files(with_options(shared, "second", cache)) == first == undisturbed
    assert set((shared / "parts").iterdir()) == kept


def test_every_frame_is_encoded_if_the_tools_say_so(shared):
    tools = replace(FastTools().tools(), encode_all_frames=True)
    made = make_video(PMID, Options(length=Length.SHORT), workspace_in(shared, "first"), tools, Recorder())
    with av.open(made.folder / "video.mp4") as container:
        assert {PictureType(frame.pict_type).name for frame in container.decode(video=0)} == {"I", "P"}


def audio_of(video: MadeVideo) -> np.ndarray:
    return np.concatenate([samples for _, samples in media.decode_audio(video.folder / "video.mp4")])


def test_an_attempt_that_died_while_encoding_is_resumed_with_the_real_tools(shared, undisturbed):
    fast_tools = FastTools()
    tools = replace(fast_tools.tools(), voice=speech.Speaker("espeak"), typesetter=Typst(), stills=STILLS)
    with pytest.raises(Died):
        make_video(PMID, Options(), workspace_in(shared, "first"), tools, Recorder({Stage.ENCODE: die}))
    fast_tools.called.clear()
    recorder = Recorder()
    video = make_video(PMID, Options(), workspace_in(shared, "second"), tools, recorder)
    assert (recorder.resumed, fast_tools.called) == ([Stage.SLIDES], set())
    assert loudness(audio_of(video), 48_000) == pytest.approx(-16, abs=0.5)
    assert (video.facts.width, video.facts.height, video.facts.size) == (
        1920,
        1080,
        (video.folder / "video.mp4").stat().st_size,
    )
    assert set(files(video)) == FILES


@dataclass
class Overfull(Stills):
    """A page on which nothing fits: ``does_not_fit`` is its reason."""

    error: SlidesFailed

    def page(self, data: str) -> "DrawnStill":
        raise self.error


@pytest.mark.parametrize("error", [DoesNotFit("The title"), SlidesFailed("The template could not be compiled.")])
@pytest.mark.parametrize("shape", StillShape)
def test_a_video_whose_visual_abstract_cannot_be_laid_out_is_made_without_it(shared, caplog, shape, error):
    tools = FastTools().tools()
    tools = replace(tools, stills={**tools.stills, shape: Overfull(error)})
    made = make_video(PMID, Options(length=Length.SHORT), workspace_in(shared, "first"), tools, Recorder())
    assert not made.has_visual_abstract
    assert set(files(made)) == {name for name in FILES if not name.startswith("visual-abstract")}
    assert f"the video has no visual abstract: {error}" in caplog.text


def pages_of(made: MadeVideo) -> dict[str, str]:
    """The text of each PDF, without white space and word joiners."""
    texts = {}
    for name in ("visual-abstract.pdf", "visual-abstract-tall.pdf"):
        with closing(pypdfium2.PdfDocument(made.folder / name)) as document:
            texts[name] = "".join(document[0].get_textpage().get_text_range().replace("\u2060", "").split())
    return texts


def with_stills(shared: Path, pmid: str, **chosen: Any) -> MadeVideo:
    tools = replace(FastTools().tools(), stills=STILLS)
    options = Options(length=Length.SHORT, **chosen)
    return make_video(pmid, options, workspace_in(shared, "first"), tools, Recorder())


def test_the_visual_abstract_of_the_sample_cites_it_in_both_shapes(shared):
    made = with_stills(shared, identifiers.SAMPLE)
    assert made.has_visual_abstract
    assert ["10.5555/invented.2026.0412" in text for text in pages_of(made).values()] == [True, True]
    for name, size in (("visual-abstract.png", (1600, 900)), ("visual-abstract-tall.png", (1080, 1350))):
        with Image.open(made.folder / name) as image:
            assert image.size == size


def test_the_visual_abstract_of_a_retracted_paper_says_so(shared):
    made = with_stills(shared, RETRACTED, allow_retracted=True)
    assert ["RETRACTED" in text.upper() for text in pages_of(made).values()] == [True, True]


def test_a_requested_model_that_is_not_configured_is_an_error(shared):
    with pytest.raises(WriterFailed, match="LLM_MODEL"):
        with_options(shared, "first", writer=Writer.LLM)


def test_the_transcript_says_that_a_model_chose_the_sentences(shared):
    with LlmServer(said('{"keep": [0]}')) as server:
        model = Llm(server.url, "some-model", "", 10, 500)
        tools = replace(FastTools().tools(), model=model)
        options = Options(writer=Writer.LLM, audience=Audience.STUDENT, length=Length.SHORT)
        made = make_video(identifiers.SAMPLE, options, workspace_in(shared, "first"), tools, Recorder())
    assert "A language model chose the sentences." in (made.folder / "transcript.txt").read_text()
