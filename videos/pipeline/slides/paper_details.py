"""What slides show of the paper itself: its title, byline, journal, citation fields and notices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from videos.pipeline.artifacts import Layout, NoticeKind, Paper, RichText, Script, StudyCard
from videos.pipeline.citation import byline
from videos.pipeline.citation import names as author_names
from videos.pipeline.picture_words import capitalised
from videos.pipeline.typography import names, plain
from videos.pipeline.word_positions import marked


@dataclass(frozen=True, slots=True)
class Banner:
    """The band across every slide of a paper with a grave notice, and of a preprint."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A named line of the source card."""

    name: str
    value: str


def title(script: Script) -> RichText:
    """The paper's title as the title card shows it."""
    opening = [scene.sentences for scene in script.scenes if scene.layout is Layout.TITLE]
    titles = (
        shown
        for sentences in opening
        for sentence, shown in zip(sentences, marked(sentences), strict=True)
        if sentence.source
    )
    return next(titles, script.paper.title)


_SUBTITLE = re.compile(r"(?<=[^\s:]{3}):\s+|(?<=\?)\s+|(?<=[a-z]{4})\.\s+(?=[A-Z])|\s+[-–—]\s+")
_SHORTEST_PART = 12
"""Characters."""


def split_title(whole: RichText) -> tuple[RichText, RichText]:
    """The title and its subtitle, divided at a colon, question mark, full stop or dash if neither part is too short."""
    for match in _SUBTITLE.finditer(whole.text):
        head, tail = whole.cut(0, match.start()), whole.cut(match.end(), len(whole.text))
        if min(len(head.text), len(tail.text)) >= _SHORTEST_PART and _closed(head.text):
            return head, capitalised(tail)
    return whole, RichText()


def _closed(text: str) -> bool:
    """Whether every bracket and quotation that opens in the text also closes in it."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
    return all(text.count(left) == text.count(right) for left, right in pairs) and text.count('"') % 2 == 0


def speaker(paper: Paper) -> str:
    """The attribution of a quotation."""
    first = author_names(paper)[:1]
    return f"{first[0]} and colleagues" if first and len(paper.authors) > 1 else "".join(first) or "The authors"


_OTHER_NAMES = re.compile(r" [:=] | \(")


def journal(paper: Paper) -> str:
    """The journal and the year, without NLM's additions: " : subtitle", " = translation", " (place)"."""
    name = _OTHER_NAMES.split(paper.journal or paper.journal_abbreviation)[0]
    return plain(" · ".join(part for part in (name, paper.year) if part))


def fields(script: Script) -> tuple[Field, ...]:
    """The lines of the source card. Who was studied is one of them if no study card says it."""
    paper = script.paper
    has_card = any(isinstance(scene.picture, StudyCard) for scene in script.scenes)
    rows = (
        Field("Authors", names(byline(paper))),
        Field("Preprint at" if paper.preprint else "Journal", journal(paper)),
        Field("Studied in", "" if has_card else names(" · ".join(tag.lower() for tag in paper.check_tags))),
        Field("Funded by", names(_some(paper.funders))),
        Field("Interests", names(_interests(paper.interests))),
    )
    return tuple(row for row in rows if row.value)


_MOST_FUNDERS = 3
_LONGEST_INTERESTS = 150
_OPENING = re.compile(
    r"^(?:Competing interests?|Conflicts? of interests?|Declarations? of (?:competing )?interests?)\W*", re.IGNORECASE
)


def _some(funders: Sequence[str]) -> str:
    rest = len(funders) - _MOST_FUNDERS
    return ", ".join(funders[:_MOST_FUNDERS]) + (f" and {rest} more" if rest > 0 else "")


def _interests(statement: str) -> str:
    """The authors' statement if it is short; a shortened one could say the opposite."""
    text = _OPENING.sub("", statement)
    if len(text) > _LONGEST_INTERESTS:
        return "see the authors' statement in the article"
    return text[:1].upper() + text[1:]


def links(paper: Paper) -> tuple[str, ...]:
    """Where to find the paper: its DOI or else its page at PubMed, then its other numbers.

    Of a preprint these are its version, day and licence.
    """
    numbers = [f"PMID {paper.pmid}" if paper.pmid else "", paper.pmcid]
    if paper.preprint:
        numbers = [f"Version {paper.preprint.version}", paper.preprint.posted, paper.preprint.licence]
    address = f"doi.org/{paper.doi}" if paper.doi else f"pubmed.ncbi.nlm.nih.gov/{paper.pmid}"
    return plain(address), plain(" · ".join(filter(None, numbers)))


_BANNERS = (
    (NoticeKind.RETRACTED, "Retracted article"),
    (NoticeKind.WITHDRAWN, "Withdrawn article"),
    (NoticeKind.CONCERN, "Expression of concern"),
    (NoticeKind.PREPRINT, "Preprint, not peer reviewed"),
)


def banner(paper: Paper) -> Banner | None:
    """The gravest notice, or None if no notice needs a band."""
    kinds = {notice.kind for notice in paper.notices}
    return next((Banner(kind.value, text.upper()) for kind, text in _BANNERS if kind in kinds), None)


def notices(script: Script) -> tuple[str, ...]:
    """The notices that the sentences of the source card do not mention already."""
    cards = (scene for scene in script.scenes if scene.layout is Layout.SOURCE)
    shown = {sentence.shown.text for card in cards for sentence in card.sentences}
    return tuple(plain(notice.text) for notice in script.paper.notices if notice.text not in shown)
