"""How a word of the paper may be said instead: so that it still is that word, and no number or negation is changed.

The spoken form is heard and not seen, so a viewer cannot notice that "hypertension" is said as "hypotension". A
pronunciation is therefore allowed only if it begins like the word and its consonants are, in their order, mostly those
of the word, or if it spells the word. Beginnings that reverse a meaning must be in both or in neither.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from anyascii import anyascii

from videos.pipeline.artifacts import Paper
from videos.pipeline.editing.problems import Problem
from videos.pipeline.fidelity import HEDGES, NEGATIONS
from videos.pipeline.hearing import spoken_form
from videos.pipeline.hearing.comparison import heard
from videos.pipeline.script.statements import read

LONGEST = 60
"""Characters of a pronunciation."""

MOST = 30
"""Pronunciations in a video."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SAID = re.compile(r"[A-Za-z]+(?:[-' ][A-Za-z]+)*")
_TOKEN = re.compile(r"\w+(?:[-'’]\w+)*")
_NUMBERS = re.compile(
    r"\b(?:zero|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|"
    r"nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|[mb]illion|dozen|first|half|third|quarter|"
    r"once|twice|double|triple|point|minus|plus|percent|times)s?\b",
    re.IGNORECASE,
)
_LIKE_A_NEGATION = re.compile(r"\b(?:k?n[ao](?:t+e?|ught|w|h|e|ne?|un)?|k?nev+[eu]r+|k?n[ei]+th[eu]r)\b", re.IGNORECASE)
"""What sounds like "not", "no", "none", "never" or "neither", however it is spelled."""

_BEGINS = re.compile("hyper|hypo|inter|intra|intro|anti|ante|macro|micro|super|supra|peri|para|per|pre|pro")
"""Beginnings that differ mostly in vowels and change the meaning of a word."""

_LETTERS = {
    **{letter: {letter} for letter in "abcdefghijklmnopqrstuvwxyz"},
    "a": {"a", "ay"}, "b": {"b", "bee"}, "c": {"c", "see", "cee"}, "d": {"d", "dee"}, "e": {"e", "ee"},
    "f": {"f", "eff"}, "g": {"g", "gee", "jee"}, "h": {"h", "aitch"}, "i": {"i", "eye"}, "j": {"j", "jay"},
    "k": {"k", "kay"}, "l": {"l", "ell"}, "m": {"m", "em"}, "n": {"n", "en"}, "o": {"o", "oh"},
    "p": {"p", "pee"}, "q": {"q", "cue"}, "r": {"r", "ar"}, "s": {"s", "ess"}, "t": {"t", "tee"},
    "u": {"u", "you"}, "v": {"v", "vee"}, "x": {"x", "ex"}, "y": {"y", "why"}, "z": {"z", "zee", "zed"},
    "w": {"w", "doubleyou"},
}  # fmt: skip
"""The names of the letters, for words that are spelled."""

_SOUNDS = (
    (re.compile(r"^(?:p(?=[nst])|k(?=n)|g(?=n)|w(?=r)|m(?=n))"), ""),
    (re.compile(r"ph|gh(?=$|t)"), "f"),
    (re.compile(r"sh|sch|ch|sj|tj|(?<=.)ti(?=o)|j"), "C"),
    (re.compile(r"th"), "t"),
    (re.compile(r"[cs]+(?=[eiy])|[sz]+"), "S"),
    (re.compile(r"^x"), "S"),
    (re.compile(r"x"), "KS"),
    (re.compile(r"g(?=[eiy])"), "C"),
    (re.compile(r"[ckqg]+"), "K"),
    (re.compile(r"[pb]+"), "P"),
    (re.compile(r"[td]+"), "T"),
    (re.compile(r"[fv]+"), "F"),
    (re.compile(r"[aeiouyhw' -]|[^a-zA-Z]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Spellings of one sound, and what is no consonant: two spellings of a word differ least in its consonants."""

_VOWEL = re.compile("^[aeiou]")
_GLIDE = re.compile("^[wyh]")
_ALIKE, _FEW = 0.75, 3
"""Share of consonants in common, as ``SequenceMatcher.ratio``; up to so many must be the same."""

_CAPITALS, _LONG_WORD = 2, 5


def pronunciation_problem(paper: Paper, word: str, said: str) -> Problem | None:
    """What is wrong with saying ``word`` as ``said`` in the video of a paper; None if nothing is."""
    problem = _problem_of_word(paper, word) or _problem_of_sound(paper, word, said)
    if problem is None and _is_heard_otherwise(paper, word, said):
        rule = f"A number or a sign beside “{word}” would not be heard as it is written."
        return Problem(rule, "Leave the word as it is.")
    return problem


def written_forms(paper: Paper, word: str) -> tuple[str, ...]:
    """The word as the title and the abstract write it: "Riociguat" and "riociguat"."""
    return tuple(sorted(token for token in _tokens(paper) if token.casefold() == word.casefold()))


@lru_cache(maxsize=256)
def _is_heard_otherwise(paper: Paper, word: str, said: str) -> bool:
    """Whether some sentence then has other numbers, signs or negations: "to" and "per" are signs beside a number."""
    instead = tuple((form, said) for form in written_forms(paper, word))
    texts = {paper.title.text, *(text for each in read(paper) for text in (each.text.text, each.spoken))}
    return any(
        heard(as_spoken(text, instead)) != heard(as_spoken(text))
        for text in texts
        if any(form in text for form, _ in instead)
    )


@lru_cache(maxsize=1024)
def as_spoken(text: str, instead: tuple[tuple[str, str], ...] = ()) -> str:
    """What the voice is given for a written sentence; ``instead`` as for ``pronounce``."""
    return " ".join(token.spoken for token in spoken_form(text, instead) if token.spoken)


def _problem_of_word(paper: Paper, word: str) -> Problem | None:
    if not _WORD.fullmatch(word):
        return Problem(f"“{word}” is not one word of letters; numbers and signs keep their reading.", "Choose a word.")
    if not written_forms(paper, word):
        return Problem(f"“{word}” is not in the title or the {paper.basis}.", "Choose a word of the paper.")
    if _counts_or_limits(word):
        rule = f"“{word}” keeps its reading, since numbers, negations and limits must be heard."
        return Problem(rule, "Choose another word.")
    return None


def _problem_of_sound(paper: Paper, word: str, said: str) -> Problem | None:
    if len(said) > LONGEST or not _SAID.fullmatch(said):
        rule = f"A pronunciation has only the letters A to Z, spaces and hyphens, and at most {LONGEST} characters."
        return Problem(rule, "Write the word as it sounds.")
    if _counts_or_limits(said) or _LIKE_A_NEGATION.search(said):
        return Problem("It sounds like a number, a negation or a limit.", "Divide the word in another way.")
    if _is_spelled(word, said):
        return None
    if _turns(word) != _turns(said):
        return Problem(f"It could be heard as the opposite of “{word}”.", "Write the beginning and end of the word.")
    others = {token.casefold() for token in _tokens(paper)} - {word.casefold()}
    if others & {part for part in said.casefold().split() if len(part) >= _LONG_WORD}:
        return Problem("It has another word of the paper.", "Write the word as it sounds.")
    if not _sounds_alike(word, said):
        remedy = "Write its consonants in their order, or the names of its letters."
        return Problem(f"It does not sound like “{word}”.", remedy)
    return None


@lru_cache(maxsize=8)
def _tokens(paper: Paper) -> frozenset[str]:
    return frozenset(_TOKEN.findall(f"{paper.title.text} {paper.abstract}"))


def _counts_or_limits(text: str) -> bool:
    tokens = [token.casefold() for token in _TOKEN.findall(text)]
    return bool(heard(text) or _NUMBERS.search(text) or NEGATIONS.of(tokens) or HEDGES.of(tokens))


def _turns(text: str) -> str:
    """The beginning of a word that could reverse its meaning, "" if it has none; the gaps of a respelling are none."""
    letters = re.sub(r"[^a-z]", "", text.casefold())
    begins = _BEGINS.match(letters)
    ends = "less" if letters.endswith("less") else ""
    return (begins[0] if begins else "") + ends


def _is_spelled(word: str, said: str) -> bool:
    """Whether the pronunciation is the letters of a short form: "S G L T" or "ess gee ell tee"."""
    letters = said.casefold().split()
    return (
        sum(map(str.isupper, word)) >= _CAPITALS
        and len(letters) == len(word)
        and all(name in _LETTERS.get(letter, ()) for letter, name in zip(word.casefold(), letters, strict=True))
    )


def _sounds_alike(word: str, said: str) -> bool:
    written, spoken = _sounds(word), _sounds(said)
    begins = 1 + written.startswith("V")
    if written[:begins] != spoken[:begins] or min(len(written), len(spoken)) <= _FEW:
        return written == spoken
    return SequenceMatcher(None, written, spoken, autojunk=False).ratio() >= _ALIKE


def _sounds(text: str) -> str:
    """The consonants of a word, after "V" if it begins with a vowel. A "w", "y" or "h" counts at the beginning only."""
    letters = re.sub(r"[^a-z]", "", anyascii(text).casefold())
    first = "V" if _VOWEL.match(letters) else (_GLIDE.match(letters) or [""])[0]
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return first + letters
