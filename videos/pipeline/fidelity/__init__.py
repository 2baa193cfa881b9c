"""Checks a script before it is spoken: every sentence must say what the paper says, no matter which writer chose it.

The check shares no rule with any writer, because a check that shares their rules shares their mistakes. It requires
of a sentence with a source:

- Its words, numbers and signs occur in the source, in the same order.
- It leaves out only brackets, or whole passages between two punctuation marks: "30 of 60" cannot be made from
  "30 of 40 and 50 of 60", in a bracket or outside (``comparison``).
- It keeps each negation and each hedge of the source: "not", "may", "was associated with", "in mice" (``words``).
- It keeps what a bracket carries: that an effect is not significant, and how large it is then (``doubts``); where, for
  whom and how surely it was found, and the numbers that are the finding (``carried``).
- It contains the number set large, with its label and with no limit before it ("at least 50 %" is not "50 %").
- A note explains an abbreviation as the paper does.

A sentence without a source is the product's own. It may contain no number that the record does not contain. The
closing card and the makers' notes are not checked: they hold the words of the video's maker, and say so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from videos.pipeline.artifacts import Layout, Paper, Scene, Script, Sentence
from videos.pipeline.errors import ScriptUnfaithful
from videos.pipeline.fidelity.carried import findings, scopes
from videos.pipeline.fidelity.comparison import compare, tokens_of
from videos.pipeline.fidelity.doubts import doubts, loses_an_effect
from videos.pipeline.fidelity.words import HEDGES, LIMITS, NEGATIONS, Qualifiers

__all__ = [
    "HEDGES",
    "LIMITS",
    "NEGATIONS",
    "Fault",
    "Qualifiers",
    "Violation",
    "faults",
    "repair",
    "require",
    "violations",
]

_NUMBER = re.compile(r"\d[\d.,·]*\d|\d")


_BY_THE_MAKER = frozenset({Layout.CLOSING, Layout.MAKER})


class Fault(StrEnum):
    """Why a sentence, figure or note is rejected."""

    NOT_THERE = "it has words that its source does not have in this order"
    TORN = "it leaves out something other than a bracket or a whole passage"
    NEGATION_LOST = "it leaves out a negation of its source"
    HEDGE_LOST = "it leaves out a hedge of its source"
    DOUBT_LOST = "it leaves out that a finding of its source is not significant"
    SCOPE_LOST = "it leaves out where, for whom or how surely its source found something"
    FINDING_LOST = "it leaves out a number that is a finding of its source"
    EFFECT_LOST = "it says that an effect is not significant and leaves out how large it is"
    FIGURE = "it does not contain the number set large, with its label and without a limit"
    NOTE = "the note explains an abbreviation differently from the paper"
    LONG_FORM = "it expands an abbreviation differently from the paper"
    OWN_NUMBER = "it has no source, and a number that is not in the record"


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault and where it is. ``scene`` and ``sentence`` count from 0; ``sentence`` is None for a note."""

    scene: int
    sentence: int | None
    fault: Fault
    text: str


_CARRIED = {Fault.DOUBT_LOST: doubts, Fault.SCOPE_LOST: scopes, Fault.FINDING_LOST: findings}


def repair(script: Script) -> Script:
    """The script with each sentence that breaks a rule replaced by its source, word for word.

    Figures and notes that break a rule are dropped. Raises ScriptUnfaithful when violations remain.
    """
    faulty = violations(script)
    if not faulty:
        return script
    scenes = list(script.scenes)
    for index in {violation.scene for violation in faulty}:
        scenes[index] = _repaired(scenes[index], [each for each in faulty if each.scene == index], script.paper)
    repaired = Script(script.paper, tuple(scenes))
    require(repaired)
    return repaired


def require(script: Script) -> None:
    """Raise ScriptUnfaithful for the first violation, if there is one."""
    for violation in violations(script):
        raise ScriptUnfaithful(
            f"Scene {violation.scene + 1} of the script cannot be traced to the paper: {violation.fault} "
            f"(“{violation.text}”). This is a bug in the program; please report it with the id "
            f"{script.paper.pmid or script.paper.doi}."
        )


def violations(script: Script) -> tuple[Violation, ...]:
    """All violations in a script, in the order of its scenes."""
    return tuple(_violations(script))


def faults(text: str, source: str) -> list[Fault]:
    """The faults of a text that was taken from ``source``."""
    return list(_found(text, source))


