"""Arranges the chosen sentences in scenes, each with a heading and a layout."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from videos.pipeline.announcements import announces
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
_QUOTES = re.compile(r'["“”«»]')


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a statement: a ``heading`` of their own, a ``layout``, and that it ``opens`` a slide.

    An empty heading and no layout leave it to the rules.
    """

    heading: str = ""
    layout: Layout | None = None
    opens: bool = False


_NO_WISH = Wish()
_SHARED = frozenset({None, Layout.POINTS})
"""Layouts of statements that may share a slide."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chosen statement with its heading, its shown text, the number to set large, if any, and the wish for it."""

    statement: Statement
    heading: str
    shown: RichText
    figure: Figure | None
    wish: Wish


def content_scenes(
    paper: Paper, statements: Sequence[Statement], chosen: Sequence[Statement], wishes: Sequence[Wish] = ()
) -> list[Scene]:
    """The scenes of the ``chosen`` ones of an abstract's ``statements``, in the order in which they are given.

    ``wishes`` are what a person wants of each of them; without any, the rules decide.
    """
    wishes = wishes or [_NO_WISH] * len(chosen)
    names = headings(statements, kind_of_study(paper))
    large = _numbers_set_large(chosen, wishes)
    heading_of = dict(zip((statement.source for statement in statements), names, strict=True))
    pieces = [
        _Piece(statement, wish.heading or heading_of[statement.source], statement.shown, large.get(index), wish)
        for index, (statement, wish) in enumerate(zip(chosen, wishes, strict=True))
    ]
    scenes = [_scene(group) for group in _groups(pieces)]
    if wishes[-1].layout is None:
        scenes = _with_quotation(scenes, chosen[-1])
    return _with_long_forms(_with_notes(scenes, paper), paper)


def figure_of(statement: Statement) -> Figure | None:
    """The number of a statement that may be set large; None if there is none, or no room for it."""
    if not _has_room(statement):
        return None
    return _sample_size(statement) or _sole_percentage(statement)


def may_be_quoted(statement: Statement) -> bool:
    """Whether a statement can stand in quotation marks: it is said and shown word for word, and quotes nobody."""
    text = statement.text.text
    is_whole = statement.shown.text.split() == statement.spoken.split() == text.split()
    return is_whole and len(text) <= _LONGEST_QUOTATION and not _QUOTES.search(text)


def _sample_size(statement: Statement) -> Figure | None:
    is_about_the_study = statement.role in (Role.METHODS, Role.RESULTS)
    return figures.sample_size(statement.text.text) if is_about_the_study else None


def _sole_percentage(statement: Statement) -> Figure | None:
    return figures.sole_percentage(statement.text.text) if statement.role is Role.RESULTS else None


def _numbers_set_large(chosen: Sequence[Statement], wishes: Sequence[Wish]) -> dict[int, Figure]:
    """The figures by the index of their statement: those that are wanted, and at most two that the rules choose."""
    wanted = {
        index: figure
        for index, (statement, wish) in enumerate(zip(chosen, wishes, strict=True))
        if wish.layout is Layout.FIGURE and (figure := figure_of(statement))
    }
    return _large_by_rule([(index, chosen[index]) for index, wish in enumerate(wishes) if not wish.layout]) | wanted


def _large_by_rule(chosen: Sequence[tuple[int, Statement]]) -> dict[int, Figure]:
    """At most two figures: the sample size, and the first sole percentage.

    A sentence on results is about what was found, so its sample size is not set large.
    """
    samples = {
        index: figure
        for index, statement in chosen
        if statement.role is Role.METHODS and _has_room(statement) and (figure := _sample_size(statement))
    }
    large = {}
    if samples:
        best = max(samples, key=lambda index: _size(samples[index]))
        large[best] = samples[best]
    for index, statement in chosen:
        if index not in large and _has_room(statement) and (percentage := _sole_percentage(statement)):
            return {**large, index: percentage}
    return large


def _has_room(statement: Statement) -> bool:
    return len(statement.text.text) <= _ROOM_BESIDE_A_FIGURE


def _size(sample: Figure) -> int:
    return int("".join(character for character in sample.value if character.isdigit()))


def _groups(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces that share a slide: same heading, at most three, as many as fit, and none that is to be alone."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and not _joins(group, piece):
            yield group
            group = []
        group.append(piece)
    yield group


def _joins(group: Sequence[_Piece], piece: _Piece) -> bool:
    last = group[-1]
    if piece.heading != last.heading or piece.wish.opens or not {piece.wish.layout, last.wish.layout} <= _SHARED:
        return False
    if piece.figure or last.figure or len(group) >= _MOST_POINTS:
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
    elif first.wish.layout is Layout.QUOTATION:
        layout, shown = Layout.QUOTATION, [first.shown]
    elif first.wish.layout is not Layout.STATEMENT and (listed := lines.as_list(first.shown)):
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
    concludes = end.role is Role.CONCLUSIONS and last.label and not announces(end.text.text)
    if last.layout is Layout.STATEMENT and concludes and may_be_quoted(end):
        return [*others, replace(last, layout=Layout.QUOTATION)]
    return list(scenes)


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
