"""A paper, as the record of PubMed, Europe PMC or a preprint server describes it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from videos.pipeline.artifacts.full_text import PaperFigure
from videos.pipeline.artifacts.text import RichText


class Role(StrEnum):
    """What a section or sentence does in its abstract. The values are those of NLM's ``NlmCategory``."""

    BACKGROUND = "BACKGROUND"
    OBJECTIVE = "OBJECTIVE"
    METHODS = "METHODS"
    RESULTS = "RESULTS"
    CONCLUSIONS = "CONCLUSIONS"


@dataclass(frozen=True, slots=True)
class Author:
    """A person (``last_name``, and ``initials`` and ``suffix``, such as "Jr", if known) or a group (``collective``)."""

    last_name: str = ""
    initials: str = ""
    collective: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the abstract.

    ``label`` is the authors' own heading, or "". ``role`` is given by NLM or by the heading; None if neither does.
    """

    text: RichText
    label: str = ""
    role: Role | None = None


class NoticeKind(StrEnum):
    """The kinds of facts about a record that readers need to know."""

    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    CONCERN = "expression_of_concern"
    CORRECTED = "corrected"
    PREPRINT = "preprint"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: ``text`` is one plain sentence, ``pmid`` the id of the notice's own record, or ""."""

    kind: NoticeKind
    text: str
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A MeSH heading of a record: the descriptor's id ("D008171"; "" if the record has none) and name ("Lung").

    ``is_major`` says that the paper is mainly about it, ``is_place`` that it is a country or another place.
    """

    id: str
    name: str
    is_major: bool = False
    is_place: bool = False


class Origin(StrEnum):
    """Who gave the record of a paper. The values are the names for readers."""

    PUBMED = "PubMed"
    EUROPE_PMC = "Europe PMC"
    BIORXIV = "bioRxiv"
    MEDRXIV = "medRxiv"


@dataclass(frozen=True, slots=True)
class Preprint:
    """What a server says of a preprint: the number of its latest version, and the day on which that was posted.

    ``posted`` is an ISO date, ``licence`` a name for readers ("CC BY"), or "" if all rights are reserved. ``published``
    is the DOI of the journal's version, or "".
    """

    version: str
    posted: str
    licence: str = ""
    category: str = ""
    published: str = ""


class ExtractKind(StrEnum):
    """What a sentence of the full text adds to the abstract."""

    HARMS = "harms"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Extract:
    """A whole sentence of the full text, which a video may say besides the abstract.

    ``path`` are the headings above it, ``paragraph`` counts from 1 in its section, ``url`` leads to it in the paper,
    and ``licence`` names the terms of its use ("CC BY 4.0"). ``spoken`` and ``shown`` are as in a ``Sentence``. One
    that ``continues`` is said only after the one before.
    """

    kind: ExtractKind
    text: RichText
    path: tuple[str, ...]
    paragraph: int
    url: str
    licence: str
    spoken: str
    shown: RichText
    continues: bool = False

    @property
    def section(self) -> Section:
        """The sentence as a section, whose label says where in the full text it is.

        It has no role: it is neither the result nor the conclusion of the abstract.
        """
        above = f"{self.path[-1]}, " if self.path else ""
        return Section(self.text, f"Full text: {above}paragraph {self.paragraph}")


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure of the full text that a video may show, and its picture, which is kept.

    ``name`` is what the paper calls it ("Figure 2"), ``figure`` what the article says of it, ``url`` leads to it.
    ``licence`` names the terms of its use ("CC BY 4.0"), ``terms`` is their page, and ``code`` is what the archive
    calls them. ``image`` is the digest of the picture, a PNG file of ``width`` x ``height`` pixels, with so many
    ``panels`` (A, B, C).
    """

    name: str
    figure: PaperFigure
    url: str
    licence: str
    terms: str
    code: str
    image: str
    width: int
    height: int
    panels: int = 1


