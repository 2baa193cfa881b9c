"""Rules for Roman numerals, so that "type II" is not "type eye eye"."""

import re

from videos.pipeline.pronunciation.rules import GAP, SPACE, THIN, Match, listed, one_of, rule

_NUMERALS = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
    *("XVIII", "XIX", "XX"),
)
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, start=1)}
_AMBIGUOUS = ("I", "IV", "V", "X", "XX")
"""Numerals that are something else as well: a pronoun, "intravenous", letters and chromosomes."""

_NUMBERED = listed("""
    angiotensin anhydrase anti antithrombin axis bipolar categories category chapter chiari class cluster cohort
    collagen complex course cycle cytokeratin domain experiment factor form fort generation grade group
    hexokinase isoform lamina layer lead level method mode model nerve part pattern period phase photosystem
    polymerase region schedule segment series stage step study subtype table tier title topoisomerase trial type
    variant war zone
""")
"""What a Roman numeral counts: after these words even I, V and X are numbers."""

_LABEL = rf"(?:(?i:\b(?:sub)?(?:{one_of(_NUMBERED)})(?:e?s)?)(?:{SPACE}|-)|\b[A-Z]*-?RADS{SPACE}|\bDSM-)"
_PART = r"(?:[A-Da-d]\d?)?"
_LINK = rf"(?:[-–/]|,{SPACE}(?:(?:and|or){SPACE})?|{SPACE}(?:and|or|to|through|versus|vs\.?|&){SPACE})"
_ONE = rf"{one_of(_ROMAN)}{_PART}"
_CERTAIN = rf"{one_of(numeral for numeral in _ROMAN if numeral not in _AMBIGUOUS)}"
_LIST = (
    rf"(?:(?:{_ONE}{_LINK}){{1,20}}{_CERTAIN}{_PART}(?:{_LINK}{_ONE})*"
    rf"|{_CERTAIN}{_PART}(?:{_LINK}{_ONE})+|I[-–](?:IV|V|X))"
)
_ENDS = r"(?!\w|\.\w)"
_NOT_A_NAME = "".join(rf"(?<!\b{word} )" for word in ("and", "or", "the", "of", "for", "in"))
_NAMED = rf"(?:^|(?<=[\w*][ {THIN}-]){_NOT_A_NAME})"
"""After a name, as in "SAPS II". After other words the letters are an acronym: "the RCV and II"."""
_EACH = re.compile(rf"(?P<numeral>{one_of(_ROMAN)})(?P<part>{_PART})(?!\w)")


def _number(match: Match) -> str:
    part = f"{GAP}{match['part']}" if match["part"] else ""
    return _ROMAN[match["numeral"]] + part


def _numbers(match: Match) -> str:
    """All numerals of a list; a dash between them is "to", and a slash a pause."""
    numbers = re.sub(rf"[-–](?={one_of(_ROMAN)})", f"{GAP}to{GAP}", match["numerals"]).replace("/", f",{GAP}")
    return match["label"] + _EACH.sub(_number, numbers)


RULES = (
    rule(rf"(?P<label>{_LABEL})(?P<numerals>{_ONE}(?:{_LINK}{_ONE})*){_ENDS}", _numbers),
    # Without a label, one of the list must be certain: "I and II", but not "I and my dog"
    rule(rf"(?<![\w.])(?P<label>)(?P<numerals>{_LIST}){_ENDS}", _numbers),
    rule(rf"{_NAMED}(?P<label>)(?P<numerals>{_CERTAIN}{_PART}){_ENDS}", _numbers),
    # Of an ion or a protein: Fe(III), FVIII, ApoA-I
    rule(rf"(?<=\w)\((?P<numeral>{one_of(_ROMAN)})(?P<part>)\)", lambda match: f"{GAP}{_number(match)}{GAP}"),
    rule(rf"(?P<label>\bF)(?P<numerals>{one_of(('VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII'))}a?){_ENDS}", _numbers),
    rule(rf"(?P<label>\b[Aa]po-?A-)(?P<numerals>IV|II|I|V){_ENDS}", _numbers),
)
