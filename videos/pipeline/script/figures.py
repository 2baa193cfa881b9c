"""Decides which number of a sentence may be set large beside it, and what its label is.

A number without its sentence easily misleads, so the rules are strict. Allowed are the sample size, if the sentence
states it once and plainly, and a percentage that is the only one in its sentence. Never allowed are one of two
compared numbers, a ratio, a p value, a dose, a year, a part of the sample, and a hedged number ("up to 40%").
"""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Figure
from videos.pipeline.script.numbers import PEOPLE, Number, NumberKind, is_denominator, numbers

_HEDGED = re.compile(
    r"\b(?:at least|up to|about|approximately|only|over|more than|less than|nearly|almost|around|fewer than|at most|"
    r"roughly|some|estimated|as (?:high|low|many|few) as)\s(?:the\s)?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:vs\.?|versus|compared (?:with|to)|as opposed to|than|respectively|both|between|from \S+ to|whereas|while|"
    r"groups?|arms?|not|no|nor)\b",
    re.IGNORECASE,
)
_PART_OF_A_SAMPLE = re.compile(
    r"\b(?:or|to|and|versus|vs\.?|least|most|per|every|these|those|other|remaining|further|additional|than|about|over|"
    r"phase|up|grade|removal|screened|only|replication in)\s?$",
    re.IGNORECASE,
)
_SUBSAMPLE = re.compile(r"\b(?:replicat|validat|subset|subgroup|subsample)\w*\b[^.;]{0,20}$", re.IGNORECASE)
_SIDE_STUDY = re.compile(
    r"\bpilot\b|\bscreened\b|\brespectively\b|^In the [\w-]+ (?:study|cohort|phase|sample|set|series)\b|"
    r"\bgroup [A-Z\d]\b",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\b(?:includ|involv|enrol|recruit|random|participat|analy[sz]ed|eligib|stud(?:y|ied)|assigned|underwent|survey|"
    r"interview|evaluated|cohort|Of )"
)
_FOLLOW_UP = re.compile(
    r"^ (?:\w+ ){1,2}(?:\([^)]*\) )?(?:completed|discontinued|withdrew|dropped|were excluded|were screened)\b"
)
_SMALLEST_SAMPLE = 5
_LABEL_END = re.compile(
    r"\s*(?:[;:,(]|\b(?:while|whereas|but|which|was|were|is|are|by|using|vs|versus|had|have|has|underwent|undergoing|"
    r"completed|met|during|to|found|reported|participated|took|received|receiving|after|before|between|and|through|"
    r"across|without|who|that|from|in|at|on|for|as|aged|included|enrolled|recruited|treated|assessed|analy[sz]ed|"
    r"referred|admitted|responded|answered)\b|\.$)"
)
_LONGEST_LABEL = 8


def sample_size(text: str) -> Figure | None:
    """The number of people or trials studied, if the sentence states it once and plainly."""
    if _SIDE_STUDY.search(text) or not _FLOW.search(text):
        return None
    for number in numbers(text):
        if number.kind is NumberKind.COUNT and _is_whole_sample(text, number):
            label = _noun_phrase(text[number.end :].lstrip()) or number.noun
            if re.search(rf"\b(?:{PEOPLE}|trials|studies|cases)\b", label):
                return Figure(text[number.start : number.end], label)
    return None


def _is_whole_sample(text: str, number: Number) -> bool:
    before, value = text[: number.start], text[number.start : number.end]
    return (
        "." not in value
        and int(re.sub(r"\D", "", value)) >= _SMALLEST_SAMPLE
        and before.count("(") == before.count(")")
        and before.count("[") == before.count("]")
        and not text[number.end :].startswith(" (")
        and not _FOLLOW_UP.search(text[number.end :])
        and not _PART_OF_A_SAMPLE.search(before)
        and not is_denominator(before)
        and not _SUBSAMPLE.search(before)
    )


def _noun_phrase(rest: str) -> str:
    """The words after a count up to the next verb, preposition or comma; "" if that is not a short phrase."""
    end = _LABEL_END.search(rest)
    label = rest[: end.start()] if end else rest.rstrip(".")
    return label if 0 < len(label.split()) <= _LONGEST_LABEL and not re.search(r"\d", label) else ""


_VERB = (
    r"(?:was|were|is|are|had|has|have|did|completed|reported|showed|developed|underwent|received|experienced|died|"
    r"achieved|survived|recovered|improved|responded)"
)
_SUBJECT_BEFORE = re.compile(
    r"^(?:The )?(?P<subject>(?:(?!\b(?:was|were|is|are)\b)[^\d,;:()])+?)\s(?:was|were|is|are)\s$"
)
_OF_CLAUSE = re.compile(rf"\s?(?P<clause>of (?:the )?[^;,()\d]*?\b{_VERB}\b[^;,()\d]*?)(?=[.,;]|$)")
_VERB_CLAUSE = re.compile(rf"\)\s(?P<clause>{_VERB}\b[^;,()\d.]*?)(?=[.,;]|$)")
_LONGEST_CLAUSE = 14


def sole_percentage(text: str) -> Figure | None:
    """The percentage that a sentence is about: the only one in it, neither hedged nor compared."""
    percentages = [number for number in numbers(text) if number.kind is NumberKind.PERCENTAGE]
    if len(percentages) != 1 or len(re.findall(r"\d ?%|\bpercent\b", text)) != 1 or _COMPARED.search(text):
        return None
    number = percentages[0]
    if _HEDGED.search(text[: number.start]):
        return None
    label = next(_labels(text, number), "")
    if not label or len(label.split()) > _LONGEST_CLAUSE:
        return None
    return Figure(text[number.start : number.end], label)


def _labels(text: str, number: Number) -> Iterator[str]:
    """Possible labels: what the percentage refers to, in consecutive words of the sentence."""
    before, after = text[: number.start], text[number.end :]
    if before.count("(") == before.count(")"):
        if clause := _OF_CLAUSE.match(after):
            yield clause["clause"].strip()
        if (subject := _SUBJECT_BEFORE.match(before)) and not after.strip(" ."):
            yield subject["subject"].strip()
    elif clause := _VERB_CLAUSE.match(after):
        yield clause["clause"].strip()
