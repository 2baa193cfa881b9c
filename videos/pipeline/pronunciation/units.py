"""Rules for units of measurement; they apply only after a number."""

import re

from videos.pipeline.pronunciation.rules import GAP, MINUS, NUMBER, SPACE, one_of, rule

_PREFIXES = {"": "", "k": "kilo", "d": "deci", "c": "centi", "m": "milli", "μ": "micro", "n": "nano", "p": "pico"}
_PREFIXED = {
    "g": ("gram", "grams", ",k,m,μ,n,p"),
    "L": ("litre", "litres", ",d,m,μ,n"),
    "l": ("litre", "litres", ",d,m,μ"),
    "m": ("metre", "metres", ",k,c,m,μ,n"),
    "m2": ("square metre", "square metres", ",k,c,m,μ"),
    "m²": ("square metre", "square metres", ",k,c,m,μ"),
    "m3": ("cubic metre", "cubic metres", ",c,m,μ"),
    "m³": ("cubic metre", "cubic metres", ",c,m,μ"),
    "mol": ("mole", "moles", ",k,m,μ,n,p"),
    "M": ("molar", "molar", "m,μ,n,p"),
    "s": ("second", "seconds", ",m,μ,n"),
    "Pa": ("pascal", "pascals", "k"),
    "J": ("joule", "joules", ",k"),
    "cal": ("calorie", "calories", "k"),
    "Da": ("dalton", "daltons", ",k"),
    "V": ("volt", "volts", ",m"),
    "W": ("watt", "watts", ",m"),
    "Bq": ("becquerel", "becquerels", ",k"),
    "Gy": ("gray", "grays", ",c,m"),
    "Sv": ("sievert", "sieverts", ",m,μ"),
}
"""Unit: singular name, plural name, and the prefixes that it is used with."""

_NAMES = {
    "mcg": ("microgram", "micrograms"),
    "IU": ("international unit", "international units"),
    "U": ("unit", "units"),
    "mmHg": ("millimetre of mercury", "millimetres of mercury"),
    "mEq": ("milliequivalent", "milliequivalents"),
    "mOsm": ("milliosmole", "milliosmoles"),
    "MPa": ("megapascal", "megapascals"),
    "GPa": ("gigapascal", "gigapascals"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "MBq": ("megabecquerel", "megabecquerels"),
    "eV": ("electron volt", "electron volts"),
    "dB": ("decibel", "decibels"),
    "bp": ("base pair", "base pairs"),
    "kb": ("kilobase", "kilobases"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
    "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"),
    "bpm": ("beat per minute", "beats per minute"),
    "min": ("minute", "minutes"),
    "mins": ("minutes", "minutes"),
    "sec": ("second", "seconds"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hours", "hours"),
    "d": ("day", "days"),
    "wk": ("week", "weeks"),
    "wks": ("weeks", "weeks"),
    "mo": ("month", "months"),
    "mos": ("months", "months"),
    "y": ("year", "years"),
    "yr": ("year", "years"),
    "yrs": ("years", "years"),
}


def _prefixed(name: str, prefix: str) -> str:
    kind, space, base = name.rpartition(" ")
    return f"{kind}{space}{prefix}{base}"


UNITS = _NAMES | {
    prefix + unit: (_prefixed(one, _PREFIXES[prefix]), _prefixed(many, _PREFIXES[prefix]))
    for unit, (one, many, prefixes) in _PREFIXED.items()
    for prefix in prefixes.split(",")
}

_ONLY_APART = {"s", "d", "m", "y", "J", "V", "W", "U", "l"}
"""Units that mean something else without a space after the number: the 1990s, a 3d scan, 10m people."""

_S = f"{SPACE}?"
_UNIT = one_of(UNITS)
_TOUCHING = one_of(UNITS.keys() - _ONLY_APART)
_DIVISOR = f"(?:{_UNIT}|day|week|month|year|hour|minute|second|person|patient|dose|cell|kilogram)"
_INVERSE = rf"(?:{MINUS}1|⁻¹)(?!\d)"
_ENDS = r"(?![A-Za-z0-9²³])"
_QUOTIENT = rf"(?P<rest>(?:{_S}/{_S}(?:{NUMBER}{_S})?{_DIVISOR}{_ENDS}|{_S}{_DIVISOR}{_S}{_INVERSE})*)"


def _measure(match: re.Match[str]) -> str:
    """A number with its unit ("12.5 mg/kg"), also as an adjective ("a 12-mg dose")."""
    singular = match["number"] == "1" or match["joint"] == "-"
    name = UNITS[match["unit"]][0 if singular else 1]
    return match["number"] + (match["joint"] or GAP) + name.replace(" ", GAP) + _divided(match["rest"])


def _divided(rest: str) -> str:
    """The divisors of a unit ("/kg/day", " kg-1 day-1"), each with "per" before it."""
    inverse_as_slash = re.sub(rf"({_DIVISOR})({_S}){_INVERSE}", r"/\1\2", rest)
    named = re.sub(rf"(?<![A-Za-z°]){_UNIT}{_ENDS}", lambda unit: UNITS[unit[0]][0].replace(" ", GAP), inverse_as_slash)
    return named.replace("/", f"{GAP}per{GAP}")


RULES = (
    rule(rf"(?<=\d)({_S})mm({SPACE})Hg\b", r"\1mmHg\2"),
    rule(rf"(?<=\d)/(?=\d+{_S}mmHg)", " over "),
    rule(rf"(?<=\d)({_S})({_DIVISOR}{_S}{_INVERSE})", lambda match: match[1] + _divided(match[2])),
    rule(rf"(?P<number>(?<![\d.]){NUMBER})(?P<joint>)(?P<unit>{_TOUCHING}){_QUOTIENT}{_ENDS}", _measure),
    rule(rf"(?P<number>(?<![\d.]){NUMBER})(?P<joint>{SPACE}|-)(?P<unit>{_UNIT}){_QUOTIENT}{_ENDS}", _measure),
    rule(rf"(?<=[a-z])/{_DIVISOR}{_ENDS}", lambda match: _divided(match[0])),
    rule("%", " percent "),
    rule("°", " degrees "),
)
