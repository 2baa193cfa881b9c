"""The text alternative of a picture, and what it shows and from where. Made of the picture's own words."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from msgspec import Struct
from msgspec.structs import fields as fields_of_struct

from videos.pipeline.artifacts import (
    BigNumber,
    Change,
    Conclusion,
    Facsimile,
    Groups,
    Harms,
    Interval,
    Mean,
    Picture,
    Points,
    Portion,
    Row,
    Share,
    StudyCard,
    Topic,
    Words,
)

_CUT = " … "


def describe(picture: Picture) -> str:
    """What a picture shows, for those who cannot see it: one plain sentence or two."""
    match picture:
        case Interval():
            claim = _CUT.join(each.text for each in picture.claim)
            estimates = "; ".join(_estimate(picture, row) for row in picture.rows)
            return f"{claim}: {estimates}{_after_semicolon(picture.p)}."
        case Share():
            claim = _CUT.join(each.text for each in picture.claim)
            count = picture.portion.count
            counted = f" ({count.words.text})" if count and not picture.portion.whole else ""
            return f"{_portion(picture.portion)}{counted} of {picture.who.text}: {claim}."
        case Groups():
            setting = "".join(f"{each.text}: " for each in picture.setting)
            groups = ", ".join(f"{group.name.text} {_portion(group.portion)}" for group in picture.groups)
            p = [picture.p.text] if picture.p else []
            verdict = [_verdict(picture.verdict)] if picture.verdict else p
            return f"{setting}{picture.outcome.text}: {'; '.join([groups, *verdict])}."
        case Change():
            means = ", ".join(_mean(point, picture) for point in picture.points)
            return f"{picture.outcome.text}: {means}{_after_semicolon(picture.p)}."
        case Harms():
            return " ".join(_harms(picture))
        case BigNumber():
            return f"{picture.caption.text}: {picture.number.text}{_after_semicolon(picture.interval)}."
        case StudyCard():
            return " ".join(f"{line}." for line in _study(picture))
        case Topic():
            phrase = f"{picture.phrase.text}. " if picture.phrase else ""
            return f"{phrase}Drawings: {_list(*(item.heading for item in picture.items))}."
        case Points():
            lead = f"{picture.lead.text} " if picture.lead else ""
            return f"{lead}{_list(*(item.words for item in picture.items))}."
        case Conclusion():
            said = " ".join(words.text for part in picture.parts for words in part)
            return said if said.endswith((".", "?", "!")) else f"{said}."
        case Facsimile():
            return f"{picture.name} of the paper: {picture.caption}"


def shown(picture: Picture) -> tuple[tuple[str, Words], ...]:
    """Each number and label of a picture with what it is there ("estimate", "name"), in the order of the picture."""
    return tuple(_shown("picture", picture))


def _shown(role: str, value: object) -> Iterator[tuple[str, Words]]:
    if isinstance(value, Words):
        yield role, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _shown(role, each)
    elif isinstance(value, Struct):
        for field in fields_of_struct(type(value)):
            yield from _shown(field.name, getattr(value, field.name))
    elif is_dataclass(value):
        for member in fields(value):
            yield from _shown(role if member.name == "words" else member.name, getattr(value, member.name))


def _verdict(picture: Interval) -> str:
    return f"{_estimate(picture, picture.rows[0])}{_after_semicolon(picture.p)}"


def _estimate(picture: Interval, row: Row) -> str:
    name = f"{row.name.text}, " if row.name else ""
    measure = picture.words.text if picture.words else picture.unnamed
    unit = f" {picture.unit.text}" if picture.unit else ""
    bounds = f"{picture.level.text} {row.low.words.text} to {row.high.words.text}"
    verdict = "; the interval includes no difference" if picture.includes_no_effect(row) else ""
    notes = "".join(f"; {note.text}" for note in row.notes)
    return f"{name}{measure} {row.estimate.words.text}{unit} ({bounds}{verdict}{notes})"


def _portion(portion: Portion) -> str:
    counted = [each.words.text for each in (portion.count, portion.whole) if each]
    return f"{portion.shown} ({' of '.join(counted)})" if len(counted) > 1 else portion.shown


def _mean(point: Mean, picture: Change) -> str:
    unit = f" {picture.unit.text}" if picture.unit else ""
    spread = f" (SD {point.deviation.words.text})" if point.deviation else ""
    return f"{point.name.text} {point.mean.words.text}{unit}{spread}"


def _harms(picture: Harms) -> Iterator[str]:
    for row in picture.rows:
        names = picture.groups or (row.name,)
        shares = ", ".join(
            f"{name.text} {_portion(portion)}" for name, portion in zip(names, row.portions, strict=True)
        )
        yield f"{row.name.text}: {shares}." if picture.groups else f"{shares}."


def _study(picture: StudyCard) -> Iterator[str]:
    number = f"{picture.number.words.text} " if picture.number else ""
    rows = (
        ("", picture.design.text if picture.design else ""),
        ("Studied: ", (number + (picture.population.text if picture.population else "")).strip()),
        ("Listed as: ", ", ".join(tag.text for tag in picture.tags)),
        ("Compared: ", _list(*picture.groups)),
        ("Measured: ", picture.outcome.text if picture.outcome else ""),
        ("Place: ", _list(*picture.places)),
        ("", picture.follow_up.text if picture.follow_up else ""),
        ("Registered: ", _list(*picture.registrations)),
    )
    yield from (name + value for name, value in rows if value)


def _list(*items: Words) -> str:
    return "; ".join(each.text for each in items)


def _after_semicolon(words: Words | None) -> str:
    return f"; {words.text}" if words else ""
