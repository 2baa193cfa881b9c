"""An invented open paper with figures: its record, its full text, and pictures drawn for it."""

import io
from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from PIL import Image, ImageDraw

from videos.pipeline import jats
from videos.pipeline.artifacts import Author, KeptFigure, Paper, RichText, Role, Section
from videos.tests.full_texts import DISCUSSION, INTRODUCTION, article
from videos.tests.pmc_servers import Article

PMID, PMCID = "90000001", "PMC9000001"
WAKING = (
    "Early waking fell from more than a third of all nights to a few nights with warm milk in adults of the village."
)
CALCIUM = (
    "Serum calcium rose slowly over all six weeks in the people who drank tea, and then it fell to where it had been."
)
AIM = "We asked whether a glass of warm milk in the evening keeps people of a small village from waking too early."
MEANING = "Warm milk in the evening may be worth a try for people in a village who wake early and want to sleep longer."
CAPTION = "Early waking with warm milk and with water, in adults of the village. Points are means."
TEA = "Serum calcium over six weeks, with tea. Lines are medians."
RECORD = (
    '<?xml version="1.0" ?><PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">'
    f'<PMID Version="1">{PMID}</PMID><Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet">'
    "<Volume>1</Volume><PubDate><Year>2026</Year></PubDate></JournalIssue><Title>Journal of Invented Sleep</Title>"
    "<ISOAbbreviation>J Invented Sleep</ISOAbbreviation></Journal>"
    "<ArticleTitle>Warm milk and early waking.</ArticleTitle>"
    f'<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">{AIM}</AbstractText>'
    f'<AbstractText Label="RESULTS" NlmCategory="RESULTS">{WAKING} {CALCIUM}</AbstractText>'
    f'<AbstractText Label="CONCLUSION" NlmCategory="CONCLUSIONS">{MEANING}</AbstractText></Abstract>'
    '<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Person</LastName><ForeName>Ann</ForeName>'
    '<Initials>A</Initials></Author><Author ValidYN="Y"><LastName>Other</LastName><Initials>B</Initials></Author>'
    "</AuthorList><Language>eng</Language><PublicationTypeList>"
    '<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article></MedlineCitation>'
    f'<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{PMID}</ArticleId><ArticleId IdType="pmc">{PMCID}'
    '</ArticleId><ArticleId IdType="doi">10.5555/invented.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
    "</PubmedArticleSet>"
).encode()


def figure(label: str, caption: str, href: str, anchor: str = "", inside: str = "") -> str:
    """A figure of the article."""
    return (
        f"<fig id='{anchor}'><label>{label}</label><caption><p>{caption}</p></caption>{inside}"
        f"<graphic xlink:href='{href}'/></fig>"
    )


FIGURES = figure("Figure 1", CAPTION, "milk-g001", "F1") + figure("Figure 2", TEA, "milk-g002", "F2")


def drawn(width: int = 1200, height: int = 800, colour: str = "navy") -> Image.Image:
    """A chart with a line in ``colour``."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(80, 40), (80, height - 80), (width - 40, height - 80)], fill="black", width=6)
    pen.line([(80, 120), (width // 2, height // 2), (width - 60, height - 140)], fill=colour, width=12)
    return picture


def png(picture: Image.Image | None = None) -> bytes:
    """The picture as a PNG file."""
    file = io.BytesIO()
    (picture or drawn()).save(file, "PNG")
    return file.getvalue()


MEDIA = {"milk-g001.png": png(), "milk-g002.png": png(drawn(colour="crimson"))}


def full_text(figures: str = FIGURES, **more: str) -> bytes:
    """The article in JATS."""
    return article(INTRODUCTION + DISCUSSION + figures, pmid=PMID, pmcid=PMCID, **more)


def deposited(
    figures: str = FIGURES, media: Mapping[str, bytes] = MEDIA, **metadata: object
) -> dict[str, list[Article]]:
    """The article in the look-alike of the PMC Cloud Service."""
    return {PMCID: [Article(full_text(figures), media, metadata)]}


def kept(figures: str = FIGURES) -> tuple[KeptFigure, ...]:
    """The figures as they are kept, each with a picture of its own."""
    return tuple(
        KeptFigure(
            name=each.label or "Graphical abstract",
            figure=each,
            url=f"https://pmc.ncbi.nlm.nih.gov/articles/{PMCID}/#{each.anchor}",
            licence="CC BY 4.0",
            terms="https://creativecommons.org/licenses/by/4.0/",
            code="CC BY",
            image=digest(content),
            width=1200,
            height=800,
        )
        for each, content in zip(jats.read(full_text(figures)).figures, MEDIA.values(), strict=False)
    )


def digest(content: bytes) -> str:
    """What a kept file is called."""
    return blake2b(content, digest_size=16).hexdigest()


PAPER = Paper(
    PMID,
    RichText("Warm milk and early waking."),
    (
        Section(RichText(AIM), "AIM", Role.OBJECTIVE),
        Section(RichText(f"{WAKING} {CALCIUM}"), "RESULTS", Role.RESULTS),
        Section(RichText(MEANING), "CONCLUSION", Role.CONCLUSIONS),
    ),
    pmcid=PMCID,
    doi="10.5555/invented.1",
    authors=(Author("Person", "A"), Author("Other", "B")),
    journal="Journal of Invented Sleep",
    journal_abbreviation="J Invented Sleep",
    year="2026",
)
WITH_FIGURES = replace(PAPER, figures=kept())
