"""Replaces equivalent and look-alike characters by a single one, before any rule is applied."""

import re
import unicodedata

from videos.pipeline.pronunciation.rules import GAP

_CYRILLIC = dict(zip("авекмнорстухіјѕҫԁһԛԝАВЕЅЗІЈКМНОРСТУХ", "abekmhopctyxijsçdhqwABESЗIJKMHOPCTYX", strict=True))
_GREEK_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_PHONETIC = dict(zip("ɑɛɣɸꞵϐ∆∑℮", "αεγφββΔΣe", strict=True))
"""Letters that look like the one that was meant: an English abstract has no Cyrillic, and no phonetic script."""

_ALIKE = str.maketrans(
    {
        **_CYRILLIC,
        **_GREEK_CAPITALS,
        **_PHONETIC,
        **dict.fromkeys("\u2010\u2011\u02d7\u2043", "-"),
        **dict.fromkeys("\u2012\u2013\u2015", "–"),
        **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True)),
        **dict.fromkeys("\u223c\u02dc", "~"),
        **dict.fromkeys("\u2243\u2245", "≈"),
        **dict.fromkeys("\u2a7e\u2267", "≥"),
        **dict.fromkeys("\u2a7d\u2266", "≤"),
        **dict.fromkeys("\u00ba\u02da", "°"),
        **dict.fromkeys("\u2219\u22c5", "·"),
        **dict.fromkeys("\u2044\u2215", "/"),
        **dict.fromkeys("\u00ad\u200b\u200d\u2060\ufeff", ""),
        "\u2236": ":",
        "\u3008": "<",
        "\u3009": ">",
        "\u00b5": "μ",
        "\u2217": "*",
        GAP: "_",
    }
)

_IN_CONTEXT = (
    (re.compile(r"(?<![a-zäöü])ß(?![a-zäöü])"), "β"),  # a ß-blocker, but not Weiß
    (re.compile(r"(?<!\w)[•·](?=[A-Z])|(?<=[A-Z\d])[•·](?=[-−⁻])"), ""),  # the dot of a radical: •NO, O2•-
    (re.compile(r"ˉ(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])"), "⁻"),
)

_STYLES = ("<font>", "<wide>", "<square>", "<small>")
_WRITTEN_AS_ONE = re.compile("[\u2103\u2109\u2160-\u217f\ufb00-\ufb06]")
"""Degrees Celsius and Fahrenheit, Roman numerals, and ligatures."""


def plain(text: str) -> str:
    """``text`` with plain letters for styled and look-alike ones, one hyphen, one micro sign and no controls."""
    unstyled = "".join(map(_unstyled, text)).translate(_ALIKE)
    for pattern, meant in _IN_CONTEXT:
        unstyled = pattern.sub(meant, unstyled)
    return unstyled


def _unstyled(character: str) -> str:
    if unicodedata.category(character) == "Cc":
        return ""
    styled = unicodedata.decomposition(character).startswith(_STYLES) or _WRITTEN_AS_ONE.match(character)
    return unicodedata.normalize("NFKC" if styled else "NFC", character)
