"""The table of topics: which picture stands for which branch of MeSH.

``table.tsv`` has a row for each branch: tree number, picture, name of the heading there. "=" before a tree number
means the heading without its branch, and "-" means no picture. A tree number belongs to the longest branch in the table
that contains it. A heading with several tree numbers gets the picture of the row that stands first. So the order of the
rows decides whether hypertension in pregnancy is a blood pressure or a pregnancy, and a branch is in the table only if
its picture is right for all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

TABLE = files("videos.pipeline.pictures.topics") / "table.tsv"
ORGANS_AND_DISEASES, LAST_RESORT = 1, 8
"""Sections of the table: the first is the most telling. The last but one is used only if nothing else is known."""

_NO_PICTURE = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A branch of MeSH, the picture for it, and its place in the table: the number of its section and of its line."""

    branch: str
    art: str
    name: str
    section: int
    line: int


@cache
def rows() -> dict[str, Row]:
    """All rows, by branch."""
    found: dict[str, Row] = {}
    section = 0
    for line, text in enumerate(TABLE.read_text(encoding="utf-8").splitlines()):
        if text.startswith("#"):
            section += 1
            continue
        branch, art, name = text.split("\t")
        found[branch] = Row(branch, art, name, section, line)
    return found


def row_for(tree_numbers: Iterable[str]) -> Row | None:
    """The row whose picture stands for a heading with these tree numbers, or None."""
    found = (row for number in tree_numbers if (row := _row_of(number)) and row.art != _NO_PICTURE)
    return min(found, key=lambda row: row.line, default=None)


def _row_of(number: str) -> Row | None:
    exact = rows().get(f"={number}")
    branches = accumulate(number.split("."), "{}.{}".format)
    found = [row for branch in branches if (row := rows().get(branch))]
    return exact or (found[-1] if found else None)
