"""Rules for acronyms: which are spelled letter by letter, and which are read as words.

An acronym is a word of capitals, with or without a number after it ("IL-6"). Without a vowel (TNF, LDL) the voices
spell it anyway. With a vowel it is spelled if it has two or three letters, or if it cannot be pronounced: if it does
not divide into syllables of an English onset, vowels and an English ending (COPD, VEGF). What can be pronounced
(SOFA, MELD) is left to the voice.
"""

import re

from videos.pipeline.pronunciation.rules import GAP, SPACE, Match, listed, rule, spelled

_SPELLED = listed("FVC HR MR MRS")
"""Acronyms without a vowel that the voices read as words: MR as "mister", and HR as a unit."""

_WORDS = listed("""
    ACE AIDS BAD BALB BAX CAM CAR CAT COX CRISPR DOT ERK FAS FOS GAP HELLP JAK JUN MAP MET MUC NET NOD NSAID
    NSAIDS PAX PEG PET RADS RAF RAS RET SOX TAU TET TOF TOR ZAP
""")
"""Short or hard to pronounce, but read as words."""

_STRESSED = listed("AND ANY BOTH BUT FOR HIGH NOR NOT NOW ONE OUR THE TWO")
"""Words that are written in capitals only to stress them: "did NOT differ"."""

_DENIED = (
    "(?:significant|statistic|clinical|difference|effect|evidence|change|association|correlation|relation|adverse|serious"
    "|other|such|increase|decrease|improvement|benefit|impact|death|patient|case|need|longer|more|further|treatment|one)"
)
"""What "NO" denies; before anything else it is nitric oxide."""

_ONSET = (
    "(?:B[LR]?|C[HLR]?|D[R]?|F[LR]?|G[LR]?|H|J|K[LNR]?|L|M|N|P[HLR]?|QU?|R|S(?:CR?|H|K|L|M|N|PR?|PL|TR?|W)?|T[HRW]?|V|W[HR]?"
    "|X|Y|Z)"
)
_CODA = "(?:B|C[KST]?|DS?|F[TF]?|G|K|L[DFKLMPT]?|M[PS]?|N[DGKST]?|P[ST]?|R[BDFGKLMNPST]?|S[HKPST]?|T[HS]?|V|X|Z|CH|NCH)"
_PRONOUNCEABLE = re.compile(f"(?:{_ONSET}?[AEIOUY]{{1,2}}{_CODA}?)+")

_SHORTEST_WORD = 4
_LONGEST_ACRONYM = 7


def _is_spelled(letters: str) -> bool:
    if letters in _SPELLED:
        return True
    if letters in _WORDS | _STRESSED or not re.search("[AEIOU]", letters) or len(letters) > _LONGEST_ACRONYM:
        return False
    return len(letters) < _SHORTEST_WORD or not _PRONOUNCEABLE.fullmatch(letters)


def _acronym(match: Match) -> str:
    """The acronym, spelled if it must be. Nothing is spelled where whole phrases are in capitals."""
    letters = match["letters"]
    if not letters or not _is_spelled(letters):
        return match[0]
    if match["plural"]:
        return spelled(letters).replace(".", "-") + "'s"  # the voices read "A.E's" as "A dot E's"
    return spelled(letters) + ("" if match["numbered"] is None else GAP)


_LINKS = "(?:OF|IN|THE|AND|FOR|WITH|TO|ON|BY|WAS|WERE|FROM)"
_SHOUTED = (
    rf"\b[A-Z]+(?:{SPACE}[A-Z]+){{3,}}\b"
    rf"|\b(?=(?:[A-Z-]{{1,30}}[,:;]?{SPACE}){{1,8}}{_LINKS}{SPACE}[A-Z])[A-Z-]+(?:[,:;]?{SPACE}[A-Z-]+){{2,}}\b"
)
"""Phrases in capitals, such as a title, in which nothing is an acronym."""

_OTHER_SENSE = rf"\bNO(?={SPACE}{_DENIED})|\bOR\b(?!{SPACE}(?:was|were|of|for)\b)"
"""The negation, and the conjunction of a search ("asthma OR wheeze")."""

RULES = (
    rule(
        rf"(?<=[(\[])OR(?=s?[)\]])|(?i:(?<=adjusted{SPACE})|(?<=crude{SPACE}))OR\b|"
        rf"(?<=allele{SPACE})OR\b|\bOR(?={SPACE}not{SPACE}(?:evaluable|calculable|estimable|available|applicable|reported)\b)",
        "O R",
    ),
    rule(
        rf"{_SHOUTED}|{_OTHER_SENSE}"
        r"|(?<![A-Za-z\d])(?P<letters>[A-Z]{2,})(?:(?P<plural>s)(?![A-Za-z])|(?P<numbered>-?(?=\d))|(?![A-Za-z]))",
        _acronym,
    ),
)
