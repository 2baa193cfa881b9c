"""Writes numbers in words, for voices that read digits in a way of their own.

A voice may say a number of four digits as a year ("1344 women" as "thirteen forty-four"), or leave out the last zero of
"83.0". In words a number has one reading.
"""

import re

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("", "thousand", "million", "billion", "trillion")
_LONGEST = 3 * len(_SCALES)
"""Digits. A longer number is an identifier, and is said digit by digit."""

_NUMBER = re.compile(r"(?<![A-Za-z\d.])(\d{1,3}(?:,\d{3})+(?!\d)|\d*)((?:\.\d+)*)(?![A-Za-z\d]|\.\d)")
"""A number that is no part of a name ("p53") or of another word ("2nd")."""

_WITHIN_NAME = re.compile(r"(\d+)((?:\.\d+)+)")
"""A number with decimals that is: "2q21.3", "1.5T". Without words, its point would not be said."""


def in_words(text: str) -> str:
    """``text`` with its numbers in words. A word of ``text`` remains at least one word, and the order stays.

    Integers are cardinal numbers, without "and", and without hyphens, since a voice stresses only one part of a
    compound. Decimals are said digit by digit, and none is left out.
    """
    return _WITHIN_NAME.sub(_said_apart, _NUMBER.sub(_said, text))


def _said(match: re.Match[str]) -> str:
    whole, decimals = match[1].replace(",", ""), match[2].split(".")[1:]
    before = [_digits(whole) if _is_code(whole) else _cardinal(int(whole))] if whole else []
    return " point ".join([" ".join(before), *map(_digits, decimals)]).strip()


def _said_apart(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return f"{' ' if before.isalpha() else ''}{_said(match)}{' ' if after.isalpha() else ''}"


def _is_code(digits: str) -> bool:
    return len(digits) > _LONGEST or (len(digits) > 1 and digits[0] == "0")


def _digits(digits: str) -> str:
    return " ".join(_SMALL[int(digit)] for digit in digits)


def _cardinal(number: int) -> str:
    if number == 0:
        return _SMALL[0]
    words: list[str] = []
    for scale in _SCALES:
        number, below = divmod(number, 1000)
        if below:
            words[:0] = filter(None, (*_below_thousand(below), scale))
    return " ".join(words)


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_SMALL[hundreds], "hundred"] if hundreds else []
    if rest >= len(_SMALL):
        tens, rest = divmod(rest, 10)
        words.append(_TENS[tens - 2])
    if rest:
        words.append(_SMALL[rest])
    return words
