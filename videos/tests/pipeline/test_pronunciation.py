import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.pipeline.pronunciation import Token, pronounce

SPOKEN = {
    "p values": {
        "p < 0.001": "p less than 0.001",
        "P = .03": "P equals 0.03",
        "(P<.01)": "P less than 0.01",
        "p=0·049": "p equals 0.049",
        "p ≤ 0.05": "p at most 0.05",
        "P>.05": "P greater than 0.05",
    },
    "intervals and ratios": {
        "95% CI 4.1 to 8.5": "95 percent confidence interval 4.1 to 8.5",
        "(95%CI: 1.2-3.4)": "95 percent confidence interval: 1.2 to 3.4",
        "95% CI, -0.5–1.2": "95 percent confidence interval, minus 0.5 to 1.2",
        "95% CI −4.0 to −0.3": "95 percent confidence interval minus 4.0 to minus 0.3",
        "95% CrI 0.2-0.9": "95 percent credible interval 0.2 to 0.9",
        "OR 2.3": "odds ratio 2.3",
        "OR = 1.2": "odds ratio equals 1.2",
        "aOR: 3.1": "adjusted odds ratio: 3.1",
        "HR=0.54": "hazard ratio equals 0.54",
        "odds ratio [OR], 1.2": "odds ratio, O R, 1.2",
        "this OR 5 of those": "this OR 5 of those",
        "the HR was 60 bpm": "the H R was 60 beats per minute",
    },
    "comparisons": {
        "aged ≥ 65 years": "aged at least 65 years",
        ">= 3 doses": "at least 3 doses",
        "≤12 months": "at most 12 months",
        "for >48 h": "for greater than 48 hours",
        "A ≥ B": "A greater than or equal to B",
        "~50 patients": "about 50 patients",
        "12.3±4.5": "12.3 plus or minus 4.5",
        "(mean ± SD)": "mean plus or minus SD",
        "n=23": "n equals 23",
        "R² = 0.9": "R squared equals 0.9",
        "I2 = 45%": "I squared equals 45 percent",
    },
    "ranges, signs and ratios": {
        "3-5 days": "3 to 5 days",
        "10–20%": "10 to 20 percent",
        "4.1%-8.5%": "4.1 percent to 8.5 percent",
        "5mg-10mg": "5 milligrams to 10 milligrams",
        "between -5 and 5": "between minus 5 and 5",
        "at −80 °C": "at minus 80 degrees Celsius",
        "7 − 2": "7 minus 2",
        "well-known": "well-known",
        "part 1-2-3": "part 1-2-3",
        "randomised 2:1": "randomised 2 to 1",
        "chr4:145436894": "chr4:145436894",
        "120/80 mmHg": "120 over 80 millimetres of mercury",
        "30/43": "30 of 43",
        "mild/moderate": "mild moderate",
        "and/or": "and or",
    },
    "long numbers": {
        "12,345 women": "12345 women",
        "12\u2009345 women": "12345 women",
        "88 657 of 98 942 tumours": "88657 of 98942 tumours",
        "1 234 567 cells": "1234567 cells",
        "in phase 3 412 patients": "in phase 3 412 patients",
        "(1,2,345)": "1,2,345",
        "$5 million": "5 million dollars",
        "€3,000": "3000 euros",
        "from 1995 to 2019": "from 19 95 to 2019",
        "the 1990s": "the 1990s",
    },
    "powers of ten": {
        "3 × 10-8": "3 times 10 to the minus 8",
        "3.2x10^6": "3.2 times 10 to the 6",
        "2 × 10(-8)": "2 times 10 to the minus 8",
        "(1 × 10 -4)": "1 times 10 to the minus 4",
        "10⁻⁸": "10 to the minus 8",
        "P < 10-8": "P less than 10 to the minus 8",
        "5 × 105 cells": "5 times 10 to the 5 cells",
        "3 × 100 mg": "3 times 100 milligrams",
        "1e-5": "1 times 10 to the minus 5",
    },
    "units": {
        "12.5 mg/kg/day": "12.5 milligrams per kilogram per day",
        "5 mg kg-1 day-1": "5 milligrams per kilogram per day",
        "100 µg/mL": "100 micrograms per millilitre",
        "100μg/ml": "100 micrograms per millilitre",
        "1 mg": "1 milligram",
        "0.1 mg": "0.1 milligrams",
        "a 5-mg dose": "a 5-milligram dose",
        "5 mm Hg": "5 millimetres of mercury",
        "30 kg/m2": "30 kilograms per square metre",
        "60 mL/min/1.73 m²": "60 millilitres per minute per 1.73 square metre",
        "766 cm-1": "766 per centimetre",
        "37 °C": "37 degrees Celsius",
        "60.5%": "60.5 percent",
        "5 %": "5 percent",
        "10 copies/mL": "10 copies per millilitre",
        "for 6 wk": "for 6 weeks",
        "in their 20s": "in their 20s",
        "3D scans": "3D scans",
        "group mg": "group mg",
    },
    "letters and names": {
        "TNF-α": "TNF alpha",
        "Aβ42": "ay beta 42",
        "TGF-β1-induced": "TGF beta 1-induced",
        "β-blockers": "beta blockers",
        "NF-κB": "NF kappa B",
        "(α = 0.88)": "alpha equals 0.88",
        "IL-6": "I L 6",
        "CD4+ cells": "CD4 positive cells",
        "SARS-CoV-2": "sars cove-2",
        "hepatitis A virus": "hepatitis ay virus",
        "𝛽 and 95％": "beta and 95 percent",
    },
    "words": {
        "A vs. B": "A versus B",
        "(e.g., dogs)": "for example, dogs",
        "i.e. never": "that is never",
        "Lee et al. found": "Lee and colleagues found",
        "ca. 50": "about 50",
        "w/o benefit": "without benefit",
        "type II error": "type 2 error",
        "grade I-II or IV": "grade 1 to 2 or 4",
        "types I and II": "types 1 and 2",
        "stage IIIB": "stage 3 B",
        "patient I was": "patient I was",
        "Smith & Sons": "Smith and Sons",
    },
    "brackets, marks and addresses": {
        "Of 9 (8%) died": "Of 9, 8 percent, died",
        "asthma (or wheeze).": "asthma, or wheeze.",
        "as shown before [1,2].": "as shown before .",
        "as shown before [1, 4-6], but": "as shown before , but",
        "as shown[7] before": "as shown before",
        "a median of two [1,3] days": "a median of two, 1,3, days",
        "among all women [42].": "among all women, 42.",
        "among all women [1,000].": "among all women, 1000.",
        "12 days [8-15]": "12 days, 8 to 15",
        "see https://www.example.org/a/b?c=1.": "see example dot org.",
        "at ClinicalTrials.gov": "at ClinicalTrials dot gov",
        "Drug™ *": "Drug",
    },
}  # fmt: skip

