"""Rules for quantities: units after a number or after "per", with squares, quotients and products."""

import re

from videos.pipeline.pronunciation.rules import GAP, MINUS, NUMBER, SPACE, THIN, Match, gapped, one_of, rule, unsaid
from videos.pipeline.pronunciation.unit_names import COUNTED, LENGTHS, ONLY_APART, UNITS

_S = f"{SPACE}?"
_ENDS = r"(?![A-Za-z0-9²³])"
_SQUARE = r"(?P<square>[23²³]|\([23]\)|\^[23])"
_INVERSE = rf"(?P<inverse>{_S}(?:{MINUS}[1-3]|⁻[¹²³])|\({MINUS}[1-3]\)|\^\(?{MINUS}[1-3]\)?)(?!\w)"
_RANKS = {"2": "square ", "²": "square ", "3": "cubic ", "³": "cubic "}


def _unnamed(pattern: str) -> str:
    """The pattern without named groups, so that it can be used several times in another."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _factor(units: str) -> str:
    """A pattern for one of the units, or a length with its square or cube."""
    return rf"(?:(?P<length>{one_of(LENGTHS)}){_SQUARE}|(?P<unit>{units})){_ENDS}"


_ANY, _TOUCHING = one_of(UNITS), one_of(UNITS.keys() - ONLY_APART)
_DIVISOR = one_of((UNITS.keys() - {"%", "°", "‰"}) | set(COUNTED))
_PER = rf"(?P<before>{_S})/(?P<after>{_S})(?P<count>{NUMBER})?(?P<apart>{_S}){_factor(_DIVISOR)}"
_PER_INVERSE = rf"(?P<link>[·.*]|{SPACE})?(?P<unit>{_DIVISOR}){_INVERSE}"
_TIMES = (
    rf"(?:[·*](?!{_DIVISOR}{_unnamed(_INVERSE)})|(?<!/)(?P<link>{SPACE})(?=(?:h|hr|min|d|s){_S}/)){_factor(_DIVISOR)}"
)
_REST = rf"(?P<rest>(?:{_unnamed(_PER)}|{_unnamed(_PER_INVERSE)}|{_unnamed(_TIMES)})*)"

_FURTHER = tuple(map(re.compile, (_TIMES, _PER_INVERSE, _PER)))

_PART = rf"(?:{GAP}(?:half|halves|thirds?|quarters?))?"
_VALUE = rf"(?P<number>(?<![\d.])(?<![A-Za-z][-–]){NUMBER}{_PART})"

AFTER_NUMBER = rf"{_S}{one_of(UNITS.keys() - {'%', 'mmHg'})}{_ENDS}"
"""What shows that the numbers before it are quantities: "160/4.5 μg"."""

_BY_WORD = one_of(
    UNITS.keys() - {"%", "°", "‰", "fl"} | {"day", "week", "month", "year", "hour", "minute", "second", "kilogram"}
)
"""What follows "/" after any word; "parent/child" is no quotient, but "cups/patient" is."""

_PER_AMOUNT = "/(?:[nμmd]?[lL]|[μmk]?g|[cm]m[23²³]|day|week|year|min|h)"
"""What follows "/" after what is counted in capitals: "CFU/mL", "TCID50/ml"."""

_CLEAR = one_of({unit for unit in UNITS if len(unit) > 1 and unit != "fl"} | {"g", "L", "l", "U", "J", "W", "V", "m"})


def _name(match: Match, *, singular: bool) -> str:
    """The name of a unit with its power: "square centimetre"."""
    unit = match["length"] or match["unit"]
    name = UNITS[unit][0 if singular else 1] if unit in UNITS else unit
    return gapped(_rank(match["square"] or "") + name)


def _rank(power: str) -> str:
    return "".join(_RANKS.get(character, "") for character in power)


def _quantity(match: Match) -> str:
    """A number with its unit ("12.5 mg/kg"), also as an adjective ("a 12-mg dose")."""
    singular = match["number"] == "1" or match["joint"] == "-"
    is_product = bool(_FURTHER[0].match(match["rest"]))
    name = _name(match, singular=singular or is_product)
    return match["number"] + (match["joint"] or GAP) + name + _divided(match["rest"])


def _alone(match: Match) -> str:
    """A unit without a number: "is given in mL/kg/min"."""
    return _name(match, singular=False) + _divided(match["rest"])


def _divided(rest: str) -> str:
    """The further factors of a unit ("/kg/day", " kg-1 day-1", "·h"), each divisor with "per" before it."""
    for pattern, say in zip(_FURTHER, (_times, _per_inverse, _per), strict=True):
        rest = pattern.sub(say, rest)
    return rest


def _times(match: Match) -> str:
    """A further factor, in the plural as in "milligram hours"."""
    return (match["link"] or GAP) + _name(match, singular=False)


def _per_inverse(match: Match) -> str:
    link = match["link"] if match["link"] in (" ", "\u2009") else GAP
    named = UNITS[match["unit"]][0] if match["unit"] in UNITS else match["unit"]
    return f"{link}per{GAP}{gapped(_rank(match['inverse']) + named)}{unsaid(match['inverse'])}"


def _per(match: Match) -> str:
    count = match["count"] + (match["apart"] or GAP) if match["count"] else match["apart"]
    return f"{match['before']}{GAP}per{GAP}{match['after']}{count}{_name(match, singular=True)}"


RULES = (
    rule(rf"(?<=\d)({_S})mm({SPACE})Hg\b", r"\1mmHg\2"),
    rule(rf"(?<=\d)({_S})(cm|mm)({SPACE}?)H(?:2|₂|\(2\))O\b", r"\1\2H2O\3"),
    rule(rf"(degrees?{SPACE})C\b", r"\1Celsius"),
    # Units that are something else as well: "10 M" may be men, and "3 T cells" are cells
    rule(rf"(?<=to{GAP}the{GAP})((?:minus{GAP})?\d+)({_S})M\b", r"\1 \2molar"),
    rule(rf"(?<![\w$])({NUMBER})({SPACE})M(?![\w-]|{_S}(?:/|,|and){_S}\d+{_S}F\b)", r"\1\2molar"),
    rule(
        rf"(?<![\w.-])(\d{{1,2}}(?:\.\d+)?)({SPACE}?)-?T(?![\w/]|{_S}-?(?:cell|lymph|help|regul|clone|and{SPACE}B\b))",
        r"\1 \2tesla",
    ),
    # 5 mg-10 mg
    rule(rf"((?<![\d.]){NUMBER}{_S}{_ANY}{_S})[-–]{{1,2}}({_S})(?={NUMBER}{_S}{_ANY}{_ENDS}(?![-–−⁻(]))", r"\1 to \2"),
    rule(rf"(?<=\d){_S}[×x](?=/{_DIVISOR}{_ENDS})", lambda match: f"{unsaid(match[0]) or GAP}times"),
    # Old MEDLINE's ml X min-1 X 100 g-1
    rule(rf"({SPACE})[X×·]({SPACE})((?:\d+{_S})?{_DIVISOR}){_INVERSE}", r"\1/\2\3"),
    # A divisor at the number itself: 766 cm-1, 72/min, 12/field
    rule(rf"{_VALUE}(?P<rest>{_unnamed(_PER_INVERSE)})", lambda match: match["number"] + _divided(match["rest"])),
    rule(rf"(?<!\w){_VALUE}(?P<rest>{_unnamed(_PER)})", lambda match: match["number"] + _divided(match["rest"])),
    rule(rf"(?<!\w){_VALUE}/(?=[a-z]{{3,}}(?![\w.]\w)|HPF\b|QALY|DALY)", r"\g<number> per "),
    rule(rf"{_VALUE}(?P<joint>){_factor(_TOUCHING)}{_REST}", _quantity),
    rule(rf"{_VALUE}(?P<joint>{SPACE}|-){_factor(_ANY)}{_REST}", _quantity),
    # Without a number: "in ng/mL"; at a word: copies/mL, births per m(2), stillbirths/1000
    rule(rf"(?<![\w/·.*-]){_factor(_CLEAR)}(?P<rest>(?:{_unnamed(_PER)}|{_unnamed(_PER_INVERSE)})+)(?![/\w])", _alone),
    rule(
        rf"(?<=\bper[ {THIN}])(?P<joint>){_factor(_DIVISOR)}{_REST}",
        lambda match: _name(match, singular=True) + _divided(match["rest"]),
    ),
    rule(
        rf"(?:(?<=[a-z])(?=/{_BY_WORD}{_ENDS})|(?<=[a-z]s))(?P<rest>{_unnamed(_PER)})",
        lambda match: _divided(match["rest"]),
    ),
    rule(
        rf"(?:(?<=[A-Z]{{2}})|(?<=[A-Z]\d\d))(?={_PER_AMOUNT}{_ENDS})(?P<rest>{_unnamed(_PER)})",
        lambda match: _divided(match["rest"]),
    ),
    rule(rf"(?<=[a-z]s)(?P<rest>{_unnamed(_PER_INVERSE)})", lambda match: _divided(match["rest"])),
    rule(r"(?<=[a-z]s)/(?=\d)", " per "),
    rule("%", " percent "),
    rule("°", " degrees "),
    rule("‰", " per mille "),
)
