"""Finds a share of people: "43 of 250 patients (17.2%)", "24% of the drivers"."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Portion, Share
from videos.pipeline.patterns import Pattern
from videos.pipeline.pictures.find.grammar import COUNT, PEOPLE, PER_CENT, PERCENT, WHO, WORDED_PERCENT
from videos.pipeline.pictures.find.passage import Passage, Span

_K, _N, _P = (
    rf"(?<![\w.,/])(?P<k>{COUNT})",
    rf"(?P<n>{COUNT})",
    rf"(?<![\d.·,–-])(?P<p>{PERCENT}|{WORDED_PERCENT}){PER_CENT}",
)
_OF = r"\s(?:out )?of\s(?:the\s|our\s|all\s)?(?:total of\s)?"
_ANY_OF = rf"(?:{_OF}|\s?/\s?)"
_OPEN, _CLOSE = r"[\[(]", r"[\])]"
_NOUN = rf"(?P<who>{WHO})"
_EQUALS = r"(?:[nN]\s?=\s?)?"
_ASIDE = r"(?:\s\((?:[^()\[\]]|\[[^()\[\]]*\])*\)|\s\[[^()\[\]]*\])?"
_ALONE = rf"(?P<who>{PEOPLE})"
_WHICH = r"(?:\s[A-Za-z][\w'’-]*){0,8}?"
_SHARES = tuple(
    Pattern(form)
    for form in (
        rf"{_K}{_OF}{_N}\s{_NOUN}\s?{_OPEN}{_P}{_CLOSE}",  # 18 of 120 patients (15%)
        rf"{_K}\s?/\s?{_N}\s{_NOUN}\s?{_OPEN}{_P}{_CLOSE}",
        rf"{_K}{_ANY_OF}{_N}[\s,]*{_OPEN}{_P}{_CLOSE}\s(?:of\s)?{_NOUN}",  # 18 of 120 (15%) patients
        rf"{_K}\s?{_OPEN}{_P}{_CLOSE}{_OF}{_N}\s{_NOUN}",  # 18 (15%) of 120 patients
        rf"{_P}\s?{_OPEN}{_EQUALS}{_K}{_ANY_OF}{_N}{_CLOSE}{_OF}{_NOUN}",  # 15% (18/120) of the patients
        rf"{_P}{_OF}{_NOUN}{_WHICH}\s?{_OPEN}{_EQUALS}{_K}{_ANY_OF}{_N}{_CLOSE}",  # 15% of patients (18 of 120)
        rf"\b(?:[Oo]f|[Aa]mong|[Ii]n)\s(?:the\s|these\s|all\s|"
        rf"our\s)?(?:total of\s)?{_N}\s{_NOUN}(?:{_WHICH}{_ASIDE},|{_ASIDE},?)\s"
        rf"(?:(?:a total of|only)\s)?{_K}(?:\s{WHO})?\s?{_OPEN}{_P}{_CLOSE}",  # Of 120 patients, 18 (15%)
        rf"\b(?:Of|Among|In)\s{_NOUN}{_WHICH},\s{_K}{_ANY_OF}{_N}\s?{_OPEN}{_P}{_CLOSE}",  # Among nurses, 18/120 (15%)
        rf"\b(?:Of|Among|In)\s{_NOUN}{_WHICH},\s{_P}\s?{_OPEN}{_EQUALS}{_K}{_ANY_OF}{_N}{_CLOSE}",  # ..., 15% (18/120)
        rf"{_K}{_OF}{_N}\s{_NOUN}{_WHICH}\s?{_OPEN}{_P}{_CLOSE}",  # 18 of 120 patients with gout (15%)
        rf"\b(?:[Oo]ut of|Of|Among)\s(?:the\s)?{_N}\s{_NOUN}{_WHICH},\s{_K}\s[a-z]+{_WHICH}\s{_OPEN}{_P}{_CLOSE}",
        rf"{_P}{_OF}{_NOUN}(?!\s?[\[(]\s?\d)",  # 15% of the patients
        rf"{_P}\s?{_OPEN}{_K}{_ANY_OF}{_N}\s{_NOUN}{_CLOSE}",  # 1.5% (9 of 613 patients)
        rf"{_P}{_OF}{_N}\s{_NOUN}",  # 58% of 455 patients
        rf"{_K}\s?{_OPEN}{_P}{_CLOSE}\sof\s{_NOUN}",  # 62 (58%) of the patients
        rf"{_K}\sof\s{_NOUN}\s?{_OPEN}{_P}{_CLOSE}",  # Fourteen of the patients (82%)
        rf"\b(?:Of|Among)\s(?:the\s)?(?:{COUNT}\s)?{_NOUN}{_WHICH},\s{_P}(?=\s[a-z]{{3,}})"
        r"(?!\sof\b)",  # Among nurses who drank, 15% said
        rf"{_K}\s{_ALONE}\s?{_OPEN}{_P}{_CLOSE}",  # 18 patients (15%)
        rf"{_K}\s?{_OPEN}{_P}{_CLOSE}\s{_ALONE}",  # 18 (15%) patients
    )
)


def find(passage: Passage) -> Iterator[Share]:
    """The shares of people, fully counted ones first."""
    for form in _SHARES:
        for match in form.finditer(passage.text):
            yield _share(passage, match)


def _share(passage: Passage, match: re.Match[str]) -> Share:
    names = [name for name in ("k", "n", "p", "who") if name in match.re.groupindex]
    count, whole = (passage.number(match, name) if name in names else None for name in ("k", "n"))
    return Share(
        portion=Portion(passage.required(match, "p"), count, whole),
        who=passage.words(*match.span("who")),
        claim=passage.beside(_shown(match, names)),
    )


def _shown(match: re.Match[str], names: list[str]) -> list[Span]:
    """The numbers and the people, with the marks and joints between them, but not what is said between them."""
    first, *others = sorted(_with_sign(match, name) for name in names)
    merged = [first]
    for start, end in others:
        if _JOINING.fullmatch(match.string, merged[-1][1], start):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


_JOINING = re.compile(r"(?:\W|\b(?:out|of|the|in|all|our|these|n|a|only|total|per ?cent)\b)*")
_SIGN = re.compile(PER_CENT)


def _with_sign(match: re.Match[str], name: str) -> Span:
    """The span of a group, with the per cent sign after it."""
    start, end = match.span(name)
    sign = _SIGN.match(match.string, end) if name == "p" else None
    return start, sign.end() if sign else end
