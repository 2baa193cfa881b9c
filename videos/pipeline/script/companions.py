"""Finds the sentences of an abstract that must not be separated: a claim and the "However" after it, and the like."""

from collections.abc import Sequence
from itertools import takewhile

from videos.pipeline.script.statements import Statement
from videos.pipeline.script.threads import divides, labels


class Companions:
    """The companions of each of an abstract's ``statements``, by index."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._all = statements
        self._introduced: dict[str, int] = {}
        for index, statement in enumerate(statements):
            for label in labels(statement.text.text):
                self._introduced.setdefault(label, index)

    def of(self, index: int) -> set[int]:
        """The sentence and its companions: the ones it depends on, and those that qualify it.

        It depends on the sentence that first names a group or line by a letter or number, and so says what it is.
        """
        first = self._beginning(index)
        named = labels(self._all[index].text.text)
        introduced = {self._introduced[label] for label in named if self._introduced[label] < first}
        earlier = {place for each in introduced for place in range(self._beginning(each), each + 1)}
        thread = takewhile(lambda place: self._all[place].continues, range(index + 1, len(self._all)))
        last = max((place for place in thread if self._all[place].contrasts), default=index)
        while last + 1 < len(self._all) and self._divides(last + 1):
            last += 1
        return set(range(first, last + 1)) | earlier

    def _beginning(self, index: int) -> int:
        """The first of the statements that the one at ``index`` depends on."""
        while index > 0 and (self._all[index].dangles or self._divides(index)):
            index -= 1
        return index

    def _divides(self, index: int) -> bool:
        """Whether the statement and the one before it divide the same studies, patients or groups."""
        return divides(self._all[index].text.text, self._all[index - 1].text.text)
