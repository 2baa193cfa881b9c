"""The safe reading of a sentence: every sign by its name, and nothing interpreted.

"10-11 M" is "10 dash 11 M". It is less pleasant than ``pronounce`` and cannot be wrong.
"""

import re

from videos.pipeline.pronunciation import Token

_NAMES = {
    "-": "dash",
    "‐": "dash",
    "‑": "dash",
    "–": "dash",
    "—": "dash",
    "−": "minus",
    "/": "slash",
    "+": "plus",
    "±": "plus or minus",
    "×": "times",
    "*": "star",
    "=": "equals",
    "<": "less than",
    ">": "greater than",
    "≤": "at most",
    "≥": "at least",
    "~": "about",
    "≈": "about",
    "%": "percent",
    "‰": "per thousand",
    "°": "degrees",
    "^": "to the",
    "&": "and",
    ":": "colon",
    ",": "comma",
    ".": "point",
    "·": "point",
    "$": "dollars",
    "€": "euros",
    "£": "pounds",
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+−")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_PART = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d+(?:[.·]\d+)?|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[^\w\s]")


def spell_out(text: str) -> tuple[Token, ...]:
    """The words of ``text`` in order, each with its safe reading. The written forms are those of ``pronounce``."""
    return tuple(Token(word, _spelled(word)) for word in text.split())


def _spelled(word: str) -> str:
    inner = word.rstrip(".,;:?!)]")
    pause = next((mark for mark in word[len(inner) :] if mark in ".,;:?!"), "")
    return " ".join(filter(None, (_part(part[0]) for part in _PART.finditer(inner.translate(_LOWERED))))) + pause


def _part(part: str) -> str:
    plain = part.translate(_RAISED)
    if plain != part:
        return "to the " + plain.replace("−", "minus ").replace("+", "plus ")
    if part.isdecimal() and len(part) > 1 and part[0] == "0":
        return " ".join(part)  # the voices do not say its zeros
    return part.replace("·", ".") if part[0].isalnum() else _NAMES.get(part, "")
