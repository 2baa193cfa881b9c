"""Names of units of measurement, in today's notation and in that of old MEDLINE records and typewriters."""

_PREFIXES = {
    "": "",
    "f": "femto",
    "p": "pico",
    "n": "nano",
    "μ": "micro",
    "m": "milli",
    "c": "centi",
    "d": "deci",
    "h": "hecto",
    "k": "kilo",
    "M": "mega",
    "G": "giga",
}
_PREFIXED = {
    "g": ("gram", "grams", ",f,p,n,μ,m,k"),
    "gm": ("gram", "grams", ",m,k"),
    "L": ("litre", "litres", ",f,p,n,μ,m,c,d,h"),
    "l": ("litre", "litres", ",f,p,n,μ,m,c,d,h"),
    "m": ("metre", "metres", ",n,μ,m,c,d,k"),
    "mol": ("mole", "moles", ",f,p,n,μ,m,k"),
    "mole": ("mole", "moles", "f,p,n,μ,m"),
    "moles": ("moles", "moles", "f,p,n,μ,m"),
    "M": ("molar", "molar", "f,p,n,μ,m"),
    "Eq": ("equivalent", "equivalents", ",n,μ,m"),
    "eq": ("equivalent", "equivalents", "μ,m"),
    "osm": ("osmole", "osmoles", "m"),
    "Osm": ("osmole", "osmoles", ",m"),
    "osmol": ("osmole", "osmoles", "m"),
    "Osmol": ("osmole", "osmoles", "m"),
    "s": ("second", "seconds", ",p,n,μ,m"),
    "sec": ("second", "seconds", ",n,μ,m"),
    "secs": ("seconds", "seconds", ",m"),
    "Pa": ("pascal", "pascals", ",m,h,k,M,G"),
    "bar": ("bar", "bars", ",m"),
    "J": ("joule", "joules", ",n,μ,m,k,M"),
    "cal": ("calorie", "calories", ",k"),
    "Da": ("dalton", "daltons", ",k,M"),
    "A": ("ampere", "amperes", "p,n,μ,m,k"),
    "V": ("volt", "volts", ",n,μ,m,k,M"),
    "W": ("watt", "watts", ",n,μ,m,k,M"),
    "Wh": ("watt hour", "watt hours", ",k,M"),
    "N": ("newton", "newtons", "p,n,μ,m,k"),
    "S": ("siemens", "siemens", "p,n,μ,m"),
    "E": ("einstein", "einsteins", "μ"),
    "Ω": ("ohm", "ohms", ",k,M,G"),
    "F": ("farad", "farads", "p,n,μ"),
    "T": ("tesla", "tesla", "m"),
    "Hz": ("hertz", "hertz", ",m,k,M,G"),
    "eV": ("electron volt", "electron volts", ",m,k,M"),
    "Bq": ("becquerel", "becquerels", ",m,k,M,G"),
    "Ci": ("curie", "curies", ",p,n,μ,m"),
    "Gy": ("gray", "grays", ",μ,m,c"),
    "Sv": ("sievert", "sieverts", ",μ,m"),
    "IU": ("international unit", "international units", ",n,μ,m,k"),
    "U": ("unit", "units", ",n,μ,m,k"),
    "kat": ("katal", "katals", "n,μ"),
    "b": ("base", "bases", "k,M,G"),
    "bp": ("base pair", "base pairs", ",k,M"),
    "K": ("kelvin", "kelvin", "m"),
    "lx": ("lux", "lux", ",k"),
}
"""Unit: singular name, plural name, and the prefixes that it is used with."""

_MICRO = {"mu": _PREFIXED, "u": _PREFIXED, "micro": _PREFIXED, "micron": ("g",), "mc": ("g", "L", "l", "mol", "M")}
_MICRO |= {"mk": ("g", "l", "L", "m", "mol", "M")}
"""How "μ" was typed, and the units it was typed before."""

