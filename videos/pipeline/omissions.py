"""What an abstract reports and a script omits: the primary outcome, harms, null and contrary results, limits.

The check comes after the writer and shares no rule with it. It looks at the words of the abstract's sentences, not at
roles or scores. The source card names what it finds.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_COUNTED = (
    r"(?=.*(?:\d|\b(?:no|none|one|two|three|four|five|six|seven|eight|nine|ten|more|fewer|higher|lower|most|all)\b))"
)
_SEEN = (
    r"(?=.*\b(?:was|were|had|occurred|happened|developed|experienced|reported|observed|seen|found|died|led|caused|"
    r"fell|broke|suffered|stopped|needed|required|requiring|increased|rose|affect(?:ed)?)\b)"
)

_PRIMARY = r"\b(?:primary|main|principal) (?:\w+ ){0,2}(?:outcome|end-?point|end point|measure)s?\b"
_CONTRARY = (
    r"^(?:However|But|In contrast|By contrast|Conversely|Unfortunately|On the (?:other hand|contrary)|Nevertheless)\b"
)

_HARM = (
    r"adverse|side[- ]effect|toxicit|complicat|bleed|h[a]?emorrhage|discontinu|withdrew|withdrawn|infection|sepsis|"
    r"hypogly|hypotens|perforation|nausea|vomiting|rash|thrombosis|embolism|seizure|burns?\b|injur|fracture|"
    r"\bdied\b|\bdeaths?\b|fatal|mortality|worse|re-?operation|revis(?:ion|ed)\b|recurrences? |"
    r"readmi|pneumothorax|suicid|overdose|anaphyla"
)
_NO_DIFFERENCE = (
    r"\bno (?:\w+ ){0,3}(?:difference|effect|association|change|benefit|improvement|correlation)|"
    r"\b(?:did|was|were|is|are|does|do) not (?:\w+ ){0,2}"
    r"(?:differ|different|significant|associated|change|improve|affect|reduce|increase|related)|"
    r"\b(?:could|can)(?: not|not) (?:detect|find|show|demonstrate|confirm|replicate)|"
    r"\bnon-?significant|\bnot significant|\bfailed to\b|\bunchanged\b|"
    r"\b(?:similar|comparable) (?:in|between|across|to)\b"
)
_LIMIT = (
    r"\bpreliminary\b|\blimitations?\b|\blimited by\b|\bcaution|\b(?:low|very low|moderate)[- ]certainty|"
    r"\bcertainty of (?:the )?evidence|\brisk of bias\b|\bsmall (?:sample|number|study|trial)|\bconfound"
)

_KINDS = (
    ("the result on the primary outcome", re.compile(f"{_SEEN}.*{_PRIMARY}", re.IGNORECASE | re.DOTALL), False),
    ("the accuracy of the test", re.compile(r"\bsensitivity\b.*\bspecificity\b.*\d", re.IGNORECASE | re.DOTALL), False),
    ("harms", re.compile(f"^{_COUNTED}{_SEEN}.*(?:{_HARM})", re.IGNORECASE | re.DOTALL), True),
    ("results without a difference", re.compile(_NO_DIFFERENCE, re.IGNORECASE), False),
    ("contrary results", re.compile(_CONTRARY), False),
    ("limits of the study", re.compile(_LIMIT, re.IGNORECASE), False),
)
"""The kinds, how a sentence of each is recognised, and whether a single one that is missing counts.

Of the others, one that is said stands for all."""


_NUMBER = re.compile(r"\d")


def omitted(reported: Iterable[str], said: Iterable[str]) -> tuple[str, ...]:
    """The kinds of statement that the abstract ``reported`` and the video omits, in words for its viewers.

    ``reported`` are the sentences of the abstract's results and conclusions, ``said`` those of them that the video
    reads, word for word as in the abstract.
    """
    heard = frozenset(said)
    sentences = tuple(reported)
    return tuple(name for name, pattern, each in _KINDS if _is_missing(pattern, sentences, heard, each=each))


def unmentioned(reported: Iterable[str], summarised: Iterable[str]) -> tuple[str, ...]:
    """The kinds of statement that the abstract ``reported`` and its plain-language summary does not have at all.

    Numbers count as well. Such a summary gives few of them.
    """
    sentences, others = tuple(reported), tuple(summarised)
    lacking = [
        name
        for name, pattern, _ in _KINDS
        if any(_is_of_kind(pattern, each) for each in sentences)
        and not any(_is_of_kind(pattern, each) for each in others)
    ]
    has_numbers, needs_them = (any(map(_NUMBER.search, texts)) for texts in (others, sentences))
    return (*(("the numbers",) if needs_them and not has_numbers else ()), *lacking)


def _is_missing(pattern: re.Pattern[str], reported: tuple[str, ...], heard: frozenset[str], *, each: bool) -> bool:
    of_kind = [sentence for sentence in reported if _is_of_kind(pattern, sentence)]
    read = [sentence for sentence in of_kind if sentence in heard]
    return len(read) < len(of_kind) if each else bool(of_kind) and not read


@lru_cache(maxsize=2048)  # a script is laid out many times until it fits, or while it is edited
def _is_of_kind(pattern: re.Pattern[str], sentence: str) -> bool:
    return bool(pattern.search(sentence))
