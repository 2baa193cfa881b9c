"""Rules for numbers and the signs between them: powers, ranges, intervals, comparisons."""

import re

from videos.pipeline.pronunciation.rules import GAP, MINUS, NUMBER, SPACE, THIN, rule, unsaid

_S = f"{SPACE}?"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_EXPONENT = rf"(?:\^?\(?(?:{MINUS}\d|⁻[{_RAISED}])|\^\(?\d|⁺?[{_RAISED}])"

_LABEL = "(?i:phase|type|stage|grade|level|group|class|factor|day|week|month|year|visit|age|aged|cohort|arm)"
"""Words whose number ends at the next space: "phase 3 412 patients" has two numbers."""


def _joined(match: re.Match[str]) -> str:
    """The first word gets all groups of a long number; the other words stay, but are not said."""
    return match[0] if match["label"] else re.sub(SPACE, "", match[0]) + unsaid(match[0])


RULES = (
    # Decimals: 0·05, .05
    rule(r"(?<=\d)·(?=\d)", "."),
    rule(r"(?<![\w.)\]])\.(?=\d)", "0."),
    # Long numbers: 12,345 and 12 345
    rule(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)", lambda match: match[0].replace(",", "")),
    rule(rf"(?P<label>\b{_LABEL}{SPACE}\d+)|(?<![\w.,-])[1-9]\d{{0,2}}(?:{SPACE}\d{{3}})+(?![\w-]|[.,]\d)", _joined),
    # Powers of ten: 3 × 10-8, 3x10^6, 10⁻⁸, p < 10-8. A bare "× 106" is a power, "× 100" is not.
    rule(rf"(?<=\d)({_S})[x×X*·]({_S})10(?={_S}{_EXPONENT})", r"\1 times \2 10 to the "),
    rule(rf"(?<=\d)({_S})[x×X*·]({_S})10([3-9]|1[0-2])(?![\d.,%])", r"\1 times \2 10 to the \3"),
    rule(rf"(?<=[<>=≤≥~≈])({_S})10(?={_S}\^?\(?{MINUS}\d{{1,2}}(?![\d.]))", r"\1 10 to the "),
    rule(rf"(?<![\d.])10(?=\^|⁻?⁺?[{_RAISED}])", "10 to the "),
    rule(rf"(?<=to{GAP}the{GAP})({_S})\^?\((?={MINUS}?\d+\))({MINUS}?\d+)\)", r"\1\2"),
    rule(rf"(?<=to{GAP}the{GAP})({_S})\^?(?:{MINUS}|⁻)(?=[\d{_RAISED}])", r"\1 minus "),
    rule(rf"(?<=to{GAP}the{GAP})[\^⁺]", ""),
    rule(r"(?<=\d)[eE][-−](?=\d{1,3}\b)", " times 10 to the minus "),
    # Money
    rule(rf"\$({NUMBER})({_S})(thousand|million|billion|trillion)\b", r"\1\2\3 dollars"),
    rule(rf"\$({NUMBER})", r"\1 dollars"),
    rule(rf"€({NUMBER})", r"\1 euros"),
    rule(rf"£({NUMBER})", r"\1 pounds"),
)

_VALUE = rf"(?={_S}{MINUS}?\d)"
_IS = rf"(?=[ {THIN}=:,;]{{1,3}}{MINUS}?\d)"
_NEGATIVE = rule(rf"(?<![\w.)\]–-])(?:[-–−](?=\d)|−(?={_S}\d))", " minus ")

SIGNS = (
    # Ratios and intervals, if a number follows: otherwise the word OR and the acronym CI do not change
    rule(rf"\baOR{_IS}", "adjusted odds ratio"),
    rule(rf"\baHR{_IS}", "adjusted hazard ratio"),
    rule(rf"(?<!\w )\bOR{_IS}", "odds ratio"),
    rule(rf"\bHR{_IS}", "hazard ratio"),
    rule(rf"(?<=percent)({_S}){GAP}?CI\b", r"\1 confidence interval"),
    rule(rf"(?<=percent)({_S}){GAP}?CrI\b", r"\1 credible interval"),
    rule(rf"\b([RrI])[2²](?={_S}[=<>≤≥])", r"\1 squared"),
    _NEGATIVE,
    # Ranges, but not "1-2-3" or "50-78-2", nor numbers attached to a word: IL-6, COVID-19.
    rule(
        rf"((?<![\w.-]){NUMBER}(?:{GAP}[a-z]+)*{GAP}?)({_S})[-–]({_S})(?={MINUS}?{NUMBER}(?![\d.]*[-–]\d))",
        r"\1\2 to \3",
    ),
    rule(rf"(?<=\d)({_S})−({_S})(?=\d)", r"\1 minus \2"),
    rule(r"\+/?[-–−]|±", " plus or minus "),
    _NEGATIVE,
    # Comparisons
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
    rule(r"(?<=\d)( )[x*]( )(?=\d)", r"\1times\2"),
    rule(r"(?<![\w:])(\d+):(?=\d+(?![\d:]))", r"\1 to "),
    rule(r"(?<=\d)/(?=\d)", " over "),
    # Years of the last century; the voices say "nineteen hundred ninety-five"
    rule(r"(?<![\w.,-])19(0[1-9]|[1-9]\d)(?![\w-]|[.,]\d)", r"19 \1"),
)
