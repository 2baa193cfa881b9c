"""Invented papers with a picture for each of their sentences."""

from dataclasses import replace

from videos.pipeline.artifacts import (
    Author,
    Layout,
    Paper,
    RichText,
    Role,
    Scene,
    Section,
    Sentence,
    Source,
)
from videos.pipeline.artifacts.picture import (
    BigNumber,
    Change,
    Conclusion,
    Groups,
    Harms,
    Icon,
    Interval,
    Picture,
    Point,
    Points,
    Share,
    StudyCard,
    Topic,
)
from videos.pipeline.artifacts.quantity import Field, Group, Harm, Mean, Measure, Portion, Quantity, Row, Words


def words(sentence: str, part: str) -> Words:
    """The words of an abstract that is this one sentence."""
    start = sentence.index(part)
    return Words(part, Source(0, start, start + len(part)))


def number(sentence: str, printed: str, value: float | None = None) -> Quantity:
    plain = printed.replace("·", ".").replace(",", "").replace("−", "-")
    return Quantity(words(sentence, printed), float(plain) if value is None else value)


def portion(sentence: str, percent: str, count: str = "", whole: str = "") -> Portion:
    counted = (number(sentence, count), number(sentence, whole)) if count else (None, None)
    return Portion(number(sentence, percent), *counted)


def row(sentence: str, estimate: str, low: str, high: str, name: str = "") -> Row:
    numbers = (number(sentence, each) for each in (estimate, low, high))
    return Row(*numbers, words(sentence, name) if name else None)


def heading(text: str) -> Words:
    return Words(text, None, Field.MESH)


def scene(sentence: str, picture: Picture | None, layout: Layout = Layout.PICTURE) -> Scene:
    said = Sentence(sentence, RichText(sentence), Source(0, 0, len(sentence)))
    return Scene(layout, "Result", (said,), picture=picture)


def paper(sentence: str, **values) -> Paper:
    plain = Paper(
        pmid="12",
        title=RichText("Evening tea and the sleep of older adults: a randomised trial"),
        sections=(Section(RichText(sentence), role=Role.RESULTS),),
        doi="10.0000/tea.2026.1",
        authors=(Author("Lee", "B"), Author("Okafor", "A")),
        journal="Journal of Evening Drinks",
        journal_abbreviation="J Evening Drinks",
        year="2026",
    )
    return replace(plain, **values)


SLEPT = "Of 471 patients, 117 (24.8%) slept through the night."
SHARE = Share(
    portion(SLEPT, "24.8", "117", "471"), words(SLEPT, "patients"), (words(SLEPT, "slept through the night"),)
)

FEW_SLEPT = "Five of 9 newborn infants (56%) slept through the night."
FEW = Share(
    Portion(number(FEW_SLEPT, "56"), number(FEW_SLEPT, "Five", 5), number(FEW_SLEPT, "9")),
    words(FEW_SLEPT, "newborn infants"),
    (words(FEW_SLEPT, "slept through the night"),),
)

HARMED = "Serious harm occurred in 2 of 1203 women (0.17%)."
TINY = Share(portion(HARMED, "0.17", "2", "1203"), words(HARMED, "women"), (words(HARMED, "Serious harm occurred"),))

WOKE = (
    "Waking early was less frequent with warm milk (43 [40%] of 107) than with plain water (60 [54%] of 111; adjusted "
    "RR 0·75, 95% CI 0·57 to 0·98; p=0·037)."
)
VERDICT = Interval(
    Measure.RISK_RATIO,
    (row(WOKE, "0·75", "0·57", "0·98"),),
    words(WOKE, "95% CI"),
    (words(WOKE, "less frequent with warm milk"),),
    words(WOKE, "adjusted RR"),
)
GROUPS = Groups(
    words(WOKE, "Waking early"),
    (
        Group(words(WOKE, "warm milk"), portion(WOKE, "40", "43", "107")),
        Group(words(WOKE, "plain water"), portion(WOKE, "54", "60", "111")),
    ),
    words(WOKE, "than"),
    people=True,
    verdict=VERDICT,
    p=words(WOKE, "p=0·037"),
)

RECURRED = "Recurrence was 1.9% with milk versus 0.8% with water (OR 1.5, 95% CI 0.5 to 4.0)."
BARS = Groups(
    words(RECURRED, "Recurrence"),
    (
        Group(words(RECURRED, "milk"), portion(RECURRED, "1.9")),
        Group(words(RECURRED, "water"), portion(RECURRED, "0.8")),
    ),
    words(RECURRED, "versus"),
    people=True,
    verdict=Interval(
        Measure.ODDS_RATIO, (row(RECURRED, "1.5", "0.5", "4.0"),), words(RECURRED, "95% CI"), (), words(RECURRED, "OR")
    ),
)

CHANGED = "Sleep changed by -0.4 h (95% CI -4.9 to 4.0) with warm milk."
DIFFERENCE = Interval(
    Measure.MEAN_DIFFERENCE,
    (row(CHANGED, "-0.4", "-4.9", "4.0"),),
    words(CHANGED, "95% CI"),
    (words(CHANGED, "Sleep changed"), words(CHANGED, "with warm milk")),
    unit=words(CHANGED, "h"),
)

