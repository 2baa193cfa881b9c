"""Rules for signs at a name: charges of ions, genotypes, and markers of cells that are present or absent."""

import re

from videos.pipeline.pronunciation.rules import GAP, RAISED, SPACE, Match, one_of, rule, spelled

_CATIONS = (
    *("H", "Li", "Na", "K", "Rb", "Cs", "Ag", "Cu", "Tl", "Mg", "Ca", "Sr", "Ba", "Zn", "Fe", "Mn", "Co", "Ni", "Cd"),
    *("Pb", "Hg", "Sn", "Al", "Cr", "Ga", "La", "Gd", "Eu", "Tb", "Ce", "Bi", "Pt", "Pd", "Au", "Ti", "NH4", "H3O"),
)
_ANIONS = (
    *("Cl", "Br", "OH", "HS", "CN", "SCN", "OCl", "ClO", "HCO3", "NO2", "NO3", "ClO3", "ClO4", "BrO3", "IO3", "MnO4"),
    *("HSO3", "HSO4", "BF4", "PF6", "O2", "HO2", "CO3", "SO3", "SO4", "PO4", "HPO4", "H2PO4", "CrO4", "S2O3", "WO4"),
    *("MoO4", "SeO3", "SeO4", "AsO4", "ONOO"),
)
_CATION, _ANION, _ION = one_of(_CATIONS), one_of(_ANIONS), one_of((*_CATIONS, *_ANIONS))

_ELEMENT_OR_NUMBER = re.compile(r"[A-Z]+|\d+")
_MINUS, _SIGN = "[-–−]", "[-–−+]"
_PLAIN = str.maketrans("²³⁺⁻", "23+-")
_CHARGES = {"+": "plus", "-": "minus", "–": "minus", "−": "minus"}
_MARKS = {"+": "positive", "-": "negative", "–": "negative", "−": "negative"}

_SPREAD = rf"(?={SPACE}?(?:\d|\.\d|(?:SD|SE|SEM|sd|se|sem|s\.d|s\.e|S\.D|S\.E|standard|std)\b))"
"""What makes "+/-" the sign before a spread: a number, or the name of the spread."""

_BEARERS = (
    r"(?:mice|mouse|rats?|pups?|ewes?|embryos?|animals?|littermates?|males?|females?|hearts?|plants?|lines?|strains?"
    r"|cells?|blasts?|tumou?rs?|patients?|mothers?|wom[ae]n|m[ae]n|donors?|cancers?|carcinomas?|cases?|children|infants?"
    r"|subjects?|individuals?|participants?|controls?|(?:lympho|mono|thymo|leuko)cytes?|macrophages?|neurons?|clones?"
    r"|phenotypes?|genotypes?|populations?|subsets?|fractions?|isolates?|samples?|specimens?|smears?|nodes?|groups?"
    r"|disease|status|results?|lesions?|leuk[a]?emias?|lymphomas?|people|persons?|adults?|recipients?|progenitors?"
    r"|fibroblasts?|[BT]|NK)\b"
)
"""What has a genotype or a marker. Before another word "-" is a hyphen: "pre- and post-test", "non- small"."""

_TESTED = r"(?:(?=[\w-]{0,20}[A-Za-z])[\w-]{0,20}[A-Z\d]|\w{0,20}Ag|Rh|smear|culture|sputum|node|antigen)"
_MARKER = r"(?:[A-Z][A-Za-z]*\d*[A-Za-z]?)"


def _genotype(match: Match) -> str:
    return f"{GAP}{_CHARGES[match['first']]}{GAP}{_CHARGES[match['second']]}{GAP}"


def _ion(match: Match) -> str:
    """The ion letter by letter, since the voices read "Ca" and "Na" as words: "C.A 2 plus"."""
    parts = [*map(spelled, _ELEMENT_OR_NUMBER.findall(match["ion"].upper())), match["number"]]
    signs = [_CHARGES[sign] for sign in match["signs"]]
    return GAP.join(filter(None, (*parts, *signs))) + GAP