@lru_cache(maxsize=1024)  # texts: a script that is written again, or edited, has most of them again
def _found(text: str, source: str) -> tuple[Fault, ...]:
    compared = compare(text, source)
    if compared is None:
        return (Fault.NOT_THERE,)
    found = [Fault.TORN] if compared.is_torn() else []
    said, stands = ([token.word for token in tokens_of(each)] for each in (text, source))
    for fault, qualifiers in ((Fault.NEGATION_LOST, NEGATIONS), (Fault.HEDGE_LOST, HEDGES)):
        if qualifiers.of(stands) - qualifiers.of(said):
            found.append(fault)
    for fault, carried in _CARRIED.items():
        if not all(compared.keeps(*span) for span in carried(source)):
            found.append(fault)
    return (*found, Fault.EFFECT_LOST) if loses_an_effect(compared) else tuple(found)


def _violations(script: Script) -> Iterator[Violation]:
    paper = script.paper
    for place, scene in enumerate(script.scenes):
        if scene.layout in _BY_THE_MAKER:
            continue
        for number, sentence in enumerate(scene.sentences):
            for text, fault in _faults_of(sentence, paper):
                yield Violation(place, number, fault, text)
            for short, long in sentence.long_forms:
                if not _is_explained(f"{short} = {long}", paper):
                    yield Violation(place, number, Fault.LONG_FORM, f"{short} = {long}")
            if scene.figure and not _figure_stands(scene.figure.value, scene.figure.label, sentence.shown.text):
                yield Violation(place, number, Fault.FIGURE, f"{scene.figure.value} {scene.figure.label}")
        if scene.note and not all(_is_explained(part, paper) for part in scene.note.split("; ")):
            yield Violation(place, None, Fault.NOTE, scene.note)


def _faults_of(sentence: Sentence, paper: Paper) -> Iterator[tuple[str, Fault]]:
    for text in dict.fromkeys((sentence.spoken, sentence.shown.text)):
        if sentence.source is None:
            if not _numbers_of(text) <= _numbers_of(_record(paper)):
                yield text, Fault.OWN_NUMBER
        else:
            for fault in faults(text, paper.at(sentence.source).text):
                yield text, fault


def _record(paper: Paper) -> str:
    """The part of the record that the product's own words may quote, as one text."""
    notices = " ".join(f"{notice.text} {notice.pmid}" for notice in paper.notices)
    return f"{paper.journal} {paper.year} {paper.pmid} {paper.doi} {notices}"


def _numbers_of(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _figure_stands(value: str, label: str, shown: str) -> bool:
    beside = shown.replace("\u00a0", " ").replace("\n", " ")
    place = beside.find(value)
    return place >= 0 and label in beside and not beside[:place].rstrip().casefold().endswith(LIMITS)


_NO_NAME = re.compile(
    r"^(?:and|or|of|the|with|by|from|for|to|as)\b|[:;]|,\s|\b(?:is|are|was|were|has|have|had)\b", re.IGNORECASE
)
"""What a full form neither begins with nor contains."""


def _is_explained(part: str, paper: Paper) -> bool:
    """Whether "short = long" is in the abstract as "long (short", and no other word precedes "(short)" there."""
    short, _, long = part.partition(" = ")
    bracket = rf"\s*[(\[]\s*{re.escape(short)}s?"
    if _NO_NAME.search(long) or not re.search(rf"\b{re.escape(long)}{bracket}(?!\w)", paper.abstract, re.IGNORECASE):
        return False
    others = re.findall(rf"([^\W\d_]+)(?=\s){bracket}\s*[)\]]", paper.abstract)
    return all(long.casefold().rstrip("s").endswith(word.casefold().rstrip("s")) for word in others)


def _repaired(scene: Scene, faulty: list[Violation], paper: Paper) -> Scene:
    kinds = {violation.fault for violation in faulty}
    broken = {violation.sentence for violation in faulty if violation.fault is not Fault.FIGURE}
    sentences = tuple(
        _verbatim(sentence, paper) if number in broken else sentence for number, sentence in enumerate(scene.sentences)
    )
    layout, figure = scene.layout, scene.figure
    if len(sentences) == 1 and (broken - {None} or Fault.FIGURE in kinds) and layout is not Layout.TITLE:
        layout, figure = Layout.STATEMENT, None
    note = "" if Fault.NOTE in kinds else scene.note
    return replace(scene, layout=layout, sentences=sentences, figure=figure, note=note)


def _verbatim(sentence: Sentence, paper: Paper) -> Sentence:
    if sentence.source is None:
        return replace(sentence, long_forms=())
    whole = paper.at(sentence.source)
    return replace(sentence, spoken=whole.text, shown=whole, long_forms=())
