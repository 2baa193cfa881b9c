"""Checks that two groups are compared though only "and" or a list joins them."""

import re

from videos.pipeline.artifacts import Groups
from videos.pipeline.pictures.check import limits, portions
from videos.pipeline.pictures.check.sentence import Sentence

COMPARISON = re.compile(
    r"\b(?:(?:as |when )?(?:compared|in comparison) (?:with|to)|vs?\b\.?|versus|than|as opposed to|against)(?!\w)",
    re.IGNORECASE,
)
_AND = re.compile(r"[\s%％)\]]*\sand\s(?:the\s)?")
_LINK = re.compile(r"\b(?:with|without|in|on|of|from|who)\b")
"""A name with one is longer than a name without: "adults with gout and asthma, respectively"."""

_IN = re.compile(r"[\s%％)\]]*\s(?:in|for|among|with|after|of)\s(?:the\s)?")


def are_tested(picture: Groups, sentence: Sentence) -> bool:
    """Whether a p value or an estimate of their difference stands right after both groups, so that "and" compares."""
    end = max(sentence.span(words)[1] for group in picture.groups for words in group.part)
    verdict = picture.verdict
    tests = [*((picture.p,) if picture.p else ()), *((verdict.words,) if verdict and verdict.words else ())]
    joints = (sentence.text[end : sentence.span(test)[0]] for test in tests if sentence.span(test)[0] >= end)
    return any(_TO_THE_TEST.fullmatch(joint) for joint in joints)


_TO_THE_TEST = re.compile(r"(?:[\s%％)\]]|\b(?:groups?|arms?|respectively)\b)*[,;]?(?:\srespectively)?\s?[(\[]?\s?")


def are_respective(picture: Groups, sentence: Sentence) -> bool:
    """Whether two shares and then two names are listed in this order: "20% and 15% in A and B, respectively (P)"."""
    (one, first), (other, second) = (
        (sentence.span(g.name), portions.spans(g.portion, sentence)) for g in picture.groups
    )
    joints = (sentence.between(first[-1], second[0]), sentence.between(second[-1], one), sentence.between(one, other))
    forms = (_AND, _IN, _AND, re.compile(r",?\srespectively\b"))
    is_listed = all(form.fullmatch(joint) for form, joint in zip(forms, joints, strict=False))
    names = [group.name.text for group in picture.groups]
    is_single = not any(re.search(r"\band\b|,", name) for name in names)
    is_single = is_single and len({bool(_LINK.search(name)) for name in names}) == 1
    return (
        is_listed and is_single and bool(forms[-1].match(sentence.text[other[1] :])) and are_tested(picture, sentence)
    )


def are_listed(picture: Groups, sentence: Sentence) -> bool:
    """Whether both names precede both shares: "rarer in boys than in girls (12% vs 18%)".

    Their order could be another one, so the word of direction must agree with the shares.
    """
    (one, first), (other, second) = (
        (sentence.span(g.name), portions.spans(g.portion, sentence)) for g in picture.groups
    )
    comparison = sentence.span(picture.comparison)
    joints = (
        sentence.between(other, first[0]),
        sentence.between(first[-1], comparison),
        sentence.between(comparison, second[0]),
    )
    are_joined = re.fullmatch(r"(?: groups| arms)?\s[(\[]", joints[0]) and all(
        portions.joins(joint) for joint in joints[1:]
    )
    between = sentence.between(one, other)
    is_paired = bool(re.search(r"\bbetween\s(?:the\s)?$", sentence.text[: one[0]]) and _AND.fullmatch(between))
    is_between_names = COMPARISON.search(between) or is_paired
    shares = [group.portion.percent.value for group in picture.groups]
    said = limits.direction(sentence.text[: other[0]])
    is_comparison = COMPARISON.fullmatch(picture.comparison.text)
    agrees = said * (shares[0] - shares[1]) > 0 or (is_paired and said == 0)
    return bool(are_joined and is_between_names and is_comparison) and agrees
