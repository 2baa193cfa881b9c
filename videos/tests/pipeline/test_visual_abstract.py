"""The visual abstract, drawn by real typst from invented papers."""

import io
from contextlib import closing
from dataclasses import replace

import msgspec
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from videos.pipeline.artifacts import (
    Layout,
    Notice,
    NoticeKind,
    Paper,
    RichText,
    Role,
    Scene,
    Script,
    Section,
    Sentence,
    Source,
)
from videos.pipeline.artifacts.picture import Harms, StudyCard
from videos.pipeline.errors import DoesNotFit
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.slides import Brand, StillShape, visual_abstract
from videos.tests.pipeline.invented_pictures import GROUPS, HARMS, SIDE_EFFECTS, STUDY, TRIED, WOKE, paper

SIZES = {StillShape.WIDE: (1600, 900), StillShape.TALL: (1080, 1350)}
CONCLUDED = "Warm milk before bed lets older adults sleep longer."


@pytest.fixture(scope="module", params=SIZES, ids=str)
def shaped(request) -> tuple[Typst, StillShape]:
    return Typst(request.param, STILL), request.param


def moved(value, section: int):
    """The same picture of a sentence that is in another section."""
    if isinstance(value, Source):
        return replace(value, section=section)
    if isinstance(value, tuple):
        return tuple(moved(each, section) for each in value)
    names = getattr(value, "__struct_fields__", None) or getattr(value, "__dataclass_fields__", ())
    return type(value)(*(moved(getattr(value, name), section) for name in names)) if names else value


SENTENCES = (TRIED, WOKE, SIDE_EFFECTS, CONCLUDED)
ROLES = (Role.METHODS, Role.RESULTS, Role.RESULTS, Role.CONCLUSIONS)
STUDIED: Paper = replace(
    paper(""), sections=tuple(Section(RichText(text), role=role) for text, role in zip(SENTENCES, ROLES, strict=True))
)


def scene(section: int, label: str, picture=None) -> Scene:
    text = SENTENCES[section]
    said = Sentence(text, RichText(text), Source(section, 0, len(text)))
    layout = Layout.PICTURE if picture else Layout.STATEMENT
    return Scene(layout, label, (said,), picture=moved(picture, section) if picture else None)


TITLE = Scene(Layout.TITLE, "Randomised controlled trial", ())
WITH_PICTURES = (
    TITLE,
    scene(0, "Methods", STUDY),
    scene(1, "Primary outcome", GROUPS),
    scene(2, "Side effects", HARMS),
    scene(3, "Conclusion"),
)


def drawn(typst: Typst, *scenes: Scene, of: Paper = STUDIED, brand: Brand = Brand()) -> tuple[np.ndarray, str]:  # noqa: B008
    """The picture of the page, and its text without white space."""
    made = visual_abstract(Script(of, scenes), typst, brand)
    with closing(pypdfium2.PdfDocument(made.pdf)) as document:
        text = document[0].get_textpage().get_text_range().replace("\u200e", "")
    with Image.open(io.BytesIO(made.png)) as image:
        return np.asarray(image.convert("RGB")), "".join(text.split())


def test_it_has_the_size_of_its_shape(shaped):
    typst, shape = shaped
    width, height = SIZES[shape]

    pixels, _ = drawn(typst, *WITH_PICTURES)

    assert pixels.shape == (height, width, 3)


def test_it_shows_the_study_its_results_its_harms_and_its_conclusion(shaped):
    typst, _ = shaped

    _, text = drawn(typst, *WITH_PICTURES)

    shown = ["Who was studied", "218", "adults", "Primary outcome", "40%", "43 of 107", "54%", "60 of 111"]
    shown += ["95% CI 0·57 to 0·98", "Side effects", "19%", "33%", "Conclusion", CONCLUDED]
    assert [label for label in shown if "".join(label.split()) not in text] == []


def test_it_cites_the_paper_and_says_what_it_was_made_from(shaped):
    typst, _ = shaped

    _, text = drawn(typst, *WITH_PICTURES)

    assert "LeeB,OkaforA.JEveningDrinks.2026.doi:10.0000/tea.2026.1" in text.replace("\u2060", "")
    assert "Madefromtheabstractalone" in text


@pytest.mark.parametrize("kind", [NoticeKind.RETRACTED, NoticeKind.PREPRINT])
def test_notices_are_on_the_page(shaped, kind):
    typst, _ = shaped
    noticed = replace(STUDIED, notices=(Notice(kind, "Read the notice about it."),))

    pixels, text = drawn(typst, *WITH_PICTURES, of=noticed)

    assert "Readthenoticeaboutit." in text
    assert (tuple(pixels[20, 5]) == (179, 38, 30)) == (kind is NoticeKind.RETRACTED)


def test_a_script_without_pictures_shows_its_results_and_conclusion_as_text(shaped):
    typst, _ = shaped

    _, text = drawn(typst, TITLE, scene(1, "Results"), scene(3, "Conclusion"))

    assert "".join(WOKE.split()) in text.replace("\u2011", "-")
    assert "".join(CONCLUDED.split()) in text


