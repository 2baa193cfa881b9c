"""Reads what is printed: numbers, p values, names of intervals. The check's own reader."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


def _words(text: str) -> list[str]:
    return text.split()


Span = tuple[int, int]

_DIGITS = re.compile(r"\d+(?:[.,·]\d+)*|(?<![\d.·])[.·]\d+")
_SIGNS = "-−–—‐‑"
_SMALL = dict(
    zip(
        _words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen"
        ),
        range(20),
        strict=True,
    )
)
_TENS = dict(zip(_words("twenty thirty forty fifty sixty seventy eighty ninety"), range(20, 100, 10), strict=True))
_WORDED = re.compile(rf"\b(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL)}))?|{'|'.join(_SMALL)})\b", re.IGNORECASE)

_MORE_WORDS_BEFORE = re.compile(r"(?:[\w]-|\b(?:hundred|thousand|million|point|and a)[- ](?:and )?)$", re.IGNORECASE)
_MORE_WORDS_AFTER = re.compile(r"[- ](?:hundred|thousand|million|point|half)\b|-\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number in a text: its place without the sign, and whether a sign for minus stands before it."""

    start: int
    end: int
    size: Decimal
    has_minus: bool

    @property
    def value(self) -> float:
        """The value with its sign."""
        return float(-self.size if self.has_minus else self.size)

    @property
    def unit_of_last_place(self) -> float:
        """One in the last digit that is printed."""
        exponent = self.size.as_tuple().exponent
        return 10.0**exponent if isinstance(exponent, int) else 1.0


def numbers(text: str) -> Iterator[Printed]:
    """Every number in digits. A dash after a digit, a letter, a bracket or a per cent sign makes a range, no minus."""
    for match in _DIGITS.finditer(text):
        size = _size(match[0])
        if size is not None:
            yield Printed(match.start(), match.end(), size, _has_minus(text, match.start()))


def whole(text: str, start: int, end: int) -> Printed | None:
    """The number printed exactly from ``start`` to ``end``, with its sign or in words; None if there is none."""
    shown = text[start:end]
    if _WORDED.fullmatch(shown):
        is_part = _MORE_WORDS_BEFORE.search(text[:start]) or _MORE_WORDS_AFTER.match(text[end:])
        worded = sum(_TENS.get(word, 0) + _SMALL.get(word, 0) for word in re.split("[- ]", shown.lower()))
        return None if is_part else Printed(start, end, Decimal(worded), has_minus=False)
    for number in numbers(text):
        if number.end == end and start <= number.start:
            sign = text[start : number.start].strip()
            is_signed = len(sign) == 1 and sign in _SIGNS
            if is_signed == number.has_minus and (is_signed or sign in ("", "+")):
                return number
    return None


def _has_minus(text: str, start: int) -> bool:
    before = text[:start]
    sign = before.rstrip(" ")
    if sign[-1:] not in _SIGNS or not sign or len(before) - len(sign) > 1:
        return False
    earlier, is_apart = sign[:-1], sign != before
    if earlier[-1:].isalnum() or earlier[-1:] in ("%", ")", "]", "·"):
        return False
    return not re.search(r"[\d%)\]]\s?$", earlier) or not is_apart  # "0.9 - 1.4" is a range, "0.9 -1.4" is none


def _size(printed: str) -> Decimal | None:
    plain = printed.replace("·", ".")
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain):
        return Decimal(plain.replace(",", ""))
    if plain.count(",") + plain.count(".") > 1:
        return None
    return Decimal(plain.replace(",", "."))


PERCENT_SIGN = re.compile(r"\s?(?:%|％|per ?cent\b)")
INTERVAL_NAME = re.compile(
    r"\b(?i:(?:confidence|confident|credib\w+|uncertainty|compatibility)\s(?:interval|limit)s?)\b|"
    r"(?<![A-Za-z])(?:C\.?I\.?s?|CrIs?|CL|UI|HDI|HPD|BCI)(?![A-Za-z])"
)
LEVEL = re.compile(r"(\d\d(?:[.·]\d+)?)\s?(?:[%％]|per ?cent)")


def level(name: str) -> float | None:
    """The level of an interval from its name, in per cent; 95 if the name has none, None if it names no interval."""
    if not INTERVAL_NAME.search(name):
        return None
    stated = LEVEL.search(name)
    size = float(stated[1].replace("·", ".")) if stated else 95.0
    return size if 80 <= size < 100 else None


def percentages(text: str) -> list[Printed]:
    """The numbers with a per cent sign that are no level of an interval. The size of one in words is not read."""
    worded = [
        Printed(match.start(), match.end(), Decimal(0), has_minus=False)
        for match in _WORDED.finditer(text)
        if PERCENT_SIGN.match(text, match.end())
    ]
    digits = [each for each in numbers(text) if PERCENT_SIGN.match(text, each.end) and not _is_level(text, each)]
    return digits + worded


def _is_level(text: str, number: Printed) -> bool:
    after = PERCENT_SIGN.sub("", text[number.end : number.end + 40], count=1).lstrip(" -[(")
    before = text[: number.start].rstrip(" [(")
    return float(number.size) in (80, 90, 95, 97.5, 98, 99, 99.9) and bool(
        INTERVAL_NAME.match(after) or re.search(rf"(?:{INTERVAL_NAME.pattern})\W{{0,2}}$", before)
    )


_P = re.compile(
    r"(?<![A-Za-z\d.])[pP](?:[- ]?value)?s?(?P<of>[-_ ]?(?:for |\w*)(?:trend|interaction|heterogeneity|"
    r"non-?inferiority))?"
    r"\s?(?:was |is |were )?(?P<sign>[=<>≤≥]|of|less than|greater than|lower than|below|above|under|over|\s)\s?"
    r"(?P<size>\d*[.·,]\d+|\d+(?=\s?[×x*]\s?10|[eE]-))(?P<power>\s?(?:[×x*]\s?10|[eE]-))?(?P<after>[^.;)]{0,30})"
)


@dataclass(frozen=True, slots=True)
class Chance:
    """A p value: it is equal to ``size``, or at most or at least so."""

    start: int
    end: int
    size: float
    sign: str

    def contradicts(self, *, is_excluded: bool, level: float) -> bool:
        """Whether the p value says the opposite of an interval that excludes no effect, or includes it."""
        limit = round(1 - level / 100, 6)
        if self.sign == "<":
            return self.size <= limit + 1e-9 and not is_excluded
        if self.sign == ">":
            return self.size >= limit - 1e-9 and is_excluded
        return (self.size < limit) != is_excluded


_SIGN = {"<": "<", "≤": "<", "less than": "<", "lower than": "<", "below": "<", "under": "<"} | {
    ">": ">", "≥": ">", "greater than": ">", "above": ">", "over": ">",
}  # fmt: skip
_OTHER_TEST = re.compile(r"trend|interaction|heterogen|inferior|superior|equivalence|one-?sided|one-?tailed")


def chances(text: str) -> list[Chance]:
    """The p values of a text, but not those of a trend, an interaction or non-inferiority."""
    return [
        Chance(
            match.start(),
            match.end("size"),
            1e-9 if match["power"] else float(match["size"].replace("·", ".").replace(",", ".")),
            _SIGN.get(match["sign"], "="),
        )
        for match in _P.finditer(text)
        if not _OTHER_TEST.search(f"{match['of'] or ''} {match['after']}")
    ]
