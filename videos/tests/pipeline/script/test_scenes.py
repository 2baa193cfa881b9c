from dataclasses import replace

import pytest

from videos.pipeline.artifacts import (
    Figure,
    Layout,
    Notice,
    NoticeKind,
    Paper,
    Preprint,
    RichText,
    Role,
    Scene,
    Section,
    Style,
)
from videos.pipeline.script import write
from videos.pipeline.script.cards import kind_of_study
from videos.pipeline.script.headings import readable

from .abstracts import LABORATORY, paper, plain, trial


def labels(script) -> list[str]:
    return [scene.label for scene in script.scenes]


def spoken(scene) -> list[str]:
    return [sentence.spoken for sentence in scene.sentences]


def test_the_authors_headings_are_the_labels():
    shown = [label for label in labels(write(trial()))[1:-1] if label != "Harms"]
    assert shown == sorted(shown, key=["Background", "Methods", "Results", "Conclusions"].index)


@pytest.mark.parametrize(
    ("result", "label"),
    [
        ("Headache was the most frequent adverse event.", "Harms"),
        ("No postoperative complications were seen in the nurses.", "Harms"),
        ("Sleep was longer with amber glasses, with no more adverse events.", "Results"),
        ("Two nurses died of a fall in the year of the study.", "Results"),
        ("Childhood was adverse in 30 nurses of the night shift.", "Results"),
        ("Major adverse cardiac events were rarer with amber glasses.", "Results"),
    ],
)
def test_a_result_that_is_about_harms_has_their_heading(result, label):
    sections = (Section(RichText(f"It rained in the year of the study. {result}"), "RESULTS", Role.RESULTS),)
    script = write(Paper("1", RichText("Amber glasses"), sections))
    assert labels(script)[-2] == label


def test_the_authors_heading_of_harms_stays():
    sections = (Section(RichText("Headache was the most frequent adverse event."), "SAFETY", Role.RESULTS),)
    assert labels(write(Paper("1", RichText("Amber glasses"), sections)))[1] == "Safety"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("MAIN OUTCOME MEASURES:", "Main outcome measures"),
        ("Authors' conclusions", "Authors' conclusions"),
        ("aim", "Aim"),
    ],
)
def test_a_heading_is_made_readable(label, shown):
    assert readable(label) == shown


def test_a_heading_is_guessed_only_for_words_that_support_it():
    script = write(plain(LABORATORY))
    assert "What they found" in labels(script)
    assert "What the authors say" in labels(script)


def test_a_first_sentence_on_no_own_work_is_background():
    first = write(plain("The death of snails is common in dry years. We found that lettuce was bitter.")).scenes[1]
    assert first.label == "Background"
    assert spoken(first) == ["The death of snails is common in dry years."]


def test_the_main_result_and_harms_have_headings_of_their_own():
    text = (
        "We asked whether lettuce makes snails fast. We randomly assigned 40 snails to lettuce or cabbage. "
        "The primary outcome, speed, was significantly higher with lettuce (p < 0.001). "
        "We found that slime was significantly thicker as well. "
        "Adverse events were found in 3 snails on lettuce and 4 on cabbage (p = 0.7). "
        "In conclusion, these results suggest that lettuce makes snails fast."
    )
    assert labels(write(plain(text), 180))[-5:-1] == [
        "Main result",
        "What they found",
        "Harms",
        "What the authors conclude",
    ]


def test_a_review_is_not_cut_into_methods_and_results():
    script = write(plain(LABORATORY, types=("Review",)))
    assert set(labels(script)[1:-1]) == {"What the review says"}


def test_the_sample_size_is_set_large_beside_its_sentence():
    scene = next(scene for scene in write(trial()).scenes if scene.layout is Layout.FIGURE)
    assert scene.figure == Figure("240", "nurses")
    assert spoken(scene)[0].startswith("We randomly assigned 240 nurses at nine hospitals")


def test_at_most_two_numbers_are_set_large():
    methods = ("METHODS", Role.METHODS, "We included 40 patients in May. We included 50 patients in June.")
    results = ("RESULTS", Role.RESULTS, "The rate was 7%. The share was 9%.")
    figures = [scene.figure for scene in write(paper(methods, results)).scenes if scene.figure]
    assert figures == [Figure("50", "patients"), Figure("7%", "rate")]


def test_the_sample_size_is_not_set_large_beside_a_finding():
    results = ("RESULTS", Role.RESULTS, "Of 50 patients, 47 (94%) completed the trial.")
    (figure,) = (scene.figure for scene in write(paper(results)).scenes if scene.figure)
    assert figure == Figure("94%", "completed the trial")


def test_short_sentences_of_one_heading_share_a_slide_of_at_most_three():
    text = "Snails are slow in June. Snails are calm in May. Snails are wet in April. Snails are small in March."
    script = write(paper(("BACKGROUND", Role.BACKGROUND, text)))
    assert [len(scene.sentences) for scene in script.scenes[1:-1]] == [3, 1]


