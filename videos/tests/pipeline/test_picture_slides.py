"""Pictures as they are drawn, by real typst in every format, judged by their pixels and their text."""

import numpy as np
import pytest

from videos.pipeline.artifacts import Layout, Notice, NoticeKind, RichText, Scene, Script, Sentence, Source
from videos.pipeline.artifacts.media import Slide
from videos.pipeline.artifacts.picture import Conclusion
from videos.pipeline.colours import contrast
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.slides import Brand, typeset
from videos.tests.pipeline.drawn_pictures import CAPTIONS_START, FORMATS, MARGIN, ink, page, text_of
from videos.tests.pipeline.invented_pictures import (
    CONCLUDED,
    GROUPS,
    ICONS,
    PICTURES,
    SHARE,
    SLEPT,
    WOKE,
    paper,
    portion,
    words,
)


@pytest.fixture(scope="module", params=FORMATS, ids=str)
def shaped(request) -> tuple[Typst, Format]:
    return Typst(request.param), request.param


@pytest.fixture(scope="module")
def typst() -> Typst:
    return Typst()


@pytest.mark.parametrize(("sentence", "picture"), PICTURES.values(), ids=PICTURES)
def test_a_picture_stays_within_the_margins_and_above_the_captions(shaped, sentence, picture):
    typst, shape = shaped
    width, height = FORMATS[shape]
    hanging = 50 if isinstance(picture, Conclusion) else 4  # the opening quotation mark is in the margin
    margin = MARGIN[shape] - hanging - 4

    pixels = page(typst, sentence, picture).draw().pixels

    assert pixels.shape == (height, width, 3)
    assert ink(pixels, slice(300, CAPTIONS_START[shape])).mean() > 0.01
    assert not ink(pixels, slice(CAPTIONS_START[shape], height)).any()
    below_the_progress = slice(20, height)
    assert not ink(pixels, below_the_progress, slice(0, margin)).any()
    assert not ink(pixels, below_the_progress, slice(width - margin, width)).any()


def test_a_topic_stands_beside_its_sentence(shaped):
    typst, _ = shaped
    words = " ".join(["Adults who drink warm milk in the evening sleep for a longer time."] * 4)
    text = RichText(words)
    beside = Scene(Layout.STATEMENT, "Aim", (Sentence(words, text, Source(0, 0, len(words))),), picture=ICONS)

    (slide,) = typeset(Script(paper(words), (beside,)), typst)
    script = typeset(Script(paper(words), (beside,)), typst).script

    assert script.scenes[0].picture == ICONS
    assert ink(slide.pixels, slice(300, None)).mean() > 0.02


TOP = {Format.LANDSCAPE: 146, Format.PORTRAIT: 262, Format.SQUARE: 134}


def test_a_page_on_harms_has_another_colour_and_a_sign(shaped):
    typst, shape = shaped
    text = RichText(CONCLUDED)
    said = (Sentence(CONCLUDED, text, Source(0, 0, len(CONCLUDED))),)
    results, harms = (Scene(Layout.STATEMENT, label, said) for label in ("Results", "Harms"))

    plain, warned = (slide.pixels for slide in typeset(Script(paper(CONCLUDED), (results, harms)), typst))

    assert not np.array_equal(plain[200, 4], warned[200, 4])
    sign = slice(TOP[shape], TOP[shape] + 70), slice(MARGIN[shape], MARGIN[shape] + 70)
    assert [bool(ink(pixels, *sign).any()) for pixels in (plain, warned)] == [False, True]


