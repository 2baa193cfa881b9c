"""Tells which sentences cannot be understood, or mislead, without the sentence before them."""

import re

from videos.pipeline.script.counted import NUMBER_WORD

_OWN_FINDINGS = r"(?:results?|findings?|data|observations?|analys[ei]s|study|studies)\b"
_DANGLING = re.compile(
    rf"(?!(?:(?:Thus|Therefore), )?(?:these|this|such) {_OWN_FINDINGS})"
    r"(?:This|These|It|They|Such|That|Those|"
    r"Both(?! (?!groups|arms|methods|models|of|the|these|were|are)(?:[\w'’-]+ ){1,3}and )|"
    r"Their|Its|However|But|In contrast|Conversely|On the other hand|"
    r"Similarly|Likewise|Thus|Therefore|Hence|Consequently|Then|Nevertheless|Nonetheless|Accordingly|"
    r"The (?:latter|former|other|second|third)|Other(?! than)|He|She|Neither|Instead|Of these|Among these|Here,? it|"
    r"Another|Whereas,|"
    r"(?:Similar|Comparable|Analogous|The same) (?:results?|findings?|effects?|trends?|patterns?|observations?)|"
    r"By contrast|On the contrary|(?:Many|Most|Some|All|One|Each|Several|None|Half) of (?:these|those|them)|"
    r"We also (?:asked|aimed|sought|wanted))(?!\w)"
    r"(?!\s(?:study|paper|article|review|work|trial|research|report)\b|"
    r"\s(?:is|was) an? (?:[\w-]+,? ){0,6}(?:study|trial|review|analysis|survey)\b)",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"It (?:is|was|has been|remains|may be|can be|appears|seems)\b(?: \S+){0,4} (?:that|whether|to|how|if)\b"
    rf"(?! (?:this|these) (?!{_OWN_FINDINGS}))"
)
_DRAWN_FROM_BEFORE = re.compile(r"(?:Thus|Therefore|Hence|Consequently|Accordingly),?\s(?!(?:this|it|they)\b)", re.I)
_CONTRASTING = re.compile(
    r"(?:However|But|Nevertheless|Nonetheless|In contrast|By contrast|On the contrary|Conversely|Yet|On the other hand|"
    r"Whereas|Unfortunately)\b"
)
_NUMBER = r"[<>≤≥~≈+−–-]?\s?\d[\d.,·]*(?:\s?%|\s?±\s?[\d.,·]+)?"
_SERIES = re.compile(rf"{_NUMBER}(?:(?:,| and|, and| or| versus| vs\.?)\s{_NUMBER})+")
_LINKS = re.compile(r"\b(?:and|or|versus|vs|than|with|to)\b|[,/:;]")
_ASIDE = re.compile(r"\s?[(\[][^()\[\]]*[)\]]|,? respectively,?")
_COUNTED = re.compile(
    rf"(?:The (?:other|remaining) )?(?:\d+|{NUMBER_WORD}|one) (?:of the )?(?:[a-z-]+ )?"
    r"(?P<noun>studies|study|trials?|reviews?|articles|patients?|participants|cases?|people|women|men|children)\b",
    re.IGNORECASE,
)
_IN_A_GROUP = re.compile(
    r"(?:In|For|Of|Among|Within) (?:the )?(?:[\w-]+ ){0,2}(?:group|arm|cohort|series)\b", re.IGNORECASE
)
_SAY = (
    r"(?:suggest|indicate|show|support|demonstrate|confirm|highlight|reveal|point|provide|imply|underline|underscore|"
    r"emphasi[sz]e|may|might|could|can|will|should|are|is|were|was|have|has|add|raise|warrant|argue|contribute|help)"
)
_POINTS_BACK = re.compile(
    rf"(?:\S+ ){{1,8}}?(?:these (?!{_OWN_FINDINGS} (?:\w+ )?{_SAY})|such (?!as\b|an?\b|that\b)|the (?:latter|former)\b|"
    r"this (?:results?|effects?|finding|difference|association|increase|decrease|reduction|change|group|population|"
    r"subgroup|problem|gap|issue|matter|question|phenomenon|condition|approach|technique)\b)"
)
_ORDINAL = re.compile(r"(?:First|Second|Third|Fourth|Fifth|Finally|Last)(?:ly)?,? ")
_LETTER = r"(?:[A-Z]|\d|[IVX]{1,3})\b"
_LABELLED = re.compile(
    r"\b(?P<kind>(?i:group|arm|cohort|series|diet|formula|line|site|phase))s?"
    rf" (?P<letters>{_LETTER}(?:(?:, (?:and |or )?| and | or | to |-|/){_LETTER})*)"
)


def dangles(text: str, *, states_an_aim: bool) -> bool:
    """Whether a sentence depends on the one before it: "They ...", "However, ...", "10% and 0%, respectively".

    A sentence that ``states_an_aim`` is understood alone even if it draws on what came before: "Therefore, we ...".
    """
    if _DRAWN_FROM_BEFORE.match(text) and states_an_aim:
        return False
    if _names_no_groups(text) or _POINTS_BACK.match(text):
        return True
    return bool(_DANGLING.match(text)) and not _EXPLETIVE.match(text)


def contrasts(text: str) -> bool:
    """Whether a sentence qualifies the one before it."""
    return bool(_CONTRASTING.match(text))


def labels(text: str) -> set[str]:
    """The groups, lines or sites that a sentence calls by a letter or number: "group B", "group C"."""
    return {
        f"{found['kind'].lower()} {letter}"
        for found in _LABELLED.finditer(text)
        for letter in re.findall(_LETTER, found["letters"])
    }


def divides(text: str, before: str) -> bool:
    """Whether a sentence and the one before it divide the same things, so that one alone is half of what was found.

    "Eleven studies found a gain. Two studies found none." "In group 1 ... In group 2 ..." "First, ... Second, ..."
    """
    if any(pattern.match(text) and pattern.match(before) for pattern in (_IN_A_GROUP, _ORDINAL)):
        return True
    here, there = _COUNTED.match(text), _COUNTED.match(before)
    return bool(here and there and _stem(here["noun"]) == _stem(there["noun"]))


def _names_no_groups(text: str) -> bool:
    """Whether values stand "respectively" for groups that the sentence does not name."""
    if "respectively" not in text:
        return False
    without_values = _SERIES.sub("", _ASIDE.sub("", text))
    return without_values != text and not _LINKS.search(without_values)


def _stem(noun: str) -> str:
    return noun.lower().removesuffix("ies").removesuffix("y").removesuffix("s")
