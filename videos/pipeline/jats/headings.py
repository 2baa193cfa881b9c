"""Tells by its heading what a section contains."""

import re

from videos.pipeline.artifacts.full_text import SectionKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*|[IVX]+)[.):]?\s+")
_WORD = re.compile(r"[a-z]+(?:[’'-][a-z]+)*")

_ABOUT_THE_STUDY = _words(
    "strengths strength limitations limitation weaknesses weakness and of the this our study studies present current "
    "methodological potential main possible some trial review analysis research future directions direction "
    "perspectives implications generalisability generalizability considerations"
)
"""The words of a heading for the authors' own limits. "Limitations of current drugs" is about something else."""

_LIMITS = re.compile(r"\blimitations?\b|\bweakness(?:es)?\b")
_STRENGTHS = re.compile(r"\bstrengths?\b")
_HARMS = re.compile(
    r"\badverse\b|\bharms?\b|\bsafety\b|\bside[- ]effects?\b|\btolerab|\btoxicit|"
    r"^(?:postoperative |other )?complications$"
)

_KINDS: tuple[tuple[re.Pattern[str], SectionKind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in [
        (r"^(?:general |main )?discussion\b|^comments?$|^interpretation$", SectionKind.DISCUSSION),
        (r"^(?:overall |general )?(?:conclu(?:sions?|ding)\b)|^conclusions? and\b", SectionKind.CONCLUSIONS),
        (
            r"^(?:materials?|subjects?|patients?|participants?|experimental)?\b.*\bmethods?\b|^methodology",
            SectionKind.METHODS,
        ),
        (
            r"^(?:study |trial )?design\b|^statistical analys[ei]s|^experimental (?:procedures?|section)",
            SectionKind.METHODS,
        ),
        (r"^(?:main |key |study |primary )?(?:results?|findings?)\b", SectionKind.RESULTS),
        (r"^(?:introduction|background|objectives?|aims?|rationale)\b", SectionKind.INTRODUCTION),
    ]
)
_MARKED = {
    "intro": SectionKind.INTRODUCTION,
    "methods": SectionKind.METHODS,
    "materials": SectionKind.METHODS,
    "results": SectionKind.RESULTS,
    "discussion": SectionKind.DISCUSSION,
    "conclusions": SectionKind.CONCLUSIONS,
}
"""JATS's values of ``sec-type``; several are joined with "|"."""

_TWO_PARTS = re.compile(r"\b(?:results?|findings?)\b.*\b(?:discussion|conclusions?)\b|\bmethods?\b.*\bresults?\b")
_OF_RESULTS = frozenset({None, SectionKind.RESULTS})
_NOT_OF_ITS_OWN_STUDY = frozenset({SectionKind.INTRODUCTION, SectionKind.METHODS})


def kind_of(heading: str, mark: str, around: SectionKind | None) -> SectionKind | None:
    """What a section contains, by its heading, else by its ``sec-type`` ``mark``, else by the section around it.

    None if the heading names two parts ("Results and discussion"), or nothing says it.
    """
    said = _NUMBERED.sub("", heading).strip(" .:").lower()
    if _TWO_PARTS.search(said):
        return None
    return _special(said, around) or _by_heading(said, around) or _by_mark(mark) or around


def _special(said: str, around: SectionKind | None) -> SectionKind | None:
    if around not in _NOT_OF_ITS_OWN_STUDY and _ABOUT_THE_STUDY.issuperset(_WORD.findall(said)):
        limits, strengths = _LIMITS.search(said), _STRENGTHS.search(said)
        if limits and strengths:
            return SectionKind.STRENGTHS_AND_LIMITATIONS
        if limits or strengths:
            return SectionKind.LIMITATIONS if limits else SectionKind.STRENGTHS
    return SectionKind.HARMS if around in _OF_RESULTS and _HARMS.search(said) else None


def _by_heading(said: str, around: SectionKind | None) -> SectionKind | None:
    """Within a section of a known kind, "Background" or "Main findings" is no new part of the paper."""
    if around is not None and around is not SectionKind.DISCUSSION:
        return None
    found = next((kind for pattern, kind in _KINDS if pattern.search(said)), None)
    return found if around is None or found is SectionKind.CONCLUSIONS else None


def _by_mark(mark: str) -> SectionKind | None:
    kinds = {_MARKED[part] for part in mark.split("|") if part in _MARKED}
    return kinds.pop() if len(kinds) == 1 else None
