"""Divides a scene that does not fit on one slide into two scenes.

No word is lost, changed or said twice, and each part has its own part of the source.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from videos.pipeline.artifacts import Layout, Paper, Scene, Script, Sentence
from videos.pipeline.short_forms import use_of

_DIVISIBLE = frozenset({Layout.STATEMENT, Layout.POINTS, Layout.FIGURE, Layout.QUOTATION, Layout.MAKER, Layout.CLOSING})
"""Title and source are not included: it is not their sentences that fill the slide."""

_FEWEST = 4
"""Fewest words of a part."""

_SHORTEST = 0.25
"""Smallest share of the sentence in a part, so that no slide is left with three words."""

_JOINING = re.compile(
    r"(?:and|but|or|nor|yet|so|while|whereas|although|though|because|which|who|whose|where|when|that|if|after|before|"
    r"with|without|suggesting|indicating|including|compared)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:a|an|the|its|their|his|her|our|this|these|of|in|on|at|by|for|to|from|as|with|than|between|and|or|is|are|was|"
    r"were|be|been|has|have|had|not|no|more|most|less|very)",
    re.IGNORECASE,
)
"""Words that belong to the next one: a part ends with one only if there is no better place."""

_WORD = re.compile(r"\S+")
_INNER = re.compile(r"\w")


def split(script: Script, number: int) -> Script | None:
    """The script with scene ``number``, counted from 0, simplified or divided; None when neither is possible.

    First the scene gives up its picture, its number set large or its quotation marks. Then a list is divided between
    its points, a scene between its sentences, and a sentence between two clauses, or else between two words near its
    middle.
    """
    scene = script.scenes[number]
    if scene.picture:
        parts: tuple[Scene, ...] = (_as_text(scene),)
    elif scene.layout not in _DIVISIBLE:
        return None
    elif scene.layout in {Layout.FIGURE, Layout.QUOTATION}:
        parts = (_plainer(scene),)
    else:
        parts = _halves(scene, script.paper)
    return replace(script, scenes=(*script.scenes[:number], *parts, *script.scenes[number + 1 :])) if parts else None


def parts_of(scenes: Sequence[Scene], laid_out: Sequence[Scene]) -> Iterator[tuple[Scene, ...]]:
    """For each scene those of ``laid_out`` that it was divided into: together they say its words, and nothing else."""
    remaining = list(laid_out)
    for scene in scenes:
        parts = [remaining.pop(0)]
        while remaining and sum(map(_words, parts)) < _words(scene):
            parts.append(remaining.pop(0))
        yield tuple(parts)


def _words(scene: Scene) -> int:
    return sum(len(sentence.spoken.split()) for sentence in scene.sentences)


def _as_text(scene: Scene) -> Scene:
    """The scene without its picture. A card keeps its layout."""
    text = Layout.STATEMENT if len(scene.sentences) == 1 else Layout.POINTS
    return replace(scene, layout=text if scene.layout is Layout.PICTURE else scene.layout, picture=None)


def _plainer(scene: Scene) -> Scene:
    return replace(scene, layout=Layout.STATEMENT, figure=None)


def _halves(scene: Scene, paper: Paper) -> tuple[Scene, ...]:
    """Two scenes, or () if the scene cannot be divided."""
    sentences = scene.sentences
    if len(sentences) > 1:
        lengths = list(accumulate(len(sentence.shown.text) for sentence in sentences))
        place = min(range(1, len(sentences)), key=lambda count: abs(lengths[count - 1] - lengths[-1] / 2))
        halves: Sequence[tuple[Sentence, ...]] = (sentences[:place], sentences[place:])
    else:
        halves = [(sentence,) for sentence in _parted(sentences[0], paper)]
    notes = _notes(scene.note, halves)
    return tuple(
        replace(scene, layout=_layout(scene, half), sentences=half, note=note)
        for half, note in zip(halves, notes, strict=True)
    )


def _layout(scene: Scene, sentences: Sequence[Sentence]) -> Layout:
    """A single point is shown as a statement, not as a list."""
    is_one = len(sentences) == 1 and "\n" not in sentences[0].shown.text.strip()
    return Layout.STATEMENT if scene.layout is Layout.POINTS and is_one else scene.layout


def _notes(note: str, halves: Sequence[Sequence[Sentence]]) -> list[str]:
    """The note of each half: an abbreviation is explained where it is first seen."""
    notes: list[list[str]] = [[] for _ in halves]
    for part in note.split("; ") if note and halves else []:
        use = use_of(part.partition(" = ")[0])
        seen = (use.search(" ".join(each.shown.text for each in half)) for half in halves)
        notes[next((place for place, is_seen in enumerate(seen) if is_seen), 0)].append(part)
    return ["; ".join(parts) for parts in notes]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence can be divided: the start of its second part in the shown text, the spoken words and the source.

    The lower ``fitness`` is, the better the two parts read.
    """

    shown: int
    spoken: int
    source: int
    fitness: tuple[int, float]


