"""Pictures: what a slide may draw. Each number and label is a span of the paper or a field of its record.

A picture is one of the kinds in ``Picture``. They are tagged structs, since a checkpoint holds a union of them.
"""

from dataclasses import dataclass
from math import floor
from typing import TypeAlias

from msgspec import Struct

from videos.pipeline.artifacts.quantity import Group, Harm, Mean, Measure, Part, Portion, Quantity, Row, Scale, Words


class Interval(Struct, frozen=True, tag=True):
    """Estimates of an effect with their intervals, on one axis.

    ``words`` name the measure as printed ("adjusted OR", "mean difference"), None if the sentence leaves it to the
    reader ("rose by 6.0 percentage points"). ``claim`` is what the sentence says beside its numbers, in order, with a
    cut between two pieces. ``level`` is the name of the interval ("95% CI"), ``unit`` that of the numbers, and ``p``
    the p value as printed ("p < 0.001").
    """

    measure: Measure
    rows: tuple[Row, ...]
    level: Words
    claim: tuple[Words, ...] = ()
    words: Words | None = None
    unit: Words | None = None
    p: Words | None = None

    @property
    def scale(self) -> Scale:
        """The axis of all rows."""
        return self.measure.scale

    @property
    def unnamed(self) -> str:
        """The product's name for a measure that the sentence leaves to the reader. It claims no more than that."""
        return Measure.DIFFERENCE.value if self.scale is Scale.LINEAR else self.measure.value

    def includes_no_effect(self, row: Row) -> bool:
        """Whether the interval of a row reaches or crosses the line of no effect."""
        return row.low.value <= self.scale.no_effect <= row.high.value

    @property
    def parts(self) -> tuple[Part, ...]:
        """The claim, then each row."""
        return (*_all(self.claim), *(row.part for row in self.rows))


FEW = 20
"""Below this number of people each is drawn, since figures out of 100 would promise more than was counted."""


class Share(Struct, frozen=True, tag=True):
    """A share of people: ``who`` are the whole ("women").

    ``claim`` is what the sentence says beside its numbers and ``who``, in order, with a cut between two pieces.
    """

    portion: Portion
    who: Words
    claim: tuple[Words, ...]

    @property
    def figures(self) -> tuple[int, int]:
        """How many figures are filled, and how many are drawn: the people themselves if they are few, else 100."""
        count, whole = self.portion.count, self.portion.whole
        if count and whole and whole.value < FEW:
            return int(count.value), int(whole.value)
        return floor(self.portion.percent.value + 0.5), 100

    @property
    def parts(self) -> tuple[Part, ...]:
        """All people, then how many of them, then what those did or had."""
        whole = self.portion.whole
        some = (each for each in (self.portion.percent, self.portion.count) if each)
        return (
            (self.who, *((whole.words,) if whole else ())),
            tuple(each.words for each in some),
            *_all(self.claim),
        )


class Groups(Struct, frozen=True, tag=True):
    """The shares of two groups that had one outcome, and what the sentence says about their difference.

    ``people`` says that the groups are people, so that figures may be drawn instead of bars. ``comparison`` are the
    words that compare ("versus", "than"). ``setting`` is what the sentence says around it ("At one year"), in order.
    """

    outcome: Words
    groups: tuple[Group, ...]
    comparison: Words
    people: bool = False
    setting: tuple[Words, ...] = ()
    verdict: Interval | None = None
    p: Words | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The outcome, each group, then the verdict."""
        verdict = self.verdict.rows[0].part if self.verdict else ()
        p = (self.p,) if self.p else ()
        shown = ((self.outcome,), *(group.part for group in self.groups), (*verdict, *p))
        return (*_all(self.setting), *(part for part in shown if part))


class Change(Struct, frozen=True, tag=True):
    """Two means of one quantity: before and after (``is_paired``), or in two groups.

    ``deviation`` are the words that call the spread a standard deviation.
    """

    outcome: Words
    points: tuple[Mean, ...]
    is_paired: bool
    unit: Words | None = None
    deviation: Words | None = None
    p: Words | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The quantity, then each mean."""
        return ((self.outcome,), *(point.part for point in self.points))


