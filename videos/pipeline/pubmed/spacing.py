"""Removes the spaces that PubMed's markup adds to a text: "FEV <sub>1</sub>", "10 <sup>-8</sup>", "( HHIP)".

Authors and converters add some, too: "= 0. 94". NLM puts a space around many tags where the printed paper has none.
Each rule covers one place where such a space is never intended; where it may be ("the <sup>18</sup>F scan"), it stays.
"""

import re
from collections.abc import Iterable, Iterator

from videos.pipeline.artifacts import RichText, Run, Style

_EXTRA = re.compile(r"(?<= ) +|^ +| +$")
_STRAY = re.compile(
    r"""
      (?<=[(\[{]) [ ]                        # ( HHIP)
    | [ ] (?=[,;)\]}])                       # CeO2 , and
    | (?<=[^\s.]) [ ] (?=\.(?:\s|$))         # IL-6 .   but not: p < .05
    | (?<=[=<>≤≥][ ]0\.) [ ] (?=\d)         # = 0. 94
    | (?<=\bH2) [ ] (?=O(?:\b|[ ]?2\b))      # H2 O, H2 O2
    """,
    re.VERBOSE,
)
_CONTEXT = 12  # characters; longer than any unit, element or base in the rules
_HYPHENATED = re.compile(r" -[^\W\d_]")  # T2 -weighted

_LOWERABLE = re.compile(r"[\w)\]’′'*]$")
_SMALL_CAPITAL = re.compile(r"(?:DL?|L)-")  # D-glucose: some publishers mark its small capital as <sub>

_POWER = re.compile(r"[−–-]?\d{1,3}$")
_TEN = re.compile(r"(?<!\d)10$")
_UNIT_OR_SYMBOL = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]|[ckmµμnp]m|[kmµμn]g|[mµμd]L|[mµμd]l|min|day|week|year|mol)$")
_CHARGE_OR_GENOTYPE = re.compile(r"(?=.*[+/−–-])(?![−–-]?\d+$)[\w+/−–-]{1,9}$")  # Ca2+, CD4+, Apoe-/-, fl/fl
_ORDINAL = re.compile(r"(?:st|nd|rd|th)$")

_NUCLIDE_NUMBER = re.compile(r"\d{2,3}m?$")
_ELEMENT = re.compile(
    r" (?:H|C|N|O|F|P|S|K|I|Y|U|Na|Ca|Cr|Co|Cu|Ga|As|Br|Kr|Rb|Sr|Zr|Mo|Tc|In|Xe|Cs|Sm|Ho|Lu|Re|Tl|Pb|Bi|Ra|Ac|Th)"
    r"(?![A-Za-z])"
)


def tidied(rich: RichText) -> RichText:
    """``rich`` with single spaces, and without spaces at its ends or from markup."""
    single = rich.without(match.span() for match in _EXTRA.finditer(rich.text))
    attached = single.without(_spaces_at_scripts(single))
    clean = attached.without(match.span() for match in _STRAY.finditer(attached.text))
    return RichText(clean.text, tuple(_merged(clean.runs)))


def _spaces_at_scripts(rich: RichText) -> Iterator[tuple[int, int]]:
    """The spaces between a subscript or superscript and what it belongs to."""
    for run in rich.runs:
        if run.style not in (Style.SUB, Style.SUP):
            continue
        before = rich.text[max(0, run.start - _CONTEXT) : run.start]
        script = rich.text[run.start : run.end].strip()
        after = rich.text[run.end : run.end + _CONTEXT]
        if before.endswith(" ") and _belongs_to(before[:-1], script, after, run.style):
            yield run.start - 1, run.start
        elif run.style is Style.SUP and _is_nuclide(script, after):
            yield run.end, run.end + 1
        if _HYPHENATED.match(after):
            yield run.end, run.end + 1


def _belongs_to(before: str, script: str, after: str, style: Style) -> bool:
    """Whether ``script`` belongs to the word ``before`` it, not to the one ``after`` it."""
    if style is Style.SUB:
        return bool(_LOWERABLE.search(before)) and not _SMALL_CAPITAL.match(script + after[:1])
    if _POWER.match(script):
        leads_a_word = after[:1].isalpha() or _is_nuclide(script, after)
        return bool(_TEN.search(before) or (_UNIT_OR_SYMBOL.search(before) and not leads_a_word))
    if _CHARGE_OR_GENOTYPE.match(script):
        return bool(re.search(r"[\w)\]]$", before))
    return bool(_ORDINAL.match(script) and before[-1:].isdigit())


def _is_nuclide(script: str, after: str) -> bool:
    return bool(_NUCLIDE_NUMBER.match(script) and _ELEMENT.match(after))


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Joins runs of the same style, or of the same mark, that touch or overlap; sorted by start."""
    runs = tuple(runs)
    merged: list[Run] = []
    for style in dict.fromkeys((*Style, *(run.style for run in runs))):
        apart: list[Run] = []
        for run in sorted((run for run in runs if run.style == style), key=lambda run: run.start):
            if apart and run.start <= apart[-1].end:
                apart[-1] = Run(apart[-1].start, max(apart[-1].end, run.end), style)
            else:
                apart.append(run)
        merged += apart
    return sorted(merged, key=lambda run: (run.start, run.end))
