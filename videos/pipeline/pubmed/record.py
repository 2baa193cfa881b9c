"""Parses the response of NLM's efetch service into a ``Paper``."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from videos.pipeline.artifacts import Heading, Notice, Paper, RichText, Section
from videos.pipeline.documents import TOO_NESTED, UnreadableDocument, parse
from videos.pipeline.errors import PaperHasNoText, PaperNotFound, PaperUnavailable, PipelineError
from videos.pipeline.pubmed.abstract import are_enough, english_sections, plain_sections, word_count
from videos.pipeline.pubmed.authors import author_list, authors
from videos.pipeline.pubmed.characters import plain
from videos.pipeline.pubmed.markup import rich_text, text_of
from videos.pipeline.pubmed.notices import notices, refuse_notice, standing

_MOST = {b"<": 300_000, b"=": 100_000, b"&": 100_000}
"""What a response may contain at most of the marks of elements, attributes and entities. A paper with 15,000
collaborators has some 200,000 tags."""

# An abstract has a few thousand characters. Far more would exhaust the time of every later stage.
_SHORT = (
    *("ArticleTitle", "VernacularTitle", "BookTitle", "Title", "ISOAbbreviation", "Volume", "Issue", "MedlinePgn"),
    *("StartPage", "EndPage", "Year", "MedlineDate", "CollectiveName", "LastName", "ForeName", "Initials", "Suffix"),
    *("Agency", "Language", "PublicationType", "DescriptorName", "DataBankName", "AccessionNumber", "ArticleId"),
    *("ELocationID", "Keyword"),
)
_IMPLAUSIBLE = (
    f"{TOO_NESTED}"
    " | //*[self::Abstract or self::OtherAbstract or self::CoiStatement][string-length() > 100000]"
    " | //*[self::Abstract or self::OtherAbstract or self::ArticleTitle][count(.//*) > 3000]"
    f" | //*[{' or '.join(f'self::{name}' for name in _SHORT)}][string-length() > 2000]"
)
_PLAIN = "plain-language-summary"
"""The type of an ``OtherAbstract``, of those that NLM's DTD lists."""

_ARTICLES = ("PubmedArticle", "PubmedBookArticle")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TRANSLATED = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]")  # one pair of brackets around all, others inside
_TRANSLATOR = re.compile(r"\s*[(\[](?:authors?'?s?|editors?'?s?) transl(?:ation|\.)?[)\]](?=\W*$)", re.IGNORECASE)
_INITIALED_STOP = re.compile(r"(?:\b\w\.){2,}$|\.\.\.$")  # "in the U.S.", "..."


def read(xml: bytes, pmid: str) -> Paper:
    """The paper ``pmid`` in the response ``xml``, a ``PubmedArticleSet`` in UTF-8.

    Raises ``PaperNotFound`` if the response is empty, ``PaperHasNoText`` if the record has no English abstract or is
    a notice about another paper, and ``PaperUnavailable`` if the response cannot be used.
    """
    return _paper(_articles(_parsed(xml)), pmid)


def read_each(xml: bytes, pmids: Iterable[str]) -> dict[str, Paper | PipelineError]:
    """What ``read`` returns or raises for each of several papers in one response."""
    found = _articles(_parsed(xml))
    return {pmid: _paper_or_error({pmid: found[pmid]} if pmid in found else {}, pmid) for pmid in pmids}


def _paper_or_error(found: dict[str, etree._Element], pmid: str) -> Paper | PipelineError:
    try:
        return _paper(found, pmid)
    except PipelineError as error:
        return error


def read_notices(xml: bytes) -> dict[str, tuple[Notice, ...]]:
    """The notices of each paper in the response, by PMID, without those about its language.

    Raises ``PaperUnavailable`` if the response cannot be used.
    """
    return {pmid: _notices(article) for pmid, article in _articles(_parsed(xml)).items()}


def _notices(article: etree._Element) -> tuple[Notice, ...]:
    holder = article.find("MedlineCitation")
    if holder is None:
        holder = _required(article, "BookDocument")
    return notices(standing(holder), ("eng",), text_of(holder, "Article/ArticleTitle"))


def _parsed(xml: bytes) -> etree._Element:
    try:
        root = parse(xml, _MOST, _IMPLAUSIBLE)
    except UnreadableDocument as error:
        raise PaperUnavailable(f"NCBI's response {error}. Try again later.") from error
    if root.tag != "PubmedArticleSet":
        raise PaperUnavailable("NCBI's response has no PubMed records. Try again later.")
    return root


