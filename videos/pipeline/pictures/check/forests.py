"""Checks several estimates of one measure, each under its own name, against their sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise

from videos.pipeline.artifacts import Interval, Row, Scale, Words
from videos.pipeline.pictures.check import arithmetic, limits
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.measures import OTHER_STATISTIC, RATIO, names, without_names
from videos.pipeline.pictures.check.printed import INTERVAL_NAME, PERCENT_SIGN, chances, level, numbers, percentages
from videos.pipeline.pictures.check.sentence import Sentence

_MOST_ROWS = 6
_LONGEST_NAME = 12
_JOINT = re.compile(r"(?:[\s,;)\]%–—•-]|\b(?:and|or|as well as|but also|also|for|with|in|on|of|the|an?)\b)*")
_HEAD = (
    r"(?:associated|related|linked|risks?|odds|rates?|incidence|prevalence|likelihood|chances?|hazards?|probability|"
    r"factors?|predictors?|determinants?|effects?|differ\w*|improvements?|reductions?|increases?|decreases?|changes?|"
    r"higher|lower|greater|better|worse|stronger|rarer|likely|was|were|is|are|found|seen|true|both|patients|women|men|"
    r"children|participants|groups?|arms?|people|adults|\w+(?:ed|ent|ant|ive|able))"
)
_LEADS = re.compile(
    r"(?:^|^(?:On|In|At|After|By|With|For|Among|Overall|Using|During)\b[^,;:()\[\]]*,|[:;(\[]\s*[-–•]?|"
    rf"\b{_HEAD}\s(?:of|with|for|in|to|on|by|from|at|than|among|during|after|before)(?:\s(?:the|an?|both|either))?|"
    r"\b(?:was|were|is|are|had|has|have|that|likely|more|less|fewer|higher|lower|greater|smaller|larger|better|worse|"
    r"increased?|decreased?|reduced?|increases|reduces|reported|experienced?|showed|included|including|predicted|"
    r"affected|improved?|both|either|significant(?:ly)?|compared))(?:\s(?:the|an?))?\s*$",
    re.IGNORECASE,
)
"""What a name may follow, so that it is whole: a mark, a verb, or a preposition of a verb or a word for risk.

In "colonisation with a germ (OR ...), diabetes (OR ...)" only the first name belongs to the preposition.
"""

_RELATIVE = re.compile(r"\b(?:which|who|whom|whose)\b[^,;]*$", re.IGNORECASE)
_TURNED = re.compile(
    r"\b(?:fewer|more|less|higher|lower|greater|smaller|increas\w+|decreas\w+|reduc\w+|improv\w+|better|worse)\b",
    re.IGNORECASE,
)
"""In a later name it turns what the sentence says before the list: "higher levels of A (OR ...) and fewer B"."""

_HANGS = re.compile(r"(?:-|\b(?:of|the|in|with|and|or|an?|for|to|by))$", re.IGNORECASE)

_LINK = re.compile(
    r"\b(?:of|with|for|in|to|on|by|from|at|as|than|between|among|during|after|before|against|per)\b", re.I
)
_CLAUSE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|while|whereas|although|however|which|compared|respectively|associated|"
    r"resulted|remained|there)\b|\w (?:increased|decreased|reduced|showed|improved)\b|[:;()\[\]]|\d\s?[%％]|"
    r"[=<>]\s?0?\.",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\b(?:versus|vs)\b", re.IGNORECASE)
_VERSUS_NO = re.compile(r"\b(?:versus|vs\.?) no\b", re.IGNORECASE)
_INTERVAL = re.compile(
    rf"(?:{INTERVAL_NAME.pattern})[^\d;.]{{0,25}}[-−–]?\d|"
    r"[\s(\[,;][-−–]?\d+[.·]\d+\s?(?:[-–—]|to)\s?[-−–]?\d+[.·]\d+"
)
_QUALIFIED = re.compile(
    r"\b(?:un|fully |multivaria\w+[- ])?adjusted|\bcrude|\bpooled|\b[am](?=[HOR]R|IRR)|\bs(?=HR)", re.I
)
_OF = re.compile(r"\b(?:was|were|the|and|with|for)\b")
_SEVERAL = re.compile(r"\brespectively\b|\binteraction\b|\bas (?:was|were|did)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|no|nor|but|than)\b", re.IGNORECASE)
"""In a name it makes a contrast: "in women (OR ...) but not in men (OR ...)" is no list."""


def faults(picture: Interval, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with several estimates whose words stand in the sentence."""
    rows = picture.rows
    if not 2 <= len(rows) <= _MOST_ROWS or not all(row.name for row in rows) or picture.words is None:
        yield Fault.IGNORED
        return
    if any(sentence.number(each) is None for row in rows for each in (row.estimate, row.low, row.high)):
        yield Fault.NUMBER
        return
    extents = [_extent(row, sentence) for row in rows]
    is_respective = _are_respective(picture, sentence)
    if not is_respective and any(first[1] > second[0] for first, second in pairwise(extents)):
        yield Fault.LABEL
        return
    if not is_respective and not all(_is_printed_so(picture, row, sentence) for row in rows):
        yield Fault.MEASURE
    if not is_respective and not _are_qualified_alike(picture, sentence):
        yield Fault.MEASURE
    if not is_respective and not _are_a_list(picture, sentence):
        yield Fault.LABEL
    for row in rows:
        read = [sentence.number(each) for each in (row.estimate, row.low, row.high)]
        yield from arithmetic.faults(picture.measure, *(each for each in read if each))
    yield from _of_words(picture, sentence)
    if picture.p and not _is_common(picture.p, picture, sentence):
        yield Fault.LABEL
    if _has_more(picture, sentence):
        yield Fault.IGNORED
    if not limits.is_own_finding(sentence) or any(
        limits.is_hedged(sentence.text, sentence.span(row.estimate.words)[0]) for row in rows
    ):
        yield Fault.LIMITED


