"""Rules for numbers and the signs between them: decimals, long numbers, ranges, comparisons."""

import re

from videos.pipeline.pronunciation.rules import GAP, MINUS, NUMBER, RAISED, SPACE, THIN, Match, rule, unsaid

_S = f"{SPACE}?"

_LABEL = "(?i:phase|type|stage|grade|level|group|class|factor|day|week|month|year|visit|age|aged|cohort|arm)"
"""Words whose number ends at the next space: "phase 3 412 patients" has two numbers."""

_MEASURED = (
    rf"(?={_S}(?:%|±|°|[-–]?(?:fold|times|percent|million|years?|days?|weeks?|months?|hours?|minutes?|points?)\b"
    rf"|(?:[kmμnµ]?g|[mμd]?[lL]|[kcmμn]m|[mμn]?mol|[mμn]M|kPa|mmHg|h|min|s)\b))"
)
"""What makes a comma decimal, as it does in "7,5%" but not in the list "1,2"."""


def _joined(match: Match) -> str:
    """The first word gets all groups of a long number; the other words stay, but are not said."""
    return match[0] if match["label"] else re.sub(SPACE, "", match[0]) + unsaid(match[0])


RULES = (
    # After a true minus sign, two hyphens are a dash: −2.0--0.4
    rule(rf"(?<![\w.)\]])([–−]{NUMBER}%?)--(?=\d)", r"\1–"),
    # Decimals: 0·05, .05, and with a comma: 0,021, 7,5%, p=1,2
    rule(rf"(?<![^\W\d_)\]])·(?=\d)(?!10(?:\^|[⁺⁻{RAISED}]|\([-−]?\d|[-−]\d))", "."),
    rule(r"(?<![\w.)\]])\.(?=\d)", "0."),
    rule(r"(?<![\w.,])0,(?=\d{2,}(?![\d,]|\.\d))", "0."),
    rule(rf"(?<![\w.,])(\d+),(?=\d{{1,2}}(?![\d,]|\.\d){_MEASURED})", r"\1."),
    rule(rf"(?<=[=<>≤≥±])({_S}{MINUS}?\d+),(?=\d{{1,2}}(?!\d|[.,]\d|,{SPACE}\d))", r"\1."),
    rule(r"(?<![\w.,])0,(?=\d(?![\d,]|\.\d| and| or))", "0."),
    rule(r"(?<=\.\d[-–])(\d+),(?=\d)|(?<=\.\d\d[-–])(\d+),(?=\d)", lambda match: f"{match[1] or match[2]}."),
    # Long numbers: 12,345 and 12 345
    rule(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)", lambda match: match[0].replace(",", "")),
    rule(rf"(?P<label>\b{_LABEL}{SPACE}\d+)|(?<![\w.,-])[1-9]\d{{0,2}}(?:{SPACE}\d{{3}})+(?![\w-]|[.,]\d)", _joined),
)

_FEWER_SPACES = rf"{SPACE}*"
_VALUE = rf"(?={SPACE}*{MINUS}?\d)"
_IS = rf"(?=[ {THIN}=:,;]{{1,3}}{MINUS}?\d)"
_NEGATIVE = rule(rf"(?<![\w.)\]–-])(?:[-–−](?=\d)|−(?={_S}\d))", " minus ")
_QUANTITY = rf"{NUMBER}(?:{GAP}[A-Za-z'.]+)*"


def _or_equal(match: Match) -> str:
    """One sign for "> or =", "</=" and "=<", in the first of its words."""
    return ("≥" if ">" in match[0] else "≤") + unsaid(match[0])


def _dash_or_minus(match: Match) -> str:
    """A minus sign within a range that rises was typed for a dash: "3−5 nm", but "7 − 2"."""
    is_range = not (match["before"] or match["after"]) and float(match["first"]) < float(match["second"])
    return f"{match['first']}{match['unit']}{match['before']}{GAP}{'to' if is_range else 'minus'}{GAP}{match['after']}"


