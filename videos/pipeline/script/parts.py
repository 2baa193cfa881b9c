"""Divides a bracket of statistics into its parts, and decides which of them a listener must hear.

    "(HR 0.81; 95% CI 0.57 to 1.15; 3 trials; low certainty)" has four parts.

The finding and what casts doubt on it are heard: shares and counts, an effect that is not significant, the certainty
of the evidence. What only computes it may stay on the slide: p values, intervals, spreads, degrees of freedom.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum

from videos.pipeline.script import numbers, significance
from videos.pipeline.script.brackets import Bracket, brackets, has_number, qualifies, refers, tells, without_brackets
from videos.pipeline.script.segmentation import Span


class Weight(IntEnum):
    """What a part of a bracket is to a listener."""

    DETAIL = 0  # only on the slide
    EFFECT = 1  # heard if nothing else says how large the effect is, or if it is in doubt
    FINDING = 2  # heard
    DOUBT = 3  # heard, and with it the effect that it is about


_SPLIT = re.compile(r";|,(?!\d)")
_LEVEL = re.compile(r"\b(?:9\d|80)(?:\.\d)? ?(?:[%％]|per ?cent)(?= ?-?(?:C|conf|cred))")
_STARTS_WITH_A_NUMBER = re.compile(r"(?:[nN] ?= ?)?[<>≤≥=~≈+−–-]?\s?[.·]?\d")
_ONLY_A_NUMBER = re.compile(
    r"(?:(?:^|\s)(?:and |or )?[+−–-]?\s?[\d.·]+(?: ?%)?[\])]?(?: [\[(][^()\[\]]*[\])])?)+(?: respectively)?"
)
_LABELLED_NUMBER = re.compile(r"[^\W\d][^\d]*?[=:]?\s?[+−–-]?\s?[.·]?\d")
_INTERVAL_WITH_ONE_LIMIT = re.compile(r"(?:C\.?[ir]?I\.?|CI95|interval|limits)[^\d]*(?:9\d ?%)?[^\d]*[\d.·]+ ?%?\s*$")

_DETAIL = re.compile(
    r"\bC\.?I\.?\b|CI95|\bCr?I\b|\b(?:confidence|credib\w+) (?:interval|limit)|\bI[QC]R\b|\bS\.?[DE]M?\.?\b|"
    r"\b(?:standard (?:deviation|error)|(?:interquartile )?range|quartiles?|percentiles?|variance|df|d\.f\.)\b|"
    r"(?:[χΧ]|\b[Cc]hi|\bX)[- ]?(?:2|²|squared?)|\b(?:[tFzZUWQH]|I[2²]|[τΤ][2²])(?: ?[\[(][^)\]]*[)\]])? ?[=<>≤≥]|"
    r"\b[Ll]og-?rank\b|\bANOVA\b|\btest\b|\bage[ds]?\b|\byears? old\b"
)
_SAMPLE = re.compile(
    r"(?:\b[nNkK]\s?[=:]\s?\d[\d,]*)|(?:all )?[\d,]+ (?:\w+ )?(?:trials?|stud(?:y|ies)|RCTs?|comparisons?|"
    rf"{numbers.PEOPLE})(?: and .*)?"
)
_COUNT = re.compile(r"[^\w%]*(?:[nN]\s?=\s?)?[\d,]+(?:\s?(?:/|of|out of)\s?(?:the )?[\d,]+(?:[^\d;%]{0,40}))?[^\w%]*")
_AFTER_A_PERCENTAGE = re.compile(r"(?:%|per ?cent)[^,;()%]{0,45}$")
_RANGE = re.compile(r"\W*[\d.·]+ ?(?:[-–]|to) ?[\d.·]+(?: ?[a-z]+)?\W*")
_AFTER_A_NUMBER = re.compile(r"\d[\d.·]*(?: ?(?:%|[a-zA-Zµμ°/]+)){0,2}\s*$")
_EFFECT = re.compile(
    rf"(?:{significance.RATIO.pattern}|\b(?:[WS]?MD|A?RD|ARR|NN[TH]|AUC|AUROC|R[2²]|r[2²s]?|ICC|SNR)\b|"
    r"\b[dgbB](?= ?[=:])|"
    r"[βΒ𝛽ρκαηΔ]|\b(?i:beta|rho|kappa|alpha|eta|difference|coefficients?|slope|effect size|"
    r"sensitivity|specificity|agreement)\b)[^\d]{0,24}[\d.·]"
)
_COMPARISON = re.compile(r"[^±]*\d[^±]*\b(?:vs\.?|v|versus|compared (?:with|to)|against)\s[^±]*\d[^±]*")
_COMPARED_MEANS = re.compile(r".*\d ?(?:±|\+/-).*\b(?:vs\.?|v|versus|compared (?:with|to)|against)\s.*\d.*")
_NEGATION = re.compile(r"\b(?:not|no|nor|neither|never|without)\b", re.IGNORECASE)
_STATISTIC = re.compile(rf"{_DETAIL.pattern}|{_EFFECT.pattern}|[%±=]")
_ABBREVIATION = re.compile(r"[A-Za-z]{0,2}[A-Z]{1,3}s?|β")
_LONGEST, _LONGEST_FINDING = 45, 110
_FEWEST_WORDS = 4
_LAST_OF_A_LIST = re.compile(r"(?:and|or)\s")
_ANY_NUMBER = re.compile(r"\d[\d.,·]*")
_MOST = 4
"""More numbers than this in one bracket are a table: a listener cannot follow it."""

_SAYS_NO_EFFECT = re.compile(
    r"\b(?:(?:did|does|do|could|can|would) ?(?:not|n['’]t)|cannot|"
    r"not (?:\w+ly )*(?:differ\w*|associat\w+|relat\w+|affect\w*|chang\w+|increas\w+|decreas\w+|reduc\w+|improv\w+|"
    r"predict\w*|correlat\w+|influenc\w+|significant\w*|higher|lower|greater|more|less)|"
    r"(?:no|without|nor|neither|little)(?: [\w-]+){0,4}? (?:differen\w+|effects?|associat\w+|relation\w*|chang\w+|"
    r"increase\w*|decrease\w*|reduction\w*|benefits?|evidence|impact|correlat\w+|influence|improve\w+|advantage|link|"
    r"interaction|excess)|"
    r"similar\w*|comparable|unchanged|non-?significant\w*|equivalent|unrelated|uncertain)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:but|whereas|while|although|though|however|yet)\b|;", re.IGNORECASE)


def unspoken(text: str, bracket: Bracket) -> list[Span]:
    """The spans of a bracket of statistics that a listener need not hear: all of it, some of it, or none."""
    parts = _parts(text, bracket)
    if _is_read_whole(text, bracket, parts):
        return []
    if _is_a_list([text[slice(*span)] for span in parts]):
        is_short = bracket.end - bracket.start <= _LONGEST_FINDING
        return [] if is_short else [(bracket.start, bracket.end)]
    weights = _weights(text, bracket, parts)
    heard = [weight > Weight.DETAIL for weight in weights]
    if not any(heard):
        return [(bracket.start, bracket.end)]
    if "respectively" in text[bracket.start : bracket.end]:
        return []
    nested = [span for span, weight in zip(parts, weights, strict=True) if weight in (Weight.EFFECT, Weight.FINDING)]
    return _around(parts, heard) + [inside for span in nested for inside in _details_within(text, span)]


def _is_read_whole(text: str, bracket: Bracket, parts: Sequence[Span]) -> bool:
    """Whether a bracket is a single share or a list of names, or has a doubt that no part of it shows alone."""
    inner = text[bracket.start + 1 : bracket.end - 1]
    words = [text[slice(*span)] for span in parts]
    if numbers.SOLE_PERCENTAGE.fullmatch(inner):
        return True
    if significance.is_not_significant(inner) and len(significance.p_values(inner)) > 1:
        return True
    whole = (bracket.start + 1, bracket.end - 1)
    if _is_in_doubt(text, whole, bracket) and not any(_is_in_doubt(text, span, bracket) for span in parts):
        return True
    return _is_plain(words) and len(inner) <= _LONGEST


def _is_a_list(words: Sequence[str]) -> bool:
    """Whether a bracket lists things, all of which are said or none: "H2A, protein 53, and ataxia telangiectasia"."""
    return _is_plain(words) and bool(_LAST_OF_A_LIST.match(words[-1]))


def _is_plain(words: Sequence[str]) -> bool:
    """Whether the parts are words without statistics, not all of them with a number."""
    has_statistics = any(_STATISTIC.search(part) or significance.p_values(part) for part in words)
    return not has_statistics and len(words) > 1 and any(not has_number(part) for part in words)


def _is_in_doubt(text: str, part: Span, bracket: Bracket) -> bool:
    """Whether a part says that the effect is not significant, unless the words before it say so themselves."""
    words, before = text[slice(*part)], text[: part[1]]
    if significance.is_not_significant(words):
        return True
    return not _says_no_effect(text[: bracket.start]) and significance.interval_holds_no_effect(words, before)


def _parts(text: str, bracket: Bracket) -> list[Span]:
    """The parts between semicolons and commas outside inner brackets; a label stays with its value: "OR, 2.1"."""
    start, end = bracket.start + 1, bracket.end - 1
    inside = [(start + each.start, start + each.end) for each in brackets(text[start:end])]
    cuts = [m.start() for m in _SPLIT.finditer(text, start, end) if not any(a < m.start() < b for a, b in inside)]
    spans = [_stripped(text, a, b) for a, b in zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True)]
    joined: list[Span] = []
    for span in spans:
        if span[0] == span[1]:
            continue
        if joined and _belong_together(text, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _belong_together(text: str, first: Span, second: Span) -> bool:
    left, right = text[slice(*first)], text[slice(*second)]
    if _INTERVAL_WITH_ONE_LIMIT.search(left) and _ONLY_A_NUMBER.fullmatch(right):
        return True
    is_after_a_comma = text[first[1] : second[0]].strip() == ","
    if _LABELLED_NUMBER.match(left) and _ONLY_A_NUMBER.fullmatch(right):
        return "%" not in right or (is_after_a_comma and "%" in left)
    if not is_after_a_comma:
        return False
    if right == "respectively":
        return True
    return not re.search(r"\d", _LEVEL.sub("", left)) and bool(_STARTS_WITH_A_NUMBER.match(_LEVEL.sub("", right)))


def _weights(text: str, bracket: Bracket, parts: Sequence[Span]) -> list[Weight]:
    before, inner = text[: bracket.start], text[bracket.start : bracket.end]
    compares = _says_comparisons(text)
    doubts = [_is_in_doubt(text, span, bracket) for span in parts]
    found = [
        Weight.DOUBT if doubt else _weight(text[slice(*span)], before, inner, compares=compares)
        for span, doubt in zip(parts, doubts, strict=True)
    ]
    if sum(weight in (Weight.FINDING, Weight.EFFECT) for weight in found) > _MOST:
        return [weight if weight is Weight.DOUBT else Weight.DETAIL for weight in found]
    is_said = Weight.FINDING in found or _states_an_effect(text) or _says_no_effect(before)
    if is_said and not any(doubts):
        return [Weight.DETAIL if weight is Weight.EFFECT else weight for weight in found]
    return found


def _weight(part: str, before: str, inner: str, *, compares: bool) -> Weight:
    bare = without_brackets(part).strip() or part
    if significance.p_values(bare) or refers(part):
        return Weight.DETAIL
    if qualifies(part) or _has_a_telling_label(bare) or any(tells(each) for each in _inner_brackets(part)):
        return Weight.DOUBT
    if numbers.COUNTED_PERCENTAGE.fullmatch(part):
        return Weight.FINDING
    if _COMPARISON.fullmatch(part):
        return Weight.FINDING if compares and _can_be_followed(part) else Weight.DETAIL
    if not has_number(part):
        return Weight.DOUBT if tells(part) or _NEGATION.search(part) else Weight.DETAIL
    if _EFFECT.search(bare) or _COMPARED_MEANS.fullmatch(part):
        return Weight.EFFECT if len(bare) <= _LONGEST else Weight.DETAIL
    if _is_detail(bare, before, inner.replace(part, "")) or not _is_said(bare):
        return Weight.DETAIL
    return Weight.FINDING


def _is_said(part: str) -> bool:
    """Whether a finding in a bracket is short, or words about a few shares: "6% of the drug group, 4% of the other"."""
    return len(part) <= _LONGEST or ("%" in part and _can_be_followed(part) and len(part.split()) >= _FEWEST_WORDS)


def _can_be_followed(part: str) -> bool:
    """Whether a listener can follow a part of a bracket: it is short, or has few numbers."""
    return len(part) <= _LONGEST or (len(_ANY_NUMBER.findall(part)) <= _MOST and len(part) <= _LONGEST_FINDING)


def _has_a_telling_label(part: str) -> bool:
    label, comma, _ = part.partition(",")
    return bool(comma) and not re.search(r"\d", label) and tells(label)


def _is_detail(part: str, before: str, others: str) -> bool:
    """Whether a number computes, or repeats a share that is in ``before`` or in the ``others`` of its bracket."""
    if _DETAIL.search(part):
        return True
    if _SAMPLE.fullmatch(part) and re.search(r"\w", others):
        return True
    if _COUNT.fullmatch(part) and (_AFTER_A_PERCENTAGE.search(before) or "%" in others):
        return True
    return bool(_RANGE.fullmatch(part) and _AFTER_A_NUMBER.search(before))


def _says_no_effect(before: str) -> bool:
    """Whether the clause before a bracket says in words that there was no effect."""
    return bool(_SAYS_NO_EFFECT.search(_TURN.split(without_brackets(before))[-1]))


def _states_an_effect(text: str) -> bool:
    """Whether the sentence gives a number outside its brackets that is more than a count."""
    outside = without_brackets(text)
    counts = (numbers.NumberKind.COUNT, numbers.NumberKind.SAMPLE)
    return any(number.kind not in counts for number in numbers.numbers(outside))


def _says_comparisons(text: str) -> bool:
    """Whether comparisons in brackets are said: only if all are short, so that the voice says all or none."""
    parts = [text[slice(*span)] for each in brackets(text) for span in _parts(text, each)]
    return not any(_COMPARISON.fullmatch(part) and not _can_be_followed(part) for part in parts)


def _details_within(text: str, part: Span) -> Iterator[Span]:
    """The inner brackets of a part that only compute or abbreviate: "HR 0.7 [95% CI 0.5-0.9]", "odds ratio [OR]"."""
    words = text[slice(*part)]
    for each in brackets(words):
        inner = words[each.start + 1 : each.end - 1]
        if _DETAIL.search(inner) or _RANGE.fullmatch(inner) or _ABBREVIATION.fullmatch(inner):
            start = part[0] + len(words[: each.start].rstrip())
            yield start, part[0] + each.end


def _inner_brackets(text: str) -> list[str]:
    return [text[each.start + 1 : each.end - 1] for each in brackets(text)]


def _around(parts: Sequence[Span], heard: Sequence[bool]) -> list[Span]:
    """The spans to leave out of a bracket, each with one separator, so that only the parts ``heard`` remain."""
    spans: list[Span] = []
    for index, (start, end) in enumerate(parts):
        if heard[index]:
            continue
        if any(heard[:index]):
            spans.append((parts[index - 1][1], end))
        else:
            spans.append((start, parts[index + 1][0]))
    return spans


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
