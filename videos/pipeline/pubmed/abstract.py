"""Finds the English abstract of a record and divides it into labelled sections."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from videos.pipeline.artifacts import RichText, Role, Section
from videos.pipeline.pubmed.characters import plain
from videos.pipeline.pubmed.language import is_english
from videos.pipeline.pubmed.markup import rich_text

# The role of each heading; the first match wins. The heading takes precedence over NLM's category, which puts a funding
# note under BACKGROUND, a SUMMARY of the whole paper under CONCLUSIONS, and "METHODS AND RESULTS" under RESULTS.
_SEVERAL_PARTS = re.compile(
    r"^(?:SUMMARY|ABSTRACT)$|METHOD.*(?:RESULT|FINDING)|(?:RESULT|FINDING).*(?:DISCUSSION|CONCLU)"
)
_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = tuple(
    (re.compile(pattern), role)
    for pattern, role in [
        (r"OUTCOMES? (?:AND )?MEASURE|^(?:MAIN |PRIMARY )?OUTCOMES?$", Role.METHODS),
        (r"CONCLU|INTERPRET|SIGNIFICAN|IMPLICATION|\bIMPACT|RELEVANCE|DISCUSSION|LIMITATION", Role.CONCLUSIONS),
        (r"^SUMMARY ANSWER$", Role.CONCLUSIONS),
        (r"BACKGROUND|INTRODUCTION|CONTEXT|RATIONALE|IMPORTANCE|ALREADY KNOWN|KNOWN ALREADY", Role.BACKGROUND),
        (r"RESULT|FINDING", Role.RESULTS),
        (r"\bAIMS?\b|OBJECTIVE|PURPOSE|HYPOTHES|\bGOALS?\b|QUESTION", Role.OBJECTIVE),
        (r"METHOD|DESIGN|SETTING|PATIENT|PARTICIPANT|SUBJECT|MATERIAL|INTERVENTION|CRITERIA|EXPOSURE", Role.METHODS),
        (r"\bDATA (?:COLL|SOURCE|EXTR|SYNTH)|MEASUREMENT|PROCEDURE|SAMPLE|ANALYS|POPULATION", Role.METHODS),
    ]
)
_NLM_CATEGORIES = {role.value: role for role in Role}
_NOT_RESEARCH = re.compile(
    r"FUNDING|SPONSOR|REGISTRATION|REGISTRY|REGISTERED|\bTRIAL (?:NUMBER|NO)\b|^TRIAL$|LEVELS? OF EVIDENCE|COPYRIGHT|"
    r"KEY ?WORDS|CONFLICTS? OF INTEREST|COMPETING INTEREST|DISCLOSURE|ACKNOWLEDG|DATA AVAILABILITY|"
    r"(?:PLAIN|LAY)[ -](?:LANGUAGE )?SUMMARY|(?:GRAPHICAL|VISUAL|VIDEO) ABSTRACT"
)
_MOST_WORDS_OF_A_NOTE = 40  # a longer "registration" within a text is followed by research

_CAPITAL_HEADING = r"(?:[A-Z]{4,}|[A-Z]{2,}(?=[ ](?:OF|AND)))(?:[ ,/&-]+(?:AND|OF|[A-Z]{2,})){0,4}"
_TITLE_CASE_HEADING = (
    r"(?:Background|Introduction|Context|Objectives?|Aims?|Purpose|"
    r"(?:Material|Patient|Subject|Design)s? and [Mm]ethods?|Study [Dd]esign|Methods?|(?:Main )?[Rr]esults?|"
    r"Findings|Conclusions?|Discussion|Interpretation|Significance|"
    r"(?:Clinical )?[Tt]rial [Rr]egistration(?: [Nn]umber)?|Registration|Funding|Levels? of [Ee]vidence)"
    r"(?: and [a-z]+)?"
)
_INNER_HEADING = re.compile(
    rf"(?:(?:^|(?<=[.;)][ ])|(?<=[a-z][ ]))({_CAPITAL_HEADING}):"
    rf"|(?:^|(?<=[.;)][ ]))({_TITLE_CASE_HEADING})[:.])[ ]+(?=[^\W_])"
)
_PUBLISHERS_NOTE = re.compile(
    r"\s*(?:(?:See|Read) (?:the )?(?:related|accompanying) (?:commentary|article|editorial|perspective)\b.{0,200}"
    r"|This article is highlighted in .{0,120}"
    r"|(?:See )?Video Abstract (?:at|,) .{0,120}"
    r"|(?:Copyright )?© ?(?:19|20)\d\d\b.{0,200})$"
)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading within a text, from ``start`` to ``end``, where the text of its section begins."""

    label: str
    start: int
    end: int


