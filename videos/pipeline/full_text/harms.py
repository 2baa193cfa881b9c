"""Finds the harms that a full text reports, for an abstract that is silent about them."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts.full_text import FullText, SectionKind
from videos.pipeline.full_text.excerpts import Excerpt, excerpt, places

MOST = 2
"""Sentences on harms that a video says."""

_MENTIONS = re.compile(
    r"\badverse\b|\bside[- ]effects?\b|\bharm(?:s|ed|ful)?\b|\bsafety\b|\btoxicit(?:y|ies)\b|\bcomplications?\b|"
    r"\btolerab\w+|\bwell tolerated\b|\bunwanted effects?\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\badverse (?:\w+ )?(?:events?|effects?|reactions?|outcomes?|experiences?)\b|\bside[- ]effects?\b|\bharms\b|"
    r"\bsafety (?:outcomes?|events?|concerns?|signals?|end ?points?)\b|\btoxicit(?:y|ies)\b|\bcomplications?\b|"
    r"\bwell tolerated\b|\bunwanted effects?\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\d|\b(?:no|none|not|neither|nor|one|two|three|four|five|six|seven|eight|nine|ten|similar|more|fewer|less|common|"
    r"rare|frequent|mild|occurred|experienced|died|stopped|withdrew|discontinued)\b",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:were|was) (?:[a-z]+ly )?(?:assessed|recorded|collected|defined|monitored|graded|coded|classified|evaluated|"
    r"ascertained|captured|asked|analy[sz]ed|tabulated|summari[sz]ed)\b",
    re.IGNORECASE,
)
_SERIOUS = re.compile(
    r"\bserious\b|\bsevere\b|\bdeaths?\b|\bdied\b|\bfatal|\bgrade [345]\b|\bwithdr|\bdiscontinu", re.IGNORECASE
)
_REPORTING = (SectionKind.HARMS, SectionKind.RESULTS)


def is_silent(abstract: str) -> bool:
    """Whether an abstract does not mention harms at all."""
    return not _MENTIONS.search(abstract)


def harms(full_text: FullText, abstract: str, known: str, most: int = MOST) -> tuple[Excerpt, ...]:
    """At most ``most`` sentences of the results, in their order; () if the abstract mentions harms.

    The first on serious harms is chosen, then others; and sections on harms before other results. ``known`` is as in
    ``excerpt``.
    """
    if not is_silent(abstract):
        return ()
    for kind in _REPORTING:
        found = list(_in_sections(full_text, kind, known))
        if found:
            serious = [each for each in found if _SERIOUS.search(each.text.text)]
            others = [each for each in found if each not in serious]
            chosen = [*serious[:1], *others, *serious[1:]][:most]
            return tuple(sorted(chosen, key=found.index))
    return ()


def _in_sections(full_text: FullText, kind: SectionKind, known: str) -> Iterator[Excerpt]:
    for number, section in enumerate(full_text.sections):
        if section.kind is not kind:
            continue
        for passage in places(full_text, number):
            for place in passage:
                text = full_text.at(place).text.text
                if _HARM.search(text) and _REPORTS.search(text) and not _METHOD.search(text):
                    found = excerpt(full_text, place, known)
                    if found:
                        yield found
