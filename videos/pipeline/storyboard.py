"""Writes the storyboard: every scene and sentence of a video with its time, and its source in the paper."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from videos.pipeline.artifacts import (
    FRAMES_PER_SECOND,
    Clip,
    Facsimile,
    Paper,
    Picture,
    Scene,
    Script,
    Sentence,
    Source,
    Word,
)
from videos.pipeline.citation import cite, credit_of_figure
from videos.pipeline.options import Text
from videos.pipeline.text_alternatives import describe, shown


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person changed in a script, and the warnings that were still there, each as a plain sentence."""

    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approved:
    """A script that a person approved, and their ``edits``; None if there are none."""

    script: Script
    edits: Edits | None = None


def as_json(script: Script, clips: Sequence[Clip], edits: Edits | None = None) -> str:
    """The script as JSON, with times in seconds from the start of the video.

    ``edits`` is null if nobody changed the script, or approved it in spite of a warning. It names no person, since the
    file is published with its video.

    A player that seeks to the start of a scene shows the scene's first frame, never the last frame of the scene
    before.

    A scene's ``picture`` has its kind, its text alternative, and for each number and label the source it was taken from
    or the field of the record; null where nothing is drawn. One of the paper has ``figure``: its number, where it is
    from, and the terms of its use.

    ``text`` says what is read, as the option does, and ``abstract`` has the sections of that.

    A sentence's ``source`` has the section of it it was taken from, its character offsets and its text
    there. It is null for the video's own words. One from the full text has ``full_text``: the headings above it, its
    paragraph, and a URL that leads to it.
    """
    scenes = []
    start = 0
    for scene, clip in zip(script.scenes, clips, strict=True):
        scenes.append(
            {
                "layout": scene.layout,
                "label": scene.label,
                "picture": picture_of(scene, script.paper),
                "start": _not_before(start),
                "end": _not_before(start + clip.frames),
                "sentences": [
                    _sentence(sentence, words, script.paper, start / FRAMES_PER_SECOND)
                    for sentence, words in zip(scene.sentences, clip.sentences, strict=True)
                ],
            }
        )
        start += clip.frames
    paper = script.paper
    document = {
        "pmid": paper.pmid,
        "doi": paper.doi,
        "citation": cite(paper),
        "reference": cite(paper, titled=True),
        "text": Text.PLAIN if paper.unread else Text.ABSTRACT,
        "abstract": [{"section": section.label, "text": section.text.text} for section in paper.sections],
        "edits": asdict(edits) if edits else None,
        "scenes": scenes,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _sentence(sentence: Sentence, words: tuple[Word, ...], paper: Paper, offset: float) -> dict[str, Any]:
    return {
        "spoken": sentence.spoken,
        "shown": sentence.shown.text,
        "start": round(offset + words[0].start, 3) if words else None,
        "end": round(offset + words[-1].end, 3) if words else None,
        "source": source_of(sentence.source, paper),
    }


def picture_of(scene: Scene, paper: Paper) -> dict[str, Any] | None:
    """A scene's picture as ``as_json`` writes it."""
    if scene.picture is None:
        return None
    return {
        "kind": type(scene.picture).__name__.lower(),
        "text": describe(scene.picture),
        "shows": [
            {"role": role, "text": words.text, "field": words.field, "source": source_of(words.source, paper)}
            for role, words in shown(scene.picture)
        ],
    } | _figure(scene.picture, paper)


def _figure(picture: Picture, paper: Paper) -> dict[str, Any]:
    kept = paper.figure_of(picture.image) if isinstance(picture, Facsimile) else None
    if kept is None:
        return {}
    figure = {
        "number": kept.name,
        "url": kept.url,
        "licence": kept.licence,
        "licence_url": kept.terms,
        "credit": credit_of_figure(kept, paper),
        "width": kept.width,
        "height": kept.height,
    }
    return {"figure": figure}


def _not_before(frame: int) -> float:
    """The first whole millisecond at which the frame is shown, in seconds."""
    return -(-1000 * frame // FRAMES_PER_SECOND) / 1000


def source_of(source: Source | None, paper: Paper) -> dict[str, Any] | None:
    """A sentence's source as ``as_json`` writes it."""
    if source is None:
        return None
    section, extract = paper.section_of(source), paper.extract_of(source)
    return {
        "section": section.label or paper.basis if section else "title",
        "index": source.section,
        "start": source.start,
        "end": source.end,
        "text": paper.at(source).text,
    } | ({"full_text": {"path": extract.path, "paragraph": extract.paragraph, "url": extract.url}} if extract else {})
