"""The visual abstract: one page for people who see no video, with the study, its results and its conclusion."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from PIL import Image

from videos.pipeline.announcements import announces
from videos.pipeline.artifacts import Layout, Paper, RichText, Role, Scene, Script
from videos.pipeline.artifacts.media import Slide
from videos.pipeline.artifacts.picture import (
    BigNumber,
    Change,
    Conclusion,
    Groups,
    Harms,
    Interval,
    Picture,
    Points,
    Share,
    StudyCard,
)
from videos.pipeline.cache.render_cache import NO_CACHE, RenderCache
from videos.pipeline.citation import cite
from videos.pipeline.errors import DoesNotFit
from videos.pipeline.picture_words import Line, Spelling, joined, ours
from videos.pipeline.slides import paper_details
from videos.pipeline.slides.deck import Accents, Brand, accents, as_json
from videos.pipeline.slides.drawings import Drawing, StudyDrawing
from videos.pipeline.slides.paper_details import Banner
from videos.pipeline.slides.pictures import drawing
from videos.pipeline.typography import names, plain, spans, trimmed


class StillShape(StrEnum):
    """The shape of a visual abstract: 1600 x 900 pixels, or 1080 x 1350."""

    WIDE = "wide"
    TALL = "tall"


class StillPage(Protocol):
    """A page that is laid out: as a PDF, and as it is drawn."""

    @property
    def pdf(self) -> bytes:
        """The page as a PDF file."""

    def draw(self) -> Slide:
        """Draw the page as a picture."""


class StillTypesetter(Protocol):
    """Lays out the page that the template of the visual abstract makes from a JSON text, in one shape."""

    @property
    def shape(self) -> str:
        """A ``StillShape``."""

    def page(self, data: str) -> StillPage:
        """Lay out a page. Raises DoesNotFit if something does not fit."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the page: a drawing, or lines of text. ``rank`` is its place where all are below each other."""

    kind: str
    heading: str
    drawing: Drawing | None = None
    lines: tuple[Line, ...] = ()
    rank: int = 3


@dataclass(frozen=True, slots=True)
class _Still:
    """What the template reads. On a wide page ``left`` and ``right`` are two columns."""

    kind: str
    title: Line
    citation: str
    note: str
    made: str
    banner: Banner | None
    notices: tuple[str, ...]
    accents: Accents | None
    left: tuple[_Part, ...]
    right: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class VisualAbstract:
    """The page as a PNG and as a PDF file, and whether something is drawn on it."""

    png: bytes
    pdf: bytes
    is_drawn: bool = True


_MADE = "Made from the {basis} alone. Read the full article before relying on it."
_MOST_SENTENCES = 3
_PLAIN = Brand()
_QUICK = 2
"""Takes a third less time than the default, 6, for 3 % more bytes."""


def visual_abstract(
    script: Script, typesetter: StillTypesetter, brand: Brand = _PLAIN, cache: RenderCache = NO_CACHE
) -> VisualAbstract:
    """The visual abstract of a script, from the ``cache`` if it has one of the same data.

    It shows the study, the main result and the harms or a second result as pictures if the script has them, and the
    conclusion in the authors' words. What does not fit is left out, the least important first; no text is cut. Raises
    DoesNotFit if nothing fits.
    """
    choices = [
        (_data(script, brand, left, right), any(part.drawing for part in (*left, *right)))
        for left, right in _choices(script)
    ]
    made_from = "\n".join([typesetter.shape, *(data for data, _ in choices)]).encode()
    return cache.get_or_make(made_from, VisualAbstract, lambda: _fitting(choices, typesetter))


def _fitting(choices: Sequence[tuple[str, bool]], typesetter: StillTypesetter) -> VisualAbstract:
    """The first choice that fits."""
    *others, (last, is_drawn) = choices
    for data, has_drawing in others:
        with suppress(DoesNotFit):
            return _drawn(typesetter.page(data), has_drawing)
    return _drawn(typesetter.page(last), is_drawn)


def _drawn(page: StillPage, is_drawn: bool) -> VisualAbstract:
    file = io.BytesIO()
    Image.fromarray(page.draw().pixels).save(file, "PNG", compress_level=_QUICK)
    return VisualAbstract(file.getvalue(), page.pdf, is_drawn)


def _data(script: Script, brand: Brand, left: tuple[_Part, ...], right: tuple[_Part, ...]) -> str:
    paper = script.paper
    still = _Still(
        kind=plain(script.scenes[0].label),
        title=spans(trimmed(paper.title, ".")),
        citation=names(cite(paper)),
        note=plain(
            "; ".join(scene.note for scene in script.scenes if isinstance(scene.picture, _DRAWN) and scene.note)
        ),
        made=_MADE.format(basis=paper.basis),
        banner=paper_details.banner(paper),
        notices=tuple(plain(notice.text) for notice in paper.notices),
        accents=accents(brand),
        left=left,
        right=right,
    )
    return as_json(still)


