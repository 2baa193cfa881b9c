"""What the templates get for the picture of a scene. ``test_picture_slides`` tests how it looks."""

import json
from dataclasses import asdict, replace

import pytest

from videos.pipeline.artifacts import Layout, Notice, NoticeKind, RichText, Run, Scene, Script, Section, Source, Style
from videos.pipeline.artifacts.picture import BigNumber, Groups, Interval, Picture, Share, Topic
from videos.pipeline.artifacts.quantity import Portion, Quantity, Words
from videos.pipeline.slides import Brand
from videos.pipeline.slides.deck import deck_of
from videos.tests.pipeline.invented_pictures import (
    BARS,
    CHANGE,
    CHANGED,
    CONCLUDED,
    DIFFERENCE,
    FELL,
    FEW,
    FEW_SLEPT,
    GROUPS,
    HARMED,
    ICONS,
    NEEDED,
    NUMBER,
    ORGANS,
    PICTURES,
    RECURRED,
    RISKS,
    ROWS,
    SHARE,
    SLEPT,
    STUDY,
    TINY,
    TRIED,
    VERDICT,
    WOKE,
    paper,
    portion,
    scene,
    words,
)


def data(sentence: str, picture: Picture, **values) -> dict:
    shown = scene(sentence, picture)
    deck = deck_of(shown, Script(paper(sentence, **values), (shown,)), Brand())
    return json.loads(json.dumps(asdict(deck)))["scene"]["picture"]


def text(line: list[dict]) -> str:
    return "".join(span["text"] for span in line).replace("\u00a0", " ")


def test_a_share_has_its_number_its_people_and_its_filled_figures():
    drawn = data(SLEPT, SHARE)

    assert (text(drawn["number"]), text(drawn["whole"])) == ("24.8%", "117 of 471 patients")
    assert (drawn["on"], drawn["total"], drawn["figure"]) == (25, 100, "person")
    assert text(drawn["title"]) == "Slept through the night"


def test_a_rounded_array_says_so():
    assert text(data(SLEPT, SHARE)["how"]) == "Each figure is 1 of 100 patients. 24.8 is drawn as 25."


def test_few_people_are_counted_in_digits_and_each_is_drawn():
    drawn = data(FEW_SLEPT, FEW)

    assert (text(drawn["number"]), text(drawn["whole"])) == ("5 of 9", "56% of newborn infants")
    assert (drawn["on"], drawn["total"], drawn["figure"]) == (5, 9, "baby_0203_alt")
    assert text(drawn["how"]) == "Each figure is one person."


@pytest.mark.parametrize("percent", ["0.17", "99.8"])
def test_a_share_that_an_array_would_round_to_none_or_all_is_only_a_number(percent):
    sentence = HARMED.replace("0.17", percent)
    picture = replace_share(TINY, sentence, percent)

    drawn = data(sentence, picture)

    assert (drawn["kind"], text(drawn["number"])) == ("number", f"{percent}%")
    assert text(drawn["caption"]) == "2 of 1203 women"


def replace_share(share: Share, sentence: str, percent: str) -> Share:
    return Share(portion(sentence, percent, "2", "1203"), words(sentence, "women"), share.claim)


def test_groups_of_people_are_figures_and_their_verdict_keeps_its_words():
    drawn = data(WOKE, GROUPS)

    assert drawn["kind"] == "groups"
    assert [(text(group["name"]), group["on"], text(group["count"])) for group in drawn["groups"]] == [
        ("warm milk", 40, "43 of 107"),
        ("plain water", 54, "60 of 111"),
    ]
    assert text(drawn["verdict"]["words"]) == "“less frequent with warm milk”"
    assert [text(fact) for fact in drawn["verdict"]["facts"]] == [
        "adjusted RR 0·75",
        "95% CI 0·57 to 0·98",
        "p=0·037",
    ]


def test_a_verdict_that_includes_no_difference_says_so():
    drawn = data(RECURRED, BARS)

    assert text(drawn["verdict"]["facts"][-1]) == "includes no difference"
    assert drawn["verdict"]["row"]["crosses"] is True


def test_a_long_claim_of_a_verdict_is_only_spoken():
    long = Interval(VERDICT.measure, VERDICT.rows, VERDICT.level, (words(WOKE, WOKE[:90]),), VERDICT.words)
    picture = Groups(GROUPS.outcome, GROUPS.groups, GROUPS.comparison, people=True, verdict=long)

    assert data(WOKE, picture)["verdict"]["words"] == []


def test_a_percentage_in_words_is_drawn_in_digits():
    sentence = "Eighteen percent of patients slept."
    eighteen = Portion(Quantity(words(sentence, "Eighteen"), 18))
    picture = Share(eighteen, words(sentence, "patients"), (words(sentence, "slept"),))

    assert text(data(sentence, picture)["number"]) == "18%"


def test_people_with_an_article_are_apart_from_their_count():
    sentence = SLEPT.replace("patients", "the oldest patients")
    picture = Share(portion(sentence, "24.8", "117", "471"), words(sentence, "the oldest patients"), ())

    assert text(data(sentence, picture)["whole"]) == "117 of 471 · the oldest patients"


def test_shares_below_1_percent_are_bars():
    assert data(RECURRED, BARS)["kind"] == "bars"


def test_groups_that_are_no_people_are_bars():
    things = Groups(GROUPS.outcome, GROUPS.groups, GROUPS.comparison, people=False)

    assert data(WOKE, things)["kind"] == "bars"


def test_a_p_value_without_an_interval_is_in_the_small_print():
    bare = Groups(GROUPS.outcome, GROUPS.groups, GROUPS.comparison, people=True, p=GROUPS.p)

    drawn = data(WOKE, bare)

    assert (drawn["verdict"], text(drawn["how"])) == (None, "p=0·037")


