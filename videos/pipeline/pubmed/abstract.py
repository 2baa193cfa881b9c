"""Finds the English abstract of a record and divides it into labelled sections."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from videos.pipeline.artifacts import RichText, Role, Section
from videos.pipeline.pubmed.appendages import without_case_form, without_foreign_copy, without_publishers_note
from videos.pipeline.pubmed.characters import plain
from videos.pipeline.pubmed.headings import Heading, corrected, headings, is_heading
from videos.pipeline.pubmed.language import is_english
from videos.pipeline.pubmed.markup import rich_text

# The role of each heading; the first match wins. The heading takes precedence over NLM's category, which puts a funding
# note under BACKGROUND, a SUMMARY of the whole paper under CONCLUSIONS, and "METHODS AND RESULTS" under RESULTS.
_SEVERAL_PARTS = re.compile(
    r"^(?:SUMMARY|ABSTRACT)$|METHOD.*(?:RESULT|FINDING)|(?:RESULT|FINDING).*(?:DISCUSSION|CONCLU)"
)
_OUTCOME = (
    r"OUTCOMES? (?:AND )?MEASURE|^(?:(?:MAIN|PRIMARY|SECONDARY|KEY|OTHER|CLINICAL) )*(?:OUTCOMES?|END ?-?POINTS?)$"
)
_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = tuple(
    (re.compile(pattern), role)
    for pattern, role in [
        (_OUTCOME, Role.METHODS),
        (r"CONCLU|INTERPRET|SIGNIFICAN|IMPLICATION|\bIMPACT|RELEVANCE|DISCUSSION|LIMITATION", Role.CONCLUSIONS),
        (
            r"^SUMMARY ANSWER$|^COMMENTS?$|RECOMMENDATION|ORIGINALITY|STUDY ADDS|WHAT IS NEW|LESSON|MESSAGE|KEY POINTS",
            Role.CONCLUSIONS,
        ),
        (r"BACKGROUND|INTRODUCTION|CONTEXT|RATIONALE|IMPORTANCE|\bKNOWN\b|MOTIVATION|PROBLEM", Role.BACKGROUND),
        (r"RESULT|FINDING|OBSERVATION|EVIDENCE SYNTHESIS|ADVERSE|HARMS", Role.RESULTS),
        (r"\bAIMS?\b|OBJECTIVE|PURPOSE|HYPOTHES|\bGOALS?\b|QUESTION", Role.OBJECTIVE),
        (r"METHOD|DESIGN|SETTING|PATIENT|PARTICIPANT|SUBJECT|MATERIAL|INTERVENTION|CRITERIA|EXPOSURE", Role.METHODS),
        (r"\bDATA (?:COLL|SOURCE|EXTR|SYNTH)|MEASUREMENT|PROCEDURE|SAMPLE|ANALYS|POPULATION", Role.METHODS),
        (r"APPROACH|TECHNIQUE|SELECTION|SOURCES|STRATEGY|ACQUISITION|EXTRACTION|LOCATION|ANIMALS", Role.METHODS),
    ]
)
_NLM_CATEGORIES = {role.value: role for role in Role}
_NOT_RESEARCH = re.compile(
    r"FUNDING|SPONSOR|REGISTRATION|REGISTRY|REGISTERED|\bTRIAL (?:NUMBER|NO)\b|^TRIAL$|LEVELS? OF EVIDENCE|COPYRIGHT|"
    r"KEY ?WORDS|CONFLICTS? OF INTEREST|COMPETING INTEREST|DISCLOSURE|ACKNOWLEDG|DATA AVAILABILITY|"
    r"(?:PLAIN|LAY)[ -](?:LANGUAGE )?(?:SUMMARY|ABSTRACT)|(?:GRAPHICAL|VISUAL|VIDEO) ABSTRACT|"
    r"^CONTACTS?(?: INFORMATION| DETAILS)?$|^CORRESPONDENCE|"
    r"SUPPLEMENT(?:ARY|AL) (?:DATA|INFORMATION|MATERIALS?|FILES?)|"
    r"^DECLARATIONS?\b|^ETHICS?\b|^ABBREVIATIONS?\b|^AUTHORS?'? CONTRIBUTION|LINKED ARTICLES?|^CITATION$|"
    r"^(?:STUDY )?FINANC|CLINICAL ?TRIALS?\.GOV|^PROSPERO\b|^DOI$|^RELATED ARTICLES?$"
)
_LEAST_WORDS = 8  # fewer words are not a useful sentence
_ITS_NAME = re.compile(r"(?:PLAIN|LAY)[ -](?:LANGUAGE )?(?:SUMMARY|ABSTRACT)")
_MOST_WORDS_OF_A_NOTES_LABEL = 5
_MOST_WORDS_OF_A_NOTE = 40  # a longer "registration" within a text is followed by research


def english_sections(abstract: etree._Element | None) -> tuple[Section, ...]:
    """The research text of an ``Abstract`` or ``OtherAbstract``, in order; () if it has none in English."""
    if abstract is None:
        return ()
    sections = list(_without_case_form([_section(element) for element in abstract.findall("AbstractText")]))
    kept = (_trimmed(section) for section in _split(sections) if not _is_note(section.label))
    english = [section for section in kept if section.text.text and is_english(section.text.text)]
    return _placed(list(_with_outcomes_as_results(english)))


def plain_sections(summary: etree._Element) -> tuple[Section, ...]:
    """The same of a summary in plain language, whose own name is no heading of a part."""
    named = deepcopy(summary)
    for element in named.iterfind("AbstractText"):
        if _ITS_NAME.fullmatch(plain(element.get("Label", "")).strip(" :.").upper()):
            del element.attrib["Label"]
    return english_sections(named)


def sections_of(parts: Iterable[tuple[str, str]]) -> tuple[Section, ...]:
    """The research text of an abstract of another source, given as headings ("" without one) and texts."""
    abstract = etree.Element("Abstract")
    for label, text in parts:
        element = etree.SubElement(abstract, "AbstractText", {"Label": plain(label)} if label else {})
        element.text = plain(text)
    return english_sections(abstract)


def is_label(text: str) -> bool:
    """Whether a text would be the heading of a section, or of a note beside the research."""
    return is_heading(text) or _is_note(text)


def are_enough(sections: Iterable[Section]) -> bool:
    """Whether there is at least a useful sentence."""
    return word_count(sections) >= _LEAST_WORDS


def word_count(sections: Iterable[Section]) -> int:
    """Number of words in the sections."""
    return sum(len(section.text.text.split()) for section in sections)


def _section(element: etree._Element) -> Section:
    label = plain(element.get("Label", "")).strip(" :.")
    label = "" if label.upper() in ("UNLABELLED", "UNLABELED") else label
    return Section(rich_text(element), label, _role(label, element.get("NlmCategory", "")))


def _without_case_form(sections: list[Section]) -> Iterator[Section]:
    """The sections without the form of a case report; its last field, "Objective", may have its own heading."""
    in_form = False
    for section in sections:
        text = without_case_form(section.text)
        if in_form and _role(section.label) is Role.OBJECTIVE:
            continue
        in_form = bool(section.text.text) and not text.text
        if text.text:
            yield replace(section, text=text)


def _trimmed(section: Section) -> Section:
    """The section without what was added to its end or in another language."""
    text = without_foreign_copy(without_publishers_note(section.text))
    return replace(section, text=_stripped(text, 0, len(text.text)) or RichText())


def _with_outcomes_as_results(sections: list[Section]) -> Iterator[Section]:
    """Before the results, "Primary outcome" names what was measured; after them, what came out.

    A case report with the heading "Outcomes" has no other results.
    """
    labels = [section.label.upper() for section in sections]
    first = next((place for place, section in enumerate(sections) if section.role is Role.RESULTS), None)
    for place, (section, label) in enumerate(zip(sections, labels, strict=True)):
        is_outcome = label == "OUTCOMES" if first is None else place > first and re.search(_OUTCOME, label)
        yield replace(section, role=Role.RESULTS) if is_outcome else section


def _role(label: str, category: str = "") -> Role | None:
    heading = corrected(label)
    if _SEVERAL_PARTS.search(heading):
        return None
    meant = (role for pattern, role in _ROLES if pattern.search(heading))
    return next(meant, _NLM_CATEGORIES.get(category))


def _is_note(label: str) -> bool:
    """Whether the heading is for something other than the research: funding, registration, ..."""
    return bool(_NOT_RESEARCH.search(label.upper())) and _role(label) is None


def _is_short_note(label: str) -> bool:
    return label[0].isupper() and len(label.split()) <= _MOST_WORDS_OF_A_NOTES_LABEL and _is_note(label)


def _split(sections: list[Section]) -> Iterator[Section]:
    """The sections, divided at the headings within their texts.

    A single "Background:" at the start of an unlabelled abstract does not make it structured; it stays in the text.
    """
    found = [_opening_sections(section.text.text) for section in sections]
    is_structured = any(section.label for section in sections) or _structures([each for one in found for each in one])
    for section, inner in zip(sections, found, strict=True):
        if is_structured:
            yield from _cut(section, inner)
        else:
            yield section


def _structures(found: list[Heading]) -> bool:
    """Whether headings divide a text: several, or one within it that is in capitals or announces the conclusion."""
    alone = (heading.label.isupper() or _role(heading.label) is Role.CONCLUSIONS for heading in found if heading.start)
    return len({heading.label.casefold() for heading in found}) > 1 or any(alone)


def _opening_sections(text: str) -> list[Heading]:
    """The headings that open a section of ``text``; a long "registration" within it does not."""
    found = headings(text, also=_is_short_note)
    ends = [heading.start for heading in found] + [len(text)]
    return [
        heading
        for heading, end in zip(found, ends[1:], strict=True)
        if not _is_note(heading.label) or len(text[heading.end : end].split()) <= _MOST_WORDS_OF_A_NOTE
    ]


def _cut(section: Section, inner: list[Heading]) -> Iterator[Section]:
    ends = [heading.start for heading in inner] + [len(section.text.text)]
    if text := _stripped(section.text, 0, ends[0]):
        yield Section(text, section.label, section.role)
    for heading, end in zip(inner, ends[1:], strict=True):
        if not heading.is_foreign and (text := _stripped(section.text, heading.end, end)):
            yield Section(text, heading.label, _role(heading.label))


def _stripped(rich: RichText, start: int, end: int) -> RichText | None:
    part = rich.text[start:end]
    words = part.strip()
    if not words:
        return None
    first = start + part.index(words)
    return rich.cut(first, first + len(words))


def _placed(sections: list[Section]) -> tuple[Section, ...]:
    """The sections with roles by position: a single section has no role, a SUMMARY at the end is a conclusion."""
    match sections:
        case [Section(text, label)]:
            return (Section(text, "" if label.upper() in ("SUMMARY", "ABSTRACT") else label),)
        case [*before, Section(text, label)] if label.upper() == "SUMMARY":
            return (*before, Section(text, label, Role.CONCLUSIONS))
    return tuple(sections)
