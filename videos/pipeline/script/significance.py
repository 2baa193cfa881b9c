"""Reads p values and intervals, to find those that a listener must hear.

A finding without its p value sounds certain. So a lack of significance is always spoken, and so is an interval that
contains no effect.
"""

import re
from collections.abc import Iterator

_SIGNIFICANCE_LEVEL = 0.05

_MANTISSA = r"\d+[.,·]\d+|[.·]\d+|\d+"
_POWER = r"\s?[×x*·]\s?10|[eE](?=\s?[-−–⁻])|(?<=\b10)(?=\s?\^?[({]?\s?[-−–⁻])"
_EXPONENT = r"\s?\^?[({]?\s?[-−–⁻]?\s?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]*"
_PERCENT = r"\s?%|\s?per ?cent"
_VALUE = rf"(?:{_MANTISSA})(?:(?:{_POWER}){_EXPONENT})?(?:{_PERCENT})?"
_PARTS_OF_VALUE = re.compile(rf"({_MANTISSA})(?:({_POWER})({_EXPONENT}))?({_PERCENT})?")

_MORE = (
    r"[>≥](?:\s?/?\s?=|\s?or\s?=)?|(?:greater|more|higher|larger) than(?: or equal to)?|above|over|exceed(?:s|ed|ing)?"
)
_LESS = r"[<≤](?:\s?/?\s?=|\s?or\s?=)?|(?:less|lower|smaller) than(?: or equal to)?|below|under"
_EQUAL = r"[=≈≅~∼:]|(?:was|were|is|are|of|equals?|equal to|about)\b"
_TEST = r"(?:for )?(?:linear )?(?:trend|interaction|heterogeneity|difference|adj\w*|corr\w*|FDR|for \w+)"
_P_VALUE = re.compile(
    rf"(?<![\w.])(?:[pP](?:['’]?s)?(?:[-_ ]?(?:values?|levels?))?(?:[-_ ]?{_TEST})?|[qQ](?:[-_ ]?values?)?|FDR)"
    r"(?:\s?[\[(][^()\[\]]{1,24}[\])])?,?\s?"
    rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS})|(?:{_EQUAL})|(?<=\s)(?=0?[.,·]\d))\s?"
    rf"(?:(?P<none>NS\b|ns\b|[nN]\.\s?[sS]\b)|(?P<values>{_VALUE}(?:\s?(?:,|;|and|or|to|[-–−])\s?0?[.·]\d+)*))"
)
_NOT_SIGNIFICANT = re.compile(
    r"\bNS\b|\b[nN]\. ?[sS]\b|(?<!\d)(?<!\d )\bns\b|\b[Nn]on[- ]?significan|\b[Ii]nsignifican|"
    r"\b(?i:not|no|without|borderline|marginal(?:ly)?|lack(?:s|ed|ing)?)\b(?: \w+){0,3}? significan"
)

_LIMIT = r"[-−–+]?\s?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d*[.·]\d+|\d+(?:,\d+)?)"
_UNIT = r"(?:\s?(?:%|(?!to\b|and\b|C[Ir]|conf|cred)[°A-Za-zµμ][\w/²³·]*)){0,2}?"
_PAIR = re.compile(rf"(?<![\w.,·])({_LIMIT}){_UNIT}\s?(?:to|and|through|[-–—−~,;/])\s?({_LIMIT})(?!\d|[.,]\d)")
_INTERVAL = re.compile(
    r"(?:\b(?:C\.?I\.?|CrI|BCI|UI|CL|HDI|HPDI?)s?(?![A-Za-z])|"
    r"\b(?:confidence|credib\w+|uncertainty|compatibility) (?:intervals?|limits?|bounds?))"
    r"(?:\s?[\[(]\w{1,4}[\])])?[\s,:=(\[]*(?:(?:9\d|80)(?:\.\d)?(?:\s?[%％]|\s?per ?cent)|(?<=[Is])9\d(?![\d.]))?"
)
_REACH = 45
"""Characters between the word for an interval and its second limit: "RR (CI): 0.67 (0.37, 1.22)"."""

