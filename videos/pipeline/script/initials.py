"""Finds the words before a bracket that the short form in it abbreviates: "total sleep time" before "(TST)".

Each letter is the initial of a word, or follows an initial within its word ("methotrexate", MTX). Each word gives its
initial, except connecting words ("acute on chronic liver failure", ACLF). So words that merely happen to contain the
letters are no long form, and neither are words that a name does not contain: "predicts liver iron load" (PLIL). A
missing long form is better than a wrong one: where there is doubt, there is none.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, starmap

_ARTICLES = frozenset({"the", "a", "an"})
_CONNECTING = _ARTICLES | frozenset({
    "of", "and", "and/or", "for", "in", "to", "on", "with", "by", "at", "from", "or", "as", "per", "via", "type",
    "under", "after", "without", "&", "+", "s", "second", "seconds", "min", "minute", "minutes",
})  # fmt: skip
"""Words that may be inside a long form without their initials, but not begin it: also the unit of FEV1."""

_NEVER_IN_A_NAME = frozenset({
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "may", "might",
    "can", "could", "should", "would", "will", "must", "not", "no", "nor", "that", "which", "who", "whose",
    "whom", "where", "when", "while", "whereas", "if", "because", "than", "this", "these", "those", "there", "it",
    "its", "they", "their", "them", "we", "our", "us", "i", "he", "she", "his", "her", "both", "each", "either",
    "neither", "all", "any", "some", "such", "other", "others", "only", "then", "thus", "using", "including",
    "containing", "comprising", "showing", "comparing", "evaluating", "assessing", "measuring", "causing",
    "called", "named", "termed", "versus", "vs", "between", "among", "during", "through", "against", "about",
    "but", "plus", "into", "upon", "fell", "grew", "led", "gave", "took", "went", "became",
})  # fmt: skip
_VERBS = frozenset({
    "assess", "test", "measure", "determine", "evaluate", "examine", "explore", "find", "identify", "compare",
    "detect", "estimate", "predict", "prevent", "treat", "reduce", "lower", "raise", "increase", "improve",
    "induce", "inhibit", "produce", "provide", "promote", "prove", "show", "study", "support", "screen",
    "develop", "describe", "define", "establish", "enhance", "express", "give", "make", "monitor", "obtain",
    "perform", "regulate", "report", "review", "use", "verify", "keep", "stop", "start", "slow", "hold", "take",
    "get", "train", "learn", "teach", "cure", "heal", "help", "block", "limit", "control", "cause", "save",
    "avoid", "remove",
})  # fmt: skip
_BEFORE_A_VERB = frozenset({
    "to", "we", "can", "may", "could", "will", "would", "should", "might", "must", "that", "which", "who",
})  # fmt: skip
_LATIN = frozenset({"vitro", "vivo", "situ", "utero", "silico"})
_SINGULAR_IN_S = frozenset({
    "herpes", "diabetes", "rabies", "measles", "caries", "series", "species", "biceps", "triceps", "quadriceps",
    "lens", "pancreas", "gas", "ascites", "odds",
})  # fmt: skip
_PLURAL = re.compile(r"[a-z]{3,}(?<![sui])s")
_PLURAL_S = re.compile(r"(?<=\w{3})s$")
_PARTICIPLE = re.compile(r"[a-z]{3,}ed")

_PHRASE_ENDS = re.compile(r"(?<!\d),\s|[;:.!?]\s|[\"“”=<>≤≥±—]|--|\s[–-]\s|(?:^|\s)[(\[{](?:[^()\[\]{}]*[)\]}])?")
_PART = re.compile(r"[^\W_]+")
_LOCANT = re.compile(r"\d+|[^\W\d_]|alpha|beta|gamma|delta|omega")
"""A part of a chemical name whose initial is not needed: "2,4-dinitrophenyl" (DNP)."""

_PIECE_BEGINS = "|"
"""Between the letters of a short form where it has a hyphen or a slash: an initial follows, also in COX-2."""

_GREEK = str.maketrans("αβγδεζκλμπρστω", "abgdezklmprsto")


def long_form(short: str, before: str) -> str:
    """The end of ``before`` that ``short`` abbreviates, as it is written there; "" if there is none, or doubt."""
    letters = _PIECE_BEGINS.join(_PART.findall(_folded(short)))
    words = _PHRASE_ENDS.split(before)[-1].split()[-2 * len(letters) - 1 :]
    starts = [place for place in range(len(words)) if _may_be_a_name(words[place:], words[:place])]
    for only_initials in (True, False):
        found = [place for place in starts if _gives(letters, words[place:], only_initials=only_initials)]
        if found:
            doubtful = len(found) > 1 or (not only_initials and _may_begin_earlier(letters, words[: found[0]]))
            long = " ".join(words[found[0] :])
            return "" if doubtful or re.search(rf"\b{re.escape(short.strip('+-'))}\b", long) else long
    return ""


def _folded(text: str) -> str:
    """In small letters, the Greek ones as the first letters of their names: NF-κB is nuclear factor kappa B."""
    return text.casefold().translate(_GREEK)


def _may_be_a_name(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the words can be a noun phrase on its own: no clause, and no verb with its object."""
    first, text = words[0].casefold(), " ".join(words)
    if not first[0].isalnum() or (first in _CONNECTING and _LATIN.isdisjoint(words[1:2])):
        return False
    if text.count("(") != text.count(")") or not _NEVER_IN_A_NAME.isdisjoint(text.casefold().split()):
        return False
    if before and _belongs_to(before[-1].casefold(), first):
        return False
    read = [first, *words[1:]] if not before and words[0].istitle() else words
    return not any(starmap(_is_a_clause, pairwise(read)))


