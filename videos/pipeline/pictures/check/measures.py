"""Which measure words name, and which statistics are none that is drawn."""

import re

from videos.pipeline.artifacts import Interval, Measure
from videos.pipeline.pictures.check.printed import PERCENT_SIGN

_NAMES: tuple[tuple[Measure, str], ...] = (
    (Measure.HAZARD_RATIO, r"(?i:hazards? (?:rate )?ratios?|relative hazards?)|\b[acmsA]{0,2}HRs?(?:adj)?\b"),
    (Measure.ODDS_RATIO, r"(?i:odds?[- ]ratios?|relative odds)|\b(?:[acmpA]|adj\.?|MH-?)?OR(?:s|adj|a)?\b"),
    (Measure.RATE_RATIO, r"(?i:\b(?:rate|density)[- ]ratios?|relative rates?)|\b[aA]?IRRs?\b"),
    (Measure.PREVALENCE_RATIO, r"(?i:prevalence ratios?)|\ba?PRs?\b"),
    (Measure.RELATIVE_RISK, r"(?i:relative risks?)"),
    (Measure.RISK_RATIO, r"(?i:risk[- ]ratios?)"),
    (Measure.MORTALITY_RATIO, r"(?i:standardi[sz]ed mortality ratios?)|\bSMRs?\b"),
    (Measure.INCIDENCE_RATIO, r"(?i:standardi[sz]ed incidence ratios?)|\bSIRs?\b"),
    (Measure.MEAN_RATIO, r"(?i:ratios? of (?:geometric )?means|geometric means? ratios?)|\bGMRs?\b"),
    (Measure.STANDARDISED_MEAN_DIFFERENCE, r"(?i:standardi[sz]ed (?:mean )?differences?)|\bSMDs?\b"),
    (Measure.RISK_DIFFERENCE, r"(?i:(?:risk|rate)[- ]differences?|absolute risk reductions?)|\b(?:A?RDs?|ARRs?)\b"),
    (
        Measure.MEAN_DIFFERENCE,
        r"(?i:mean (?:\w+ )?differences?|differences? (?:in|of|between) (?:the )?means)|\bW?MDs?\b",
    ),
    (Measure.DIFFERENCE, r"(?i:differences?|treatment effects?)|Δ"),
)
_RISK_OR_RATE = (Measure.RISK_RATIO, Measure.RELATIVE_RISK, Measure.RATE_RATIO)
RATIO = re.compile(
    r"(?i:\b(?:hazards?|odds?|risk|rate|prevalence|mortality|incidence|density|relative)[- ](?:rate )?(?:ratios?|"
    r"risks?|hazards?|odds)\b)|(?<![A-Za-z])(?:[acmpsA]{0,2}(?:HR|OR|RR)|a?IRR|SMR|SIR|GMR|PR)(?:s|adj|a)?(?![A-Za-z])"
)
OTHER_STATISTIC = re.compile(
    r"\b(?:correlation|coefficient|kappa|AUC|area under|sensitivity|specificity|accuracy|ICC|slope|beta\b(?!-)|"
    r"regression|Cronbach|"
    r"likelihood|concordance|c-(?:statistic|index)|agreement|predictive value|repeatability|bias|reliability|"
    r"cost-\w+|diagnostic|ratio of \w+ to|"
    r"dilution|heritability|quantile)\w*|[βρκ]|\bR2\b|\br\s?=",
    re.IGNORECASE,
)
ANOTHER_RATIO = re.compile(r"\b(?:diagnostic|likelihood|dilution|effectiveness)\b", re.IGNORECASE)
POINTS = re.compile(r"percentage[- ]points?", re.IGNORECASE)


def names(words: str, picture: Interval, abstract: str) -> bool:
    """Whether the words name the measure of a picture; what "RR" means, the abstract may say."""
    found = {measure for measure, form in _NAMES if re.search(form, words)}
    if re.search(r"\b[acmA]?RR(?:s|adj|a)?\b", words):
        found |= set(_RISK_OR_RATE)
        spelled = re.search(r"(risk ratio|relative risk|rate ratio)s?\s?[\[(]a?RR", abstract, re.IGNORECASE)
        if spelled:
            found = {Measure(spelled[1].lower())}
    if Measure.DIFFERENCE in found and picture.unit and _is_share(picture.unit.text):
        found.add(Measure.RISK_DIFFERENCE)
    if len(found & {Measure.STANDARDISED_MEAN_DIFFERENCE, Measure.RISK_DIFFERENCE, Measure.MEAN_DIFFERENCE}):
        found.discard(Measure.DIFFERENCE)
    if Measure.STANDARDISED_MEAN_DIFFERENCE in found:
        found.discard(Measure.MEAN_DIFFERENCE)
    return picture.measure in found


_QUALIFIERS = re.compile(
    r"\b(?:(?:un|fully |multivaria\w+[- ])?adjusted|crude|pooled|summary|absolute|relative|estimated|weighted|overall|"
    r"cumulative|cause-specific|treatment|between[- ]groups?|groups?|mean|difference in)\b",
    re.IGNORECASE,
)


def without_names(words: str) -> str:
    """The words without names of measures, and without what says how one was estimated."""
    for _, form in _NAMES:
        words = re.sub(form, " ", words)
    return _QUALIFIERS.sub(" ", RATIO.sub(" ", words))


def _is_share(unit: str) -> bool:
    return bool(POINTS.search(unit) or PERCENT_SIGN.match(unit))
