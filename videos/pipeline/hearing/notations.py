"""The notations of numbers, signs and negations in a written sentence, and the words for them in speech."""

import re
from collections.abc import Callable

from videos.pipeline.hearing import readings

Reading = str | Callable[[re.Match[str]], str]
"""A pattern of what is heard, or a function that makes it of the match."""

NEGATIONS = r"(?:not|never|without|neither|nor|[Nn]o|Not|Never|Without|Neither)(?![\w'’-])"

WORDS: tuple[tuple[str, str], ...] = (
    (r"plus or minus", "±"),
    (r"(?:less|smaller) than or equal to|at most|no more than|at or below", "≤"),
    (r"(?:greater|larger|more) than or equal to|at least|at or above|no less than|no fewer than", "≥"),
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

SHARES = {
    "half": "2", "halves": "2", "third": "3", "thirds": "3", "quarter": "4", "quarters": "4", "fourth": "4",
    "fourths": "4", "fifth": "5", "fifths": "5", "sixth": "6", "sixths": "6", "eighth": "8", "eighths": "8",
    "tenth": "10", "tenths": "10",
}  # fmt: skip

_FRACTIONS = {"½": "2", "⅓": "3", "⅔": "3", "¼": "4", "¾": "4", "⅛": "8"}
_GAP = r"[ \u00a0\u2007\u2009\u202f]"
_DASH = "[-–−]"
_UNIT = r"(?:[kcdmμµun]?(?:m|g|s|L|l|M|mol|J|W|V|Pa|A|N|Gy|Sv)|mum|cal|kcal|h|hr|d|day|min|wk|yr|y|kg|ha|cell)"
_KINDS = "type|phase|stage|grade|class|level|factor|group|collagen|complex|nerve|angiotensin|photosystem|lead|war"
_NUMERAL = "(XI{0,3}|IX|IV|V?I{1,3}|V|X)"
_DECIMAL = r"(?:[.·](?!10(?:\^|\*\*|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]))\d+)"  # not the dot of "2·10⁵"
_NUMBER = rf"\d{{1,3}}(?:(?:,|{_GAP})\d{{3}})+(?!\d){_DECIMAL}?|\d+{_DECIMAL}?|(?<!\d){_DECIMAL}"
_SIGNED = rf"(?={_GAP}?[.·]?\d)"
_UNARY = r"(?<![\w)\]%°.’'–−-])(?<!\d[ \u2009])"

WRITTEN: tuple[tuple[str, Reading], ...] = (
    (r"(?:https?://|www\.)\S+", readings.maybe),
    (r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\](?!%)", readings.maybe),
    (r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])", readings.clock),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", readings.date),
    (r"(?<!\d)([12]\d{3})-([01]\d)-([0-3]\d)(?!\d)", readings.iso_date),
    (r"(?<![\d/])(0?[1-9]|1[0-2])/([12]\d{3})(?!\d)", readings.month),
    (
        r"(?<![\d.])10(?:\^|\*\*)?(\((?:[-–−+])?\d{1,3}(?:\.\d+)?\)|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[\^*])[-–−]?\d{1,3})",
        readings.power,
    ),
    (rf"(?<![\d.])10{_DASH}(\d{{1,3}})(?![\d.])", readings.dashed_ten),
    (r"(?<=[×x*X·]) ?10(\d{1,2})(?![\d.])", readings.multiple_of_ten),
    (r"(?<![\w/])(\d{1,3})/(\d{1,3})(?![\w/]|\.\d)", readings.share),
    (rf"(?<![A-Za-zμµ]){_UNIT}(?:\(?(?:{_DASH}|⁻)?[123]\)?|[⁻]?[¹²³])(?![\w.]\d|\d)", "(?:p|[-^]{0,2}[123];)?"),
    (r"(?<![\d.,])(0),(\d+)(?![\d,])", lambda match: f"0[.]{match[2]};"),
    (r"(?i:\bns\b|\bn\.s\.)", "(?:nnot;)?"),
    (r"(?<!\d[,.])(\d+),(\d{1,2}|\d{4,})(?![\d,])", readings.list_or_decimal),
    (rf"(?<=CI){_DASH}(?=[.·]?\d)", "-"),
    (r"(?<=\d)[eE]([-−+]?)0*(\d{1,3})(?![\d.])", readings.scientific),
    (
        rf"(?:(?<=[\d%°])[ \u2009]?|(?<=[A-Za-z)\]⁰¹²³⁴⁵⁶⁷⁸⁹]))(?:{_DASH}{{1,2}}|:)[ \u2009]?(?=[$€£]?[.·]?\d)",
        readings.dash,
    ),
    (r"(?<=[A-Z]\d)-(?=[A-Z])|(?<=[A-Z]\d\d)-(?=[A-Z])", "-?"),
    (r"\^\(?[-−](?!\d)", r"\^?-?"),
    (r"[½⅓⅔¼¾⅛]", lambda match: f"(?:\\d;)?{_FRACTIONS[match[0]]};"),
    (r"\bH2O\b", "(?:2;)?"),
    (r"(?<=F)(VIII|IX|XI|VII|V|X)(?=a?\b)", readings.roman),
    (r"\(\+/[-−]\)(?=-?[a-z])", "(?:±|-)?"),
    (r"/(?=[A-Za-z\d])", readings.slash),
    (r"(?<![A-Za-z])(?:ppm|ppb|bpm|rpm)\b", "p?"),
    (r"(?<![A-Za-z])[RrTtχη]2(?= ?[=<>≤≥(])", "(?:2;)?"),
    (r"/|(?<=[A-Za-z])[·.](?=[A-Za-z]+[-–−⁻])", "p?"),
    (_NUMBER, readings.number),
    (rf"(?i:\b(?:{_KINDS})(?:s\b)?)[ -]{_NUMERAL}(?=[A-Ca-c]?\b)", readings.numbered),
    (rf"\b{_NUMERAL}(?=[A-Ca-c]?\b)", readings.roman),
    (rf"(?:(?<=[IVXA-C])[-–/]|to )(?={_NUMERAL}[A-Ca-c]?\b)", "~?"),
    (rf"(?:±|\+/?{_DASH}){_SIGNED}", "±"),
    (rf"(?:±|(?<=\s)\+/?{_DASH}(?=\s?(?:[Ss]\.?[DdEe]|standard)))", "±?"),
    (rf"{_DASH}/{_DASH}", "--?"),
    (rf"\+/?{_DASH}", "-?"),
    (rf"{_UNARY}{_DASH}(?=[.·]?\d)", "-"),
    (r"(?<![A-Za-z])(?:Cl|Br|F|OH|HCO3|NO[23]|HS|O2|[HPS]O4)\)?\(?\d?[-−⁻](?!\w)", readings.ion),
    (r"(?<=[A-Z\d)(])[-−](?=[\s,.;:)]|$)(?!\s(?:and|or|to|vs|versus|as|but|nor)\b)", "-"),
    (r"[-−⁻](?![\w])|−|⁻", "-?"),
    (r"\^(?=\d)", r"\^?"),
    (r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", readings.raised),
    (r"<=|=<|</=|<{0,1}≤|< ?or ?=|⩽|≦", "≤"),
    (r">=|=>|>/=|≥|> ?or ?=|⩾|≧", "≥"),
    (r"<", "<"),
    (r"(?<![-–=])>", ">"),
    (r"%", "%"),
    (r"‰", "‰"),
)
"""Notations and what a listener may hear, in the order in which they are looked for."""
