"""The full text of a paper, as its publisher deposited it: sections, figures, tables, licence."""

from dataclasses import dataclass
from enum import StrEnum

from videos.pipeline.artifacts.text import RichText


class ArticleKind(StrEnum):
    """What a deposited article is. A notice is about another article and is never narrated."""

    ARTICLE = "article"
    RETRACTION = "retraction"
    CORRECTION = "correction"
    CONCERN = "expression_of_concern"


class SectionKind(StrEnum):
    """What a section of a full text contains, by its heading or else by the publisher's mark."""

    INTRODUCTION = "introduction"
    METHODS = "methods"
    RESULTS = "results"
    HARMS = "harms"
    DISCUSSION = "discussion"
    STRENGTHS = "strengths"
    STRENGTHS_AND_LIMITATIONS = "strengths_and_limitations"
    LIMITATIONS = "limitations"
    CONCLUSIONS = "conclusions"


class Target(StrEnum):
    """What a cross-reference points to."""

    CITATION = "citation"
    FIGURE = "figure"
    TABLE = "table"
    OTHER = "other"  # a section, an equation, a supplement


@dataclass(frozen=True, slots=True)
class CrossReference:
    """The characters of a text from ``start`` up to but excluding ``end`` that point to something else."""

    start: int
    end: int
    target: Target


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, title or caption.

    Marks that only cite ("[3,4]", a raised "12") are left out of ``text``. ``references`` are those within a sentence:
    "Figure 2", "see Smith". What has no characters, such as a formula that is a picture, is U+FFFC in ``text``.
    """

    text: RichText
    references: tuple[CrossReference, ...] = ()


@dataclass(frozen=True, slots=True)
class BodySection:
    """The paragraphs under one heading. ``path`` are the headings from the outermost to its own, () without one.

    ``kind`` is inherited from the section around it where its own heading says nothing.
    """

    path: tuple[str, ...]
    kind: SectionKind | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The characters from ``start`` up to but excluding ``end`` of ``sections[section].passages[passage]``."""

    section: int
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A row of the authors' own list of abbreviations."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class PaperFigure:
    """A figure, or one part of a group of figures.

    ``label`` is "Figure 2", or "" if the publisher gave none. ``pictures`` has, for each picture of the figure, the
    names of its files; several names are the same picture in other forms. ``rights`` and ``attributions`` are what the
    figure, or a group or box around it, says of its own on rights and origin. ``printed_caption`` has the marks that
    cite, which ``caption`` has not. ``anchor`` is its id in the article, or "".
    """

    label: str
    caption: Passage
    printed_caption: Passage
    pictures: tuple[tuple[str, ...], ...]
    rights: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()
    is_graphical_abstract: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table's label and caption. Its cells are not read."""

    label: str
    caption: Passage


@dataclass(frozen=True, slots=True)
class LicenceStatement:
    """What an article says on its reuse: URLs that its markup names as licences, those in its text, and the text."""

    named: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class FullText:
    """A deposited article. The ids may be "".

    Without sections it is closed: the archive shares only its front matter. ``is_retracted`` says that the article
    itself was retracted, ``kind`` that it is a notice about another.
    """

    pmid: str
    pmcid: str
    doi: str
    kind: ArticleKind
    is_retracted: bool
    licence: LicenceStatement
    sections: tuple[BodySection, ...] = ()
    figures: tuple[PaperFigure, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the archive shares the text."""
        return bool(self.sections)

    def at(self, place: Place) -> Passage:
        """The text at a place, with the references in it."""
        whole = self.sections[place.section].passages[place.passage]
        inside = (
            CrossReference(
                max(each.start, place.start) - place.start, min(each.end, place.end) - place.start, each.target
            )
            for each in whole.references
            if each.start < place.end and each.end > place.start
        )
        return Passage(whole.text.cut(place.start, place.end), tuple(inside))


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file beside a deposited article, and its MD5 digest in hexadecimal."""

    name: str
    md5: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """What an archive says of a deposited article: the newest ``version``.

    ``licence`` is the archive's code ("CC BY", "TDM"), None if it names none. ``is_scanned`` says that the text was
    recognised from a scan.
    """

    pmcid: str
    version: int
    pmid: str = ""
    doi: str = ""
    licence: str | None = None
    is_open_access: bool = False
    is_scanned: bool = False
    is_retracted: bool = False
    xml_md5: str = ""
    media: tuple[MediaFile, ...] = ()
