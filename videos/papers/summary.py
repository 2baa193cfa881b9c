"""A paper as the API, the pages and the admin show it."""

import dataclasses

from videos.pipeline.artifacts import Paper
from videos.pipeline.citation import names


def summary(paper: Paper) -> dict[str, object]:
    """The paper's ids, title, authors, journal, year and notices, as JSON types."""
    return {
        "pmid": paper.pmid,
        "pmcid": paper.pmcid,
        "doi": paper.doi,
        "title": paper.title.text,
        "authors": names(paper),
        "journal": paper.journal,
        "year": paper.year,
        "notices": [dataclasses.asdict(notice) for notice in paper.notices],
    }
