"""Writes a record of Europe PMC in the form of efetch, so that it is read as a record of PubMed is."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

_HEADING = re.compile(r"<h4>([^<]{0,200})</h4>")
_BLOCK = re.compile(r"</?(?:p|br|div|ul|li|ol|h[1-6]) ?/?>")

_TYPES = {
    "retracted publication": "D016441",
    "retraction of publication": "D016440",
    "published erratum": "D016425",
    "expression of concern": "D000075742",
    "preprint": "D000076942",
}
"""NLM's numbers of the publication types that say how a paper stands; Europe PMC gives the names alone."""

_REFERENCES = {
    name.casefold(): name
    for name in (
        *("RetractionIn", "RetractedandRepublishedIn", "PartialRetractionIn", "ExpressionOfConcernIn", "ErratumIn"),
        *("CorrectedandRepublishedIn", "RetractionOf", "ErratumFor", "ExpressionOfConcernFor"),
    )
}
"""NLM's names of references to other records; Europe PMC writes them in words: "Retraction in"."""


def as_efetch(record: Mapping[str, Any]) -> bytes:
    """A record of the search with ``resultType=core`` as a ``PubmedArticleSet``. What it lacks is left out."""
    root = etree.Element("PubmedArticleSet")
    whole = etree.SubElement(root, "PubmedArticle")
    citation = etree.SubElement(whole, "MedlineCitation")
    _add(citation, "PMID", record.get("pmid"))
    _article(etree.SubElement(citation, "Article"), record)
    headings = etree.SubElement(citation, "MeshHeadingList")
    for each in _listed(record, "meshHeadingList", "meshHeading"):
        _heading(etree.SubElement(headings, "MeshHeading"), each)
    keywords = etree.SubElement(citation, "KeywordList")
    for keyword in _listed(record, "keywordList", "keyword"):
        _add(keywords, "Keyword", keyword)
    references = etree.SubElement(citation, "CommentsCorrectionsList")
    for each in _listed(record, "commentCorrectionList", "commentCorrection"):
        _reference(references, each)
    ids = etree.SubElement(etree.SubElement(whole, "PubmedData"), "ArticleIdList")
    for kind, name in (("pmc", "pmcid"), ("doi", "doi")):
        _add(ids, "ArticleId", record.get(name), IdType=kind)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _article(article: etree._Element, record: Mapping[str, Any]) -> None:
    issue = _part(record, "journalInfo")
    journal = _part(issue, "journal")
    holder = etree.SubElement(article, "Journal")
    _add(holder, "Title", journal.get("title"))
    _add(holder, "ISOAbbreviation", journal.get("isoabbreviation") or journal.get("ISOAbbreviation"))
    part = etree.SubElement(holder, "JournalIssue")
    _add(part, "Volume", issue.get("volume"))
    _add(part, "Issue", issue.get("issue"))
    _add(etree.SubElement(part, "PubDate"), "Year", record.get("pubYear"))
    _add(article, "ArticleTitle", record.get("title"))
    _abstract(article, _text(record.get("abstractText")))
    authors = etree.SubElement(article, "AuthorList")
    for each in _listed(record, "authorList", "author"):
        _author(etree.SubElement(authors, "Author"), each)
    _add(article, "Language", record.get("language"))
    types = etree.SubElement(article, "PublicationTypeList")
    for name in map(_text, _listed(record, "pubTypeList", "pubType")):
        _add(types, "PublicationType", name, UI=_TYPES.get(name.casefold(), ""))
    grants = etree.SubElement(article, "GrantList")
    for each in _listed(record, "grantsList", "grant"):
        if isinstance(each, dict):
            _add(etree.SubElement(grants, "Grant"), "Agency", each.get("agency"))
    _add(etree.SubElement(article, "Pagination"), "MedlinePgn", record.get("pageInfo"))


def _abstract(article: etree._Element, text: str) -> None:
    """The abstract, divided at its headings. Tags of styles stay in the text, where they are read as in PubMed's."""
    if not text:
        return
    abstract = etree.SubElement(article, "Abstract")
    first, *rest = _HEADING.split(text)
    for label, words in [("", first), *zip(rest[::2], rest[1::2], strict=True)]:
        _add(abstract, "AbstractText", _BLOCK.sub(" ", words).strip(), **({"Label": label.strip()} if label else {}))


def _author(element: etree._Element, author: Any) -> None:
    if isinstance(author, dict):
        for name, field in (
            ("CollectiveName", "collectiveName"),
            ("LastName", "lastName"),
            ("ForeName", "firstName"),
            ("Initials", "initials"),
        ):
            _add(element, name, author.get(field))


def _heading(element: etree._Element, heading: Any) -> None:
    if isinstance(heading, dict):
        _add(element, "DescriptorName", heading.get("descriptorName"), MajorTopicYN=_yes(heading))
        for each in _listed(heading, "meshQualifierList", "meshQualifier"):
            if isinstance(each, dict):
                _add(element, "QualifierName", each.get("qualifierName"), MajorTopicYN=_yes(each))


def _reference(references: etree._Element, reference: Any) -> None:
    if isinstance(reference, dict):
        kind = _REFERENCES.get(_text(reference.get("type")).replace(" ", "").casefold())
        if kind:
            element = etree.SubElement(references, "CommentsCorrections", RefType=kind)
            _add(element, "PMID", reference.get("id") if reference.get("source") == "MED" else None)


def _yes(part: Mapping[str, Any]) -> str:
    return "Y" if part.get("majorTopic_YN") == "Y" else "N"


def _part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def _listed(record: Mapping[str, Any], name: str, inner: str) -> Iterable[Any]:
    found = _part(record, name).get(inner)
    return found if isinstance(found, list) else ()


def _add(parent: etree._Element, tag: str, value: Any, **attributes: str) -> None:
    """A child with a text; none where the text is empty."""
    if text := _text(value):
        etree.SubElement(parent, tag, attributes).text = text


def _text(value: Any) -> str:
    """A text or number with the characters that XML can hold."""
    text = str(value) if isinstance(value, str | int) else ""
    return "".join(" " if each in "\t\n\r" else each for each in text if each in "\t\n\r" or _is_plain(each)).strip()


def _is_plain(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")
