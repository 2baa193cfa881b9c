"""The text alternative of a picture is made of its own words."""

import pytest

from videos.pipeline.artifacts import Conclusion, Icon, Point, Points, Quantity, StudyCard, Topic, Words
from videos.pipeline.text_alternatives import describe, shown
from videos.tests.pipeline.pictures.sentences import (
    GROUPS,
    HARMS,
    MEANS,
    NUMBER,
    PAIRS,
    RATIO,
    SHARE,
    picture_in,
    placed,
)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (
            RATIO,
            "Falls were rarer with the bars … after one year: adjusted OR 0.62 (95% CI 0.44 to 0.87); P = .006.",
        ),
        (
            "Falls did not differ (OR 0.94, 95% CI 0.78 to 1.13).",
            "Falls did not differ: OR 0.94 (95% CI 0.78 to 1.13; the interval includes no difference).",
        ),
        (SHARE, "80.0% (148 of 185) of women: Half a year later … were still dry."),
        (
            GROUPS,
            "At one year: vomiting: ginger group 15% (12 of 80), water group 35% (28 of 80); odds ratio 0.33 "
            "(95% CI 0.15 to 0.71); P = 0.004.",
        ),
        (
            "Nosebleeds were commoner in boys (31%) than in girls (22%; p = 0.04).",
            "Nosebleeds: boys 31%, girls 22%; p = 0.04.",
        ),
        (MEANS, "wrinkle score: before injection 3.68 points (SD 0.76), at 3 months 2.28 points (SD 0.78)."),
        (HARMS, "Taste disturbance 7%. diarrhea 6%. nausea 5%. abdominal pain 3%."),
        (
            PAIRS,
            "fever: lamp group 4% (4 of 101), shade group 6% (7 of 111). "
            "rash: lamp group 12% (12 of 101), shade group 15% (17 of 111).",
        ),
        (NUMBER, "number needed to treat: 12; 95% CI 8 to 25."),
    ],
)
def test_a_picture_is_described_in_its_own_words(sentence, text):
    assert describe(picture_in(sentence)) == text


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        (
            Conclusion((Words("sleep grew longer,"), Words("but only by day.")), lead=Words("We conclude that")),
            "We conclude that sleep grew longer, but only by day.",
        ),
        (
            Points((Point(Words("tea")), Point(Words("milk"))), lead=Words("They drank:")),
            "They drank: tea; milk.",
        ),
        (
            Topic((Icon("lungs", Words("Lung Neoplasms"), said=Words("lung cancer")),), phrase=Words("It is rare")),
            "It is rare. Drawings: Lung Neoplasms.",
        ),
        (Topic((Icon("lungs", Words("Lung")), Icon("liver", Words("Liver")))), "Drawings: Lung; Liver."),
        (
            StudyCard(
                design=Words("randomised trial"),
                population=Words("nurses"),
                number=Quantity(Words("240"), 240.0),
                tags=(Words("Humans"), Words("Adult")),
                groups=(Words("amber glasses"), Words("clear glasses")),
                outcome=Words("sleep"),
                places=(Words("Sweden"),),
                registrations=(Words("ISRCTN 1"),),
            ),
            "randomised trial. Studied: 240 nurses. Listed as: Humans, Adult. Compared: amber glasses; clear glasses. "
            "Measured: sleep. Place: Sweden. Registered: ISRCTN 1.",
        ),
    ],
    ids=["conclusion", "points", "named", "topic", "study"],
)
def test_words_and_cards_are_described_by_their_words(picture, text):
    assert describe(picture) == text


def test_each_label_and_number_is_listed_with_its_part_and_place():
    whole, _ = placed(RATIO)
    listed = [(role, whole.at(words.source).text) for role, words in shown(picture_in(RATIO))]
    assert listed == [
        ("estimate", "0.62"),
        ("low", "0.44"),
        ("high", "0.87"),
        ("level", "95% CI"),
        ("claim", "Falls were rarer with the bars"),
        ("claim", "after one year"),
        ("words", "adjusted OR"),
        ("p", "P = .006"),
    ]
