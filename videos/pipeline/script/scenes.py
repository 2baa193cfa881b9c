"""Arranges the chosen sentences in scenes, each with a heading and a layout."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from videos.pipeline.artifacts import Figure, Layout, Paper, RichText, Role, Scene, Sentence
from videos.pipeline.script import abbreviations, figures, lines
from videos.pipeline.script.abbreviations import Definition
from videos.pipeline.script.cards import kind_of_study
from videos.pipeline.script.headings import headings
from videos.pipeline.script.statements import Statement

_MOST_POINTS = 3
_ROOM = 300
_ROOM_FOR_RESULTS = 240
"""Maximum characters of the sentences on one slide; results get more space."""

_ROOM_BESIDE_A_FIGURE = 260
_MOST_NOTES = 3
_STATISTICS = frozenset({"CI", "SD", "SE", "SEM", "OR", "HR", "RR", "IQR", "AUC", "RD", "MD", "SMD"})
_NUMERAL = re.compile("[IVX]+")
_LONGEST_QUOTATION = 260
_ANNOUNCES = re.compile(
    r"\b(?:is|are|was|were|will be)\b(?:[^,;]* and)?(?: \w+ly)? "
    r"(?:discussed|addressed|described|presented|reviewed|outlined|considered|provided|summari[sz]ed|highlighted)"
    r"(?: (?:here|below|in (?:this|the) \w+))?\.?$|"
    r"\b(?:article|paper|review|chapter|series|we)\b(?: \w+){0,4} (?:describes?|discuss(?:es)?|reviews?|"
    r"summari[sz]es?|outlines?|presents?|provides?)\b",
    re.IGNORECASE,
)
_QUOTES = re.compile(r'["“”«»]')


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chosen statement with its heading, its shown text and the number to set large, if any."""

    statement: Statement
    heading: str
    shown: RichText
    figure: Figure | None


def content_scenes(paper: Paper, statements: Sequence[Statement], chosen: Sequence[Statement]) -> list[Scene]:
    """The scenes of the ``chosen`` ones of an abstract's ``statements``, in order."""
    names = headings(statements, kind_of_study(paper))
    large = _numbers_set_large(chosen)
    heading_of = dict(zip((statement.source for statement in statements), names, strict=True))
    pieces = [
        _Piece(statement, heading_of[statement.source], statement.shown, large.get(index))
        for index, statement in enumerate(chosen)
    ]
    scenes = [_scene(group) for group in _groups(pieces)]
    return _with_long_forms(_with_notes(_with_quotation(scenes, chosen[-1]), paper), paper)


def _numbers_set_large(chosen: Sequence[Statement]) -> dict[int, Figure]:
    """At most two figures, by the index of their statement: the sample size, and the first sole percentage."""
    samples = {
        index: figure
        for index, statement in enumerate(chosen)
        if statement.role in (Role.METHODS, Role.RESULTS)
        and _has_room(statement)
        and (figure := figures.sample_size(statement.text.text))
    }
    large = {}
    if samples:
        best = max(samples, key=lambda index: (chosen[index].role is Role.METHODS, _size(samples[index])))
        large[best] = samples[best]
    for index, statement in enumerate(chosen):
        if index not in large and statement.role is Role.RESULTS and _has_room(statement):
            percentage = figures.sole_percentage(statement.text.text)
            if percentage:
                return {**large, index: percentage}
    return large


def _has_room(statement: Statement) -> bool:
    return len(statement.text.text) <= _ROOM_BESIDE_A_FIGURE


def _size(sample: Figure) -> int:
    return int("".join(character for character in sample.value if character.isdigit()))


