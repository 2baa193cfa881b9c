"""Turns the picture of a scene into the data that the templates draw.

The labels and numbers are those of the picture. What the product adds says how to read it, and is never a finding.
"""

from collections.abc import Callable, Sequence
from typing import Any

from videos.pipeline.artifacts import RichText
from videos.pipeline.artifacts.picture import (
    BigNumber,
    Change,
    Conclusion,
    Facsimile,
    Groups,
    Harms,
    Icon,
    Interval,
    Picture,
    Points,
    Share,
    StudyCard,
    Topic,
)
from videos.pipeline.artifacts.quantity import Words
from videos.pipeline.figure_room import MOST_ENLARGED, ROOMS
from videos.pipeline.picture_words import Line, Spelling, joined, ours, unbroken
from videos.pipeline.slides.charts import (
    change_drawing,
    figure_of,
    groups_drawing,
    harms_drawing,
    interval_drawing,
    part_of,
    share_drawing,
)
from videos.pipeline.slides.drawings import (
    Clause,
    ConclusionDrawing,
    Drawing,
    FacsimileDrawing,
    FactLine,
    NumberDrawing,
    PointItem,
    PointsDrawing,
    StudyDrawing,
    TopicDrawing,
    TopicItem,
)
from videos.pipeline.typography import names, spans


def drawing(picture: Picture, spelling: Spelling) -> Drawing:
    """The data of a picture, whose words ``spelling`` finds in the paper."""
    return _DRAWINGS[type(picture)](picture, spelling)


def _number(picture: BigNumber, spelling: Spelling) -> Drawing:
    return NumberDrawing(
        kind="number",
        number=unbroken(spelling.line(picture.number)),
        caption=spelling.name(picture.caption),
        interval=spelling.line(picture.interval),
        caption_part=part_of(picture, picture.caption),
        part=part_of(picture, picture.number),
    )


def _study(picture: StudyCard, spelling: Spelling) -> Drawing:
    number = picture.number.words if picture.number else None
    tags = joined((unbroken(spelling.line(tag)) for tag in picture.tags), "\u00a0· ")
    facts = (
        ("person", tags if picture.population else ()),
        ("geo_location", _some(picture.places, spelling)),
        ("calendar", spelling.name(picture.follow_up)),
        ("health_worker_form", _some(picture.registrations, spelling)),
    )
    return StudyDrawing(
        kind="study",
        title=spelling.name(picture.design),
        title_part=part_of(picture, picture.design),
        number=spelling.count(picture.number) if picture.number else (),
        people=(spelling.line(picture.population) if number else spelling.name(picture.population)) or tags,
        icon=figure_of(picture.population) or _figure_of_tags(picture),
        groups=tuple(spelling.line(group) for group in picture.groups),
        outcome=spelling.name(picture.outcome),
        facts=tuple(FactLine(icon, line) for icon, line in facts if line),
        who_part=part_of(picture, number, picture.population, *picture.tags),
        groups_part=part_of(picture, *picture.groups),
        outcome_part=part_of(picture, picture.outcome),
        facts_part=part_of(picture, *picture.places, picture.follow_up, *picture.registrations),
    )


_MOST_NAMES = 3


def _some(names: Sequence[Words], spelling: Spelling) -> Line:
    """The names as one line, and how many more there are."""
    rest = len(names) - _MOST_NAMES
    line = joined([spelling.line(each) for each in names[:_MOST_NAMES]], ", ")
    return line + ours(f" and {rest} more") if rest > 0 else line


_OF_ANIMALS = {"Mice": "animal_rat", "Rats": "animal_rat", "Cattle": "animal_cow", "Swine": "animal_pig"}
_YOUNG = frozenset({"Infant, Newborn", "Infant"})
_OLDER = frozenset({"Child", "Child, Preschool", "Adolescent", "Young Adult", "Adult", "Middle Aged", "Aged"})


def _figure_of_tags(picture: StudyCard) -> str:
    """The figure of those whom NLM's indexers checked, "" if there is none for them."""
    tags = {tag.text for tag in picture.tags}
    if "Humans" not in tags:
        return next((art for tag, art in _OF_ANIMALS.items() if tag in tags), "")
    if tags & _YOUNG and not tags & _OLDER:
        return "baby_0203_alt"
    return "woman" if "Female" in tags and "Male" not in tags else "person"


def _topic(picture: Topic, spelling: Spelling) -> Drawing:
    items = (
        TopicItem(item.art.rpartition("/")[2], spelling.line(item.heading), part_of(picture, item.heading))
        for item in picture.items
    )
    return TopicDrawing(
        kind="topic",
        title=spelling.name(picture.phrase),
        title_part=part_of(picture, picture.phrase),
        items=tuple(items),
        body=picture.body,
    )


def _points(picture: Points, spelling: Spelling) -> Drawing:
    items = (
        PointItem(spelling.name(item.words), *_icon(item.icon, spelling), part_of(picture, item.words))
        for item in picture.items
    )
    return PointsDrawing(
        kind="points",
        title=spelling.name(picture.lead),
        title_part=part_of(picture, picture.lead),
        items=tuple(items),
    )


def _icon(icon: Icon | None, spelling: Spelling) -> tuple[str, Line]:
    return (icon.art, spelling.line(icon.heading)) if icon else ("", ())


def _conclusion(picture: Conclusion, spelling: Spelling) -> Drawing:
    return ConclusionDrawing(
        kind="conclusion",
        clauses=tuple(Clause(spelling.line(words), part_of(picture, words)) for words in picture.clauses),
        lead=spelling.name(picture.lead),
        lead_part=part_of(picture, picture.lead),
    )


def _facsimile(picture: Facsimile, spelling: Spelling) -> Drawing:
    return FacsimileDrawing(
        kind="facsimile",
        caption=spans(RichText(picture.words.text + (" …" if picture.is_cut else ""))),
        credit=spans(RichText(names(picture.credit).replace("et al.", "et\u00a0al."))),
        image=picture.image,
        width=picture.width,
        height=picture.height,
        largest=(MOST_ENLARGED * picture.width, MOST_ENLARGED * picture.height),
        least={shape.value: room.least_area(picture.panels) for shape, room in ROOMS.items()},
    )


_DRAWINGS: dict[type, Callable[[Any, Spelling], Drawing]] = {
    Share: share_drawing,
    Groups: groups_drawing,
    Interval: interval_drawing,
    Change: change_drawing,
    Harms: harms_drawing,
    BigNumber: _number,
    StudyCard: _study,
    Topic: _topic,
    Points: _points,
    Conclusion: _conclusion,
    Facsimile: _facsimile,
}
