"""Rules for powers of ten: 3 × 10-8, 3x10^6, 10⁻⁸, 10(5), p < 10-8, 1e-5."""

from videos.pipeline.pronunciation.rules import GAP, MINUS, RAISED, SPACE, Match, rule

_S = f"{SPACE}?"
_PLAIN = str.maketrans(RAISED + "⁻⁺", "0123456789-+")
_SIGNED = rf"[-–−+]?{_S}\d{{1,3}}"

_MARKED = (
    rf"(?:\^{_S}(?:\({_SIGNED}\)|{{{_SIGNED}}}|{_SIGNED}(?:\.\d+)?)|\*\*{_SIGNED}"
    rf"|[⁻⁺]?[{RAISED}]+(?:⁻[{RAISED}]+)?|\([-–−+]?\d{{1,2}}\))"
)
"""An exponent that is one wherever it follows a 10: 10^5, 10**5, 10⁵, and MEDLINE's old 10(5)."""

_MULTIPLIED = rf"(?:{_MARKED}|{_S}\({_SIGNED}\)|{_S}{MINUS}\d{{1,3}})"
"""An exponent after "×": 3 × 10-8, 3 × 10 (5)."""

_RAISED_UNSEEN = rf"(?:[3-9]|1[0-2])(?!\d|[.,]\d|%|{_S}[cm]m\b)"
"""An exponent that lost its raised type: "× 109/L". "× 100" is a number, and "3 × 105 mm" a size."""

_TEN = r"(?<![\d.,A-WYZa-wyz])10"
_SINGLE = rf"(?<![\w.,-])10(?={MINUS}\d)"
_OF_MOLES = rf"(?={_S}(?:M\b|mol))"
_NEXT_POWER = rf"(?={_S}(?:-|–|to|and|or|,){_S}10{GAP}to{GAP}the)"


def _power(match: Match) -> str:
    """The exponent in words, "10 to the minus 8", with the gaps of the text."""
    written = match["exponent"].translate(_PLAIN)
    before = written[: len(written) - len(written.lstrip())]
    digits = written.strip("^*(){} ").replace("\u2009", "")
    sign = "minus" + GAP if digits[0] in "-–−" else ""
    return f"10{GAP}to{GAP}the{before or GAP}{sign}{digits.lstrip('+-–− ')}"


def _times(exponent: str) -> str:
    return rf"(?:(?<=\d)|(?<![^\s(]))({_S})[x×X*·]({_S})(?=10{exponent})"


RULES = (
    rule(_times(f"(?:{_MULTIPLIED}|{_RAISED_UNSEEN})"), r"\1 times \2"),
    rule(
        rf"(?<=times{GAP})(?P<before>{_S})10(?P<exponent>{_MULTIPLIED}|{_RAISED_UNSEEN})",
        lambda match: match["before"] + _power(match),
    ),
    rule(rf"{_TEN}(?P<exponent>{_MARKED})", _power),
    rule(rf"{_TEN}(?P<exponent>\(\d\.\d+\))(?={_S}(?:TCID|EID|ID|PFU|CFU|copies|cells|bacteria|spores))", _power),
    # A p-value has no range, "10-11 M" is a power, and a range does not fall: "10-5"
    rule(
        rf"(?P<before>\b[pP](?:{SPACE}?-?values?)?{_S}[<>=≤≥~≈]{{1,2}}{_S})10(?P<exponent>{_S}{MINUS}\d{{1,3}})(?![\d.]*\d)",
        lambda match: match["before"] + _power(match),
    ),
    rule(rf"{_SINGLE}(?P<exponent>{MINUS}[1-9])(?!\d|\.\d|[-–−](?!10[-–−])\d)", _power),
    rule(rf"{_SINGLE}(?P<exponent>{MINUS}\d\d){_OF_MOLES}", _power),
    rule(rf"{_SINGLE}(?P<exponent>{MINUS}\d{{1,2}}){_NEXT_POWER}", _power),
    # 1e-5, 2.5E+06
    rule(r"(?<=\d)[eE][-−]0*(?=\d{1,3}\b)", " times 10 to the minus "),
    rule(r"(?<=\d)[eE]\+0*(?=\d{1,3}\b)|(?<=\d\.\d)[eE]0*(?=\d{1,2}\b)", " times 10 to the "),
    # Powers of other numbers: 2⁸, and the 2(-ΔΔCt) of a quantitative PCR
    rule(rf"(?<=\d)⁻(?=[{RAISED}])", " to the minus "),
    rule(rf"(?<=\d)⁺?(?=[{RAISED}])", " to the "),
    rule(rf"(?<![\w.])2(?:\^?\(|\^)?(?:{MINUS}|⁻)(?=ΔΔ)", "2 to the minus "),
)
