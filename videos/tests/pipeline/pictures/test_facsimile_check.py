"""The check of a figure refuses each figure that somebody else may have made, or that is not the kept one."""

import io
from dataclasses import replace

import pytest
from msgspec.structs import replace as with_fields
from PIL import Image

from videos.pipeline.artifacts import Facsimile, Field, KeptFigure, Paper, RichText, Words
from videos.pipeline.artifacts.full_text import Passage
from videos.pipeline.pictures.check.facsimiles import faults, file_faults, terms
from videos.pipeline.pictures.facsimiles import cut, facsimile
from videos.tests.figures import CAPTION, MEDIA, PAPER, digest, drawn, kept, png

(FIGURE, _) = kept()


def paper(figure: KeptFigure = FIGURE) -> Paper:
    return replace(PAPER, figures=(figure,))


def picture(figure: KeptFigure = FIGURE) -> Facsimile:
    return facsimile(figure, paper(figure))


def captioned(text: str) -> KeptFigure:
    passage = Passage(RichText(text))
    return replace(FIGURE, figure=replace(FIGURE.figure, caption=passage, printed_caption=passage))


def test_a_figure_of_the_paper_may_be_shown():
    assert faults(picture(), paper()) == []
    assert picture().words.text == "Early waking with warm milk and with water, in adults of the village."
    assert picture().credit == "Figure 1 of Person et al. 2026, CC BY 4.0"


@pytest.mark.parametrize(
    ("licence", "code"),
    [("CC0 1.0", "CC0"), ("CC BY 4.0", "cc by"), ("CC BY-SA 3.0", "CC BY-SA"), ("CC BY 3.0 IGO", "CC BY")],
)
def test_each_licence_that_allows_a_video_is_known(licence, code):
    figure = replace(FIGURE, licence=licence, code=code)
    assert faults(picture(figure), paper(figure)) == []


WRONG = {
    "no derivatives": {"licence": "CC BY-ND 4.0", "code": "CC BY-ND"},
    "an unknown licence": {"licence": "Elsevier user licence", "code": "CC BY"},
    "the archive disagrees": {"code": "CC BY-NC"},
    "the archive is silent": {"code": ""},
    "another page": {"terms": "https://example.org/licenses/by/4.0/"},
    "another number": {"name": "Figure 2"},
    "rights of its own": {"figure": replace(FIGURE.figure, rights=("© 2019 Invented Press",))},
    "attributed": {"figure": replace(FIGURE.figure, attributions=("A photographer",))},
    "two pictures": {"figure": replace(FIGURE.figure, pictures=(("a",), ("b",)))},
    "no number": {"name": "Figure", "figure": replace(FIGURE.figure, label="Figure")},
}


@pytest.mark.parametrize("values", WRONG.values(), ids=WRONG)
def test_a_figure_whose_terms_are_not_certain_is_refused(values):
    figure = replace(FIGURE, **values)
    assert faults(picture(figure), paper(figure))


@pytest.mark.parametrize(
    "words",
    [
        "Reprinted from a book.",
        "Reproduced with permission.",
        "Adapted from an earlier work.",
        "Modified after Lee.",
        "Photo: courtesy of the museum.",
        "© The museum.",
        "Copyright 2020.",
        "(c) 2019 the museum.",
        "Image credit: Lee.",
        "Created with BioRender.com.",
        "Redrawn from a map.",
    ],
)
def test_a_caption_that_names_another_maker_is_refused(words):
    figure = captioned(f"{CAPTION} {words}")
    assert "its caption says" in faults(picture(figure), paper(figure))[0]


CHANGED = {
    "other words": {"words": Words("Milk helps everybody.", field=Field.CAPTION)},
    "words of the abstract": {"words": Words("Early waking with warm milk", field=Field.TITLE)},
    "half a word": {"words": Words("Early waking with warm mi", field=Field.CAPTION)},
    "another caption": {"caption": "Early waking."},
    "another name": {"name": "Figure 2"},
    "no author": {"credit": "Figure 1, CC BY 4.0"},
    "no licence": {"credit": "Figure 1 of Person et al. 2026"},
    "another licence": {"credit": "Figure 1 of Person et al. 2026, CC BY 3.0"},
    "no number": {"credit": "Person et al. 2026, CC BY 4.0"},
    "another size": {"width": 1201},
    "another picture": {"image": "0" * 32},
}


@pytest.mark.parametrize("values", CHANGED.values(), ids=CHANGED)
def test_a_picture_that_says_something_else_is_refused(values):
    assert faults(with_fields(picture(), **values), paper())


def test_a_caption_without_its_doubt_is_refused():
    figure = captioned("Early waking with milk, which may be chance.")
    half = with_fields(picture(figure), words=Words("Early waking with milk", field=Field.CAPTION))
    assert faults(half, paper(figure)) == ["a negation or a doubt of its caption is cut"]


@pytest.mark.parametrize(
    ("licence", "share_alike", "non_commercial", "refused"),
    [
        ("CC BY 4.0", False, False, False),
        ("CC BY-SA 4.0", False, True, True),
        ("CC BY-SA 4.0", True, False, False),
        ("CC BY-NC 4.0", True, False, True),
        ("CC BY-NC 4.0", False, True, False),
        ("CC BY-NC-SA 4.0", False, True, True),
        ("CC BY-NC-SA 4.0", True, True, False),
    ],
)
def test_the_rules_of_the_operator_hold_when_the_video_is_made(licence, share_alike, non_commercial, refused):
    found = terms(replace(FIGURE, licence=licence), share_alike=share_alike, non_commercial=non_commercial)
    assert bool(found) is refused


def transparent() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (1200, 800)).save(file, "PNG")
    return file.getvalue()


def test_the_kept_file_must_be_the_picture():
    content = MEDIA["milk-g001.png"]
    assert file_faults(picture(), content) == []
    assert file_faults(picture(), png(drawn(colour="green"))) == ["the kept file is another one"]
    smaller = with_fields(picture(), width=600)
    assert file_faults(smaller, content) == ["the kept picture has 1200 x 800 pixels"]
    seen_through = with_fields(picture(), image=digest(transparent()))
    assert file_faults(seen_through, transparent()) == ["the kept picture may be transparent"]


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("Early waking.", "Early waking."),
        ("Early waking. Points are means.", "Early waking."),
        (
            f"Early waking in adults of the village, {'and in many others ' * 8}at home.",
            "Early waking in adults of the village",
        ),
        (f"Waking in {'many ' * 20}villages of the country.", f"Waking in {'many ' * 20}".strip()),
        (f"Waking in {'many ' * 18}villages of the country.", f"Waking in {'many ' * 18}villages"),
    ],
)
def test_a_caption_is_cut_after_its_first_sentence_or_before_a_mark(caption, words):
    assert cut(caption) == words


def test_a_caption_whose_rest_has_a_negation_is_not_cut():
    caption = f"Early waking in adults of the village, {'and in many others ' * 8}but not in the town."
    assert cut(caption) == caption
