"""Finds the paper that an uploaded PDF file is, by the ids on its first pages. Nothing of the file is kept.

References have ids as well. So a record is taken as this paper only if its title is printed as the headline of the
pages, or stands on them while the file's own metadata name the record. Otherwise the person chooses.
"""

from typing import IO

from videos.papers import lookup, preview
from videos.papers.lookup import Line
from videos.papers.preview import Finding
from videos.pipeline.errors import InvalidId, PaperUnavailable
from videos.pipeline.identifiers import PaperId, pages
from videos.pipeline.identifiers.pages import Beginning
from videos.pipeline.outside import pdf
from videos.pipeline.outside.pdf import PdfRefused

MOST_BYTES = 50_000_000

_MOST_IDS = lookup.MOST_HITS
"""Ids that are looked up, the likeliest first."""

_FEWEST_LETTERS = 100
"""On pages that are not pictures. A scanner's own stamp has fewer."""

_CONFIRM = (
    "The PDF names these papers, and its headline does not show which of them it is. Choose it, or enter the paper's "
    "PMID, PMC id or DOI."
)


def look_up(file: IO[bytes]) -> Line:
    """The paper that the file is; or papers to choose from; or why there is none, as for a pasted id.

    Raises PdfRefused if the file names no paper, and PdfBusy.
    """
    beginning = pdf.read(file)
    names = pages.ids(beginning)[:_MOST_IDS]
    if not names:
        raise PdfRefused("no_id" if beginning.letters >= _FEWEST_LETTERS else "no_text")
    findings = lookup.look_up_ids(names)
    found: dict[str, Finding] = {}
    for finding in findings:
        if finding.paper:
            found.setdefault(finding.paper["pmid"] or finding.paper["doi"], finding)  # preprints have no PMID
    own = [finding for finding in found.values() if _is_this(finding, beginning)]
    if len(own) == 1:
        return _alone(own[0])
    missed = next((finding for finding in findings if finding.error_code == PaperUnavailable.code), None)
    if missed or not found:
        return Line(names[0], missed or findings[0])
    hits = tuple(own or found.values())
    return Line(", ".join(names), Finding(error_code=InvalidId.code, error_message=_CONFIRM), hits)


def _is_this(finding: Finding, beginning: Beginning) -> bool:
    title = finding.paper["title"] if finding.paper else ""
    if pages.is_headline(title, beginning):
        return True
    return finding.pubmed_id in pages.of_metadata(beginning) and pages.stands(title, beginning)


def _alone(finding: Finding) -> Line:
    """The paper as if its id had been pasted, with estimated durations; without, if NCBI is away by now."""
    alone = preview.look_up_id(PaperId(finding.pubmed_id))
    return Line(finding.pubmed_id, alone if alone.paper else finding)
