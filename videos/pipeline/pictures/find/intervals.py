"""Finds an estimate of an effect with its interval."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Interval, Measure, Row, Words
from videos.pipeline.patterns import Pattern
from videos.pipeline.pictures.find.grammar import BOUNDS, LEVEL, NUMBER, P_VALUE, UNIT
from videos.pipeline.pictures.find.passage import Passage

_ADJUSTED = (
    r"(?i:(?:percent(?:age)?|M-?H|Mantel-Haenszel|(?:un|fully |multivaria\w+[- ]|multiple[- ]|age[- ])?adjusted|"
    r"crude|pooled|summary|combined|overall|"
    r"estimated|estimate of the|corresponding|relative|absolute|weighted|mean|average|net|intervention|treatment|"
    r"between[- ]groups?|least[- ]squares?|LS|multivaria\w+|univaria\w+|cause-specific|cumulative|"
    r"sub-?distribution|propensity[- ]score[- ]\w+)[- ])*"
)
_RATIOS: tuple[tuple[str, Measure], ...] = (
    (r"(?i:hazards? (?:rate )?ratios?|relative hazards?)|[acmsA]{0,2}HRs?(?:adj)?", Measure.HAZARD_RATIO),
    (
        r"(?i:(?:prevalence )?odds[- ]ratios?|odd ratios?|relative odds)|(?:[acmpA]|adj\.?)?ORs?(?:adj|a)?",
        Measure.ODDS_RATIO,
    ),
    (r"(?i:(?:inciden\w+[- ])?(?:rate|density)[- ]ratios?|relative rates?)|[aA]?IRRs?", Measure.RATE_RATIO),
    (r"(?i:prevalence ratios?)|a?PRs?", Measure.PREVALENCE_RATIO),
    (r"(?i:relative risks?(?: ratio)?)", Measure.RELATIVE_RISK),
    (r"(?i:risk[- ]ratios?)|[acmA]?RRs?(?:adj|a)?", Measure.RISK_RATIO),
    (r"(?i:standardi[sz]ed mortality ratios?)|SMRs?", Measure.MORTALITY_RATIO),
    (r"(?i:standardi[sz]ed incidence ratios?)|SIRs?", Measure.INCIDENCE_RATIO),
    (r"(?i:ratios? of (?:geometric )?means|geometric means? ratios?)|GMRs?", Measure.MEAN_RATIO),
)
_DIFFERENCES: tuple[tuple[str, Measure], ...] = (
    (r"(?i:standardi[sz]ed (?:mean )?differences?(?: in means)?)|SMDs?", Measure.STANDARDISED_MEAN_DIFFERENCE),
    (
        r"(?i:mean (?:\w+ )?differences?|differences? (?:in|of|between) (?:the )?means)|W?MDs?",
        Measure.MEAN_DIFFERENCE,
    ),
    (
        r"(?i:(?:absolute )?(?:risk|rate)[- ]differences?|absolute risk reductions?)|A?RDs?|ARRs?",
        Measure.RISK_DIFFERENCE,
    ),
    (r"(?i:differences?|treatment effects?)|Δ", Measure.DIFFERENCE),
)


def _named(table: tuple[tuple[str, Measure], ...]) -> str:
    return rf"(?<![\w-]){_ADJUSTED}(?:{'|'.join(form for form, _ in table)})(?![\w-])"


_ABBREVIATED = r"(?:\s?[\[(][A-Za-z]{1,5}s?[\])])?"
_VERB = r"(?:was|were|is|of|=|:|,|equal to|equals|at)"
_CLAUSE = r"(?:[^;:()\[\]=]|\([^()\d;=]*\)){0,140}?"
_GAP = (
    rf"{_ABBREVIATED}(?:\s?\(?[\s,:]*|[\s,:]*{_VERB}?\s?|\s{_CLAUSE}\s?(?:was|were|is|of|=|:|to be)\s|"
    r"\s(?:in|between|for)\s(?:[A-Za-z-]+\s){1,6}|\sper\s[^;:()\[\]=]{1,40}?[\s,:=]+)"
)
_PER = r"(?:,?\s?(?:per|for (?:each|every)|for an?) [^;:()\[\]=]{1,40}?)"
_JOIN = rf"[\s,;:]*(?:{P_VALUE}[\s,;:]*)?(?:(?:and|with)\s)?(?:(?:an?|the|its)\s)?[\[(]*\s?"
_LABEL = (
    rf"(?P<level>{LEVEL})(?:\s?(?:for|of) (?:the )?\w+(?: \w+)?)?[\s,:;=]*"
    r"(?:(?:of|was|from|between|ranging from)\s)?[\[(]*\s?"
)


def _before(named: str, unit: str) -> Pattern:
    """ "OR 0.62 (95% CI 0.44 to 0.87)"."""
    return Pattern(rf"(?P<measure>{named}){_GAP}(?P<estimate>{NUMBER})(?:{unit})?{_PER}?{_JOIN}{_LABEL}{BOUNDS}")


def _heading(named: str, unit: str) -> Pattern:
    """ "OR (95% CI) 0.62 (0.44 to 0.87)"."""
    return Pattern(
        rf"(?P<measure>{named}){_ABBREVIATED}[\s,;:]*(?:and\s)?(?:with\s)?[\[(]?(?P<level>{LEVEL})[\])]?"
        rf"(?:[\s,:=]*{_VERB}?\s?|\s{_CLAUSE}\s(?:was|were|is|of|=)\s)"
        rf"(?P<estimate>{NUMBER})(?:{unit})?[\s,;:]*[\[(]{BOUNDS}"
    )


_A_UNIT = rf"(?P<unit>{UNIT})"
_FORMS = tuple(
    (form(_named(table), unit), table)
    for table, unit in ((_RATIOS, r"\s?(?:-?fold|times)"), (_DIFFERENCES, _A_UNIT))
    for form in (_before, _heading)
)
_LISTED = r"(?:(?!\sand\s|[\d,;:()\[\]]).){2,60}?"


def _side(number: str, level: str) -> str:
    bounds = BOUNDS.replace("<low>", f"<l{number}>").replace("<high>", f"<h{number}>")
    return rf"(?P<e{number}>{NUMBER})\s?[(\[]{level}[\s=:,]*{bounds}(?P<rest{number}>[^()\[\]]{{0,40}})[)\]]"


RESPECTIVE = Pattern(
    rf"(?P<measure>{_named(_RATIOS)})\s{_CLAUSE}\s?(?:was|were|of)\s{_side('1', f'(?P<level>{LEVEL})')},?\sand\s"
    rf"{_side('2', LEVEL)}\s(?:for|in|with|among)\s(?:the\s)?(?P<n1>{_LISTED})\sand\s(?:the\s)?(?P<n2>{_LISTED}),?"
    r"\srespectively\b"
)
"""Two ratios with their intervals, and then their names."""

_MORE = (
    r"(?:longer|shorter|higher|lower|more|less|fewer|greater|smaller|larger|heavier|lighter|taller|faster|slower|"
    r"better|worse|earlier|later|older|younger|deeper|thicker|thinner)"
)
_MOVED = r"(?:by|(?:increase|decrease|reduction|rise|fall|drop|gain|improvement|decline)s? of|difference of)"
_POINTS = r"(?:percentage[- ]points?)"
_UNNAMED = (
    Pattern(
        rf"\bby (?:an? (?:mean|"
        rf"average) of )?(?P<estimate>{NUMBER})(?P<unit>{UNIT})(?:[^;:()\[\]\d=]{{0,80}}?)?{_JOIN}{_LABEL}{BOUNDS}"
    ),
    Pattern(rf"(?P<estimate>{NUMBER})(?P<unit>{UNIT}) {_MORE}\b[^;:()\[\]\d=]{{0,120}}?{_JOIN}{_LABEL}{BOUNDS}"),
    Pattern(rf"(?P<estimate>{NUMBER})(?P<unit>\s{_POINTS})[^;:()\[\]\d=]{{0,60}}?{_JOIN}{_LABEL}{BOUNDS}"),
)
_PERCENTAGE = re.compile(rf"{_POINTS}|[%％]|per ?cent", re.IGNORECASE)
_POINT = re.compile(_POINTS, re.IGNORECASE)
"""Only these are a difference of two shares for certain: "12% lower" may also be a part of the other value."""

_P = re.compile(P_VALUE)
_P_AFTER = Pattern(rf"(?:[\s,;:)\]]*|{UNIT}[\s,;:)\]]+)(?P<p>{P_VALUE})")
_UNIT_AFTER = Pattern(rf"{UNIT}")
_MEASURES = tuple((Pattern(rf"{_ADJUSTED}(?:{form})"), measure) for form, measure in (*_RATIOS, *_DIFFERENCES))


def find(passage: Passage) -> Iterator[Interval]:
    """The intervals of named measures, then those of differences that the sentence states without naming them."""
    yield from named(passage)
    for form in _UNNAMED:
        for match in form.finditer(passage.text):
            yield _interval(passage, match)


def named(passage: Passage) -> Iterator[Interval]:
    """The intervals of named measures."""
    for form, _ in _FORMS:
        for match in form.finditer(passage.text):
            yield _interval(passage, match)


def _interval(passage: Passage, match: re.Match[str]) -> Interval:
    names = match.re.groupindex
    named = passage.found(match, "measure") if "measure" in names else None
    unit = passage.found(match, "unit") if "unit" in names else None
    p = _p_value(match)
    return Interval(
        measure=measure_of(named, unit, passage),
        rows=(
            Row(passage.required(match, "estimate"), passage.required(match, "low"), passage.required(match, "high")),
        ),
        level=passage.words(*match.span("level")),
        claim=passage.beside(_numbers(match, p)),
        words=named,
        unit=unit,
        p=passage.words(*_of_p(p)) if p else None,
    )


def _numbers(match: re.Match[str], p: re.Match[str] | None) -> list[tuple[int, int]]:
    """What the picture shows by itself: the statistics from the estimate on, with the name right before it."""
    names = match.re.groupindex
    start = match.start("estimate")
    if "measure" in names:
        between = match.string[match.end("measure") : start]
        start = match.start("measure") if len(between) < 12 and not re.search(r"\w{5}", between) else start
    unit = _UNIT_AFTER.match(match.string, match.end("high"))
    spans = [(start, max(match.end("estimate"), match.end("unit") if "unit" in names else 0))]
    spans += [(match.start("level"), unit.end() if unit and "unit" in names else match.end("high"))]
    return [*spans, *([_of_p(p)] if p else [])]


def _p_value(match: re.Match[str]) -> re.Match[str] | None:
    """The p value between the estimate and its bounds, or right before or after them."""
    inside = _P.search(match.string, match.end("estimate"), match.end("high"))
    before = next(
        (
            each
            for each in _P.finditer(match.string, 0, match.start())
            if _only_marks(match.string[each.end() : match.start()])
        ),
        None,
    )
    return inside or _P_AFTER.match(match.string, match.end("high")) or before


def _of_p(match: re.Match[str]) -> tuple[int, int]:
    """The span of a p value without what is between the bounds and it."""
    return match.span("p") if "p" in match.re.groupindex else match.span()


def _only_marks(text: str) -> bool:
    return not re.search(r"[\w)\]]", text)


def measure_of(named: Words | None, unit: Words | None, passage: Passage) -> Measure:
    """What an estimate is, by its name and unit."""
    found = Measure.DIFFERENCE
    if named:
        found = next(measure for form, measure in _MEASURES if form.fullmatch(named.text))
    is_share = unit and (_PERCENTAGE if named else _POINT).search(unit.text)
    if found is Measure.DIFFERENCE and is_share:
        return Measure.RISK_DIFFERENCE
    return _as_defined(found, passage) if found is Measure.RISK_RATIO and named and "RR" in named.text else found


def _as_defined(measure: Measure, passage: Passage) -> Measure:
    """What "RR" stands for in this paper."""
    defined = re.search(
        r"\b(relative risk|rate|incidence rate)s?(?: ratio)?s? ?[\[(]a?RRs?\b", passage.paper.abstract, re.IGNORECASE
    )
    if not defined:
        return measure
    return Measure.RELATIVE_RISK if defined[1].lower() == "relative risk" else Measure.RATE_RATIO
