"""From an identifier to the files of a video: the only place that knows the order of the stages."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from videos.pipeline import captions, description, encode, fidelity, narration, slides, storyboard, verify
from videos.pipeline import paper as papers
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, Paper, Script, Slide, VideoFacts
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.citation import cite, names
from videos.pipeline.errors import WriterFailed, disk_full_errors
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Captions, Options, Writer
from videos.pipeline.products import CAPTIONS, DESCRIPTION, POSTER, STORYBOARD, SUBTITLES, TRANSCRIPT, VIDEO
from videos.pipeline.progress import Report, Stage

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Observer(Protocol):
    """Who is told how the work goes. What it raises ends the work."""

    def progress(self, stage: Stage, fraction: float) -> None:
        """``fraction`` (0 to 1) of ``stage`` is done."""

    def paper_read(self, paper: Paper) -> None:
        """The paper is known."""

    def resuming(self, stage: Stage) -> None:
        """Earlier attempts had finished every stage before this one; told once, and only if there was such a stage."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need from outside.

    ``cache`` keeps what they make for later videos and attempts; ``logo`` is a PNG file, or empty; ``model``
    chooses sentences where the options ask for it, ``lexicon`` says what the voice would get wrong.
    """

    records: papers.Records
    voice: narration.Voice
    typesetter: slides.Typesetter
    cache: RenderCache = field(default_factory=RenderCache)
    logo: bytes = b""
    model: scripts.Model | None = None
    lexicon: narration.Lexicon = ()


@dataclass(frozen=True, slots=True)
class MadeVideo:
    """A finished and checked video: ``folder`` holds every one of the ``ARTEFACTS``."""

    paper: Paper
    facts: VideoFacts
    folder: Path


def make_video(name: PaperId, options: Options, workspace: Workspace, tools: Tools, observer: Observer) -> MadeVideo:
    """Make the video of a paper and write its files into the workspace's private folder.

    What earlier attempts left is taken over, up to the first stage
    that none had finished; of the stages after that, the parts that are there. Raises a PipelineError with the reason
    when there can be no video, and passes on whatever the observer raises; the folder may then hold some of the files.
    """
    stages = _Stages(workspace, observer)
    paper = stages.done(Stage.PAPER, Paper, lambda report: papers.fetch(name, tools.records, report))
    observer.paper_read(paper)
    papers.refuse_retracted(paper, options)
    script = stages.done(Stage.SCRIPT, Script, lambda report: _true_script(paper, options, tools.model))
    brand = slides.Brand(options.theme.accent, tools.logo)
    pages = slides.typeset(script, tools.typesetter, stages.enter(Stage.SLIDES), brand)
    script = pages.script
    fidelity.require(script)
    # While a scene is shot, the voice is at the next.
    encoder = encode.SceneEncoder(pages, _render_style(options, tools))
    clips, scenes = [], []
    report = stages.enter(Stage.NARRATION)
    with closing(narration.narrate(script, tools.voice, report, tools.lexicon, tools.cache)) as recordings:
        for number, recording in enumerate(recordings):
            clips.append(recording.clip)
            scenes.append(encoder.encode(number, recording))
    stages.enter(Stage.CAPTIONS)
    cues = captions.compose(clips)
    path = workspace.private / VIDEO
    track = () if options.captions is Captions.LIT else cues
    encode.join(scenes, track, _labels(script), path, stages.enter(Stage.ENCODE))
    stages.enter(Stage.VERIFY)
    facts = verify.verify(path, pages, clips, track)
    _write_companions(workspace.private, script, clips, pages, cues)
    return MadeVideo(paper, facts, workspace.private)


class _Stages:
    """Goes through the stages, tells the observer, and takes over what is left of them up to the first that is not."""

    def __init__(self, workspace: Workspace, observer: Observer) -> None:
        self._workspace = workspace
        self._observer = observer
        self._started = False
        self._taken = False

    def done(self, stage: Stage, kind: type[T], make: Callable[[Report], T]) -> T:
        """The result of a stage: what is left of it, or else made now, and kept."""
        left = None if self._started else self._workspace.load(stage, kind)
        if left is not None:
            self._taken = True
            self._observer.progress(stage, 1.0)
            return left
        made = make(self.enter(stage))
        self._workspace.save(stage, made)
        return made

    def enter(self, stage: Stage) -> Report:
        """Tell that the stage is worked on; returns the report for its progress."""
        if self._taken and not self._started:
            logger.info("another attempt finished what comes before: this one starts at %s", stage)
            self._observer.resuming(stage)
        self._started = True
        self._observer.progress(stage, 0.0)
        return partial(self._observer.progress, stage)


def _true_script(paper: Paper, options: Options, model: scripts.Model | None) -> Script:
    if options.writer is Writer.LLM and model is None:
        raise WriterFailed("No language model is configured: set LLM_MODEL, or ask for the writer rules.")
    chooses = model if options.writer is Writer.LLM else None
    script = fidelity.repair(scripts.write(paper, scripts.SECONDS[options.length], chooses, options.audience))
    ask = options.theme.call_to_action
    return replace(script, scenes=(*script.scenes, scripts.closing_scene(ask))) if ask else script


def _render_style(options: Options, tools: Tools) -> encode.RenderStyle:
    return encode.RenderStyle(options.captions is not Captions.SOFT, options.constant_frame_rate, tools.cache)


@disk_full_errors()
def _write_companions(
    folder: Path, script: Script, clips: Sequence[Clip], pages: Sequence[Slide], cues: Sequence[Cue]
) -> None:
    """Write the files that lie beside the video."""
    (folder / CAPTIONS).write_text(captions.as_webvtt(cues), encoding="utf-8")
    (folder / SUBTITLES).write_text(captions.as_srt(cues), encoding="utf-8")
    (folder / TRANSCRIPT).write_text(captions.transcript(script), encoding="utf-8")
    (folder / POSTER).write_bytes(slides.poster(pages[0]))
    (folder / STORYBOARD).write_text(storyboard.as_json(script, clips), encoding="utf-8")
    (folder / DESCRIPTION).write_text(description.describe(script.paper, _chapters(script, clips)), encoding="utf-8")


def _chapters(script: Script, clips: Sequence[Clip]) -> list[tuple[str, float]]:
    marks = encode.chapters([scene.label for scene in script.scenes], encode.scene_starts(clips))
    return [(mark.title, mark.start / FRAMES_PER_SECOND) for mark in marks]


def _labels(script: Script) -> encode.Labels:
    paper = script.paper
    return encode.Labels(
        title=paper.title.text,
        authors=", ".join(names(paper)),
        date=paper.year,
        comment=cite(paper),
        chapters=tuple(scene.label for scene in script.scenes),
    )
