"""Checks shares against their sentence: of people, of two groups, of harms."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Groups, Harms, Portion, Share, Words
from videos.pipeline.pictures.check import intervals, limits
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.people import is_people
from videos.pipeline.pictures.check.printed import PERCENT_SIGN, Printed, chances, percentages
from videos.pipeline.pictures.check.sentence import Sentence, is_in_a_part_without_findings

_ROUNDING = 0.6
"""Of the last place that is printed. Of 367 shares with counts in abstracts 93.5 % agree."""

_CHANGED_BY = re.compile(
    r"(?:\b(?:by|of)\s(?:an? )?(?:average of |mean of )?|\b(?:rose|fell|increas\w+|decreas\w+|reduc\w+|improv\w+|declin\w+|drop\w*|chang\w+|"
    r"gain\w*|loss|lost)\s(?:of\s|by\s|to\s|from\s)?)\(?$",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s(?:an? )?(?:average of |mean of |about )?\(?$", re.IGNORECASE)
_NO_SHARE = re.compile(
    r"\b(?:sensitivit\w+|specificit\w+|accurac\w+|predictive|varia(?:nce|tion|bility)|reliabilit\w+|agreement|coefficient|AUC|"
    r"ejection fraction|saturation|h(?:a)?ematocrit|HbA1c|body fat|body weight|stenos[ei]s|BMI|occupancy|humidity|"
    r"concentrations?|mean|median|averag\w+|scores?|percentiles?|quartiles?|tertiles?|adherence to|compliance to|of (?:the )?(?:days|energy|"
    r"variance|time|dose|nights|calories|maximum|maximal|total|fluid|baseline|predicted|normal)|reductions?|increments?|changes?|"
    r"relative risk|yield|efficien\w+|recovery rate|purity|inhibit\w+)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:rose|fell|rising|falling|increased|decreased|declined|dropped|improved|gained|lost|grew|shrank|reduced|changed)"
    r"\s(?:\w+\s){0,3}?(?:by|from|to)\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"\b(?:vs|versus|compared|respectively|whereas|while|in contrast|than (?!\d)|both groups|each group|as opposed)\b",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(r"\s?(?:[-–—−]|to|or more|or less|or fewer)\s?(?:\d|\b|$)(?<!\s)", re.IGNORECASE)
_GLUE = re.compile(
    r"(?:[\s,()\[\]/=%％]|\b(?:out of|of|the|these|those|all|our|n|N|per ?cent|a total of|total|only|in|were|was)\b)*",
    re.IGNORECASE,
)
_THING_AFTER = re.compile(
    r"(?:['’]s?\b|-|\s(?:years?|days?|visits?|months?|samples?|eyes?|knees?|hips?|teeth|cells?|deaths|data|records|scans)\b)"
)
_LEAST, _MOST = 1.0, 99.5
"""Per cent. Out of 100 figures none or all would be filled beyond these, though some or not all people were meant."""


def share_faults(picture: Share, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with a share of people."""
    percent = yield from _of_portion(picture.portion, sentence)
    if percent is None:
        return
    text = sentence.text
    if len(percentages(text)) != 1 or _COMPARING.search(text):
        yield Fault.IGNORED
    if not _is_of(picture, sentence, percent) or not picture.claim:
        yield Fault.LABEL
    who = sentence.span(picture.who)
    is_thing = _THING_AFTER.match(text, who[1])
    is_human = not limits.has_animals(text) and not _is_about_animals(sentence)
    if not is_people(picture.who.text) or is_thing or not is_human:
        yield Fault.NOT_PEOPLE
    is_full = (
        picture.portion.count and picture.portion.whole and picture.portion.count.value == picture.portion.whole.value
    )
    if percent.value < _LEAST or (percent.value > _MOST and not is_full):
        yield Fault.ARITHMETIC
    if _NO_SHARE.search(text):
        yield Fault.MEASURE
    if limits.is_possible_only(text) or limits.is_supposed(text) or limits.is_of_another_study(text):
        yield Fault.LIMITED
    if is_in_a_part_without_findings(sentence):
        yield Fault.LIMITED


