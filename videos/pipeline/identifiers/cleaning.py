"""Removes from a pasted text what nobody sees, and from the end of a link or a DOI what belongs to the sentence."""

import html
import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # as typed with an East Asian keyboard
_HYPHENS = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63"), "-"
)  # as typesetters and PDF files have them
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_ESCAPED_DOI = re.compile(r"(?<![\d.])(10\.\d{4,9})%2F", re.IGNORECASE)
_STOPS = frozenset(".,;:!?'*`~|\\\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2026\u3001\u3002\uff64\uff61")
_OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_CLOSERS = {opener: closer for closer, opener in _OPENERS.items()}

AROUND = "".join(sorted(_STOPS)) + ' "<>()[]{}/=#\u2022\u00b7\u300c\u300d\u300e\u300f\u3010\u3011'
"""Characters that get copied along with an id, before or after it."""


def cleaned(text: str) -> str:
    """The text with ordinary digits, hyphens and blanks, and without characters that have no width.

    Bidi marks, zero-width spaces, soft hyphens and byte order marks are of the category Cf. Blanks become one space.
    """
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text).translate(_FULL_WIDTH).translate(_HYPHENS)
    seen = " ".join("".join(each for each in plain if unicodedata.category(each) != "Cf").split())
    return _ESCAPED_DOI.sub(r"\1/", seen)


def trimmed(text: str) -> str:
    """A link or DOI without the punctuation after it. A bracket that was opened in it stays."""
    unopened = {closer: text.count(closer) - text.count(opener) for closer, opener in _OPENERS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last in _CLOSERS:
            unopened[_CLOSERS[last]] += 1
        elif last not in _STOPS:
            break
        end -= 1
    return text[:end]
