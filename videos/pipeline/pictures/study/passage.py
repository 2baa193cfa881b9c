"""A sentence or the title, in which facts about the study are found as spans."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from videos.pipeline.artifacts import Paper, Role, Source, Words
from videos.pipeline.script.statements import Statement


@dataclass(frozen=True, slots=True)
class Passage:
    """The text at ``source``. ``role`` is None for the title."""

    text: str
    source: Source
    role: Role | None = None

    def words(self, start: int, end: int) -> Words:
        """The words between two offsets of the text."""
        begin = self.source.start
        return Words(self.text[start:end], Source(self.source.section, begin + start, begin + end))

    def group(self, match: re.Match[str], group: str | int) -> Words:
        """The words of a group of a match in the text."""
        return self.words(*match.span(group))


def title_of(paper: Paper) -> Passage:
    """The title as a passage."""
    text = paper.title.text
    return Passage(text, Source(None, 0, len(text)))


def passages(paper: Paper, statements: Sequence[Statement], *roles: Role) -> list[Passage]:
    """The statements with these roles as passages, in the order of the roles."""
    chosen = (each for role in roles for each in statements if each.role is role)
    return [Passage(paper.at(each.source).text, each.source, each.role) for each in chosen]


def only(found: Iterable[Words]) -> Words | None:
    """The words, if all that were found are the same; a fact that the paper states in two ways is left out."""
    distinct = {" ".join(words.text.casefold().split()): words for words in reversed([*found])}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def first(found: Iterable[Iterator[Words]]) -> Words | None:
    """The words of the first source that has any, if it has no others."""
    return next((only(words) for each in found if (words := [*each])), None)
