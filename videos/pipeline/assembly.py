"""Makes a video from a paper id. This is the only module that knows the order of the stages."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from videos.pipeline import (
    captions,
    description,
    encode,
    fidelity,
    figures,
    narration,
    slides,
    storyboard,
    verify,
    writing,
)
from videos.pipeline import paper as papers
from videos.pipeline import script as scripts
from videos.pipeline.artifacts import FRAMES_PER_SECOND, Clip, Cue, Layout, Paper, Script, VideoFacts
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.citation import cite, credit, names, place_of_figure
from videos.pipeline.errors import SlidesFailed, WriterFailed, disk_full_errors
from videos.pipeline.figures import FigureStore
from videos.pipeline.full_text.licences import Allowed
from videos.pipeline.full_text.sources import Archives
from videos.pipeline.full_text.supplement import supplemented
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Captions, Format, Length, Options, Text, Writer
from videos.pipeline.products import (
    CAPTIONS,
    DESCRIPTION,
    POSTER,
    STORYBOARD,
    SUBTITLES,
    TALL_VISUAL_ABSTRACT,
    TALL_VISUAL_ABSTRACT_PDF,
    THUMBNAIL,
    TRANSCRIPT,
    VIDEO,
    VISUAL_ABSTRACT,
    VISUAL_ABSTRACT_PDF,
)
from videos.pipeline.progress import Report, Stage
from videos.pipeline.stages import Observer, Stages
from videos.pipeline.storyboard import Approved, Edits
from videos.pipeline.thumbnails import thumbnail

logger = logging.getLogger(__name__)

_VISUAL_ABSTRACTS = {
    slides.StillShape.WIDE: (VISUAL_ABSTRACT, VISUAL_ABSTRACT_PDF),
    slides.StillShape.TALL: (TALL_VISUAL_ABSTRACT, TALL_VISUAL_ABSTRACT_PDF),
}

_STILL_OF = {
    Format.LANDSCAPE: slides.StillShape.WIDE,
    Format.PORTRAIT: slides.StillShape.TALL,
    Format.SQUARE: slides.StillShape.TALL,
}
"""The visual abstract that fits best in a video of this format."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The external tools of the stages. ``stills`` lay out the visual abstract.

    ``archives`` have full texts, for options that ask for them; without archives a video is made of the abstract
    alone. ``figures`` keeps the pictures of its figures; without it no figure is shown. ``cache`` stores the results of
    the others for later videos and attempts. ``logo`` is a PNG file, or empty. ``model`` selects sentences if the
    options say so. ``lexicon`` lists words that the voice would mispronounce. With ``encode_all_frames`` x264 encodes
    every picture, see ``RenderStyle``.
    """

    sources: papers.Sources
    voice: narration.Voice
    typesetter: slides.Typesetter
    stills: Mapping[slides.StillShape, slides.StillTypesetter]
    archives: Archives | None = None
    figures: FigureStore | None = None
    cache: RenderCache = field(default_factory=RenderCache)
    logo: bytes = b""
    model: scripts.Model | None = None
    lexicon: narration.Lexicon = ()
    encode_all_frames: bool = False


@dataclass(frozen=True, slots=True)
class MadeVideo:
    """A finished and verified video. ``folder`` contains all ``ARTEFACTS``, or all but the visual abstract."""

    paper: Paper
    facts: VideoFacts
    folder: Path
    has_visual_abstract: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A script that waits for its review, and its slides, whose own script may have divided scenes."""

    script: Script
    pages: slides.Slides


def make_draft(name: PaperId, options: Options, workspace: Workspace, tools: Tools, observer: Observer) -> Draft:
    """Do the stages before the voice: fetch the paper, write its script, and see that it fits on slides.

    Otherwise like ``make_video``, which continues from an approved script.
    """
    stages = Stages(workspace, observer)
    written = _script(stages, name, options, tools)
    pages = _typeset(written, options, tools, stages)
    return Draft(written, pages)


def make_video(
    name: PaperId,
    options: Options,
    workspace: Workspace,
    tools: Tools,
    observer: Observer,
    approved: Approved | None = None,
) -> MadeVideo:
    """Make the video of a paper and write its files into the workspace's private folder.

    The work continues from the checkpoints of earlier attempts, and uses their entries in the render cache. With an
    ``approved`` script neither the paper nor the script is looked for, and the storyboard says how it was edited.

    Raises a PipelineError with the reason if there can be no video, and passes on what the observer raises. The folder
    may then contain some of the files.
    """
    stages = Stages(workspace, observer)
    written = _script(stages, name, options, tools, approved.script if approved else None)
    if not approved:
        written = observer.script_written(written)
    pages = _typeset(written, options, tools, stages)
    script = pages.script
    # While a scene is encoded, the voice speaks the next.
    encoder = encode.SceneEncoder(pages, _render_style(options, tools))
    clips, scenes = [], []
    report = stages.enter(Stage.NARRATION)
    with closing(narration.narrate(script, tools.voice, report, tools.lexicon, tools.cache)) as recordings:
        for number, recording in enumerate(recordings):
            clips.append(recording.clip)
            phrases = captions.phrases(recording.clip) if script.scenes[number].marks_its_phrases else ()
            scenes.append(encoder.encode(number, recording, phrases))
    stages.enter(Stage.CAPTIONS)
    cues = captions.compose(clips, captions.line_in(options.format))
    path = workspace.private / VIDEO
    track = () if options.captions is Captions.LIT else cues
    encode.join(scenes, track, _labels(script), path, stages.enter(Stage.ENCODE))
    stages.enter(Stage.VERIFY)
    facts = verify.verify(path, pages, clips, track, scenes, tools.cache)
    _write_companions(workspace.private, script, clips, cues, approved.edits if approved else None)
    stills = _visual_abstracts(written, tools, _brand(options, tools))
    poster = slides.poster(pages[0], stills.get(_STILL_OF[options.format]), tools.cache)
    _write_stills(workspace.private, stills, poster)
    return MadeVideo(script.paper, facts, workspace.private, bool(stills))