CASES = [(written, spoken) for cases in SPOKEN.values() for written, spoken in cases.items()]


def said(text: str) -> str:
    return " ".join(token.spoken for token in pronounce(text) if token.spoken)


@pytest.mark.parametrize(("written", "spoken"), CASES, ids=[written for written, _ in CASES])
def test_a_text_is_spoken_as_a_reader_would_say_it(written, spoken):
    assert said(written) == spoken


@pytest.mark.parametrize(("written", "spoken"), CASES, ids=[written for written, _ in CASES])
def test_it_is_spoken_in_the_same_way_within_a_sentence(written, spoken):
    assert said(f"all of them: {written}") == f"all of them: {spoken}"


def test_each_written_word_keeps_its_own_spoken_form():
    assert pronounce("Given 5 mg/kg once daily[1] for ± 3 h.") == (
        Token("Given", "Given"),
        Token("5", "5"),
        Token("mg/kg", "milligrams per kilogram"),
        Token("once", "once"),
        Token("daily[1]", "daily"),
        Token("for", "for"),
        Token("±", "plus or minus"),
        Token("3", "3"),
        Token("h.", "hours."),
    )


def test_an_empty_text_has_no_tokens():
    assert pronounce("") == ()
    assert pronounce(" \n ") == ()


PIECES = st.sampled_from([
    "p", "P", "n", "OR", "HR", "CI", "95%", "<", ">", "≥", "≤", "=", "±", "×", "~", "0.05", ".03", "12,345", "12",
    "345", "10-8", "10(-8)", "4.1-8.5", "-3", "−0.5", "(95%", "[OR", "3:1", "5/7", "mg", "mg/kg", "kg-1", "µg/mL",
    "m2", "°C", "%", "IL-6", "TNF-α", "β", "II", "type", "IIIb", "[1,2]", "[3]", "vs.", "e.g.", "et", "al.", "no",
    "not", "without", "R²", "10⁻⁸", "1e-5", "$5", "million", "CD4+", "␣", "https://a.org/1", "x", "·", "—", "-",
    "10(5)", "Ca2+-", "-/-", "(+/-)", "CD4+CD8-", "18--22", "1/4", "31/74", "½", "10:30", "22:00-06:00",
    "14/02/2018", "Mar-May", "q6h", "US$40", "0,05", "<or=", "mg·kg-1", "72/min", "m(2)", "10-11", "[1-14C]",
    "/", ")", "]", ".", "1.73", "1990", "A", "0·5", "h", "20s",
])  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12), st.sampled_from([" ", "\u2009", "\u00a0", "\n "]))
@settings(max_examples=200, deadline=None)
def test_every_written_word_appears_once_and_in_order(pieces, space):
    text = space.join(pieces)
    tokens = pronounce(text)
    assert [token.written for token in tokens] == text.split()
    assert all(token.spoken == " ".join(token.spoken.split()) for token in tokens)


