"""Words and numbers of a paper, as the pictures of a slide hold them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from videos.pipeline.artifacts.paper import Source


class Field(StrEnum):
    """The fields of a record, or of a figure, from which a label may come."""

    TITLE = "title"
    MESH = "mesh"
    KEYWORD = "keyword"
    PUBLICATION_TYPE = "publication_type"
    REGISTRATION = "registration"
    PLACE = "place"
    CAPTION = "caption"  # of a figure of the full text


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the paper, character for character. Either ``source`` or ``field`` says where they stand."""

    text: str
    source: Source | None = None
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed, without its unit ("−2.3", "0·94", "Seven"), and its value."""

    words: Words
    value: float


Part: TypeAlias = tuple[Words, ...]
"""Words whose first one that is spoken lets something appear. A part without one appears with the part before it."""


class Scale(StrEnum):
    """The axis of an interval. No effect is at 1 on a logarithmic axis, at 0 on a linear one."""

    LOG = "log"
    LINEAR = "linear"

    @property
    def no_effect(self) -> float:
        """The value that means no effect."""
        return 1.0 if self is Scale.LOG else 0.0


class Measure(StrEnum):
    """What an estimate is, under one name for each way of printing it. ``words`` of the interval say if adjusted."""

    HAZARD_RATIO = "hazard ratio"
    ODDS_RATIO = "odds ratio"
    RISK_RATIO = "risk ratio"
    RELATIVE_RISK = "relative risk"
    RATE_RATIO = "rate ratio"
    PREVALENCE_RATIO = "prevalence ratio"
    MORTALITY_RATIO = "standardised mortality ratio"
    INCIDENCE_RATIO = "standardised incidence ratio"
    MEAN_RATIO = "ratio of means"
    MEAN_DIFFERENCE = "mean difference"
    STANDARDISED_MEAN_DIFFERENCE = "standardised mean difference"
    RISK_DIFFERENCE = "risk difference"
    DIFFERENCE = "difference"

    @property
    def scale(self) -> Scale:
        """Logarithmic for ratios, linear for differences."""
        is_difference = self.value.endswith("difference")
        return Scale.LINEAR if is_difference else Scale.LOG


@dataclass(frozen=True, slots=True)
class Row:
    """An estimate and the bounds of its interval. ``name`` and ``notes`` are of use only if there are several rows.

    ``notes`` are what stands beside the numbers of this row alone ("per 10 years", "P = .002").
    """

    estimate: Quantity
    low: Quantity
    high: Quantity
    name: Words | None = None
    notes: tuple[Words, ...] = ()

    @property
    def part(self) -> Part:
        """Its words, in the order in which they are drawn."""
        numbers = (self.estimate.words, self.low.words, self.high.words, *self.notes)
        return (self.name, *numbers) if self.name else numbers


@dataclass(frozen=True, slots=True)
class Portion:
    """A share of a whole: ``percent``, and if printed ``count`` of ``whole``."""

    percent: Quantity
    count: Quantity | None = None
    whole: Quantity | None = None

    @property
    def shown(self) -> str:
        """The share as a picture shows it: "24.8%". A number in words ("Forty percent") is shown in digits."""
        text = self.percent.words.text
        return f"{text if text[-1].isdigit() else format(self.percent.value, 'g')}%"

    @property
    def part(self) -> Part:
        """Its numbers."""
        return tuple(each.words for each in (self.percent, self.count, self.whole) if each)


@dataclass(frozen=True, slots=True)
class Group:
    """A group that was compared, and the share of it that had the outcome."""

    name: Words
    portion: Portion

    @property
    def part(self) -> Part:
        """Its name and numbers."""
        return (self.name, *self.portion.part)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean at a time or in a group. ``deviation`` is a standard deviation, and the sentence calls it so."""

    name: Words
    mean: Quantity
    deviation: Quantity | None = None

    @property
    def part(self) -> Part:
        """Its name and numbers."""
        return (self.name, self.mean.words, *((self.deviation.words,) if self.deviation else ()))


@dataclass(frozen=True, slots=True)
class Harm:
    """A harm, and its share in each group in their order."""

    name: Words
    portions: tuple[Portion, ...]