def _is_about_animals(sentence: Sentence) -> bool:
    terms = sentence.paper.mesh_terms
    return "Animals" in terms and "Humans" not in terms


def _of_portion(portion: Portion, sentence: Sentence) -> Iterator[Fault]:
    """Check the numbers of a portion; the generator returns the percentage as printed, or None."""
    percent = sentence.number(portion.percent)
    if percent is None or percent.has_minus or not PERCENT_SIGN.match(sentence.text, percent.end):
        yield Fault.NUMBER
        return None
    text = sentence.text
    if limits.is_hedged(text, percent.start) or _BY.search(text[: percent.start]) or _is_a_range(text, percent):
        yield Fault.LIMITED
    counted = [sentence.number(each) for each in (portion.count, portion.whole) if each]
    if any(each is None or each.has_minus or each.value != int(each.value) for each in counted):
        yield Fault.NUMBER
        return None
    if any(limits.is_hedged(text, each.start) for each in counted if each):
        yield Fault.LIMITED
    if portion.whole and not portion.count:
        yield Fault.LABEL
    if portion.count and portion.whole:
        count, whole = portion.count.value, portion.whole.value
        tolerance = _ROUNDING * percent.unit_of_last_place
        if whole < 1 or count > whole or abs(100 * count / whole - percent.value) > tolerance + 1e-9:
            yield Fault.ARITHMETIC
    return percent


def _is_a_range(text: str, percent: Printed) -> bool:
    sign = PERCENT_SIGN.match(text, percent.end)
    after = text[sign.end() if sign else percent.end :]
    before = text[: percent.start]
    return bool(
        re.match(r"\s?(?:[-–—−]|to|or)\s?\d|\s(?:or|and) (?:more|less|fewer|above|over|higher|greater)\b", after)
        or re.search(r"\d\s?%?\s?(?:[-–—−]|\bto|\bor)\s?$", before)
    )


def _is_of(picture: Share, sentence: Sentence, percent: Printed) -> bool:
    """Whether count, whole, share and people stand together: what is between them only joins them, or tells of the people."""
    numbers = [each for each in (picture.portion.count, picture.portion.whole) if each]
    who = sentence.span(picture.who)
    spans = sorted([(percent.start, percent.end), *(sentence.span(each.words) for each in numbers)])
    before = [span for span in spans if span[1] <= who[0]]
    after = [span for span in spans if span[0] >= who[1]]
    joins = [sentence.between(*pair) for group in (before, after) for pair in zip(group, group[1:], strict=False)]
    if not all(_GLUE.fullmatch(join) for join in joins):
        return False
    if before and not _GLUE.fullmatch(sentence.between(before[-1], who)):
        return False
    if not after:
        return (
            bool(re.search(r"\b(?:of|/)|/", sentence.between(spans[0], who))) and (percent.start, percent.end) in before
        )
    told = sentence.between(who, after[0])
    if before or not after:
        return _tells_of_the_people(told)
    return bool(
        re.search(r"\b(?:of|among|in)\s(?:\w+\s){0,3}$", sentence.text[: who[0]], re.IGNORECASE)
    ) and _tells_of_the_people(told)


_VERB_BETWEEN = re.compile(r"\b(?:was|were|had|has|have|is|are|did|and|but|or)\b")


def _tells_of_the_people(told: str) -> bool:
    aside = re.sub(r"[\[(][^()\[\]]*[)\]]", " ", told)
    plain = re.sub(r"\bwho\b[^,]*", " ", aside)
    return not re.search(r"\d", aside) and not _VERB_BETWEEN.search(plain) and len(told) < 120


