"""Reads what people paste into one box: one paper, several, words that may be a title, or something else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import links, others, words
from videos.pipeline.identifiers.cleaning import AROUND, cleaned
from videos.pipeline.identifiers.paper_id import SAMPLE, IdKind, PaperId
from videos.pipeline.identifiers.words import Mention

LONGEST_TEXT = 5_000
"""Characters for one paper. A reference with a hundred authors has about two thousand."""

LONGEST_LIST = 20_000
"""Characters for several papers."""

MOST_LINES = 50
"""Papers in one list. They are looked up together, and the E-utilities answer for so many in one request."""

_MOST_WRITTEN = 400
"""Lines of a text. A record in the format of a reference manager has some hundred, and names one paper."""

_REFERENCE_WORDS = 6
"""A text of so many words beside an id is a reference, which may run over several lines."""

_RECORD_WORDS = 60
"""A text of so many words beside one id is a record with its abstract, which may name a registration as well."""

_TAGGED = re.compile(r"[A-Z][A-Z0-9]{1,3} ?- ")
"""How the lines of PubMed's and reference managers' formats begin."""

_TITLE_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER_IN_LIST = re.compile(r"(?:\(?\d{1,3}[.)]|\[\d{1,3}\]|[-+*\u2022\u00b7]) (?=\S)", re.ASCII)
_CONTROL = re.compile(r"[\0-\x1f\x7f]")
_SCRIPT = re.compile(r"\W{0,5}(?:javascript:|vbscript:|data:\w+/|file:/|blob:)", re.IGNORECASE)
_BEST_FIRST = (IdKind.SAMPLE, IdKind.PMID, IdKind.PMCID, IdKind.DOI)

_GENERAL = (
    "Enter one PubMed id (32887691), PMC id (PMC10979640) or DOI (10.5555/abc.123), the address of the paper's page, "
    "or its citation. “sample” is an example paper."
)


class SeveralIds(InvalidId):
    """The text names several papers where one is wanted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what was pasted: the ``id`` that it names, or None and the ``fault`` in sentences.

    ``is_title`` says that it may be the title of a paper.
    """

    text: str
    id: PaperId | None = None
    fault: str = ""
    is_title: bool = False

    @property
    def refusal(self) -> str:
        """The fault with the text that has it."""
        return f"{_quoted(self.text)} is not a paper id. {self.fault}"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    ids: tuple[PaperId, ...] = ()
    labelled: bool = False
    words: int = 0
    fault: str = ""


def parse_id(text: str) -> PaperId:
    """The one paper that a pasted text names: its PMID if the text has that, else its PMC id or its DOI.

    Raises InvalidId for any other text, and SeveralIds for one that names several papers.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidId(f"{_quoted(text)} is longer than {LONGEST_TEXT} characters. {_GENERAL}")
    found = entries(text)
    ids = [entry.id for entry in found if entry.id]
    if len(ids) > 1:
        raise SeveralIds(_several(ids))
    if refusals := [entry.refusal for entry in found if not entry.id]:
        raise InvalidId(refusals[0])
    return ids[0]


def entries(text: str) -> tuple[Entry, ...]:
    """One entry for each paper in a pasted text, in order and each paper once; one entry if there is none.

    A reference may run over several lines. Raises InvalidId for a text that is too long.
    """
    written = [line for line in text.splitlines() if line.strip()] if len(text) <= LONGEST_LIST else []
    if len(text) > LONGEST_LIST or len(written) > _MOST_WRITTEN:
        raise InvalidId(
            f"This text is longer than {LONGEST_LIST} characters or {_MOST_WRITTEN} lines. Enter fewer papers at once."
        )
    lines = [_read(line) for line in written if cleaned(line)]
    if len(lines) > 1 and (whole := _as_one(text, lines)):
        lines = [whole]
    found = dict.fromkeys(entry for line in lines or [_read(text)] for entry in _entries(line))
    by_id = {entry.id or entry.text: entry for entry in reversed(found)}
    return tuple(entry for entry in found if by_id[entry.id or entry.text] is entry)


def _several(ids: Sequence[PaperId]) -> str:
    """The sentence for several papers where one is wanted."""
    more = " among them" if len(ids) > 2 else ""
    return f"This names several papers ({len(ids)}): {ids[0]} and {ids[1]}{more}. Enter one of them here."


def _entries(line: _Line) -> list[Entry]:
    if len(line.ids) == 1:
        return [Entry(line.text, line.ids[0])]
    if line.ids:
        return [Entry(str(name), name) for name in line.ids]
    parts = [part for part in re.split(r"\s*[,;|]\s*", line.text) if part]
    if len(parts) > 1 and not any(" " in part for part in parts) and line.fault != others.GROUPED:
        read = [_read(part) for part in parts]
        if any(part.ids for part in read):
            return [entry for part in read for entry in _entries(part)]
    may_be_title = line.words >= _TITLE_WORDS and not line.fault
    return [Entry(line.text, fault=line.fault or _GENERAL, is_title=may_be_title)]


def _as_one(text: str, lines: list[_Line]) -> _Line | None:
    """The lines as one if they are one reference, or the labelled ids of one paper; else None."""
    whole = _read(" ".join(text.split()))
    is_record = 2 * sum(bool(_TAGGED.match(line.text)) for line in lines) > len(lines) or whole.words >= _RECORD_WORDS
    if len(whole.ids) != 1 or (any(line.fault for line in lines) and not is_record):
        return None
    named = [line for line in lines if line.ids]
    if len(named) == len(lines):
        return whole if all(line.labelled and not line.words for line in lines) else None
    return whole if whole.words >= _REFERENCE_WORDS else None


def _read(text: str) -> _Line:
    text = cleaned(text)
    if text.strip(AROUND).lower() == SAMPLE:
        return _Line(text, (SAMPLE,))
    if _SCRIPT.match(text):
        return _Line(text)
    if _CONTROL.search(text):
        return _Line(text, fault="This text contains control characters. Copy the id alone.")
    addresses, rest = links.divide(_NUMBER_IN_LIST.sub("", text, count=1) if _NUMBER_IN_LIST.match(text) else text)
    found = [words.find(rest), *(links.find(address) for address in addresses)]
    mentions = [mention for each in found for mention in each.mentions]
    labelled = [mention for mention in mentions if mention.labelled]
    count = found[0].words
    fault = next((each.fault for each in reversed(found) if each.fault), "")
    if mentions and (not fault or labelled or count):  # a reference may have other links as well
        return _Line(text, _papers(mentions, count), len(labelled) == len(mentions), count)
    if not fault and len(_WORD.findall(rest)) < _REFERENCE_WORDS:
        fault = others.sentence(text)
    return _Line(text, words=count, fault=fault)


def _papers(mentions: list[Mention], words: int) -> tuple[PaperId, ...]:
    """The papers that the ids of one line name.

    Ids of different kinds are those of one paper if the text labels one of them, or is a reference.
    """
    names = tuple(dict.fromkeys(mention.id for mention in mentions))
    kinds = [name.kind for name in names]
    is_one = len(set(kinds)) == len(kinds) and (words or any(mention.labelled for mention in mentions))
    return (min(names, key=lambda name: _BEST_FIRST.index(name.kind)),) if is_one else names


def _quoted(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text[:60]).strip()
    return f"“{shown}{'…' if len(text) > 60 else ''}”"
