"""Script in, Slides out: every scene is laid out by a template and drawn as a picture.

The template gets one JSON text a scene and reads none of it as markup. Sizes step down until the text fits; a scene
that fits at no readable size becomes two, and a card that does not is an error: nothing is ever cut off.
"""

import io
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Protocol, overload

from PIL import Image

from videos.pipeline import scene_splitting
from videos.pipeline.artifacts import (
    Layout,
    NoticeKind,
    Paper,
    RichText,
    Role,
    Scene,
    Script,
    Slide,
)
from videos.pipeline.citation import byline, cite
from videos.pipeline.citation import names as author_names
from videos.pipeline.colours import on_dark, on_light
from videos.pipeline.errors import DoesNotFit
from videos.pipeline.progress import Report, silent
from videos.pipeline.typography import Span, lines, names, plain, spans, trimmed
from videos.pipeline.word_positions import marked

logger = logging.getLogger(__name__)


class Page(Protocol):
    """A scene that is laid out and can be drawn."""

    def draw(self) -> Slide:
        """The scene as a picture, which is the same each time."""


class Typesetter(Protocol):
    """Lays out the page that a template makes of a JSON text."""

    def page(self, data: str) -> Page:
        """The page; it can be drawn at any time after. Raises ``SlidesFailed``, ``NoRoom`` for what does not fit."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What the slides have of the video's maker: a colour as "#0b6e6e", and a PNG file; or nothing."""

    accent: str = ""
    logo: bytes = b""


_PLAIN = Brand()


class Slides(Sequence[Slide]):
    """The slides of a script, each drawn when it is asked for: all of them would take 6 MB each, and one takes 9 ms.

    The two that were drawn last are kept: a scene is shot with the one that it fades into, which is then shot itself.

    ``script`` is what they show, a scene a slide.
    """

    def __init__(self, script: Script, pages: Sequence[Page]) -> None:
        self.script = script
        self._pages = pages
        self._drawn: dict[int, Slide] = {}

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> Slide: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Slide]: ...

    def __getitem__(self, index: int | slice) -> Slide | Sequence[Slide]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        if number not in self._drawn:
            latest = list(self._drawn.items())[-1:]
            self._drawn = dict([*latest, (number, self._pages[number].draw())])
        return self._drawn[number]


def typeset(script: Script, typesetter: Typesetter, report: Report = silent, brand: Brand = _PLAIN) -> Slides:
    """The slides, in the order of the scenes.

    A scene that has no room on its slide is divided: the slides' own ``script`` is then longer than the one given, and
    is the one to narrate. Raises ``SlidesFailed`` when a scene cannot be shown whole even so.
    """
    slides = _roomy(script, typesetter, brand)
    report(1.0)
    return slides


def poster(slide: Slide) -> bytes:
    """The slide as a JPEG file, to stand for the video until it plays."""
    file = io.BytesIO()
    Image.fromarray(slide.pixels).save(file, "JPEG", quality=88, optimize=True)
    return file.getvalue()


_Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Banner:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A line of the source card."""

    name: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class _Accents:
    """One colour as it can be read on light pages and on dark ones."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class _Page:
    """A scene as the template reads it.

    ``items`` are its points, each of one or more lines; ``value`` is the large number and ``caption`` what it counts.
    """

    layout: str
    label: str
    tone: str
    lead: _Line
    items: tuple[tuple[_Line, ...], ...]
    value: str
    caption: _Line
    note: str
    facts: tuple[_Field, ...]


@dataclass(frozen=True, slots=True)
class _Deck:
    """All that the template reads of a scene and of what it stands in. Its names are those that the templates use.

    ``number`` counts the scenes from 1, up to ``count``. ``logo`` is empty where the scene shows none.
    """

    title: _Line
    subtitle: _Line
    full_title: _Line
    byline: str
    speaker: str
    journal: str
    citation: str
    fields: tuple[_Field, ...]
    banner: _Banner | None
    notices: tuple[str, ...]
    accents: _Accents | None
    logo: tuple[int, ...]
    number: int
    count: int
    scene: _Page


_WITH_LOGO = frozenset({Layout.TITLE, Layout.CLOSING})


