"""Rules for words, abbreviations, citation marks, Greek letters and brackets."""

import re

from videos.pipeline.pronunciation.rules import GAP, RAISED, SPACE, Match, rule, unsaid

_ABBREVIATIONS = {
    "vs.": "versus",
    "vs": "versus",
    "e.g.": "for example",
    "i.e.": "that is",
    "approx.": "approximately",
    "w/o": "without",
    "w/v": "weight per volume",
    "w/w": "weight per weight",
    "v/v": "volume per volume",
    "wt/vol": "weight per volume",
    "vol/vol": "volume per volume",
    "Fig.": "figure",
    "b.i.d.": "twice daily",
    "t.i.d.": "three times daily",
    "q.i.d.": "four times daily",
    "i.v.": "I V",
    "i.p.": "I P",
    "i.m.": "I M",
    "s.c.": "S C",
}

_SAID = {
    "SARS-CoV": "sars cove",
    "MERS-CoV": "mers cove",
    "mTOR": "em tor",
    "bioRxiv": "bio archive",
    "medRxiv": "med archive",
}
"""Names that the voices mispronounce."""

_CITED = rf"\d{{1,2}}(?:[,–-]{SPACE}?\d{{1,2}})*"
_CITED_LIST = rf"\d{{1,2}}(?:[–-]\d{{1,2}})?(?:,{SPACE}?\d{{1,2}}(?:[–-]\d{{1,2}})?)+"
_WORDS_BEFORE = rf"(?<!\S)[^\d\s\[]+{SPACE}[^\d\s\[]*[^\W\d]"


def _uncited(match: Match) -> str:
    """Citation marks are not said; numbers not in ascending order ("[8, 3]") are not citations."""
    cited = [int(number) for number in re.findall(r"\d+", match["mark"])]
    return match["before"] + unsaid(match["mark"]) if cited == sorted(set(cited)) else match[0]


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
    rule(r"(?<=\w[glLU] )bid\b", "twice daily"),
    rule(r"(?<=\w[glLU] )tid\b", "three times daily"),
    rule(r"(?<=\w[glLU] )qid\b", "four times daily"),
    *(rule(rf"(?<![\w]){re.escape(name)}(?!\w)", said) for name, said in _SAID.items()),
)

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "gamma", "Δ": "delta", "Θ": "theta", "Λ": "lambda",
    "Ξ": "xi", "Π": "pi", "Σ": "sigma", "Φ": "phi", "Ψ": "psi", "Ω": "omega",
}  # fmt: skip

_PLAIN = str.maketrans(f"{RAISED}⁺⁻", "0123456789+-")

SYMBOLS = (
    rule(r"(?<=[A-Za-zη])²(?!\w)|(?<=χ)[2²](?!\w)", " squared"),
    rule(r"(?<=T2)\*", " star"),
    rule(rf"[{RAISED}⁺⁻]+", lambda match: match[0].translate(_PLAIN)),
    # The letter A, which the voices read as the article
    rule(r"\bA-?β", "ay beta "),
    rule(r"(?<=[a-z] )A(?=[ ,;:)]|\.?(?: |$))", "ay"),
    *(rule(f"-?{letter}-?", f" {name} ") for letter, name in _GREEK.items()),
    rule(r"\+", " plus "),
    rule("&", " and "),
    rule("→", " to "),
    rule("↑", " up "),
    rule("↓", " down "),
    # The voices make no pause at a bracket: "1208 (9.8%)" was heard as 1208.8%
    rule(rf"(?<=[\w{GAP}])({SPACE}+)[(\[{{]+", r",\1"),
    rule(r"(?<=\d)[(\[]+(?=\d)", ", "),
    rule(rf"[)\]}}]+(?={SPACE}[(\[]?\w)", ","),
    rule(r"[(\[{)\]}]", " "),
    rule(r"[/_|\\*†‡§¶®™©^~`#]", " "),
)