_OTHERS = {
    "mu": ("micron", "microns"),
    "μ": ("micron", "microns"),
    "Å": ("angstrom", "angstroms"),
    "ha": ("hectare", "hectares"),
    "lb": ("pound", "pounds"),
    "lbs": ("pounds", "pounds"),
    "oz": ("ounce", "ounces"),
    "ft": ("foot", "feet"),
    "gms": ("grams", "grams"),
    "mls": ("millilitres", "millilitres"),
    "cc": ("cubic centimetre", "cubic centimetres"),
    "mmHg": ("millimetre of mercury", "millimetres of mercury"),
    "cmH2O": ("centimetre of water", "centimetres of water"),
    "mmH2O": ("millimetre of water", "millimetres of water"),
    "atm": ("atmosphere", "atmospheres"),
    "psi": ("pound per square inch", "pounds per square inch"),
    "dB": ("decibel", "decibels"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "cpm": ("count per minute", "counts per minute"),
    "dpm": ("disintegration per minute", "disintegrations per minute"),
    "bpm": ("beat per minute", "beats per minute"),
    "mph": ("mile per hour", "miles per hour"),
    "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"),
    "nt": ("nucleotide", "nucleotides"),
    "cM": ("centimorgan", "centimorgans"),
    "rad": ("rad", "rads"),
    "rads": ("rads", "rads"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
    "wt%": ("weight percent", "weight percent"),
    "vol%": ("volume percent", "volume percent"),
    "mol%": ("mole percent", "mole percent"),
    "‰": ("per mille", "per mille"),
    "Kcal": ("kilocalorie", "kilocalories"),
    "min": ("minute", "minutes"),
    "mins": ("minutes", "minutes"),
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
    "y/o": ("year old", "years old"),
}

ONLY_APART = frozenset({"s", "d", "m", "y", "J", "V", "W", "U", "l", "μ"})
"""Units that mean something else without a space after the number: the 1990s, a 3d scan, 10m people."""

LENGTHS = ("m", "km", "dm", "cm", "mm", "μm", "nm", "mum", "um", "microm", "mkm", "ft", "Å", "mu", "μ")
"""Units with squares and cubes."""

COUNTED = (
    *(
        "day",
        "night",
        "week",
        "month",
        "year",
        "hour",
        "minute",
        "second",
        "shift",
        "session",
        "visit",
        "cycle",
        "course",
    ),
    *(
        "person",
        "patient",
        "subject",
        "participant",
        "case",
        "child",
        "infant",
        "woman",
        "man",
        "birth",
        "animal",
        "mouse",
    ),
    *(
        "rat",
        "cow",
        "bird",
        "lamb",
        "calf",
        "hen",
        "rabbit",
        "dog",
        "pig",
        "egg",
        "eye",
        "ear",
        "knee",
        "head",
        "body",
        "cell",
        "colony",
        "litter",
        "protein",
    ),
    *("dose", "fraction", "injection", "tablet", "capsule", "puff", "meal", "serving", "bottle", "pack", "treatment"),
    *("plant", "leaf", "pot", "tree", "hectare", "plate", "well", "flask", "dish", "tube", "field", "section", "slide"),
    *("kilogram", "gram", "breath", "beat", "lesion", "wound", "site", "sample", "round", "bed", "ward", "molecule"),
)
"""What a quantity is counted by: "2.5 Gy/fraction"."""


def _with_prefix(name: str, prefix: str) -> str:
    kind, space, base = name.rpartition(" ")
    return f"{prefix}{name}" if base.startswith(("hour", "volt", "pair", "unit")) else f"{kind}{space}{prefix}{base}"


def _prefixed(unit: str, prefix: str) -> tuple[str, str]:
    one, many, _ = _PREFIXED[unit]
    return _with_prefix(one, _PREFIXES[prefix]), _with_prefix(many, _PREFIXES[prefix])


def _names() -> dict[str, tuple[str, str]]:
    modern = {prefix + unit: _prefixed(unit, prefix) for unit in _PREFIXED for prefix in _PREFIXED[unit][2].split(",")}
    typed = {
        typed + unit: modern["μ" + unit] for typed, units in _MICRO.items() for unit in units if "μ" + unit in modern
    }
    return typed | modern | _OTHERS


UNITS = _names()
"""Unit: its name in the singular and in the plural."""