def _parted(sentence: Sentence, paper: Paper) -> tuple[Sentence, ...]:
    """The two parts of a sentence, or () if it cannot be divided."""
    place = min(_places(sentence, paper), key=lambda place: place.fitness, default=None)
    if place is None:
        return ()
    source, words = sentence.source, sentence.spoken.split()
    first, second = " ".join(words[: place.spoken]), " ".join(words[place.spoken :])
    in_first = tuple(pair for pair in sentence.long_forms if use_of(pair[0]).search(first))
    in_second = tuple(pair for pair in sentence.long_forms if pair not in in_first)
    before, after = sentence.shown.cut(0, place.shown), sentence.shown.cut(place.shown, len(sentence.shown.text))
    shown = before.cut(0, len(before.text.rstrip()))
    if source is None:
        return Sentence(first, shown, None, in_first), Sentence(second, after, None, in_second)
    middle = source.start + place.source
    end = source.start + len(paper.at(source).text[: place.source].rstrip())
    return (
        Sentence(first, shown, replace(source, end=end), in_first),
        Sentence(second, after, replace(source, start=middle), in_second),
    )


def _places(sentence: Sentence, paper: Paper) -> Iterator[_Place]:
    """The places where the shown text, the spoken words and the source all have a gap between the same two words."""
    text = sentence.shown.text
    written = paper.at(sentence.source).text if sentence.source else sentence.spoken
    places = list(_WORD.finditer(written))
    shown = list(_WORD.finditer(text))
    in_source = _matched([match[0] for match in shown], [match[0] for match in places])
    said = sentence.spoken.split()
    said_in_source = _matched(said, [match[0] for match in places])
    for before, after in pairwise(range(len(shown))):
        if before not in in_source or after not in in_source:
            continue
        following = in_source[after]
        count = 1 + max((word for word, place in said_in_source.items() if place < following), default=-1)
        last = places[following - 1][0][-1]
        is_clear = said_in_source.get(count, -1) >= following and all(
            part[-1].isalnum() or part[-1] == last for part in (shown[before][0], said[count - 1])
        )
        fitness = _fitness(text, shown[before], shown[after])
        if is_clear and min(after, len(shown) - after, count, len(said) - count) >= _FEWEST and fitness:
            yield _Place(shown[after].start(), count, places[following].start(), fitness)


def _matched(words: Sequence[str], source: Sequence[str]) -> dict[int, int]:
    """Maps the index of each word to the index of the same word in the source."""
    blocks = SequenceMatcher(None, list(map(_letters, source)), list(map(_letters, words)), autojunk=False)
    return {number + step: place + step for place, number, size in blocks.get_matching_blocks() for step in range(size)}


def _letters(word: str) -> str:
    return "".join(_INNER.findall(word)).casefold() or word


def _fitness(text: str, before: re.Match[str], after: re.Match[str]) -> tuple[int, float] | None:
    """How well the text reads when divided between these words, lower is better; None where no line may end."""
    gap = text[before.end() : after.start()]
    share = before.end() / len(text)
    if "\u00a0" in gap or after[0][0] in "([":
        return None
    is_natural = _SHORTEST <= share <= 1 - _SHORTEST and not _is_inside(text[: before.end()])
    is_joined = bool(_JOINING.match(after[0]))
    ranks = (
        (0, before[0].endswith(";") or ("\n" in gap and not before[0].endswith(":"))),
        (1, before[0].endswith(",") and is_joined),
        (2, before[0][-1] in ",:"),
        (3, is_joined and not _LEANING.fullmatch(before[0])),
        (4, not _LEANING.fullmatch(before[0])),
    )
    rank = next((rank for rank, holds in ranks if holds), 5) if is_natural else 6
    return rank, abs(share - 0.5)


def _is_inside(before: str) -> bool:
    """Whether a bracket or a quotation is open at the end of the text."""
    return any(before.count(opening) > before.count(closing) for opening, closing in ("()", "[]", "“”")) or (
        before.count('"') % 2 == 1
    )
