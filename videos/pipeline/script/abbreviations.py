"""Finds the abbreviations that an abstract defines: "aboveground carbon (AGC)".

The words before the bracket must have the letters as initials (``initials``), and the abstract must use the bracket
for nothing else. In 1,250 MEDLINE abstracts whose abbreviations were marked by hand (Ab3P, Sohn et al. 2008) all but
one of 827 definitions found so are those marked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from videos.pipeline.script.initials import long_form
from videos.pipeline.short_forms import use_of

_SHORT_FORM = re.compile(r"[\[(](?P<short>[^()\[\];,]{2,12})(?P<rest>[;,][^()]*)?[\])]")
_LOOKS_SHORT = re.compile(r"[A-Z].*[A-Z]|[A-Z].*\d|[a-z]+[A-Z]")
_NOT_SHORT = re.compile(r"[\s=<>%]")
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*)+")
_SYMBOL = re.compile(r"[a-z][A-Z]")
"""A quantity such as pH or pI: its letters are seldom the initials of the words before it."""

_RESULT = re.compile(r"[([][acmpsuw]?(?:OR|HR|RR|IRR|MD|SMD|RD|CI|SD|SE|AUC)[,;:]\s*[-−–+]?\d")
"""The value of a statistic, whose name the words before the bracket do not give: "men fell ill (aOR, 2.1)"."""

_ENDS_IN_A_WORD = re.compile(r"[^\W\d_] $")
_SEPARATOR = re.compile(r"[,;]\s*(?:and\s|or\s)?|\s(?:and|or)\s")


@dataclass(frozen=True, slots=True)
class Definition:
    """``short`` stands for ``long``; both are written as in the text."""

    short: str
    long: str


def definitions(text: str) -> list[Definition]:
    """The abbreviations that ``text`` defines, in the order of their first definition."""
    meanings: dict[str, list[str]] = {}
    for short, long in _meanings(text):
        meanings.setdefault(short, []).append(long)
    for short, longs in meanings.items():
        longs += _explanations_after(short, text)
    return [Definition(short, longs[0]) for short, longs in meanings.items() if _is_one_meaning(longs)]


def _meanings(text: str) -> Iterator[tuple[str, str]]:
    """Each short form in a bracket after words, with its long form there, or "".

    A short form that also stands after other words ("monoglyceride (MG)", "the gradient (MG)") may mean something else.
    """
    for match in _SHORT_FORM.finditer(text):
        short, before = _singular(match["short"].strip()), text[: match.start()]
        if _may_be_short(short) and not _SYMBOL.fullmatch(short) and not _RESULT.match(match[0]):
            long = "" if _names_several(match["rest"]) else long_form(short, before)
            if long or (not match["rest"] and _ENDS_IN_A_WORD.search(before)):
                yield short, long


def _explanations_after(short: str, text: str) -> list[str]:
    """The long forms in brackets after ``short``: "MG (monoglyceride content)"."""
    brackets = re.findall(rf"(?<![\w-]){re.escape(short)}s? \(([^()\[\],;]+)\)", text)
    return [long for long in brackets if long_form(short, long)]


def _names_several(rest: str | None) -> bool:
    """Whether more short forms follow in the bracket: "(AEPs, VEPs and TEPs)" belongs to a list, not to one name."""
    return any(_may_be_short(name) for name in _SEPARATOR.split(rest or ""))


def _is_one_meaning(longs: Iterable[str]) -> bool:
    return len({re.sub(r"\W+|s\b", "", long.casefold()) for long in longs}) == 1 and all(longs)


def unexplained(text: str) -> frozenset[str]:
    """The short forms in brackets that ``text`` uses again without defining them. The voice must say these.

    "snails that like to rest (QXs)": a listener who has not heard the bracket does not know what QXs are. Chemical
    formulas such as "(SF6)" are not short forms.
    """
    explained = {definition.short for definition in definitions(text)}
    found = {match["short"].strip() for match in _SHORT_FORM.finditer(text)}
    unknown = {short for short in found if _may_be_short(short) and _singular(short) not in explained}
    unknown = {short for short in unknown if not (_FORMULA.fullmatch(short) and re.search(r"\d", short))}
    return frozenset(short for short in unknown if len(use_of(_singular(short)).findall(text)) > 1)


def uses(text: str, short: str) -> bool:
    """Whether ``text`` uses the abbreviation ``short``, in the singular or the plural."""
    return bool(use_of(short).search(text))


def _singular(short: str) -> str:
    return short[:-1] if re.search(r"[A-Z][A-Z\d]*[a-z]?s$", short) else short


def _may_be_short(text: str) -> bool:
    return bool(re.match(r"\w", text) and _LOOKS_SHORT.search(text)) and not _NOT_SHORT.search(text)
