"""The audit finds numbers, words and abbreviations that a listener does not hear as they are written."""

import pytest

from benchmarks.audit import abbreviations, numbers
from benchmarks.audit.material import divided
from videos.pipeline.artifacts import Role
from videos.tests.audit.scripts import reasons, video

RESULTS = Role.RESULTS


def test_sentences_end_at_full_stops_but_not_at_those_of_abbreviations():
    text = "Owls vs. Mice were counted, e.g. Tyto alba. All slept (p < .05). β-blockers woke them."
    assert [text[start:end] for start, end in divided(text)] == [
        "Owls vs. Mice were counted, e.g. Tyto alba.",
        "All slept (p < .05).",
        "β-blockers woke them.",
    ]


@pytest.mark.parametrize(
    ("written", "spoken", "difference"),
    [
        ("It fell by −4.2 to 1.9%.", "It fell by 4.2 to 1.9 percent.", "written -, said nothing"),
        ("We saw 10-11 owls.", "We saw 10 11 owls.", "written to, said nothing"),
        ("There were 10⁹ mites.", "There were 109 mites.", "written 10 ^ 9, said 109"),
        ("We saw 12,345 owls.", "We saw 12 345 owls.", "written 12345, said 12 345"),
        ("p ≤ 0.05", "p less than 0.05", "written ≤, said <"),
        ("Half of 40 owls", "Half of 40 owls and 3 more", "written nothing, said 3"),
    ],
)
def test_a_number_that_is_said_wrongly_is_found(written, spoken, difference):
    assert numbers.differences(written, spoken) == [difference]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("−4.2 to 1.9%", "minus 4.2 to 1.9 percent"),
        ("10-11 m; 2.5×10⁻⁸; 1:1", "10 to 11 metres; 2.5 times 10 to the minus 8; 1 to 1"),
        ("12,345 owls in 1995, 4±0.5 kg", "12345 owls in 19 95, 4 plus or minus 0.5 kilograms"),
        ("grade III; 5 cm⁻¹; R² = 0.5", "grade 3; 5 per centimetre; R squared equals 0.5"),
    ],
)
def test_a_number_that_is_said_rightly_is_not_found(written, spoken):
    assert numbers.differences(written, spoken) == []


def test_a_negation_that_is_not_heard_is_found():
    assert numbers.lost_words("The owls did not sleep.", "The owls did sleep.") == ["“not” is not said"]


def test_numbers_of_two_brackets_without_a_pause_are_found():
    written = "In 13 owls (n = 4,715) (11.24%) none slept."
    assert numbers.joined(written, "In 13 owls, n equals 4715 11.24 percent, none slept.") == [
        "no pause between 4715 and 11.24"
    ]
    assert numbers.joined(written, "In 13 owls, n equals 4715, 11.24 percent, none slept.") == []


@pytest.mark.parametrize(
    ("written", "spoken", "fault"),
    [
        ("p = 0.1 OR 6.3", "p equals 0.1 OR 6.3", "“OR” is heard as another word"),
        ("at ≥32 weeks", "at at least 32 weeks", "“at at” is said twice"),
    ],
)
def test_a_word_that_is_heard_as_another_or_twice_is_found(written, spoken, fault):
    assert numbers.faults(written, spoken) == [fault]


def test_the_spoken_form_of_a_script_is_compared_with_its_sentences():
    made = video((RESULTS, "The OAS fell by −4.2 to 1.9%."), said=["The OAS fell by −4.2 to 1.9%."])
    assert reasons(numbers.check, made) == []


USE = "The OAS rose."


@pytest.mark.parametrize(
    ("abstract", "long", "reasons_expected"),
    [
        ("The owl activity score (OAS) was read.", "owl activity score", []),
        (
            "The owl night activity (OAS) was read.",
            "owl night activity",
            ["OAS is said as “owl night activity”: its letters are not the initials"],
        ),
        (
            "The owl activity score (OAS) and the open-air share (OAS) were read.",
            "owl activity score",
            ["OAS is said as “owl activity score”: the abstract also has “… the open-air share (OAS)”"],
        ),
        (
            "The owl (old) activity score (OAS) was read.",
            "owl (old) activity score",
            [
                "OAS is said as “owl (old) activity score”: it crosses a bracket",
                "OAS is said as “owl (old) activity score”: its letters are not the initials",
            ],
        ),
    ],
)
def test_a_full_form_that_is_wrong_or_has_another_meaning_is_found(abstract, long, reasons_expected):
    made = video((RESULTS, f"{abstract} {USE}"), said=[USE], long_forms=(("OAS", long),))
    assert reasons(abbreviations.check_full_forms, made) == reasons_expected


def test_a_plural_that_is_said_after_one_is_found():
    text = "The owl activity scores (OAS) were read. One OAS rose. Every OAS fell."
    made = video((RESULTS, text), said=["Every OAS fell."], long_forms=(("OAS", "owl activity scores"),))
    expected = "OAS is said as “owl activity scores”: it is a plural after “Every OAS”"
    assert reasons(abbreviations.check_full_forms, made) == [expected]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("MTX", "methotrexate"),
        ("FEV1", "forced expiratory volume in 1 second"),
        ("MgBRS", "magnesium-based bioresorbable stents"),
    ],
)
def test_letters_within_a_word_count_after_its_initial(short, long):
    assert abbreviations.gives(short, long)


def test_an_abbreviation_that_only_the_abstract_explains_is_found():
    text = f"The owl activity score (OAS) was read. {USE}"
    expected = ["OAS is not explained: … The owl activity score (OAS)"]
    assert reasons(abbreviations.check_explanations, video((RESULTS, text), said=[USE])) == expected
    explained = (
        video((RESULTS, text), said=["The owl activity score (OAS) was read.", USE]),
        video((RESULTS, text), said=[USE], note="OAS = owl activity score"),
        video((RESULTS, text), said=[USE], long_forms=(("OAS", "owl activity score"),)),
    )
    assert [reasons(abbreviations.check_explanations, each) for each in explained] == [[], [], []]