def _articles(root: etree._Element) -> dict[str, etree._Element]:
    """The records in a response, by PMID."""
    return {_pmid(article): article for tag in _ARTICLES for article in root.iterfind(tag)}


def _paper(found: dict[str, etree._Element], pmid: str) -> Paper:
    if not found:
        raise PaperNotFound(f"PubMed has no record with PMID {pmid}. Check the number.")
    if pmid not in found:
        raise PaperUnavailable(
            f"PubMed returned PMID {', '.join(found)[:80]} instead of PMID {pmid}. "
            "Check the number, or use the one that PubMed returned."
        )
    article = found[pmid]
    return _book(article) if article.tag == "PubmedBookArticle" else _journal_article(article)


def _pmid(article: etree._Element) -> str:
    return text_of(article, "MedlineCitation/PMID") or text_of(article, "BookDocument/PMID")


def _journal_article(record: etree._Element) -> Paper:
    citation = _required(record, "MedlineCitation")
    article = _required(citation, "Article")
    pmid = text_of(citation, "PMID")
    languages = _texts(article, "Language") or ("eng",)
    found = standing(citation)
    sections = _sections(article, citation)
    refuse_notice(pmid, found, word_count(sections))
    issue = "Journal/JournalIssue/"
    return Paper(
        pmid=pmid,
        title=_title(article, "ArticleTitle", pmid),
        sections=_enough(sections, pmid, has_abstract=article.find("Abstract") is not None),
        plain_summary=_plain_summary(citation),
        pmcid=_article_id(record, "PubmedData", "pmc", r"PMC\d+"),
        doi=_article_id(record, "PubmedData", "doi", _DOI.pattern) or _doi_of_location(article),
        authors=tuple(authors(article.find("AuthorList"))),
        journal=text_of(article, "Journal/Title"),
        journal_abbreviation=text_of(article, "Journal/ISOAbbreviation"),
        year=_year(article, issue + "PubDate", "ArticleDate"),
        volume=text_of(article, issue + "Volume"),
        issue=text_of(article, issue + "Issue"),
        pages=_pages(article),
        languages=languages,
        publication_types=_texts(article, "PublicationTypeList/PublicationType"),
        headings=tuple(_headings(citation)),
        keywords=tuple(dict.fromkeys(_texts(citation, "KeywordList/Keyword"))),
        registrations=tuple(_registrations(article)),
        funders=tuple(dict.fromkeys(_texts(article, "GrantList/Grant/Agency"))),
        interests=text_of(citation, "CoiStatement"),
        notices=notices(found, languages, text_of(article, "ArticleTitle")),
    )


def _book(record: etree._Element) -> Paper:
    book = _required(record, "BookDocument")
    pmid = text_of(book, "PMID")
    languages = _texts(book, "Language") or ("eng",)
    return Paper(
        pmid=pmid,
        title=_title(book, "ArticleTitle" if text_of(book, "ArticleTitle") else "Book/BookTitle", pmid),
        sections=_enough(_sections(book, book), pmid, has_abstract=book.find("Abstract") is not None),
        plain_summary=_plain_summary(book),
        doi=_article_id(book, ".", "doi", _DOI.pattern),
        authors=tuple(authors(author_list(book))),
        journal=text_of(book, "Book/BookTitle"),
        year=_year(book, "Book/PubDate", "ContributionDate"),
        pages=_pages(book),
        languages=languages,
        publication_types=_texts(book, "PublicationType"),
        notices=notices(standing(book), languages),
    )


def _headings(citation: etree._Element) -> Iterator[Heading]:
    """The MeSH headings. A heading is major if its descriptor or one of its qualifiers is."""
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        name = rich_text(descriptor).text
        if descriptor is not None and name:
            is_major = any(part.get("MajorTopicYN") == "Y" for part in heading)
            yield Heading(descriptor.get("UI", ""), name, is_major, descriptor.get("Type") == "Geographic")


_REGISTERS = frozenset({"ClinicalTrials.gov", "ISRCTN", "EudraCT", "ANZCTR", "ChiCTR", "CTRI", "DRKS", "JPRN", "NTR"})
"""NLM's data banks that register trials; the others register molecules."""


