"""Ids of papers, in every form that people paste.

    paper_id  the id as a value
    reading   a pasted text   ->  its papers, or what is wrong with it
    pages     printed pages   ->  the ids on them, the likeliest first
    links     a link          ->  the ids in it
    words     the other words ->  the ids among them
    others    a table of ids that are no papers
    dois      finds DOIs
    cleaning  removes what nobody sees

Nothing here opens a link or asks a service.
"""

from videos.pipeline.identifiers.dois import is_preprint
from videos.pipeline.identifiers.paper_id import LONGEST, SAMPLE, IdKind, PaperId, record_url
from videos.pipeline.identifiers.reading import (
    LONGEST_LIST,
    LONGEST_TEXT,
    MOST_LINES,
    Entry,
    SeveralIds,
    entries,
    parse_id,
)

__all__ = [
    "LONGEST",
    "LONGEST_LIST",
    "LONGEST_TEXT",
    "MOST_LINES",
    "SAMPLE",
    "Entry",
    "IdKind",
    "PaperId",
    "SeveralIds",
    "entries",
    "is_preprint",
    "parse_id",
    "record_url",
]
