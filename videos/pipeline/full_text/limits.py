"""Finds what the authors themselves say limits their study."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from itertools import dropwhile, islice

from videos.pipeline.artifacts.full_text import FullText, Place, SectionKind
from videos.pipeline.full_text.excerpts import Excerpt, excerpt, places
from videos.pipeline.script import threads

MOST = 2
"""Limits that a video says."""

_NAMED = re.compile(r"\blimitations?\b|\bweakness(?:es)?\b|\bshortcomings?\b|\bdrawbacks?\b", re.IGNORECASE)
_STRENGTH = re.compile(
    r"\bstrengths?\b|\badvantages?\b|\bto our knowledge\b|\bfirst (?:study|trial) to\b", re.IGNORECASE
)
_OWN = re.compile(
    r"\b(?:this|our|the present|the current)\s(?:[\w-]+\s){0,3}?"
    r"(?:study|trial|analysis|analyses|review|meta-analysis|work|cohort|survey|design|data|research|findings|results)\b|"
    r"\b(?:an?|one|another|the main|the major|a further|several|some|important|additional|potential)\s"
    r"(?:[\w-]+\s){0,2}?(?:limitations?|weakness(?:es)?|shortcomings?)\b|"
    r"\b(?:limitations?|weakness(?:es)?) of the (?:study|trial|analysis|review|survey)\b",
    re.IGNORECASE,
)
_OVERCOME = re.compile(
    r"\b(?:overcome|overcame|address|avoid|circumvent|resolve|solve|remove)(?:d|s|ed|ing)?\s(?:[\w-]+\s){0,3}?"
    r"(?:limitations?|weakness(?:es)?|shortcomings?|drawbacks?)\b",
    re.IGNORECASE,
)
_DESPITE = re.compile(r"(?:despite|notwithstanding|in spite of|even with)\b", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\b(?:previous|prior|earlier|other|existing|published|past|those|these)\s(?:[\w-]+\s){0,2}?"
    r"(?:studies|trials|reports|reviews|work|research|literature)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\blimit(?:s|ed|ing|ations?)?\b|\bweakness|\bshortcoming|\bdrawback|\bcaution|\bbias|\bconfound|\bunmeasured\b|"
    r"\bgenerali[sz]|\bextrapolat|\brepresentative\b|\bunder-?powered\b|\b(?:statistical|insufficient|low) power\b|"
    r"\bsmall(?:er)?\b|\bsample size\b|"
    r"\b(?:single|one|two)[- ](?:cent(?:er|re)|hospital|site|country|region)|\bself-?report|\bretrospective|"
    r"\bobservational\b|\bcross-sectional\b|\bcausal|\brecall\b|\bmissing\b|\bloss to follow|\blost to follow|"
    r"\bshort (?:[\w-]+ )?(?:follow-up|duration|period)|\blong(?:er)?-term\b|\bunblinded\b|\bopen[- ]label\b|"
    r"\bnot (?:\w+ )?(?:blind|random|mask|adjust|measure|assess|collect|record|available|possible|able|include|know|"
    r"powered|designed|rule|exclude|account|control|examine|evaluate|test|determine|establish|generali)|"
    r"\bcould not\b|\bcannot\b|\bunable\b|\black(?:ed|s|ing)? |\bno (?:control|placebo|information|data|long)|"
    r"\bwithout (?:a |any )?(?:control|placebo|blinding|randomi)|\bunknown\b|\bunclear\b|\bmay have (?:\w+ )?"
    r"(?:affected|influenced|biased|under|over|introduced|missed|led|prevented)|\bheterogene|\bresidual\b|\bonly\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"(?:however, |nevertheless, |nonetheless, )?"
    r"(?:(?:this|our|the present|the current|the|there|several|some|a number of|certain|important|potential|"
    r"as with|like) ?)"
    r"[^.,;:]{0,120}\b(?:limitations?|weakness(?:es)?|strengths and limitations|shortcomings)\b"
    r"(?: (?:of|to|in|with) [^.,;:]{0,60})?"
    r"(?:,? (?:that|which)? ?(?:should|must|need|warrant|deserve|merit|are|have to)\b[^.;:]{0,80})?[.:]?",
    re.IGNORECASE,
)
"""A sentence that says that there are limits, and not which."""

_FURTHER = re.compile(
    r"(?:An?|One|Yet another) (?:further|additional|second|third|other)\b|Another\b|Also\b|In addition\b", re.IGNORECASE
)
"""How a limit begins that is understood only after another."""

_OWN_SECTIONS = (SectionKind.LIMITATIONS, SectionKind.STRENGTHS_AND_LIMITATIONS)
_DISCUSSIONS = (SectionKind.DISCUSSION, SectionKind.CONCLUSIONS)


class _About(Enum):
    """What the sentences of a passage are about at the moment."""

    LIMITS = auto()
    SOMETHING_ELSE = auto()


def limits(full_text: FullText, known: str, most: int = MOST) -> tuple[tuple[Excerpt, ...], ...]:
    """At most ``most`` limits: from sections on them first, else from the discussion. ``known`` is as in ``excerpt``.

    A limit is one sentence, or two if the second qualifies the first: "However, ...".
    """
    own = [number for number, section in enumerate(full_text.sections) if section.kind in _OWN_SECTIONS]
    others = [number for number, section in enumerate(full_text.sections) if section.kind in _DISCUSSIONS]
    found = (limit for number in own or others for limit in _in_section(full_text, number, known))
    return tuple(islice(_understood(found), most))


def _understood(found: Iterable[tuple[Excerpt, ...]]) -> Iterator[tuple[Excerpt, ...]]:
    """The limits without those at the start that follow one which is left out: "A further limitation is"."""
    return dropwhile(lambda limit: bool(_FURTHER.match(limit[0].text.text)), found)


def _in_section(full_text: FullText, number: int, known: str) -> Iterator[tuple[Excerpt, ...]]:
    starts = full_text.sections[number].kind is SectionKind.LIMITATIONS
    for passage in places(full_text, number):
        about = _About.LIMITS if starts else _About.SOMETHING_ELSE
        for index, place in enumerate(passage):
            text = full_text.at(place).text.text
            about = _turn(text, about)
            if about is _About.LIMITS and _names_a_limit(text):
                yield from _whole(full_text, passage[index : index + 2], known)


def _names_a_limit(text: str) -> bool:
    if _OF_OTHERS.search(text) or _DESPITE.match(text) or _ANNOUNCES.fullmatch(text):
        return False
    return bool(_LIMITS.search(text))


def _turn(text: str, about: _About) -> _About:
    """What a sentence is about, after one that was about ``about``."""
    if _OVERCOME.search(text):
        return _About.SOMETHING_ELSE
    if _NAMED.search(text) and _OWN.search(text):
        return _About.LIMITS
    return _About.SOMETHING_ELSE if _STRENGTH.search(text) and not _NAMED.search(text) else about


def _whole(full_text: FullText, both: tuple[Place, ...], known: str) -> Iterator[tuple[Excerpt, ...]]:
    """The sentence with the one after it, if that qualifies it; nothing if one of them cannot be said."""
    first, *rest = both
    is_further = bool(_FURTHER.match(full_text.at(first).text.text))
    wanted = [excerpt(full_text, first, known, may_continue=is_further)]
    if rest and threads.contrasts(full_text.at(rest[0]).text.text):
        wanted.append(excerpt(full_text, rest[0], known, may_continue=True))
    sayable = tuple(each for each in wanted if each)
    if len(sayable) == len(wanted):
        yield sayable
