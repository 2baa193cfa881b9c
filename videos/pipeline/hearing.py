"""The check of the spoken form: a listener must hear the numbers and signs of the written sentence, and no others.

It stands between ``pronunciation`` and the voice and shares no rule with it. Both forms are reduced to what counts. The
spoken one becomes a string of numbers, each ended by ";", and of signs: "minus 4.2 to 1.9 percent" is "-4.2;1.9;%".
The written one becomes patterns for the parts of such a string. Where a notation can be read in several ways ("10-11"
is a range or a power of ten), its pattern allows each of them. A range that is said as a difference, a lost minus or
decimal point, and "10 to the 9" said as 109 do not match.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from videos.pipeline.pronunciation import Token, pronounce
from videos.pipeline.pronunciation.spelling import spell_out

_Reading = str | Callable[[re.Match[str]], str]

_NEGATIONS = r"(?:not|never|without|neither|nor|[Nn]o|Not|Never|Without|Neither)(?![\w'’-])"

_WORDS: tuple[tuple[str, str], ...] = (
    (r"plus or minus", "±"),
    (r"(?:less|smaller) than or equal to|at most|no more than", "≤"),
    (r"(?:greater|larger|more) than or equal to|at least|no less than|no fewer than", "≥"),
    (r"less than", "<"),
    (r"greater than|more than", ">"),
    (r"to the (?:power (?:of )?)?minus (?=\d)", "^-"),
    (r"to the (?:power (?:of )?)?(?=\d)", "^"),
    (r"to (?=[-−–]?[.·]?\d|minus\b)", "~"),
    (r"over (?=\d)", "/"),
    (r"point (?=\d)", "."),
    (r"(?:minus|negative|null|deficient|knock-?out)\b", "-"),
    (r"per ?cent\b", "%"),
    (r"(?:parts )?per (?:mille|thousand)\b", "‰"),
    (r"per\b", "p"),
)
"""Words that are signs, in both forms."""

_SHARES = {
    "half": "2", "halves": "2", "third": "3", "thirds": "3", "quarter": "4", "quarters": "4", "fourth": "4",
    "fourths": "4", "fifth": "5", "fifths": "5", "sixth": "6", "sixths": "6", "eighth": "8", "eighths": "8",
    "tenth": "10", "tenths": "10",
}  # fmt: skip

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ALIKE = str.maketrans("\u2010\u2011\u3008\u3009\u2329\u232a", "--<><>")
_FRACTIONS = {"½": "2", "⅓": "3", "⅔": "3", "¼": "4", "¾": "4", "⅛": "8"}
_MONTHS = 12
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")

_LONGEST_PIECE = 200
"""Characters. No match is longer than its pattern; a number with more digits than this is read sign by sign."""

_GAP = r"[ \u00a0\u2007\u2009\u202f]"
_DASH = "[-–−]"
_UNIT = r"(?:[kcdmμµun]?(?:m|g|s|L|l|M|mol|J|W|V|Pa|A|N|Gy|Sv)|mum|cal|kcal|h|hr|d|day|min|wk|yr|y|kg|ha|cell)"
_KINDS = "type|phase|stage|grade|class|level|factor|group|collagen|complex|nerve|angiotensin|photosystem|lead|war"
_NUMERAL = "(XI{0,3}|IX|IV|V?I{1,3}|V|X)"
_NUMBER = rf"\d{{1,3}}(?:(?:,|{_GAP})\d{{3}})+(?!\d)(?:[.·]\d+)?|\d+(?:[.·]\d+)?|(?<!\d)[.·]\d+"


def _number(match: re.Match[str]) -> str:
    """A number: its groups of thousands may be apart, as may the halves of a year."""
    joined = re.sub(_GAP, ";?", match[0].replace(",", "").replace("·", "."))
    whole, point, rest = joined.partition(".")
    if not point and re.fullmatch(r"[12]\d{3}", whole):
        whole = f"{whole[:2]};?{whole[2:]}"
    return f"{whole or '0?'}{point and f'[.]{rest}'};"


def _list_or_decimal(match: re.Match[str]) -> str:
    """ "3,14": a decimal comma, or two numbers."""
    return f"{match[1]}[.;]{match[2]};"


def _power(match: re.Match[str]) -> str:
    """ "10⁻⁵", "10^5", "10(-5)"."""
    exponent = re.sub(r"[^\d.-]", "", match[1].translate(_RAISED).replace("−", "-").replace("–", "-"))
    return rf"10;\^{exponent};"


def _dashed_ten(match: re.Match[str]) -> str:
    """ "10-11": a range, or a power of ten."""
    return rf"10;(?:\^-|~)?{match[1]};"


def _multiple_of_ten(match: re.Match[str]) -> str:
    """ "× 109": a power of ten whose superscript was lost, or just a number."""
    return rf"(?:10;\^{match[1]};|10{match[1]};)"


def _clock(match: re.Match[str]) -> str:
    """ "14:30", "10:00"; a ratio such as "1:10" as well."""
    hours, minutes = match[1].lstrip("0") or "0", match[2]
    later = rf"(?:{minutes};|0;{minutes[1]};|{minutes.lstrip('0') or '0'};)"
    ratio = "~?" if len(match[1]) == 1 or match[1] == minutes else ""
    return f"0?{hours};{ratio}{later}{'?' if minutes == '00' else ''}"


def _date(match: re.Match[str]) -> str:
    """ "14/02/2018" or "12/25/2020": the month is a number or a word."""
    first, second = match[1].lstrip("0"), match[2].lstrip("0")
    day, month = (second, first) if int(second) > _MONTHS else (first, second)
    return f"(?:0?{month};)?0?{day};(?:0?{month};)?{match[3][:2]};?{match[3][2:]};"


def _iso_date(match: re.Match[str]) -> str:
    """ "2021-03-07"."""
    year, month, day = match[1], match[2].lstrip("0"), match[3].lstrip("0")
    return f"(?:{year[:2]};?{year[2:]};~?0?{month};~?0?{day};|0?{day};(?:0?{month};)?{year[:2]};?{year[2:]};)"


def _month(match: re.Match[str]) -> str:
    """ "02/2015"."""
    return f"(?:0?{match[1].lstrip('0')};)?{match[2][:2]};?{match[2][2:]};"


def _share(match: re.Match[str]) -> str:
    """ "1/4", which may be a quarter; "118/76", which may be a blood pressure."""
    above, below = match[1], match[2]
    between = "/?" if 60 <= int(above) <= 260 and 30 <= int(below) < int(above) else ""
    if below.endswith("00"):
        between = "p?"  # deaths of 5/100 person-years
    if above == "1" and len(below) > 1:
        between = "~?"  # a dilution of 1/40
    return f"{f'(?:{above};)?' if above == '1' else f'{above};'}{between}{below};"


def _raised(match: re.Match[str]) -> str:
    """The 2 of "Ca²⁺", which may be calcium."""
    return f"(?:{match[0].translate(_RAISED)};)?"


def _numbered(match: re.Match[str]) -> str:
    """ "grade III": the numeral is a number."""
    return f"{_ROMAN.index(match[1]) + 1};"


def _roman(match: re.Match[str]) -> str:
    """ "III" elsewhere, which may be letters."""
    return f"(?:{_numbered(match)})?"


def _ion(match: re.Match[str]) -> str:
    """ "HCO3-" may be bicarbonate."""
    return "".join(f"(?:{digit};)?" for digit in re.findall(r"\d", match[0])) + "-?"


def _dash(match: re.Match[str]) -> str:
    """A dash between two values: a range, whose second value is negative only if the first is."""
    first_is_negative = re.search(r"(?<![\w.])[-−–]\d+(?:\.\d+)?\s?$", match.string[: match.start()])
    if first_is_negative and len(match[0].strip()) > 1:
        return "~?-?"
    return "(?:~|-)?" if "−" in match[0] else "~?"


def _scientific(match: re.Match[str]) -> str:
    """ "2.5E+06"."""
    return rf"10;\^{'-' if match[1] in ('-', '−') else ''}{match[2]};"


def _slash(match: re.Match[str]) -> str:
    """ "72/min" and "falls/1,000" are rates. "mg/kg" and "T2/CSF" look alike, and both are left open."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    measured = re.search(r"(?<![\w.-])\d+(?:[.,]\d+)?$", before) and re.match(r"[a-z]", after)
    counted = re.search(r"(?<![\w-])[a-z]{3,}$", before) and re.match(r"\d", after)
    of_years = re.search(r"(?<!\d)[12]\d{3}$", before)
    return "p" if measured or counted else "(?:p|~)?" if of_years else "p?"


