"""Adds what the abstract is silent about, from the full text, where there is time for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from videos.pipeline import timing
from videos.pipeline.artifacts import Extract, ExtractKind, Layout, Paper, RichText, Scene, Script, Sentence
from videos.pipeline.script import lines

_HEADINGS = {
    ExtractKind.HARMS: "Harms, from the full text",
    ExtractKind.LIMITS: "Limits, from the full text",
}


def with_extracts(script: Script, seconds: float) -> Script:
    """The script with as many extracts of its paper as fit in ``seconds``, each on a slide that says where it is from.

    They follow the abstract, and the source card names them. The abstract comes first: nothing of it makes room.
    """
    added: list[Scene] = []
    kinds: list[ExtractKind] = []
    longest = script
    for group in _groups(script.paper.extracts):
        tried = [*added, _scene(group, script.paper)]
        candidate = _inserted(script, tried, [*kinds, group[0].kind])
        if timing.of_scenes(candidate.scenes) <= seconds:
            longest, added = candidate, tried
            kinds.append(group[0].kind)
    return longest


def _groups(extracts: Sequence[Extract]) -> Iterator[list[Extract]]:
    """Each extract with those that continue it."""
    group: list[Extract] = []
    for each in extracts:
        if group and not each.continues:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _scene(group: Sequence[Extract], paper: Paper) -> Scene:
    is_alone = len(group) == 1
    sentences = tuple(
        Sentence(each.spoken, lines.by_sense(each.shown) if is_alone else each.shown, paper.source_of(each))
        for each in group
    )
    layout = Layout.STATEMENT if is_alone else Layout.POINTS
    return Scene(layout, _HEADINGS[group[0].kind], sentences)


def _inserted(script: Script, added: Sequence[Scene], kinds: Sequence[ExtractKind]) -> Script:
    """The script with the scenes after the last that says something of the paper, and named on its source card."""
    said = [number for number, scene in enumerate(script.scenes) if any(each.source for each in scene.sentences)]
    place = said[-1] + 1
    *others, source = script.scenes[place:]
    return replace(script, scenes=(*script.scenes[:place], *added, *others, _naming(source, kinds)))


def _naming(source: Scene, kinds: Sequence[ExtractKind]) -> Scene:
    what = " and ".join(f"the {kind.value}" for kind in dict.fromkeys(kinds))
    text = f"{what[0].upper()}{what[1:]} are from its full text, not from its abstract."
    *others, last = source.sentences
    return replace(source, sentences=(*others, Sentence(text, RichText(text), None), last))
