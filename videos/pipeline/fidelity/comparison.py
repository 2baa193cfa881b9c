"""Compares a text with its source, token by token: what is kept, what is left out, and whether a passage is torn."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

_TOKEN = re.compile(r"\d[\d.,·]*\d|\w+(?:['’]t\b)?|[^\w\s]", re.IGNORECASE)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_MARKS = frozenset(".,;:!?()[]{}–—-\"“”'‘’")
_SEPARATORS = frozenset(";,()[]{}")
_STATISTICAL = re.compile(r"[=<>≤≥±%]")
_LEVEL = re.compile(r"\b[89]\d(?:\.\d)? ?[%％](?= ?-?C|(?: con| cred))")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign in small letters, and where it is in its text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket: the indices of its opening token and of the one after its closing token."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tokens of a source, and for each whether the text that was taken from it keeps it."""

    source: str
    tokens: tuple[Token, ...]
    kept: tuple[bool, ...]

    def keeps(self, start: int, end: int) -> bool:
        """Whether all words between two characters of the source are kept."""
        places = [place for place, token in enumerate(self.tokens) if token.start < end and token.end > start]
        return all(self.kept[place] for place in places if self._word(place) not in _MARKS)

    def partly_kept(self) -> Iterator[Bracket]:
        """The brackets, inner ones too, of which some words are kept and some are not."""
        for bracket in _brackets([token.word for token in self.tokens]):
            states = {self.kept[place] for place in self._bare(bracket.start, bracket.end)}
            if len(states) > 1:
                yield bracket

    def passages(self, bracket: Bracket) -> list[range]:
        """The passages of a bracket between semicolons and commas, each with the brackets inside it."""
        depths = accumulate((self._word(p) in _OPENING) - (self._word(p) in _CLOSING) for p in self._places(bracket))
        cuts = [
            p for p, depth in zip(self._places(bracket), depths, strict=True) if depth == 0 and self._word(p) in ";,"
        ]
        edges = [bracket.start, *cuts, bracket.end - 1]
        return [range(first + 1, last) for first, last in pairwise(edges) if last > first + 1]

    def text_of(self, places: range) -> str:
        """The characters of the source at consecutive tokens."""
        return self.source[self.tokens[places.start].start : self.tokens[places.stop - 1].end]

    def is_kept(self, places: range) -> bool:
        """Whether some word of a passage is kept."""
        return any(self.kept[place] for place in self._bare(places.start, places.stop))

    def is_torn(self) -> bool:
        """Whether it leaves out anything but brackets and whole passages."""
        omitted = _omitted(self.kept)
        if any(_is_torn([token.word for token in self.tokens], *span) for span in omitted):
            return True
        return any(self._is_torn_inside(bracket) for bracket in self.partly_kept())

    def _is_torn_inside(self, bracket: Bracket) -> bool:
        """Whether a passage or a list is kept in part, or a label without its value: "OR, 2.1" or "CI, 1-3"."""
        passages = self.passages(bracket)
        if self._is_a_list(passages) and len({self.is_kept(passage) for passage in passages}) > 1:
            return True
        for passage in passages:
            if len({self.kept[place] for place in self._outside_brackets(passage)}) > 1:
                return True
        return any(
            self.is_kept(label) != self.is_kept(value)
            for label, value in pairwise(passages)
            if self._word(label.stop) == "," and self._labels(label, value)
        )

    def _is_a_list(self, passages: Sequence[range]) -> bool:
        """Whether the passages are things, not statistics, the last after "and" or "or"."""
        if not passages or self._word(passages[-1].start) not in ("and", "or"):
            return False
        return not any(_STATISTICAL.search(self.text_of(passage)) for passage in passages)

    def _labels(self, label: range, value: range) -> bool:
        """Whether the first passage has no number and the second starts with one; "95%" is part of a label."""
        words, rest = (_LEVEL.sub("", self.text_of(passage)).strip() for passage in (label, value))
        return not re.search(r"\d", words) and bool(re.match(r"[<>≤≥=~+−–-]?\s?[.·]?\d", rest))

    def _outside_brackets(self, passage: range) -> Iterator[int]:
        """The words of a passage that are in no bracket inside it."""
        depth = 0
        for place in passage:
            depth += (self._word(place) in _OPENING) - (self._word(place) in _CLOSING)
            if depth == 0 and self._word(place) not in _MARKS:
                yield place

    def _bare(self, start: int, end: int) -> list[int]:
        return [place for place in range(start, end) if self._word(place) not in _MARKS]

    def _places(self, bracket: Bracket) -> range:
        return range(bracket.start + 1, bracket.end - 1)

    def _word(self, place: int) -> str:
        return self.tokens[place].word


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words, numbers and signs of ``text``."""
    return tuple(Token(match[0].casefold(), *match.span()) for match in _TOKEN.finditer(text))


def compare(text: str, source: str) -> Comparison | None:
    """``text`` compared with its ``source``; None if it has tokens that the source does not have in this order."""
    stands = tokens_of(source)
    kept = _aligned([token.word for token in stands], [token.word for token in tokens_of(text)])
    return None if kept is None else Comparison(source, stands, kept)


def _aligned(stands: Sequence[str], said: Sequence[str]) -> tuple[bool, ...] | None:
    """Which tokens of the source are said. Of all ways to read it, one that leaves out the fewest passages.

    What is said may be read in several ways: of "n = 5; n = 3", "n = 3" is the second passage, and not "n" of the first
    with "= 3" of the second. A gap costs 1, and more for each of its ends that is not at a mark.
    """
    ends = [_cost_of_an_end(stands, place) for place in range(len(stands) + 1)]
    width = len(said) + 1
    never = 5 * len(stands) + 5
    # Costs of having said the first j tokens, outside a gap and in one; and for each step how it was reached.
    outside, inside = [0] + [never] * (width - 1), [never] * width
    steps: list[tuple[list[bool], list[bool]]] = []
    for place, word in enumerate(stands):
        opened = [cost + 1 + ends[place] for cost in outside]
        opens = [new <= old for new, old in zip(opened, inside, strict=True)]
        now_inside = [min(new, old) for new, old in zip(opened, inside, strict=True)]
        closed = [cost + ends[place + 1] for cost in now_inside]
        now_outside = [never, *(outside[j] if said[j] == word else never for j in range(len(said)))]
        closes = [new < old for new, old in zip(closed, now_outside, strict=True)]
        outside = [min(new, old) for new, old in zip(closed, now_outside, strict=True)]
        inside = now_inside
        steps.append((opens, closes))
    return _traced(steps, len(said)) if outside[-1] < never else None


def _traced(steps: Sequence[tuple[list[bool], list[bool]]], said: int) -> tuple[bool, ...]:
    """The cheapest way, followed back from its end."""
    kept: list[bool] = []
    in_gap = False
    for opens, closes in reversed(steps):
        in_gap = in_gap or closes[said]
        kept.append(not in_gap)
        if in_gap:
            in_gap = not opens[said]
        else:
            said -= 1
    return tuple(reversed(kept))


def _cost_of_an_end(tokens: Sequence[str], place: int) -> int:
    """What it costs that a gap begins or ends before the token at ``place``."""
    beside = {*tokens[max(0, place - 1) : place + 1]}
    if place in (0, len(tokens)) or beside & _SEPARATORS:
        return 0
    return 1 if beside & _MARKS else 2


def _omitted(kept: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The spans of tokens that are not kept."""
    start = None
    for place, is_kept in enumerate((*kept, True)):
        if not is_kept and start is None:
            start = place
        elif is_kept and start is not None:
            yield start, place
            start = None


def _is_torn(tokens: list[str], start: int, end: int) -> bool:
    """Whether the tokens left out, outside brackets, are only part of a passage: the rest of it is kept."""
    depths = list(accumulate((token in _OPENING) - (token in _CLOSING) for token in tokens))
    bare = [place for place in range(start, end) if depths[place] <= 0 and tokens[place] not in _MARKS]
    if not bare:
        return False
    first, last = bare[0], bare[-1]
    begins = first == 0 or tokens[first - 1] in _MARKS
    ends = last + 1 == len(tokens) or tokens[last + 1] in _MARKS
    return not (begins and ends)


def _brackets(tokens: Sequence[str]) -> Iterator[Bracket]:
    """All brackets that are opened and closed, inner ones first."""
    open_at: list[int] = []
    for place, token in enumerate(tokens):
        if token in _OPENING:
            open_at.append(place)
        elif token in _CLOSING and open_at:
            yield Bracket(open_at.pop(), place + 1)