def _belongs_to(before: str, first: str) -> bool:
    """Whether the first word belongs to the one before: "to test", "the drug reduced", "1, 2-diol"."""
    if before.endswith(","):
        return first[0].isdigit()
    if _PARTICIPLE.fullmatch(first):
        is_verb = first[:-1] in _VERBS or first[:-2] in _VERBS
        return before not in _CONNECTING and (is_verb or bool(_PLURAL.fullmatch(before)))
    return first in _VERBS and before in _BEFORE_A_VERB


def _is_a_clause(word: str, following: str) -> bool:
    """Whether two words show a verb: "test the repair", "predicts iron", "rats gain", "associated with"."""
    if word in _CONNECTING:
        return False
    if _PLURAL.fullmatch(word) and word not in _SINGULAR_IN_S:
        return following not in _CONNECTING
    return following in _ARTICLES or (bool(_PARTICIPLE.fullmatch(word)) and following in _CONNECTING)


def _may_begin_earlier(letters: str, before: Sequence[str]) -> bool:
    return bool(before) and before[-1].casefold() not in _CONNECTING and _folded(before[-1]).startswith(letters[0])


def _gives(letters: str, words: Iterable[str], *, only_initials: bool) -> bool:
    """Whether the letters can be read from the words, in order, none left over."""
    positions = {0}
    for word in " ".join(words).replace("/", " ").split():
        positions = {end for start in positions for end in _after_word(letters, start, word, only_initials)}
    return len(letters) in positions


def _after_word(letters: str, start: int, word: str, only_initials: bool) -> set[int]:
    """The positions in ``letters`` after the word, if it begins at ``start``."""
    parts = _PART.findall(_folded(word))
    if word.casefold() in _CONNECTING:
        return {start}.union(*(_after_part(letters, start, part, True) for part in parts))
    needed = [part for part in parts if not _LOCANT.fullmatch(part)] or parts
    positions = {start}
    for part in parts:
        reached = {end for position in positions for end in _after_part(letters, position, part, only_initials)}
        is_needed = part == needed[0] or (only_initials and part in needed)
        positions = reached if is_needed else positions | reached
    return positions


def _after_part(letters: str, start: int, part: str, only_initial: bool) -> set[int]:
    """The positions after the initial of ``part`` and, unless ``only_initial``, after each of the letters within it."""
    start += letters.startswith(_PIECE_BEGINS, start)
    if not letters.startswith(part[0], start):
        return set()
    ends = [start + 1]
    for letter in _PLURAL_S.sub("", part[1:]):
        if letters.startswith(letter, ends[-1]) and (letter.isdigit() or not only_initial):
            ends.append(ends[-1] + 1)
    return set(ends)
