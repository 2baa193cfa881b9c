"""Finds where the sentences of an abstract begin and end.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or an open bracket, or the sentence
clearly continues. Rules rather than a model: they keep offsets, need no download and can be read.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words(
    "e.g i.e vs viz cf approx ca resp fig figs ref refs eq eqs subsp ssp var incl excl ph.d m.d dr prof mr mrs st "
    "jr sr dept univ vol pp eds conc dil sol gen nov aff suppl avg std dev w.r.t b.w q.d chem commun photochem "
    "photobiol natl acad proc engl k.k z.b d.h u.a bzw ggf bspw jan feb apr aug sep sept oct nos hook.f descr "
    "ined nom nud comb emend"
)
"""Abbreviations that never end a sentence."""

_SELDOM_LAST = _words(
    "etc al hr hrs min max wk wks mo mos yr yrs p.o i.v i.p s.c i.m b.i.d t.i.d sp spp a.m p.m u.s u.k no ms sec "
    "temp wt l c f v mol dec est co corp inc ltd str ex mar cv jun jul ed tab auth"
)
"""Abbreviations that end a sentence only before a word that almost always begins one."""

_OPENERS = (
    "The|This|These|We|In|Our|However|Results|It|A|An|There|Patients|All|To|For|As|After|No|Using|Here|"
    "Moreover|Furthermore|Thus|Therefore|At|On|With|Of|By|From|Among|Both|Compared|When|While|Although|"
    "They|Its|Also|Finally|Overall|Data|Methods|Conclusions|Conclusion|Background|Significant|Study|"
    "Studies|Most|Each|One|Two|Three|Four|Five|Six"
)

_NAMED_BY_A_LETTER = re.compile(
    r"\b(?:vitamins?|type|group|hepatitis|class|factor|phase|grade|stage|protein|panel|part|form|strain|arm|cohort|"
    r"influenza|model|site|block|peak|domain|region|compound|case|"
    r"(?-i:[A-Z])\s+(?:and|or))\s+[A-Z]$",
    re.IGNORECASE,
)
_END = re.compile(
    r"""[.?!。！？]+["”’')\]]*(?=\s|$)         # a mark, then a space or the end
      | [。！？]                               # wide marks need no space
      | (?<=[a-z)%\d])\.(?=\([A-Z][a-z]+\s)   # "themselves.(Posted with"
      | (?<=[a-z)%])\.(?=[A-Z][a-z]+\ [a-z]+\ )
      | (?<=[a-z\d)%])\.(?=(?:OPENERS)\b)     # "ratio).Overall"
    """.replace("OPENERS", _OPENERS),
    re.VERBOSE,
)
_OPENER = re.compile(rf"(?:{_OPENERS})\b")
_LONGEST_WORD = 40  # characters to search; no abbreviation is longer
_LAST_WORD = re.compile(r"[^\s(\[,;/]*$")
_FIRST_WORD = re.compile(r"[^\s,;:)]*")
_LOWER_CASE_NAME = re.compile(r"[a-z]{0,3}[A-Z]|[mp]?-?[a-z]+[A-Z0-9]|[α-ω]")
_NUMBERED_NAMES = frozenset({"no", "fig", "p", "n"})


def sentences(text: str) -> list[Span]:
    """The spans of the sentences of ``text``, in order; between them is only white space."""
    return _with_fragments_joined(text, list(_marked_spans(text)))


def _marked_spans(text: str) -> Iterator[Span]:
    start = 0
    for mark in _END.finditer(text):
        if mark.start() >= start and _ends_a_sentence(text, start, mark):
            yield start, mark.end()
            start = mark.end() + len(text[mark.end() :]) - len(text[mark.end() :].lstrip())
    if text[start:].strip():
        yield start, len(text.rstrip())


def _ends_a_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    rest = text[mark.end() :].lstrip()
    if not rest:
        return True
    if mark[0].startswith("."):
        before = text[start : mark.start()]
        if _is_abbreviated(before, rest) or _is_initial(before, rest) or _carries_on(before, rest):
            return False
    return not _inside_a_bracket(text[start : mark.end()], text[mark.end() :])


def _is_abbreviated(before: str, rest: str) -> bool:
    word = _last_word(before)
    lowered = word.lower()
    if len(word) == 1 and word.isupper():
        return False
    if lowered in _NEVER_LAST:
        return True
    return (lowered in _SELDOM_LAST or lowered.rpartition("-")[2] == "al") and not _opens_a_sentence(rest)


def _is_initial(before: str, rest: str) -> bool:
    """Whether it is the full stop of "J. Smith" or "E. coli", but not of "vitamin C. The"."""
    word = _last_word(before)
    if len(word) != 1 or not word.isupper():
        return False
    return not _NAMED_BY_A_LETTER.search(before) and not _opens_a_sentence(rest)


def _carries_on(before: str, rest: str) -> bool:
    word, following = _last_word(before), _FIRST_WORD.match(rest)
    following_word = following[0] if following else ""
    if rest[0] in ",;:)%":
        return True
    if rest[0].islower():
        return not _LOWER_CASE_NAME.match(following_word)
    if rest[0].isdigit():
        return word.lower() in _NUMBERED_NAMES
    # A chain of abbreviated capitalised words is the name of a journal: "Photochem. Photobiol. Sci."
    chain = re.fullmatch(r"[A-Z][a-z]{1,9}\.", following_word) and re.fullmatch(r"[A-Z][a-z]{1,9}", word)
    return bool(chain)


def _inside_a_bracket(sentence: str, rest: str) -> bool:
    """Whether a bracket is open here that closes soon, with no new sentence in it."""
    if sentence.count("(") <= sentence.count(")"):
        return False
    return bool(re.match(r"[^()]{0,120}\)", rest)) and not _opens_a_sentence(rest.lstrip())


def _last_word(before: str) -> str:
    found = _LAST_WORD.search(before[-_LONGEST_WORD:])
    return found[0].strip('"“(') if found else ""


def _opens_a_sentence(rest: str) -> bool:
    return bool(_OPENER.match(rest))


def _with_fragments_joined(text: str, spans: list[Span]) -> list[Span]:
    """Joins a span without a word ("3.") to the sentence before it."""
    joined: list[Span] = []
    for start, end in spans:
        is_fragment = end - start < 4 or not re.search(r"[^\W\d_]{2}", text[start:end])
        if joined and is_fragment:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
