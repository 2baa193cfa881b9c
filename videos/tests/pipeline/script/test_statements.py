import pytest

from videos.pipeline.artifacts import Role
from videos.pipeline.script.statements import read

from .abstracts import paper, plain


def roles(*sections) -> list[Role]:
    return [statement.role for statement in read(paper(*sections))]


def test_the_heading_gives_the_role():
    text = "Snails were timed on lettuce. Snails were timed on cabbage."
    assert roles(("METHODS", Role.METHODS, text)) == [Role.METHODS, Role.METHODS]


def test_an_aim_under_background_is_an_objective():
    text = "Snails are slow. The aim of this study was to time snails."
    assert roles(("BACKGROUND", Role.BACKGROUND, text)) == [Role.BACKGROUND, Role.OBJECTIVE]


@pytest.mark.parametrize("aim", ["This study evaluates snails.", "This study fills a gap by examining their speed."])
def test_a_sentence_about_the_study_under_background_is_an_objective(aim):
    assert roles(("BACKGROUND", Role.BACKGROUND, f"Snails are slow. {aim}")) == [Role.BACKGROUND, Role.OBJECTIVE]


def test_background_under_objective_is_background():
    text = "Snails are slow. The aim of this study was to time snails."
    assert roles(("OBJECTIVE", Role.OBJECTIVE, text)) == [Role.BACKGROUND, Role.OBJECTIVE]


def test_sentences_under_methods_and_results_are_separated_by_their_words():
    text = "We randomly assigned 40 snails to lettuce or cabbage. Speed was significantly higher on lettuce (p < 0.01)."
    sections = ("BACKGROUND", Role.BACKGROUND, "Snails are slow."), ("METHODS AND RESULTS", Role.METHODS, text)
    assert roles(*sections)[1:] == [Role.METHODS, Role.RESULTS]


def test_a_long_summary_is_a_whole_abstract():
    text = "Snails are known to be slow. " + "We randomly assigned snails to lettuce or to cabbage in the yard. " * 11
    assert roles(("SUMMARY", Role.CONCLUSIONS, text))[0] is Role.BACKGROUND


@pytest.mark.parametrize(
    "opening",
    [
        *("However, snails", "They", "This difference", "Thus, snails", "The latter", "It", "These snails"),
        *("Many of these snails", "Whereas, snails", "By contrast, snails", "We also asked whether snails"),
    ],
)
def test_a_sentence_that_refers_back_dangles(opening):
    (statement,) = read(plain(f"{opening} moved faster on lettuce today."))
    assert statement.dangles


@pytest.mark.parametrize(
    "opening", ["This study", "These results suggest that snails", "It is known that snails", "Snails", "The snails"]
)
def test_a_self_contained_sentence_does_not_dangle(opening):
    (statement,) = read(plain(f"{opening} moved faster on lettuce today."))
    assert not statement.dangles


def test_an_it_is_that_refers_back_dangles():
    first, second = read(
        plain("It is likely that this protein helps the yeast. It is likely that yeast survives drying.")
    )
    assert (first.dangles, second.dangles) == (True, False)


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("Both lettuce and red cabbage made snails hurry in May.", False),
        ("Both were eaten by the snails in May.", True),
        ("Both groups hurried in May and rested in June.", True),
        ("This was a retrospective, open cohort study of snails.", False),
        ("This was a surprise to the gardeners in May.", True),
    ],
)
def test_both_and_this_refer_back_only_without_a_noun(text, leans):
    (statement,) = read(plain(text))
    assert statement.dangles is leans


def test_an_aim_that_follows_from_the_background_does_not_dangle():
    aim, finding = read(plain("Accordingly, we aimed to time the snails. Accordingly, snails were slow in May."))
    assert (aim.dangles, finding.dangles) == (False, True)


def test_an_abbreviation_in_a_bracket_is_said_if_it_is_not_defined():
    first, _ = read(plain("Snails that like to hide (LTS) and slow snails (SS) rest. LTS and SS hurry in May."))
    assert first.spoken == "Snails that like to hide (LTS) and slow snails rest."
    assert not any(first.shown.text[run.start : run.end] == "(LTS)" for run in first.shown.runs)


def texts(*sections) -> list[str]:
    return [statement.text.text for statement in read(paper(*sections))]


@pytest.mark.parametrize("mark", ["1. ", "(2) ", "3) ", "iv. ", "(b) ", "• ", "- "])
def test_the_mark_of_a_list_is_not_part_of_the_sentence(mark):
    assert texts(("", None, f"{mark}Snails like lettuce in May.")) == ["Snails like lettuce in May."]


def test_a_sentence_that_is_a_list_keeps_its_numbers():
    text = "1) Snails were slow, 2) snails were calm in May."
    assert texts(("", None, text)) == [text]


@pytest.mark.parametrize("mark", [":", ".", "—"])
def test_a_heading_before_an_abstract_without_others_is_not_read(mark):
    assert texts(("", None, f"Background{mark} Snails are slow. They like lettuce.")) == [
        "Snails are slow.",
        "They like lettuce.",
    ]


@pytest.mark.parametrize(
    "notice",
    [
        "(ExampleINFO Database Record (c) 2016 XYZ, all rights reserved).",
        "(ABSTRACT TRUNCATED AT 250 WORDS)",
        "The authors declare no conflict of interest.",
    ],
)
def test_no_sentence_is_left_of_a_notice(notice):
    assert texts(("", None, f"Snails are slow in May. {notice}")) == ["Snails are slow in May."]


@pytest.mark.parametrize("nothing", ["(...).", "* * *.", ".", "(XYZ)."])
def test_a_sentence_without_a_letter_or_digit_to_say_is_left_out(nothing):
    assert texts(("", None, "Snails are slow in May."), ("RESULTS", None, nothing)) == ["Snails are slow in May."]


def test_a_sentence_that_the_index_cut_short_is_left_out():
    text = "Snails are slow in May. In June the speed of snails was(ABSTRACT TRUNCATED AT 250 WORDS)"
    assert texts(("", None, text)) == ["Snails are slow in May."]


def test_a_registration_number_does_not_cost_the_sentence():
    (statement,) = read(plain("We report how snails crossed roads in the SLOW study (NCT01234567)."))
    assert statement.spoken == statement.shown.text == "We report how snails crossed roads in the SLOW study."


def test_each_statement_names_the_characters_that_it_was_taken_from():
    whole = paper(
        ("", None, "Aim: To time snails. 1. Snails were slow in May.2 2. They ate .Then they slept."),
        ("RESULTS", Role.RESULTS, "• Snails were slow. Contact: a.person@example.org. • They ate lettuce all day."),
    )
    statements = read(whole)
    assert len(statements) == 6
    assert all(whole.at(statement.source) == statement.text for statement in statements)
