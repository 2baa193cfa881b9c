import pytest

from videos.pipeline.artifacts import Role
from videos.pipeline.script.scoring import score
from videos.pipeline.script.statements import read

from .abstracts import paper


def worth(role: Role, text: str, label: str = "SECTION") -> float:
    (statement,) = read(paper((label, role, text)))
    return score(statement, is_first=False, is_last=False)


@pytest.mark.parametrize(
    ("role", "better", "worse"),
    [
        (
            Role.RESULTS,
            "The speed of the snails was not different between lettuce and cabbage.",
            "The speed of the snails was written down for both lettuce and cabbage.",
        ),
        (
            Role.RESULTS,
            "Snails on lettuce like to hide on rainy days in the garden.",
            "In this article, we will present the findings on snails that hide.",
        ),
        (
            Role.RESULTS,
            "No difference in speed was found between the two groups of snails.",
            "No difference in demographics was found between the two groups of snails.",
        ),
        (
            Role.RESULTS,
            "The accuracy of the snail scale in the dark garden was 80%.",
            "The number of snails on the scale in the garden was 80%.",
        ),
        (
            Role.RESULTS,
            "The weight of the snails was found by two scales and a clock.",
            "The weight of the snails was determined by two old scales.",
        ),
        (
            Role.METHODS,
            "Snails were weighed with two old scales in the garden.",
            "Snails were also weighed with two old scales in the garden.",
        ),
        (
            Role.METHODS,
            "Snails were weighed with two old scales in the garden.",
            "Secondary outcomes were the weight and size of the snails.",
        ),
        (
            Role.CONCLUSIONS,
            "Our results show that lettuce makes snails hurry on rainy days.",
            "Our results show new insights and provide a better understanding of snails.",
        ),
        (
            Role.CONCLUSIONS,
            "Our results show that lettuce is the potential of snails.",
            "Our results show and highlight the potential of snails.",
        ),
        (
            Role.CONCLUSIONS,
            "On rainy days, our findings show that snails do hurry.",
            "More broadly, our findings show that snails do hurry.",
        ),
        (
            Role.CONCLUSIONS,
            "These results are true of snails on lettuce in June.",
            "These results are useful in that they point to snails in gardens.",
        ),
        (
            Role.CONCLUSIONS,
            "Snails on lettuce are considered to be faster than others.",
            "What follows for the rotas of the gardeners is considered.",
        ),
        (
            Role.CONCLUSIONS,
            "No side effects of lettuce on the snails are reported.",
            "The weights of all snails in the garden are reported.",
        ),
        (
            Role.CONCLUSIONS,
            "Gardens should have more lettuce for their snails in June.",
            "Future gardens should have more lettuce for their snails.",
        ),
    ],
)
def test_the_more_informative_sentence_has_the_higher_score(role, better, worse):
    assert worth(role, better) > worth(role, worse) + 0.5