def _choices(script: Script) -> Iterator[tuple[tuple[_Part, ...], tuple[_Part, ...]]]:
    """What the page could show, the most first: columns of parts."""
    shown = [(scene.label, scene.picture) for scene in script.scenes if scene.picture]
    spelling = Spelling(script.paper, ())

    def parts(kinds: tuple[type, ...]) -> list[_Part]:
        return [_picture(label, picture, spelling) for label, picture in shown if isinstance(picture, kinds)]

    studies, harms, results = parts((StudyCard,)), parts((Harms,)), parts(_RESULTS)
    second = [replace(part, rank=2) for part in (harms or results[1:] if results else harms[1:])[:1]]
    main = (results or harms)[:1]
    study = studies[:1]
    conclusion = _conclusion(script)
    if main:
        for first, other in ((study, second), (_short(study), second), ([], second), (study, [])):
            if harms or first or not study:  # only harms matter more than the study
                yield (*first, *other), (*main, *conclusion)
        yield (), (*main, *conclusion)
    if study and not main:
        yield (*study,), (*_findings(script), *conclusion)
        yield (*_short(study),), (*_findings(script), *conclusion)
    yield (), (*_findings(script), *conclusion)
    yield (), conclusion or _findings(script)


_RESULTS = (Interval, Share, Groups, Change, BigNumber)
_DRAWN = (StudyCard, Harms, *_RESULTS)


def _picture(label: str, picture: Picture, spelling: Spelling) -> _Part:
    if isinstance(picture, StudyCard):
        return _Part("study", "Who was studied", drawing(picture, spelling), rank=0)
    return _Part("picture", plain(label) or "Result", drawing(picture, spelling), rank=1)


def _short(studies: list[_Part]) -> list[_Part]:
    """Studies without their place, follow-up and outcome."""
    return [
        replace(part, drawing=replace(part.drawing, facts=(), outcome=()))
        for part in studies
        if isinstance(part.drawing, StudyDrawing)
    ]


def _conclusion(script: Script) -> tuple[_Part, ...]:
    """The conclusion: as a picture's words, or the last sentences that conclude, and not only announce something."""
    scenes = [
        scene
        for scene in script.scenes
        if scene.layout not in _CARDS and _role(scene, script.paper) is Role.CONCLUSIONS
    ]
    if not scenes:
        return ()
    concluding = [scene for scene in scenes if not all(announces(each.spoken) for each in scene.sentences)]
    last = (concluding or scenes)[-1]
    if isinstance(last.picture, Conclusion):
        spelling = Spelling(script.paper, ())
        lead = spelling.name(last.picture.lead)
        words = (*ours("“"), *joined(map(spelling.line, last.picture.clauses), " "), *ours("”"))
        lines: tuple[Line, ...] = (lead, words) if lead else (words,)
    else:
        lines = _lines(last, script.paper)
    return (_Part("text", plain(last.label) or "Conclusion", lines=lines),)


def _findings(script: Script) -> tuple[_Part, ...]:
    """The first sentences of the results as text, for a script without pictures of them."""
    scenes = [
        scene for scene in script.scenes if scene.layout not in _CARDS and _role(scene, script.paper) is Role.RESULTS
    ]
    scenes = scenes or [scene for scene in script.scenes if scene.layout not in _CARDS][:1]
    lines = tuple(line for scene in scenes for line in _lines(scene, script.paper))[:_MOST_SENTENCES]
    return (_Part("text", plain(scenes[0].label) or "Result", lines=lines),) if lines else ()


_CARDS = frozenset({Layout.TITLE, Layout.SOURCE, Layout.MAKER, Layout.CLOSING})


def _lines(scene: Scene, paper: Paper) -> tuple[Line, ...]:
    """Each sentence as a line. One that is a list stays whole, since it may say how many items it has."""
    if isinstance(scene.picture, Points):
        spelling = Spelling(paper, ())
        lead, items = spelling.name(scene.picture.lead), [spelling.line(item.words) for item in scene.picture.items]
        return (joined([lead, joined(items, "; ")], " "),)
    if scene.layout is Layout.POINTS and len(scene.sentences) == 1:
        first, *rest = _pieces(scene.sentences[0].shown)
        has_lead = scene.sentences[0].shown.text.partition("\n")[0].endswith(":")
        return (joined([first, joined(rest, "; ")], " " if has_lead else "; "),)
    return tuple(joined(_pieces(each.shown), " ") for each in scene.sentences)


def _pieces(text: RichText) -> list[Line]:
    """The lines of a text."""
    ends = [match.start() for match in re.finditer("\n|$", text.text)]
    starts = [0, *(end + 1 for end in ends)]
    return [spans(text.cut(start, end)) for start, end in zip(starts, ends, strict=False)]


def _role(scene: Scene, paper: Paper) -> Role | None:
    """The role of the section that contains the first sentence, or else the one that the sentence itself suggests."""
    sources = [sentence.source for sentence in scene.sentences if sentence.source]
    section = paper.section_of(sources[0]) if sources else None
    return section.role or scene.role if section else None
