"""The slides as they are drawn, by real typst from invented papers, judged by their pixels."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from itertools import cycle, islice

import numpy as np
import pytest
from PIL import Image

from videos.pipeline.artifacts import (
    Author,
    Figure,
    Heading,
    Layout,
    Notice,
    NoticeKind,
    Paper,
    RichText,
    Role,
    Run,
    Scene,
    Script,
    Section,
    Sentence,
    Source,
    Style,
)
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import DoesNotFit, SlidesFailed
from videos.pipeline.options import Format
from videos.pipeline.outside.typesetter import Typst
from videos.pipeline.script import closing_problem, closing_scene
from videos.pipeline.slides import Brand, typeset
from videos.pipeline.slides.deck import as_json, deck_of

MARGIN = 112
HEADING = (slice(50, 100), slice(112, 900))
CITATION = (slice(50, 100), slice(900, 1920))
CONTENT = slice(140, 886)
CAPTION_BAND = slice(890, 1080)
CAPTIONS_START = {(1920, 1080): 915, (1080, 1920): 1615, (1080, 1080): 940}
BELOW_THE_PROGRESS = slice(20, 1080)

EVERYWHERE = slice(None)
LEFT_MARGIN = slice(0, MARGIN - 4)
RIGHT_MARGIN = slice(1920 - MARGIN + 4, 1920)
AFTER_THE_BAR = slice(MARGIN + 20, 1920)

PAPER = Paper(
    pmid="12",
    title=RichText("Evening tea and the sleep of older adults: a randomised trial"),
    sections=(Section(RichText("Text."), role=Role.BACKGROUND),),
    doi="10.0000/tea.2026.1",
    authors=(Author("Lee", "B"), Author("Okafor", "A")),
    journal="Journal of Evening Drinks",
    year="2026",
)
PROSE = (
    "Adults who drank a large cup of tea in the evening slept for a shorter time and woke more often than those "
    "who drank warm milk although the difference was small in people who had been used to tea since childhood"
)


@pytest.fixture(scope="module")
def typst() -> Typst:
    return Typst()


FORMATS = {Format.LANDSCAPE: (1920, 1080), Format.PORTRAIT: (1080, 1920), Format.SQUARE: (1080, 1080)}


@pytest.fixture(scope="module", params=FORMATS, ids=str)
def shaped(request) -> tuple[Typst, int, int]:
    """A typesetter of each format, with the width and height of its pages."""
    return Typst(request.param), *FORMATS[request.param]


def prose(words: int) -> str:
    return " ".join(islice(cycle(PROSE.split()), words)) + "."


def scene(*shown: str | RichText, layout: Layout = Layout.STATEMENT, **values) -> Scene:
    texts = [text if isinstance(text, RichText) else RichText(text) for text in shown]
    return Scene(layout, "Background", tuple(Sentence(text.text, text, Source(0, 0, 1)) for text in texts), **values)


def draw(typst: Typst, *scenes: Scene, paper: Paper = PAPER) -> list[np.ndarray]:
    return [slide.pixels for slide in typeset(Script(paper, scenes), typst)]


def ink(pixels: np.ndarray, rows: slice, columns: slice = EVERYWHERE) -> np.ndarray:
    """A mask of the pixels in a part of the page where something is drawn, apart from the hills, which are fainter."""
    page = pixels[500, 20].astype(np.int16)
    return np.abs(pixels[rows, columns] - page).max(axis=2) > 30


def width_of_ink(pixels: np.ndarray) -> int:
    """The width of the content to the right of a statement's bar."""
    columns = np.flatnonzero(ink(pixels, CONTENT, AFTER_THE_BAR).any(axis=0))
    return int(columns[-1] - columns[0])


LENGTHS = [1, 12, 30, 60]
EVERY_LAYOUT = [
    *(scene(prose(words)) for words in LENGTHS),
    *(scene(prose(words), prose(words), prose(words), layout=Layout.POINTS) for words in (3, 10, 25)),
    *(scene(prose(words), layout=Layout.FIGURE, figure=Figure("1,234,567", prose(6))) for words in LENGTHS),
    scene("Sleep was shorter with:\n" + "\n".join(prose(8) for _ in range(5)), layout=Layout.POINTS),
    scene(prose(40), note=prose(40)),
    scene(prose(30), layout=Layout.FIGURE, figure=Figure("1,234", prose(25)), note=prose(40)),
    scene(layout=Layout.SOURCE),
]