@pytest.mark.parametrize(
    ("role", "better", "worse", "points"),
    [
        (
            Role.BACKGROUND,
            "This study tells what snails like to eat.",
            "The garden tells what snails like to eat.",
            2.0,
        ),
        (Role.BACKGROUND, "Little has come out on what snails eat.", "Much has come out on what snails eat.", 1.2),
        (Role.METHODS, "A cohort of snails ate lettuce in May.", "A number of snails ate lettuce in May.", 1.2),
        (Role.METHODS, "Old lettuce was cut for the snails.", "New software was cut for the snails.", 2.2),
        (Role.METHODS, "We fed 40 patients with fresh lettuce.", "We fed some patients with fresh lettuce.", 1.5),
        (Role.RESULTS, "Snails came back for lettuce in May.", "snails came back for lettuce in May.", 3.0),
        (Role.RESULTS, "Snails came back for lettuce in May.", "They came back for lettuce in May.", 2.2),
        (Role.RESULTS, "The primary food of snails came from May.", "The preferred food of snails came from May.", 1.2),
        (Role.RESULTS, "The serious snails came back for lettuce.", "The careful snails came back for lettuce.", 0.8),
        (Role.RESULTS, "The certainty of gardeners came down.", "The interest of gardeners came down.", 0.8),
        (Role.RESULTS, "The snails soon came back for lettuce.", "The snails also came back for lettuce.", 0.8),
        (Role.RESULTS, "In all, forty snails were weighed in May.", "In all, forty snails were included in May.", 1.5),
        (Role.RESULTS, "Further outcomes were weight and size.", "Secondary outcomes were weight and size.", 1.5),
        (Role.CONCLUSIONS, "The findings are that snails do hurry.", "The gardeners say that snails do hurry.", 1.0),
        # With the weights of the phrases as cues: 0.22 of 6, 0.22 of 4, and 0.2 of 5.
        (Role.RESULTS, "Snails ate more (95% CI) lettuce in May.", "Snails ate more (as ever) lettuce in May.", 2.32),
        (Role.RESULTS, "Snails ran to the garden's end (p = x).", "Snails ran to the garden's end (q = x).", 1.68),
        (Role.CONCLUSIONS, "In summary, snails on lettuce hurry.", "In gardens, snails on lettuce hurry.", 3.0),
    ],
)
def test_each_phrase_changes_the_score_by_its_points(role, better, worse, points):
    assert worth(role, better) - worth(role, worse) == pytest.approx(points)


@pytest.mark.parametrize(
    ("role", "place", "points"),
    [
        (Role.BACKGROUND, {"is_first": True}, 2.2),
        (Role.BACKGROUND, {"is_last": True}, 0),
        (Role.CONCLUSIONS, {"is_last": True}, 1.8),
        (Role.CONCLUSIONS, {"is_first": True}, 0),
        (Role.RESULTS, {"is_first": True, "is_last": True}, 0),
    ],
)
def test_the_first_and_last_sentence_of_an_abstract_score_higher(role, place, points):
    (statement,) = read(paper(("", role, "Snails came back for lettuce in May.")))
    elsewhere = {"is_first": False, "is_last": False}
    assert score(statement, **elsewhere | place) - score(statement, **elsewhere) == pytest.approx(points)


@pytest.mark.parametrize(
    ("role", "points"),
    [(Role.BACKGROUND, 0), (Role.OBJECTIVE, 0), (Role.METHODS, 1.5), (Role.RESULTS, 0.8), (Role.CONCLUSIONS, 2.2)],
)
def test_the_first_sentence_under_a_heading_scores_higher(role, points):
    text = "Snails came back for lettuce in May."
    assert worth(role, text, "HEADING") - worth(role, text, "") == pytest.approx(points)


@pytest.mark.parametrize(
    ("role", "words", "cost"),
    [
        *((Role.BACKGROUND, 8, 0.3), (Role.BACKGROUND, 9, 0), (Role.BACKGROUND, 26, 0), (Role.BACKGROUND, 27, 0.14)),
        *((Role.RESULTS, 8, 0.3), (Role.RESULTS, 34, 0), (Role.RESULTS, 35, 0.14), (Role.RESULTS, 44, 1.4)),
        *((Role.METHODS, 26, 0), (Role.METHODS, 34, 8 * 0.14), (Role.METHODS, 35, 9 * 0.14 + 0.15)),
        *((Role.CONCLUSIONS, 4, 5 * 0.3), (Role.CONCLUSIONS, 36, 1.4)),
    ],
)
def test_a_sentence_that_is_too_short_or_too_long_scores_lower(role, words, cost):
    def of(count: int) -> float:
        return worth(role, " ".join(["Snails", *["lettuce"] * (count - 1)]) + ".")

    assert of(20) - of(words) == pytest.approx(cost)


def test_consequences_for_others_score_below_the_conclusion():
    text = "Lettuce makes snails hurry on rainy days in May and in June."
    assert worth(Role.CONCLUSIONS, text, "CONCLUSION") > worth(Role.CONCLUSIONS, text, "RELEVANCE TO CLINICAL PRACTICE")