def _decks(script: Script, brand: Brand) -> Iterator[_Deck]:
    """What the template reads of each scene. Each is laid out for itself, so that memory does not grow with them."""
    paper = script.paper
    title, subtitle = _split_title(trimmed(_title(script), "."))
    shared = partial(
        _Deck,
        title=spans(title),
        subtitle=spans(subtitle),
        full_title=spans(trimmed(paper.title, ".")),
        byline=names(byline(paper)),
        speaker=names(_speaker(paper)),
        journal=_journal(paper),
        citation=names(cite(paper)),
        fields=_fields(paper),
        banner=_banner(paper),
        notices=_notices(script),
        accents=_Accents(on_light(brand.accent), on_dark(brand.accent)) if brand.accent else None,
        count=len(script.scenes),
    )
    for number, scene in enumerate(script.scenes, start=1):
        logo = brand.logo if scene.layout in _WITH_LOGO else b""
        yield shared(logo=tuple(logo), number=number, scene=_page(scene, paper))


_AROUND_THE_SCENE = frozenset({"The banner", "The label", "The citation"})


def _roomy(script: Script, typesetter: Typesetter, brand: Brand) -> Slides:
    """The slides of the script, or of what it becomes when scenes are divided. Each slide tells how many there are."""
    pages: list[Page] = []
    for deck in _decks(script, brand):
        try:
            pages.append(typesetter.page(json.dumps(asdict(deck), ensure_ascii=False)))
        except DoesNotFit as crowded:
            is_around = crowded.what in _AROUND_THE_SCENE
            longer = None if is_around else scene_splitting.split(script, deck.number - 1)
            if longer is None:
                raise DoesNotFit(f"{crowded.what} of scene {deck.number}") from crowded
            logger.info("%s of scene %d has no room on one slide and is divided", crowded.what, deck.number)
            return _roomy(longer, typesetter, brand)
    return Slides(script, pages)


def _page(scene: Scene, paper: Paper) -> _Page:
    lead, items = _lead_and_items(scene)
    return _Page(
        layout=scene.layout.value,
        label=plain(scene.label).upper(),
        tone=_tone(scene, paper),
        lead=spans(lead),
        items=tuple(tuple(spans(line) for line in item) for item in items),
        value=plain(scene.figure.value).replace(" ", "\u00a0") if scene.figure else "",
        caption=spans(RichText(scene.figure.label)) if scene.figure else (),
        note=plain(scene.note),
        facts=tuple(_Field(fact.name, names(fact.value)) for fact in scene.facts),
    )


def _lead_and_items(scene: Scene) -> tuple[RichText, tuple[tuple[RichText, ...], ...]]:
    """The lead and the items, each with its lines.

    Every sentence is an item, but a list that is a single sentence: there every line is one, and the first is the
    lead when it ends with a colon.
    """
    items = tuple(lines(shown) for shown in _beside_the_title(scene))
    if scene.layout is not Layout.POINTS or len(items) != 1:
        return RichText(), items
    first, *others = items[0]
    if others and first.text.rstrip().endswith(":"):
        return first, tuple((line,) for line in others)
    return RichText(), tuple((line,) for line in items[0])


def _beside_the_title(scene: Scene) -> list[RichText]:
    """What to show of a card but its title, which has its own place: the product's own words."""
    is_card = scene.layout in {Layout.TITLE, Layout.SOURCE}
    return [
        shown
        for sentence, shown in zip(scene.sentences, marked(scene.sentences), strict=True)
        if not (is_card and sentence.source)
    ]


def _title(script: Script) -> RichText:
    """The paper's title, as the title scene says it."""
    opening = [scene.sentences for scene in script.scenes if scene.layout is Layout.TITLE]
    said = (
        shown
        for sentences in opening
        for sentence, shown in zip(sentences, marked(sentences), strict=True)
        if sentence.source
    )
    return next(said, script.paper.title)