def _script(stages: Stages, name: PaperId, options: Options, tools: Tools, approved: Script | None = None) -> Script:
    """The approved script, or the one that is written for the paper."""
    if approved:
        paper = stages.given(Stage.PAPER, approved.paper)
    else:
        paper = stages.result(Stage.PAPER, Paper, lambda report: _paper(name, options, tools, report))
    stages.observer.paper_read(paper)
    papers.refuse_retracted(paper, options)
    if approved:
        return stages.given(Stage.SCRIPT, approved)
    return stages.result(Stage.SCRIPT, Script, lambda report: _faithful_script(paper, options, tools.model))


def _paper(name: PaperId, options: Options, tools: Tools, report: Report) -> Paper:
    paper = papers.find(name, tools.sources, report)
    if options.text is Text.PLAIN:
        return papers.in_plain_language(paper)
    # A short video has no time for a full text.
    if not (tools.archives and options.full_text and options.length is not Length.SHORT):
        return paper
    keep = tools.figures.store if tools.figures else None
    return supplemented(paper, tools.archives, keep, partial(report, 1.0))


def _typeset(written: Script, options: Options, tools: Tools, stages: Stages) -> slides.Slides:
    report = stages.enter(Stage.SLIDES)
    figures.require(written, tools.figures, tools.archives.allowed if tools.archives else Allowed())
    pages = slides.typeset(written, tools.typesetter, report, _brand(options, tools))
    fidelity.require(pages.script)
    return pages


def _brand(options: Options, tools: Tools) -> slides.Brand:
    return slides.Brand(options.theme.accent, tools.logo)


def _faithful_script(paper: Paper, options: Options, model: scripts.Model | None) -> Script:
    if options.writer is Writer.LLM and model is None:
        raise WriterFailed("No language model is configured. Set LLM_MODEL, or request the writer rules.")
    writer = model if options.writer is Writer.LLM else None
    script = writing.write(paper, options.length, writer, options.audience)
    return writing.with_closing(script, options.theme.call_to_action)


def _render_style(options: Options, tools: Tools) -> encode.RenderStyle:
    return encode.RenderStyle(
        highlight_words=options.captions is not Captions.SOFT,
        constant_frame_rate=options.constant_frame_rate,
        encode_all_frames=tools.encode_all_frames,
        cache=tools.cache,
    )


@disk_full_errors()
def _write_companions(
    folder: Path, script: Script, clips: Sequence[Clip], cues: Sequence[Cue], edits: Edits | None
) -> None:
    """Write the artefacts other than the video and the still pictures."""
    (folder / CAPTIONS).write_text(captions.as_webvtt(cues), encoding="utf-8")
    (folder / SUBTITLES).write_text(captions.as_srt(cues), encoding="utf-8")
    (folder / TRANSCRIPT).write_text(captions.transcript(script), encoding="utf-8")
    (folder / STORYBOARD).write_text(storyboard.as_json(script, clips, edits), encoding="utf-8")
    seconds = encode.scene_starts(clips)[-1] / FRAMES_PER_SECOND
    has_notes = any(scene.layout in {Layout.MAKER, Layout.CLOSING} for scene in script.scenes)
    text = description.describe(
        script.paper,
        _chapters(script, clips),
        seconds,
        credit(script),
        has_notes=has_notes,
        has_extracts=bool(script.extracts),
        figures=[place_of_figure(figure, script.paper) for figure in script.figures],
    )
    (folder / DESCRIPTION).write_text(text, encoding="utf-8")


def _visual_abstracts(
    script: Script, tools: Tools, brand: slides.Brand
) -> dict[slides.StillShape, slides.VisualAbstract]:
    """The visual abstract in both shapes. None if it cannot be laid out: the video is no worse.

    ``script`` has no divided scenes: half a sentence concludes nothing.
    """
    try:
        return {
            shape: slides.visual_abstract(script, tools.stills[shape], brand, tools.cache)
            for shape in _VISUAL_ABSTRACTS
        }
    except SlidesFailed as error:
        logger.warning("the video has no visual abstract: %s", error)
        return {}


@disk_full_errors()
def _write_stills(folder: Path, stills: Mapping[slides.StillShape, slides.VisualAbstract], poster: bytes) -> None:
    (folder / POSTER).write_bytes(poster)
    (folder / THUMBNAIL).write_bytes(thumbnail(poster))
    for shape, still in stills.items():
        png, pdf = _VISUAL_ABSTRACTS[shape]
        (folder / png).write_bytes(still.png)
        (folder / pdf).write_bytes(still.pdf)


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