@pytest.fixture(scope="module")
def every_layout(typst) -> list[np.ndarray]:
    return draw(typst, *EVERY_LAYOUT)


def test_a_slide_is_a_full_hd_picture(every_layout):
    assert {(pixels.shape, pixels.dtype) for pixels in every_layout} == {((1080, 1920, 3), np.dtype(np.uint8))}


def test_nothing_is_drawn_where_players_draw_captions(every_layout):
    assert [bool(ink(pixels, CAPTION_BAND).any()) for pixels in every_layout] == [False] * len(every_layout)


def test_a_scene_without_a_label_has_no_heading(typst):
    labelled, unlabelled = draw(typst, scene(prose(12)), replace(scene(prose(12)), label=""))
    assert [bool(ink(pixels, *HEADING).any()) for pixels in (labelled, unlabelled)] == [True, False]


def test_nothing_is_drawn_in_the_margins(every_layout):
    for margin in (LEFT_MARGIN, RIGHT_MARGIN):
        assert not any(ink(pixels, BELOW_THE_PROGRESS, margin).any() for pixels in every_layout)


def test_every_slide_carries_the_citation(every_layout):
    first, *others = (pixels[CITATION] for pixels in every_layout)

    assert ink(every_layout[0], *CITATION).any()
    assert all(np.array_equal(citation, first) for citation in others)


def test_two_compilers_draw_the_same_script_identically(typst):
    shown = scene(prose(20))

    assert np.array_equal(draw(typst, shown)[0], draw(Typst(), shown)[0])


def test_a_template_that_draws_another_number_of_pages_is_an_error(tmp_path):
    (tmp_path / "two.typ").write_text("one #pagebreak() two")
    with pytest.raises(SlidesFailed, match="A scene produced 2 pages"):
        draw(Typst(template=tmp_path / "two.typ"), scene("Tea"))


def test_a_sentence_too_long_for_any_readable_size_is_shown_on_several_slides(shaped):
    typst, _, _ = shaped
    text = prose(500)
    long = Scene(Layout.STATEMENT, "Background", (Sentence(text, RichText(text), Source(0, 0, len(text))),))
    written = replace(PAPER, sections=(Section(RichText(text), role=Role.BACKGROUND),))

    slides = typeset(Script(written, (scene("Tea"), long)), typst)

    assert len(slides) == len(slides.script.scenes) > 2
    assert " ".join(each.spoken for part in slides.script.scenes[1:] for each in part.sentences) == text
    assert all(sorted(slide.words) == list(range(len(slide.words))) for slide in slides)


@pytest.mark.parametrize("layout", [Layout.QUOTATION, Layout.FIGURE])
def test_a_sentence_too_long_for_its_layout_is_shown_as_a_statement(typst, layout):
    crowded = scene(prose(190), layout=layout, figure=Figure("41%", prose(14)))

    (shown,) = typeset(Script(PAPER, (crowded,)), typst).script.scenes

    assert (shown.layout, shown.sentences) == (Layout.STATEMENT, crowded.sentences)


def test_a_word_that_fits_on_no_slide_is_an_error_that_names_its_scene(typst):
    with pytest.raises(SlidesFailed, match=r"sentence of scene 2 does not fit"):
        draw(typst, scene(prose(10)), scene("tea" * 2000))


CROWDED = replace(
    PAPER,
    title=RichText(prose(40)),
    authors=tuple(Author("Featherstonehaugh-Cholmondeley", "ABC") for _ in range(9)),
    headings=tuple(Heading("", name) for name in ("Humans", "Female", "Male", "Adult", "Middle Aged", "Aged")),
    funders=tuple(f"National Institute of Evening Drinks and the Sleep of Older Adults {n}" for n in range(5)),
    interests=f"{prose(24)[:149]}.",
    notices=(
        Notice(NoticeKind.CORRECTED, "A correction to this paper has been published."),
        Notice(NoticeKind.CONCERN, "An expression of concern about this paper has been published."),
    ),
)


def test_a_crowded_source_card_fits_in_each_format(shaped):
    typst, _, _ = shaped
    said = (
        "This video reads selected sentences of the abstract published in the Journal of Evening Drinks in 2026.",
        "A language model chose the sentences.",
        "The abstract also reports the main result, harms, results without a difference and limits; they did not fit.",
        "Read the full article before relying on it.",
    )
    card = Scene(Layout.SOURCE, "Source", tuple(Sentence(text, RichText(text), None) for text in said))

    (pixels,) = draw(typst, card, paper=CROWDED)
    assert ink(pixels, slice(140, None)).any()


