"""From an identifier to the files of a video: the only place that knows the order of the stages."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from videos.pipeline import captions, encode, narration, slides, storyboard, verify
from videos.pipeline import paper as papers
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import Clip, Paper, Script, VideoFacts
from videos.pipeline.citation import cite, names
from videos.pipeline.errors import VerificationFailed
from videos.pipeline.progress import Report, Stage
from videos.pipeline.workspace import Workspace

logger = logging.getLogger(__name__)

T = TypeVar("T")

VIDEO = "video.mp4"
CAPTIONS = "captions.vtt"
SUBTITLES = "captions.srt"
TRANSCRIPT = "transcript.txt"
POSTER = "poster.jpg"
STORYBOARD = "storyboard.json"
ARTEFACTS = (VIDEO, CAPTIONS, SUBTITLES, TRANSCRIPT, POSTER, STORYBOARD)
"""The names of the files that make up a finished video."""


class Observer(Protocol):
    """Who is told how the work goes. What it raises ends the work."""

    def progress(self, stage: Stage, fraction: float) -> None:
        """``fraction`` (0 to 1) of ``stage`` is done."""

    def paper_read(self, paper: Paper) -> None:
        """The paper is known."""

    def resuming(self, stage: Stage) -> None:
        """The stages before this one were finished by an earlier attempt; it is the first that is worked on now."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need from outside."""

    records: papers.Records
    voice: narration.Voice
    typesetter: slides.Typesetter


@dataclass(frozen=True, slots=True)
class MadeVideo:
    """A finished and checked video: ``folder`` holds every one of the ``ARTEFACTS``."""

    paper: Paper
    facts: VideoFacts
    folder: Path


def make_video(identifier: str, workspace: Workspace, tools: Tools, observer: Observer) -> MadeVideo:
    """Make the video of a paper and write its files into the workspace's private folder.

    ``identifier`` is what ``paper.normalise`` returns. What an earlier attempt has finished is taken over, and the
    work starts at the first stage that it had not; slides and captions are always made anew, for that takes less time
    than keeping them would. Raises a PipelineError with the reason when there can be no video, and passes on whatever
    the observer raises; the folder may then hold some of the files.
    """
    stages = _Stages(workspace, observer)
    folder = workspace.private
    paper = stages.done(Stage.PAPER, Paper, lambda report: papers.fetch(identifier, tools.records, report))
    observer.paper_read(paper)
    script = stages.done(Stage.SCRIPT, Script, lambda report: scripts.write(paper))
    clips = stages.done(
        Stage.NARRATION, tuple[Clip, ...], lambda report: narration.narrate(script, tools.voice, report)
    )
    pages = slides.typeset(script, tools.typesetter, stages.enter(Stage.SLIDES))
    stages.enter(Stage.CAPTIONS)
    cues = captions.compose(clips)
    facts = None
    if stages.take_file(VIDEO):
        with suppress(VerificationFailed):  # it is encoded anew, then
            facts = verify.verify(folder / VIDEO, pages, clips, cues)
    if facts is None:
        encode.encode(pages, clips, cues, _labels(script), folder / VIDEO, stages.enter(Stage.ENCODE))
        workspace.keep_file(VIDEO)
        stages.enter(Stage.VERIFY)
        facts = verify.verify(folder / VIDEO, pages, clips, cues)
    (folder / CAPTIONS).write_text(captions.as_webvtt(cues), encoding="utf-8")
    (folder / SUBTITLES).write_text(captions.as_srt(cues), encoding="utf-8")
    (folder / TRANSCRIPT).write_text(captions.transcript(script), encoding="utf-8")
    (folder / POSTER).write_bytes(slides.poster(pages[0]))
    (folder / STORYBOARD).write_text(storyboard.as_json(script, clips), encoding="utf-8")
    return MadeVideo(paper, facts, folder)


class _Stages:
    """Goes through the stages with the observer told, and takes over those that are finished, up to the first not."""

    def __init__(self, workspace: Workspace, observer: Observer) -> None:
        self._workspace = workspace
        self._observer = observer
        self._taking = True
        self._taken = False

    def done(self, stage: Stage, kind: type[T], make: Callable[[Report], T]) -> T:
        """The result of a stage: that of an earlier attempt, or else made now, and kept."""
        if self._taking and (kept := self._workspace.take(stage, kind)) is not None:
            self._taken = True
            self._observer.progress(stage, 1.0)
            return kept
        self._start_at(stage)
        made = make(self.enter(stage))
        self._workspace.keep(stage, made)
        return made

    def take_file(self, name: str) -> bool:
        """Whether an earlier attempt has finished the file."""
        if self._taking and self._workspace.take_file(name):
            self._start_at(Stage.VERIFY)
            self.enter(Stage.VERIFY)
            return True
        self._start_at(Stage.ENCODE)
        return False

    def enter(self, stage: Stage) -> Report:
        """Tell that the stage is worked on; returns the report for its progress."""
        self._observer.progress(stage, 0.0)
        return partial(self._observer.progress, stage)

    def _start_at(self, stage: Stage) -> None:
        if self._taking and self._taken:
            logger.info("earlier stages were finished by another attempt, this one starts at %s", stage)
            self._observer.resuming(stage)
        self._taking = False


def _labels(script: Script) -> encode.Labels:
    paper = script.paper
    return encode.Labels(
        title=paper.title.text,
        authors=", ".join(names(paper)),
        date=paper.year,
        comment=cite(paper),
        chapters=tuple(scene.label for scene in script.scenes),
    )
