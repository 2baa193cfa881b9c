"""Turns shares, groups, intervals, means and harms into the data that the templates draw."""

import re
from dataclasses import replace
from math import floor

from videos.pipeline.artifacts.picture import FEW, Change, Groups, Harms, Interval, Picture, Share
from videos.pipeline.artifacts.quantity import Mean, Portion, Quantity, Row, Words
from videos.pipeline.picture_words import CUT, Line, Spelling, is_short, joined, ours, with_unit
from videos.pipeline.slides.drawings import (
    ChangeDrawing,
    Drawing,
    Estimate,
    GroupBar,
    GroupsDrawing,
    HarmBar,
    HarmRow,
    HarmsDrawing,
    IntervalDrawing,
    MeanPoint,
    Number,
    NumberDrawing,
    ShareDrawing,
    Verdict,
)
from videos.pipeline.typography import Span

_PEOPLE = (
    ("baby_0203_alt", re.compile(r"\b(?:infants?|newborns?|neonates?|bab(?:y|ies))\b", re.I)),
    ("woman", re.compile(r"^(?!.*\b(?:men|boys)\b).*\b(?:women|woman|mothers?|girls?)\b", re.I)),
    (
        "person",
        re.compile(
            r"\b(?:patients?|participants?|people|persons?|adults?|men|children|adolescents?|volunteers?|survivors?|"
            r"subjects|individuals|students|workers|nurses|physicians|veterans|caregivers|residents|users|smokers|drinkers|"
            r"outpatients|inpatients|women|boys)\b",
            re.I,
        ),
    ),
)
"""Figures by the words that the paper uses, the first that fits."""

_FEW_COLUMNS = 5
_BREAK = "\u00a0· "
_MOST_QUOTED = 12
"""Words of a claim beside its numbers; a longer one is only spoken."""

_DETERMINED = re.compile(r"(?:the|these|those|all|our)\b", re.I)
_SHORT_WHO = 3
"""Words. A longer name of the people is not repeated in the small print."""


def figure_of(words: Words | None) -> str:
    """The figure of the people that the words name, or "" if they name no people."""
    return next((figure for figure, pattern in _PEOPLE if words and pattern.search(words.text)), "")


def part_of(picture: Picture, *words: Words | None) -> int:
    """The first part of the picture that contains some of the words, or 0."""
    return next((number for number, part in enumerate(picture.parts) if any(each in part for each in words)), 0)


def share_drawing(picture: Share, spelling: Spelling) -> Drawing:
    """The people as figures, or only the number if an array cannot show it."""
    on, total = picture.figures
    portion, percent = picture.portion, _percent(picture.portion.percent, spelling)
    part, who_part = part_of(picture, portion.percent.words), part_of(picture, picture.who)
    who, count = spelling.line(picture.who), _count(portion, spelling)
    title, title_part = spelling.claim(picture.claim), part_of(picture, *picture.claim)
    if not _can_be_counted(portion.percent):
        return NumberDrawing(
            kind="number",
            title=title,
            title_part=title_part,
            number=percent,
            caption=_of_whom(picture, spelling),
            interval=(),
            caption_part=who_part,
            part=part,
        )
    few = total < 100
    return ShareDrawing(
        kind="share",
        title=title,
        title_part=title_part,
        how=ours(_how_to_count(picture)),
        number=count if few else percent,
        whole=joined([percent, ours("of"), who], " ") if few else _of_whom(picture, spelling),
        on=on,
        total=total,
        columns=min(total, _FEW_COLUMNS) if few else 10,
        figure=figure_of(picture.who) or "person",
        who_part=who_part,
        part=part,
    )


def _of_whom(picture: Share, spelling: Spelling) -> Line:
    """The count and the people: "18 of 72 patients", "18 patients", but "18 of 72 · the oldest patients"."""
    portion, who = picture.portion, spelling.line(picture.who)
    is_determined = bool(_DETERMINED.match(picture.who.text))
    if portion.count is None:
        return joined([ours("of"), who], " ")
    if portion.whole is None:
        return joined([spelling.count(portion.count), who], " of " if is_determined else " ")
    return joined([_count(portion, spelling), who], _BREAK if is_determined else " ")


def _how_to_count(picture: Share) -> str:
    on, total = picture.figures
    if total < 100:
        return "Each figure is one person."
    who = picture.who.text if len(picture.who.text.split()) <= _SHORT_WHO else "people"
    percent = picture.portion.percent
    rounded = "" if percent.value == on else f" {percent.words.text} is drawn as {on}."
    return f"Each figure is 1 of 100 {who}.{rounded}"


def groups_drawing(picture: Groups, spelling: Spelling) -> Drawing:
    """Arrays of figures if they show the shares of people, else bars."""
    as_figures = picture.people and all(_fills_an_array(group.portion) for group in picture.groups)
    return GroupsDrawing(
        kind="groups" if as_figures else "bars",
        title=spelling.name(picture.outcome),
        title_part=part_of(picture, picture.outcome),
        how=joined([spelling.claim(picture.setting), () if picture.verdict else spelling.line(picture.p)], _BREAK),
        how_part=part_of(picture, *(picture.setting or (picture.p,))),
        verdict=_verdict(picture, spelling),
        groups=tuple(
            GroupBar(
                spelling.line(group.name),
                Number(group.portion.percent.value, _percent(group.portion.percent, spelling)),
                _count(group.portion, spelling),
                floor(group.portion.percent.value + 0.5),
                part_of(picture, group.name),
            )
            for group in picture.groups
        ),
        figure=next(filter(None, (figure_of(group.name) for group in picture.groups)), "person"),
    )


