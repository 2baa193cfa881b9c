"""Inputs by kind with their right results: invented sentences in tables, one for each kind of rule."""

import re
from pathlib import Path

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table by column. Characters that cannot be distinguished in print are written as escapes."""
    header, *lines = (Path(__file__).parent / f"{name}.tsv").read_text().splitlines()
    return [dict(zip(header.split("\t"), map(_decoded, line.split("\t")), strict=True)) for line in lines]


def _decoded(cell: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)
    return text.encode("utf-16", "surrogatepass").decode("utf-16")
