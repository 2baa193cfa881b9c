"""Pronunciation rules, and building blocks for their patterns."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from videos.pipeline.patterns import Pattern

GAP = "\u2423"
"""A space inside the spoken form of one written word."""

THIN = "\u2009"
"""A gap between words that was typed as a thin or no-break space."""

SPACE = f"[ {THIN}]"
NUMBER = r"\d+(?:\.\d+)?"
MINUS = "[-–−]"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

Match = re.Match[str]
Spoken = str | Callable[[Match], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Text that matches ``pattern`` is said as ``spoken``: a template for ``re.sub``, or a function of the match.

    A rule keeps the number and order of the gaps between words.
    """

    pattern: Pattern
    spoken: Spoken


def rule(pattern: str, spoken: Spoken) -> Rule:
    """A rule. The spaces of a template become gaps within one word."""
    return Rule(Pattern(pattern), spoken.replace(" ", GAP) if isinstance(spoken, str) else spoken)


def apply(rules: Iterable[Rule], text: str) -> str:
    """``text`` after all rules, applied one after the other."""
    for each in rules:
        text = each.pattern.sub(each.spoken, text)
    return text


def one_of(symbols: Iterable[str]) -> str:
    """A pattern for any of the ``symbols``; the longest match wins."""
    return f"(?:{'|'.join(re.escape(symbol) for symbol in sorted(symbols, key=len, reverse=True))})"


def listed(words: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(words.split())


def unsaid(text: str) -> str:
    """Only the gaps between the words of ``text``."""
    return re.sub(f"[^ {THIN}]", "", text)


def gapped(text: str) -> str:
    """``text`` as the spoken form of one written word."""
    return text.replace(" ", GAP)


def spelled(letters: str) -> str:
    """The letters one by one. With full stops between them, the voices do not read an A as the article.

    "e.g." and "i.e." are read as words, so an acronym that begins like them has gaps only.
    """
    is_dotted = "A" in letters.upper() and letters[:2].upper() not in ("EG", "IE")
    return ("." if is_dotted else GAP).join(letters)
