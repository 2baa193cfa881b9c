"""Finds what a source carries beside its statement: scopes, and findings in brackets.

A listener who does not hear "(in one of two trials)" or "(by 11 days)" hears another paper. The tables are the check's
own: they name what must be kept, not what may be left out.
"""

import re
from collections.abc import Iterator

from videos.pipeline.fidelity.doubts import Span

_COUNT = (
    r"(?:\d[\d.,·]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|half|hundred)"
)
_SCOPES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # until when
        r"\b(?:yet|still|so far|thus far|to date|until now)\b",
        # where and in whom
        rf"\bin {_COUNT} of (?:the )?{_COUNT}\b",
        r"\((?:in|at|on|among|within|during|by|after|before|under|from|for|based on|mainly|mostly) "
        r"(?!fig|tab|ref|append|exam|inst)[^()\[\]\d=%]+\)",
        r"\((?:men|women|boys|girls|males|females|children|adults|infants)\)",
        r"\b(?:derivation|validation|development) (?:cohort|sample|set)\b",
        # how it was found
        r"\bpost[- ]?hoc\b|\b(?:sub-?group|exploratory|interim|sensitivity|post[- ]?hoc) (?:analys|comparison)\w+",
        r"\b(?:primary|secondary) (?:outcome|end[- ]?point|analys)\w*",
        r"\b(?:unplanned|unadjusted|crude|univaria\w+|unpublished|uncontrolled|recalled|modelled|simulated)\b",
        r"\b\w+-(?:reported|rated|recalled)\b",
        # how sure it is
        r"\b(?:low|moderate|poor|high)[- ](?:certainty|quality|confidence|strength|risk of bias)\b"
        r"(?: of evidence| evidence)?",
        r"\b(?:weak|limited|poor|insufficient|inconclusive|level \w{1,3}) evidence\b",
        r"\bGRADE:? (?:very )?(?:low|moderate)\b|\b(?:grade|level) [A-D] (?:evidence|recommendation)\b",
        # what is said of a whole sentence, in its only bracket
        r"^[^()]*(\((?!e\.?g|for (?:ex|in)|such|see|fig|tab|suppl|ref|fund|regis|trial|and\b|or\b)"
        r"(?-i:[a-z]+(?:[- ][a-z]+)+)\))(?=\s*(?:[.;]|$))",
        # what later sentences call a group
        r"\b(?:group|arm|cohort) (?:[A-Z]|\d) \((?!e\.? ?g|see)[^()\d]+\)",
        r"\((?:the [\w-]+ )?(?:group|arm|cohort)(?: (?:[A-Z]|\d))?\)",
    )
)

_SHARE = rf"(?:about |over |nearly |averaging |average |only |up to )?{_COUNT} ?(?:%|per ?cent)"
_AMOUNT = (
    rf"by (?:about |over )?{_COUNT}(?: [a-z%]+){{0,2}}|{_COUNT} (?:[a-z]+ )?in {_COUNT}|"
    r"(?:about )?(?:one|two|three|a) (?:third|quarter|half)s?|"
    rf"(?:twice|half) as \w+|\w+-?fold(?: \w+)?|(?:mean|median|averaging) {_COUNT}(?: [a-z/]+){{0,2}}|"
    rf"{_COUNT} ?± ?{_COUNT}(?: [a-z/]+)?"
)
_VERSUS = re.compile(r"\s(?:vs?\.?|versus|compared (?:with|to))\s")
_COMPARED = re.compile(
    rf"{_COUNT}(?: ?%| [a-z/]{{1,9}})?{_VERSUS.pattern}{_COUNT}(?: ?%| [a-z/]{{1,9}})?", re.IGNORECASE
)
_SHORT, _LONG = 40, 110
"""Characters. A short part of a bracket is always said; one up to the other limit if it has few numbers."""

_FEW_NUMBERS, _SOME_WORDS = 4, 4
_NUMBER = re.compile(r"\d[\d.,·]*")
_COMPUTED = re.compile(
    r"\bC\.?I\b|\bCrI\b|confidence|credible|interval|range|quartile|percentile|\bS[DE]M?\b|\bIQR\b|[=<>≤≥±]|"
    r"\b(?:sensitivity|specificity|power|alpha|age|aged|years)\b",
    re.IGNORECASE,
)
"""What only describes or computes, and may stay on the slide."""