def _extent(row: Row, sentence: Sentence) -> tuple[int, int]:
    spans = [sentence.span(words) for words in row.part]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _name(row: Row) -> Words:
    if row.name is None:
        raise ValueError("a row of several has no name")
    return row.name


def _is_printed_so(picture: Interval, row: Row, sentence: Sentence) -> bool:
    """Whether name, measure, estimate, the name of the interval and its bounds stand in this order, and no more."""
    text = sentence.text
    name, estimate, low, high = (
        sentence.span(each) for each in (_name(row), row.estimate.words, row.low.words, row.high.words)
    )
    if not name[1] <= estimate[0] < estimate[1] <= low[0] < low[1] <= high[0]:
        return False
    notes = [sentence.span(note) for note in row.notes]
    plain = sentence.without(*notes, *((each.start, each.end) for each in chances(text)))
    to_estimate, to_low, between = plain[name[1] : estimate[0]], plain[estimate[1] : low[0]], text[low[1] : high[0]]
    called = re.sub(r"95\s?%", " ", INTERVAL_NAME.sub(" ", to_estimate))
    named = [each for each in (to_estimate, to_low) if INTERVAL_NAME.search(each)]
    if len(named) != 1 or level(named[0]) != level(picture.level.text):
        return False
    is_called_so = names(called, picture, sentence.paper.abstract) and not OTHER_STATISTIC.search(called)
    is_plain = not re.search(r"\d", called) and not re.search(r"[a-z]{3}", _OF.sub(" ", without_names(called)))
    is_plain = is_plain and not re.search(r"\d", re.sub(r"\d\d(?:\.\d)?\s?%", " ", to_low))
    return is_called_so and is_plain and _has_unit(picture, row, sentence) and _joins_bounds(between, picture)


def _joins_bounds(between: str, picture: Interval) -> bool:
    plain = between.replace(picture.unit.text, " ") if picture.unit else between
    return bool(re.fullmatch(r"[\s%]*(?:to|and|[-–—−,;])\s*", plain))


