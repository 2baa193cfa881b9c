"""Finds the notices for readers in a record, and refuses records that are only a notice about another paper."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from videos.pipeline.artifacts import Notice, NoticeKind
from videos.pipeline.errors import PaperHasNoText
from videos.pipeline.pubmed.language import language_name
from videos.pipeline.pubmed.markup import text_of

# NLM's publication types (UI) and RefTypes: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
_RETRACTED_PUBLICATION = "D016441"
_RETRACTION_OF_PUBLICATION = "D016440"
_PUBLISHED_ERRATUM = "D016425"
_EXPRESSION_OF_CONCERN = "D000075742"
_PREPRINT = "D000076942"

_TEXTS = {
    NoticeKind.RETRACTED: "This paper has been retracted.",
    NoticeKind.WITHDRAWN: "According to its title in PubMed, this article has been withdrawn.",
    NoticeKind.CONCERN: "An expression of concern about this paper has been published.",
    NoticeKind.CORRECTED: "A correction to this paper has been published.",
    NoticeKind.PREPRINT: "This paper is a preprint that had not been peer reviewed.",
}
_KINDS_BY_REFERENCE = {
    "RetractionIn": NoticeKind.RETRACTED,
    "RetractedandRepublishedIn": NoticeKind.RETRACTED,
    "PartialRetractionIn": NoticeKind.CORRECTED,
    "ExpressionOfConcernIn": NoticeKind.CONCERN,
    "ErratumIn": NoticeKind.CORRECTED,
    "CorrectedandRepublishedIn": NoticeKind.CORRECTED,
}
_KINDS_BY_TYPE = {_RETRACTED_PUBLICATION: NoticeKind.RETRACTED, _PREPRINT: NoticeKind.PREPRINT}
_WITHDRAWN = re.compile(r"\W*(?:WITHDRAWN|Withdrawn:|TEMPORARY REMOVAL|Temporary removal:)")
"""How titles begin when a publisher has withdrawn an article, as Cochrane does with outdated reviews."""

_ABOUT_ANOTHER = ("RetractionOf", "ErratumFor", "ExpressionOfConcernFor")
_RESEARCH_WORDS = 60  # a correction that repeats the corrected abstract has at least this many words


@dataclass(frozen=True, slots=True)
class Standing:
    """What a record says about the status of its paper: publication types (UIs) and references to other records."""

    types: frozenset[str]
    references: tuple[tuple[str, str], ...]
    """Pairs of RefType and PMID ("" if PubMed has no record)."""


def standing(record: etree._Element) -> Standing:
    """The standing of a ``MedlineCitation`` or ``BookDocument``."""
    types = record.iterfind(".//PublicationType")
    references = record.iterfind("CommentsCorrectionsList/CommentsCorrections")
    return Standing(
        frozenset(kind.get("UI", "") for kind in types),
        tuple((reference.get("RefType", ""), text_of(reference, "PMID")) for reference in references),
    )


def notices(found: Standing, languages: Iterable[str], title: str = "") -> tuple[Notice, ...]:
    """The notices for readers, one per kind, the most serious first."""
    stated = [(NoticeKind.WITHDRAWN, "")] if _WITHDRAWN.match(title) else []
    stated += [(kind, pmid) for ref, pmid in found.references if (kind := _KINDS_BY_REFERENCE.get(ref))]
    stated += [(kind, "") for ui, kind in _KINDS_BY_TYPE.items() if ui in found.types]
    first_of_a_kind = dict(reversed(stated))
    serious_first = [
        Notice(kind, text, first_of_a_kind[kind]) for kind, text in _TEXTS.items() if kind in first_of_a_kind
    ]
    return (*serious_first, *_language_notice(list(languages)))


def refuse_notice(pmid: str, found: Standing, words: int) -> None:
    """Raise ``PaperHasNoText`` if the record, with ``words`` words of text, is only a notice about another paper."""
    kind = _notice_kind(found, words)
    if not kind:
        return
    papers = [about for ref, about in found.references if ref in _ABOUT_ANOTHER and about]
    advice = f"Use {_named(papers)} instead." if papers else "Use the id of the paper itself instead."
    raise PaperHasNoText(f"PMID {pmid} is {kind} and has no research text. {advice}")


def _notice_kind(found: Standing, words: int) -> str:
    refs = {ref for ref, _ in found.references}
    if _RETRACTION_OF_PUBLICATION in found.types or "RetractionOf" in refs:
        return "the retraction notice of another paper"
    if words >= _RESEARCH_WORDS:
        return ""
    if _PUBLISHED_ERRATUM in found.types or "ErratumFor" in refs:
        return "a correction to another paper"
    if _EXPRESSION_OF_CONCERN in found.types or "ExpressionOfConcernFor" in refs:
        return "an expression of concern about another paper"
    return ""


def _named(pmids: list[str]) -> str:
    if len(pmids) == 1:
        return f"PMID {pmids[0]}, the paper that it is about,"
    return f"one of the papers that it is about (PMID {', '.join(pmids[:5])})"


def _language_notice(languages: list[str]) -> list[Notice]:
    if "eng" in languages or not set(languages) - {"und"}:
        return []
    names = [name for code in languages if (name := language_name(code))]
    language = f"in {' and '.join(names)}" if names else "not in English"
    return [Notice(NoticeKind.LANGUAGE, f"The article itself is {language}; this is its English abstract.")]
