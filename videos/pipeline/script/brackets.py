"""Classifies the brackets of a sentence, to decide whether a listener needs them.

A bracket is left out only if it is of a kind that says nothing about the finding: a reference, the mark of an item, an
abbreviation, an example, or another name. What is none of these is spoken.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from videos.pipeline.script import significance
from videos.pipeline.script.abbreviations import definitions


class BracketKind(StrEnum):
    """What a bracket contains."""

    REFERENCE = "reference"  # refers to something else: a figure, a table, a registration
    MARK = "mark"  # counts or cites: "(1) age; (2) sex", "seen before [3]", "Smith (1993)"
    STATISTICS = "statistics"  # numbers
    ABBREVIATION = "abbreviation"
    GLOSS = "gloss"  # an example of, or another name for, what comes before it
    NEEDED = "needed"  # limits or extends the statement: "(or carriers)", "(in mice)", "(by half)", "group A (placebo)"
    NAME = "name"  # part of a name: "T(1)", "1,3-bis(allyl)urea", "protein(s)"


@dataclass(frozen=True, slots=True)
class Bracket:
    """An outermost bracket: ``start`` is the index of its opening character, ``end`` one past its closing one."""

    start: int
    end: int
    kind: BracketKind


_PAIRS = {")": "(", "]": "["}
_REFERENCE = re.compile(
    r"^\W*(?:fig(?:ure)?s?\b|tables?\b|supplement\w*|see\b|refs?\b|clinicaltrials|NCT|ISRCTN|registration|trial reg|"
    r"registered (?:at|on|in|with|as)|funded|PROSPERO|CRD|doi\b|PMID|https?\b|www\.|"
    r"available (?:at|from|on)|authors?'?s? transl|\w+ Database Record|copyright|©|journal abstract)",
    re.IGNORECASE,
)
_LIMITING = re.compile(
    r"\b(?:not|no|except|excluding|without|but|only|unless|never|neither|nor|cannot|may|might|possibly|if)\b",
    re.IGNORECASE,
)
_NAMED_NEGATION = re.compile(r"never[- ]smok\w+|non[- ]\w+", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[\d.,·]+(?: ?(?:[-–]|to) ?[\d.,·]+)?")
_AWAITS_A_NUMBER = re.compile(r"\b(?:around|about|approximately|of|at|to|from|by|than|between|was|were|is|are)\s$")
_INFERENCE = re.compile(r"\d ?% ?C|[pP] ?[<>=]")
_NUMBER = re.compile(r"(?<![\w.])(?<!\w-)\d[\d.,·]*(?![A-Z\d]|-[A-Za-z])|(?<![\w.])[.·]\d")
_ABBREVIATION = re.compile(r"\W*[\w/α-ωΑ-Ω+-]{1,14}(?:[;,] [\w/-]{1,14})?\W*")
_ABBREVIATION_MARK = re.compile(r"[A-Z]{2}|[A-Z][a-z]*[A-Z]|\d")

_ITEM = re.compile(r"\d{1,2}|[a-h]|[ivx]{1,4}")
_BEFORE_AN_ITEM = re.compile(
    r"(?:^|[:;,.]|\b(?:and|or|by|to|of|as|that|will|are|were|is|was|with|for|including|either|both|often))\s*$"
)
_BEFORE_A_WORD = re.compile(r"\s+(?!(?:and|or|than|vs\.?|versus|in|of|was|were|had|with|for|after|to)\b)\w")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")
_DATE = re.compile(
    r"(?:(?:\d{1,2}|[A-Z][a-z]{2,8})[/ ]){0,2}(?:1[89]|20)\d\d"
    r"(?: ?(?:[-–]|to) ?(?:(?:\d{1,2}|[A-Z][a-z]{2,8})[/ ]){0,2}(?:1[89]|20)?\d\d)?"
)

_SHARE = re.compile(r"%|\bper ?cent\b")
_ENDS_A_SENTENCE = re.compile(r"\s*(?:[.;]|$)")
"""What ends a sentence may be about all of it, and not a name for its last word: "It helped (cell culture)."."""

_EXAMPLE = re.compile(r"\W*(?:e\.? ?g\b|for (?:example|instance)|such as)", re.IGNORECASE)
_LABEL_BEFORE = re.compile(
    r"\b(?:group|arm|cohort|class|cluster|series|regimen|diet|treatment|model|site|curve|line|panel|phase|period)s? "
    r"(?:[A-Z]|\d{1,2}|[IVX]+)\s*$",
    re.IGNORECASE,
)
_QUALIFYING = re.compile(
    r"\b(?:yet|(?:so|thus) far|to date|until now|vitro|vivo|mice|rats|crude|unadjusted|uni-?varia\w+|post[- ]?hoc|"
    r"sub-?(?:group|stud(?:y|ie)|sample)s?|explorat\w+|sensitivity analys[ei]s|primary|secondary|certainty|quality|"
    r"in (?:one|two|three|four|five|six|\d+) of|evidence|(?:low|moderate|high) confidence|\w+-reported)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:"
    # how much, how many, how often
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|\w+ty|hundred|thousand|half|halves|thirds?|quarters?|fifths?|tenths?|once|twice|double|triple|"
    r"\w+fold|all|both|each|every|most|many|few|some|several|any|other|others|more|less|fewer|lower|higher|better|"
    r"worse|increas\w+|decreas\w+|reduc\w+|rare|common|mean|median|averag\w+|mild|moderate|severe|significan\w+|"
    # where, when, for whom, in what
    r"in|on|at|by|from|during|after|before|within|among|amongst|between|under|over|since|until|through|via|per|for|"
    r"with|of|to|than|versus|vs|still|being|including|(?-i:or)|and (?=\w+ing\b)|"
    r"men|women|boys|girls|males?|females?|children|adults?|infants?|elderly|humans?|mouse|rat|rabbits?|pigs?|"
    r"dogs?|animals?|cadavers?|left|right|upper|placebo|controls?|sham|untreated|"
    r"red|green|blue|yellow|orange|black|white|gr[ae]y|"
    # how it was found
    r"interim|unplanned|pre-?specified|adjusted|multi-?varia\w+|estimate[sd]?|model\w*|simulat\w+|predicted|"
    r"extrapolated|imputed|\w+-\w+ed|recalled|observed|observational|retrospective\w*|uncontrolled|unblinded|"
    r"open[- ]label|non-?randomi\w+|derivation|validation|development|pilot|preliminary|provisional\w*|unpublished|"
    r"uncertain\w*|trend|tendency|marginal\w*|borderline|"
    r"although|though|however|because|while|whereas|when|where|which|who|"
    # names of groups, which later sentences use
    r"(?:\w+ )?groups?|arms?|cohorts?|class(?:es)?|items?|grades?|stages?|levels?"
    r")\b|\w+ly\b",
    re.IGNORECASE,
)


def brackets(text: str) -> list[Bracket]:
    """The outermost round and square brackets of ``text``, in order; unmatched ones are ignored."""
    found: list[Bracket] = []
    open_at: list[int] = []
    for index, character in enumerate(text):
        if character in "([":
            open_at.append(index)
        elif open_at and text[open_at[-1]] == _PAIRS.get(character):
            start = open_at.pop()
            if not open_at:
                found.append(Bracket(start, index + 1, _kind(text, start, index + 1)))
    return found


def tells(words: str) -> bool:
    """Whether ``words`` from a bracket say how much, where, for whom or how surely, and not just another name."""
    return bool(_TELLING.search(words) or _LIMITING.search(words)) or qualifies(words)


def has_number(text: str) -> bool:
    """Whether ``text`` has a number that is not part of a name such as "IL-6" or "2D"."""
    return bool(_NUMBER.search(text))


def refers(words: str) -> bool:
    """Whether ``words`` from a bracket refer to a figure, a table or a registration."""
    return bool(_REFERENCE.search(words))


def qualifies(words: str) -> bool:
    """Whether ``words`` limit what was found, or say how sure it is: "in mice", "post hoc", "low certainty"."""
    return bool(_QUALIFYING.search(words))


def _kind(text: str, start: int, end: int) -> BracketKind:
    inner = text[start + 1 : end - 1]
    if _is_glued(text, start, end):
        return BracketKind.NAME
    if refers(inner) and not _carries_more(inner):
        return BracketKind.REFERENCE
    if _BARE_NUMBER.fullmatch(inner) and _AWAITS_A_NUMBER.search(text[:start]):
        return BracketKind.NEEDED
    if _is_mark(text, start, end):
        return BracketKind.MARK
    kind = _kind_by_words(inner, text[:start])
    is_last = "(" not in text[:start] and _ENDS_A_SENTENCE.match(text, end)
    says_all = is_last and kind is BracketKind.GLOSS and not _EXAMPLE.match(inner)
    return BracketKind.NEEDED if says_all else kind


def _kind_by_words(inner: str, before: str) -> BracketKind:
    if _EXAMPLE.match(inner) and not _carries_more(inner):
        return BracketKind.GLOSS
    is_limiting = bool(_LIMITING.search(_NAMED_NEGATION.sub("", inner)))
    if refers(inner) or (has_number(inner) and (not is_limiting or _INFERENCE.search(inner))):
        return BracketKind.STATISTICS
    if is_limiting or _LABEL_BEFORE.search(before):
        return BracketKind.NEEDED
    if _is_an_abbreviation(inner, before):
        return BracketKind.ABBREVIATION
    return BracketKind.NEEDED if tells(inner) or significance.is_not_significant(inner) else BracketKind.GLOSS


def _carries_more(inner: str) -> bool:
    """Whether a bracket that begins with a reference or an example goes on with something else."""
    _, _, rest = inner.partition(";")
    is_in_doubt = significance.is_not_significant(inner) or significance.interval_holds_no_effect(inner, inner)
    return is_in_doubt or qualifies(inner) or bool(_LIMITING.search(inner) or _SHARE.search(inner)) or tells(rest)


def _is_an_abbreviation(inner: str, before: str) -> bool:
    """Whether it is not the "NS" of "not significant", unless that stands for "normal saline" here."""
    if not (_ABBREVIATION.fullmatch(inner) and _ABBREVIATION_MARK.search(inner)):
        return False
    short, *others = re.split("[;,]", inner)
    is_defined = any(found.short == short for found in definitions(f"{before}({short})"))
    return not (qualifies(inner) or any(map(tells, others))) and (
        is_defined or not significance.is_not_significant(inner)
    )


def _is_mark(text: str, start: int, end: int) -> bool:
    inner, before = text[start + 1 : end - 1], text[:start]
    if _CITATION.fullmatch(text, start, end) or _DATE.fullmatch(inner):
        return True
    is_item = _ITEM.fullmatch(inner) and _BEFORE_AN_ITEM.search(before)
    return bool(is_item and (not before.strip() or _BEFORE_A_WORD.match(text, end)))


def _is_glued(text: str, start: int, end: int) -> bool:
    touches_before = start > 0 and not text[start - 1].isspace()
    touches_after = end < len(text) and not (text[end].isspace() or text[end] in ".,;:)]?!，；。")
    return touches_before or touches_after


def without_brackets(text: str) -> str:
    """The text without its brackets, nested ones included."""
    pieces, position = [], 0
    for each in brackets(text):
        pieces.append(text[position : each.start])
        position = each.end
    return "".join((*pieces, text[position:]))
