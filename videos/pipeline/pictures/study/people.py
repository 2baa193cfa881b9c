"""Who was studied, and how many."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from videos.pipeline.artifacts import Field, Paper, Quantity, Words
from videos.pipeline.pictures.study.passage import Passage
from videos.pipeline.script.counted import COUNT, PUBLISHED
from videos.pipeline.script.figures import sample_size
from videos.pipeline.script.numbers import PEOPLE

_ENDS = (
    "was|were|is|are|had|have|has|took|participated|completed|underwent|agreed|attended|using|into|by|according|based",
    r"at baseline|which|randomly|and (?:were|was|had)|to (?:receive|an? |the |test|determine|assess|investigate)",
    r"(?:between|from|during|in) (?:[A-Z][a-z]+ )?\d{4}|in (?:a|the|this|our|one|two|\d+) ",
    r"at \w+ (?:hospitals?|cent(?:er|re)s?|sites|clinics)",
)
_AN_AGE = r"\d{1,3}(?:(?: to |-|–)\d{1,3})? (?:years|months|weeks|days)\b"
_STOP = re.compile(rf"\s*(?:[.;:()\[\]]|, (?!{_AN_AGE})|\b(?:{'|'.join(_ENDS)})\b)")
"""What ends the description of people: the verb of their sentence, or where and when it was."""

_ASSIGNED = re.compile(r"\b(?:assigned|allocated|randomi[sz]ed)\b")
_TO_A_GROUP = re.compile(
    r"(?<!able)(?<!willing)(?<!exposed)(?<!due)(?<!prior)(?<!referred)(?<!admitted)(?<!resistant)(?<!refractory)"
    r"(?<!according)(?<!up)(?<!close)(?<!naive)(?<!allergic) to (?!\d)"
)
"""Where a sentence that divides people goes on to their groups: "480 adults aged 70 years to tea or milk"."""

_UNITS = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: value for value, word in enumerate(f"{_UNITS} {_TEENS}".split(), 1)}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_OPENS_IN_WORDS = re.compile(rf"(?:{_WORD})(?:-(?:{_WORD}))?\b", re.IGNORECASE)
_WHO = re.compile(r" who \w+")  # its verb is not that of the sentence
_MOST_WORDS = 18
_SAID = r"(?:with|aged|who|undergoing|treated|receiving|referred|admitted)\b"
_RECRUITED = re.compile(
    rf"\b(?:enrolled|included|recruited|(?:study|trial|survey) (?:of|in|among)) (?!only\b)"
    rf"(?P<who>(?:consecutive |adult |healthy )?{PEOPLE} {_SAID})"
)
_AT_RANDOM = re.compile(
    rf"^(?P<who>(?i:(?:[a-z][\w-]+ ){{0,3}}?{PEOPLE}|recipients) {_SAID}[^.;:()]*?),? (?:were|was) (?:then )?random"
)
_IN_TITLE = re.compile(
    r"\b(?:in|among|of) (?P<who>(?:[a-z][\w-]+,? ){0,3}?"
    + PEOPLE
    + r")\b(?P<more> (?:with|undergoing|aged|receiving|referred|"
    r"admitted|at (?:high )?risk)\b[^:.,()?–—]*)?"
)
_GOES_ON = re.compile(r",? (?:and|or) ")
_NOT_DESCRIBING = re.compile(
    r"\b(?:the|these|those|our|their|other|most|some|all|no|and|or|versus|vs|between|number|proportion|care|health|"
    r"management|attitudes|perceptions|quality|use)\b"
)
_COUNT = re.compile(COUNT)
_ANYBODY = re.compile(r"patients|participants|subjects|individuals|people|persons|adults|cases|volunteers")
_LEFT_OUT = re.compile(
    r"\b(?:exclu\w+|not (?:included|enrolled|eligible)|screened|declined|eligible|pilot|replication)\b"
)


def check_tags(paper: Paper) -> tuple[Words, ...]:
    """The people or animals studied, as NLM's indexers checked them."""
    return tuple(Words(tag, field=Field.MESH) for tag in paper.check_tags)


@dataclass(frozen=True, slots=True)
class People:
    """The number of those studied, and who they were; None for what is not stated plainly."""

    number: Quantity | None = None
    who: Words | None = None


