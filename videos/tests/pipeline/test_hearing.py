"""What the voice is given, compared with the written sentence."""

import pytest

from videos.pipeline.hearing import is_right, spoken_form
from videos.pipeline.pronunciation import pronounce
from videos.pipeline.pronunciation.spelling import spell_out

WRONG = [
    # a range as a difference, or as one number
    ("kept at 18--22 degrees", "kept at 18 to minus 22 degrees"),
    ("aged 9-14 weeks", "aged 9 minus 14 weeks"),
    ("aged 9–14 weeks", "aged 914 weeks"),
    ("aged 9-14 weeks", "aged 9 weeks"),
    # a sign that is lost, or added
    ("a change of -1.3 days", "a change of 1.3 days"),
    ("a change of −1.3 days", "a change of 1.3 days"),
    ("95%CI-4.2 to 1.9", "95 percent CI 4.2 to 1.9"),
    ("a change of 1.3 days", "a change of minus 1.3 days"),
    ("HER2-, ER+ tumours", "HER 2, ER plus tumours"),
    ("12.5±1.8 mm", "12.5 1.8 millimetres"),
    ("the Zn2+-dependent enzyme", "the Zn 2 plus or minus dependent enzyme"),
    ("Nf1+/- pups", "Nf 1 plus or minus pups"),
    # powers
    ("10(5) cells", "10 5 cells"),
    ("10⁻⁵ per division", "10 to the 5 per division"),
    ("10⁴ cells", "104 cells"),
    ("p = 4 × 10⁻¹²", "p equals 4 times 10 to the 12"),
    ("10-11 M", "10 minus 11 molar"),
    # decimals and thousands
    ("p=0.021", "p equals 0021"),
    ("a dose of .5 mg", "a dose of 5 milligrams"),
    ("12,345 people", "12 point 345 people"),
    ("0·05 of all", "005 of all"),
    # comparisons and shares
    ("p < 0.05", "p 0.05"),
    ("p < 0.05", "p greater than 0.05"),
    ("men ≥60 years", "men more than 60 years"),
    ("in 31/74 swabs", "in 31 over 74 swabs"),
    ("in 7.5% of goats", "in 7.5 of goats"),
    ("brine of 6‰", "brine of 6 percent"),
    # clock times and rates
    ("between 10:00 and 18:00", "between 10 to 00 and 18 to 00"),
    ("fell to 72/min", "fell to 72 min"),
    ("2.4 falls/1,000 bed-days", "2.4 falls 1000 bed-days"),
    # numerals
    ("of stage III", "of stage 2"),
    ("grades II-IV", "grades 2 minus 4"),
    # another number, order or negation
    ("of 60 women, 45 came", "of 45 women, 60 came"),
    ("of 60 women, 45 came", "of 60 women came"),
    ("of 60 women", "of 60 women 7"),
    ("did not differ", "did differ"),
    ("without fever", "with fever"),
]
RIGHT = [
    ("aged 9-14 weeks", "aged 9 to 14 weeks"),
    ("values between -12 and -4 mV", "values between minus 12 and minus 4 millivolts"),
    ("3 X 10(8) bacilli", "3 times 10 to the 8 bacilli"),
    ("90 × 109/L", "90 times 10 to the 9 per litre"),
    ("10-11 M", "10 to the minus 11 molar"),
    ("10-11 weeks", "10 to 11 weeks"),
    ("(95% CI -2.0 to -0.4)", "95 percent confidence interval minus 2.0 to minus 0.4"),
    ("from −2 to –1", "from minus 2 to minus 1"),
    ("22 J cm-2", "22 joules per square centimetre"),
    ("15 mg·kg-1", "15 milligrams per kilogram"),
    ("a quarter of the hens", "a quarter of the hens"),
    ("1/4 of the hens", "a quarter of the hens"),
    ("118/76 mmHg", "118 over 76 millimetres of mercury"),
    ("at 14:30", "at 14 30"),
    ("matched 1:1", "matched 1 to 1"),
    ("diluted 1:400", "diluted 1 to 400"),
    ("on 14/02/2018", "on 14 February 2018"),
    ("in 1995", "in 19 95"),
    ("2 345 (61·2%) women", "2345, 61.2 percent, women"),
    ("phase 3 412 patients", "phase 3 412 patients"),
    ("type II and grade IIIA", "type 2 and grade 3 A"),
    ("an IV line", "an I V line"),
    ("NO release", "N O release"),
    ("shown before [1,2].", "shown before."),
    ("see https://example.org/a1", "see example dot org"),
    ("HCO3- was low", "bicarbonate was low"),
    ("Il10-/- mice", "Il 10 minus minus mice"),
    ("high- and low-risk", "high- and low-risk"),
    ("the IL-6 level", "the I L 6 level"),
    ("12 ppm", "12 parts per million"),
    ("r2 = 0.94", "r squared equals 0.94"),
]


@pytest.mark.parametrize(("written", "spoken"), WRONG)
def test_a_spoken_form_that_says_something_else_is_found(written, spoken):
    assert not is_right(written, spoken)


@pytest.mark.parametrize(("written", "spoken"), RIGHT)
def test_a_spoken_form_that_says_the_same_is_accepted(written, spoken):
    assert is_right(written, spoken)


def test_a_sentence_that_is_said_wrong_is_read_sign_by_sign():
    written = "It was 4/-5 or 6+-/7 cm."
    tokens = spoken_form(written)
    assert [token.written for token in tokens] == written.split()
    if tokens == pronounce(written):
        pytest.fail("choose another sentence that the rules say wrong")
    assert " ".join(token.spoken for token in tokens) == ("It was 4 slash dash 5 or 6 plus dash slash 7 cm.")


def test_a_sentence_that_is_said_right_keeps_its_spoken_form_and_replacements():
    [first, *_] = spoken_form("RCTs of 3–5 days", [("RCT", "randomised controlled trial")])
    assert first.spoken == "randomised controlled trials"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("10-11 M", "10 dash 11 M"),
        ("x10⁻⁵ (p<0.05).", "x 10 to the minus 5 p less than 0.05."),
        ("−4 °C", "minus 4 degrees C"),
        ("CO₂: 5%", "CO 2: 5 percent"),
        ("it’s well-known", "it’s well-known"),
        ("— «»", "dash"),
    ],
)
def test_the_safe_reading_names_each_sign(written, spoken):
    assert " ".join(token.spoken for token in spell_out(written) if token.spoken) == spoken


def test_many_notations_that_may_be_left_out_take_no_exponential_time():
    written, spoken = "H2O and Ca²⁺ " * 200, "2 " * 400
    assert is_right(written + "5 mg", spoken + "5 milligrams")
    assert not is_right(written + "5 mg", spoken + "7 milligrams")
    assert not is_right("9" * 20_000, "7")
