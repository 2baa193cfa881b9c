"""Rules for dates, months, times of day and intervals between doses; what else has a colon is a ratio."""

from videos.pipeline.pronunciation.rules import GAP, SPACE, THIN, Match, one_of, rule

_S = f"{SPACE}?"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_SHORT = {name[:3]: name for name in _MONTHS} | {"Sept": "September"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = one_of((*_MONTHS, *_SHORT))
_SHORT_MONTH = rf"{one_of(_SHORT)}\b\.?"
_NEXT_TO_MONTH = rf"{GAP}to{GAP}|{SPACE}(?:\d|(?:to|and|or|through){SPACE}{_MONTH}(?!\w))"
_YEAR = r"(?:19|20)\d\d"
_DASH = "[-–−]{1,2}"

_PERIODS = {
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "d": "days",
    "w": "weeks",
    "wk": "weeks",
    "wks": "weeks",
    "m": "months",
    "mo": "months",
    "min": "minutes",
}

_CLOCK = r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?![\d:])"
_AT = rf"(?<![\w:.*/])(?P<before>(?i:(?:at|between|from|until|till|before|after|by|around|to|and){SPACE})?)"
_NOT_A_RATIO = rf"(?!{SPACE}?(?:h{SPACE}|hours?{SPACE})?\(?(?i:light|dark|LD\b|L/D|L:D|ratio|dilution|mixture|randomi))"
"""A day in the laboratory has a ratio of light to dark: "12:12 h light:dark"."""


def _month(match: Match) -> str:
    return _SHORT[match[0].rstrip(".")]


def _day(match: Match) -> str:
    """14/02/2018 by the name of its month, if only one of the two numbers can be the month."""
    first, second, year = match["first"], match["second"], match["year"]
    if int(first) > 12 >= int(second) > 0:
        return f"{first}{GAP}{_MONTHS[int(second) - 1]}{GAP}{year}"
    if int(second) > 12 >= int(first) > 0:
        return f"{_MONTHS[int(first) - 1]}{GAP}{second}{GAP}{year}"
    return GAP.join((first, second, year))


def _time(match: Match) -> str:
    """A time of day as its numbers, "14 30"; a full hour as "o'clock"."""
    hour, minute, second = match["hour"], match["minute"], match["second"]
    if not (len(hour) == 2 or minute == "00" or match["half"] or (match["before"] and hour != "1")):
        return match[0]  # "1:50", a ratio
    full = hour.lstrip("0") or "0"
    if minute == "00" and not second:
        return match["before"] + full + ("" if match["half"] else f"{GAP}o'clock") + (match["half"] or "")
    return match["before"] + GAP.join(filter(None, (full, minute, second))) + (match["half"] or "")


RULES = (
    # Days and months: 14/02/2018, 2018-02-14, Mar-May 2022, February 2016-November 2018, Monday-Friday
    rule(rf"(?<![\w./-])(?P<first>\d\d?)([./-])(?P<second>\d\d?)\2(?P<year>{_YEAR})(?![\w/]|[.,]\d)", _day),
    rule(
        rf"(?<![\w./-])(?P<year>{_YEAR})-(?P<second>0[1-9]|1[0-2])-(?P<first>[0-3]\d)(?![\w/-])",
        lambda match: f"{int(match['first'])}{GAP}{_MONTHS[int(match['second']) - 1]}{GAP}{match['year']}",
    ),
    rule(
        rf"(?<![\w./])(?P<month>0[1-9]|1[0-2])/(?P<year>{_YEAR})(?![\w/]|[.,]\d)",
        lambda match: f"{_MONTHS[int(match['month']) - 1]}{GAP}{match['year']}",
    ),
    rule(rf"(?<![\w-])({_MONTH})\.?{_DASH}(?={_MONTH}(?!\w))", r"\1 to "),
    rule(
        rf"({_MONTH}(?:{SPACE}\d\d?,)?[ {THIN}{GAP}]{_YEAR})({_S}){_DASH}({_S})(?=(?:\d\d?{SPACE})?{_MONTH}(?!\w))",
        r"\1\2 to \3",
    ),
    rule(rf"(?<![\w-]){_SHORT_MONTH}(?={_NEXT_TO_MONTH})", _month),
    rule(rf"(?:(?<=\d )|(?<=to{GAP})){_SHORT_MONTH}(?=$|\W)", _month),
    rule(rf"(?<![\w-])({_YEAR}){_DASH}(?={_MONTH}\.?{SPACE}{_YEAR})", r"\1 to "),
    rule(rf"\b({one_of(_DAYS)}){_DASH}(?={one_of(_DAYS)}\b)", r"\1 to "),
    rule(r"(?<=\d\ds)[-–](?=\d{2,4}s\b)", " to "),
    # Doses: q6h, q 12 h, Q3W
    rule(
        rf"\b[qQ]\.?({_S})(\d+)({_S})(?P<period>{one_of(_PERIODS)}|{one_of(map(str.upper, _PERIODS))})\b",
        lambda match: f"every{match[1] or GAP}{match[2]}{match[3] or GAP}{_PERIODS[match['period'].lower()]}",
    ),
    # Times of day, in ranges too: 22:00-06:00. Alleles: HLA-B*27:05. Ratios: 1:1:2, male:female ratio
    rule(
        r"(?<=\*)(\d{2,3}):(\d{2,3})(?::(\d{2,3}))?(?::(\d{2,3}))?(?!\d)",
        lambda match: GAP.join(filter(None, match.groups())),
    ),
    rule(
        rf"{_AT}{_CLOCK}(?P<half>{SPACE}?(?:h\b|hours\b|hrs?\b|[AaPp]\.?[Mm]\b))?{_NOT_A_RATIO}",
        _time,
    ),
    rule(
        r"(?<![\w:])(\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+)(?![\w:])", lambda match: match[1].replace(":", f"{GAP}to{GAP}")
    ),
    rule(rf"\b([A-Za-z]+):(?=[A-Za-z]+(?::[A-Za-z]+)*{SPACE}(?:ratios?|cycles?)\b)", r"\1 to "),
)
