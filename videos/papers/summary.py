"""A paper as the API, the pages and the admin show it."""

import dataclasses

from videos.pipeline.artifacts import Paper
from videos.pipeline.citation import names


def summary(paper: Paper) -> dict[str, object]:
    """What is shown of a paper besides its text, as JSON types.

    ``topics`` are the MeSH headings that it is mainly about, ``origin`` says who gave the record, and ``preprint`` what
    is known of a preprint.
    """
    return {
        "pmid": paper.pmid,
        "pmcid": paper.pmcid,
        "doi": paper.doi,
        "title": paper.title.text,
        "authors": names(paper),
        "journal": paper.journal,
        "year": paper.year,
        "topics": [heading.name for heading in paper.headings if heading.is_major],
        "has_plain_summary": bool(paper.plain_summary),
        "notices": [dataclasses.asdict(notice) for notice in paper.notices],
        "origin": paper.origin.value,
        "preprint": dataclasses.asdict(paper.preprint) if paper.preprint else None,
    }
