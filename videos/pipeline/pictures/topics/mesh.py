"""Looks up MeSH headings: the tree numbers of a descriptor, by its id, its name or one of its entry terms.

The data is MeSH 2024 of the U.S. National Library of Medicine, one descriptor in a line: id, terms, tree numbers.
``docs/art.py`` writes it. It is read for each paper and not kept, so that a worker has it in memory for milliseconds.
"""

import gzip
from collections.abc import Iterable
from importlib.resources import files

DATA = files("videos.pipeline.pictures.topics") / "mesh-2024.tsv.gz"


def tree_numbers(ids: Iterable[str] = (), terms: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """The tree numbers of each id and each term that MeSH has. Case is ignored in terms."""
    data = gzip.decompress(DATA.read_bytes())
    sought = {each: f"\n{each}\t" for each in ids} | {each: f"|{each.casefold()}|" for each in terms}
    lines = {each: _line_at(data, mark) for each, mark in sought.items() if each}
    return {each: tuple(line.rsplit("\t", 1)[1].split()) for each, line in lines.items() if line}


def _line_at(data: bytes, mark: str) -> str:
    """The line that contains ``mark``, or ""."""
    place = data.find(mark.encode())
    if place < 0:
        return ""
    start = data.rfind(b"\n", 0, place + 1) + 1
    return data[start : data.index(b"\n", start)].decode()
