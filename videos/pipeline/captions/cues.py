"""Composes captions: phrases of the narration, shown while they are spoken."""

from collections.abc import Iterator, Sequence

from videos.pipeline.artifacts import Clip, Cue, Word
from videos.pipeline.captions.phrases import divide, lines
from videos.pipeline.captions.rules import FLICKER, LINE, LONGEST, READING_SPEED, SHORTEST

_LINGER = 0.25
"""Seconds that a caption stays after its last word if no other follows."""


def compose(clips: Sequence[Clip], line: int = LINE) -> tuple[Cue, ...]:
    """The captions of the video, in order, without overlap; times count from the start of the first clip.

    Their words are exactly those of the clips. No caption spans two scenes, or two sentences unless both are very
    short. ``line`` is the maximum number of characters in a line; ``rules`` has the other limits.
    """
    cues: list[Cue] = []
    offset = 0.0
    for clip in clips:
        cues += _cues_of(clip, offset, line)
        offset += clip.duration
    return tuple(cues)


def phrases(clip: Clip) -> list[range]:
    """The numbers of the words of each caption of a scene, in lines of normal length."""
    found = []
    first = 0
    for words in clip.sentences:
        found += [range(first + start, first + end) for start, end in divide(words, LINE)]
        first += len(words)
    return found


def _cues_of(clip: Clip, offset: float, line: int) -> Iterator[Cue]:
    phrases = [words[start:end] for words in _passages(clip, line // 2) for start, end in divide(words, line)]
    limits = [*(phrase[0].start for phrase in phrases[1:]), clip.duration]
    for phrase, limit in zip(phrases, limits, strict=False):
        texts = lines([word.text for word in phrase], line)
        yield Cue(offset + phrase[0].start, offset + _end(phrase, len(" ".join(texts)), limit), texts)


def _passages(clip: Clip, very_short: int) -> list[tuple[Word, ...]]:
    """The sentences of a scene, with neighbours joined that have at most ``very_short`` characters each."""
    passages: list[tuple[Word, ...]] = []
    for sentence in clip.sentences:
        if passages and sentence and max(_length(passages[-1]), _length(sentence)) <= very_short:
            passages[-1] += sentence
        elif sentence:
            passages.append(sentence)
    return passages


def _length(words: Sequence[Word]) -> int:
    return len(" ".join(word.text for word in words))


def _end(phrase: Sequence[Word], characters: int, limit: float) -> float:
    """When a caption ends: after its last word, later if it needs reading time, never after ``limit``."""
    start, spoken = phrase[0].start, phrase[-1].end
    wanted = max(spoken + _LINGER, start + SHORTEST, start + characters / READING_SPEED)
    end = min(limit, max(spoken, min(wanted, start + LONGEST)))
    if limit - end >= FLICKER:
        return end
    return limit if limit - start <= LONGEST else max(spoken, limit - FLICKER)
