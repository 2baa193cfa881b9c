"""Finds ids among words: labelled numbers, PMC ids, DOIs, and numbers that stand alone."""

import re
from dataclasses import dataclass

from videos.pipeline.identifiers import dois, others
from videos.pipeline.identifiers.cleaning import AROUND
from videos.pipeline.identifiers.paper_id import LONGEST, IdKind, PaperId

_ALONE = r"(?![^\W_]|[.,]\d)"
_PMID = re.compile(
    r"(?<![^\W_])(?:PM\s?IDs?|PubMed\s?(?:IDs?|identifier|number)|EXT_ID|PubMed(?=[:#=/]|\s?\d{6}))[\W_]{0,4}"
    rf"(?:(?:no|nr|number|is)\b[\W_]{{0,3}})?(?P<labelled>\d+){_ALONE}"
    r"|(?<![^\W_])(?P<tagged>\d+)\s?\[(?:uid|pmid)\]",
    re.IGNORECASE | re.ASCII,
)
_PMC = re.compile(
    rf"(?<![^\W_])(?P<label>PMC\s?IDs?[\W_]{{0,4}}|pmc(?:\.article)?:)?PMC\s?(?P<number>\d+)(?:\.\d{{1,3}})?{_ALONE}",
    re.IGNORECASE | re.ASCII,
)
_LABELS = re.compile(
    r"(?<![^\W_])(?:info:|urn:)?(?:PM\s?IDs?|PubMed|doi|ids?|uid|link|url|and|or|und|et|vs)(?![^\W_])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Mention:
    """An id in a text. ``labelled`` means that the text says what it is: "PMID: 31234567"."""

    id: PaperId
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The ids in a text, the number of its other words, and what is wrong with it, or ""."""

    mentions: tuple[Mention, ...] = ()
    words: int = 0
    fault: str = ""


def find(text: str) -> Found:
    """The ids in a cleaned text without links."""
    mentions, rest = _named_in(text)
    rest = _LABELS.sub(_blank, rest)
    tokens = [token for token in (token.strip(AROUND) for token in re.split(r"[\s,;|/]+", rest)) if token]
    if tokens and all(token.isascii() and token.isdecimal() for token in tokens) and not _grouped(tokens):
        mentions += [Mention(_named(token)) for token in tokens]
        tokens = []
    kept = tuple(dict.fromkeys(mentions))
    if fault := next((fault for mention in kept if (fault := _fault(mention.id))), ""):
        return Found(fault=fault)
    return Found(kept, sum(bool(_WORD.search(token)) for token in tokens))


def printed(text: str) -> list[Mention]:
    """The ids in a cleaned text of many words, such as a page. Numbers that no paper can have are left out."""
    return [mention for mention in _named_in(text)[0] if not _fault(mention.id)]


def _named_in(text: str) -> tuple[list[Mention], str]:
    """The ids that the text names as such, and the text with blanks in their place."""
    mentions: list[Mention] = []
    rest = text
    for match, doi in dois.found(text):
        mentions.append(Mention(doi, labelled=bool(match["label"])))
        rest = _blanked(rest, match.start(), match.start() + len(match["label"] or "") + len(doi))
    mentions += [Mention(_named(match["labelled"] or match["tagged"]), labelled=True) for match in _PMID.finditer(rest)]
    rest = _PMID.sub(_blank, rest)
    mentions += [Mention(_named(match["number"], "PMC"), bool(match["label"])) for match in _PMC.finditer(rest)]
    return mentions, _PMC.sub(_blank, rest)


def digits(text: str, kind: IdKind) -> Found:
    """The number in a link whose place says that it is a PMID or a PMC id."""
    name = _named(text, "" if kind is IdKind.PMID else "PMC")
    fault = _fault(name)
    return Found(fault=fault) if fault else Found((Mention(name),))


def of_dois(names: list[PaperId]) -> Found:
    """The DOIs in a link."""
    if fault := next((fault for name in names if (fault := _fault(name))), ""):
        return Found(fault=fault)
    return Found(tuple(Mention(name) for name in dict.fromkeys(names)))


def _named(number: str, letters: str = "") -> PaperId:
    return PaperId(letters + number.lstrip("0"))


def _fault(name: PaperId) -> str:
    if name.startswith("10.48550/arxiv"):
        return others.ARXIV
    match name.kind:
        case IdKind.DOI if len(name) > LONGEST:
            return others.LONG_DOI
        case IdKind.DOI if name.endswith("/"):
            return others.NOT_A_DOI
        case IdKind.PMCID if len(name) > len("PMC") + 9:
            return others.LONG_NUMBER
        case IdKind.PMID if len(name) > 8:
            return others.LONG_NUMBER
        case IdKind.PMID | IdKind.PMCID if name in ("", "PMC"):
            return "No paper has the number 0. Check it."
    return ""


def _grouped(numbers: list[str]) -> bool:
    """Whether the numbers are one number in groups of three digits: 31 234 567."""
    return 1 < len(numbers) <= 4 and len(numbers[0]) <= 3 and all(len(number) == 3 for number in numbers[1:])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