def _groups(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces that share a slide: same heading, at most three, as many as fit."""
    for _, same_heading in groupby(pieces, key=lambda piece: piece.heading):
        group: list[_Piece] = []
        for piece in same_heading:
            if group and not _fits(group, piece):
                yield group
                group = []
            group.append(piece)
        yield group


def _fits(group: Sequence[_Piece], piece: _Piece) -> bool:
    if piece.figure or group[-1].figure or len(group) >= _MOST_POINTS:
        return False
    room = _ROOM_FOR_RESULTS if piece.statement.role is Role.RESULTS else _ROOM
    return sum(len(each.shown.text) for each in [*group, piece]) <= room


def _scene(group: Sequence[_Piece]) -> Scene:
    first = group[0]
    layout, shown = Layout.STATEMENT, [lines.by_sense(first.shown)]
    if len(group) > 1:
        layout, shown = Layout.POINTS, [piece.shown for piece in group]
    elif first.figure:
        layout, shown = Layout.FIGURE, [first.shown]
    elif listed := lines.as_list(first.shown):
        layout, shown = Layout.POINTS, [listed]
    sentences = tuple(_sentence(*each) for each in zip(group, shown, strict=True))
    return Scene(layout, first.heading, sentences, first.figure, role=first.statement.role)


def _sentence(piece: _Piece, shown: RichText) -> Sentence:
    return Sentence(piece.statement.spoken, shown, piece.statement.source)


def _with_quotation(scenes: Sequence[Scene], end: Statement) -> list[Scene]:
    """The last sentence as a quotation, if it is a conclusion, alone on its slide, and shown word for word.

    A last sentence without support for that role, or one that announces a discussion, is not a conclusion.
    """
    *others, last = scenes
    text = end.text.text
    concludes = end.role is Role.CONCLUSIONS and last.label and not announces(text)
    if last.layout is not Layout.STATEMENT or not concludes or len(text) > _LONGEST_QUOTATION:
        return list(scenes)
    (sentence,) = last.sentences
    is_whole = sentence.shown.text.split() == sentence.spoken.split() == text.split()
    return [*others, replace(last, layout=Layout.QUOTATION)] if is_whole and not _QUOTES.search(text) else list(scenes)


def announces(text: str) -> bool:
    """Whether a sentence only says what the paper discusses."""
    return bool(_ANNOUNCES.search(text))


def _with_long_forms(scenes: Sequence[Scene], paper: Paper) -> list[Scene]:
    """Each abbreviation is spoken in full the first time, unless its long form is in the same sentence."""
    unsaid = {each.short: each.long for each in _definitions(paper) if not _is_ambiguous(each.short)}
    expanded: list[Scene] = []
    for scene in scenes:
        sentences = []
        for sentence in scene.sentences:
            used = {short: unsaid.pop(short) for short in list(unsaid) if abbreviations.uses(sentence.spoken, short)}
            new = tuple((short, long) for short, long in used.items() if _can_be_said(long, short, sentence.spoken))
            sentences.append(replace(sentence, long_forms=new))
        expanded.append(replace(scene, sentences=tuple(sentences)))
    return expanded


def _can_be_said(long: str, short: str, spoken: str) -> bool:
    """False if the sentence already has the long form, or its last word: "the AB fusion", where AB is "A-B fusion".

    Nor can a plural be said of one: "1 AE", where AE is "adverse events".
    """
    *_, last = long.lower().split()
    if last.endswith("s") and re.search(rf"\b(?:1|one|an?|each|every|any) {re.escape(short)}\b", spoken):
        return False
    return long.lower() not in spoken.lower() and not abbreviations.uses(spoken.lower(), f"{short.lower()} {last}")


def _definitions(paper: Paper) -> list[Definition]:
    return abbreviations.definitions(paper.abstract)


def _is_ambiguous(short: str) -> bool:
    """Whether it may mean something else in places: "CI" in "95% CI" is not a cardiac index, and "II" may be two."""
    return short in _STATISTICS or bool(_NUMERAL.fullmatch(short))


def _with_notes(scenes: Sequence[Scene], paper: Paper) -> list[Scene]:
    """Each abbreviation is explained where it is first seen, unless its definition is on that slide."""
    unexplained = _definitions(paper)
    noted: list[Scene] = []
    for scene in scenes:
        seen = " ".join(sentence.shown.text for sentence in scene.sentences)
        used = [definition for definition in unexplained if abbreviations.uses(seen, definition.short)]
        unexplained = [definition for definition in unexplained if definition not in used]
        noted.append(replace(scene, note=_note(used, seen)))
    return noted


def _note(used: Sequence[Definition], seen: str) -> str:
    unexplained = [definition for definition in used if definition.long.casefold() not in seen.casefold()]
    return "; ".join(f"{definition.short} = {definition.long}" for definition in unexplained[:_MOST_NOTES])