def _has_unit(picture: Interval, row: Row, sentence: Sentence) -> bool:
    """Whether every estimate has the unit of the picture: none with a ratio, the same with a difference."""
    after = sentence.text[sentence.span(row.estimate.words)[1] :]
    ends = [sentence.span(each.words)[1] for each in (row.estimate, row.low, row.high)]
    has_percent = any(PERCENT_SIGN.match(sentence.text, end) for end in ends)
    if picture.scale is Scale.LOG:
        return picture.unit is None and not has_percent
    if picture.unit is None:
        return not re.match(r"\s?(?:[%％°]|[A-Za-zµμ]+\b(?<!and)(?<!with))(?! ?CI)", after) and not has_percent
    return after.lstrip().startswith(picture.unit.text) and not re.match(
        r"\s?(?:points?|per)\b|[\w/]", after.lstrip()[len(picture.unit.text) :]
    )


def _are_qualified_alike(picture: Interval, sentence: Sentence) -> bool:
    """Whether all estimates are adjusted, or crude, alike; or an abbreviation is explained with the first."""
    found = []
    for row in picture.rows:
        start, end = sentence.span(_name(row))[1], sentence.span(row.estimate.words)[0]
        found.append({each.lower().strip() for each in _QUALIFIED.findall(sentence.text[start:end])})
    is_explained = (
        re.match(r"\s?[\[(][A-Za-z]+[\])]", sentence.text[sentence.span(picture.words)[1] :]) if picture.words else None
    )
    return all(each == found[0] or (is_explained and not each) for each in found)


def _are_a_list(picture: Interval, sentence: Sentence) -> bool:
    """Whether the names are whole, short and of one form, and only joints stand between a row and the next name."""
    text, rows = sentence.text, picture.rows
    unit = f" {picture.unit.text}" if picture.unit else ""
    labels = [_name(row).text for row in rows]
    first = sentence.span(_name(rows[0]))
    joints = [
        sentence.between((0, _extent(row, sentence)[1]), sentence.span(_name(after))) for row, after in pairwise(rows)
    ]
    openings = [text[sentence.span(_name(row))[1] :][:2].strip()[:1] for row in rows]
    is_bracketed = all(opening in ("(", "[") for opening in openings)
    is_one_bracket = all(opening.isalpha() for opening in openings) and text[: first[0]].rstrip().endswith(("(", "["))
    return (
        len({label.casefold() for label in labels}) == len(labels)
        and all(0 < len(label.split()) <= _LONGEST_NAME and not _CLAUSE.search(label) for label in labels)
        and all(re.search(r"[A-Za-z]", label) and not _NEGATED.search(_VERSUS_NO.sub(" ", label)) for label in labels)
        and len(_LINK.findall(labels[0])) == len(_LINK.findall(labels[1]))
        and len({len(_VERSUS.findall(label)) for label in labels}) == 1
        and bool(_LEADS.search(text[: first[0]]) and not _RELATIVE.search(text[: first[0]]))
        and not (_TURNED.search(text[: first[0]]) and any(map(_TURNED.search, labels[1:])))
        and not any(_HANGS.search(each) for each in (*labels, *(note.text for row in rows for note in row.notes)))
        and all(_JOINT.fullmatch(joint.removeprefix(unit)) for joint in joints)
        and (is_bracketed or is_one_bracket)
    )


_AND = re.compile(r"[^\w(\[]*[)\]],?\sand\s")
_FOR = re.compile(r"[^\w(\[]*[)\]]\s(?:for|in|with|among)\s(?:the\s)?")
_TO_LOW = re.compile(r"\s?[(\[]\D*")


