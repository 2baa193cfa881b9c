"""Writes the narration as plain text."""

from itertools import groupby

from videos.pipeline.artifacts import Extract, KeptFigure, Layout, Scene, Script
from videos.pipeline.citation import cite, links, place_of_figure


def transcript(script: Script) -> str:
    """Title, citation, the spoken sentences under the labels of their scenes, notices, and links to the paper.

    What is from the full text is named with its section and paragraph, and each figure with its caption.
    """
    paper = script.paper
    blocks = [paper.title.text, cite(paper)]
    for label, scenes in groupby(script.scenes, key=_heading):
        said = " ".join(sentence for scene in scenes for sentence in _said(scene))
        if said:
            blocks.append(f"{label}\n{said}" if label else said)
    if script.extracts:
        blocks.append("From the full text\n" + "\n".join(map(_place, script.extracts)))
    if script.figures:
        blocks.append("Figures of the paper\n" + "\n".join(_figure(each, script) for each in script.figures))
    if paper.notices:
        blocks.append("Notices\n" + "\n".join(notice.text for notice in paper.notices))
    blocks.append("\n".join(links(paper)))
    return "\n\n".join(blocks) + "\n"


def _place(extract: Extract) -> str:
    where = extract.section.label.removeprefix("Full text: ")
    return f"{where} ({extract.licence}): {extract.text.text} {extract.url}"


def _figure(figure: KeptFigure, script: Script) -> str:
    return f"{place_of_figure(figure, script.paper)}\n{figure.figure.caption.text.text}"


def _heading(scene: Scene) -> str:
    return "" if scene.layout is Layout.TITLE else scene.label


def _said(scene: Scene) -> list[str]:
    """The spoken sentences of a scene; for the title scene, all but the title."""
    return [
        sentence.spoken for sentence in scene.sentences if scene.layout is not Layout.TITLE or sentence.source is None
    ]