_TONES = {
    Role.BACKGROUND: "background",
    Role.OBJECTIVE: "background",
    Role.METHODS: "methods",
    Role.RESULTS: "results",
    Role.CONCLUSIONS: "conclusion",
}
_TONE_OF_LABEL = (
    ("conclusion", re.compile(r"conclu|interpret|implication|\bmeans?\b", re.IGNORECASE)),
    ("results", re.compile(r"result|finding|\bfound\b", re.IGNORECASE)),
    ("methods", re.compile(r"method|design|\bdid\b|\bhow\b", re.IGNORECASE)),
)


def _tone(scene: Scene, paper: Paper) -> str:
    """The palette of the scene: that of its part of the abstract, read off its label where the record is silent."""
    if scene.layout is Layout.TITLE:
        return "opening"
    if scene.layout in {Layout.SOURCE, Layout.GLANCE}:
        return "source"
    if scene.layout is Layout.CLOSING:
        return "closing"
    for sentence in scene.sentences:
        if sentence.source and sentence.source.section is not None:
            role = paper.sections[sentence.source.section].role
            if role:
                return _TONES[role]
    return next((tone for tone, words in _TONE_OF_LABEL if words.search(scene.label)), "background")


_SUBTITLE = re.compile(r"(?<=[^\s:]{3}):\s+|(?<=\?)\s+|(?<=[a-z]{4})\.\s+(?=[A-Z])|\s+[-–—]\s+")
_SHORTEST_HALF = 12


def _split_title(title: RichText) -> tuple[RichText, RichText]:
    """The title and its subtitle, after the first colon, question mark, full stop or dash, if both say something."""
    for match in _SUBTITLE.finditer(title.text):
        head, tail = title.cut(0, match.start()), title.cut(match.end(), len(title.text))
        if min(len(head.text), len(tail.text)) >= _SHORTEST_HALF and _closed(head.text):
            return head, _capitalised(tail)
    return title, RichText()


def _capitalised(title: RichText) -> RichText:
    """The title with a capital, unless its first word is a name that is written small."""
    first = title.text.split()[0]
    if not (first.isascii() and first.isalpha() and first.islower()):
        return title
    return RichText(title.text[0].upper() + title.text[1:], title.runs)


def _closed(text: str) -> bool:
    """Whether no bracket or quotation that opens in the text is left open."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
    return all(text.count(left) == text.count(right) for left, right in pairs) and text.count('"') % 2 == 0


def _speaker(paper: Paper) -> str:
    """Who says what is quoted."""
    first = author_names(paper)[:1]
    return f"{first[0]} and colleagues" if first and len(paper.authors) > 1 else "".join(first) or "The authors"


_OTHER_NAMES = re.compile(r" [:=] | \(")


def _journal(paper: Paper) -> str:
    """The journal and the year, without what NLM puts after it: " : subtitle", " = translation", " (place)"."""
    name = _OTHER_NAMES.split(paper.journal or paper.journal_abbreviation)[0]
    return plain(" · ".join(part for part in (name, paper.year) if part))


def _fields(paper: Paper) -> tuple[_Field, ...]:
    fields = (
        _Field("Authors", names(byline(paper, most=6))),
        _Field("Journal", _journal(paper)),
        _Field("PubMed", plain(paper.pmid), strong=True),
        _Field("Full text", plain(paper.pmcid), strong=True),
        _Field("DOI", plain(paper.doi), strong=True),
    )
    return tuple(field for field in fields if field.value)


_BANNERS = (
    (NoticeKind.RETRACTED, "Retracted article"),
    (NoticeKind.WITHDRAWN, "Withdrawn article"),
    (NoticeKind.CONCERN, "Expression of concern"),
)


def _banner(paper: Paper) -> _Banner | None:
    """The gravest thing that every slide must say, or None."""
    kinds = {notice.kind for notice in paper.notices}
    return next((_Banner(kind.value, text.upper()) for kind, text in _BANNERS if kind in kinds), None)


def _notices(script: Script) -> tuple[str, ...]:
    """The notices that the source card does not already say in its own sentences."""
    cards = (scene for scene in script.scenes if scene.layout is Layout.SOURCE)
    said = {sentence.shown.text for card in cards for sentence in card.sentences}
    return tuple(plain(notice.text) for notice in script.paper.notices if notice.text not in said)