PARTS = {
    "hal(?:f|ves)": "2", "third": "3", "quarter": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8",
    "ninth": "9", "tenth": "10",
}  # fmt: skip
NUMBERS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.decimals(0, 10**4, places=2).map(str),
    st.integers(1000, 10**7).map(lambda number: f"{number:,}"),
)
BETWEEN = st.sampled_from([
    " to ", "-", "–", " ± ", "±", " < ", "=", " ≥ ", " mg and ", "% vs ", " (", ") and ", "; ", ", ", " mg/kg, ", "/",
    ":", " × ", " of ", " [", "], ", " h, ",
])  # fmt: skip


@given(st.lists(st.tuples(BETWEEN, NUMBERS), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_digit_of_a_number_is_lost_or_changed(parts):
    text = "all were " + "".join(between + number for between, number in parts) + " here"
    digits = said(text)
    for part, digit in PARTS.items():
        digits = re.sub(part, digit, digits)
    assert re.findall(r"\d", digits) == re.findall(r"\d", text)


@given(
    st.lists(PIECES, max_size=8), st.sampled_from(["no", "not", "without", "never", "nor", "non-smokers"]), st.data()
)
@settings(max_examples=100, deadline=None)
def test_a_negation_is_always_said(pieces, negation, data):
    place = data.draw(st.integers(0, len(pieces)))
    tokens = pronounce(" ".join([*pieces[:place], negation, *pieces[place:]]))
    assert tokens[place].spoken.strip(",") == negation


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("TST rose.", "total sleep time rose."),
        ("Of 12 TSTs, 3 fell.", "Of 12 total sleep times, 3 fell."),
        ("(TST; 6 h)", "total sleep time; 6 hours"),
        ("XTST and pre-TST", "XTST and pre-TST"),
    ],
)
def test_a_long_form_is_said_instead_of_its_abbreviation(written, said):
    tokens = pronounce(written, [("TST", "total sleep time")])
    assert [token.written for token in tokens] == written.split()
    assert " ".join(token.spoken for token in tokens if token.spoken) == said


@pytest.mark.parametrize(
    ("written", "long", "said"),
    [
        ("He had an MRI scan.", "magnetic resonance imaging", "He had a magnetic resonance imaging scan."),
        ("An MRI-based map", "magnetic resonance imaging", "A magnetic resonance imaging-based map"),
        ("an\u00a0MRI", "magnetic resonance imaging", "a magnetic resonance imaging"),
        ("It was a CT image.", "image by X-ray", "It was an image by X-ray image."),
        ("a TPM of", "hourly mean", "an hourly mean of"),
        ("a TPM of", "RNA count", "an R.N.A count of"),
        ("a TPM of", "18-month mean", "an 18-month mean of"),
        ("an SU of", "uterine scan", "a uterine scan of"),
        ("an SU of", "unit of use", "a unit of use of"),
        ("an SU of", "underlying sound", "an underlying sound of"),
        ("an SU of", "European scale", "a European scale of"),
        ("some vitamin A MRI", "magnetic resonance imaging", "some vitamin ay magnetic resonance imaging"),
    ],
)
def test_an_article_fits_the_long_form_that_is_said(written, long, said):
    short = re.findall(r"[A-Z]{2,}", written)[0]
    tokens = pronounce(written, [(short, long)])
    assert [token.written for token in tokens] == written.split()
    assert " ".join(token.spoken for token in tokens if token.spoken) == said


def test_a_long_form_in_the_plural_gets_no_second_s():
    tokens = pronounce("YFs dried, and a YF grew.", [("YF", "yeast fibres")])
    assert " ".join(token.spoken for token in tokens) == "yeast fibres dried, and a yeast fibres grew."