def _mark(match: Match) -> str:
    return f"{match['name']}{GAP}{_MARKS[match['sign']]}{GAP}"


def _marks(match: Match) -> str:
    return "".join(f"{GAP}{_MARKS[letter]}{GAP}" if letter in _MARKS else letter for letter in match[0])


def _charge(match: Match) -> str:
    return f"{GAP}{match['number']}{GAP}{_CHARGES[match['sign']]}{GAP}"


RULES = (
    # Raised signs are charges too, unless a number follows, as in cm⁻¹
    rule(rf"(?<=[\w)\]])([²³]?)([⁺⁻])(?![{RAISED}])", lambda match: match[0].translate(_PLAIN)),
    # Genotypes: -/-, p21(-/-), (+/-). Before a number or the name of a spread, "+/-" is "plus or minus".
    rule(r"\(?(?P<first>[-–−])/(?P<second>[-–−+])\)?", _genotype),
    rule(r"\(?(?P<first>\+)/(?P<second>\+)\)?", _genotype),
    rule(rf"(?<=\w)\(?(?P<first>\+)/(?P<second>[-–−])\)?(?!\w|{_SPREAD})", _genotype),
    rule(r"\((?P<first>\+)/(?P<second>[-–−])\)(?!-?\w)", _genotype),
    rule(rf"(?P<first>\+)/(?P<second>[-–−])(?={SPACE}{_BEARERS})", _genotype),
    # Ions: Ca2+, Zn2+-dependent, Ca(2+), NO2--N, SO4(2-), Cl-/HCO3-
    rule(rf"(?<!\w)(?P<ion>{_CATION})(?P<number>\d?)(?P<signs>\+\+?)(?:-(?=[A-Za-z])|(?![\d/+]\d|\d))", _ion),
    rule(rf"(?<!\w)(?P<ion>{_ANION})(?P<number>[23]?)(?P<signs>{_MINUS})(?:-(?=[A-Za-z])|(?!\w))", _ion),
    rule(rf"(?<!\w)(?P<ion>{_ION})\((?P<number>\d?)(?P<signs>{_SIGN})\)(?:-(?=[A-Za-z]))?", _ion),
    # Handed molecules: (-)-menthol, (+/-)-menthol
    rule(r"\((?:\+/[-–−]|±)\)-(?=\w)", "plus or minus "),
    rule(rf"(?<![\w)])\((?P<sign>{_SIGN})\)-?(?=\w)", lambda match: f"{_CHARGES[match['sign']]}{GAP}"),
    # Markers: MUC5(+), CD44+CD24-, PR-/ER+, CD33- blasts. Before any other word "-" is a hyphen: "pre- and post-test".
    rule(rf"(?<=\w)\((?P<number>\d)(?P<sign>{_SIGN})\)", _charge),
    rule(rf"(?P<name>(?<=\w)|(?<![\w)])(?=\())\((?P<sign>{_SIGN})\)", _mark),
    rule(rf"(?<![\w-])(?=\S*\+|CD)(?:{_MARKER}{_SIGN}){{2,}}(?!\w)", _marks),
    rule(r"(?P<name>\bCD\d{1,3}[a-z]?)(?P<sign>\+)", _mark),
    rule(
        rf"(?<![\w-])(?P<name>{_TESTED})(?P<sign>{_MINUS})(?=/\w+{_SIGN}(?!\w)|[.)\]](?!\w)|$|{SPACE}{_BEARERS})", _mark
    ),
    rule(rf"(?<![\w+])(?![A-Z]\d?\+)(?P<name>{_TESTED})(?P<sign>\+)(?=[/,.;:)\]]|$|{SPACE}[a-z(])", _mark),
    # Other signs between letters: CD4+-depleted
    rule(r"(?<=[\w)\]])\+-(?=[A-Za-z])", " plus "),
)
