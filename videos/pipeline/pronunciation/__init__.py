"""Turns written words into the words that a voice should say: "p < 0.001" into "p less than 0.001".

Each written word has its own spoken form, so that speech can be traced back to the text. The rules are tables, which
are applied one after the other. Words that match no rule are left to the voice.

    characters  equivalent and look-alike characters
    words       abbreviations, citation marks, addresses; at the end Greek letters and brackets
    numbers     decimals and long numbers; later ranges, signs and comparisons
    times       dates, times of day, ratios
    isotopes    [1-14C]acetate
    charges     ions, genotypes, markers of cells
    powers      powers of ten
    money       amounts of money
    roman       Roman numerals
    fractions   all slashes between numbers
    units       quantities; ``unit_names`` has the names
    acronyms    which acronyms are spelled
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from videos.pipeline.patterns import Pattern
from videos.pipeline.pronunciation import (
    acronyms,
    articles,
    charges,
    fractions,
    isotopes,
    money,
    numbers,
    powers,
    roman,
    times,
    units,
    words,
)
from videos.pipeline.pronunciation.characters import plain
from videos.pipeline.pronunciation.rules import GAP, SPACE, THIN, Rule, apply
from videos.pipeline.short_forms import use_of

_RULES = (
    *words.RULES,
    *numbers.RULES,
    *times.RULES,
    *isotopes.RULES,
    *charges.RULES,
    *powers.RULES,
    *money.RULES,
    *roman.RULES,
    *fractions.RULES,
    *units.RULES,
    *numbers.SIGNS,
    *acronyms.RULES,
    *words.SYMBOLS,
)
_SEPARATOR = re.compile(f"[ {THIN}]")
_STRAY_GAP = re.compile(rf"^{GAP}|{GAP}(?=[.,;:?!])|{GAP}$")
_WHITE_SPACE = re.compile(r"\s+")
_NO_BREAK = frozenset("\u00a0\u2007\u2009\u202f")


@dataclass(frozen=True, slots=True)
class Token:
    """A written word, as ``str.split`` returns it, and what the voice says for it: one word, several, or none ("")."""

    written: str
    spoken: str


def pronounce(text: str, instead: Iterable[tuple[str, str]] = ()) -> tuple[Token, ...]:
    """The words of ``text`` in order, each with its spoken form.

    ``instead`` has pairs of a word and its replacement in speech, such as an abbreviation and its long form. An article
    before the word is said as it must be before the replacement.

    The written forms joined by single spaces are the text. Only citation marks, URL paths and silent punctuation are
    not spoken; numbers and negations always are.
    """
    written = plain(_WHITE_SPACE.sub(_separator, text.strip()))
    spoken = apply((*map(_replacement, instead), *_RULES), written)
    forms = _SEPARATOR.split(spoken) if text.strip() else []
    return tuple(
        Token(written, _STRAY_GAP.sub("", GAP.join(filter(None, form.split(GAP)))).replace(GAP, " "))
        for written, form in zip(text.split(), forms, strict=True)
    )


def _replacement(pair: tuple[str, str]) -> Rule:
    """A rule that says the second of the pair instead of the first, also in the plural, after a fitting article."""
    written, said = pair
    full = plain(said).replace(" ", GAP)

    def spoken(match: re.Match[str]) -> str:
        form = full.removesuffix("s") + "s" if match["plural"] else full
        return articles.fitting(match["article"], form) + match["gap"] + form if match["article"] else form

    before = rf"(?:(?P<article>{articles.ARTICLE})(?P<gap>{SPACE}[\"“‘(\[]?))?"
    return Rule(Pattern(before + use_of(plain(written)).pattern), spoken)


def _separator(space: re.Match[str]) -> str:
    """One character for each gap between words; thin and no-break spaces differ, as they may be within a number."""
    return THIN if space[0] in _NO_BREAK else " "
