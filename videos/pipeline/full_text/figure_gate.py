"""The figure gate: whether a figure of an article that may be used may be used, too.

A licence covers what the authors made. Publishers mark what they did not make, in a permission or an attribution of its
own, or in the caption only. Any such mark refuses the figure; so does a figure that cannot be credited by its number.
"""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts.full_text import PaperFigure, Passage, Target

_OF_OTHERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in [
        ("that it is reprinted", r"\bre-?print(?:ed|s)?\b"),
        ("that it is reproduced", r"\breproduced\b|\breproduction\b"),
        ("that it is adapted", r"(?<!-)\badapt(?:ed|ation of)\b|\badopted (?:from|with)\b"),
        (
            "that it is modified",
            r"\bmodified (?:from|after|with|by)\b|\bmodification of\b|\b(?:re)?drawn (?:from|after)\b",
        ),
        (
            "that it is taken from elsewhere",
            r"\btaken from\b|\bextracted from (?:ref|the (?:paper|article|report|website))",
        ),
        ("by whose courtesy it is shown", r"\bcourtesy\b"),
        ("that it is used with permission", r"\bpermissions?\b"),
        ("who has its copyright", r"©|\(c\) ?(?:19|20)\d\d|\bcopyright(?:ed)?\b"),
        (
            "whom to credit",
            r"\b(?:photo|picture|image|illustration|figure|art(?:work)?)?\s?credits?\s?:|\bphotos? by\b",
        ),
        ("where it comes from", r"(?:^|[.;(]\s?)(?:data |image |figure )?sources?\s?:|\ball rights reserved\b"),
        (
            "with what it was made",
            r"\b(?:created|made|drawn|generated) (?:with|in|using) bio-?render\b|\bbiorender\.com\b",
        ),
    ]
)
_ORIGIN = re.compile(
    r"\b(?:from|after|according to|based on|source)\s(?:the (?:work|study|paper) (?:of|by)\s)?"
    r"[(\[]?(?:refs?\.?|references?)?\s?(?:[\w’'-]+\s(?:(?:and|&)\s[\w’'-]+\s)?(?:et al\.?,?\s)?)?[(\[]?$",
    re.IGNORECASE,
)
_BEFORE = 80  # characters before a citation in which it may be introduced


def refusal(figure: PaperFigure) -> str:
    """The sentence that says why the figure may not be used, or "" if it may."""
    return next(_refusals(figure), "")


def name(figure: PaperFigure) -> str:
    """What the figure is called in a sentence and in a credit."""
    if figure.is_graphical_abstract:
        return figure.label or "Graphical abstract"
    return figure.label or "A figure without a number"


def _refusals(figure: PaperFigure) -> Iterator[str]:
    called = name(figure)
    if figure.rights:
        yield f"{called} has a permission of its own ({_short(figure.rights[0])})."
    if figure.attributions:
        yield f"{called} is attributed to somebody ({_short(figure.attributions[0])})."
    text = figure.printed_caption.text.text
    for what, pattern in _OF_OTHERS:
        if pattern.search(text):
            yield f"The caption of {called} says {what}."
    if _is_from_a_citation(figure.printed_caption):
        yield f"The caption of {called} refers to another source for it."
    if not figure.label and not figure.is_graphical_abstract:
        yield f"{called} cannot be credited, since viewers could not find it in the paper."
    if not figure.pictures:
        yield f"{called} has no picture in the archive."
    elif len(figure.pictures) > 1:
        yield f"{called} consists of {len(figure.pictures)} pictures, and would be shown only in part."


def _is_from_a_citation(caption: Passage) -> bool:
    """Whether a citation follows words such as "from" or "after"."""
    text = caption.text.text
    return any(
        _ORIGIN.search(text[max(0, each.start - _BEFORE) : each.start])
        for each in caption.references
        if each.target is Target.CITATION
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"