_QUANTITY = (
    rf"(?:at |an? \w+ of |[+−-] ?)?{_COUNT} ?"
    r"(?:kg|g|mg|mm|cm|m|h|hours?|days?|weeks?|months?|years?|min|minutes?|points?)|"
    rf"from {_COUNT} to {_COUNT}(?: [a-z%]+)?|between {_COUNT} and {_COUNT} ?(?:%|per ?cent)|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten) (?:of )?[a-z]+"
)
_FINDING = re.compile(rf"{_SHARE}|{_AMOUNT}|{_QUANTITY}", re.IGNORECASE)
_BARE = re.compile(
    rf"(?:n ?= ?)?{_COUNT}(?: ?(?:of|out of|/) ?(?:the )?{_COUNT}(?: [a-z]+)?| ?[-–] ?{_COUNT} ?%)?", re.IGNORECASE
)
_ROUND = re.compile(r"(?<=\s)\(([^()\[\]]+)\)")
_INNER = r"(?:[^()\[\]]|[\[(][^()\[\]]*[\])])+"
_OUTER = re.compile(rf"\({_INNER}\)|\[{_INNER}\]")
_LATER_SHARE = re.compile(rf"{_SHARE}", re.IGNORECASE)
_PASSAGE = re.compile(r"[^;,\s](?:[^;,]|,(?=\d))*")
_PASSAGE_END = re.compile(r"[;,](?!\d)")
_MOST_PASSAGES = 3
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SHARE_BEFORE = re.compile(r"(?:%|per ?cent)[^;]{0,60}$", re.IGNORECASE)
_ENDS_A_PHRASE = re.compile(r"[.,;:)\]]|$|\s(?:and|or|than|in|of|was|were|had|with|for|after|vs\.?|versus)\b")
_ITEM_BEFORE = re.compile(r"(?:^|[:;,.]|\b(?:and|or|by|to|of|as|that|will|are|were|is|was|with|for))\s*$")


def scopes(source: str) -> Iterator[Span]:
    """Where, when, for whom and how surely it was found: "(in mice)", "post hoc", "group A (placebo)"."""
    for pattern in _SCOPES:
        for match in pattern.finditer(source):
            yield match.span(match.lastindex or 0)


def findings(source: str) -> Iterator[Span]:
    """The shares, amounts and comparisons with which brackets begin, and the counts that are all that they contain."""
    compares = not any(_is_long_comparison(match[0]) for match in _OUTER.finditer(source))
    for match in _ROUND.finditer(source):
        passages = _PASSAGE.findall(match[1])
        found = [each for each in passages if _is_finding(each, is_first=each is passages[0], compares=compares)]
        if len(passages) <= _MOST_PASSAGES:
            yield from ((place := source.index(each, match.start()), place + len(each)) for each in found)
        if _BARE.fullmatch(match[1]) and _counts(source, match):
            yield match.span()


def _is_finding(passage: str, *, is_first: bool, compares: bool) -> bool:
    if not is_first:
        return bool(_LATER_SHARE.fullmatch(passage))
    if _FINDING.fullmatch(passage) or (compares and _COMPARED.fullmatch(passage)):
        return True
    return compares and _tells_shares(passage)


def _tells_shares(passage: str) -> bool:
    """Whether a passage says the shares of groups in words: "6% of the drug group and 4% of the other"."""
    is_told = "%" in passage and not _COMPUTED.search(passage) and not _is_a_table(passage)
    return is_told and len(passage.split()) > _SOME_WORDS


def _is_long_comparison(inner: str) -> bool:
    """Whether a comparison takes too long to say; then none of the sentence is said."""
    return any(_is_a_table(part) and _VERSUS.search(part) for part in _PASSAGE_END.split(inner))


def _is_a_table(part: str) -> bool:
    return len(part) > _SHORT and (len(part) > _LONG or len(_NUMBER.findall(part)) > _FEW_NUMBERS)


def _counts(source: str, bracket: re.Match[str]) -> bool:
    """Whether a number in a bracket counts: it is no year, no number of an item, and not the share before it."""
    before = source[: bracket.start()]
    if _YEAR.fullmatch(bracket[1]) or _SHARE_BEFORE.search(before) or _ITEM_BEFORE.search(before):
        return False
    return bool(_ENDS_A_PHRASE.match(source, bracket.end()))