def _maybe(match: re.Match[str]) -> str:
    """Citation marks and paths of URLs may be left out."""
    marks = re.findall(r"([-–])?(\d+)", match[0])
    numbers = "".join(f"{dash and '~?'}{number};" for dash, number in marks)
    return f"(?:{numbers})?" if numbers else ""


_SIGNED = rf"(?={_GAP}?[.·]?\d)"
_UNARY = r"(?<![\w)\]%°.’'–−-])(?<!\d[ \u2009])"

_WRITTEN: tuple[tuple[str, _Reading], ...] = (
    (r"(?:https?://|www\.)\S+", _maybe),
    (r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\](?!%)", _maybe),
    (r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])", _clock),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", _date),
    (r"(?<!\d)([12]\d{3})-([01]\d)-([0-3]\d)(?!\d)", _iso_date),
    (r"(?<![\d/])(0?[1-9]|1[0-2])/([12]\d{3})(?!\d)", _month),
    (r"(?<![\d.])10(?:\^|\*\*)?(\((?:[-–−+])?\d{1,3}(?:\.\d+)?\)|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[\^*])[-–−]?\d{1,3})", _power),
    (rf"(?<![\d.])10{_DASH}(\d{{1,3}})(?![\d.])", _dashed_ten),
    (r"(?<=[×x*X·]) ?10(\d{1,2})(?![\d.])", _multiple_of_ten),
    (r"(?<![\w/])(\d{1,3})/(\d{1,3})(?![\w/]|\.\d)", _share),
    (rf"(?<![A-Za-zμµ]){_UNIT}(?:\(?(?:{_DASH}|⁻)?[123]\)?|[⁻]?[¹²³])(?![\w.]\d|\d)", "(?:p|[-^]{0,2}[123];)?"),
    (r"(?<![\d.,])(0),(\d+)(?![\d,])", lambda match: f"0[.]{match[2]};"),
    (r"(?i:\bns\b|\bn\.s\.)", "(?:nnot;)?"),
    (r"(?<!\d[,.])(\d+),(\d{1,2}|\d{4,})(?![\d,])", _list_or_decimal),
    (rf"(?<=CI){_DASH}(?=[.·]?\d)", "-"),
    (r"(?<=\d)[eE]([-−+]?)0*(\d{1,3})(?![\d.])", _scientific),
    (
        rf"(?:(?<=[\d%°])[ \u2009]?|(?<=[A-Za-z)\]⁰¹²³⁴⁵⁶⁷⁸⁹]))(?:{_DASH}{{1,2}}|:)[ \u2009]?(?=[$€£]?[.·]?\d)",
        _dash,
    ),
    (r"(?<=[A-Z]\d)-(?=[A-Z])|(?<=[A-Z]\d\d)-(?=[A-Z])", "-?"),
    (r"\^\(?[-−](?!\d)", r"\^?-?"),
    (r"[½⅓⅔¼¾⅛]", lambda match: f"(?:\\d;)?{_FRACTIONS[match[0]]};"),
    (r"\bH2O\b", "(?:2;)?"),
    (r"(?<=F)(VIII|IX|XI|VII|V|X)(?=a?\b)", _roman),
    (r"\(\+/[-−]\)(?=-?[a-z])", "(?:±|-)?"),
    (r"/(?=[A-Za-z\d])", _slash),
    (r"(?<![A-Za-z])(?:ppm|ppb|bpm|rpm)\b", "p?"),
    (r"(?<![A-Za-z])[RrTtχη]2(?= ?[=<>≤≥(])", "(?:2;)?"),
    (r"/|(?<=[A-Za-z])[·.](?=[A-Za-z]+[-–−⁻])", "p?"),
    (_NUMBER, _number),
    (rf"(?i:\b(?:{_KINDS})(?:s\b)?)[ -]{_NUMERAL}(?=[A-Ca-c]?\b)", _numbered),
    (rf"\b{_NUMERAL}(?=[A-Ca-c]?\b)", _roman),
    (rf"(?:(?<=[IVXA-C])[-–/]|to )(?={_NUMERAL}[A-Ca-c]?\b)", "~?"),
    (rf"(?:±|\+/?{_DASH}){_SIGNED}", "±"),
    (rf"(?:±|(?<=\s)\+/?{_DASH}(?=\s?(?:[Ss]\.?[DdEe]|standard)))", "±?"),
    (rf"{_DASH}/{_DASH}", "--?"),
    (rf"\+/?{_DASH}", "-?"),
    (rf"{_UNARY}{_DASH}(?=[.·]?\d)", "-"),
    (r"(?<![A-Za-z])(?:Cl|Br|F|OH|HCO3|NO[23]|HS|O2|[HPS]O4)\)?\(?\d?[-−⁻](?!\w)", _ion),
    (r"(?<=[A-Z\d)(])[-−](?=[\s,.;:)]|$)(?!\s(?:and|or|to|vs|versus|as|but|nor)\b)", "-"),
    (r"[-−⁻](?![\w])|−|⁻", "-?"),
    (r"\^(?=\d)", r"\^?"),
    (r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", _raised),
    (r"<=|=<|</=|<{0,1}≤|< ?or ?=|⩽|≦", "≤"),
    (r">=|=>|>/=|≥|> ?or ?=|⩾|≧", "≥"),
    (r"<", "<"),
    (r"(?<![-–=])>", ">"),
    (r"%", "%"),
    (r"‰", "‰"),
)
"""Notations and what a listener may hear, in the order in which they are looked for."""


