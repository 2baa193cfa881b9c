"""Divides the abstract of a paper into statements: its sentences, each with what the rules need to know."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from videos.pipeline import timing
from videos.pipeline.artifacts import Paper, RichText, Role, Section, Source
from videos.pipeline.pubmed.headings import is_heading, leading
from videos.pipeline.script import abbreviations, threads, wording
from videos.pipeline.script.boilerplate import is_boilerplate
from videos.pipeline.script.clauses import parted
from videos.pipeline.script.role_cues import Weights, cues
from videos.pipeline.script.roles import classify
from videos.pipeline.script.segmentation import Span, sentences

LONGEST = 110
"""Words. A longer sentence is parted at its clauses. Without any it is a list or has lost its full stops."""

_MOST_CHARACTERS = 2_000

_PAPERS = 8
"""Papers whose statements are kept: each edit of a storyboard, and each stage of a video, asks for them again."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the abstract.

    ``shown`` is what the slide shows, ``spoken`` what the voice says in about ``seconds``. ``label`` is the authors'
    heading ("" if there is none), ``place`` the index in its section, ``weights`` the weights of its role cues, and
    ``cuts`` what the voice leaves out of ``text``.
    """

    source: Source
    text: RichText
    shown: RichText
    label: str
    role: Role
    place: int
    spoken: str
    seconds: float
    weights: Weights
    cuts: tuple[wording.Cut, ...]

    @property
    def words(self) -> int:
        """Number of words that the voice says."""
        return len(self.spoken.split())

    @property
    def needs_its_heading(self) -> bool:
        """Whether it is a list that only its heading explains: "Exclusion criteria" of "previous surgery, fever"."""
        return self.place == 0 and self.text.text[:1].islower() and bool(_CRITERIA.search(self.label))

    @property
    def dangles(self) -> bool:
        """Whether the sentence depends on the one before it ("They ...", "However, ...")."""
        return threads.dangles(self.text.text, states_an_aim=self.weights[Role.OBJECTIVE] >= _STATES_AN_AIM)

    @property
    def contrasts(self) -> bool:
        """Whether the sentence qualifies the one before it."""
        return threads.contrasts(self.text.text)

    @property
    def continues(self) -> bool:
        """Whether the sentence continues the one before it."""
        return self.dangles or self.contrasts

    def with_cuts(self, cuts: Sequence[wording.Cut]) -> "Statement":
        """The same statement with other words left out."""
        spoken = wording.spoken(self.text, cuts)
        return replace(
            self,
            cuts=tuple(cuts),
            spoken=spoken,
            shown=wording.shown(self.text, cuts),
            seconds=timing.of_speech(spoken),
        )


_CRITERIA = re.compile(r"criteri", re.IGNORECASE)
_STATES_AN_AIM = 3.0
"""Objective weight from which a sentence states an aim."""

_HEARD = re.compile(r"[^\W_]")
_LIST_MARK = re.compile(r"(?:\(?(?:\d{1,2}|[ivx]{1,4}|[IVX]{2,4}|[a-h])[.)]|[•·▪●*–-])\s+(?=\w{2}|[A-Z]\b)")
_NEXT_LIST_MARK = re.compile(r"(?:(?<=\s)|\()(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s")
_ENDED = re.compile(r"[.?!)\]’”\"%]\s*$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence in its section; ``place`` is its index there."""

    section: Section
    place: int
    source: Source
    text: RichText


@lru_cache(maxsize=_PAPERS)
def read(paper: Paper) -> tuple[Statement, ...]:
    """The statements of the abstract in order, without fragments and sentences that are not about the research."""
    found = [each for index, section in enumerate(paper.sections) for each in _find(section, index)]
    guesses = classify([each.text.text for each in found])
    unexplained = abbreviations.unexplained(paper.abstract)
    statements = [_statement(each, guess, unexplained) for each, guess in zip(found, guesses, strict=True)]
    return tuple(_with_aims_separated([each for each in statements if _HEARD.search(each.spoken)]))