def test_a_list_is_shown_as_a_list():
    text = "Three themes were found: sleep at home; noise at work; and the long way between."
    (scene,) = write(paper(("FINDINGS", Role.RESULTS, text))).scenes[1:-1]
    assert scene.layout is Layout.POINTS
    assert scene.sentences[0].shown.text.count("\n") == 3
    assert scene.sentences[0].spoken == text


def test_an_abbreviation_is_explained_unless_its_definition_is_on_the_slide():
    filling = "We also weighed every snail on the first day of each month with care and two scales in the yard. " * 9
    text = "Drops of total slime output (TSO) were also seen on some of the days of the year in the yard. "
    script = write(plain(text + filling + "In conclusion, TSO was significantly higher in the snails on lettuce."))
    notes = [scene.note for scene in script.scenes if "TSO was" in " ".join(spoken(scene))]
    shown_before = any("(TSO)" in sentence.shown.text for scene in script.scenes for sentence in scene.sentences)
    assert notes == ["" if shown_before else "TSO = total slime output"]


def test_the_title_is_heard_before_the_abstract():
    first = write(trial()).scenes[0]
    assert first.layout is Layout.TITLE
    assert first.label == "Randomised controlled trial"
    assert spoken(first) == ["Amber glasses and sleep in nurses"]


def test_a_long_title_is_spoken_without_its_subtitle_and_shown_with_it():
    main = "Amber glasses and the sleep of nurses after many nights at work"
    title = f"{main}: a trial in nine hospitals of one small country"
    (sentence,) = write(plain(LABORATORY, title=title)).scenes[0].sentences
    assert sentence.spoken == main
    assert sentence.shown.text == title


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (NoticeKind.RETRACTED, "This article has been retracted."),
        (NoticeKind.CONCERN, "An expression of concern has been published about this article."),
        (NoticeKind.PREPRINT, "This is a preprint, which has not been peer reviewed."),
    ],
)
def test_a_retraction_or_a_concern_is_the_first_thing_heard(kind, words):
    script = write(plain(LABORATORY, notices=(Notice(kind, "It was."),)))
    assert spoken(script.scenes[0])[0] == words
    assert script.scenes[0].sentences[0].source is None


def test_the_source_card_says_where_a_preprint_was_posted():
    posted = replace(plain(LABORATORY), preprint=Preprint("2", "2026-11-03"), journal="medRxiv", year="2026")
    source = write(posted).scenes[-1]
    assert "This video reads the abstract posted at medRxiv in 2026." in spoken(source)


def test_the_language_of_the_article_is_said_at_the_end():
    notice = Notice(NoticeKind.LANGUAGE, "The article itself is in German; this is its English abstract.")
    assert notice.text in spoken(write(plain(LABORATORY, notices=(notice,))).scenes[-1])


def test_the_source_card_says_whether_sentences_were_left_out():
    whole, chosen = write(plain(LABORATORY)).scenes[-1], write(trial()).scenes[-1]
    assert spoken(whole)[0] == "This video reads the abstract published in Journal of Invented Sleep in 2026."
    assert spoken(chosen)[0].startswith("This video reads selected sentences of the abstract")


def test_a_short_video_leaves_the_journal_to_its_slide():
    card = write(trial(), seconds=45).scenes[-1]
    assert spoken(card)[0] == "Read the full article; this was part of its abstract."


def test_a_short_video_says_a_long_title_without_its_subtitle():
    title = "Amber glasses and the sleep of nurses: a cluster trial at nine hospitals"
    brief, full = (write(trial(title=title), seconds=seconds).scenes[0] for seconds in (45, 90))
    assert spoken(brief) == ["Amber glasses and the sleep of nurses"]
    assert brief.sentences[0].shown.text == title
    assert spoken(full) == [title]


@pytest.mark.parametrize("subtitle", ["a study in mice", "a pilot trial", "associations at nine hospitals"])
def test_a_subtitle_that_limits_the_title_is_said(subtitle):
    title = f"Amber glasses and the sleep of nurses on the night shift: {subtitle}"
    assert spoken(write(trial(title=title), seconds=45).scenes[0]) == [title]


@pytest.mark.parametrize(
    "whole",
    [
        "Amber glasses and the sleep of nurses. A cluster trial at nine hospitals",
        "Amber glasses and the sleep of nurses - a trial at nine hospitals",
        "Amber glasses and the sleep of nurses, the GLOW study",
        "Amber glasses and the sleep of nurses (GLOW-2)",
    ],
)
def test_a_short_video_says_a_title_up_to_its_subtitle_and_without_the_name_of_the_study(whole):
    title = write(trial(title=whole), seconds=45).scenes[0].sentences[0]
    assert title.spoken == "Amber glasses and the sleep of nurses"
    assert title.shown.text == whole


