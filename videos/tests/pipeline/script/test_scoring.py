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
            "The weight of the snails was told by two scales and a clock.",
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
def test_of_two_sentences_the_one_that_tells_more_is_worth_more(role, better, worse):
    assert worth(role, better) > worth(role, worse) + 0.5


def test_what_follows_for_others_is_worth_less_than_the_conclusion():
    text = "Lettuce makes snails hurry on rainy days in May and in June."
    assert worth(Role.CONCLUSIONS, text, "CONCLUSION") > worth(Role.CONCLUSIONS, text, "RELEVANCE TO CLINICAL PRACTICE")
