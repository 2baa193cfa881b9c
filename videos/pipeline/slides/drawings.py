"""What the templates read of a picture: one dataclass for each kind that they draw.

A ``Line`` is shown as it is, and empty if there is nothing to show. ``part`` numbers, from 0, say after how many parts
of the picture something appears. ``title`` is the headline, ``how`` says how to read the picture, and is there from the
start if its part is None.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from videos.pipeline.picture_words import Line


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is drawn and as it is printed."""

    value: float
    text: Line


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its interval. ``range`` is "0·57 to 0·98", and ``crosses`` says that it includes no effect.

    ``note`` is what stands beside the numbers of this estimate alone ("per 10 years").
    """

    name: Line
    estimate: Number
    low: Number
    high: Number
    level: Line
    range: Line
    crosses: bool
    part: int
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The strip below a picture: what the sentence says, the numbers beside it, and a small interval."""

    words: Line
    facts: tuple[Line, ...]
    row: Estimate | None
    scale: str
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Headed:
    kind: str
    title: Line = ()
    title_part: int = 0
    how: Line = ()
    how_part: int | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDrawing(_Headed):
    """``on`` of ``total`` figures are filled."""

    number: Line
    whole: Line
    on: int
    total: int
    columns: int
    figure: str
    who_part: int
    part: int


@dataclass(frozen=True, slots=True)
class GroupBar:
    """A group and its share, drawn as ``on`` of 100 figures or as a bar."""

    name: Line
    share: Number
    count: Line
    on: int
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsDrawing(_Headed):
    """Groups side by side, as arrays of the named figure or as bars."""

    groups: tuple[GroupBar, ...]
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalDrawing(_Headed):
    """Estimates on one axis."""

    rows: tuple[Estimate, ...]
    measure: Line
    scale: str


@dataclass(frozen=True, slots=True)
class MeanPoint:
    """A mean, and the ends of its band: equal if there is none."""

    name: Line
    mean: Number
    spread: Line
    low: float
    high: float
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDrawing(_Headed):
    """Means, before and after or of two groups."""

    points: tuple[MeanPoint, ...]


@dataclass(frozen=True, slots=True)
class HarmBar:
    """The share of a harm in one group."""

    share: Number
    count: Line


@dataclass(frozen=True, slots=True)
class HarmRow:
    """A harm and its share in each group."""

    name: Line
    bars: tuple[HarmBar, ...]
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmsDrawing(_Headed):
    """Harms on one scale."""

    rows: tuple[HarmRow, ...]
    groups: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberDrawing(_Headed):
    """A number set large."""

    number: Line
    caption: Line
    interval: Line
    caption_part: int
    part: int


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact of a study beside an icon."""

    icon: str
    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDrawing(_Headed):
    """A study. ``icon`` is "" if it studied no people."""

    number: Line
    people: Line
    icon: str
    groups: tuple[Line, ...]
    outcome: Line
    facts: tuple[FactLine, ...]
    who_part: int
    groups_part: int
    outcome_part: int
    facts_part: int


@dataclass(frozen=True, slots=True)
class TopicItem:
    """An icon, or an organ of the body, with its heading."""

    art: str
    heading: Line
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDrawing(_Headed):
    """Icons, or organs lit in the named body."""

    items: tuple[TopicItem, ...]
    body: str


@dataclass(frozen=True, slots=True)
class PointItem:
    """A point, with an icon and its heading or neither."""

    text: Line
    icon: str
    heading: Line
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsDrawing(_Headed):
    """Points in their order."""

    items: tuple[PointItem, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence."""

    text: Line
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDrawing(_Headed):
    """Clauses in quotation marks."""

    clauses: tuple[Clause, ...]
    lead: Line
    lead_part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacsimileDrawing(_Headed):
    """A figure of the paper, as large as there is room, at most ``largest``, and at least ``least`` by format.

    ``largest`` are pixels, ``least`` square pixels. The typesetter draws ``image`` where the template leaves its place.
    """

    caption: Line
    credit: Line
    image: str
    width: int
    height: int
    largest: tuple[float, float]
    least: Mapping[str, int]


Drawing = (
    ShareDrawing
    | GroupsDrawing
    | IntervalDrawing
    | ChangeDrawing
    | HarmsDrawing
    | NumberDrawing
    | StudyDrawing
    | TopicDrawing
    | PointsDrawing
    | ConclusionDrawing
    | FacsimileDrawing
)


def appearing(drawing: Drawing) -> frozenset[int]:
    """The parts of the picture with which something appears on the slide."""
    return frozenset(_part_numbers(asdict(drawing)))


def _part_numbers(value: Any) -> set[int]:
    if isinstance(value, tuple | list):
        return set().union(*map(_part_numbers, value))
    if not isinstance(value, dict):
        return set()
    own = {each for key, each in value.items() if (key == "part" or key.endswith("_part")) and each is not None}
    return own.union(*map(_part_numbers, value.values()))