def english_sections(abstract: etree._Element | None) -> tuple[Section, ...]:
    """The research text of an ``Abstract`` or ``OtherAbstract``, in order; () if it has none in English."""
    if abstract is None:
        return ()
    sections = [_section(element) for element in abstract.findall("AbstractText")]
    kept = (_without_publishers_note(section) for section in _split(sections) if not _is_note(section.label))
    english = [section for section in kept if section.text.text and is_english(section.text.text)]
    return _placed(english)


def word_count(sections: Iterable[Section]) -> int:
    """Number of words in the sections."""
    return sum(len(section.text.text.split()) for section in sections)


def _section(element: etree._Element) -> Section:
    label = plain(element.get("Label", "")).strip(" :.")
    label = "" if label.upper() in ("UNLABELLED", "UNLABELED") else label
    return Section(rich_text(element), label, _role(label, element.get("NlmCategory", "")))


def _role(label: str, category: str = "") -> Role | None:
    heading = label.upper()
    if _SEVERAL_PARTS.search(heading):
        return None
    meant = (role for pattern, role in _ROLES if pattern.search(heading))
    return next(meant, _NLM_CATEGORIES.get(category))


def _is_note(label: str) -> bool:
    """Whether the heading is for something other than the research: funding, registration, ..."""
    return bool(_NOT_RESEARCH.search(label.upper())) and _role(label) is None


def _split(sections: list[Section]) -> Iterator[Section]:
    """The sections, divided at the headings within their texts.

    A single "Background:" at the start of an unlabelled abstract does not make it structured; it stays in the text.
    """
    found = [list(_headings(section.text.text)) for section in sections]
    is_structured = sum(map(len, found)) > 1 or any(section.label for section in sections)
    for section, headings in zip(sections, found, strict=True):
        if is_structured or any(heading.start and heading.label.isupper() for heading in headings):
            yield from _cut(section, headings)
        else:
            yield section


def _headings(text: str) -> Iterator[_Heading]:
    for match in _INNER_HEADING.finditer(text):
        label = match[1] or match[2]
        if _opens_a_section(label, text[match.end() :]):
            yield _Heading(label, *match.span())


def _opens_a_section(label: str, rest: str) -> bool:
    if _is_note(label):
        return len(rest.split()) <= _MOST_WORDS_OF_A_NOTE
    return _role(label) is not None or bool(_SEVERAL_PARTS.search(label.upper()))


def _cut(section: Section, headings: list[_Heading]) -> Iterator[Section]:
    ends = [heading.start for heading in headings] + [len(section.text.text)]
    if text := _stripped(section.text, 0, ends[0]):
        yield Section(text, section.label, section.role)
    for heading, end in zip(headings, ends[1:], strict=True):
        if text := _stripped(section.text, heading.end, end):
            yield Section(text, heading.label, _role(heading.label))


def _stripped(rich: RichText, start: int, end: int) -> RichText | None:
    part = rich.text[start:end]
    words = part.strip()
    if not words:
        return None
    first = start + part.index(words)
    return rich.cut(first, first + len(words))


def _without_publishers_note(section: Section) -> Section:
    note = _PUBLISHERS_NOTE.search(section.text.text)
    if note is None:
        return section
    return Section(section.text.cut(0, note.start()), section.label, section.role)


def _placed(sections: list[Section]) -> tuple[Section, ...]:
    """The sections with roles by position: a single section has no role, a SUMMARY at the end is a conclusion."""
    match sections:
        case [Section(text, label)]:
            return (Section(text, "" if label.upper() in ("SUMMARY", "ABSTRACT") else label),)
        case [*before, Section(text, label)] if label.upper() == "SUMMARY":
            return (*before, Section(text, label, Role.CONCLUSIONS))
    return tuple(sections)
