"""Pictures with long words: they step down, or their scene is shown as text."""

import json
from dataclasses import replace

import pytest

from videos.pipeline.artifacts import Author, Layout, RichText, Scene, Script, Sentence, Source
from videos.pipeline.artifacts.picture import Groups, Icon, Interval, Points, Topic
from videos.pipeline.artifacts.quantity import Group, Words
from videos.pipeline.errors import DoesNotFit
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.slides import typeset
from videos.tests.pipeline.drawn_pictures import CAPTIONS_START, FORMATS, MARGIN, ink, page, text_of
from videos.tests.pipeline.invented_pictures import (
    CONCLUDED,
    DIFFERENCE,
    ICONS,
    PICTURES,
    POINTS,
    STUDY,
    TRIED,
    WOKE,
    heading,
    number,
    paper,
    portion,
    scene,
    words,
)


@pytest.fixture(scope="module", params=FORMATS, ids=str)
def shaped(request) -> tuple[Typst, Format]:
    return Typst(request.param), request.param


@pytest.fixture(scope="module")
def typst() -> Typst:
    return Typst()


LONG = "the combination of the evening drink and the counselling that the clinic chose " * 3


def test_names_that_are_long_are_made_smaller_until_they_fit(shaped):
    typst, shape = shaped
    name = LONG.strip()[:78]
    sentence = WOKE.replace("warm milk (", f"{name} (")
    groups = (
        Group(words(sentence, name), portion(sentence, "40")),
        Group(words(sentence, "plain water"), portion(sentence, "54")),
    )
    picture = Groups(words(sentence, "Waking early"), groups, words(sentence, "than"), people=True)

    drawn = page(typst, sentence, picture)

    assert "counselling" in text_of(drawn)
    assert not ink(drawn.draw().pixels, slice(CAPTIONS_START[shape], FORMATS[shape][1])).any()


def test_names_of_authors_never_run_into_the_drawing_beside_them():
    authors = (Author("Wolfeschlegelsteinhausenbergerdorff-Aldobrandini", "A"),)
    with pytest.raises(DoesNotFit):
        page(Typst(Format.SQUARE), CONCLUDED, ICONS, authors=authors)


class RoomForSmallLabels:
    """A typesetter on whose pages only pictures with small labels fit."""

    def __init__(self) -> None:
        self.drawn = []

    def page(self, data: str):
        laid_out = json.loads(data)["scene"]
        self.drawn.append(laid_out["tight"])
        if not laid_out["tight"]:
            raise DoesNotFit("The picture")


def test_the_labels_of_a_picture_are_smaller_only_if_it_does_not_fit_otherwise():
    typesetter = RoomForSmallLabels()

    slides = typeset(Script(paper(CONCLUDED), (scene(CONCLUDED, ICONS, Layout.TITLE),)), typesetter)

    assert typesetter.drawn == [False, True]
    assert slides.script.scenes[0].picture == ICONS


def test_a_picture_that_fits_in_no_size_is_given_up_for_the_text(shaped):
    typst, _ = shaped
    sentence = f"It was seen that {LONG * 4}lowered sleep by -0.4 h (95% CI -4.9 to 4.0)."
    text = sentence.strip()
    claim = (words(text, LONG.strip()[:70] + LONG.strip()[70:]), words(text, "lowered sleep"))
    long = Interval(DIFFERENCE.measure, rows_of(text), words(text, "95% CI"), claim * 3)
    shown = scene(text, long)

    slides = typeset(Script(paper(text), (shown,)), typst)

    assert {each.layout for each in slides.script.scenes} == {Layout.STATEMENT}
    assert all(each.picture is None for each in slides.script.scenes)
    assert " ".join(each.spoken for part in slides.script.scenes for each in part.sentences) == text


def rows_of(sentence: str):
    (row,) = DIFFERENCE.rows
    parts = {"estimate": "-0.4", "low": "-4.9", "high": "4.0"}
    return (
        replace(row, **{key: replace(getattr(row, key), words=words(sentence, each)) for key, each in parts.items()}),
    )


def test_two_sentences_whose_picture_does_not_fit_become_points(typst):
    icon = Icon("lungs", heading("Lung " * 900))
    crowded = replace(scene(CONCLUDED, Points((replace(POINTS.items[0], icon=icon),))), sentences=(said(), said()))

    (shown,) = typeset(Script(paper(CONCLUDED), (crowded,)), typst).script.scenes

    assert (shown.layout, shown.picture) == (Layout.POINTS, None)


def said() -> Sentence:
    return Sentence(CONCLUDED, RichText(CONCLUDED), Source(0, 0, len(CONCLUDED)))


def test_a_title_whose_topic_does_not_fit_is_shown_without_it(shaped):
    typst, _ = shaped
    crowded = Topic((Icon("lungs", heading("Pneumonoultramicroscopicsilicovolcanoconiosis " * 9)), *ICONS.items))
    title = Scene(Layout.TITLE, "Trial", (), picture=crowded)

    (shown,) = typeset(Script(paper(CONCLUDED), (title,)), typst).script.scenes

    assert (shown.layout, shown.picture) == (Layout.TITLE, None)


def test_a_study_with_long_names_is_made_smaller_until_it_fits(typst):
    group = "cognitive therapy with motivational interviewing and contingency management"
    sentence = TRIED.replace("warm milk", group).replace("adults", "adults with relapsed or refractory insomnia")
    study = replace_study(sentence, group, "adults with relapsed or refractory insomnia")

    shown = "".join(text_of(page(typst, sentence, study)).split())

    assert "contingencymanagement" in shown
    assert "refractoryinsomnia" in shown


def replace_study(sentence: str, group: str, people: str):
    return type(STUDY)(
        design=words(sentence, "randomised trial"),
        population=words(sentence, people),
        number=number(sentence, "218"),
        groups=(words(sentence, group), words(sentence, "plain water")),
        outcome=words(sentence, "early waking"),
        places=(words(sentence, "Italy"),),
    )


@pytest.mark.parametrize("name", ["study", "groups", "harms", "means"])
def test_a_very_long_word_never_leaves_its_part_of_a_picture(shaped, name):
    """The picture steps down, or the scene is shown as text; no word crosses the margin."""
    typst, shape = shaped
    sentence, picture = PICTURES[name]
    long = "pneumonoultramicroscopicsilicovolcanoconiosis-colposuspension"
    sentence, picture = renamed(sentence, picture, long)
    width, height = FORMATS[shape]

    (*_, slide) = typeset(Script(paper(sentence), (scene(sentence, picture),)), typst)

    right_margin = slice(width - MARGIN[shape] + 6, width)
    assert not ink(slide.pixels, slice(20, height), right_margin).any()


def renamed(sentence: str, picture, long: str):
    """The sentence and its picture with another first group, or another first mean."""
    names = getattr(picture, "groups", None) or picture.points
    first = getattr(names[0], "name", names[0])
    start, moved = first.source.start, len(long) - len(first.text)

    def shifted(value):
        if isinstance(value, Source):
            at, end = (edge + moved if edge > start else edge for edge in (value.start, value.end))
            return Source(value.section, at, end)
        if isinstance(value, Words):
            return Words(long if value == first else value.text, value.source and shifted(value.source), value.field)
        if isinstance(value, tuple):
            return tuple(map(shifted, value))
        fields = getattr(value, "__struct_fields__", None) or getattr(value, "__dataclass_fields__", ())
        return type(value)(*(shifted(getattr(value, field)) for field in fields)) if fields else value

    return sentence[:start] + long + sentence[first.source.end :], shifted(picture)
