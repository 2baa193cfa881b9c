"""Invented scripts for the checks of the audit."""

from benchmarks.audit.material import Video
from videos.pipeline.artifacts import Layout, Paper, RichText, Scene, Script, Section, Sentence, Source
from videos.pipeline.options import Length


def video(*sections, said, title="Barn owls that sleep in hay", card="Read the full article.", **scene):
    """A video of an abstract, given as pairs of role and text.

    ``said`` contains sentences of the abstract, or pairs of such a sentence and what is said of it.
    """
    texts = [text for _, text in sections]
    sentences = []
    for each in said:
        source, spoken = each if isinstance(each, tuple) else (each, each)
        section = next(index for index, text in enumerate(texts) if source in text)
        start = texts[section].index(source)
        place = Source(section, start, start + len(source))
        sentences.append(Sentence(spoken, RichText(spoken), place, scene.get("long_forms", ())))
    paper = Paper("1", RichText(title), tuple(Section(RichText(text), role=role) for role, text in sections))
    name = Sentence(title, RichText(title), Source(None, 0, len(title)))
    layout = Layout.FIGURE if scene.get("figure") else Layout.POINTS
    scenes = (
        Scene(Layout.TITLE, "", (name,)),
        Scene(layout, "", tuple(sentences), scene.get("figure"), scene.get("note", "")),
        Scene(Layout.SOURCE, "", (Sentence(card, RichText(card), None),)),
    )
    return Video(Script(paper, scenes), Length.SHORT)


def reasons(check, made):
    return [finding.reason for finding in check(made)]
