"""What a listener may hear for each notation: functions from its match to the pattern of the spoken form."""

import re

_GAP = r"[ \u00a0\u2007\u2009\u202f]"
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_MONTHS = 12
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")


def number(match: re.Match[str]) -> str:
    """A number: its groups of thousands may be apart, as may the halves of a year."""
    joined = re.sub(_GAP, ";?", match[0].replace(",", "").replace("·", "."))
    whole, point, rest = joined.partition(".")
    if not point and re.fullmatch(r"[12]\d{3}", whole):
        whole = f"{whole[:2]};?{whole[2:]}"
    return f"{whole or '0?'}{point and f'[.]{rest}'};"


def list_or_decimal(match: re.Match[str]) -> str:
    """ "3,14": a decimal comma, or two numbers."""
    return f"{match[1]}[.;]{match[2]};"


def power(match: re.Match[str]) -> str:
    """ "10⁻⁵", "10^5", "10(-5)"."""
    exponent = re.sub(r"[^\d.-]", "", match[1].translate(_RAISED).replace("−", "-").replace("–", "-"))
    return rf"10;\^{exponent};"


def dashed_ten(match: re.Match[str]) -> str:
    """ "10-11": a range, or a power of ten."""
    return rf"10;(?:\^-|~)?{match[1]};"


def multiple_of_ten(match: re.Match[str]) -> str:
    """ "× 109": a power of ten whose superscript was lost, or just a number."""
    return rf"(?:10;\^{match[1]};|10{match[1]};)"


def clock(match: re.Match[str]) -> str:
    """ "14:30", "10:00"; a ratio such as "1:10" as well."""
    hours, minutes = match[1].lstrip("0") or "0", match[2]
    later = rf"(?:{minutes};|0;{minutes[1]};|{minutes.lstrip('0') or '0'};)"
    ratio = "~?" if len(match[1]) == 1 or match[1] == minutes else ""
    return f"0?{hours};{ratio}{later}{'?' if minutes == '00' else ''}"


def date(match: re.Match[str]) -> str:
    """ "14/02/2018" or "12/25/2020": the month is a number or a word."""
    first, second = match[1].lstrip("0"), match[2].lstrip("0")
    day, month = (second, first) if int(second) > _MONTHS else (first, second)
    return f"(?:0?{month};)?0?{day};(?:0?{month};)?{match[3][:2]};?{match[3][2:]};"


def iso_date(match: re.Match[str]) -> str:
    """ "2021-03-07"."""
    year, month, day = match[1], match[2].lstrip("0"), match[3].lstrip("0")
    return f"(?:{year[:2]};?{year[2:]};~?0?{month};~?0?{day};|0?{day};(?:0?{month};)?{year[:2]};?{year[2:]};)"


def month(match: re.Match[str]) -> str:
    """ "02/2015"."""
    return f"(?:0?{match[1].lstrip('0')};)?{match[2][:2]};?{match[2][2:]};"


def share(match: re.Match[str]) -> str:
    """ "1/4", which may be a quarter; "118/76", which may be a blood pressure."""
    above, below = match[1], match[2]
    between = "/?" if 60 <= int(above) <= 260 and 30 <= int(below) < int(above) else ""
    if below.endswith("00"):
        between = "p?"  # deaths of 5/100 person-years
    if above == "1" and len(below) > 1:
        between = "~?"  # a dilution of 1/40
    return f"{f'(?:{above};)?' if above == '1' else f'{above};'}{between}{below};"


def raised(match: re.Match[str]) -> str:
    """The 2 of "Ca²⁺", which may be calcium."""
    return f"(?:{match[0].translate(_RAISED)};)?"


def numbered(match: re.Match[str]) -> str:
    """ "grade III": the numeral is a number."""
    return f"{_ROMAN.index(match[1]) + 1};"


def roman(match: re.Match[str]) -> str:
    """ "III" elsewhere, which may be letters."""
    return f"(?:{numbered(match)})?"


def ion(match: re.Match[str]) -> str:
    """ "HCO3-" may be bicarbonate."""
    return "".join(f"(?:{digit};)?" for digit in re.findall(r"\d", match[0])) + "-?"


def dash(match: re.Match[str]) -> str:
    """A dash between two values: a range, whose second value is negative only if the first is."""
    first_is_negative = re.search(r"(?<![\w.])[-−–]\d+(?:\.\d+)?\s?$", match.string[: match.start()])
    if first_is_negative and len(match[0].strip()) > 1:
        return "~?-?"
    return "(?:~|-)?" if "−" in match[0] else "~?"


def scientific(match: re.Match[str]) -> str:
    """ "2.5E+06"."""
    return rf"10;\^{'-' if match[1] in ('-', '−') else ''}{match[2]};"


def slash(match: re.Match[str]) -> str:
    """ "72/min" and "falls/1,000" are rates. "mg/kg" and "T2/CSF" look alike, and both are left open."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    measured = re.search(r"(?<![\w.-])\d+(?:[.,]\d+)?$", before) and re.match(r"[a-z]", after)
    counted = re.search(r"(?<![\w-])[a-z]{3,}$", before) and re.match(r"\d", after)
    of_years = re.search(r"(?<!\d)[12]\d{3}$", before)
    return "p" if measured or counted else "(?:p|~)?" if of_years else "p?"


def maybe(match: re.Match[str]) -> str:
    """Citation marks and paths of URLs may be left out."""
    marks = re.findall(r"([-–])?(\d+)", match[0])
    numbers = "".join(f"{dash and '~?'}{number};" for dash, number in marks)
    return f"(?:{numbers})?" if numbers else ""