class Harms(Struct, frozen=True, tag=True):
    """All harms that a sentence lists, in its order: in two groups, or in one (then ``groups`` is empty)."""

    rows: tuple[Harm, ...]
    groups: tuple[Words, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Each harm."""
        return tuple((row.name, *(words for each in row.portions for words in each.part)) for row in self.rows)


class BigNumber(Struct, frozen=True, tag=True):
    """A number set large and what it counts or measures. ``interval`` are its bounds as printed, with their name."""

    number: Words
    caption: Words
    interval: Words | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The caption, then the number."""
        return ((self.caption,), (self.number, *((self.interval,) if self.interval else ())))


class StudyCard(Struct, frozen=True, tag=True):
    """Who was studied and how.

    ``tags`` are the MeSH terms that NLM's indexers check for every study ("Humans", "Aged").
    """

    design: Words | None = None
    population: Words | None = None
    number: Quantity | None = None
    tags: tuple[Words, ...] = ()
    groups: tuple[Words, ...] = ()
    outcome: Words | None = None
    places: tuple[Words, ...] = ()
    follow_up: Words | None = None
    registrations: tuple[Words, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Who, how, what was compared, what was measured, where."""
        who = (*((self.number.words,) if self.number else ()), *_one(self.population), *self.tags)
        where = (*self.places, *_one(self.follow_up), *self.registrations)
        parts = (who, _one(self.design), self.groups, _one(self.outcome), where)
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Icon:
    """A drawing, by the name of its art (an icon or an organ), and the record's own heading that it stands for.

    ``said`` are the words of a sentence that name the heading, None beside a title.
    """

    art: str
    heading: Words
    said: Words | None = None


class Topic(Struct, frozen=True, tag=True):
    """What the paper or a sentence is about: at most three drawings, each with its heading.

    ``phrase`` are the key words of the sentence, if it has any that may stand alone.
    """

    items: tuple[Icon, ...]
    phrase: Words | None = None

    @property
    def body(self) -> str:
        """The body in which the organs are lit, "" for icons: "body-male" of "body-male/liver"."""
        return self.items[0].art.rpartition("/")[0]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The phrase, then each heading with the words that name it."""
        return (*_all(_one(self.phrase)), *((item.heading, *_one(item.said)) for item in self.items))


@dataclass(frozen=True, slots=True)
class Point:
    """A part of a sentence, with a drawing if a heading of the record stands for it."""

    words: Words
    icon: Icon | None = None


class Points(Struct, frozen=True, tag=True):
    """The parts of one sentence, one below the other, after the ``lead`` that introduces them."""

    items: tuple[Point, ...]
    lead: Words | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The lead, then each point."""
        return (*_all(_one(self.lead)), *((item.words,) for item in self.items))


class Conclusion(Struct, frozen=True, tag=True):
    """What the authors conclude, in their words: ``lead`` is set small before the ``clauses``."""

    clauses: tuple[Words, ...]
    lead: Words | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The lead, then each clause."""
        return (*_all(_one(self.lead)), *_all(self.clauses))


class Facsimile(Struct, frozen=True, tag=True):
    """A figure of the paper, shown whole, while a sentence of the abstract is said that it belongs to.

    ``name`` is what the paper calls it ("Figure 2"), ``words`` are those of its ``caption`` that stand beside it, and
    ``credit`` names authors, figure and licence. ``image`` is the digest of the kept picture, which has ``width`` x
    ``height`` pixels and so many ``panels``.
    """

    name: str
    words: Words
    caption: str
    credit: str
    image: str
    width: int
    height: int
    panels: int = 1

    @property
    def is_cut(self) -> bool:
        """Whether the words are no whole sentence of the caption."""
        return self.words.text != self.caption and not self.words.text.endswith((".", "?", "!"))

    @property
    def parts(self) -> tuple[Part, ...]:
        """One without a word of the sentence: all of it is there from the start."""
        return ((),)


Picture: TypeAlias = (
    Interval | Share | Groups | Change | Harms | BigNumber | StudyCard | Topic | Points | Conclusion | Facsimile
)


def _one(words: Words | None) -> Part:
    return (words,) if words else ()


def _all(pieces: Part) -> tuple[Part, ...]:
    return tuple((each,) for each in pieces)
