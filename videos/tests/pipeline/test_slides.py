"""The data that the template gets for a script. ``test_typesetter`` tests how it looks."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

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
    Scene,
    Script,
    Section,
    Sentence,
    Source,
)
from videos.pipeline.artifacts.media import Slide
from videos.pipeline.errors import DoesNotFit
from videos.pipeline.slides import Brand, typeset


class Recorder:
    """A typesetter that records its input and draws blank pages, each in the grey of its number."""

    def __init__(self) -> None:
        self.decks: list[dict] = []
        self.drawn: list[int] = []

    def page(self, data):
        self.decks.append(json.loads(data))
        return Blank(len(self.decks), self.drawn)


@dataclass
class Blank:
    number: int
    drawn: list[int]

    @property
    def made_from(self):
        return bytes([self.number])

    @property
    def size(self):
        return 1920, 1080

    def draw(self):
        self.drawn.append(self.number)
        return Slide(np.full((1080, 1920, 3), self.number, np.uint8))


def paper(title: str = "Tea and sleep", **values) -> Paper:
    roles = (Role.BACKGROUND, Role.METHODS, Role.RESULTS, Role.CONCLUSIONS, None)
    sections = tuple(Section(RichText("Text."), role=role) for role in roles)
    return Paper(pmid="12", title=RichText(title), **{"sections": sections, **values})


def scene(*shown: str, layout: Layout = Layout.STATEMENT, section: int | None = 0, **values) -> Scene:
    sentences = tuple(Sentence(text, RichText(text), Source(section, 0, len(text))) for text in shown)
    return Scene(layout, values.pop("label", "Results"), sentences, **values)


def own_words(layout: Layout, *shown: str) -> Scene:
    return Scene(layout, "", tuple(Sentence(text, RichText(text), None) for text in shown))


SOURCE_CARD = own_words(Layout.SOURCE, "Read the paper.")


def first_deck(script: Script) -> dict:
    typesetter = Recorder()
    typeset(script, typesetter)
    return typesetter.decks[0]


def page(shown: Scene) -> dict:
    return first_deck(Script(paper(), (shown,)))["scene"]


def words(spans: list[dict]) -> str:
    return "".join(span["text"] for span in spans).replace("\u00a0", " ")


def points(data: dict) -> list[list[str]]:
    return [[words(line) for line in item] for item in data["items"]]


def notice(kind: NoticeKind, text: str = "Something happened.") -> Notice:
    return Notice(kind, text)


def test_every_scene_becomes_one_slide_in_order():
    slides = typeset(Script(paper(), (scene("A."), scene("B."))), Recorder())

    assert [int(slide.pixels[0, 0, 0]) for slide in slides] == [1, 2]


class Small(Recorder):
    """Its pages hold one sentence."""

    def page(self, data):
        scene = json.loads(data)["scene"]
        if len(scene["items"]) > 1:
            raise DoesNotFit("The list")
        return super().page(data)


def test_a_scene_that_does_not_fit_becomes_two_and_no_other_is_laid_out_again():
    typesetter = Small()

    slides = typeset(Script(paper(), (scene("A."), scene("B.", "C.", layout=Layout.POINTS))), typesetter)

    assert [[each.spoken for each in part.sentences] for part in slides.script.scenes] == [["A."], ["B."], ["C."]]
    assert [words(deck["scene"]["items"][0][0]) for deck in typesetter.decks] == ["A.", "B.", "C."]


def test_a_script_that_fits_is_unchanged():
    script = Script(paper(), (scene("A."), scene("B.")))

    assert typeset(script, Recorder()).script is script


@pytest.mark.parametrize("layout", [Layout.TITLE, Layout.SOURCE])
def test_a_card_that_does_not_fit_is_an_error_that_names_its_scene(layout):
    with pytest.raises(DoesNotFit, match=r"The list of scene 2 does not fit"):
        typeset(Script(paper(), (scene("A."), own_words(layout, "B.", "C."))), Small())


def test_what_surrounds_every_scene_does_not_divide_it():
    class Narrow(Recorder):
        def page(self, data):
            raise DoesNotFit("The citation")

    with pytest.raises(DoesNotFit, match=r"The citation of scene 1 does not fit"):
        typeset(Script(paper(), (scene("A.", "B."),)), Narrow())


def test_an_edit_changes_only_the_pages_that_show_it():
    title, source = scene("Tea and sleep", layout=Layout.TITLE, section=None), own_words(Layout.SOURCE, "Read it.")
    before, after = Recorder(), Recorder()

    typeset(Script(paper(), (title, scene("A."), scene("B."), source)), before)
    typeset(Script(paper(), (title, scene("A."), scene("C."), scene("B."), source)), after)

    assert [deck for deck in after.decks if deck not in before.decks] == [after.decks[2]]


def test_a_slide_is_drawn_on_access_and_the_last_two_are_kept():
    typesetter = Recorder()
    slides = typeset(Script(paper(), tuple(scene("A.") for _ in range(4))), typesetter)
    assert typesetter.drawn == []

    for number in (0, 1, 1, 2, 1, 3, 0):
        assert int(slides[number].pixels[0, 0, 0]) == number + 1

    assert typesetter.drawn == [1, 2, 3, 4, 1]


def test_only_the_cards_that_show_the_logo_get_it():
    typesetter = Recorder()
    scenes = (scene("A", layout=Layout.TITLE), scene("B."), own_words(Layout.SOURCE, "C."))

    typeset(Script(paper(), (*scenes, own_words(Layout.CLOSING, "D."))), typesetter, brand=Brand(logo=b"png"))

    assert [bytes(deck["logo"]) for deck in typesetter.decks] == [b"png", b"", b"", b"png"]


def test_the_stage_ends_with_a_report_of_1():
    fractions: list[float] = []

    typeset(Script(paper(), (scene("A."),)), Recorder(), fractions.append)

    assert fractions[-1] == 1.0


@pytest.mark.parametrize(
    ("written", "title", "subtitle"),
    [
        ("Tea and sleep.", "Tea and sleep", ""),
        ("Evening tea and sleep: a randomised trial.", "Evening tea and sleep", "A randomised trial"),
        ("Does tea keep us awake? A trial in adults", "Does tea keep us awake?", "A trial in adults"),
        ("Regulation of tea drinking: mTOR and sleep", "Regulation of tea drinking", "mTOR and sleep"),
        ("Tea keeps adults awake. A trial in nine towns", "Tea keeps adults awake", "A trial in nine towns"),
        ("Motherhood and tea - what if there is none?", "Motherhood and tea", "What if there is none?"),
        ("On tea by R. Lee and on E. Coli of St. Ives", "On tea by R. Lee and on E. Coli of St. Ives", ""),
        ("Tea: an evening drink", "Tea: an evening drink", ""),
        ("The “evening tea: a drink” and sleep", "The “evening tea: a drink” and sleep", ""),
        ("Mixing tea with milk 1:1 for the night", "Mixing tea with milk 1:1 for the night", ""),
    ],
)
def test_a_title_is_split_where_its_subtitle_starts(written, title, subtitle):
    deck = first_deck(Script(paper(written), (own_words(Layout.TITLE, "A."),)))

    assert (words(deck["title"]), words(deck["subtitle"])) == (title, subtitle)


def test_the_source_card_shows_the_whole_title():
    deck = first_deck(Script(paper("Evening tea and sleep: a randomised trial."), (SOURCE_CARD,)))

    assert words(deck["full_title"]) == "Evening tea and sleep: a randomised trial"


def test_several_sentences_are_one_point_each():
    data = page(scene("Tea woke.", "Milk\ndid not.", layout=Layout.POINTS))

    assert (words(data["lead"]), points(data)) == ("", [["Tea woke."], ["Milk", "did not."]])


def test_one_sentence_of_many_lines_is_a_lead_and_its_points():
    data = page(scene("Sleep was shorter with:\ntea\ncoffee", layout=Layout.POINTS))

    assert (words(data["lead"]), points(data)) == ("Sleep was shorter with:", [["tea"], ["coffee"]])


def test_lines_without_a_lead_are_all_points():
    data = page(scene("tea woke\nmilk did not", layout=Layout.POINTS))

    assert (words(data["lead"]), points(data)) == ("", [["tea woke"], ["milk did not"]])


def test_a_statement_keeps_its_sense_lines_together():
    data = page(scene("Tea woke:\nmilk did not."))

    assert (words(data["lead"]), points(data)) == ("", [["Tea woke:", "milk did not."]])


def test_a_figure_has_its_value_and_label():
    data = page(scene("Of 40 adults, 30 slept.", layout=Layout.FIGURE, figure=Figure("40 h", "adults")))

    assert (data["value"], words(data["caption"])) == ("40\u00a0h", "adults")


@pytest.mark.parametrize(("section", "tone"), [(0, "background"), (1, "methods"), (2, "results"), (3, "conclusion")])
def test_a_scene_has_the_tone_of_its_section(section, tone):
    assert page(scene("A.", section=section, label="Anything"))["tone"] == tone


@pytest.mark.parametrize(
    ("label", "tone"),
    [("What they found", "results"), ("How it was done", "methods"), ("What it shows", "background")],
)
def test_without_a_role_the_label_decides_the_tone(label, tone):
    assert page(scene("A.", section=4, label=label))["tone"] == tone


@pytest.mark.parametrize("label", ["Harms", "Adverse events", "SAFETY"])
def test_harms_have_a_tone_of_their_own(label):
    assert page(scene("A.", section=2, label=label))["tone"] == "harms"


def test_the_first_and_the_last_card_have_their_own_tones():
    assert page(scene("Tea", layout=Layout.TITLE, section=None))["tone"] == "opening"
    assert page(own_words(Layout.SOURCE, "Read the paper."))["tone"] == "source"


def test_a_title_card_shows_the_products_own_sentences_beside_the_title():
    title = Sentence("Tea and sleep", RichText("Tea and sleep"), Source(None, 0, 13))
    warning = Sentence("It was retracted.", RichText("It was retracted."), None)

    assert points(page(Scene(Layout.TITLE, "Trial", (warning, title)))) == [["It was retracted."]]


@pytest.mark.parametrize(
    ("kinds", "banner"),
    [
        ([NoticeKind.RETRACTED], "retracted"),
        ([NoticeKind.CONCERN], "expression_of_concern"),
        ([NoticeKind.PREPRINT], "preprint"),
        ([NoticeKind.PREPRINT, NoticeKind.WITHDRAWN], "withdrawn"),
        ([NoticeKind.CONCERN, NoticeKind.RETRACTED], "retracted"),
    ],
)
def test_the_gravest_notice_is_the_banner(kinds, banner):
    notices = tuple(notice(kind) for kind in kinds)

    assert first_deck(Script(paper(notices=notices), (scene("A."),)))["banner"]["kind"] == banner


def test_a_correction_is_shown_on_the_source_card_only():
    corrected = paper(notices=(notice(NoticeKind.CORRECTED, "It was corrected."),))

    card, other = (first_deck(Script(corrected, (shown,))) for shown in (SOURCE_CARD, scene("A.")))
    assert (card["banner"], card["notices"]) == (None, ["It was corrected."])
    assert (other["banner"], other["notices"]) == (None, [])


def test_a_notice_in_the_sentences_of_the_source_card_is_not_repeated():
    corrected = paper(notices=(notice(NoticeKind.CORRECTED, "It was corrected."),))

    assert first_deck(Script(corrected, (own_words(Layout.SOURCE, "It was corrected."),)))["notices"] == []


def test_the_source_card_names_only_what_the_record_has():
    bare = first_deck(Script(paper(), (SOURCE_CARD,)))
    written = paper(pmcid="PMC3", doi="10.0/x", journal="J Tea", year="2026", authors=(Author("Lee", "B"),))
    full = first_deck(Script(written, (SOURCE_CARD,)))

    assert (bare["fields"], bare["links"]) == ([], ["pubmed.ncbi.nlm.nih.gov/12", "PMID 12"])
    assert [field["value"] for field in full["fields"]] == ["B\u00a0Lee", "J Tea · 2026"]
    assert full["links"] == ["doi.org/10.0/x", "PMID 12 · PMC3"]


@pytest.mark.parametrize(
    "journal", ["Tea : official journal of the tea society", "Tea (Oslo, Norway : 1992)", "Tea = Thé", "Tea"]
)
def test_a_journal_is_shown_without_its_subtitle_and_place(journal):
    deck = first_deck(Script(paper(journal=journal, year="2026"), (scene("A.", layout=Layout.TITLE),)))

    assert deck["journal"] == "Tea · 2026"


def source_fields(**known) -> dict[str, str]:
    deck = first_deck(Script(paper(**known), (SOURCE_CARD,)))
    return {field["name"]: field["value"].replace("\u200e", "") for field in deck["fields"]}


def test_lines_of_a_field_break_only_between_its_parts():
    tags = tuple(Heading("", name) for name in ("Aged, 80 and over", "Middle Aged", "Sleep", "Humans"))

    lines = source_fields(headings=tags)["Studied in"].split(" ")
    assert lines == ["humans\u00a0·", "middle\u00a0aged\u00a0·", "aged,", "80\u00a0and\u00a0over"]


def test_the_source_card_says_who_paid():
    funders = ("Sleep Fund", "Rota Trust", "Light Council", "Night Board", "Glass Office")

    shown = source_fields(funders=funders)["Funded by"].replace("\u00a0", " ")
    assert shown == "Sleep Fund, Rota Trust, Light Council and 2 more"


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("Competing interests: None declared.", "None declared."),
        ("Declaration of interests the authors sell tea.", "The authors sell tea."),
        ("Long. " * 40, "see the authors' statement in the article"),
    ],
)
def test_a_statement_of_interests_is_shown_whole_or_referred_to(statement, shown):
    assert source_fields(interests=statement)["Interests"].replace("\u00a0", " ") == shown