_CHECK_TAGS = (
    *("Humans", "Animals", "Mice", "Rats", "Rabbits", "Dogs", "Cats", "Swine", "Sheep", "Cattle", "Guinea Pigs"),
    *("Female", "Male", "Pregnancy", "Infant, Newborn", "Infant", "Child, Preschool", "Child", "Adolescent"),
    *("Young Adult", "Adult", "Middle Aged", "Aged", "Aged, 80 and over"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was published, or posted as a preprint.

    ``sections`` are the abstract, in English and never empty. For a video in plain language they are the
    ``plain_summary``, which few records have, and ``unread`` is the abstract. ``year`` and the identifiers may be "": a
    paper has a PMID or, if it is a ``preprint``, a DOI. ``origin`` says who gave the record.
    ``extracts`` are sentences of the full text, and ``figures`` its figures, the best first, if that may be used.
    ``headings`` are NLM's index terms, ``keywords`` the authors' own, ``registrations`` name a trial register and the
    number in it, and ``interests`` is the authors' statement on their interests.
    """

    pmid: str
    title: RichText
    sections: tuple[Section, ...]
    pmcid: str = ""
    doi: str = ""
    authors: tuple[Author, ...] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    languages: tuple[str, ...] = ("eng",)
    publication_types: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    keywords: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    interests: str = ""
    notices: tuple[Notice, ...] = ()
    extracts: tuple[Extract, ...] = ()
    figures: tuple[KeptFigure, ...] = ()
    plain_summary: tuple[Section, ...] = ()
    unread: tuple[Section, ...] = ()
    origin: Origin = Origin.PUBMED
    preprint: Preprint | None = None

    @property
    def in_plain_language(self) -> "Paper":
        """The paper with its plain-language summary in the place of the abstract."""
        return replace(self, sections=self.plain_summary, unread=self.sections)

    @property
    def basis(self) -> str:
        """What the sections are, for readers."""
        return "plain-language summary" if self.unread else "abstract"

    @property
    def mesh_terms(self) -> tuple[str, ...]:
        """The names of the MeSH headings."""
        return tuple(heading.name for heading in self.headings)

    @property
    def check_tags(self) -> tuple[str, ...]:
        """The headings that say which people or animals were studied, as NLM's indexers check them for every study."""
        return tuple(tag for tag in _CHECK_TAGS if tag in self.mesh_terms)

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the MeSH headings that are places."""
        return tuple(heading.name for heading in self.headings if heading.is_place)

    @property
    def retracted(self) -> bool:
        """Whether the record says that the paper was retracted."""
        return any(notice.kind is NoticeKind.RETRACTED for notice in self.notices)

    @property
    def abstract(self) -> str:
        """The text of all sections in order."""
        return " ".join(section.text.text for section in self.sections)

    def section_of(self, source: "Source") -> Section | None:
        """The section of the abstract that has a source, or the extract as a section; None for the title."""
        if source.section is None:
            return None
        if source.section < len(self.sections):
            return self.sections[source.section]
        return self.extracts[source.section - len(self.sections)].section

    def extract_of(self, source: "Source") -> Extract | None:
        """The extract that has a source; None for the abstract and the title."""
        number = -1 if source.section is None else source.section - len(self.sections)
        return self.extracts[number] if 0 <= number < len(self.extracts) else None

    def figure_of(self, image: str) -> KeptFigure | None:
        """The figure whose picture has this digest; None if the paper has no such figure."""
        return next((figure for figure in self.figures if figure.image == image), None)

    def source_of(self, extract: Extract) -> "Source":
        """The source of a whole extract."""
        return Source(len(self.sections) + self.extracts.index(extract), 0, len(extract.text.text))

    def at(self, source: "Source") -> RichText:
        """The text at a source."""
        section = self.section_of(source)
        return (section.text if section else self.title).cut(source.start, source.end)


@dataclass(frozen=True, slots=True)
class Source:
    """A span of ``paper.sections[section].text``, or of the title if ``section`` is None.

    Extracts are counted after the sections.
    """

    section: int | None
    start: int
    end: int
