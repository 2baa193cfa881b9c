"""Rules for the slash between numbers: fractions, counts of a total, pressures, and names with several numbers."""

from math import gcd

from videos.pipeline.pronunciation.rules import GAP, NUMBER, SPACE, THIN, Match, rule
from videos.pipeline.pronunciation.units import AFTER_NUMBER

_S = f"{SPACE}?"
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_PARTS = {
    "2": ("half", "halves"),
    "3": ("third", "thirds"),
    "4": ("quarter", "quarters"),
    "5": ("fifth", "fifths"),
    "6": ("sixth", "sixths"),
    "7": ("seventh", "sevenths"),
    "8": ("eighth", "eighths"),
    "9": ("ninth", "ninths"),
    "10": ("tenth", "tenths"),
}

_NO_COUNTED = r"(?:was|is|has|does|hours|days|weeks|months|years|tablets|cups|doses)\b"
_COUNTED = rf"(?:{SPACE}?[(\[]|{SPACE}(?!{_NO_COUNTED})[a-z-]*[a-z]s\b|[)\]])"
"""What follows a count of a total: "3/4 (75%)", "3/4 rats". Measures follow fractions: "3/4 hours"."""

_SMALL = r"(?P<count>[1-9])/(?P<whole>[2-9]|10)(?![\w/]|[.,]\d|-\d)"
_ALONE = r"(?<![\w./,:])"
_NAMED = r"(?<![\w.])[A-Za-z][A-Za-z-]{0,20}\d+[a-z]?"
_LABELLED = (
    rf"(?i:\b(?:phase|type|stage|grade|level|group|class|score|cohort|arm|step|subtype)s?){SPACE}\d+(?:{GAP}?[A-Da-d])?"
)
_TITRE = rf"\b(?i:tit(?:er|re)s?|dilut(?:ed|ions?))(?:{SPACE}[a-z]+){{0,3}}{SPACE}[(<>≥≤=]*{_S}"
_PRESSURE = rf"\b(?:[Pp]ressures?|BP|acuity)(?:{SPACE}[a-z]+){{0,2}}{SPACE}[(<>≥≤]*{_S}\d+"


def _fraction(match: Match) -> str:
    """A proper fraction in lowest terms by its name, "2 thirds"; others as counts."""
    count, whole = int(match["count"]), int(match["whole"])
    if count >= whole or gcd(count, whole) > 1:
        return _share(match)
    return f"{count}{GAP}{_PARTS[match['whole']][count > 1]}"


def _mixed(match: Match) -> str:
    return f"{match['number']}{match['gap'].replace('-', GAP)}and{GAP}{_fraction(match)}"


def _share(match: Match) -> str:
    """So many of so many; a larger number before a smaller one is a quotient."""
    link = "of" if int(match["count"]) <= int(match["whole"]) else "over"
    return f"{match['count']}{GAP}{link}{GAP}{match['whole']}"


def _series(match: Match) -> str:
    return match[0].replace("/", f",{GAP}")


RULES = (
    rule(f"(?<=[0-9])[{''.join(_VULGAR)}]", lambda match: GAP + _VULGAR[match[0]]),
    rule(f"[{''.join(_VULGAR)}]", lambda match: _VULGAR[match[0]]),
    rule(r"\b([Tt])\(?1/2\b\)?", r"\1 1 half"),
    rule(rf"{_ALONE}24/7(?![\w/])", "24 7"),
    rule(rf"(?P<first>{_NAMED}|{_LABELLED})(?:/\d+[a-z]?)+(?!\w)", _series),
    rule(r"%/(?=\d)", "%, "),
    rule(r"(?<![\w./,])\d+(?:/\d+){2,}(?![\w/])", _series),
    rule(r"(?<=[A-Za-z])/\d+(?:/\d+)+(?![\w/])", lambda match: match[0].replace("/", GAP)),
    rule(r"(?<![\w/])((?:19|20)\d\d)/(?=(?:19|20)?\d\d(?![\w/]))", r"\1 to "),
    rule(
        rf"({_TITRE}1)/(?=\d)|{_ALONE}(1)/(?=\d+{SPACE}dilution)", lambda match: f"{match[1] or match[2]}{GAP}to{GAP}"
    ),
    rule(rf"{_ALONE}(\d+)/(?=10{{3,}}(?!\d)|10+{SPACE}[a-z]+-(?:years|months|weeks|days|hours)\b)", r"\1 per "),
    rule(rf"({_PRESSURE})/(?=\d)", r"\1 over "),
    rule(rf"(?<=\d)/(?=\d+{_S}mm{_S}Hg)", " over "),
    rule(rf"{_ALONE}(?P<number>\d+)(?P<gap>[ {THIN}{GAP}-]){_SMALL}(?!{_COUNTED})", _mixed),
    rule(rf"{_ALONE}{_SMALL}(?={SPACE}of\b)", _fraction),
    rule(
        rf"(?P<before>\b(?:by|about|only|nearly|than|approximately|a|the){SPACE}){_SMALL}(?!{_COUNTED})",
        lambda match: match["before"] + _fraction(match),
    ),
    rule(rf"(?<![\w./,:=])(?P<count>[1-3])/(?P<whole>[2-4])(?![\w/]|[.,]\d|{_COUNTED})", _fraction),
    rule(rf"{_ALONE}{NUMBER}(?:/{NUMBER})+(?={AFTER_NUMBER})", _series),
    rule(rf"{_ALONE}(?P<count>\d+)/(?P<whole>\d+)(?![\w/]|[.,]\d)", _share),
    rule(r"(?<=\d)/(?=\d)", " over "),
)
