"""Rules for Roman numerals, so that "type II" is not "type eye eye"."""

import re

from videos.pipeline.pronunciation.rules import GAP, SPACE, THIN, Match, one_of, rule

_NUMERALS = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
    *("XVIII", "XIX", "XX"),
)
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, start=1)}
_AMBIGUOUS = ("I", "IV", "V", "X", "XX")
"""Numerals that are something else as well: a pronoun, "intravenous", letters and chromosomes."""

_NUMBERED = (
    "angiotensin axis bipolar cat[e]?gory categories chapter chiari class classes cluster cohort collagen complex course"
    " cycle domain experiment factor form fort generation grade group isoform lamina layer lead level method model mode"
    " nerve part pattern period phase photosystem polymerase region schedule segment series stage step study subtype"
    " table tier topoisomerase trial type variant war zone antithrombin hexokinase anhydrase anti cytokeratin title"
)
"""What a Roman numeral counts: after these words even I, V and X are numbers."""

_LABEL = rf"(?:(?i:\b(?:sub)?(?:{'|'.join(_NUMBERED.split())})(?:e?s)?)(?:{SPACE}|-)|\b[A-Z]*-?RADS{SPACE}|\bDSM-)"
_PART = r"(?:[A-Da-d]\d?)?"
_LINK = rf"(?:[-–/]|,{SPACE}(?:(?:and|or){SPACE})?|{SPACE}(?:and|or|to|through|versus|vs\.?|&){SPACE})"
_ONE = rf"{one_of(_ROMAN)}{_PART}"
_CERTAIN = rf"{one_of(numeral for numeral in _ROMAN if numeral not in _AMBIGUOUS)}"
_ENDS = r"(?!\w|\.\w)"
_GAPPED = f"[ {THIN}-])(?<!\\band )(?<!\\bor )(?<!\\bthe )(?<!\\bof )(?<!\\bfor )(?<!\\bin "
"""A gap after a name, as in "SAPS II". After other words the letters are an acronym: "the RCV and II"."""
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
    rule(
        rf"(?<![\w.])(?P<label>)(?P<numerals>(?:{_ONE}{_LINK})+{_CERTAIN}{_PART}(?:{_LINK}{_ONE})*|{_CERTAIN}{_PART}(?:{_LINK}{_ONE})+|I[-–](?:IV|V|X)){_ENDS}",
        _numbers,
    ),
    rule(rf"(?<=[\w*]{_GAPPED})(?P<label>)(?P<numerals>{_CERTAIN}{_PART}){_ENDS}", _numbers),
    rule(rf"^(?P<label>)(?P<numerals>{_CERTAIN}{_PART}){_ENDS}", _numbers),
    # Of an ion or a protein: Fe(III), FVIII, ApoA-I
    rule(rf"(?<=\w)\((?P<numeral>{one_of(_ROMAN)})(?P<part>)\)", lambda match: f"{GAP}{_number(match)}{GAP}"),
    rule(rf"(?P<label>\bF)(?P<numerals>{one_of(('VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII'))}a?){_ENDS}", _numbers),
    rule(rf"(?P<label>\b[Aa]po-?A-)(?P<numerals>IV|II|I|V){_ENDS}", _numbers),
)
