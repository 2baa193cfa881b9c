"""Adds to a paper what may be said of its full text."""

import logging

from videos.pipeline.artifacts import Paper
from videos.pipeline.errors import PaperUnavailable
from videos.pipeline.full_text.extracts import with_extracts
from videos.pipeline.full_text.figures import Keep, with_figures
from videos.pipeline.full_text.sources import Archives, Fetched, Waiting, fetch

logger = logging.getLogger(__name__)


def supplemented(paper: Paper, archives: Archives, keep: Keep | None, waiting: Waiting) -> Paper:
    """The paper with extracts and figures of its full text; as it is if that may not be used, and the log says why.

    ``keep`` keeps the pictures of figures; without it there are none. A full text or a file that cannot be read is no
    reason to fail. Raises a transient PaperUnavailable if no archive answers: later the same request would make another
    video. Raises what ``keep`` raises.
    """
    try:
        found = fetch(paper, archives, waiting)
    except PaperUnavailable as error:
        if error.transient:
            raise
        found = Fetched(refusal=str(error))
    if found.full_text is None or found.licence is None:
        logger.info("nothing is said from the full text of %s: %s", paper.pmid or paper.doi, found.refusal)
        return paper
    return _illustrated(with_extracts(paper, found.full_text, found.licence), found, archives, keep, waiting)


def _illustrated(paper: Paper, found: Fetched, archives: Archives, keep: Keep | None, waiting: Waiting) -> Paper:
    """The paper with its figures, if the archive that has them has answered."""
    if not (found.full_text and found.licence and found.deposit and archives.cloud and keep):
        return paper
    try:
        return with_figures(paper, found.full_text, found.licence, found.deposit, archives.cloud, keep, waiting)
    except PaperUnavailable as error:
        if error.transient:
            raise
        logger.info("no figure of PMID %s is shown: %s", paper.pmid, error)
        return paper
