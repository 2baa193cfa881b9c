"""Whether the full forms that the voice says are those of the abstract, and whether an abbreviation lacks one."""

import re
from collections.abc import Iterator, Sequence

from benchmarks.audit.material import Finding, Video, scenes_with

_SMALL = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "second", "the", "to", "type",
    "via", "with", "without",
})  # fmt: skip
_IN_BRACKETS = re.compile(r"[(\[](?P<short>[^\W\d_][\w/-]{1,9})(?:[;,:] ?[^()]*)?[)\]]")
_CAPITALS = re.compile(r"[A-Z].*[A-Z]")
_FORMULA = re.compile(r"(?=.*\d)(?:[A-Z][a-z]?\d?){1,3}")
_GREEK = str.maketrans("αβγδεκλμω", "abgdeklmo")
_PART = re.compile(r"(?P<hyphen>(?<=\w)[-/])?(?P<part>[^\W_]+)")
_LOCANT = re.compile(r"\d+|[a-z]|sn")
_KNOWN = frozenset({
    "AIDS", "BMI", "CI", "CT", "DNA", "ECG", "EEG", "FDA", "HIV", "HR", "IQ", "IQR", "IV", "LED", "MRI", "NHS", "OR",
    "PCR", "PET", "RNA", "RR", "SD", "SE", "SEM", "UK", "US", "USA", "UV", "WHO",
})  # fmt: skip
"""Abbreviations that need no explanation, and those of statistics, which the voice says in its own way."""


def check_full_forms(video: Video) -> Iterator[Finding]:
    """Full forms that the abstract does not give, or that may be wrong where they are said."""
    for sentence in video.narrated:
        for short, long in sentence.long_forms:
            for reason in (*_faults(short, long, video.paper.abstract), *_numbers(short, long, sentence.spoken)):
                yield Finding("abbreviations", sentence.spoken, f"{short} is said as “{long}”: {reason}")


def check_explanations(video: Video) -> Iterator[Finding]:
    """Abbreviations that the abstract explains, and the video uses without explaining them."""
    abstract, seen = video.paper.abstract, set()
    for match in _IN_BRACKETS.finditer(abstract):
        short = _singular(match["short"])
        if short in seen or short in _KNOWN or _FORMULA.fullmatch(short) or not _CAPITALS.search(short):
            continue
        seen.add(short)
        before = abstract[: match.start()].split()
        if first := _first_unexplained(video, short, {match[0], _full_form(short, before)} - {""}):
            yield Finding("unexplained", first, f"{short} is not explained: … {' '.join(before[-8:])} {match[0]}")


def _first_unexplained(video: Video, short: str, explanations: set[str]) -> str:
    """The sentence that uses the abbreviation first, or "" if it is explained there or before."""
    read = video.paper.title.text
    for scene, sentence in scenes_with(video):
        read += f" {sentence.spoken} {' '.join(full for _, full in sentence.long_forms)}"
        is_explained = any(each.casefold() in read.casefold() for each in explanations)
        if is_explained or short in dict(sentence.long_forms) or f"{short} =" in scene.note:
            return ""
        if _uses(sentence.spoken, short):
            return sentence.spoken
    return ""


def _full_form(short: str, before: Sequence[str]) -> str:
    """The fewest words before a bracket that give its letters; "" if none do."""
    ends = (" ".join(before[-count:]) for count in range(1, 2 * len(short)))
    return next((words for words in ends if gives(short, words)), "")


def _faults(short: str, long: str, abstract: str) -> Iterator[str]:
    if re.search(r"[()\[\]]", long):
        yield "it crosses a bracket"
    if not gives(short, long):
        yield "its letters are not the initials"
    if not re.search(rf"{re.escape(long)}\s[(\[]{re.escape(short)}", abstract, re.IGNORECASE):
        yield "the abstract does not explain it so"
    for match in _IN_BRACKETS.finditer(abstract):
        before = abstract[: match.start()].rstrip().casefold()
        if _singular(match["short"]) == short and not before.rstrip("s").endswith(long.casefold().rstrip("s")):
            yield f"the abstract also has “… {' '.join(before.split()[-3:])} ({short})”"


def _numbers(short: str, long: str, text: str) -> Iterator[str]:
    if long.endswith("s") and (
        one := re.search(rf"\b(?:1|an?|each|every|one) {re.escape(short)}(?![\w-])", text, re.IGNORECASE)
    ):
        yield f"it is a plural after “{one[0]}”"


def gives(short: str, long: str) -> bool:
    """Whether the letters come from the words in order: of each its initial, and then letters within it.

    Small words, words after a hyphen and the places of a chemical name need not give any.
    """
    letters = re.sub(r"[^a-z\d]", "", short.casefold().translate(_GREEK))
    places = {0}
    for match in _PART.finditer(long.casefold().translate(_GREEK)):
        part = match["part"]
        after = {end for place in places for end in _ends(letters, place, part)}
        may_be_passed = match["hyphen"] or part in _SMALL or _LOCANT.fullmatch(part)
        places = after | places if may_be_passed else after
    return len(letters) in places


def _ends(letters: str, place: int, part: str) -> Iterator[int]:
    """The places in the letters after the initial of a word, and after each further letter from it."""
    if letters[place : place + 1] != part[0]:
        return
    place += 1
    yield place
    for letter in part[1:]:
        if letters[place : place + 1] == letter:
            place += 1
            yield place


def _singular(short: str) -> str:
    return re.sub(r"(?<=[A-Z])s$", "", short)


def _uses(text: str, short: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(short)}s?(?![\w])", text))
