"""Which figures of an article a video shows."""

from videos.pipeline import jats
from videos.pipeline.artifacts.full_text import PaperFigure
from videos.pipeline.full_text.choice import belonging_to, choose, ranked
from videos.pipeline.full_text.images import FigurePicture, UnusablePicture
from videos.tests.full_texts import BODY, article, figure

RESULT = "Early waking fell from 40% to 12% with warm milk in adults of the village."
OTHER = "Serum calcium rose after six weeks of tea."
PICTURE = FigurePicture(b"png", 900, 600)
ABSTRACT = "<abstract abstract-type='graphical'><p>Milk.</p><fig><graphic xlink:href='ga'/></fig></abstract>"

FLOW = figure("Figure 1", "Flow of participants with early waking given warm milk in the village.", "g1")
WAKING = figure("Figure 2", "Early waking with warm milk and with water, in adults.", "g2")
CALCIUM = figure("Figure 3", "Serum calcium at six weeks, with tea.", "g3")
AGE = figure("Figure 4", "Age and height of everybody.", "g4")
ALL = FLOW + WAKING + CALCIUM + AGE


def figures(inside: str, meta: str = "") -> tuple[PaperFigure, ...]:
    return jats.read(article(BODY + inside, meta=meta)).figures


def shown(of: PaperFigure) -> FigurePicture:
    return PICTURE


def labels(found: tuple[PaperFigure, ...]) -> list[str]:
    return [each.label for each in found]


def test_the_figure_of_the_main_result_comes_first():
    assert labels(ranked(figures(ALL), [RESULT, OTHER])) == ["Figure 2", "Figure 3"]
    assert labels(ranked(figures(ALL), [OTHER, RESULT])) == ["Figure 3", "Figure 2"]


def test_a_graphical_abstract_precedes_all():
    found = choose(figures(ALL, ABSTRACT), [RESULT, OTHER], shown).shown
    assert [each.figure.is_graphical_abstract for each in found] == [True, False, False, False]
    assert found[1].figure.label == "Figure 2"


def test_a_short_name_is_a_word_of_a_result():
    both = figure("Figure 1", "Early waking at home.", "g1") + figure("Figure 2", "PTH and calcium at home.", "g2")
    assert labels(ranked(figures(both), ["PTH fell with calcium at home, and so did waking."])) == [
        "Figure 2",
        "Figure 1",
    ]


def test_words_that_other_captions_lack_count_more():
    first = figure("Figure 1", "Early waking with warm milk in every village, by age.", "g1")
    second = figure("Figure 2", "Early waking with warm milk, by calcium.", "g2")
    result = "Early waking with warm milk depended on calcium, but not on the village."
    third = figure("Figure 3", "Early waking in every village.", "g3")
    assert labels(ranked(figures(first + second + third), [result]))[0] == "Figure 2"


def test_a_figure_that_no_result_is_about_comes_last():
    found = choose(figures(FLOW + AGE + WAKING), [RESULT], shown).shown
    assert [each.figure.label for each in found] == ["Figure 2", "Figure 1", "Figure 4"]


def test_a_result_has_no_flow_chart():
    assert belonging_to(RESULT, figures(FLOW + AGE)) == []


def test_figures_of_supplements_and_boxes_are_not_chosen():
    caption = "Early waking with warm milk in adults."
    some = [figure(label, caption) for label in ("Figure 2—figure supplement 1", "Box 1 Figure 1", "Figure S3")]
    assert choose(figures("".join(some)), [RESULT], shown).shown == ()


def test_at_most_four_figures_are_kept():
    many = figures("".join(figure(f"Figure {n}", "Early waking with warm milk.") for n in range(1, 201)))
    assert len(choose(many, [RESULT], shown).shown) == 4


def test_a_refused_figure_makes_room_for_the_next():
    adapted = figure("Figure 1", "Early waking with warm milk in adults of the village, adapted from a report.", "g0")
    found = choose(figures(adapted + WAKING), [RESULT], shown)
    assert [each.figure.label for each in found.shown] == ["Figure 2"]
    assert [each.reason for each in found.refused] == ["The caption of Figure 1 says that it is adapted."]


def test_a_picture_that_cannot_be_read_on_its_slide_is_refused_with_the_reason():
    def picture_of(of: PaperFigure) -> FigurePicture:
        raise UnusablePicture("is blank")

    found = choose(figures(WAKING), [RESULT], picture_of)
    assert (found.shown, found.refused[0].reason) == ((), "Figure 2 is blank.")


def test_pictures_of_figures_that_may_not_be_used_are_not_fetched():
    fetched: list[str] = []

    def picture_of(of: PaperFigure) -> FigurePicture:
        fetched.append(of.label)
        return PICTURE

    choose(figures(figure("Figure 1", "Early waking with warm milk, reprinted.") + WAKING), [RESULT], picture_of)
    assert fetched == ["Figure 2"]


def test_without_results_there_are_no_figures_of_results():
    assert ranked(figures(ALL), []) == ()


def test_a_figure_with_an_endless_caption_is_refused():
    found = choose(figures(figure("Figure 1", "Early waking with warm milk in adults. " * 200, "g1")), [RESULT], shown)
    assert [each.reason for each in found.refused] == ["The caption of Figure 1 has more than 6000 characters."]