@pytest.mark.parametrize(
    "whole",
    [
        "Amber glasses and the sleep of nurses - a secondary analysis of a trial at nine hospitals",
        "Amber glasses and the sleep of nurses (and of doctors) who work in a hospital at night",
        "Amber glasses and the sleep of nurses, doctors, porters and cooks at night",
        "Amber glasses lengthen the sleep of nurses: possible involvement of melatonin in the morning",
        "Amber glasses lengthen the sleep of nurses: not seen in doctors of one hospital",
    ],
)
def test_what_belongs_to_the_meaning_of_a_title_is_said(whole):
    assert spoken(write(trial(title=whole), seconds=45).scenes[0]) == [whole]


def test_a_journals_subtitle_is_not_read():
    journal = "Invented Letters : official organ of a society"
    assert "published in Invented Letters in 2026." in spoken(write(plain(LABORATORY, journal=journal)).scenes[-1])[0]


def test_an_unknown_journal_or_year_is_not_mentioned():
    script = write(plain(LABORATORY, journal="", year=""))
    assert spoken(script.scenes[-1])[0] == "This video reads the abstract."


@pytest.mark.parametrize(
    ("types", "title", "kind"),
    [
        (("Journal Article", "Meta-Analysis", "Review"), "Snails", "Meta-analysis"),
        (("Journal Article",), "Snails: a randomised, double-blind, controlled trial", "Randomised controlled trial"),
        (("Review",), "Snails: a systematic review", "Systematic review"),
        (("Journal Article",), "Snails: a cohort study in nine gardens", "Cohort study"),
        (("Journal Article",), "Snails: a multicentre case-control study", "Case-control study"),
        (("Journal Article",), "Snails on lettuce: a case report", "Case report"),
        (("Journal Article",), "Snails: protocol of a cohort study", "Research article"),
        (("Journal Article",), "Snails: protocol of a randomised trial", "Research article"),
        (("Journal Article",), "Snails: a secondary analysis of a randomised trial", "Research article"),
        (("Comment", "Research Support, N.I.H., Extramural"), "Snails", "Research article"),
    ],
)
def test_the_kind_of_study_comes_from_the_record_or_the_title(types, title, kind):
    assert kind_of_study(plain(LABORATORY, title=title, types=types)) == kind


def test_findings_are_coloured_on_the_slide():
    shown = [sentence.shown for scene in write(plain(LABORATORY)).scenes for sentence in scene.sentences]
    lit = [text.text[run.start : run.end] for text in shown for run in text.runs if run.style is Style.NUMBER]
    assert lit == ["4%", "61%"]


FULL = (
    "Total sleep time (TST) was measured in 40 nurses. TST rose by 12 minutes. After a year TST was as before. "
    "The cardiac index (CI) was 3.1, and the 95% CI was wide."
)


def test_an_abbreviation_is_said_in_full_once_unless_beside_its_long_form():
    scenes = content_scenes_of(FULL)
    said = [(sentence.spoken, sentence.long_forms) for scene in scenes for sentence in scene.sentences]
    assert dict(said)["TST rose by 12 minutes."] == (("TST", "Total sleep time"),)
    assert sum(len(forms) for _, forms in said) == 1


def test_an_abbreviation_that_may_be_a_statistic_is_not_expanded():
    sentences = [sentence for scene in content_scenes_of(FULL) for sentence in scene.sentences]
    assert "CI" not in dict(form for sentence in sentences for form in sentence.long_forms)


def test_a_long_form_is_not_said_if_its_last_word_follows():
    text = "The left-right fusion (L-R) is rare. Snails with the L-R fusion are fast. The L-R is not seen in May."
    said = [(sentence.spoken, sentence.long_forms) for scene in content_scenes_of(text) for sentence in scene.sentences]
    assert all(not forms for _, forms in said)


def test_text_after_the_criteria_is_not_under_their_heading():
    text = "Snails with a shell. We measured all of the snails with two scales."
    script = write(paper(("INCLUSION CRITERIA", Role.METHODS, text)))
    assert labels(script)[1:-1] == ["Inclusion criteria", "What they did"]


def content_scenes_of(text: str) -> list[Scene]:
    return [scene for scene in write(plain(text)).scenes if scene.layout not in (Layout.TITLE, Layout.SOURCE)]


@pytest.mark.parametrize(
    ("end", "layout"),
    [
        ("Amber glasses lengthened daytime sleep in nurses.", Layout.QUOTATION),
        ("Potential interpretations and limitations are addressed.", Layout.STATEMENT),
        ("In this review examples are presented and critically discussed.", Layout.STATEMENT),
        ("The first article in this series describes what is known of sleep.", Layout.STATEMENT),
    ],
)
def test_a_conclusion_is_quoted_and_an_announcement_is_not(end, layout):
    text = "Nurses slept badly after their shifts in all of the hospitals."
    script = write(paper(("RESULTS", Role.RESULTS, text), ("CONCLUSION", Role.CONCLUSIONS, end)))
    assert script.scenes[-2].layout is layout


def test_a_last_sentence_that_is_not_a_conclusion_is_not_quoted():
    script = write(plain("Leaves grew. Water availability, but not radiation, reduced the biomass of the leaves."))
    assert script.scenes[-2].layout is not Layout.QUOTATION