RISKS = "Waking was associated with older age (RR 1.70, 95% CI 1.46-1.99) and noise (RR 6.3, 95% CI 0.6-62.4)."
ROWS = Interval(
    Measure.RELATIVE_RISK,
    (row(RISKS, "1.70", "1.46", "1.99", "older age"), row(RISKS, "6.3", "0.6", "62.4", "noise")),
    words(RISKS, "95% CI"),
    (words(RISKS, "Waking was associated with"),),
    words(RISKS, "RR"),
)

FELL = "The sleep score fell from 3.68 (SD 0.76) before the trial to 2.28 (SD 0.78) after one month."
CHANGE = Change(
    words(FELL, "sleep score"),
    (
        Mean(words(FELL, "before the trial"), number(FELL, "3.68"), number(FELL, "0.76")),
        Mean(words(FELL, "after one month"), number(FELL, "2.28"), number(FELL, "0.78")),
    ),
    is_paired=True,
    deviation=words(FELL, "SD"),
)
MEANS = Change(CHANGE.outcome, CHANGE.points, is_paired=False, deviation=CHANGE.deviation)

SIDE_EFFECTS = "Nausea occurred in 19% with milk and 33% with water, and headache in 4% and 6%."
HARMS = Harms(
    (
        Harm(words(SIDE_EFFECTS, "Nausea"), (portion(SIDE_EFFECTS, "19"), portion(SIDE_EFFECTS, "33"))),
        Harm(words(SIDE_EFFECTS, "headache"), (portion(SIDE_EFFECTS, "4"), portion(SIDE_EFFECTS, "6"))),
    ),
    (words(SIDE_EFFECTS, "milk"), words(SIDE_EFFECTS, "water")),
)
ONE_GROUP = Harms(
    (
        Harm(words(SIDE_EFFECTS, "Nausea"), (portion(SIDE_EFFECTS, "19"),)),
        Harm(words(SIDE_EFFECTS, "headache"), (portion(SIDE_EFFECTS, "4"),)),
    )
)

NEEDED = "The number needed to treat was 7·2 (95% CI 3·7 to 135·0)."
NUMBER = BigNumber(words(NEEDED, "7·2"), words(NEEDED, "number needed to treat"), words(NEEDED, "95% CI 3·7 to 135·0"))

TRIED = "We did a randomised trial of warm milk and plain water in 218 adults in Italy and measured early waking."
STUDY = StudyCard(
    design=words(TRIED, "randomised trial"),
    population=words(TRIED, "adults"),
    number=number(TRIED, "218"),
    groups=(words(TRIED, "warm milk"), words(TRIED, "plain water")),
    outcome=words(TRIED, "early waking"),
    places=(words(TRIED, "Italy"),),
)

CONCLUDED = "Warm milk improved sleep, compared with water, without more harms."
POINTS = Points(
    (
        Point(words(CONCLUDED, "improved sleep"), Icon("lungs", heading("Lung"))),
        Point(words(CONCLUDED, "compared with water")),
        Point(words(CONCLUDED, "without more harms")),
    )
)
CONCLUSION = Conclusion(
    (words(CONCLUDED, "improved sleep,"), words(CONCLUDED, "compared with water")), words(CONCLUDED, "Warm milk")
)

ICONS = Topic((Icon("lungs", heading("Lung")), Icon("woman", heading("Women"))))
ORGANS = Topic(
    (
        Icon("body-female/liver", heading("Liver Cirrhosis")),
        Icon("body-female/esophagus", heading("Esophageal Varices")),
    )
)

NAMED = Topic(
    (Icon("lungs", heading("Lung"), said=words(CONCLUDED, "sleep")), Icon("woman", heading("Women"))),
    phrase=words(CONCLUDED, "Warm milk improved sleep"),
)
LISTED = StudyCard(
    design=Words("Randomized Controlled Trial", field=Field.PUBLICATION_TYPE),
    tags=tuple(heading(tag) for tag in ("Humans", "Female", "Adult", "Middle Aged", "Aged", "Aged, 80 and over")),
    places=tuple(Words(name, field=Field.PLACE) for name in ("Italy", "Norway", "Sweden", "Iceland")),
    registrations=(Words("ClinicalTrials.gov NCT99999999", field=Field.REGISTRATION),),
)

PICTURES: dict[str, tuple[str, Picture]] = {
    "share": (SLEPT, SHARE),
    "few": (FEW_SLEPT, FEW),
    "tiny": (HARMED, TINY),
    "groups": (WOKE, GROUPS),
    "bars": (RECURRED, BARS),
    "difference": (CHANGED, DIFFERENCE),
    "rows": (RISKS, ROWS),
    "change": (FELL, CHANGE),
    "means": (FELL, MEANS),
    "harms": (SIDE_EFFECTS, HARMS),
    "one group": (SIDE_EFFECTS, ONE_GROUP),
    "number": (NEEDED, NUMBER),
    "study": (TRIED, STUDY),
    "listed": (TRIED, LISTED),
    "named": (CONCLUDED, NAMED),
    "points": (CONCLUDED, POINTS),
    "conclusion": (CONCLUDED, CONCLUSION),
    "icons": (CONCLUDED, ICONS),
    "organs": (CONCLUDED, ORGANS),
}
