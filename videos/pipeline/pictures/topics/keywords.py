"""What a keyword that is no MeSH term is called there: a synonym, or the kind of thing that its last words name.

"Acute heart failure" is a heart failure. This holds for diseases, bacteria and nursing. It does not for organs and
animals: a river has a mouth, and a computer a mouse.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from videos.pipeline.pictures.topics import ambiguous

SYNONYMS = files("videos.pipeline.pictures.topics") / "synonyms.tsv"
_KINDS = re.compile(r"(?:C\d\d|B03|H02\.478)\b")
_MOST_WORDS = 6


@cache
def _synonyms() -> dict[str, str]:
    return dict(line.split("\t") for line in SYNONYMS.read_text(encoding="utf-8").splitlines())


def candidates(keyword: str) -> Iterator[str]:
    """Terms that may name the keyword, the longest first: its synonym, then its last words and their synonyms."""
    words = keyword.casefold().split()
    for start in range(min(len(words), _MOST_WORDS)):
        ending = " ".join(words[start:])
        if ending in _synonyms():
            yield _synonyms()[ending]
        elif start and ending not in ambiguous.WORDS:
            yield ending


def named(term: str, tree_numbers: tuple[str, ...]) -> tuple[str, ...]:
    """The tree numbers that hold for all that ends with the term; all of them for a synonym."""
    if term in _synonyms().values():
        return tree_numbers
    return tuple(number for number in tree_numbers if _KINDS.match(number))