def test_harms_that_do_not_fit_are_left_out_before_the_result(shaped):
    typst, _ = shaped
    crowded = Harms(HARMS.rows * 12, HARMS.groups)

    _, text = drawn(typst, *WITH_PICTURES[:3], scene(2, "Side effects", crowded), WITH_PICTURES[4])

    assert "Sideeffects" not in text
    assert "40%" in text
    assert "Whowasstudied" in text


def test_a_second_result_that_does_not_fit_is_left_out_before_the_study(shaped):
    typst, _ = shaped
    crowded = msgspec.structs.replace(GROUPS, groups=GROUPS.groups * 20)

    _, text = drawn(typst, *WITH_PICTURES[:3], scene(1, "Second result", crowded), WITH_PICTURES[4])

    assert "Secondresult" not in text
    assert "Whowasstudied" in text


def test_a_study_card_without_groups_and_outcome_is_drawn(shaped):
    typst, _ = shaped
    bare = StudyCard(STUDY.design)

    _, text = drawn(typst, TITLE, scene(0, "Methods", bare), scene(1, "Result", GROUPS))

    assert "Randomisedtrial" in text


def test_the_head_grows_for_a_very_long_title_and_no_word_of_it_is_lost(shaped):
    typst, _ = shaped
    title = "Warm milk and the sleep of older adults who wake at night and worry about it. " * 9
    usual, _ = drawn(typst, *WITH_PICTURES)

    pixels, text = drawn(typst, *WITH_PICTURES, of=replace(STUDIED, title=RichText(title.strip())))

    assert text.count("Warmmilkandthesleepofolderadults") == 9
    assert head(pixels) > head(usual)


def test_a_title_that_would_fill_a_fifth_of_the_page_does_not_fit(shaped):
    typst, _ = shaped
    endless = replace(STUDIED, title=RichText("Warm milk and the sleep of older adults. " * 60))

    with pytest.raises(DoesNotFit, match="The title"):
        drawn(typst, *WITH_PICTURES, of=endless)


def head(pixels: np.ndarray) -> int:
    """The height of the dark head, seen at the left margin."""
    return int(np.argmin(np.all(pixels[:, 5] == pixels[20, 5], axis=1)))


def test_the_accent_colour_is_the_makers(shaped):
    typst, _ = shaped

    pixels, _ = drawn(typst, *WITH_PICTURES, brand=Brand("#1122cc"))

    assert np.all(pixels == (0x11, 0x22, 0xCC), axis=2).sum() > 2000


def test_without_headings_the_sentences_that_read_as_results_and_conclusion_are_shown(shaped):
    typst, _ = shaped
    unlabelled = replace(STUDIED, sections=tuple(Section(RichText(text)) for text in SENTENCES))
    scenes = [replace(scene(number, "What they say"), role=role) for number, role in enumerate(ROLES)]

    _, text = drawn(typst, TITLE, *scenes, of=unlabelled)

    assert "".join(TRIED.split()) not in text
    assert all("".join(part.split()) in text for part in ("Waking early was less frequent", CONCLUDED))


def test_a_list_is_shown_whole():
    text = "Four habits helped: warm milk, a walk, a book, and silence."
    shown = RichText("Four habits helped:\nwarm milk\na walk\na book\nand silence")
    listed = Scene(Layout.POINTS, "Results", (Sentence(text, shown, Source(0, 0, len(text))),))
    made = replace(STUDIED, sections=(Section(RichText(text), role=Role.RESULTS),))

    _, shown_text = drawn(Typst(StillShape.TALL, STILL), TITLE, listed, of=made)

    assert "Fourhabitshelped:warmmilk;awalk;abook;andsilence" in shown_text


def test_an_announcement_is_no_conclusion():
    text = f"{CONCLUDED} Implications for nurses are discussed."
    ends = (len(CONCLUDED), len(text))
    scenes = tuple(
        Scene(Layout.STATEMENT, "Conclusion", (Sentence(said, RichText(said), Source(0, end - len(said), end)),))
        for said, end in zip((CONCLUDED, text[ends[0] + 1 :]), ends, strict=True)
    )
    made = replace(STUDIED, sections=(Section(RichText(text), role=Role.CONCLUSIONS),))

    _, shown_text = drawn(Typst(StillShape.TALL, STILL), TITLE, *scenes, of=made)

    concluded = shown_text.rpartition("Conclusion")[2]
    assert "Warmmilkbeforebedlets" in concluded
    assert "Implications" not in concluded


def test_a_page_of_text_alone_says_so():
    typst = Typst(StillShape.WIDE, STILL)

    assert visual_abstract(Script(STUDIED, WITH_PICTURES), typst).is_drawn
    assert not visual_abstract(Script(STUDIED, (TITLE, scene(3, "Conclusion"))), typst).is_drawn
