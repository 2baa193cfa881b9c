import itertools

import pytest

from videos.pipeline.script.numbers import NumberKind, lit, numbers


def lit_in(text: str) -> list[str]:
    return [text[start:end] for start, end in lit(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep improved in 41% of nurses.", ["41%"]),
        ("The rates were 20.1% and 15.3%.", ["20.1%", "15.3%"]),
        ("We enrolled 1,240 nurses in May.", ["1,240"]),
        ("Of the 80 nurses, 12 patients fell ill.", ["80", "12"]),
        ("Glucose was 4.2 ± 0.3 mmol/L at noon.", ["4.2 ± 0.3 mmol/L"]),
        ("The mean stay was 9 days.", ["9 days"]),
        ("The signal rose 3-fold.", ["3-fold"]),
        ("The odds ratio 3.4 (95% CI 1.4-7.9) was high.", ["3.4"]),
    ],
)
def test_findings_are_coloured(text, expected):
    assert lit_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It was written in 2019.",
        "The change was small (p = 0.03).",
        "The 95% CI was wide.",
        "They met 5 of 80 patients.",
        "They took 12 mg daily.",
        "Cells grew in 5% CO2.",
        "TP53 and CD4 and interleukin-15 rose.",
        "Nurses aged 20 to 65 years came.",
        "Half of them (n = 23) slept.",
        "An odds ratio of 1.2 (95% CI 0.8 to 1.9) was seen.",
        "Reoperation differed, p = 0.108 OR 6.3 in all.",
        "Patients had stage 3 disease.",
    ],
)
def test_other_numbers_are_not_coloured(text):
    assert lit_in(text) == []


def test_a_number_is_found_once_and_in_order():
    found = numbers("Of 80 nurses, 41% slept 6.5 hours.")
    assert [number.kind for number in found] == [NumberKind.COUNT, NumberKind.PERCENTAGE, NumberKind.MEASURE]
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
