import pytest

from videos.pipeline.artifacts import Role
from videos.pipeline.script.selection import choose, time_of
from videos.pipeline.script.statements import read

from .abstracts import TRIAL_SECTIONS, paper, plain, trial

FILLING = (
    "The weight of every garden snail was recorded on the first day of each month by two members of the staff. " * 12
)


SECONDS = 70
"""For an abstract, in a video of standard length."""


def chosen(from_paper, seconds=SECONDS, **options) -> str:
    return " ".join(statement.text.text for statement in choose(read(from_paper), seconds, **options))


def test_a_short_abstract_is_read_whole():
    short = plain("Snails are slow. We timed 40 snails. They took nine minutes. Snails may hurry for lettuce.")
    assert len(choose(read(short), 15)) == 4


def test_the_choice_from_a_long_abstract_fills_the_time():
    statements = read(trial())
    assert time_of(statements) > SECONDS
    assert 0.8 * SECONDS <= time_of(choose(statements, SECONDS)) <= SECONDS


def test_more_is_read_where_the_rules_choose_too_little():
    statements = read(paper(("METHODS", Role.METHODS, "Statistical software was used for all of the snails. " * 30)))
    assert time_of(choose(statements, 70)) < 40
    assert 60 <= time_of(choose(statements, 70, 60)) <= 70


def test_the_sentences_keep_their_order():
    sources = [statement.source for statement in choose(read(trial()), SECONDS)]
    assert sources == sorted(sources, key=lambda source: (source.section, source.start))


def test_the_main_result_and_the_aim_are_kept():
    text = chosen(trial())
    assert "41 minutes longer" in text
    assert "The aim of this trial" in text


def test_software_and_announcements_are_left_out():
    text = chosen(trial())
    assert "standard software" not in text
    assert "are discussed" not in text


def test_a_claim_is_never_read_without_the_however_after_it():
    text = chosen(trial())
    assert "lengthened daytime sleep in nurses. However, they did not change sleepiness" in text


def test_a_however_two_sentences_later_belongs_to_the_claim():
    results = (
        "The main outcome, speed, did not differ between lettuce and cabbage (p = 0.4). Similarly, appetite was the "
        "same. However, snails on cabbage were twice as likely to hide. "
    )
    text = chosen(paper(("RESULTS", Role.RESULTS, results + FILLING)))
    assert "However, snails on cabbage" in text


def test_the_harms_of_a_trial_are_kept():
    harms = "Serious adverse events were reported in eight snails on cabbage. Two snails on cabbage died. "
    results = ("RESULTS", Role.RESULTS, "The primary outcome was met by 45 snails (p < 0.01). " + FILLING + harms)
    text = chosen(paper(*TRIAL_SECTIONS[:2], results, TRIAL_SECTIONS[3]))
    assert "Serious adverse events" in text
    assert "Two snails on cabbage died" in text


@pytest.mark.parametrize(
    "duty",
    [
        "Ulcers of the foot occurred in nine snails on lettuce. ",
        "Growth did not differ between lettuce and cabbage (p = 0.4). ",
        "In the wet garden, by contrast, the snails on lettuce were slower than those on cabbage. ",
        "Treatment was stopped in four snails because of a cough. ",
    ],
)
def test_what_must_be_reported_comes_before_what_is_scored_higher(duty):
    pleasing = "The appetite of the snails was significantly better with lettuce (95% CI 2 to 4; p < 0.001). "
    results = "The primary outcome was met by 45 snails (p < 0.01). " + pleasing + FILLING + pleasing + duty
    assert duty.strip() in chosen(paper(*TRIAL_SECTIONS[:2], ("RESULTS", Role.RESULTS, results), TRIAL_SECTIONS[3]))


def test_the_result_on_the_outcome_that_the_methods_name_is_the_main_one():
    methods = "The primary outcome was the distance crawled in an hour. "
    pleasing = "Overall, appetite was significantly better with lettuce (95% CI 2 to 4; p < 0.001). "
    main = "The distance crawled in an hour was 4 m on lettuce and 3 m on cabbage. "
    sections = (("METHODS", Role.METHODS, methods), ("RESULTS", Role.RESULTS, pleasing + FILLING + main))
    assert main.strip() in chosen(paper(*sections), seconds=12)


def test_who_was_left_out_of_the_primary_outcome_is_not_the_main_result():
    flow = "One snail lacked a part of the primary outcome, so 224 snails were included in the analysis. "
    main = "The primary outcome was met by 45 snails on lettuce and by 23 on cabbage. "
    assert main.strip() in chosen(paper(("RESULTS", Role.RESULTS, flow + main + FILLING)), seconds=12)


def test_a_result_in_part_of_the_sample_can_be_the_main_result():
    main = "Of the 40 snails included, 30 hurried for lettuce in May. "
    other = "Three snails were seen to rest in the grass of the yard at noon. "
    assert chosen(paper(("RESULTS", Role.RESULTS, main + other * 9)), seconds=8) == main.strip()