def test_an_interval_has_a_cut_between_the_pieces_of_its_claim_and_a_minus_sign():
    drawn = data(CHANGED, DIFFERENCE)

    assert text(drawn["title"]) == "Sleep changed … with warm milk"
    assert text(drawn["rows"][0]["estimate"]["text"]) == "−0.4 h"
    assert text(drawn["rows"][0]["range"]) == "−4.9 to 4.0"
    assert (drawn["scale"], drawn["rows"][0]["crosses"]) == ("linear", True)


def test_an_interval_without_a_printed_measure_names_it():
    assert text(data(CHANGED, DIFFERENCE)["measure"]) == "difference"


def test_a_long_unit_is_named_with_the_measure():
    sentence = CHANGED.replace(" h ", " awakenings ")
    long = Interval(
        DIFFERENCE.measure, DIFFERENCE.rows, DIFFERENCE.level, DIFFERENCE.claim[:1], unit=words(sentence, "awakenings")
    )

    assert text(data(sentence, long)["measure"]) == "difference, awakenings"


def test_several_estimates_have_names_and_say_how_to_read_them():
    drawn = data(RISKS, ROWS)

    assert [text(row["name"]) for row in drawn["rows"]] == ["Older age", "Noise"]
    assert [row["crosses"] for row in drawn["rows"]] == [False, True]
    assert text(drawn["how"]) == "RR · 95% CI · log scale"


def test_the_band_of_a_mean_is_one_standard_deviation_up_and_down():
    first = data(FELL, CHANGE)["points"][0]

    assert (round(first["low"], 2), round(first["high"], 2), text(first["spread"])) == (2.92, 4.44, "SD 0.76")


def test_a_number_keeps_its_interval():
    assert text(data(NEEDED, NUMBER)["interval"]) == "95% CI 3·7 to 135·0"


@pytest.mark.parametrize(
    ("people", "icon"), [("adults", "person"), ("mice", ""), ("older women", "woman"), ("men and women", "person")]
)
def test_only_people_get_the_icon_of_a_person(people, icon):
    sentence = TRIED.replace("adults", people)
    card = type(STUDY)(words(sentence, "randomised trial"), words(sentence, people))

    assert data(sentence, card)["icon"] == icon


def test_spoken_words_are_marked_where_the_picture_shows_them():
    drawn = data(SLEPT, SHARE)

    (percent,) = drawn["number"]
    assert (percent["text"], percent["word"]) == ("24.8%", "4")
    assert [span["word"] for span in drawn["title"] if span["text"].strip()] == ["5", "6", "7", "8"]


def test_words_keep_the_styles_of_the_record():
    styled = Section(RichText(NEEDED, (Run(4, 10, Style.ITALIC),)))
    picture = BigNumber(words(NEEDED, "7·2"), words(NEEDED, "number needed to treat"))

    caption = data(NEEDED, picture, sections=(styled,))["caption"]

    assert (caption[0]["text"], caption[0]["styles"]) == ("Number", ["italic"])


def test_words_of_another_section_are_shown_and_not_marked():
    sections = (Section(RichText(NEEDED)), Section(RichText("All were adults.")))
    picture = BigNumber(words(NEEDED, "7·2"), Words("adults", Source(1, 9, 15)))

    (caption,) = data(NEEDED, picture, sections=sections)["caption"]

    assert (caption["text"], caption["word"]) == ("Adults", "")


def part_numbers(value) -> set[int]:
    if isinstance(value, list):
        return set().union(*map(part_numbers, value))
    if not isinstance(value, dict):
        return set()
    own = {each for key, each in value.items() if (key == "part" or key.endswith("_part")) and each is not None}
    return own.union(*map(part_numbers, value.values()))


@pytest.mark.parametrize(("sentence", "picture"), PICTURES.values(), ids=PICTURES)
def test_something_appears_with_the_last_part_of_a_picture(sentence, picture):
    assert max(part_numbers(data(sentence, picture))) == len(picture.parts) - 1


@pytest.mark.parametrize(("topic", "credit"), [(ICONS, ""), (ORGANS, "EMBL-EBI anatomogram, CC BY 4.0")])
def test_the_makers_of_the_body_are_credited_where_it_is_shown(topic: Topic, credit):
    title = scene(CONCLUDED, topic, Layout.TITLE)
    source = Scene(Layout.SOURCE, "", ())

    deck = deck_of(source, Script(paper(CONCLUDED), (title, source)), Brand())

    assert credit in deck.credit
    assert bool(deck.credit) == bool(credit)


def test_a_notice_stays_beside_pictures():
    retracted = paper(SLEPT, notices=(Notice(NoticeKind.RETRACTED, "It was retracted."),))

    deck = deck_of(scene(SLEPT, SHARE), Script(retracted, ()), Brand())

    assert deck.banner
    assert deck.banner.text == "RETRACTED ARTICLE"


def test_citations_are_short_and_the_longest_comes_first():
    deck = deck_of(scene(SLEPT, SHARE), Script(paper(SLEPT), ()), Brand())

    shown = [citation.replace("\u00a0", " ").replace("\u200e", "") for citation in deck.citations]
    assert shown == [
        "Lee et al. · J Evening Drinks 2026 · PMID 12",
        "Lee et al. 2026 · PMID 12",
        "Lee 2026 · PMID 12",
        "PMID 12",
    ]


def test_a_paper_without_authors_is_cited_by_its_number():
    bare = replace(paper(SLEPT), authors=(), journal="", journal_abbreviation="", year="")

    deck = deck_of(scene(SLEPT, SHARE), Script(bare, ()), Brand())

    assert [citation.replace("\u00a0", " ") for citation in deck.citations] == ["PMID 12"]
