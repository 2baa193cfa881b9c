"""From an identifier to the files of a video: the only place that knows the order of the stages."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from videos.pipeline import captions, encode, narration, slides, storyboard, verify
from videos.pipeline import paper as papers
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import Paper, Script, VideoFacts
from videos.pipeline.citation import cite, names
from videos.pipeline.progress import Report, Stage

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


def make_video(identifier: str, folder: Path, tools: Tools, observer: Observer) -> MadeVideo:
    """Make the video of a paper and write its files into ``folder``.

    ``identifier`` is what ``paper.normalise`` returns. Raises a PipelineError with the reason when there can be no
    video, and passes on whatever the observer raises; ``folder`` may then hold some of the files.
    """

    def entering(stage: Stage) -> Report:
        observer.progress(stage, 0.0)
        return partial(observer.progress, stage)

    paper = papers.fetch(identifier, tools.records, entering(Stage.PAPER))
    observer.paper_read(paper)
    entering(Stage.SCRIPT)
    script = scripts.write(paper)
    clips = narration.narrate(script, tools.voice, entering(Stage.NARRATION))
    pages = slides.typeset(script, tools.typesetter, entering(Stage.SLIDES))
    entering(Stage.CAPTIONS)
    cues = captions.compose(clips)
    encode.encode(pages, clips, cues, _labels(script), folder / VIDEO, entering(Stage.ENCODE))
    entering(Stage.VERIFY)
    facts = verify.verify(folder / VIDEO, pages, clips, cues)
    (folder / CAPTIONS).write_text(captions.as_webvtt(cues), encoding="utf-8")
    (folder / SUBTITLES).write_text(captions.as_srt(cues), encoding="utf-8")
    (folder / TRANSCRIPT).write_text(captions.transcript(script), encoding="utf-8")
    (folder / POSTER).write_bytes(slides.poster(pages[0]))
    (folder / STORYBOARD).write_text(storyboard.as_json(script, clips), encoding="utf-8")
    return MadeVideo(paper, facts, folder)


def _labels(script: Script) -> encode.Labels:
    paper = script.paper
    return encode.Labels(
        title=paper.title.text,
        authors=", ".join(names(paper)),
        date=paper.year,
        comment=cite(paper),
        chapters=tuple(scene.label for scene in script.scenes),
    )