_BESIDE_AN_ESTIMATE = re.compile(
    rf"(?<![\w.,·])({_LIMIT})(?!\d|[.,·]\d){_UNIT}[\s,;:]*"
    rf"(?:[\[(]({_LIMIT})(?:{_UNIT}\s?(?:to|and|[-–—−~/])|\s?%?[,;])\s?({_LIMIT}){_UNIT}(?:[\])]|$)"
    rf"|({_LIMIT}){_UNIT}\s?(?:to|[-–—−])\s?({_LIMIT})(?!\d|[.,]\d))"
)
_EITHER_WAY = re.compile(
    r"\d\S* (?:\w+ ){0,3}?(?:fewer|less|lower|reduction|decrease|fall)\b.{0,30}? (?:to|and) .{0,12}?"
    r"\d\S* (?:\w+ ){0,3}?(?:more|greater|higher|increase|rise)\b",
    re.IGNORECASE,
)
"""An interval that says its signs: "95% CI 8 fewer to 10 more"."""

RATIO = re.compile(
    r"\b[A-Za-z]{0,4}(?:OR|HR|RR)s?(?:adj)?\b|\b(?:SIR|SMR|PMR|PR|GMR|RoM)s?\b|"
    r"(?i:\bratios?\b|\brelative (?:risks?|hazards?|rates?)|\bodds\b|\bfold\b)"
)
_DIFFERENCE = re.compile(r"\b[WS]?MDs?\b|\bA?RD\b|(?i:\b(?:difference|change|effect|gain|reduction|increase)s?\b)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PLAIN = str.maketrans({"·": ".", "−": "-", "–": "-", "⁻": "-", "+": "", " ": ""})


def p_values(text: str) -> list[re.Match[str]]:
    """All p values in ``text``, significant or not."""
    return list(_P_VALUE.finditer(text))


def is_not_significant(text: str) -> bool:
    """Whether ``text`` says "not significant", or has a p value of 0.05 or more, or a limit for it above 0.05."""
    return bool(_NOT_SIGNIFICANT.search(text)) or any(_is_weak(match) for match in p_values(text))


def interval_holds_no_effect(text: str, sentence: str) -> bool:
    """Whether an interval in ``text`` contains 0, or contains 1 and the ``sentence`` is about a ratio.

    An interval follows "CI" or its like, or the estimate that lies between its limits: "HR 0.8 [0.6-1.1]". If
    ``text`` ends the ``sentence``, the estimate may be before it.
    """
    is_ratio, is_difference = bool(RATIO.search(sentence)), bool(_DIFFERENCE.search(sentence))
    return bool(_EITHER_WAY.search(text)) or any(
        low < 0 < high or (is_ratio and 0 <= low <= 1 <= high) or (is_difference and not is_ratio and 0 in (low, high))
        for low, high in _intervals(text, sentence if sentence.endswith(text) else text)
    )


def _is_weak(p_value: re.Match[str]) -> bool:
    if p_value["none"] or p_value["more"]:
        return True
    sizes = [_size(*match.groups()) for match in _PARTS_OF_VALUE.finditer(p_value["values"])]
    if p_value["less"]:
        return any(_SIGNIFICANCE_LEVEL < size <= 1 for size in sizes)
    return any(_SIGNIFICANCE_LEVEL <= size <= 1 for size in sizes)


def _size(mantissa: str, power: str | None, exponent: str | None, percent: str | None) -> float:
    """The value of "6", "6%" or "6 × 10⁻²". A power of ten whose exponent is missing is small."""
    digits = re.sub(r"\D", "", (exponent or "").translate(_RAISED))
    shift = 0 if power is None else -int(digits or 9)
    base = 1.0 if mantissa == "10" and power == "" else _number(mantissa)
    return base * 10.0**shift / (100 if percent else 1)


def _intervals(text: str, until: str) -> Iterator[tuple[float, float]]:
    """The limits of the intervals in ``text``, which ends the text ``until``: an estimate may come before it."""
    for label in _INTERVAL.finditer(text):
        pair = _PAIR.search(text, label.end(), label.end() + _REACH)
        if pair:
            low, high = sorted((_number(pair[1]), _number(pair[2])))
            yield low, high
    alone = _PAIR.match(text)
    if alone and text.startswith(("-", "−", "–")):
        yield _number(alone[1]), _number(alone[2])
    for found in _BESIDE_AN_ESTIMATE.finditer(until):
        estimate, *limits = (_number(group) for group in found.groups() if group)
        low, high = sorted(limits)
        if found.end() > len(until) - len(text) and low <= estimate <= high:
            yield low, high


def _number(text: str) -> float:
    plain = text.translate(_PLAIN)
    thousands = re.fullmatch(r"-?[1-9]\d{0,2}(?:,\d{3})+", plain)
    return float(plain.replace(",", "" if thousands else "."))
