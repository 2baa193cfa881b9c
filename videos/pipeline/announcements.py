"""Recognises sentences that say what a paper talks about, and not what it found."""

import re

_ANNOUNCES = re.compile(
    r"\b(?:is|are|was|were|will be)\b(?:[^,;]* and)?(?: \w+ly)? "
    r"(?:discussed|addressed|described|presented|reviewed|outlined|considered|provided|summari[sz]ed|highlighted)"
    r"(?: (?:here|below|in (?:this|the) \w+))?\.?$|"
    r"\b(?:article|paper|review|chapter|series|we)\b(?: \w+){0,4} (?:describes?|discuss(?:es)?|reviews?|"
    r"summari[sz]es?|outlines?|presents?|provides?)\b",
    re.IGNORECASE,
)


def announces(sentence: str) -> bool:
    """Whether a sentence only announces: "Implications are discussed"."""
    return bool(_ANNOUNCES.search(sentence))