def _scanner(notations: Sequence[tuple[str, _Reading]]) -> Callable[[str], list[str]]:
    """A function that returns the readings of all notations in a text, in order."""
    whole = re.compile("|".join(f"(?P<n{index}>{notation})" for index, (notation, _) in enumerate(notations)))
    single = [re.compile(notation) for notation, _ in notations]

    def scan(text: str) -> list[str]:
        found = []
        for match in whole.finditer(text):
            index = int(str(match.lastgroup)[1:])
            reading = notations[index][1]
            if callable(reading):
                own = single[index].match(text, match.start())
                found.append(reading(own) if own else "")
            else:
                found.append(reading)
        return found

    return scan


_SPOKEN: tuple[tuple[str, _Reading], ...] = ((r"\d+(?:\.\d+)?", lambda match: f"{match[0]};"),)
_SAME: tuple[tuple[str, _Reading], ...] = (
    (rf"(?i:(?:(?<=\d )|(?<=\ba )|(?<=and a ))({'|'.join(_SHARES)})\b)", lambda match: f"{_SHARES[match[1].lower()]};"),
    *((rf"(?i:\b{words})", sign) for words, sign in _WORDS),
    (rf"\b{_NEGATIONS}", lambda match: f"n{match[0].lower()};"),
)
_hear = _scanner((*_SAME, *_SPOKEN))
_read = _scanner(
    (
        *((words, re.escape(sign) if isinstance(sign, str) else sign) for words, sign in _SAME),
        *_WRITTEN,
    )
)


