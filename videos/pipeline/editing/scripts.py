"""Turns a script into a draft, and a draft into a script, by the rules of the automatic writer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from videos.pipeline import fidelity
from videos.pipeline.artifacts import Layout, Paper, Scene, Script, Source
from videos.pipeline.editing.choices import TEXT_LAYOUTS, read_as
from videos.pipeline.editing.draft import Draft, MakerCard, Reading
from videos.pipeline.editing.makers_words import MARK
from videos.pipeline.editing.pronunciations import written_forms
from videos.pipeline.errors import StoryboardUnreadable
from videos.pipeline.illustration import illustrate
from videos.pipeline.options import Length
from videos.pipeline.script import SECONDS, Wish, chooser_of, lay_out, maker_scene, says_subtitle, with_extracts
from videos.pipeline.script.statements import Statement, read
from videos.pipeline.writing import with_glance


def draft_of(script: Script) -> Draft:
    """The draft that an automatic ``script`` is made of; ``script_of`` then makes the same script.

    The script may have divided sentences. Its closing card belongs to the request and not to the draft. What it says
    of the full text does not either: that is added where there is time for it. Raises StoryboardUnreadable if another
    version of the rules wrote the script, and found other sentences in the abstract.
    """
    paper = script.paper
    title, *scenes = script.scenes
    sentences = [sentence for scene in scenes for sentence in scene.sentences if sentence.source]
    sources = [each.source for each in sentences if each.source and not paper.extract_of(each.source)]
    places = dict.fromkeys(place_of(source, paper) for source in sources)
    source = next(scene for scene in scenes if scene.layout is Layout.SOURCE)
    subtitle, glance = says_subtitle(title, paper), any(map(is_glance, scenes))
    return Draft(
        items=tuple(Reading(place) for place in places),
        subtitle=subtitle,
        glance=glance,
        chosen=tuple(places),
        chosen_by=chooser_of(source),
        chosen_subtitle=subtitle,
        chosen_glance=glance,
    )


def is_glance(scene: Scene) -> bool:
    """Whether it is the study at a glance: a picture beside no sentence of the paper."""
    return scene.layout is Layout.PICTURE and not any(sentence.source for sentence in scene.sentences)


def place_of(source: Source, paper: Paper) -> Source:
    """The place of the statement that contains a source: the half of a divided sentence begins within it."""
    for each in read(paper):
        if each.source.section == source.section and each.source.start <= source.start < each.source.end:
            return each.source
    raise StoryboardUnreadable


def script_of(paper: Paper, draft: Draft, length: Length) -> Script:
    """The script that a draft describes, for a video of a ``length``; without closing card.

    Sentences that the fidelity check refuses are replaced by their sources, as in an automatic script. The draft must
    have a sentence, and no place where the paper has none (``check``). Raises ScriptUnfaithful.
    """
    readings = draft.readings
    chosen = [_statement(paper, reading) for reading in readings]
    script = lay_out(
        paper,
        read(paper),
        chosen,
        chooser=draft.chooser,
        is_brief=length is Length.SHORT,
        subtitle=draft.subtitle,
        wishes=_wishes(draft),
    )
    title, *content, source = script.scenes
    scenes = (title, *_with_cards(content, draft), source)
    as_text = frozenset(reading.source for reading in readings if reading.layout in TEXT_LAYOUTS)
    figures = {reading.source: reading.figure for reading in readings if reading.figure is not None}
    drawn = illustrate(fidelity.repair(Script(paper, scenes)), as_text, figures)
    drawn = with_glance(drawn) if draft.glance else drawn
    if length is not Length.SHORT:
        drawn = with_extracts(drawn, SECONDS[length])
    said = tuple((form, said) for word, said in draft.pronunciations for form in written_forms(paper, word))
    return replace(drawn, pronunciations=said)


def _statement(paper: Paper, reading: Reading) -> Statement:
    statement = read_as(paper, reading.source, reading.cuts)
    if statement is None:
        raise ValueError(f"The draft has a sentence that is not in the abstract of {paper.pmid}: {reading}")
    return statement


def _wishes(draft: Draft) -> list[Wish]:
    """The wish for each sentence. One after a card of the makers begins a new slide."""
    before = (None, *draft.items)
    return [
        Wish(f"{item.heading}{MARK}" if item.heading else "", item.layout, opens=isinstance(last, MakerCard))
        for last, item in zip(before, draft.items, strict=False)
        if isinstance(item, Reading)
    ]


def _with_cards(scenes: Sequence[Scene], draft: Draft) -> Iterator[Scene]:
    """The scenes of the abstract, with the makers' cards in their places."""
    remaining = iter(scenes)
    said = 0
    for item in draft.items:
        if isinstance(item, MakerCard):
            yield maker_scene(item.text)
        elif said:
            said -= 1
        else:
            scene = next(remaining)
            said = len(scene.sentences) - 1
            yield scene