def test_a_title_too_long_for_its_card_is_an_error(typst):
    with pytest.raises(SlidesFailed, match=r"title of scene 1 does not fit"):
        draw(typst, scene(layout=Layout.TITLE), paper=replace(PAPER, title=RichText(prose(200))))


@pytest.mark.parametrize(
    "word",
    [
        "2-[4-[(2R)-2-[[5-(4-hydroxy-3,5-dimethoxyphenyl)thiophen-2-yl]methylamino]-3-methylbutanoyl]piperazin-1-yl]",
        "pneumonoultramicroscopicsilicovolcanoconiosis",
        "ATGC" * 40,
        "https://example.org/a/very/long/address/that/nobody/will/ever/type?with=a&long=query",
    ],
)
def test_a_very_long_word_stays_within_its_column(typst, word):
    (pixels,) = draw(typst, scene(f"We used {word} once.", layout=Layout.FIGURE, figure=Figure("12", word)))

    assert not ink(pixels, BELOW_THE_PROGRESS, RIGHT_MARGIN).any()


@pytest.mark.parametrize(
    "markup", ["*tea*", "_tea_", "`tea`", "$tea$", "#panic[tea]", "#strong[tea]", "<tea>", "// tea", r"\u{74}ea"]
)
def test_markup_in_a_text_is_shown_and_not_interpreted(typst, markup):
    plain, marked = draw(typst, scene("x tea x"), scene(f"x {markup} x"))

    assert width_of_ink(marked) > width_of_ink(plain) + 20


@pytest.mark.parametrize("style", Style)
def test_every_style_is_visible(typst, style):
    text = "Tea and sleep"
    plain, styled = draw(typst, scene(text), scene(RichText(text, (Run(0, 3, style),))))

    assert not np.array_equal(plain[CONTENT], styled[CONTENT])


def test_a_number_in_a_muted_bracket_keeps_its_colour(typst):
    text = RichText("Sleep fell (94%)", (Run(11, 16, Style.MUTED), Run(12, 15, Style.NUMBER)))
    muted = RichText("Sleep fell (94%)", (Run(11, 16, Style.MUTED),))
    accent = np.array([11, 110, 110])

    accented_pixels, muted_pixels = (
        (np.abs(pixels[CONTENT, AFTER_THE_BAR] - accent).max(axis=2) < 4).sum()
        for pixels in draw(typst, scene(text), scene(muted))
    )

    assert (accented_pixels > 500, muted_pixels) == (True, 0)


def test_a_subscript_does_not_change_the_line_spacing(typst):
    text = "Water is H2O in every\nkind of tea"
    plain, lowered = draw(typst, scene(text), scene(RichText(text, (Run(10, 11, Style.SUB),))))
    second_lines = [np.flatnonzero(ink(pixels, CONTENT, AFTER_THE_BAR).any(axis=1))[-1] for pixels in (plain, lowered)]

    assert second_lines[0] == second_lines[1]


@pytest.mark.parametrize(
    ("kind", "colour"),
    [
        (NoticeKind.RETRACTED, (179, 38, 30)),
        (NoticeKind.WITHDRAWN, (179, 38, 30)),
        (NoticeKind.CONCERN, (240, 185, 58)),
        (NoticeKind.PREPRINT, (91, 63, 140)),
    ],
)
def test_a_grave_notice_is_a_band_across_every_slide(typst, kind, colour):
    noticed = replace(PAPER, notices=(Notice(kind, "Read the notice."),))

    layouts = [layout for layout in Layout if layout is not Layout.PICTURE]

    slides = draw(typst, *(scene("Tea", layout=layout, figure=Figure("1", "a")) for layout in layouts), paper=noticed)

    assert [tuple(pixels[45, x]) for pixels in slides for x in (5, 1915)] == [colour] * 2 * len(layouts)


def test_no_band_is_drawn_on_a_paper_without_a_grave_notice(typst):
    corrected = replace(PAPER, notices=(Notice(NoticeKind.CORRECTED, "It was corrected."),))

    (pixels,) = draw(typst, scene("Tea"), paper=corrected)

    assert not ink(pixels, slice(20, 50)).any()


