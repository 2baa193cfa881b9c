"""Finds in a source that an effect is not significant: p values of 0.05 and more, "NS", intervals with no effect."""

import re
from collections.abc import Iterator

from videos.pipeline.fidelity.comparison import Comparison, Token, tokens_of

Span = tuple[int, int]
"""The first character, and one past the last."""

_P = re.compile(r"p_?(?:s|value|trend|interaction|het|corr|adj|fdr)?|q|fdr")
_ABOVE = frozenset({">", "≥", "greater", "more", "above", "exceeding", "exceeds", "over"})
_BELOW = frozenset({"<", "≤", "less", "below", "under"})
_EQUAL = frozenset({"=", "≈", "~", ":"})
_BETWEEN = _ABOVE | _BELOW | _EQUAL | frozenset({
    "-", "value", "values", "for", "trend", "interaction", "heterogeneity", "than", "or", "equal", "to", "was", "is",
    "of", "were", ",", ".", "'", "’", "s", "adjusted", "corrected", "difference",
})  # fmt: skip
_REACH = 8
"""Tokens between "p" and its value: "P for interaction was greater than"."""

_LEVEL = 0.05
_VALUE = re.compile(
    r"(?P<size>\d*[.,·]?\d+)(?:\s?[×x*]\s?10(?P<power>\s?\^?\(?[-−–⁻]\s?\d+|⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)?"
    r"(?P<percent>\s?(?:%|per ?cent))?"
)
_NEXT_VALUE = re.compile(r"\s?(?:and|or|to|[-–])\s?(?=0?[.,·]\d)")
_SMALL_POWER = re.compile(r"10\s?\^?[-−–⁻]|\d+(?:\.\d+)?[eE][-−–]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_NS = re.compile(r"\((?:NS|N\.S\.|n\.s\.|ns)\)|(?<=\()(?:difference )?(?:NS|n\.s\.)(?= by|\))")
_IN_WORDS = re.compile(
    r"\b(?:non[- ]|not (?:statistically )?|no |borderline |marginal(?:ly)? )significan\w*", re.IGNORECASE
)

_RATIO = re.compile(
    r"\b\w{0,3}(?:OR|HR|RR)s?\b|\b(?:SMR|SIR|PR)\b|(?i:\bratios?\b|\brelative risk|\bodds\b|\bhazards?\b)"
)
_NUMBER = r"[-−–+]?\s?(?:\d+[.,·]\d+|[.·]?\d+)"
_UNIT = r"(?:%|(?!(?:to|and)\b)[a-zµ/]{1,8})?"
_BOUNDS = rf"(?P<low>{_NUMBER})(?:\s?{_UNIT}\s?(?:to|and|[-–—−/])|\s?%?[,;])\s?(?P<high>{_NUMBER})"
_AFTER_A_LABEL = re.compile(
    rf"(?:\bC[Ir]I?\b|\bCI95|\bHPDI?\b|\bHDI\b|\b(?:interval|limit)s?\b)[^\d;]{{0,12}}?(?:9\d\s?[%％][^\d;]{{0,4}}?)?{_BOUNDS}"
)
_IN_A_BRACKET = re.compile(rf"(?:(?P<about>{_NUMBER})\s?%?\s?)?[\[(]{_BOUNDS}\s?{_UNIT}[\])]")
_AFTER_A_COMMA = re.compile(
    rf"(?P<about>{_NUMBER})\s?%?[,;]\s(?P<low>{_NUMBER})\s?{_UNIT}\s?(?:to|[-–—−])\s?(?P<high>{_NUMBER})"
)
_EITHER_WAY = re.compile(
    r"\d\S* (?:fewer|less|lower)(?: \w+){0,3} (?:to|and) \d\S* (?:more|greater|higher)|"
    r"(?:fall|decrease|reduction) of \d\S* to an? (?:rise|increase) of \d",
    re.IGNORECASE,
)
_P_BEFORE = re.compile(r"\b[pPq]\s?[=<>≤≥]\s?$")
_RATIO_REACH = 60
"""Characters between "odds ratio" and its interval."""

_STEM = (
    r"(?:differ|effect|associat|relat|affect|chang|increas|decreas|reduc|improv|predict|correlat|influenc|significan|"
    r"higher|lower|greater|more|less|benefit|evidence|impact|advantage|link|interact|excess)"
)
_SAYS_NO_EFFECT = re.compile(
    r"n['’]t\b|\bcannot\b|\b(?:did|does|do|could|can|would) not\b|"
    rf"\bnot(?: \w+)? {_STEM}|\b(?:no|nor|neither|without|little)(?: [\w-]+){{0,5}} {_STEM}|"
    r"\b(?:similar|comparable|unchanged|non-?significant|equivalent|unrelated|uncertain)",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:but|whereas|while|although)\b", re.IGNORECASE)

_EFFECT = re.compile(
    rf"(?:{_RATIO.pattern}|\b(?:r|MD|SMD|mean difference|risk difference|coefficient)\b|[βρ])[^\d;(\[]{{0,12}}\d[\d.·]*"
)
_LONGEST_EFFECT, _MOST_PASSAGES = 40, 4


def doubts(source: str) -> Iterator[Span]:
    """The p values of 0.05 and more, "NS", and the intervals that contain no effect.

    They may go if words before them in the same clause say so: "did not differ".
    """
    for found in (_weak_p_values(source), _unnamed_ns(source), _intervals_without_effect(source)):
        for start, end in found:
            if not _SAYS_NO_EFFECT.search(_TURN.split(source[:start])[-1]):
                yield start, end
    yield from (match.span() for match in _IN_WORDS.finditer(source))


def loses_an_effect(compared: Comparison) -> bool:
    """Whether a bracket keeps that an effect is not significant and leaves out how large it is."""
    weak = list(_weak_p_values(compared.source))
    for bracket in compared.partly_kept():
        passages = compared.passages(bracket)
        spans = [(compared.tokens[p.start].start, compared.tokens[p.stop - 1].end) for p in passages]
        has_doubt = any(start <= low and high <= end for start, end in spans for low, high in weak)
        lost = [compared.text_of(p) for p in passages if not compared.is_kept(p)]
        if has_doubt and len(passages) <= _MOST_PASSAGES and any(map(_is_effect, lost)):
            return True
    return False


def _is_effect(passage: str) -> bool:
    return len(passage) <= _LONGEST_EFFECT and bool(_EFFECT.match(passage))


def _weak_p_values(source: str) -> Iterator[Span]:
    tokens = tokens_of(source)
    for place, token in enumerate(tokens):
        value = _value_of(tokens, place) if _P.fullmatch(token.word) else None
        if value is None:
            continue
        words = {each.word for each in tokens[place:value]}
        if tokens[value].word in ("ns", "n"):
            yield token.start, tokens[value].end
        elif end := _weak_end(source, tokens[value - 1 : value + 1], words):
            yield token.start, end


def _value_of(tokens: tuple[Token, ...], place: int) -> int | None:
    """The index of the number, or "ns", that belongs to the p at ``place``."""
    for after in range(place + 1, min(place + 1 + _REACH, len(tokens))):
        word = tokens[after].word
        if word[0].isdigit():
            return after
        if word == "ns" or (word == "n" and tokens[after + 1 : after + 2] and tokens[after + 1].word == "."):
            return after if tokens[after - 1].word in _EQUAL else None
        if word not in _BETWEEN:
            return None
    return None


def _weak_end(source: str, around: tuple[Token, ...], words: set[str]) -> int:
    """Where the p value ends if it, or one that is listed with it, is 0.05 or more; otherwise 0."""
    before, number = around
    start = before.start if before.word == "." and before.end == number.start else number.start
    while match := _VALUE.match(source, start):
        size = _p_size(match)
        is_named = bool(words & (_ABOVE | _BELOW | _EQUAL)) or re.search(r"[.,·]", match["size"])
        is_small = size > 1 or bool(_SMALL_POWER.match(source, start))
        limit_is_open = bool(words & _BELOW)
        if is_named and not is_small and (size > _LEVEL if limit_is_open else size >= _LEVEL):
            return match.end()
        following = _NEXT_VALUE.match(source, match.end())
        if not following:
            return 0
        start = following.end()
    return 0


def _p_size(match: re.Match[str]) -> float:
    power = re.sub(r"\D", "", (match["power"] or "").translate(_RAISED))
    return _size(match["size"]) * 10.0 ** -int(power or 0) / (100 if match["percent"] else 1)


def _unnamed_ns(source: str) -> Iterator[Span]:
    """ "(NS)", unless it abbreviates the two words before it."""
    for match in _NS.finditer(source):
        *_, first, second = ["", "", *source[: match.start()].casefold().split()]
        if not (first.startswith("n") and second.startswith("s")):
            yield match.span()


def _intervals_without_effect(source: str) -> Iterator[Span]:
    yield from (match.span() for match in _EITHER_WAY.finditer(source))
    for pattern in (_AFTER_A_LABEL, _IN_A_BRACKET, _AFTER_A_COMMA):
        for match in pattern.finditer(source):
            low, high = _size(match["low"]), _size(match["high"])
            before = source[max(0, match.start() - _RATIO_REACH) : match.end()]
            about = match.groupdict().get("about")
            if _P_BEFORE.search(source[: match.start()]):
                continue
            is_interval = pattern is _AFTER_A_LABEL or (about and low <= _size(about) <= high)
            crosses_zero = low < 0 < high and (is_interval or pattern is _IN_A_BRACKET)
            if crosses_zero or (is_interval and _RATIO.search(before) and 0 < low <= 1 <= high):
                yield match.span()


def _size(number: str) -> float:
    """A number with a point or a comma, and any minus."""
    return float(re.sub("[−–]", "-", number).replace("·", ".").replace(",", ".").replace(" ", "").lstrip("+"))
