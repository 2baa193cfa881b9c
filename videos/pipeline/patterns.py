"""Regular expressions that are compiled when they are first used.

Python takes longer to compile the long ones of the pipeline than to load Django. Most processes use none of them: the
housekeeper, the scheduler, and nearly every command. Short ones do not need it.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

Match = re.Match[str]


class Pattern:
    """Stands for ``re.compile(source, flags)``. An invalid ``source`` raises ``re.error`` at the first use."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source, self.flags = source, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.source, self.flags)

    def search(self, text: str, *span: int) -> Match | None:
        """As ``re.Pattern.search``."""
        return self._compiled.search(text, *span)

    def match(self, text: str, *span: int) -> Match | None:
        """As ``re.Pattern.match``."""
        return self._compiled.match(text, *span)

    def fullmatch(self, text: str, *span: int) -> Match | None:
        """As ``re.Pattern.fullmatch``."""
        return self._compiled.fullmatch(text, *span)

    def finditer(self, text: str, *span: int) -> Iterator[Match]:
        """As ``re.Pattern.finditer``."""
        return self._compiled.finditer(text, *span)

    def sub(self, replacement: str | Callable[[Match], str], text: str) -> str:
        """As ``re.Pattern.sub``."""
        return self._compiled.sub(replacement, text)
