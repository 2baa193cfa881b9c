"""Which sentences show a figure of the paper, by the rules and by what a person chose."""

from dataclasses import replace

from videos.pipeline.artifacts import Facsimile, KeptFigure, Layout, Paper, RichText, Role, Script, Section, Source
from videos.pipeline.artifacts.full_text import Passage
from videos.pipeline.illustration import illustrate
from videos.pipeline.options import Length
from videos.pipeline.script.statements import read
from videos.pipeline.text_alternatives import describe
from videos.pipeline.writing import write
from videos.tests.figures import AIM, CALCIUM, CAPTION, MEANING, PAPER, WAKING, WITH_FIGURES, figure, kept

FIRST, SECOND = kept()


def shown(script: Script) -> dict[str, str]:
    """The figure of each sentence."""
    return {
        scene.sentences[0].spoken: scene.picture.name for scene in script.scenes if isinstance(scene.picture, Facsimile)
    }


def written(paper: Paper = WITH_FIGURES) -> Script:
    return write(paper, Length.LONG)


def with_figures(*figures: KeptFigure) -> Paper:
    return replace(PAPER, figures=figures)


def source_of(text: str) -> Source:
    return next(each.source for each in read(PAPER) if each.text.text == text)


def test_each_figure_is_shown_with_the_sentence_that_it_belongs_to():
    script = written()
    assert shown(script) == {WAKING: "Figure 1", CALCIUM: "Figure 2"}
    assert [each.name for each in script.figures] == ["Figure 1", "Figure 2"]


def test_a_scene_with_a_figure_says_one_sentence_of_the_abstract():
    scenes = [scene for scene in written().scenes if isinstance(scene.picture, Facsimile)]
    assert {scene.layout for scene in scenes} == {Layout.PICTURE}
    assert [[each.spoken for each in scene.sentences] for scene in scenes] == [[WAKING], [CALCIUM]]
    assert describe(scenes[0].picture) == f"Figure 1 of the paper: {CAPTION}"


def test_the_words_of_a_video_are_the_same_with_figures():
    def said(script: Script) -> list[str]:
        return [each.spoken for scene in script.scenes for each in scene.sentences]

    assert said(written()) == said(written(PAPER))


def graphical_abstract() -> KeptFigure:
    return replace(
        FIRST,
        name="Graphical abstract",
        figure=replace(FIRST.figure, label="", is_graphical_abstract=True),
        image="a" * 32,
    )


def test_a_graphical_abstract_is_shown_with_the_main_result():
    script = written(with_figures(graphical_abstract(), FIRST, SECOND))
    names = list(shown(script).values())
    assert "Graphical abstract" in names
    assert len(names) == 2


def test_a_figure_that_no_sentence_is_about_is_not_shown():
    passage = Passage(RichText("Height and weight of everybody at home."))
    other = replace(FIRST, figure=replace(FIRST.figure, caption=passage, printed_caption=passage))
    assert shown(written(with_figures(other))) == {}


def test_a_flow_chart_is_shown_by_no_rule():
    (flow,) = kept(figure("Figure 1", f"Flow chart. {CAPTION}", "milk-g001", "F1"))
    assert shown(written(with_figures(flow))) == {}


def test_a_conclusion_has_no_figure_of_a_result():
    passage = Passage(RichText("Longer sleep of people who wake early, and what it is worth."))
    other = replace(FIRST, figure=replace(FIRST.figure, caption=passage, printed_caption=passage))
    assert shown(written(with_figures(other))) == {}


def test_a_sentence_that_supposes_has_no_figure():
    supposed = WAKING.replace("fell", "would fall")
    sections = (*PAPER.sections[:1], Section(RichText(supposed), "RESULTS", Role.RESULTS), *PAPER.sections[2:])
    assert shown(written(replace(PAPER, sections=sections, figures=(FIRST,)))) == {}


def test_a_graphical_abstract_is_shown_with_a_conclusion_where_the_results_are_brief():
    sections = (*PAPER.sections[:1], Section(RichText("Waking fell."), "RESULTS", Role.RESULTS), *PAPER.sections[2:])
    paper = replace(PAPER, sections=sections, figures=(graphical_abstract(),))
    assert shown(written(paper)) == {MEANING: "Graphical abstract"}


def test_at_most_two_figures_are_shown():
    assert len(shown(written(with_figures(graphical_abstract(), FIRST, SECOND)))) == 2


def test_a_brief_sentence_has_no_figure():
    brief = "Early waking with warm milk fell in adults."
    sections = (*PAPER.sections[:1], Section(RichText(brief), "RESULTS", Role.RESULTS), *PAPER.sections[2:])
    assert brief not in shown(written(replace(PAPER, sections=sections, figures=(FIRST,))))


def test_a_figure_that_the_check_refuses_is_not_shown():
    assert shown(written(with_figures(replace(FIRST, licence="CC BY-ND 4.0", code="CC BY-ND"), SECOND))) == {
        CALCIUM: "Figure 2"
    }


def test_a_sentence_that_stays_text_has_no_figure_and_no_other_sentence_gets_it():
    script = illustrate(write(PAPER, Length.LONG), frozenset({source_of(WAKING)}))
    assert shown(script) == {}
    plain = replace(script, paper=WITH_FIGURES)
    assert shown(illustrate(plain, frozenset({source_of(WAKING)}))) == {CALCIUM: "Figure 2"}


def test_a_person_may_choose_another_figure_or_none():
    plain = replace(write(PAPER, Length.LONG), paper=WITH_FIGURES)
    chosen = {source_of(WAKING): "Figure 2", source_of(CALCIUM): ""}
    assert shown(illustrate(plain, frozenset(), chosen)) == {WAKING: "Figure 2"}
    assert shown(illustrate(plain, frozenset(), {source_of(AIM): "Figure 1"})) == {AIM: "Figure 1", CALCIUM: "Figure 2"}