_COMPARISON = re.compile(
    r"\b(?:(?:as |when )?(?:compared|in comparison) (?:with|to)|vs?\b\.?|versus|than|as opposed to|against)(?!\w)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^(?:the )?(?:first|second|third|last|\w+ (?:year|month|week|day)s?$|\d{4}|baseline|before|after|at |admission|follow-up|"
    r"(?:pre|post)(?:operati\w+|-?test|-?treatment)|day |week |month |year )|\bperiod\b",
    re.IGNORECASE,
)
_TO_THE_NAME = re.compile(
    r"(?:[\s,()\[\]]|\b(?:of|in|the|for|with|among|after|on|to|at|those|these|all|a|an|from|receiving|were|who|only|under|assigned|given|"
    r"randomi[sz]ed|allocated|by)\b|\d+\b|\b\w+(?:ents|men|children|ants|ers|ects|people|persons|cases|individuals|adults|"
    r"babies|girls|boys|neonates|mothers|nurses)\b)*",
    re.IGNORECASE,
)
_VERBS = re.compile(r"\b(?:was|were|had|has|have|is|are|did|vs|versus|than|compared|and|but|whereas)\b", re.IGNORECASE)


def groups_faults(picture: Groups, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with two groups that are compared."""
    read = []
    for group in picture.groups:
        read.append((yield from _of_portion(group.portion, sentence)))
    if len(read) != 2 or None in read:
        yield Fault.NUMBER
        return
    text = sentence.text
    if len(percentages(text)) != 2 or re.search(r"\b(?:respectively|whereas|while)\b", text):
        yield Fault.IGNORED
    if not _COMPARISON.fullmatch(picture.comparison.text) or not _stands_between(picture, sentence):
        yield Fault.NOT_COMPARED
    if not all(_has_name(group.name, group.portion, sentence) for group in picture.groups):
        yield Fault.LABEL
    names = [group.name.text for group in picture.groups]
    if any(_TIME.search(name) or _VERBS.search(name) for name in names) or names[0].lower() == names[1].lower():
        yield Fault.NOT_COMPARED
    if not _is_an_outcome(picture, sentence):
        yield Fault.LABEL
    if picture.people and not (
        all(map(is_people, names)) and not limits.has_animals(text) and not _is_about_animals(sentence)
    ):
        yield Fault.NOT_PEOPLE
    if _NO_SHARE.search(text) or _CHANGES.search(text):
        yield Fault.MEASURE
    if _goes_the_other_way(picture, sentence) or _contradicts_p(picture, sentence):
        yield Fault.CONTRADICTED
    if picture.verdict:
        yield from intervals.faults(picture.verdict, sentence)
    if limits.is_possible_only(text) or limits.is_supposed(text) or limits.is_of_another_study(text):
        yield Fault.LIMITED
    if is_in_a_part_without_findings(sentence):
        yield Fault.LIMITED


def _stands_between(picture: Groups, sentence: Sentence) -> bool:
    """Whether the comparison stands after all of the first group and before all of the second."""
    sides = [[sentence.span(words) for words in group.part] for group in picture.groups]
    place = sentence.span(picture.comparison)
    return max(span[1] for span in sides[0]) <= place[0] and place[1] <= min(span[0] for span in sides[1])


def _has_name(name: Words, portion: Portion, sentence: Sentence) -> bool:
    """Whether only joints stand between a name and its share, or what the group did ("boys had nosebleeds")."""
    place = sentence.span(name)
    spans = sorted(sentence.span(words) for words in portion.part)
    first, last = spans[0], spans[-1]
    join = sentence.between(place, first) if place[1] <= first[0] else sentence.between(last, place)
    inner = "".join(sentence.between(*pair) for pair in zip(spans, spans[1:], strict=False))
    return bool(_GLUE.fullmatch(inner)) and (
        bool(_TO_THE_NAME.fullmatch(PERCENT_SIGN.sub("", join, count=1)))
        or (last[1] <= place[0] and not _is_torn(join))
    )


def _is_torn(join: str) -> bool:
    """Whether there is more between a share and the name of its group than "reported pain ... in the"."""
    return (
        bool(re.search(r"[\d;:]|\b(?:vs|versus|than|compared|and|or|but)\b", join))
        or len(join) > 120
        or not re.search(r"\b(?:in|among|with)\s(?:the\s)?$", join)
    )


def _is_an_outcome(picture: Groups, sentence: Sentence) -> bool:
    start, end = sentence.span(picture.outcome)
    outside = all(
        end <= sentence.span(words)[0] or sentence.span(words)[1] <= start
        for group in picture.groups
        for words in group.part
    )
    text = picture.outcome.text
    return (
        outside
        and not percentages(text)
        and not _COMPARISON.search(re.sub(r"(?:more|less|other) than", "", text))
        and len(text.split()) <= 25
    )


def _goes_the_other_way(picture: Groups, sentence: Sentence) -> bool:
    """Whether the sentence says "less" of the first group, though its share is the larger one, or the reverse."""
    first, second = (group.portion.percent.value for group in picture.groups)
    said = limits.direction(sentence.text[: sentence.span(picture.comparison)[1]])
    is_leading = sentence.span(picture.groups[0].name)[0] < sentence.span(picture.comparison)[0]
    return is_leading and said * (first - second) < 0


def _contradicts_p(picture: Groups, sentence: Sentence) -> bool:
    found = chances(sentence.text)
    significant = [each for each in found if each.sign != ">" and each.size < 0.05]
    weak = [
        each for each in found if (each.sign == ">" and each.size >= 0.05) or (each.sign == "=" and each.size > 0.05)
    ]
    is_shown = not picture.p or any(sentence.span(picture.p)[0] == each.start for each in found)
    return (
        not is_shown
        or (bool(weak) and limits.claims_significance(sentence.text))
        or (bool(significant) and limits.denies_an_effect(sentence.text))
    )


_HARM = re.compile(
    r"\b(?:adverse|side|untoward|undesirable)[- ](?:\w+ ){0,2}(?:event|effect|reaction|outcome)|\bT?E?S?AEs?\b|toxicit|complication|safety outcome|\bharms\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 9
_FEWEST_ALONE = 3


def harms_faults(picture: Harms, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with a list of harms."""
    portions = [portion for row in picture.rows for portion in row.portions]
    for portion in portions:
        if (yield from _of_portion(portion, sentence)) is None:
            return
    text = sentence.text
    if len(percentages(text)) != len(portions) or not _HARM.search(text):
        yield Fault.IGNORED
    columns = {len(row.portions) for row in picture.rows}
    if columns != {len(picture.groups) or 1} or len(picture.groups) not in (0, 2):
        yield Fault.NOT_COMPARED
        return
    if picture.groups:
        yield from _of_pairs(picture, sentence)
    elif (
        re.search(r"\b(?:vs|versus|compared|respectively|groups?|arms?|than|while|whereas|placebo)\b", text)
        or len(picture.rows) < _FEWEST_ALONE
    ):
        yield Fault.NOT_COMPARED
    for row in picture.rows:
        join = sentence.between(sentence.span(row.name), min(sentence.span(words) for words in row.portions[0].part))
        if (
            not re.fullmatch(r"\s?[(\[]", join)
            or len(row.name.text.split()) > _LONGEST_NAME
            or _VERBS.search(re.sub(r" and ", " ", row.name.text))
        ):
            yield Fault.LABEL
    if _NO_SHARE.search(text) or limits.has_animals(text):
        yield Fault.MEASURE
    if (
        limits.is_possible_only(text)
        or limits.is_supposed(text)
        or limits.is_of_another_study(text)
        or is_in_a_part_without_findings(sentence)
    ):
        yield Fault.LIMITED


def _of_pairs(picture: Harms, sentence: Sentence) -> Iterator[Fault]:
    """Each row must compare its two shares, and the first row must say whose they are."""
    for row in picture.rows:
        sides = [sorted(sentence.span(words) for words in portion.part) for portion in row.portions]
        if not _COMPARISON.search(sentence.between(sides[0][-1], sides[1][0])):
            yield Fault.NOT_COMPARED
    names = zip(picture.groups, picture.rows[0].portions, strict=True)
    if not all(_has_name(name, portion, sentence) for name, portion in names):
        yield Fault.LABEL
    if sum(sentence.text.count(name.text) for name in picture.groups) > 2 * len(picture.rows) + 2:
        yield Fault.LABEL