def _find(section: Section, index: int) -> list[_Found]:
    return [
        _Found(section, place, Source(index, start, end), section.text.cut(start, end))
        for place, (start, end) in enumerate(_spans(section))
        if _has_content(section.text.cut(start, end))
    ]


def _spans(section: Section) -> Iterator[Span]:
    """The sentences, or the parts of long ones.

    They have no marks of lists, and no single headings in an abstract that is not divided.
    """
    text = section.text.text
    begin = 0 if section.label else leading(text)
    for start, end in sentences(text):
        is_heading_alone = not section.label and is_heading(text[start:end].rstrip(" .:"))
        if end > begin and not is_heading_alone:
            first = _without_mark(text, max(start, begin), end)
            is_too_long = _is_too_long(section.text.cut(first, end))
            yield from parted(text, first, end) if is_too_long else [(first, end)]


def _is_too_long(text: RichText) -> bool:
    """Whether the voice would say more than LONGEST words; most that are written may be statistics in brackets."""
    return len(text.text.split()) > LONGEST and len(wording.spoken(text).split()) > LONGEST


def _without_mark(text: str, start: int, end: int) -> int:
    """Where a sentence begins after its number in a list or its bullet, unless it holds the whole list."""
    mark = _LIST_MARK.match(text, start, end)
    return mark.end() if mark and not _NEXT_LIST_MARK.search(text, mark.end(), end) else start


def _statement(found: _Found, guess: Role, unexplained: frozenset[str]) -> Statement:
    role = _role_of(found.section) or guess
    if _is_mixed(found.section):
        role = Role.RESULTS if guess in (Role.RESULTS, Role.CONCLUSIONS) else Role.METHODS
    left_out = wording.cuts(found.text.text, unexplained)
    spoken = wording.spoken(found.text, left_out)
    return Statement(
        source=found.source,
        text=found.text,
        shown=wording.shown(found.text, left_out),
        label=found.section.label,
        role=role,
        place=found.place,
        spoken=spoken,
        seconds=timing.of_speech(spoken),
        weights=cues(found.text.text),
        cuts=left_out,
    )


_WHOLE_BODY = 600


def _role_of(section: Section) -> Role | None:
    """The role from the heading; a long "Summary" is a whole abstract, not a conclusion."""
    is_body = section.label.upper() == "SUMMARY" and len(section.text.text) > _WHOLE_BODY
    return None if is_body else section.role


def _is_mixed(section: Section) -> bool:
    label = section.label.upper()
    return "METHOD" in label and "RESULT" in label


def _has_content(rich: RichText) -> bool:
    text = rich.text
    if len(text) > _MOST_CHARACTERS or _is_too_long(rich):
        return False
    count = len(text.split())
    if is_boilerplate(text):
        return False
    return count >= 5 or bool(_ENDED.search(text))


def _with_aims_separated(statements: Sequence[Statement]) -> list[Statement]:
    """Authors put aims under "Background" and background under "Objective": here the words decide."""
    stated = {s.source.section for s in statements if s.role is Role.OBJECTIVE and s.weights[Role.OBJECTIVE] > 0}
    return [_with_role_by_words(statement, statement.source.section in stated) for statement in statements]


_THIS_STUDY = re.compile(r"(?:This|The (?:present|current)) (?:study|paper|article|review|report|work|trial)\b")


def _with_role_by_words(statement: Statement, section_states_aim: bool) -> Statement:
    aim, background = statement.weights[Role.OBJECTIVE], statement.weights[Role.BACKGROUND]
    if statement.role is Role.BACKGROUND and (aim >= 6 or (aim and _THIS_STUDY.match(statement.text.text))):
        return replace(statement, role=Role.OBJECTIVE)
    follows = statement.place > 0 and background >= 3
    if statement.role is Role.OBJECTIVE and aim == 0 and (section_states_aim or follows):
        return replace(statement, role=Role.BACKGROUND)
    return statement