def people(stated: Sequence[Passage], results: Sequence[Passage], title: Passage) -> People:
    """From the methods (``stated``), else the results; who they were also from the title."""
    counted = _agreed(stated) or _agreed(results) or People()
    titled = _titled(title)
    if titled and any(_are_others(match["noun"], titled) for each in stated for match in _COUNT.finditer(each.text)):
        titled = None
    return People(counted.number, counted.who or _recruited(stated) or _divided(stated) or titled)


def _are_others(noun: str, titled: Words) -> bool:
    """Whether the methods count people whom the title does not name: "306 students", not "drinkers"."""
    return not _ANYBODY.fullmatch(noun) and noun.rstrip("s") not in titled.text


def _agreed(places: Sequence[Passage]) -> People | None:
    """The sample size, if these sentences state one, and none counts others beside it."""
    found = [people for passage in places for people in _counted(passage)]
    sizes = {people.number.words.text: people for people in found if people.number}
    if len({people.number.value for people in found if people.number}) != 1:
        return None
    is_part = any(_beside(size).search(passage.text) for size in sizes for passage in places)
    return None if is_part else found[0]


def _beside(size: str) -> re.Pattern[str]:
    """Another count after this one: "10,000 healthy newborns and 9 infants with a defect"."""
    return re.compile(rf"(?<![\d.,]){re.escape(size)} [^.;()]*\b(?:and|versus|vs\.?) \d")


def _counted(passage: Passage) -> Iterator[People]:
    text, later = _in_digits(passage.text)
    size = sample_size(text)
    if size is None or re.search(rf"{PUBLISHED}|interviews|focus groups", size.label):
        return
    found = re.search(rf"(?<![\d.,]){re.escape(size.value)}\s+{re.escape(size.label)}", text)
    if found:
        start, end = found.start(), found.start() + len(size.value)
        number = passage.words(start + later * (start > 0), end + later)
        noun = text.index(size.label, end) + later
        value = float(re.sub(r"\D", "", size.value))
        yield People(Quantity(number, value), _described(passage, noun, len(size.label)))


def _in_digits(text: str) -> tuple[str, int]:
    """The text with a number that opens it in digits, and by how much what follows stands later in ``text``."""
    word = _OPENS_IN_WORDS.match(text)
    if not word:
        return text, 0
    tens, _, ones = word[0].casefold().partition("-")
    digits = str(_VALUES[tens] + _VALUES.get(ones, 0))
    return digits + text[word.end() :], word.end() - len(digits)


def _described(passage: Passage, start: int, least: int) -> Words:
    """The noun and what is said of them up to the verb, if that is short; else the noun with its first words."""
    clause = _WHO.match(passage.text, start + least)
    begin = clause.end() if clause else start + least
    forms = (_STOP, _TO_A_GROUP) if _ASSIGNED.search(passage.text, 0, start) else (_STOP,)
    stops = [stop.start() for form in forms if (stop := form.search(passage.text, begin))]
    end = min(stops, default=len(passage.text))
    is_short = len(passage.text[start:end].split()) <= _MOST_WORDS
    return passage.words(start, end if is_short else start + least)


def _divided(places: Sequence[Passage]) -> Words | None:
    found = ((passage, _AT_RANDOM.match(passage.text)) for passage in places)
    return next((p.group(m, "who") for p, m in found if m and len(m["who"].split()) <= _MOST_WORDS), None)


def _recruited(places: Sequence[Passage]) -> Words | None:
    for passage in places:
        found = _RECRUITED.search(passage.text)
        if found and not _LEFT_OUT.search(passage.text):
            stop = _STOP.search(passage.text, found.end())
            end = stop.start() if stop else len(passage.text)
            if len(passage.text[found.start("who") : end].split()) <= _MOST_WORDS:
                return passage.words(found.start("who"), end)
    return None


def _titled(title: Passage) -> Words | None:
    if "?" in title.text:
        return None
    found = [match for match in _IN_TITLE.finditer(title.text) if not _NOT_DESCRIBING.search(match["who"])]
    if len(found) != 1:
        return None
    (match,) = found
    if _GOES_ON.match(title.text, match.end()):
        return None
    start, end = match.start("who"), match.end("more" if match["more"] else "who")
    return title.words(start, start + len(title.text[start:end].rstrip()))
