"""What a rule is, and the pieces that patterns are made of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

GAP = "\u2423"
"""A space inside the spoken form of one written word."""

THIN = "\u2009"
"""A gap between words that was typed as a thin or no-break space."""

SPACE = f"[ {THIN}]"
NUMBER = r"\d+(?:\.\d+)?"
MINUS = "[-–−]"


@dataclass(frozen=True, slots=True)
class Rule:
    """What matches ``pattern`` is said as ``spoken``, a template of ``re.sub`` or a function of the match.

    A rule keeps the gaps between words, in their number and order.
    """

    pattern: re.Pattern[str]
    spoken: str | Callable[[re.Match[str]], str]


def rule(pattern: str, spoken: str | Callable[[re.Match[str]], str]) -> Rule:
    """A rule; each space of a template stays inside the word that it is put into."""
    return Rule(re.compile(pattern), spoken.replace(" ", GAP) if isinstance(spoken, str) else spoken)


def apply(rules: Iterable[Rule], text: str) -> str:
    """``text`` after all rules, each applied to what the one before has left."""
    for each in rules:
        text = each.pattern.sub(each.spoken, text)
    return text


def one_of(symbols: Iterable[str]) -> str:
    """A pattern for any of ``symbols``, the longest first."""
    return f"(?:{'|'.join(re.escape(symbol) for symbol in sorted(symbols, key=len, reverse=True))})"


def unsaid(text: str) -> str:
    """Nothing but the gaps of ``text``."""
    return re.sub(f"[^ {THIN}]", "", text)
