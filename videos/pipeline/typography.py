"""Prepares written text for typesetting: removes what cannot be shown and keeps on one line what belongs together.

No word is changed. Some spaces become no-break spaces, long chemical names get break points, and style runs become
spans that do not overlap.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from videos.pipeline.artifacts import Heard, RichText

LONG_WORD = 24
"""Characters. The longest word that fits in every column at its smallest size."""

_BREAK = "\u200b"
_JOIN = "\u2060"
_LEFT_TO_RIGHT = "\u200e"
_REPLACEMENT = "\ufffd"
_UNBREAKABLE = str.maketrans(" -", "\u00a0\u2011")

_BIDI_CONTROL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNITS = (
    "%|°C|[mµμnp]?mol|IU|[kmµμn]?[gLlmMs]|[dc]L|[mcµμn]m|mmHg|k?Pa|k?Hz|k?cal|kDa|h|min|"
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?"
)
_UNBROKEN_SPACE = re.compile(
    rf"(?<=\d) (?=(?:{_UNITS})\b)"  # 12 mg
    r"|(?<=[mgLlshd]) (?=(?:[kmµμn]?[gLlmMs]|[cd]m|min|h|day)[-−⁻][1-4¹-⁴])"  # 5 mg L-1
    r"|(?:(?<=\b\w)|(?<=\b\w\w)|(?<=\b\w\w\w)) (?=[=<>≤≥≈][ \u00a0])"  # p = ...
    r"|(?<=[=<>≤≥±×≈]) (?=[\d.−-])"  # ... < 0.05
    r"|(?<=\d) (?=[±×])"  # 8.1 ± 0.2
    r"|(?<=\d%) (?=CI\b)"  # 95% CI
    r"|(?<=\bCI) (?=[\d−-])"  # CI 1.2
    r"|(?<=\b[A-Z]\.) (?=[a-z])"  # H. pylori
    r"|(?:(?<=\b[Tt]ype)|(?<=\b[Pp]hase)|(?<=\b[Gg]rade)|(?<=\b[Ss]tage)) (?=\d|[IV]+[ab]?\b)"  # type 2
    r"|(?<=\be\.g\.) |(?<=\bi\.e\.) "
)
_LAST_WORD = re.compile(rf"(?<=.{{{LONG_WORD}}} )(?=.{{1,20}}$)(\S+) (?=\S{{1,12}}$)")
_FIRST_WORD = re.compile(rf"^(?=.{{{LONG_WORD}}}.)(?:\S{{1,12}} (?=\S{{1,9}} )|\S{{1,6}} (?=\S{{1,14}} ))")
_DOI = re.compile(rf"doi:\S{{1,{2 * LONG_WORD}}}(?!\S)")
_WORD_OF_PARTS = re.compile(rf"(?<!\S)\S{{1,{LONG_WORD}}}(?!\S)")
_SHORT_PART = re.compile(r"(?<=\w)-(?=\w{1,3}\b)|(?:(?<=\b\w)|(?<=\b\w\w))-(?=\w)")  # IL-6, β-amyloid, in-hospital
_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")
_JOINT = re.compile(r"[)\]},;:/_=+.|](?=\w)|(?<=\w)(?=[(\[{])")
_STRETCH = re.compile(rf"[^\W_]{{{LONG_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters with the same styles: ``styles`` has values of ``Style``, and "hyphenated" for a long word.

    ``word`` is the number, as text, of the spoken word that they belong to, or "".
    """

    text: str
    styles: tuple[str, ...] = ()
    word: str = ""


def plain(text: str) -> str:
    """The text without invisible characters: controls and bidi overrides go, private-use characters become �."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", _BIDI_CONTROL.sub("", text))
    return "".join(_visible(character) for character in composed)


def names(text: str) -> str:
    """A list of names in any script, in its written order.

    No line ends within a name or a DOI, or begins with a separator, and a right-to-left name does not reorder the
    names after it.
    """
    parts = re.split(r"(, | · | and (?=\d))", _DOI.sub(lambda doi: doi[0].replace("/", "/" + _JOIN), plain(text)))
    whole = [part.translate(_UNBREAKABLE) if len(part) <= LONG_WORD else part for part in parts[::2]]
    marks = [separator.replace(" ·", "\u00a0·") + _LEFT_TO_RIGHT for separator in parts[1::2]]
    return "".join(part for pair in zip_longest(whole, marks, fillvalue="") for part in pair)


def lines(rich: RichText) -> tuple[RichText, ...]:
    """The lines of the text, without the empty ones."""
    return tuple(
        rich.cut(match.start(), match.end()) for match in re.finditer(r"[^\n]+", rich.text) if match[0].strip()
    )


def spans(rich: RichText) -> tuple[Span, ...]:
    """The text of one line as spans in reading order."""
    text = _kept_together(rich.text)
    breaks = set(_soft_breaks(text))
    heard = [(run.start, run.end, str(run.style.number)) for run in rich.runs if isinstance(run.style, Heard)]
    styled = [(run.start, run.end, run.style.value) for run in rich.runs if not isinstance(run.style, Heard)]
    styled += [(start, end, "hyphenated") for start, end in _hyphenated(text)]
    edges = {0, len(text), *breaks, *(edge for start, end, _ in styled + heard for edge in (start, end))}
    bounds = sorted(edge for edge in edges if 0 <= edge <= len(text))
    return tuple(
        Span(
            plain(text[start:end]) + (_BREAK if end in breaks else ""),
            tuple(sorted({style for first, last, style in styled if first <= start and end <= last})),
            next((word for first, last, word in heard if first <= start and end <= last), ""),
        )
        for start, end in pairwise(bounds)
    )


def trimmed(rich: RichText, characters: str) -> RichText:
    """The text without the given characters and white space at its end."""
    return rich.cut(0, len(rich.text.rstrip(characters + " \n")))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " " if character.isspace() else ""
    return _REPLACEMENT if category in {"Cn", "Co", "Cs"} else character


def _kept_together(text: str) -> str:
    """The text, same length, with a no-break space or hyphen where no line should end.

    A short first or last word stays with its neighbour, so that it is never alone on its line.
    """
    spaced = _LAST_WORD.sub("\\1\u00a0", _UNBROKEN_SPACE.sub("\u00a0", text))
    spaced = _FIRST_WORD.sub(lambda first: first[0][:-1] + "\u00a0", spaced)
    return _WORD_OF_PARTS.sub(lambda word: _SHORT_PART.sub("\u2011", word[0]), spaced)


def _soft_breaks(text: str) -> Iterator[int]:
    """Where a word that is too long for a line may break without a hyphen."""
    for word in _LONG.finditer(text):
        yield from (word.start() + joint.end() for joint in _JOINT.finditer(word[0]))
    for stretch in _STRETCH.finditer(text):
        if _spelled(stretch[0]):
            yield from range(stretch.start() + LONG_WORD // 2, stretch.end(), LONG_WORD // 2)


def _hyphenated(text: str) -> Iterator[tuple[int, int]]:
    return (stretch.span() for stretch in _STRETCH.finditer(text) if not _spelled(stretch[0]))


def _spelled(stretch: str) -> bool:
    """Whether it is read letter by letter, like a gene sequence or an identifier, and so has no syllables."""
    return stretch.isupper() or not stretch.isalpha()
