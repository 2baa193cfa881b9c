"""Reduces a written and a spoken sentence to numbers, signs and negations, and compares the two."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from videos.pipeline.hearing.notations import NEGATIONS, SHARES, WORDS, WRITTEN, Reading

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ALIKE = str.maketrans("\u2010\u2011\u3008\u3009\u2329\u232a", "--<><>")
_LONGEST_PIECE = 200
"""Characters. No match is longer than its pattern; a number with more digits than this is read sign by sign."""


def _scanner(notations: Sequence[tuple[str, Reading]]) -> Callable[[str], list[str]]:
    """A function that returns the readings of all notations in a text, in order."""
    whole = re.compile("|".join(f"(?P<n{index}>{notation})" for index, (notation, _) in enumerate(notations)))
    single = [re.compile(notation) for notation, _ in notations]

    def scan(text: str) -> list[str]:
        found = []
        for match in whole.finditer(text):
            index = int(str(match.lastgroup)[1:])
            reading = notations[index][1]
            if callable(reading):
                own = single[index].match(text, match.start())
                found.append(reading(own) if own else "")
            else:
                found.append(reading)
        return found

    return scan


_SPOKEN: tuple[tuple[str, Reading], ...] = ((r"\d+(?:\.\d+)?", lambda match: f"{match[0]};"),)
_SAME: tuple[tuple[str, Reading], ...] = (
    (rf"(?i:(?:(?<=\d )|(?<=\ba )|(?<=and a ))({'|'.join(SHARES)})\b)", lambda match: f"{SHARES[match[1].lower()]};"),
    *((rf"(?i:\b{words})", sign) for words, sign in WORDS),
    (rf"\b{NEGATIONS}", lambda match: f"n{match[0].lower()};"),
)
_hear = _scanner((*_SAME, *_SPOKEN))
_read = _scanner(
    (
        *((words, re.escape(sign) if isinstance(sign, str) else sign) for words, sign in _SAME),
        *WRITTEN,
    )
)


def heard(spoken: str) -> str:
    """The numbers, signs and negations of the spoken form, such as "-4.2;1.9;%"."""
    return "".join(_hear(spoken))


def expected(written: str) -> list[str]:
    """Patterns for what a listener of the sentence may hear, one after the other."""
    plain = "".join(_plain(character) for character in written.translate(_LOWERED).translate(_ALIKE))
    return _read(plain)


def _plain(character: str) -> str:
    """Full-width, mathematical and Roman letters as plain ones. Raised digits stay: they are powers."""
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if kind in ("<font>", "<wide>", "<compat>") else character


def follows(text: str, patterns: Sequence[str]) -> bool:
    """Whether the text is a match of each pattern, one after the other.

    One pattern that joins them would try every combination of those that may be empty. This looks at each place once,
    so that no sentence takes exponential time.
    """
    ends = {0}
    for pattern in patterns:
        piece, longest = re.compile(pattern), min(len(pattern), _LONGEST_PIECE)
        ends = {
            end
            for start in ends
            for end in range(start, min(start + longest, len(text)) + 1)
            if piece.fullmatch(text, start, end)
        }
    return len(text) in ends
