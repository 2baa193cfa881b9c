"""Replaces equivalent characters by a single one, before any rule is applied."""

import unicodedata

from videos.pipeline.pronunciation.rules import GAP

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u2012\u2013", "–"),
        **dict.fromkeys("\u223c\u02dc", "~"),
        **dict.fromkeys("\u2243\u2245", "≈"),
        **dict.fromkeys("\u2a7e\u2267", "≥"),
        **dict.fromkeys("\u2a7d\u2266", "≤"),
        **dict.fromkeys("\u00ba\u02da", "°"),
        **dict.fromkeys("\u2219\u22c5", "·"),
        **dict.fromkeys("\u2044\u2215", "/"),
        **dict.fromkeys("\u00ad\u200b\u200d\u2060\ufeff", ""),
        "\u00b5": "μ",
        "\u2217": "*",
        GAP: "_",
    }
)


def plain(text: str) -> str:
    """``text`` with plain letters for full-width and mathematical ones, one hyphen, one micro sign and no controls."""
    return "".join(_unstyled(character) for character in text).translate(_ALIKE)


def _unstyled(character: str) -> str:
    if unicodedata.category(character) == "Cc":
        return ""
    styled = unicodedata.decomposition(character).startswith(("<font>", "<wide>"))
    return unicodedata.normalize("NFKC", character) if styled else character
