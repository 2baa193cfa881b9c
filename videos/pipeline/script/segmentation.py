"""Finds where the sentences of an abstract begin and end.

A full stop ends a sentence unless it belongs to an abbreviation, an initial, a list number or an open bracket, or the
sentence clearly continues. Rules rather than a model: they keep offsets, need no download and can be read.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words(
    "e.g i.e vs viz cf approx ca resp fig figs ref refs eq eqs subsp ssp var incl excl ph.d m.d dr prof mr mrs st mt "
    "ft jr sr dept univ vol pp ver eds conc dil sol gen nov aff suppl avg std dev w.r.t b.w chem commun photochem "
    "photobiol natl acad proc engl k.k z.b d.h u.a bzw ggf bspw nos chr hook.f descr "
    "ined nom nud comb emend thunb"
)
"""Abbreviations that never end a sentence."""

_OFTEN_LAST = _words(
    "etc al hr hrs h min max wk wks mo mos yr yrs d s p.o i.v i.p s.c i.m i.d i.n i.t i.c i.c.v i.a p.r b.i.d t.i.d "
    "q.i.d q.d o.d b.d t.d.s n.s sp spp a.m p.m ms sec msec temp wt l ml mol kg mg dec est co corp inc ltd plc jan feb "
    "mar apr jun jul aug sep sept oct nov ed w.w v.v w.v"
)
"""Units, times of day, ways of giving a drug, months and firms: a capitalised word that starts a clause after one of
them starts a sentence, because inside a sentence the names of drugs, tests and things are written small."""

_SELDOM_LAST = _words("u.s u.k u.s.a e.u no c f v str ex cv tab auth")
"""Abbreviations before names: they end a sentence only before a word that almost always begins one."""

_OPENERS = (
    "The|This|These|We|In|Our|However|Results|It|A|An|There|Patients|All|To|For|As|After|No|Using|Here|"
    "Moreover|Furthermore|Thus|Therefore|At|On|With|Of|By|From|Among|Both|Compared|When|While|Although|"
    "They|Its|Also|Finally|Overall|Data|Methods|Conclusions|Conclusion|Background|Significant|Study|"
    "Studies|Most|Each|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|He|She|Such|Those|That|Some|"
    "Many|Few|Several|Neither|Either|Because|Since|If|Until|Before|During|Following|Under|Within|Without|Between|"
    "Later|Then|Next|Yet|But|And|Or|So|Only|Half|None|Nearly|About|Less|More|Another|Other|Their|His|Her"
)

_VERBS = (
    "was|were|is|are|had|has|have|did|does|do|fell|rose|remained|showed|became|decreased|increased|may|can|could|will"
)

_NAMED_BY_A_LETTER = re.compile(
    r"\b(?:vitamins?|type|group|hepatitis|class|factor|phase|grade|stage|protein|panel|part|form|strain|arm|cohort|"
    r"influenza|model|site|block|peak|domain|region|compound|case|degrees?|"
    r"(?-i:[A-Z])\s+(?:and|or))\s+[A-Z]$"
    r"|(?<!(?:19|20)\d)\d\s?[CFJKLNTVW]$",
    re.IGNORECASE,
)
_LETTER_AFTER_A_WORD = re.compile(r"(?:^|\s)(?!by\s|of\s|and\s|or\s)[a-z]+\s[A-D]$")  # "ward B", not "by A. Smith"
_CLAUSE = (
    r"(?:[A-Z][a-z]+(?:-[A-Za-z\d]+)*(?:,|:)?\s(?:[a-z(\d]|[A-Z]{1,4}\d*\s)"  # "Piglets were", "Drug A was"
    rf"|[A-Z][\w-]*\s(?:{_VERBS})\b)"  # "IL-6 fell"
)
_END = re.compile(
    r"""[.?!。！？]+["”’')\]]*(?=\s|$)         # a mark, then a space or the end
      | [。！？]                               # wide marks need no space
      | (?<=[a-z)%\]])[.?!](?:\d{1,3}(?:[,–-]\d{1,3})*|\[\d[\d,\ –-]*\])(?=\s+[A-Z\d("“]|\s*$)  # "to bear.1 Thus"
      | (?<=[a-z)%\d])[.?!](?=\([A-Z][A-Za-z]+\s)             # "themselves.(Posted with"
      | (?<=[a-z)%\d])\.(?=©|\([cC]\)\s?(?:19|20)\d\d|Copyright\b)
      | (?:(?<=[a-z)\]%\d])|(?<=[A-Z]{2}))[.?!](?=CLAUSE)  # "stable.We then"
      | (?<=[a-z)%\d]\ )\.(?=CLAUSE)          # "group .The second"
      | (?<=[a-z\d)%])\.(?=(?:OPENERS)\b)     # "ratio).Overall"
    """.replace("CLAUSE", _CLAUSE).replace("OPENERS", _OPENERS),
    re.VERBOSE,
)
_OPENER = re.compile(rf"(?:{_OPENERS})\b")
_CLAUSE_OPENER = re.compile(rf"{_CLAUSE}|[a-z]\w*[A-Z\d-][\w-]*\s(?:{_VERBS})\b")  # or "mRNA was"
_LONGEST_WORD = 40  # characters to search; no abbreviation is longer
_LAST_WORD = re.compile(r"[^\s(\[,;/]*$")
_LOWER_CASE_NAME = re.compile(
    r"[a-z]{0,3}[A-Z]|[mp]?-?[a-z]+[A-Z0-9]|[α-ω]|[a-z]-\w|[a-z]{2,4}-\d|[a-h][.)]\s[A-Z]|(?:von|van|de|di|del|da|le|la)\s[A-Z]"
)
_NUMBERED_NAMES = _words("no fig tab p n jan feb mar apr jun jul aug sep sept oct nov dec")
_LIST_NUMBER = re.compile(r"\W*(?:\d{1,2}|[ivx]{1,4}|[IVX]{1,4}|[A-Ha-h])\W*")
_IN_THE_MIDDLE = re.compile(
    r"\((?:(?:1[89]|20)\d\d[a-z]?|[A-Z][A-Za-z]{3,}(?:\s[a-z]+)*)\),?\s+(?:[a-z]|[A-Z][a-z]*\.)"
)
"""A bracket that belongs to the name before it: "Thunb. (Rosaceae) lower", "K.R. (1971) Eur. J."."""
_JOURNAL = re.compile(r"[A-Z][a-z]{1,9}\.|[A-Z]\.(?=\s[A-Z])")


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
    if mark[0].startswith(".") and _is_within(text[start : mark.start()].rstrip(), rest):
        return False
    return not _inside_a_bracket(text[start : mark.end()], text[mark.end() :])


def _is_within(before: str, rest: str) -> bool:
    """Whether the full stop between the two belongs to a list number, an abbreviation or an initial, or is no end."""
    is_list_number = _LIST_NUMBER.fullmatch(before.rpartition(": ")[2])
    return (
        bool(is_list_number) or _is_abbreviated(before, rest) or _is_initial(before, rest) or _carries_on(before, rest)
    )


def _is_abbreviated(before: str, rest: str) -> bool:
    word = _last_word(before)
    lowered = word.lower()
    if len(word) == 1 and word.isupper():
        return False
    if lowered in _NEVER_LAST or word == "Ms":
        return True
    if lowered in _OFTEN_LAST or lowered.rpartition("-")[2] == "al":
        return not (_opens_a_sentence(rest) or _CLAUSE_OPENER.match(rest))
    return lowered in _SELDOM_LAST and not _opens_a_sentence(rest)


def _is_initial(before: str, rest: str) -> bool:
    """Whether it is the full stop of "J. Smith" or "E. coli", but not of "vitamin C. The"."""
    word = _last_word(before)
    if len(word) != 1 or not word.isupper():
        return False
    if _LETTER_AFTER_A_WORD.search(before) and _CLAUSE_OPENER.match(rest):
        return False
    return not _NAMED_BY_A_LETTER.search(before) and not _opens_a_sentence(rest)


def _carries_on(before: str, rest: str) -> bool:
    word = _last_word(before)
    if rest[0] in ",;:)%" or (word[:1].isupper() and _IN_THE_MIDDLE.match(rest)):
        return True
    if rest[0].islower():
        return not _LOWER_CASE_NAME.match(rest)
    if rest[0].isdigit():
        return word.lower() in _NUMBERED_NAMES
    # A chain of abbreviated capitalised words is the name of a journal: "Photochem. Photobiol. Sci."
    chain = _JOURNAL.match(rest) and re.fullmatch(r"[A-Z][a-z]{1,9}", word)
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