def _registrations(article: etree._Element) -> Iterator[str]:
    for bank in article.iterfind("DataBankList/DataBank"):
        name = text_of(bank, "DataBankName")
        if name in _REGISTERS:
            yield from (f"{name} {number}" for number in _texts(bank, "AccessionNumberList/AccessionNumber"))


def _required(parent: etree._Element, path: str) -> etree._Element:
    child = parent.find(path)
    if child is None:
        raise PaperUnavailable("PubMed's record is incomplete and cannot be used. Try again later.")
    return child


def _texts(parent: etree._Element, path: str) -> tuple[str, ...]:
    return tuple(text for element in parent.iterfind(path) if (text := rich_text(element).text))


def _title(parent: etree._Element, path: str, pmid: str) -> RichText:
    """The title without its full stop, and without the brackets of a translated title."""
    title = rich_text(parent.find(path))
    if title.text in ("", "[Not Available].", "[Not Available]"):
        title = rich_text(parent.find("VernacularTitle"))
    title = _without_stop(_without_note(title))
    if _TRANSLATED.fullmatch(title.text):
        title = _without_stop(_without_note(title.cut(1, len(title.text) - 1)))
    if not title.text:
        raise PaperHasNoText(f"PubMed's record of PMID {pmid} has no title. Choose another paper.")
    return title


def title_of(text: str) -> RichText:
    """A title of another source, without its full stop."""
    element = etree.Element("ArticleTitle")
    element.text = plain(text)
    return _without_stop(rich_text(element))


def _without_note(title: RichText) -> RichText:
    """The title without the index's note on who translated it."""
    return title.without(match.span() for match in _TRANSLATOR.finditer(title.text))


def _without_stop(title: RichText) -> RichText:
    if not title.text.endswith(".") or _INITIALED_STOP.search(title.text):
        return title
    return title.cut(0, len(title.text) - 1)


def _sections(holder: etree._Element, other_holder: etree._Element) -> tuple[Section, ...]:
    """The English abstract; from ``OtherAbstract`` only if there is no other."""
    sections = english_sections(holder.find("Abstract"))
    if are_enough(sections):
        return sections
    others = (other for other in _english(other_holder) if other.get("Type") != _PLAIN)
    return next((found for other in others if (found := english_sections(other))), sections)


def _plain_summary(holder: etree._Element) -> tuple[Section, ...]:
    """The summary for the public, which the authors or the publisher wrote; () without one in English."""
    found = (plain_sections(other) for other in _english(holder) if other.get("Type") == _PLAIN)
    return next((sections for sections in found if are_enough(sections)), ())


def _english(holder: etree._Element) -> Iterator[etree._Element]:
    return (other for other in holder.iterfind("OtherAbstract") if other.get("Language", "eng") == "eng")


def _enough(sections: tuple[Section, ...], pmid: str, *, has_abstract: bool) -> tuple[Section, ...]:
    if are_enough(sections):
        return sections
    what = "no English abstract that is long enough to narrate" if has_abstract else "no English abstract"
    raise PaperHasNoText(f"PubMed has {what} for PMID {pmid}. Choose another paper.")


def _article_id(record: etree._Element, path: str, kind: str, pattern: str) -> str:
    """The article's id of this kind, not one of the ids in the reference list further down."""
    holder = record.find(path)
    ids = () if holder is None else holder.iterfind(f"ArticleIdList/ArticleId[@IdType='{kind}']")
    texts = (plain(element.text or "").strip() for element in ids)
    return next((text for text in texts if re.fullmatch(pattern, text)), "")


def _doi_of_location(article: etree._Element) -> str:
    locations = article.iterfind("ELocationID[@EIdType='doi']")
    texts = (plain(place.text or "").strip() for place in locations if place.get("ValidYN", "Y") == "Y")
    return next((text for text in texts if _DOI.fullmatch(text)), "")


def _year(parent: etree._Element, published: str, electronic: str) -> str:
    """The year of the issue; ``MedlineDate`` has forms such as "2019 Nov-Dec" or "1998 Dec-1999 Jan"."""
    dates = (f"{published}/Year", f"{published}/MedlineDate", f"{electronic}/Year")
    years = (re.search(r"\b[12]\d{3}\b", text_of(parent, path)) for path in dates)
    return next((year[0] for year in years if year), "")


def _pages(article: etree._Element) -> str:
    pages = [text_of(article, "Pagination/StartPage"), text_of(article, "Pagination/EndPage")]
    return text_of(article, "Pagination/MedlinePgn") or "-".join(page for page in pages if page)
