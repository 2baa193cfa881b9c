"""Which word is highlighted when, and where it is on the slide."""

import numpy as np
import pytest

from videos.pipeline.artifacts import Box, Clip, Heard, RichText, Run, Sentence, Style, Word
from videos.pipeline.artifacts.media import Slide
from videos.pipeline.highlights import FOR_PHRASES, FOR_WORDS, Highlight, Highlighter, each_word, highlights
from videos.pipeline.outside import media
from videos.pipeline.word_positions import marked


def heard(text: RichText) -> list[tuple[int, str]]:
    return [(run.style.number, text.text[run.start : run.end]) for run in text.runs if isinstance(run.style, Heard)]


def sentence(shown: str, spoken: str) -> Sentence:
    return Sentence(spoken, RichText(shown), None)


@pytest.mark.parametrize(
    ("shown", "spoken", "words"),
    [
        ("It fell by 12%.", "It fell by 12%.", ["It", "fell", "by", "12%."]),
        ("Iron (Fe; n=3) fell.", "Iron fell.", ["Iron", "fell."]),
        ("Tea (p=0.01), not milk, helped.", "Tea, not milk, helped.", ["Tea", "not", "milk,", "helped."]),
        ("12\u00a0mg\nof zinc", "12 mg of zinc", ["12", "mg", "of", "zinc"]),
    ],
)
def test_the_spoken_words_are_found_in_the_shown_text(shown, spoken, words):
    (text,) = marked([sentence(shown, spoken)])
    assert [word for _, word in heard(text)] == words


def test_words_are_numbered_through_all_sentences_of_a_scene():
    first, second = marked([sentence("One two.", "One two."), sentence("Three (3) four.", "Three four.")])
    assert heard(first) == [(0, "One"), (1, "two.")]
    assert heard(second) == [(2, "Three"), (3, "four.")]


def test_a_word_that_is_not_shown_is_not_marked_and_the_shown_text_keeps_its_style():
    shown = RichText("Zinc helps.", (Run(0, 4, Style.BOLD),))
    (text,) = marked([Sentence("Today zinc helps.", shown, None)])
    assert heard(text) == [(1, "Zinc"), (2, "helps.")]
    assert text.runs[0] == Run(0, 4, Style.BOLD)


BOXES = {number: (Box(10 * number, 10, 10 * number + 8, 20),) for number in range(4)}


def clip(*words: tuple[float, float]) -> Clip:
    return Clip(4 * 30, (tuple(Word("word", *times) for times in words),))


def by_word(spoken: Clip, boxes) -> tuple[Highlight, ...]:
    return highlights(spoken, each_word(spoken), boxes)


def test_a_word_is_highlighted_from_its_start_until_the_next_one_starts():
    assert by_word(clip((1.0, 1.2), (1.3, 2.0)), BOXES) == (
        Highlight(30, range(0, 1)),
        Highlight(39, range(1, 2)),
        Highlight(69, None),
    )


def test_the_highlight_ends_in_a_pause():
    assert by_word(clip((0.5, 1.0), (2.0, 2.5)), BOXES)[:3] == (
        Highlight(15, range(0, 1)),
        Highlight(39, None),
        Highlight(60, range(1, 2)),
    )


def test_a_word_that_is_not_on_the_slide_highlights_nothing():
    assert [change.words for change in by_word(clip((0.5, 1.0), (1.0, 2.0)), {1: BOXES[1]})] == [range(1, 2), None]


def test_no_highlight_changes_after_the_end_of_the_clip():
    assert by_word(clip((3.5, 3.95)), BOXES) == (Highlight(105, range(0, 1)),)


def test_a_phrase_is_highlighted_from_its_first_word_to_its_last():
    spoken = clip((0.5, 0.8), (0.9, 1.2), (1.3, 1.8), (2.0, 2.5))
    assert highlights(spoken, [range(2), range(2, 4)], BOXES) == (
        Highlight(15, range(2)),
        Highlight(39, range(2, 4)),
        Highlight(84, None),
    )


def test_the_words_of_a_phrase_that_share_a_line_are_painted_as_one():
    slide = Slide(
        np.full((90, 200, 3), 240, np.uint8),
        {0: (Box(20, 10, 50, 30),), 1: (Box(60, 10, 90, 30),), 2: (Box(20, 50, 60, 70),)},
    )
    highlighter = Highlighter(slide, media.to_yuv(slide.pixels), FOR_PHRASES)
    plain, painted = highlighter.highlight(None).picture.copy(), highlighter.highlight(range(3)).picture.copy()
    changed = plain[:90] != painted[:90]
    assert changed[20, 24:88].all()
    assert changed[60, 24:58].all()
    assert not changed[40].any()


def test_the_mark_of_a_large_number_does_not_cover_the_line_below_it():
    """The box of a word, as typst gives it, is 1.3 times as high as its type, and begins in the line above."""
    slide = Slide(np.full((300, 200, 3), 240, np.uint8), {0: (Box(20, 20, 180, 280),)})
    highlighter = Highlighter(slide, media.to_yuv(slide.pixels), FOR_PHRASES)
    plain, painted = highlighter.highlight(None).picture.copy(), highlighter.highlight(range(1)).picture.copy()
    rows = np.flatnonzero((plain[:300] != painted[:300]).any(axis=1))
    assert (rows[0], rows[-1] + 1) == (50, 250)


def page(level: int) -> Slide:
    pixels = np.full((60, 100, 3), level, np.uint8)
    pixels[24:30, 20:40] = 255 - level
    return Slide(pixels, {0: ((Box(15, 20, 45, 34)),), 1: (Box(60, 20, 80, 34), Box(0, 50, 10, 60))})


@pytest.mark.parametrize("level", [240, 20], ids=["light", "dark"])
def test_the_paper_under_the_word_changes_and_the_ink_stays(level):
    slide = page(level)
    highlighter = Highlighter(slide, media.to_yuv(slide.pixels), FOR_WORDS)
    plain, highlighted = highlighter.highlight(None).picture.copy(), highlighter.highlight(range(0, 1)).picture.copy()
    luma = np.abs(highlighted.astype(int) - plain)[:60]
    assert luma[22, 30] > 10
    assert luma[26, 30] < 8
    assert luma[:, 60:].max() == 0
    assert luma[40:].max() == 0


def test_one_word_at_a_time_is_highlighted_in_all_its_boxes_and_leaves_no_trace():
    highlighter = Highlighter(page(240), media.to_yuv(page(240).pixels), FOR_WORDS)
    plain = highlighter.highlight(None).picture.copy()
    highlighter.highlight(range(0, 1))
    both = highlighter.highlight(range(1, 2)).picture.copy()
    assert np.array_equal(both[:60, :50][:48], plain[:60, :50][:48])
    assert (both[26, 70], both[56, 4]) != (plain[26, 70], plain[56, 4])
    assert np.array_equal(highlighter.highlight(None).picture, plain)


def test_a_part_of_a_picture_is_cut_and_pasted_in_place():
    picture = media.to_yuv(np.random.default_rng(1).integers(0, 255, (60, 100, 3), np.uint8))
    box = Box(20, 10, 46, 30)
    other = np.zeros_like(picture)
    media.paste(media.cut(picture, box), other, box)
    assert np.array_equal(other[10:30, 20:46], picture[10:30, 20:46])
    assert np.array_equal(media.cut(other, box), media.cut(picture, box))
    assert not other[:10].any()