def test_harms_are_read_from_the_conclusion_if_no_result_reports_them():
    harm = "Lettuce made snails hurry without adverse garden outcomes. "
    results = ("RESULTS", Role.RESULTS, "The primary outcome was met by 45 snails (p < 0.01). " + FILLING)
    better = (
        "In conclusion, our findings show that snails hurry for lettuce. In summary, the data show that they hurry."
    )
    text = chosen(paper(results, ("CONCLUSION", Role.CONCLUSIONS, better + " " + harm + better)), 22)
    assert harm.strip() in text


@pytest.mark.parametrize("seconds", [1, 20, 70, 160])
def test_something_is_always_chosen(seconds):
    assert choose(read(trial()), seconds)


def test_sentences_that_belong_together_are_left_out_together():
    results = "Speed rose in June. " + "However, snails on cabbage were as slow as those on lettuce in all months. " * 3
    text = chosen(paper(("RESULTS", Role.RESULTS, results + FILLING)), seconds=14)
    assert "Speed rose" not in text
    assert "However" not in text


def test_a_sentence_is_read_with_the_one_it_depends_on():
    results = (
        "Half of the snails were moved to cabbage in June. They reached the primary outcome, overall speed, "
        "significantly more often (95% CI 2 to 4; p < 0.01). "
    )
    text = chosen(paper(("RESULTS", Role.RESULTS, FILLING + results + FILLING)), seconds=25)
    assert "They reached the primary outcome" in text
    assert "Half of the snails were moved to cabbage" in text


def test_no_sentence_depends_on_one_that_was_left_out():
    statements = choose(read(trial()), SECONDS)
    dependent = [statement for statement in statements if statement.dangles]
    assert dependent
    for statement in dependent:
        before = statements[statements.index(statement) - 1]
        assert before.source.end + 1 == statement.source.start


def test_the_best_result_and_the_best_conclusion_come_first():
    background = "Snails are common. Snails live in gardens. Snails are eaten by birds. "
    aim = "The aim of this study was to compare the speed of snails on lettuce and cabbage in May. "
    result = (
        "Snails on lettuce were significantly faster than snails on cabbage in each of the nine gardens (p < 0.01). "
    )
    conclusion = "In conclusion, snails hurry for lettuce more than for cabbage, in any garden that they live in."
    text = chosen(
        paper(
            ("BACKGROUND", Role.BACKGROUND, background + aim),
            ("RESULTS", Role.RESULTS, result),
            ("CONCLUSION", Role.CONCLUSIONS, conclusion),
        ),
        seconds=12,
    )
    assert result.strip() in text
    assert conclusion in text


def test_an_announcement_is_not_read_even_as_the_only_conclusion():
    conclusion = ("CONCLUSION", Role.CONCLUSIONS, "Implications for the rotas of gardeners are discussed.")
    assert "discussed" not in chosen(paper(*TRIAL_SECTIONS[:3], conclusion))


def test_a_minor_method_is_left_out_even_as_the_only_one():
    methods = "Statistical software was also used to weigh the snails. "
    results = "Snails on lettuce were faster (p < 0.01). Snails on cabbage were seen to hide in the grass of the yard. "
    papers = ("METHODS", Role.METHODS, methods), ("RESULTS", Role.RESULTS, results + FILLING)
    assert "software" not in chosen(paper(*papers), seconds=25)


def test_a_sentence_has_no_penalty_for_depending_on_one_that_is_read():
    first = "Snails on lettuce were significantly faster in May (p < 0.01). "
    second = "Instead, those on cabbage were slow in May and in June. "
    other = "Snails of both kinds were also seen to rest in the grass of the yard at noon. " * 9
    assert second.strip() in chosen(paper(("RESULTS", Role.RESULTS, first + second + other)), seconds=12)


def test_a_count_of_studies_brings_the_count_of_the_others_before_it():
    review = paper(
        (
            "RESULTS",
            Role.RESULTS,
            "Eleven studies reported longer sleep after the course. Two studies reported no change. " + FILLING,
        )
    )
    text = chosen(review, 20)
    assert "Two studies reported no change." in text
    assert "Eleven studies reported longer sleep after the course." in text


def test_a_long_result_leaves_time_for_the_conclusion():
    trial_of_patches = paper(
        (
            "RESULTS",
            Role.RESULTS,
            "Sleep was longer by 41, 38, 36, 33, 29, 27, 24, 21, 18 and 14 minutes at the ten hospitals that took part "
            "in the trial during its eight weeks (p < 0.001 for all). The patch fell off in 9% of the nurses. ",
        ),
        ("CONCLUSIONS", Role.CONCLUSIONS, "The patch lengthened sleep in nurses at ten hospitals. " + FILLING),
    )
    text = chosen(trial_of_patches, 24, least=18)
    assert "The patch lengthened sleep" in text
    assert "The patch fell off" in text