def heard(spoken: str) -> str:
    """The numbers, signs and negations of the spoken form, such as "-4.2;1.9;%"."""
    return "".join(_hear(spoken))


def expected(written: str) -> list[str]:
    """Patterns for what a listener of the sentence may hear, one after the other."""
    plain = "".join(_plain(character) for character in written.translate(_LOWERED).translate(_ALIKE))
    return _read(plain)


def _plain(character: str) -> str:
    """Full-width, mathematical and Roman letters as plain ones. Raised digits stay: they are powers."""
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if kind in ("<font>", "<wide>", "<compat>") else character


def spoken_form(text: str, instead: Sequence[tuple[str, str]] = ()) -> tuple[Token, ...]:
    """The words of ``text``, each with its spoken form: that of ``pronounce``, or the safe reading if that is wrong.

    ``instead`` is as in ``pronounce``. It is not checked: it comes from the paper or from the operator.
    """
    plain = pronounce(text)
    if not is_right(text, _said(plain)):
        return spell_out(text)
    return pronounce(text, instead) if instead else plain


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.spoken for token in tokens if token.spoken)


def is_right(written: str, spoken: str) -> bool:
    """Whether the spoken form has the numbers, signs and negations of the written sentence, in their order."""
    return _follows(heard(spoken), expected(written))


def _follows(text: str, patterns: Sequence[str]) -> bool:
    """Whether the text is a match of each pattern, one after the other.

    One pattern that joins them would try every combination of those that may be empty. This looks at each place once,
    so that no sentence takes exponential time.
    """
    ends = {0}
    for pattern in patterns:
        piece, longest = re.compile(pattern), min(len(pattern), _LONGEST_PIECE)
        ends = {
            end
            for start in ends
            for end in range(start, min(start + longest, len(text)) + 1)
            if piece.fullmatch(text, start, end)
        }
    return len(text) in ends