def test_text_in_many_scripts_and_symbols_is_drawn(typst):
    authors = (Author("王", "晓明"), Author("Соколова", "Е"), Author("العلي", "ر"), Author("כהן", "ד"))
    signs = "α-Synuclein ≥ 10⁻⁹ M, 𝛽 ⋅ 2 ± 1 µm, x ∈ ℝ, 5 °C, – — “q” ™ ♀ → ≈ ∑ √"
    scripts = "晩間 晚间 저녁 العربية עברית हिन्दी ไทย ქართული Հայերեն አማርኛ Ελληνικά Tiếng Việt"

    slides = draw(typst, scene(signs), scene(scripts), paper=replace(PAPER, authors=authors))

    assert all(ink(pixels, CONTENT).sum() > 20_000 for pixels in slides)


class Watched(Typst):
    """Sets its data in one line, and records what it compiles."""

    def __init__(self, folder):
        (folder / "one.typ").write_text("#sys.inputs.data")
        super().__init__(template=folder / "one.typ")
        self.compiled = []

    def _compiled(self, data):
        self.compiled.append(data)
        return super()._compiled(data)


@pytest.fixture
def watched(tmp_path) -> Watched:
    return Watched(tmp_path)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('Said "\U00016800"', 'Said "ngku mfon"'),
        ("The name ᠪᠠᠲᠤ in Mongolian", "The name batu in Mongolian"),
        ("The ideograph \U0002a6d6", "The ideograph Sho"),
        ("The tone\u07eb is a mark", "The tone is a mark"),
        ("There were \U0001e951\U0001e950 cups", "There were 10 cups"),
        ("A stop\u0f0d but no per cent \u0f07", "A stop, but no per cent [tibetan mark yig mgo tsheg shad ma]"),
        ("The sign \U00012000 means water", "The sign [cuneiform sign a] means water"),
        ("The tile \U0001f031", "The tile [domino tile horizontal-00-00]"),
        ("A share of \U00011fcb", "A share of [tamil fraction one tenth]"),
    ],
)
def test_a_character_that_no_font_has_is_shown_in_latin_letters_or_by_its_name(watched, written, shown):
    watched.page(json.dumps(written, ensure_ascii=False))

    assert json.loads(watched.compiled[-1]) == shown


def test_missing_characters_in_a_heading_are_replaced_too(typst):
    odd, latin = draw(typst, *(replace(scene("Tea"), label=label) for label in ("Sign \U00010428", "Sign e")))

    assert np.array_equal(odd[HEADING], latin[HEADING])


def test_a_missing_sign_whose_marks_have_other_styles_is_replaced(typst):
    text = RichText("Said ᠪ\u0302\u07eb once", (Run(6, 7, Style.BOLD), Run(7, 8, Style.ITALIC)))

    (pixels,) = draw(typst, scene(text))

    assert ink(pixels, CONTENT).any()


def test_replaced_characters_are_logged(typst, caplog):
    draw(typst, scene("The name ᠪᠲ in Mongolian"))

    assert caplog.messages == [
        "no font has U+182A MONGOLIAN LETTER BA: a slide shows “b” instead",
        "no font has U+1832 MONGOLIAN LETTER TA: a slide shows “t” instead",
    ]


def test_only_a_page_with_missing_characters_is_laid_out_again(watched):
    for text in ("Tea ≥ 5 °C, 王", "Tea \U00012000 and \U00012001"):
        watched.page(text)

    assert [text[:5] for text in watched.compiled] == ["Tea ≥", "Tea \U00012000", "Tea ["]


def test_a_title_card_without_authors_and_journal_is_drawn(typst):
    bare = replace(PAPER, authors=(), journal="", year="", doi="")

    (pixels,) = draw(typst, scene(layout=Layout.TITLE), paper=bare)

    assert ink(pixels, CONTENT).any()


GROWTH = """
import resource
from videos.tests.pipeline.test_typesetter import PAPER, Script, Typst, prose, scene, typeset

def peak(count):
    typeset(Script(PAPER, tuple(scene(prose(20 + number)) for number in range(count))), typst)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

typst = Typst()
print(peak(12), peak(48))
"""


def test_memory_does_not_grow_with_the_number_of_scenes():
    printed = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, text=True, check=True).stdout
    few, many = map(int, printed.split())

    assert many < 1.15 * few


def test_a_page_is_laid_out_once(tmp_path):
    (tmp_path / "one.typ").write_text("#sys.inputs.data")
    typst = Typst(template=tmp_path / "one.typ")
    tea, milk, tea_again = (typst.page(data).pdf for data in ("Tea", "Milk", "Tea"))

    assert tea is tea_again
    assert tea != milk


# --- In every format


