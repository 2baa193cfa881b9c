"""A paper's citation, byline and links: for the slides, the pages and the video's metadata."""

import re
from datetime import date

from videos.pipeline.artifacts import Author, KeptFigure, Paper, Preprint, Script, Topic
from videos.pipeline.readable import AUTHORS, people


def cite(paper: Paper, *, titled: bool = False) -> str:
    """The citation in the style of the National Library of Medicine: up to three authors, then "et al.".

    Of a preprint it names the server, the day and the version. ``titled`` adds the title, for a list of references; a
    slide or page that shows the title already does not need it.
    """
    authors = [_family_first(author) for author in paper.authors]
    listed = ", ".join(authors[:AUTHORS]) + (", et al" if len(authors) > AUTHORS else "")
    title = _sentence(paper.title.text) if titled else ""
    where = [_sentence(paper.journal_abbreviation or paper.journal), _volume(paper)]
    if paper.preprint:
        where = [f"{paper.journal} [Preprint]", f"{_day(paper.preprint)}, version {paper.preprint.version}"]
    parts = [listed, title, *where]
    text = " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in parts if part)
    return f"{text} doi:{paper.doi}" if paper.doi else f"{text} PMID {paper.pmid}"


def short_citations(paper: Paper) -> tuple[str, ...]:
    """Short forms for a slide, the longest first: "Lee et al. · J Tea 2026 · PMID 12", and at last "PMID 12".

    A preprint has its DOI instead. Where that is too long, only its server is named.
    """
    first = next((author.collective or author.last_name for author in paper.authors), "")
    who = _first_author(paper)
    journal = _sentence(paper.journal_abbreviation or paper.journal)
    number = f"PMID {paper.pmid}" if paper.pmid else paper.doi
    forms: tuple[tuple[str, ...], ...] = (
        (who, f"{journal} {paper.year}", number),
        (f"{who} {paper.year}", number),
        (f"{first} {paper.year}", number),
        (number,),
    )
    if paper.preprint:
        forms = (*forms, (f"{paper.journal} preprint",))
    return tuple(dict.fromkeys(" · ".join(part.strip() for part in form if part.strip()) for form in forms))


def byline(paper: Paper) -> str:
    """The authors for a reader: the first of them "and N others"."""
    return people(names(paper))


def names(paper: Paper) -> list[str]:
    """Every author as "AB Family", or the name of the group."""
    return [_family_last(author) for author in paper.authors]


def links(paper: Paper) -> list[str]:
    """The paper's URLs at PubMed, PMC and doi.org, each after its name, and that of a preprint's published version."""
    found = [f"PubMed: https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}/"] if paper.pmid else []
    if paper.pmcid:
        found.append(f"Full text: https://pmc.ncbi.nlm.nih.gov/articles/{paper.pmcid}/")
    if paper.doi:
        found.append(f"{'Preprint' if paper.preprint else 'DOI'}: https://doi.org/{paper.doi}")
    if paper.preprint and paper.preprint.published:
        found.append(f"Published version: https://doi.org/{paper.preprint.published}")
    return found


def _family_first(author: Author) -> str:
    return author.collective or f"{author.last_name}{_gap(author)}{author.initials} {author.suffix}".strip()


def _family_last(author: Author) -> str:
    if not _gap(author):  # 王晓明: the family name always comes first
        return _family_first(author)
    return author.collective or f"{author.initials} {author.last_name} {author.suffix}".strip()


def _gap(author: Author) -> str:
    """What separates the parts of a name: a space, but nothing in Chinese, Japanese and Korean script."""
    return "" if re.match(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", author.last_name) else " "


def _day(preprint: Preprint) -> str:
    posted = date.fromisoformat(preprint.posted)
    return f"{posted:%Y %b} {posted.day}"


def _sentence(text: str) -> str:
    return text.strip().rstrip(".")


def _volume(paper: Paper) -> str:
    issue = f"({paper.issue})" if paper.issue else ""
    where = f"{paper.volume}{issue}" + (f":{paper.pages}" if paper.pages else "")
    return f"{paper.year};{where}" if paper.year and where else paper.year or where


def credit(script: Script) -> str:
    """What a video must say of the makers of its drawings, and of the terms of what it takes from the full text; or "".

    Each figure names its authors on its own slide.
    """
    shows_body = any(isinstance(scene.picture, Topic) and scene.picture.body for scene in script.scenes)
    licences = dict.fromkeys(extract.licence for extract in script.extracts)
    credits = ["Body: EMBL-EBI anatomogram, CC BY 4.0, changed."] if shows_body else []
    figures = (f"{figure.name}: {figure.licence}, shown whole." for figure in script.figures)
    return " ".join([*credits, *(f"Full text: {licence}, shortened." for licence in licences), *figures])


def credit_of_figure(figure: KeptFigure, paper: Paper) -> str:
    """The line beside a figure: "Figure 2 of Lee et al. 2026, CC BY 4.0"."""
    who = _first_author(paper) or _sentence(paper.journal_abbreviation or paper.journal) or f"PMID {paper.pmid}"
    return f"{figure.name} of {who} {paper.year}".strip() + f", {figure.licence}"


def place_of_figure(figure: KeptFigure, paper: Paper) -> str:
    """The same with its URL and that of its licence, for texts."""
    return f"{credit_of_figure(figure, paper)} ({figure.terms}): {figure.url}"


def _first_author(paper: Paper) -> str:
    """The first author, with "et al." if there are more; "" without one."""
    first = next((author.collective or author.last_name for author in paper.authors), "")
    return f"{first} et al." if first and len(paper.authors) > 1 else first
