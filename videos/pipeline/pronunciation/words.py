"""Rules for words, abbreviations, Greek letters and symbols."""

import re

from videos.pipeline.pronunciation.rules import GAP, SPACE, one_of, rule, unsaid

_ABBREVIATIONS = {
    "vs.": "versus",
    "vs": "versus",
    "e.g.": "for example",
    "i.e.": "that is",
    "approx.": "approximately",
    "w/o": "without",
    "Fig.": "figure",
    "i.v.": "I V",
    "i.p.": "I P",
    "i.m.": "I M",
    "s.c.": "S C",
}

_SPELLED = ("IL", "IQR", "FEV", "FVC", "CO", "ICU", "ECG", "EEG", "ED", "IV", "HR", "CI")
"""Acronyms that the voices would read as a word or as a unit."""

_SAID = {"SARS-CoV": "sars cove", "MERS-CoV": "mers cove", "mTOR": "em tor"}
"""Names that the voices mispronounce."""

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, start=1)}
_NUMBERED = "types?|phases?|stages?|grades?|class|classes|levels?|parts?|factors?|groups?|cohorts?|tiers?"
_NUMERAL = rf"(?P<numeral>{one_of(_ROMAN)})(?P<letter>[A-Ca-c]?)(?!\w|\.\w)"

_LINK = rf"(?:[-–/]|{SPACE}(?:and|or|to|through|versus){SPACE})"

_CITED = rf"\d{{1,2}}(?:[,–-]{SPACE}?\d{{1,2}})*"
_CITED_LIST = rf"\d{{1,2}}(?:[–-]\d{{1,2}})?(?:,{SPACE}?\d{{1,2}}(?:[–-]\d{{1,2}})?)+"
_WORDS_BEFORE = rf"(?<!\S)[^\d\s\[]+{SPACE}[^\d\s\[]*[^\W\d]"


def _uncited(match: re.Match[str]) -> str:
    """Citation marks are not said; numbers not in ascending order ("[8, 3]") are not citations."""
    cited = [int(number) for number in re.findall(r"\d+", match["mark"])]
    return match["before"] + unsaid(match["mark"]) if cited == sorted(set(cited)) else match[0]


def _roman(match: re.Match[str]) -> str:
    """The numeral as a number, so that "type II" is not "type eye eye"."""
    letter = f" {match['letter']}" if match["letter"] else ""
    return match["before"] + (_ROMAN[match["numeral"]] + letter).replace(" ", GAP)


RULES = (
    # Citation marks: attached to a word ("shown[7]"), or a list at the end of a phrase ("shown before [1,2].").
    # Elsewhere a bracket contains a finding: "12 days [8-15]", "women [42]".
    rule(rf"(?P<before>(?<!\S)[^\d\s\[]*[a-z][.,;]?)(?P<mark>\[{_CITED}\])(?![\w-])", _uncited),
    rule(rf"(?P<before>{_WORDS_BEFORE})(?P<mark>{SPACE}\[{_CITED_LIST}\])(?=[.,;]|$)", _uncited),
    # URLs: the host is said, the path is not
    rule(
        r"https?://(?:www\.)?([\w.-]+\w)(?:/[^\s,;)\]]*[\w/])?",
        lambda match: match[1].replace(".", f"{GAP}dot{GAP}"),
    ),
    rule(r"\b([A-Za-z]\w*)\.(gov|org|com|net|edu)\b", r"\1 dot \2"),
    rule(rf"\bet({SPACE})al\b\.?", r"and\1colleagues"),
    rule(rf"\bca\.({SPACE}?)(?=\d)", r"about \1"),
    *(rule(rf"(?<![\w.]){re.escape(short)}(?!\w)", long) for short, long in _ABBREVIATIONS.items()),
    rule(r"(?<!\w)w/(?=\w)", "with "),
    *(rule(rf"(?<![\w]){re.escape(name)}(?!\w)", said) for name, said in _SAID.items()),
    rule(rf"(?i:(?P<before>\b(?:{_NUMBERED}){SPACE}|\b(?:{_NUMBERED})-)){_NUMERAL}", _roman),
    rule(rf"(?P<before>(?i:\b(?:{_NUMBERED})){SPACE}\d(?:{GAP}[A-Ca-c])?{_LINK}){_NUMERAL}", _roman),
)

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "gamma", "Δ": "delta", "Θ": "theta", "Λ": "lambda",
    "Ξ": "xi", "Π": "pi", "Σ": "sigma", "Φ": "phi", "Ψ": "psi", "Ω": "omega",
}  # fmt: skip

_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁺⁻", "01234567890123456789+-")
_RAISED_OR_LOWERED = "[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁺⁻]"

SYMBOLS = (
    rule(r"(?<=[A-Za-zη])²(?!\w)|(?<=χ)[2²](?!\w)", " squared"),
    rule(r"(?<=T2)\*", " star"),
    rule(r"(?<=[(\[])OR(?=[)\]])", "O R"),
    rule(rf"{_RAISED_OR_LOWERED}+", lambda match: match[0].translate(_PLAIN_DIGITS)),
    # The letter A, which the voices read as the article
    rule(r"\bA-?β", "ay beta "),
    rule(r"(?<=[a-z] )A(?=[ .,;:)]|$)", "ay"),
    *(rule(f"-?{letter}-?", f" {name} ") for letter, name in _GREEK.items()),
    rule(
        rf"(?<!\w){one_of(_SPELLED)}(?:-?(?=\d)|(?![A-Za-z]))",
        lambda match: GAP.join(match[0].removesuffix("-")) + GAP,
    ),
    rule(r"(?<=CD\d)\+|(?<=CD\d\d)\+", " positive"),
    rule(r"\+", " plus "),
    rule("&", " and "),
    rule("→", " to "),
    rule("↑", " up "),
    rule("↓", " down "),
    # The voices make no pause at a bracket: "1208 (9.8%)" was heard as 1208.8%
    rule(rf"(?<=[\w{GAP}])({SPACE})[(\[{{]+", r",\1"),
    rule(rf"[)\]}}]+(?={SPACE}\w)", ","),
    rule(r"[(\[{)\]}]", " "),
    rule(r"[/_|\\*†‡§¶®™©^~`#]", " "),
)