def _verdict(picture: Groups, spelling: Spelling) -> Verdict | None:
    interval, p = picture.verdict, spelling.line(picture.p)
    if interval is None:
        return None
    row = interval.rows[0]
    estimate = _estimate(interval, row, spelling, part_of(picture, row.estimate.words))
    measure = joined([spelling.line(interval.words), _bold(estimate.estimate.text)], " ")
    facts = [measure, joined([estimate.level, estimate.range], " "), p or spelling.line(interval.p)]
    if estimate.crosses:
        facts.append(ours("includes no difference"))
    is_short = sum(len(piece.text.split()) for piece in interval.claim) <= _MOST_QUOTED
    words = _quoted(joined([spelling.line(piece) for piece in interval.claim], CUT)) if is_short else ()
    return Verdict(words, tuple(filter(None, facts)), estimate, interval.scale.value, estimate.part)


def interval_drawing(picture: Interval, spelling: Spelling) -> Drawing:
    """Estimates on one axis."""
    is_single = len(picture.rows) == 1
    rows = tuple(_estimate(picture, row, spelling, part_of(picture, row.estimate.words)) for row in picture.rows)
    measure = spelling.line(picture.words) or ours(picture.unnamed)
    unit = _long_unit(picture.unit, spelling)
    named = joined([measure, unit], ", ")
    scale = ours("log scale" if picture.scale.value == "log" else "")
    level = () if is_single else rows[0].level
    how = [() if is_single else named, level, scale, spelling.line(picture.p)]
    return IntervalDrawing(
        kind="interval",
        title=spelling.claim(picture.claim) or (spelling.name(picture.rows[0].name) if is_single else ()),
        title_part=part_of(picture, *picture.claim),
        how=joined(how, _BREAK),
        rows=rows,
        measure=named if is_single else (),
        scale=picture.scale.value,
    )


def _estimate(picture: Interval, row: Row, spelling: Spelling, part: int) -> Estimate:
    estimate, low, high = (spelling.number(each) for each in (row.estimate, row.low, row.high))
    return Estimate(
        spelling.name(row.name),
        Number(row.estimate.value, with_unit(estimate, picture.unit)),
        Number(row.low.value, low),
        Number(row.high.value, high),
        spelling.line(picture.level),
        joined([low, high], " to "),
        picture.includes_no_effect(row),
        part,
        joined((spelling.line(note) for note in row.notes), _BREAK),
    )


def change_drawing(picture: Change, spelling: Spelling) -> Drawing:
    """Two means with their bands."""
    has_bands = any(point.deviation for point in picture.points)
    unit = _long_unit(picture.unit, spelling)
    how = [joined([ours("Mean"), unit], ", "), ours("the band is 1 SD up and down" if has_bands else "")]
    return ChangeDrawing(
        kind="change" if picture.is_paired else "means",
        title=spelling.name(picture.outcome),
        title_part=part_of(picture, picture.outcome),
        how=joined([joined(how, "; "), spelling.line(picture.p)], _BREAK),
        points=tuple(_mean(point, picture, spelling) for point in picture.points),
    )


def _mean(point: Mean, picture: Change, spelling: Spelling) -> MeanPoint:
    spread: Line = ()
    half = 0.0
    if point.deviation:
        spread = joined([spelling.line(picture.deviation), spelling.number(point.deviation)], " ")
        half = point.deviation.value
    mean = Number(point.mean.value, with_unit(spelling.number(point.mean), picture.unit))
    low, high = point.mean.value - half, point.mean.value + half
    return MeanPoint(spelling.name(point.name), mean, spread, low, high, part_of(picture, point.name))


def harms_drawing(picture: Harms, spelling: Spelling) -> Drawing:
    """Every harm on one scale."""
    rows = (
        HarmRow(
            spelling.name(row.name),
            tuple(
                HarmBar(Number(each.percent.value, _percent(each.percent, spelling)), _count(each, spelling))
                for each in row.portions
            ),
            part_of(picture, row.name),
        )
        for row in picture.rows
    )
    groups = tuple(spelling.line(group) for group in picture.groups)
    return HarmsDrawing(kind="harms", rows=tuple(rows), groups=groups)


def _percent(percent: Quantity, spelling: Spelling) -> Line:
    number = spelling.count(percent)
    return (*number[:-1], replace(number[-1], text=number[-1].text + "%"))


def _count(portion: Portion, spelling: Spelling) -> Line:
    if portion.count is None or portion.whole is None:
        return ()
    return joined([spelling.count(portion.count), spelling.count(portion.whole)], "\u00a0of\u00a0")


def _can_be_counted(percent: Quantity) -> bool:
    """Whether an array of 100 figures shows the share: not all of them are filled, and not none."""
    return percent.value == 100 or 1 <= percent.value < 99.5


def _fills_an_array(portion: Portion) -> bool:
    return _can_be_counted(portion.percent) and not (portion.whole and portion.whole.value < FEW)


def _long_unit(unit: Words | None, spelling: Spelling) -> Line:
    return () if unit is None or is_short(unit) else spelling.line(unit)


def _bold(line: Line) -> Line:
    return tuple(replace(span, styles=(*span.styles, "bold")) for span in line)


def _quoted(line: Line) -> Line:
    return (Span("“"), *line, Span("”")) if line else ()