NUMBERS = {
    "share": ["24.8%", "117 of 471 patients", "Slept through the night"],
    "few": ["5 of 9", "56% of newborn infants"],
    "tiny": ["0.17%", "2 of 1203 women"],
    "groups": ["40%", "43 of 107", "54%", "60 of 111", "adjusted RR 0·75", "95% CI 0·57 to 0·98"],
    "bars": ["1.9%", "0.8%", "OR 1.5", "95% CI 0.5 to 4.0", "includes no difference"],
    "difference": ["−0.4 h", "−4.9", "4.0", "95% CI", "no difference"],
    "rows": ["1.70", "1.46 to 1.99", "6.3", "0.6 to 62.4", "Older age", "Noise"],
    "change": ["3.68", "SD 0.76", "2.28", "SD 0.78", "Before the trial", "After one month"],
    "means": ["3.68", "SD 0.76", "2.28", "SD 0.78"],
    "harms": ["Nausea", "19%", "33%", "Headache", "4%", "6%", "milk", "water"],
    "one group": ["Nausea", "19%", "Headache", "4%"],
    "number": ["7·2", "95% CI 3·7 to 135·0"],
    "listed": ["Randomized Controlled Trial", "Aged, 80 and over", "Italy, Norway, Sweden and 1 more", "NCT99999999"],
    "named": ["Warm milk improved sleep", "Lung", "Women"],
    "study": ["Randomised trial", "218", "adults", "warm milk", "plain water", "Early waking", "Italy"],
    "points": ["Improved sleep", "Compared with water", "Without more harms", "Lung"],
    "conclusion": ["Warm milk", "improved sleep, compared with water"],
    "icons": ["Lung", "Women"],
    "organs": ["Liver Cirrhosis", "Esophageal Varices"],
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_number_and_label_of_a_picture_is_on_its_page(shaped, name):
    typst, _ = shaped

    shown = "".join(text_of(page(typst, *PICTURES[name])).split())  # close lines may be read as one

    assert [word for label in NUMBERS[name] for word in label.split() if word not in shown] == []
    assert "PMID12" in shown


def test_the_spoken_numbers_of_a_picture_can_be_highlighted(shaped):
    typst, shape = shaped
    slide: Slide = page(typst, SLEPT, SHARE).draw()

    assert sorted(slide.words) == [1, 2, 3, 4, 5, 6, 7, 8]  # all but "Of" and the share's "of"
    (box,) = slide.words[4]
    assert slide.pixels[box.top : box.bottom, box.left : box.right].std() > 10
    assert box.bottom < CAPTIONS_START[shape]


@pytest.mark.parametrize("name", ["groups", "rows", "harms", "change", "points", "study"])
def test_a_picture_is_built_up_part_by_part_and_nothing_moves(shaped, name):
    typst, _ = shaped
    sentence, picture = PICTURES[name]
    stages = [
        page(typst, sentence, picture, shown=tuple(range(step))).draw().pixels
        for step in range(1, len(picture.parts) + 1)
    ]
    whole = page(typst, sentence, picture).draw().pixels

    assert np.array_equal(stages[-1], whole)
    changes = [(stage != whole).any(axis=2).sum() for stage in stages]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 5000


def test_the_figures_are_filled_as_many_as_the_share(typst):
    """One figure of 100 has the same area, so the coloured area is proportional to the share."""
    areas = []
    for percent in ("10", "40"):
        sentence = SLEPT.replace("24.8", percent)
        picture = replace_portion(sentence, percent)
        pixels = page(typst, sentence, picture).draw().pixels[200:885, 1000:]
        areas.append((np.abs(pixels.astype(int) - (0x0B, 0x6E, 0x6E)).max(axis=2) < 90).sum())

    assert areas[1] / areas[0] == pytest.approx(4, rel=0.03)


def replace_portion(sentence: str, percent: str):
    return type(SHARE)(portion(sentence, percent), words(sentence, "patients"), (words(sentence, "slept"),))


@pytest.mark.parametrize("accent", ["", "#000000", "#ffe000", "#e07a00", "#9c1c63", "#b00020", "#1122cc", "#7fbf7f"])
def test_the_numbers_of_both_groups_are_readable_on_every_accent(typst, accent):
    pixels = page(typst, WOKE, GROUPS, brand=Brand(accent)).draw().pixels
    background = "#" + bytes(pixels[200, 4]).hex()
    bands = (pixels[250:700, 112:450], pixels[250:700, 990:1290])

    numbers = [inks_of(band, pixels[200, 4]) for band in bands]

    assert all(contrast(found, background) >= 4.5 for found in numbers)
    assert numbers[0] != numbers[1]


def inks_of(band: np.ndarray, background: np.ndarray) -> str:
    """The most frequent colour of a band that is neither the page nor grey ink of other text."""
    colours, counts = np.unique(band.reshape(-1, 3), axis=0, return_counts=True)
    order = [colours[index] for index in np.argsort(counts)[::-1] if not np.array_equal(colours[index], background)]
    return "#" + bytes(order[0]).hex()


@pytest.mark.parametrize("kind", [NoticeKind.RETRACTED, NoticeKind.CONCERN])
@pytest.mark.parametrize("name", ["groups", "rows", "study", "icons"])
def test_a_picture_fits_below_the_band_of_a_grave_notice(shaped, kind, name):
    typst, shape = shaped
    sentence, picture = PICTURES[name]

    pixels = page(typst, sentence, picture, notices=(Notice(kind, "Read the notice."),)).draw().pixels

    assert tuple(pixels[45, 5]) in {(179, 38, 30), (240, 185, 58)}
    assert not ink(pixels, slice(CAPTIONS_START[shape], FORMATS[shape][1])).any()


def test_greek_and_chinese_labels_are_drawn(shaped):
    typst, _ = shaped
    sentence = SLEPT.replace("patients", "β-地中海 patients")
    picture = type(SHARE)(portion(sentence, "24.8"), words(sentence, "β-地中海 patients"), (words(sentence, "slept"),))

    assert "地中海" in text_of(page(typst, sentence, picture))


def test_the_citation_is_readable_on_a_phone():
    """On a screen 390 px wide, 12 px are 34 px of a portrait page."""
    pixels = page(Typst(Format.PORTRAIT), SLEPT, SHARE).draw().pixels
    rows = np.flatnonzero(ink(pixels, slice(160, 240), slice(0, 1080)).any(axis=1))

    capitals_to_descenders = rows[-1] - rows[0] + 1
    assert capitals_to_descenders >= 0.9 * 34
