"""What the template reads: one deck per scene, as JSON."""

import re
from dataclasses import dataclass, replace

import msgspec

from videos.pipeline.artifacts import Layout, Paper, RichText, Role, Scene, Script
from videos.pipeline.citation import byline, credit, short_citations
from videos.pipeline.colours import on_dark, on_light
from videos.pipeline.picture_words import Spelling
from videos.pipeline.slides import paper_details
from videos.pipeline.slides.drawings import Drawing
from videos.pipeline.slides.paper_details import Banner, Field
from videos.pipeline.slides.pictures import drawing
from videos.pipeline.typography import Span, lines, names, plain, spans, trimmed
from videos.pipeline.word_positions import marked


@dataclass(frozen=True, slots=True)
class Brand:
    """The maker's accent colour ("#0b6e6e") and logo (a PNG file). Either may be empty."""

    accent: str = ""
    logo: bytes = b""


_Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Accents:
    """The accent colour in two versions, readable on light pages and on dark ones."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class _SceneData:
    """A scene as the template reads it.

    ``items`` are its points, each of one or more lines. ``value`` is the figure and ``caption`` its label. ``shown``
    are the parts of the picture that are shown, None if all are. ``tight``: the labels of the picture are smaller.
    """

    layout: str
    label: str
    tone: str
    lead: _Line
    items: tuple[tuple[_Line, ...], ...]
    value: str
    caption: _Line
    note: str
    picture: Drawing | None
    shown: tuple[int, ...] | None = None
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Deck:
    """All data of one slide. The templates use the same field names.

    It has nothing but what this slide shows, so that an edit elsewhere does not change it: the fields of cards and
    quotations are empty on all other slides, and no slide has a number. ``citations`` are short forms, the longest
    first; a page shows the first one for which it has room. ``links`` lead to the paper, and ``credit`` names the
    makers of drawings.
    """

    citations: tuple[str, ...]
    banner: Banner | None
    accents: Accents | None
    scene: _SceneData
    logo: tuple[int, ...] = ()
    title: _Line = ()
    subtitle: _Line = ()
    byline: str = ""
    journal: str = ""
    speaker: str = ""
    full_title: _Line = ()
    fields: tuple[Field, ...] = ()
    notices: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    credit: str = ""


def as_json(value: object) -> str:
    """What a template reads."""
    return msgspec.json.encode(value).decode()


def accents(brand: Brand) -> Accents | None:
    """The accent colour of a brand, readable on every page, or None for the product's own."""
    return Accents(on_light(brand.accent), on_dark(brand.accent)) if brand.accent else None


def deck_of(scene: Scene, script: Script, brand: Brand) -> Deck:
    """The deck of a scene of a script."""
    paper = script.paper
    whole = Deck(
        citations=tuple(names(text) for text in short_citations(paper)),
        banner=paper_details.banner(paper),
        accents=accents(brand),
        scene=_scene_data(scene, paper),
    )
    match scene.layout:
        case Layout.TITLE:
            title, subtitle = paper_details.split_title(trimmed(paper_details.title(script), "."))
            return replace(
                whole,
                logo=tuple(brand.logo),
                title=spans(title),
                subtitle=spans(subtitle),
                byline=names(byline(paper)),
                journal=paper_details.journal(paper),
            )
        case Layout.SOURCE:
            return replace(
                whole,
                full_title=spans(trimmed(paper.title, ".")),
                fields=paper_details.fields(script),
                notices=paper_details.notices(script),
                links=paper_details.links(paper),
                credit=credit(script),
            )
        case Layout.QUOTATION:
            return replace(whole, speaker=names(paper_details.speaker(paper)))
        case Layout.CLOSING:
            return replace(whole, logo=tuple(brand.logo))
    return whole


def _scene_data(scene: Scene, paper: Paper) -> _SceneData:
    lead, items = _lead_and_items(scene)
    return _SceneData(
        layout=scene.layout.value,
        label=plain(scene.label),
        tone=_tone(scene, paper),
        lead=spans(lead),
        items=tuple(tuple(spans(line) for line in item) for item in items),
        value=plain(scene.figure.value).replace(" ", "\u00a0") if scene.figure else "",
        caption=spans(RichText(scene.figure.label)) if scene.figure else (),
        note=plain(scene.note),
        picture=drawing(scene.picture, Spelling.of(scene, paper)) if scene.picture else None,
    )


def _lead_and_items(scene: Scene) -> tuple[RichText, tuple[tuple[RichText, ...], ...]]:
    """The lead of a list, and the items, each with its lines.

    Every sentence is an item. In a list that is a single sentence every line is an item, and the first line is the
    lead if it ends with a colon.
    """
    items = tuple(lines(shown) for shown in _sentences_in_content(scene))
    if scene.layout is not Layout.POINTS or len(items) != 1:
        return RichText(), items
    first, *others = items[0]
    if others and first.text.rstrip().endswith(":"):
        return first, tuple((line,) for line in others)
    return RichText(), tuple((line,) for line in items[0])


def _sentences_in_content(scene: Scene) -> list[RichText]:
    """The sentences to show, on a title or source card without the title, which has its own place."""
    is_card = scene.layout in {Layout.TITLE, Layout.SOURCE}
    return [
        shown
        for sentence, shown in zip(scene.sentences, marked(scene.sentences), strict=True)
        if not (is_card and sentence.source)
    ]


_TONES = {
    Role.BACKGROUND: "background",
    Role.OBJECTIVE: "background",
    Role.METHODS: "methods",
    Role.RESULTS: "results",
    Role.CONCLUSIONS: "conclusion",
}
_OF_HARMS = re.compile(r"^(?:harms?|adverse|safety|side effects|complications)\b", re.IGNORECASE)
_TONE_OF_LABEL = (
    ("conclusion", re.compile(r"conclu|interpret|implication|\bmeans?\b", re.IGNORECASE)),
    ("results", re.compile(r"result|finding|\bfound\b", re.IGNORECASE)),
    ("methods", re.compile(r"method|design|\bdid\b|\bhow\b", re.IGNORECASE)),
)


def _tone(scene: Scene, paper: Paper) -> str:
    """The palette of the scene: that of its section's role or, if the record gives none, one that fits its label."""
    if scene.layout is Layout.TITLE:
        return "opening"
    if scene.layout is Layout.SOURCE:
        return "source"
    if scene.layout in {Layout.CLOSING, Layout.MAKER}:
        return "closing"
    if _OF_HARMS.search(scene.label):
        return "harms"
    for sentence in scene.sentences:
        section = paper.section_of(sentence.source) if sentence.source else None
        if section and section.role:
            return _TONES[section.role]
    return next((tone for tone, words in _TONE_OF_LABEL if words.search(scene.label)), "background")
