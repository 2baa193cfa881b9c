"""Rules for isotopes, whose mass number touches the element: [1-14C]acetate, [U-13C]glutamine, 99mTc."""

from videos.pipeline.pronunciation.rules import GAP, RAISED, Match, one_of, rule

_ELEMENTS = (
    *(
        "H",
        "C",
        "N",
        "O",
        "F",
        "P",
        "S",
        "K",
        "I",
        "Y",
        "Na",
        "Mg",
        "Cl",
        "Ca",
        "Sc",
        "Cr",
        "Mn",
        "Fe",
        "Co",
        "Ni",
        "Cu",
    ),
    *("Zn", "Ga", "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Zr", "Mo", "Tc", "Ru", "Pd", "Ag", "Cd", "In", "Sn", "Xe"),
    *("Cs", "Ba", "Gd", "Tb", "Sm", "Ho", "Er", "Lu", "Re", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "At", "Ra", "Ac"),
    *("Th", "U", "Pu", "Am", "D"),
)
_PLAIN = str.maketrans(RAISED, "0123456789")
_ELEMENT = one_of(_ELEMENTS)
_NUCLIDE = rf"(?P<mass>\d{{1,3}}m?)(?P<element>{_ELEMENT})(?P<atoms>\d{{0,2}})(?![a-z\d])"


def _labelled(match: Match) -> str:
    """The place of the label and the nuclide: "1, 14 C"."""
    place = f"{match['place']},{GAP}" if match["place"] else ""
    return f"{place}{match['mass']}{GAP}{match['element']}{GAP}{match['atoms']}{GAP}"


RULES = (
    rule(rf"(?<![\d.{RAISED}])[{RAISED}]{{1,3}}m?(?={_ELEMENT}(?![a-z]))", lambda match: match[0].translate(_PLAIN)),
    rule(rf"\[(?:(?P<place>[^\[\]\s]*?)-)?{_NUCLIDE}\]-?", _labelled),
)
