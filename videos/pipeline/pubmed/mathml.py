"""Converts a MathML formula to one line of text with subscripts and superscripts. Presentation MathML only."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from lxml import etree

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.pubmed.characters import joined, plain

_SPACED = frozenset("=≠<>≤≥≪≫±∓+−×·÷≈≃≅∼~∝→←↔⇒∈∉⊂⊆∪∩∧∨∣")
_SCRIPTS = {
    "msub": (Style.SUB,),
    "msup": (Style.SUP,),
    "msubsup": (Style.SUB, Style.SUP),
    "munder": (Style.SUB,),
    "mover": (Style.SUP,),
    "munderover": (Style.SUB, Style.SUP),
}
_ACCENTS = {"¯": "\u0304", "‾": "\u0304", "̄": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303"}
_ACCENTS |= {"˙": "\u0307", "→": "\u20d7", "⃗": "\u20d7"}
_UNSEEN = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts"})


def formula(element: etree._Element) -> RichText:
    """The formula as written in a line of text."""
    name = _name(element)
    if name in _UNSEEN:
        return RichText()
    if name in _SCRIPTS and len(element):
        return _scripted(element, _SCRIPTS[name])
    return _WRITERS.get(name, _row)(element)


def _row(element: etree._Element) -> RichText:
    return joined(_parts(element))


def _parts(element: etree._Element) -> list[RichText]:
    return [formula(child) for child in element]


def _token(element: etree._Element) -> RichText:
    return RichText(_words(element).text.strip())


def _words(element: etree._Element) -> RichText:
    return RichText(plain("".join(str(text) for text in element.itertext())))


def _operator(element: etree._Element) -> RichText:
    sign = _token(element).text.replace("-", "−")
    before = element.getprevious()
    is_infix = before is not None and _name(before) not in ("mo", "mspace") and _is_in_a_row(element)
    return RichText(f" {sign} " if sign in _SPACED and is_infix else sign)


def _is_in_a_row(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and _name(parent) not in _SCRIPTS


def _scripted(element: etree._Element, styles: tuple[Style, ...]) -> RichText:
    base, *scripts = _parts(element)
    if _name(element) == "mover" and len(scripts) == 1 and scripts[0].text in _ACCENTS and len(base.text) == 1:
        return RichText(unicodedata.normalize("NFC", base.text + _ACCENTS[scripts[0].text]), base.runs)
    return joined([base, *(_set_in(style, script) for script, style in zip(scripts, styles, strict=False))])


def _set_in(style: Style, content: RichText) -> RichText:
    return content.styled([Run(0, len(content.text), style)]) if content.text else content


def _fraction(element: etree._Element) -> RichText:
    return _separated([_grouped(part) for part in _parts(element)], "/")


def _root(element: etree._Element) -> RichText:
    return joined([RichText("√"), _grouped(_row(element))])


def _nth_root(element: etree._Element) -> RichText:
    parts = _parts(element)
    return joined([_set_in(Style.SUP, joined(parts[1:])), RichText("√"), _grouped(joined(parts[:1]))])


def _fenced(element: etree._Element) -> RichText:
    content = _separated(_parts(element), ", ")
    return joined([RichText(element.get("open", "(")), content, RichText(element.get("close", ")"))])


def _table(element: etree._Element) -> RichText:
    return _separated(_parts(element), "; ")


def _table_row(element: etree._Element) -> RichText:
    return _separated(_parts(element), ", ")


def _space(element: etree._Element) -> RichText:
    return RichText(" ")


def _grouped(content: RichText) -> RichText:
    """The content, in brackets if it would be misread without them: "(a + b)/c"."""
    return joined([RichText("("), content, RichText(")")]) if re.search(r"[ /]", content.text.strip()) else content


def _separated(parts: Iterable[RichText], separator: str) -> RichText:
    spread = [piece for part in parts for piece in (RichText(separator), part)]
    return joined(spread[1:])


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


_WRITERS: dict[str, Callable[[etree._Element], RichText]] = {
    "mi": _token,
    "mn": _token,
    "ms": _token,
    "mtext": _words,
    "mo": _operator,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _nth_root,
    "mfenced": _fenced,
    "mtable": _table,
    "mtr": _table_row,
    "mspace": _space,
}
