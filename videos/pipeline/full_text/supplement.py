"""Adds to a paper what may be said of its full text."""

import logging

from videos.pipeline.artifacts import Paper
from videos.pipeline.errors import PaperUnavailable
from videos.pipeline.full_text.extracts import with_extracts
from videos.pipeline.full_text.sources import Archives, Fetched, Waiting, fetch

logger = logging.getLogger(__name__)


def supplemented(paper: Paper, archives: Archives, waiting: Waiting) -> Paper:
    """The paper with extracts of its full text; as it is if there is none that may be used, and the log says why.

    A full text that cannot be read is no reason to fail. Raises a transient PaperUnavailable if no archive answers:
    later the same request would make another video.
    """
    try:
        found = fetch(paper, archives, waiting)
    except PaperUnavailable as error:
        if error.transient:
            raise
        found = Fetched(refusal=str(error))
    if found.full_text is None or found.licence is None:
        logger.info("nothing is said from the full text of PMID %s: %s", paper.pmid, found.refusal)
        return paper
    return with_extracts(paper, found.full_text, found.licence)