def _are_respective(picture: Interval, sentence: Sentence) -> bool:
    """Whether two ratios and then their two names are listed: "1.2 (…) and 1.5 (…) for A and B respectively"."""
    if len(picture.rows) != 2 or picture.words is None or picture.scale is not Scale.LOG or picture.unit:
        return False
    names_at = [sentence.span(_name(row)) for row in picture.rows]
    first, second = ([sentence.span(each.words) for each in (row.estimate, row.low, row.high)] for row in picture.rows)
    plain = sentence.without(*((each.start, each.end) for each in chances(sentence.text)))
    places = [sentence.span(picture.words), *first, *second, *names_at]
    if any(before[1] > after[0] for before, after in pairwise(places)):
        return False
    joints = [plain[before[1] : after[0]] for before, after in pairwise(places)]
    levels = [level(joints[1]), level(joints[4])]
    lead = without_names(INTERVAL_NAME.sub(" ", joints[0]))
    return (
        names(picture.words.text, picture, sentence.paper.abstract)
        and not re.search(r"[\d;:()\[\]]", lead)
        and not OTHER_STATISTIC.search(lead)
        and levels == [level(picture.level.text)] * 2
        and all(_TO_LOW.fullmatch(re.sub(r"\d\d\s?%", "", joints[place])) for place in (1, 4))
        and all(_joins_bounds(joints[place], picture) for place in (2, 5))
        and bool(_AND.fullmatch(joints[3]) and _FOR.fullmatch(joints[6]))
        and bool(re.fullmatch(r"\sand\s(?:the\s)?", joints[7]))
        and bool(re.match(r",?\srespectively\b", plain[names_at[1][1] :]))
        and not any(re.search(r"\band\b|[,\d(]", _name(row).text) for row in picture.rows)
    )


def _of_words(picture: Interval, sentence: Sentence) -> Iterator[Fault]:
    """Whether p values, "significant", "did not differ" and words of direction agree with every interval."""
    text, line = sentence.text, picture.scale.no_effect
    stated = level(picture.level.text) or 95.0
    claim = " ".join(words.text for words in picture.claim)
    before = sentence.text[: sentence.span(_name(picture.rows[0]))[0]]
    for row in picture.rows:
        is_excluded = not row.low.value <= line <= row.high.value
        spans = [sentence.span(words) for words in row.part if words != row.name]
        start, end = min(first for first, _ in spans), max(last for _, last in spans)
        own = [each for each in chances(text) if start <= each.start < end]
        said = f"{claim} {_name(row).text}"
        is_denied, is_claimed = limits.denies_an_effect(said), limits.claims_significance(said)
        contradicts = any(each.contradicts(is_excluded=is_excluded, level=stated) for each in own)
        if contradicts or (is_denied and is_excluded) or (is_claimed and not is_excluded):
            yield Fault.CONTRADICTED
        side = (row.estimate.value > line) - (row.estimate.value < line)
        side = side if picture.scale is Scale.LOG else min(side, 0)
        direction = limits.direction(f"{before} {_name(row).text}")
        if direction * side < 0 and not limits.GOOD_OR_LESS.search(text):
            yield Fault.CONTRADICTED


def _has_more(picture: Interval, sentence: Sentence) -> bool:
    """Whether the sentence gives an interval, a ratio or a share that is in no row."""
    rest = sentence.without(*(_extent(row, sentence) for row in picture.rows))
    if _are_respective(picture, sentence):
        rest = re.sub(r"\brespectively\b", " " * len("respectively"), rest, count=1)
    inside = [sentence.text[slice(*_extent(row, sentence))] for row in picture.rows]
    notes = " ".join(note.text for row in picture.rows for note in row.notes)
    has_second = any(len(INTERVAL_NAME.findall(each)) > 2 for each in inside) or bool(
        _INTERVAL.search(" " + notes) or RATIO.search(notes)
    )
    has_rest = (
        bool(percentages(rest))
        or any(form.search(rest) for form in (_INTERVAL, _SEVERAL))
        or bool(_chances_apart(rest))
    )
    plain = sentence.without(
        *(_extent(row, sentence) for row in picture.rows), *((p.start, p.end) for p in chances(rest))
    )
    has_value = any(re.search(r"[.·]\d", plain[each.start : each.end]) for each in numbers(plain))
    return has_second or has_rest or has_value or bool(_SEVERAL.search(notes))


def _is_common(p: Words, picture: Interval, sentence: Sentence) -> bool:
    """Whether a p value is the only one of the sentence, and stands after all rows."""
    found = [(each.start, each.end) for each in chances(sentence.text)]
    return found == [sentence.span(p)] and found[0][0] >= _extent(picture.rows[-1], sentence)[1]


def _chances_apart(rest: str) -> list[object]:
    """P values outside of the rows, but for one at the end of the sentence, which stays in the claim."""
    found = chances(rest)
    return [each for each in found if len(found) > 1 or re.search(r"\w", rest[each.end :])]
