"""Rules for amounts of money."""

from videos.pipeline.pronunciation.rules import GAP, NUMBER, SPACE, Match, gapped, one_of, rule

_S = f"{SPACE}?"

_SIGNS = {
    "US$": "U S dollars",
    "USD$": "U S dollars",
    "A$": "Australian dollars",
    "AU$": "Australian dollars",
    "AUD$": "Australian dollars",
    "C$": "Canadian dollars",
    "CA$": "Canadian dollars",
    "CAD$": "Canadian dollars",
    "CAN$": "Canadian dollars",
    "HK$": "Hong Kong dollars",
    "NZ$": "New Zealand dollars",
    "S$": "Singapore dollars",
    "NT$": "Taiwan dollars",
    "I$": "international dollars",
    "Int$": "international dollars",
    "UK£": "British pounds",
    "R$": "reais",
    "$": "dollars",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "₹": "rupees",
    "₩": "won",
}
_CODES = {
    "USD": "U S dollars",
    "AUD": "Australian dollars",
    "CAD": "Canadian dollars",
    "NZD": "New Zealand dollars",
    "EUR": "euros",
    "GBP": "British pounds",
    "CHF": "Swiss francs",
    "JPY": "yen",
    "CNY": "yuan",
    "RMB": "yuan",
    "INR": "rupees",
    "SEK": "Swedish kronor",
    "NOK": "Norwegian kroner",
    "DKK": "Danish kroner",
    "ZAR": "rand",
}
_NAMES = _SIGNS | _CODES
_SIGN, _ANY = one_of(_SIGNS), one_of(_NAMES)
_SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"}
_AMOUNT = rf"(?P<amount>{NUMBER})"
_SCALE = rf"(?P<scale>{one_of(_SCALES)}(?![\w])|{_S}(?:thousand|million|billion|trillion)\b)?"
_SECOND = rf"(?P<second>{_S}[-–]{_S}{NUMBER})?"


def _amount(match: Match) -> str:
    """The currency after the amount, as it is said: "3.4 million dollars"."""
    second = match["second"].replace("-", f"{GAP}to{GAP}").replace("–", f"{GAP}to{GAP}") if match["second"] else ""
    scale = match["scale"] or ""
    said = GAP + _SCALES[scale] if scale in _SCALES else scale
    return f"{match['gap']}{match['amount']}{second}{said}{GAP}{gapped(_NAMES[match['currency']])}"


RULES = (
    rule(rf"\bUS({SPACE})\$(?={_S}\d)", r"\1US$"),
    rule(rf"(?<![A-Za-z])(?P<currency>{_ANY})(?P<gap>{_S}){_AMOUNT}{_SECOND}{_SCALE}", _amount),
    rule(
        rf"(?<=\d)(?P<gap>{_S}(?:(?:thousand|million|billion){SPACE})?)(?P<currency>{_ANY})(?![\w$])",
        lambda match: f"{match['gap']}{GAP}{gapped(_NAMES[match['currency']])}",
    ),
    rule(
        rf"(?<![A-Za-z])(?P<currency>{_SIGN})(?=[/)\],;]|{SPACE}per\b)", lambda match: gapped(_NAMES[match["currency"]])
    ),
    rule(r"(?:(?<=dollars)|(?<=euros)|(?<=pounds))/(?=\w)", " per "),
)
