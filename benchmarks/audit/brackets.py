"""What the voice leaves out of a sentence, although it limits what was found, or is what was found."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from benchmarks.audit.material import Finding, Video

_NUMBER = r"[-−–]?(?:\d+(?:[.·]\d+)?|[.·]\d+)"
_P = re.compile(rf"\b[Pp](?:-?values?)?\s?([<>=≤≥])\s?({_NUMBER})(?![\d.·]*\d| ?[x×*·] ?10|[eE])")
_NOT_SIGNIFICANT = re.compile(r"\bNS\b|\bn\.s\.|\b(?:not|non)[- ]?significant", re.IGNORECASE)
_LEVEL = 0.05

_INTERVAL = re.compile(
    rf"\b(?:CI|CrI|intervals?)\]?[\s,:=\[(]*({_NUMBER})\s?%?\s?(?:to|-|–|,|;)\s?({_NUMBER})", re.IGNORECASE
)
_RATIO = re.compile(r"\b(?:a?OR|a?HR|I?RR|ratio|ratios|SIR|SMR|relative risk)\b")
_DIFFERENCE = re.compile(r"\b(?:MD|SMD|WMD|RD|differences?|[Cc]hange|β|beta|effect)\b")

_SAYS_SO = re.compile(
    r"\b(?:no|not|nor|neither|without|never|similar|comparable|equal|equivalent|alike|unchanged|non-?significant\w*|"
    r"same|"
    r"fail(?:ed|s)?|lack(?:ed)?|trend|tend(?:ed|s)?|little|uncertain|may|NS)\b|\bP ?[=>] ?0?\.(?:0[5-9]|[1-9])",
    re.IGNORECASE,
)
"""Words that say that there may be no effect."""

_LIMITS = re.compile(
    r"\bpost[- ]?hoc\b|\bun-?adjusted\b|\bcrude\b|\bexploratory\b|\bsub-?groups?\b|\bper[- ]protocol\b|"
    r"\bself-reported\b|"
    r"\b(?:very )?low[- ](?:certainty|quality)\b|\b(?:moderate|low)[- ]certainty\b|\bpreliminary\b|"
    r"\bin (?:only )?(?:one|two|three|1|2|3) of (?:the )?(?:\w+) (?:trials|studies|cohorts|experiments)\b|"
    r"\bonly\b|\bexcept\b|\bexcluding\b|\bnot\b|\bno\b|\bat least\b|\bup to\b|\bunpublished\b|\bestimated\b",
    re.IGNORECASE,
)

_LAST_OF_A_LIST = re.compile(r"(?:and|or)\s")
_SHARE = re.compile(
    r"\d ?(?:%|per ?cent)|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine) of (?:the )?\d+", re.IGNORECASE
)
_COMPUTED = re.compile(
    r"(?:9\d|8\d) ?% ?(?:confidence|credible|C\.?I|CrI|range|prediction)|\bCI\]? 9\d ?%|\d ?% ?CI|(?:CI|interval|"
    r"range)(?: \[\w+\])?[^;)\]]*",
    re.IGNORECASE,
)
_FOLLOWED = 4
"""Numbers in one bracket that a listener can follow; more are a table, which only the slide shows."""

_ANY_NUMBER = re.compile(r"\d[\d.·]*|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:vs|versus|compared with|against|respectively)\b")
_SIZE_BEFORE = re.compile(r"\d[\d.·]*(?: ?%| per ?cent)[^.;,]{0,60}$|\d+ (?:of|/) \d+[^.;,]{0,40}$", re.IGNORECASE)


def check(video: Video) -> Iterator[Finding]:
    """The passages that are left out of narrated sentences and must not be."""
    for sentence in video.narrated:
        source = video.source_of(sentence)
        for before, lost in left_out(source, sentence.spoken):
            for reason in _reasons(before, lost, sentence.spoken):
                yield Finding("brackets", sentence.spoken, f"{reason} is not said: {lost}")


def left_out(source: str, spoken: str) -> Iterator[tuple[str, str]]:
    """Each passage of the source that is not said, after the text before it."""
    words = list(re.finditer(r"\S+", source))
    mine, theirs = [_bare(word[0]) for word in words], [_bare(word) for word in spoken.split()]
    for tag, start, end, _, _ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag in ("delete", "replace"):
            first, last = words[start].start(), words[end - 1].end()
            yield source[:first], source[first:last]


def _bare(word: str) -> str:
    return word.strip(".,;:()[]")


def _reasons(before: str, lost: str, spoken: str) -> Iterator[str]:
    if not _SAYS_SO.search(spoken):
        if any(_is_no_evidence(sign, value) for sign, value in _P.findall(lost)) or _NOT_SIGNIFICANT.search(lost):
            yield "a result that is not significant"
        if any(_has_no_effect(match, before + lost) for match in _INTERVAL.finditer(lost)):
            yield "an interval that includes no effect"
    if before.count("(") > before.count(")") and _LAST_OF_A_LIST.match(lost):
        yield "a part of a list"
    if limit := _LIMITS.search(lost):
        yield f"the limit “{limit[0]}”"
    if _SHARE.search(_COMPUTED.sub("", lost)):
        if _COMPARED.search(lost) and len(_ANY_NUMBER.findall(lost)) <= _FOLLOWED:
            yield "the comparison"
        elif not _COMPARED.search(lost) and not _SIZE_BEFORE.search(before.rstrip(" ([")):
            yield "the size of the finding"


def _is_no_evidence(sign: str, value: str) -> bool:
    number = _value(value)
    return number > _LEVEL if sign in "<≤" else number >= _LEVEL


def _has_no_effect(interval: re.Match[str], text: str) -> bool:
    low, high = _value(interval[1]), _value(interval[2])
    if _RATIO.search(text):
        return low < 1 < high
    return bool(_DIFFERENCE.search(text)) and low < 0 < high


def _value(number: str) -> float:
    return float(re.sub("[−–]", "-", number).replace("·", "."))