def pages_of_all_layouts(typst: Typst) -> list[np.ndarray]:
    figure = Figure("41%", "slept for a shorter time than those who drank warm milk")
    return draw(
        typst,
        scene(PAPER.title, layout=Layout.TITLE),
        scene(prose(12)),
        scene(prose(14), prose(16), layout=Layout.POINTS),
        scene(f"Of all, 41% {figure.label}.", layout=Layout.FIGURE, figure=figure, note="TST = total sleep time"),
        scene("Read the full article.", layout=Layout.SOURCE),
    )


def test_each_format_has_its_size(shaped):
    typst, width, height = shaped
    assert {pixels.shape for pixels in pages_of_all_layouts(typst)} == {(height, width, 3)}


def test_in_each_format_nothing_is_drawn_at_an_edge_or_where_captions_go(shaped):
    typst, width, height = shaped
    for pixels in pages_of_all_layouts(typst):
        below_the_progress = slice(20, height)
        assert not ink(pixels, below_the_progress, slice(width - 60, width)).any()
        assert not ink(pixels, below_the_progress, slice(0, 60)).any()
        assert not ink(pixels, slice(CAPTIONS_START[width, height], height)).any()


def test_a_long_sentence_is_shown_whole_in_each_format(shaped):
    typst, _, _ = shaped
    (pixels,) = draw(typst, scene(prose(64)))
    assert ink(pixels, EVERYWHERE).mean() > 0.01


def test_a_typesetter_can_be_used_again(shaped):
    typst, _, _ = shaped
    first, second = draw(typst, scene(prose(9))), draw(typst, scene(prose(9)))
    assert np.array_equal(first[0], second[0])


def test_every_spoken_word_has_a_box_where_it_is_drawn(shaped):
    typst, width, height = shaped
    said = "Iron tablets, taken with tea, raised haemoglobin by 12 g/L in 240 women who had been tired for long."
    scenes = (scene(said), scene(said, said, layout=Layout.POINTS))
    for slide, count in zip(typeset(Script(PAPER, scenes), typst), (1, 2), strict=True):
        assert sorted(slide.words) == list(range(count * len(said.split())))
        for box in (box for boxes in slide.words.values() for box in boxes):
            inside = slide.pixels[box.top : box.bottom, box.left : box.right]
            assert inside.std() > 10  # ink and paper
        first, last = slide.words[0][0], slide.words[len(said.split()) - 1][0]
        assert (first.top, first.left) < (last.top, last.right) < (height, width)


LOGO = io.BytesIO()
Image.new("RGB", (300, 100), (250, 0, 0)).save(LOGO, "PNG")


def test_the_makers_colour_logo_and_words_are_drawn(shaped):
    typst, _, _ = shaped
    scenes = (scene("Tea", layout=Layout.TITLE), scene("Tea helps."), scene("Ask us.", layout=Layout.CLOSING))
    title, statement, closing = typeset(Script(PAPER, scenes), typst, brand=Brand("#1122cc", LOGO.getvalue()))
    assert all(np.all(slide.pixels == (250, 0, 0), axis=2).sum() > 5000 for slide in (title, closing))
    assert np.all(statement.pixels == (0x11, 0x22, 0xCC), axis=2).sum() > 500
    assert np.all(closing.pixels == (250, 0, 0), axis=2).sum() > np.all(title.pixels == (250, 0, 0), axis=2).sum()


@pytest.mark.parametrize("word", ["w" * 28, "W" * 21, "Ww" * 12, "@" * 21, "œ" * 21, "ш" * 21, "★a" * 10])
def test_the_longest_words_of_a_closing_sentence_fit(shaped, word):
    typst, _, _ = shaped
    assert closing_problem(f"We {word}") == ""
    assert typeset(Script(PAPER, (closing_scene(f"We {word}"),)), typst)


def test_a_page_that_was_laid_out_before_is_not_laid_out_again(tmp_path):
    template = tmp_path / "one.typ"
    template.write_text("#set page(width: 20pt, height: 10pt)\nTea")
    first = Typst(template=template, cache=RenderCache(tmp_path / "cache")).page("{}")
    template.write_text("#panic")

    again = Typst(template=template, cache=RenderCache(tmp_path / "cache")).page("{}")

    assert (again.pdf, again.size) == (first.pdf, (20, 10))


def test_what_did_not_fit_before_does_not_fit_now(tmp_path):
    data = as_json(deck_of(scene(prose(900)), Script(PAPER, ()), Brand()))

    for _ in range(2):
        with pytest.raises(DoesNotFit, match=r"does not fit"):
            Typst(cache=RenderCache(tmp_path)).page(data)

    assert len(list(tmp_path.iterdir())) == 1
