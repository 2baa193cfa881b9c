"""Reads p values and intervals, to find those that a listener must hear.

A finding without its p value sounds certain. So a lack of significance is always spoken, and so is a statement on the
certainty of the evidence.
"""

import re

_SIGNIFICANCE_LEVEL = 0.05
_P_VALUE = re.compile(
    r"\b[pP](?:[- _]?(?:values?|trend|interaction|heterogeneity|for \w+))?\s?([=>≥<≤])\s?"
    r"(\d*[.·]\d+|\d+\b|NS\b)(\s?[×x]\s?10)?"
)
_NOT_SIGNIFICANT = re.compile(r"\bNS\b|\bn\.s\.|non-?significant", re.IGNORECASE)
_INTERVAL = re.compile(
    r"(?:\bC[Ir]I?\b|confidence interval|credible interval)[\s,:=]*(?:9[059] ?%)?\D{0,4}?"
    r"([−–-]?\d*[.·]?\d+) ?(?:to|-|–|−|,|;) ?([−–-]?\d*[.·]?\d+)(?! ?%)"
)
_RATIO = re.compile(
    r"\b[aASI]?[OHR]R\b|\b[ISP][IMR]R\b|\b(?:odds|hazards?|risk|rate|prevalence) ratio|\brelative risk", re.I
)
CERTAINTY = re.compile(
    r"certainty|quality|uncertain|evidence|not significant|non-?significant|\btrend\b", re.IGNORECASE
)


def p_values(text: str) -> list[re.Match[str]]:
    """All p values in ``text``, significant or not."""
    return list(_P_VALUE.finditer(text))


def is_not_significant(text: str) -> bool:
    """Whether ``text`` has a p value of 0.05 or more, or says "not significant"."""
    return bool(_NOT_SIGNIFICANT.search(text)) or any(_is_weak(match) for match in p_values(text))


def interval_holds_no_effect(text: str, sentence: str) -> bool:
    """Whether an interval in ``text`` contains 0, or contains 1 and the ``sentence`` is about a ratio."""
    for match in _INTERVAL.finditer(text):
        low, high = sorted((_number(match[1]), _number(match[2])))
        if low < 0 < high or (low < 1 < high and _RATIO.search(sentence)):
            return True
    return False


def _is_weak(p_value: re.Match[str]) -> bool:
    relation, value, power_of_ten = p_value.groups()
    if value == "NS" or relation in ">≥":
        return True
    return relation == "=" and not power_of_ten and _number(value) >= _SIGNIFICANCE_LEVEL


def _number(text: str) -> float:
    return float(text.replace("·", ".").replace("−", "-").replace("–", "-"))
