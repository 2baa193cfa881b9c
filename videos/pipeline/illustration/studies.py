"""Shows who was studied and how: while the methods say it, or else at a glance before the source card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from videos.pipeline import timing
from videos.pipeline.artifacts import Layout, Paper, RichText, Role, Scene, Script, Sentence, StudyCard
from videos.pipeline.illustration.scenes import as_text, is_text
from videos.pipeline.picture_words import Spelling
from videos.pipeline.pictures.check.study import faults
from videos.pipeline.pictures.study import study_card
from videos.pipeline.script.cards import listed_kind
from videos.pipeline.script.statements import Statement, read

_HEADING = "Who was studied"
_FEWEST_PARTS = 2
"""Parts of the card that a scene must say."""

_MOST_SENTENCES = 3
_LONGEST_UNSHOWN = 7.0
"""Seconds of speech in a row of which no word is on the card: it stands still for so long."""

_ROLES = frozenset({Role.OBJECTIVE, Role.METHODS, Role.RESULTS})


def with_study(scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement]) -> list[Scene]:
    """The scenes, with the study card in place of the sentences that say at least two of its parts."""
    card = _card(paper, statements)
    run = _run(scenes, paper, statements, card) if card else None
    if run is None:
        return list(scenes)
    first, last = run[0], run[-1]
    taken = [each.sentence for each in run]
    touched = scenes[first.scene : last.scene + 1]
    before = touched[0].sentences[: touched[0].sentences.index(taken[0])]
    after = touched[-1].sentences[touched[-1].sentences.index(taken[-1]) + 1 :]
    return [
        *scenes[: first.scene],
        *as_text(touched[0], before),
        _with_card(touched, taken, card),
        *as_text(touched[-1], after),
        *scenes[last.scene + 1 :],
    ]


def glance_scene(script: Script) -> Scene | None:
    """The study card in a scene of its own, for a script that does not show it otherwise."""
    paper = script.paper
    card = _card(paper, read(paper))
    if card is None or any(isinstance(scene.picture, StudyCard) for scene in script.scenes):
        return None
    text = _introduction(paper)
    return Scene(Layout.PICTURE, "At a glance", (Sentence(text, RichText(text), None),), picture=card)


def _introduction(paper: Paper) -> str:
    """Who says what the card shows. The server of a preprint says nothing of the kind of study."""
    if paper.preprint:
        return "This is what the title and the abstract say about the study."
    kind = listed_kind(paper)
    if kind:
        return f"{paper.origin} lists this paper as {_with_article(kind)}."
    return f"This is what {paper.origin} says about the study."


def _card(paper: Paper, statements: Sequence[Statement]) -> StudyCard | None:
    found = study_card(paper, statements)
    return found if found and not faults(found, paper) else None


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, the number of its scene, and which of its words are in which parts of the card."""

    scene: int
    sentence: Sentence
    shown: Mapping[int, frozenset[int]]

    @property
    def parts(self) -> frozenset[int]:
        """The parts of the card that it says."""
        return frozenset(part for part, words in self.shown.items() if words)


def _run(
    scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement], card: StudyCard
) -> Sequence[_Said] | None:
    """The sentences in a row that say the most parts of the card; the fewest of them, and the first."""
    runs = [
        found[start:end]
        for found in _said(scenes, paper, statements, card)
        for start in range(len(found))
        for end in range(start + 1, min(start + _MOST_SENTENCES, len(found)) + 1)
        if found[start].parts and found[end - 1].parts and _longest_unshown(found[start:end]) <= _LONGEST_UNSHOWN
    ]
    best = max(runs, key=lambda run: (len(_parts(run)), -len(run)), default=())
    return best if len(_parts(best)) >= _FEWEST_PARTS else None


def _parts(run: Sequence[_Said]) -> frozenset[int]:
    return frozenset().union(*(each.parts for each in run))


def _longest_unshown(run: Sequence[_Said]) -> float:
    """The most seconds of speech in these sentences without a word that is on the card."""
    pieces: list[list[str]] = [[]]
    for each in run:
        shown = frozenset().union(*each.shown.values())
        for number, word in enumerate(each.sentence.spoken.split()):
            if number in shown:
                pieces.append([])
            else:
                pieces[-1].append(word)
    return max(timing.of_speech(" ".join(piece)) for piece in pieces)


def _said(
    scenes: Sequence[Scene], paper: Paper, statements: Sequence[Statement], card: StudyCard
) -> Iterator[list[_Said]]:
    """The sentences that follow each other and may be covered by the card."""
    roles = {each.source: each.role for each in statements}
    flat = [
        _Said(number, sentence, _shown_in(sentence, paper, card))
        for number, scene in enumerate(scenes)
        for sentence in scene.sentences
    ]

    def may_be_covered(each: _Said) -> bool:
        role = roles.get(each.sentence.source) if each.sentence.source else None
        return is_text(scenes[each.scene]) and role in _ROLES and (role is not Role.RESULTS or len(each.parts) > 1)

    yield from (list(group) for is_open, group in groupby(flat, key=may_be_covered) if is_open)


def _shown_in(sentence: Sentence, paper: Paper, card: StudyCard) -> dict[int, frozenset[int]]:
    spelling = Spelling.of(Scene(Layout.PICTURE, "", (sentence,)), paper)
    return {number: frozenset().union(*map(spelling.all_heard, part)) for number, part in enumerate(card.parts)}


def _with_card(touched: Sequence[Scene], sentences: Sequence[Sentence], card: StudyCard | None) -> Scene:
    labels = {scene.label for scene in touched}
    notes = dict.fromkeys(part for scene in touched for part in scene.note.split("; ") if part)
    label = labels.pop() if len(labels) == 1 else _HEADING
    return Scene(Layout.PICTURE, label or _HEADING, tuple(sentences), note="; ".join(notes), picture=card)


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind[0].lower()}{kind[1:]}"