SIGNS = (
    # Ratios and intervals, if a number follows: otherwise the word OR and the acronym CI do not change
    rule(rf"\baOR{_IS}", "adjusted odds ratio"),
    rule(rf"\baHR{_IS}", "adjusted hazard ratio"),
    rule(rf"(?<!\w )\bOR{_IS}|(?<=[\w.]{SPACE})OR(?=[,=:]?{SPACE}\d+[.·]\d)", "odds ratio"),
    rule(rf"\bHR{_IS}", "hazard ratio"),
    rule(rf"(?<=percent)({_S})[{GAP}-]*CI(?![a-z])", r"\1 confidence interval"),
    rule(rf"(?<=percent)({_S})[{GAP}-]*CIs\b", r"\1 confidence intervals"),
    rule(rf"(?<=percent)({_S})[{GAP}-]*CrI(?![a-z])", r"\1 credible interval"),
    rule(rf"(?<=interval)({_S}){MINUS}(?=\d)", r"\1 minus "),
    rule(rf"\b([RrI])[2²](?={_S}[=<>≤≥])", r"\1 squared"),
    # Signs typed with several characters: > or = 60, </= 5, =< 0.001, p = <0.001
    rule(rf"[<>]{_S}(?:/|or)?{_S}=(?:{_S}to\b)?", _or_equal),
    rule(r"=[<>](?=\.?\d| ?\d)", _or_equal),
    rule(rf"=({SPACE})(?=[<>≤≥]{_S}\d)", r"\1"),
    rule(rf"(?<=[pP])({_S})[=:]({_S})(?:n\.?s\b|NS\b|N\.S\b)", r"\1 \2not significant"),
    rule(r"(?<=\()(?:ns|n\.s\.?)(?=\))", "not significant"),
    rule(r"\+/?[-–−]|±", " plus or minus "),
    _NEGATIVE,
    rule(rf"(?<=[=<>(≤≥])({_S}){MINUS}({SPACE})(?=\d)", r"\1 minus\2"),
    # Ranges, but not "1-2-3" or "50-78-2", nor numbers attached to a word: IL-6, COVID-19. "18--22" is a range;
    # after a negative number the second dash is a minus sign: "-12--4".
    rule(
        rf"(?P<signed>minus{GAP}{_QUANTITY}--)|(?<=\w)({_S})--({_S})(?=\d)|(?<=[\w%]{GAP})--(?=\d)",
        lambda match: match[0] if match["signed"] else f"{match[2] or ''}–{match[3] or ''}",
    ),
    rule(
        rf"((?<![\w.-]){_QUANTITY}{GAP}?)({_S})[-–]({_S})(?={MINUS}?{NUMBER}(?![\d.]*[-–]\d))",
        r"\1\2 to \3",
    ),
    rule(
        rf"(?<![\w.])(?P<first>{NUMBER})(?P<unit>(?:{GAP}[A-Za-z]+)*{GAP}?)(?P<before>{_S})−(?P<after>{_S})(?=(?P<second>{NUMBER}))",
        _dash_or_minus,
    ),
    rule(rf"(?<=\d)({_S})−({_S})(?=\d)", r"\1 minus \2"),
    rule(r"(?<=\d)[-–](?=[<>≤≥]\d)", " to "),
    rule(r"(?<![\w)])−(?=[^\W\d])", " minus "),
    rule(r"(?<=\w)\^(?=[\w({−-])", " to the "),
    _NEGATIVE,
    # Comparisons
    rule(r"≪|<<", " much less than "),
    rule(r"≫|>>", " much greater than "),
    rule(rf"(?<=\bat)({SPACE})(?:≥|>=){_VALUE}", r"\1or above "),
    rule(rf"(?<=\bat)({SPACE})(?:≤|<=){_VALUE}", r"\1or below "),
    rule(rf"(?:≥|>=){_VALUE}", " at least "),
    rule(rf"(?:≤|<=){_VALUE}", " at most "),
    rule(r"≥|>=", " greater than or equal to "),
    rule(r"≤|<=", " less than or equal to "),
    rule(r"<", " less than "),
    rule(r"(?<!-)>", " greater than "),
    rule(r"≠", " not equal to "),
    rule(r"=", " equals "),
    rule(rf"[~≈]{_VALUE}", " about "),
    rule(r"≈", " approximately equals "),
    # Between numbers
    rule(r"(?<=\d)x(?!\w)|(?<=\d)x(?=\d)|×", " times "),
    rule(r"(?<=\d)( )[x*]( )(?=\d|g\b)", r"\1times\2"),
    # Years of the last century; the voices say "nineteen hundred ninety-five"
    rule(r"(?<![\w.,-])19(0[1-9]|[1-9]\d)(?![\w-]|[.,]\d)", r"19 \1"),
)
