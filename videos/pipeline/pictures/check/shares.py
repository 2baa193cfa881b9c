"""Checks a share of people against its sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise

from videos.pipeline.artifacts import Share, Words
from videos.pipeline.pictures.check import limits, portions
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.people import are_people
from videos.pipeline.pictures.check.printed import Span, percentages
from videos.pipeline.pictures.check.sentence import Sentence

_COMPARING = re.compile(
    r"\b(?:vs|versus|compared|respectively|whereas|while|in contrast|than (?!\d)|both groups|each group|as opposed)\b",
    re.IGNORECASE,
)
_LESS_THAN_THE_RESULT = re.compile(r"\b(?:despite|although|even though|though|because(?! of)|since)\b", re.IGNORECASE)
_A_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ANOTHER_SHARE = re.compile(
    r"\bpercentage points?\b|;[^;]*\b(?:no|none|not)\b|"
    rf"\b{_A_COUNT} (?:\w+ )?(?:out )?of (?:the |these |our )?{_A_COUNT}\b|(?<![\d/])\d+/\d+(?![\d/]| ?mm)|"
    r"\b(?:half|majority|minority|most|(?:one|two|three) (?:thirds?|quarters?|fifths?)|none|neither|no|all)"
    r"(?: of)?(?: the| these| those)? (?:\w+ ){0,2}?(?:patients|women|men|children|participants|subjects|cases|"
    r"controls|people|"
    r"individuals|infants|boys|girls|students|residents|respondents|\w{3,}(?:ers|ors|ists|ees))\b",
    re.IGNORECASE,
)
_THING_AFTER = re.compile(
    r"['’]|-|\s(?:years?|days?|visits?|months?|samples?|eyes?|knees?|hips?|teeth|cells?|deaths|data|records|scans)\b"
)
_LEAST, _MOST = 1.0, 99.5
"""Per cent. Out of 100 figures none or all would be filled beyond these, though some or not all people were meant."""


def faults(picture: Share, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with a share of people."""
    yield from portions.faults(picture.portion, sentence)
    text, who = sentence.text, sentence.span(picture.who)
    if not _stand_together(picture, sentence):
        yield Fault.LABEL
    if (
        picture.who.text.endswith("those")
        or not are_people(picture.who.text, sentence)
        or _THING_AFTER.match(text, who[1])
    ):
        yield Fault.NOT_PEOPLE
    if not _fits_the_figures(picture) or not _has_a_whole(picture, sentence):
        yield Fault.ARITHMETIC
    if portions.is_no_share(_without_asides(text, picture, sentence)):
        yield Fault.MEASURE
    if _has_another_result(picture, sentence):
        yield Fault.IGNORED
    if (
        _is_general(sentence)
        or any(_NAMED.search(text[: sentence.span(each)[0]]) for each in _of_no_whole(picture))
        or not limits.is_plain_finding(sentence)
    ):
        yield Fault.LIMITED


_FEWEST = 20
"""Of fewer people 100 figures would promise more than was counted."""


def _has_a_whole(picture: Share, sentence: Sentence) -> bool:
    """Whether a count without its whole ("18 patients (15%)") agrees with a number of these people in the abstract."""
    portion, noun, read = picture.portion, picture.who.text.split()[-1], sentence.number(picture.portion.percent)
    if portion.count is None or portion.whole is not None or read is None:
        return True
    percent, count = portion.percent.value, portion.count.value
    if count < _FEWEST * percent / 100:
        return False
    if re.search(r"\bof\b", _between_numbers(picture, sentence)):
        return True
    said = f"{sentence.paper.title.text} {sentence.paper.abstract}"
    stated = re.finditer(
        rf"(?<![\d.,/])(\d{{1,3}}(?:,\d{{3}})+|\d+)\s(?:[A-Za-z][\w-]*\s){{0,4}}?{re.escape(noun)}\b", said
    )
    wholes = {int(match[1].replace(",", "")) for match in stated}
    rounding = 0.6 * read.unit_of_last_place + 1e-9
    return any(whole >= max(_FEWEST, count) and abs(100 * count / whole - percent) <= rounding for whole in wholes)


def _between_numbers(picture: Share, sentence: Sentence) -> str:
    """The text from the first number or name of the share to the last."""
    shown = [*portions.spans(picture.portion, sentence), sentence.span(picture.who)]
    return sentence.text[min(span[0] for span in shown) : max(span[1] for span in shown)]


_NAMED = re.compile(r"\b(?:the|these|those)\s$", re.IGNORECASE)


def _of_no_whole(picture: Share) -> tuple[Words, ...]:
    """The numbers that "the" makes a name for people, and no finding: "the 74 patients (20%) who died"."""
    portion = picture.portion
    is_alone = portion.count and not portion.whole
    return (portion.percent.words, *((portion.count.words,) if portion.count and is_alone else ()))


def _is_general(sentence: Sentence) -> bool:
    """Whether an abstract without headings states something in the present tense: that is seldom a finding."""
    section = sentence.source.section
    has_heading = section is not None and bool(sentence.paper.sections[section].label)
    return not has_heading and bool(re.search(r"\b(?:is|are)\b", sentence.text))


def _fits_the_figures(picture: Share) -> bool:
    percent, count, whole = picture.portion.percent.value, picture.portion.count, picture.portion.whole
    is_full = count is not None and whole is not None and count.value == whole.value
    return percent >= _LEAST and (percent <= _MOST or is_full)


def _has_another_result(picture: Share, sentence: Sentence) -> bool:
    text = sentence.text
    shown = [*portions.spans(picture.portion, sentence), sentence.span(picture.who)]
    own = (min(span[0] for span in shown), max(span[1] for span in shown))
    forms = (_COMPARING, _LESS_THAN_THE_RESULT)
    said = re.sub(r"\([^()\d]*\)", " ", text)
    plain = _without_asides(text, picture, sentence)
    return (
        len(percentages(plain)) != 1
        or any(form.search(said) for form in forms)
        or bool(re.search(r"\bbut\b", text[: own[0]]))
        or bool(_ANOTHER_SHARE.search(sentence.without(own)))
    )


_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")


def _without_asides(text: str, picture: Share, sentence: Sentence) -> str:
    """The sentence without the bracket that describes the people: "Of 120 patients (57% male), 18 (15%)"."""
    whole, who = picture.portion.whole, sentence.span(picture.who)
    if whole is None or sentence.span(whole.words)[1] > who[0]:
        return text
    aside = _DESCRIPTION.match(text, who[1])
    return text[: who[1]] + " " + text[aside.end() :] if aside else text


_DESCRIPTION = re.compile(r"(?:\s[A-Za-z][\w-]*){0,8}?\s\((?:[^()\[\]]|\[[^()\[\]]*\])*\),(?=\s\d)")


def _stand_together(picture: Share, sentence: Sentence) -> bool:
    """Whether count, whole, share and people stand together: between them are joints, or words about the people."""
    who = sentence.span(picture.who)
    numbers = portions.spans(picture.portion, sentence)
    before = [span for span in numbers if span[1] <= who[0]]
    after = [span for span in numbers if span[0] >= who[1]]
    if len(before) + len(after) != len(numbers):
        return False
    pairs = [*zip(before, [*before[1:], who], strict=bool(before)), *pairwise(after)]
    if not all(portions.joins(sentence.between(*pair)) or _is_done_between(sentence, *pair) for pair in pairs):
        return False
    if not after:
        return _is_whole(sentence, before[0], who) or _counts_them(picture, sentence)
    said = sentence.between(who, after[0])
    leads = re.search(r"\b(?:of|among|in)\s(?:\w+\s){0,3}$", sentence.text[: who[0]], re.IGNORECASE)
    percent = sentence.span(picture.portion.percent.words)
    counts_things = len(after) > 1 and percent in after and not _is_followed_by_a_verb(sentence, after[-1])
    counts_things = counts_things and not (len(after) == 2 and _is_done_between(sentence, *after))
    return _tells_of_the_people(said) and bool(before or leads) and not counts_things


_VERB = re.compile(
    r"(?:[%％)\]\s,]|per ?cent\b)*(?:(?:also|all|still|later|subsequently|only|never|not|\w+ly|of them|of whom|"
    r"patients|women|men|children|participants|cases|subjects|infants)\s)*"
    r"(?:was|were|had|has|have|did|do|does|are|could|\w+ed|came|went|gave|took|got|fell|felt|said|knew|made|kept|"
    r"lost|met|grew|"
    r"slept|wore|saw|ate|drank|left|quit|chose|thought|found|became|began|held|read|ran|spent|showed|needed|"
    r"smoked|died|underwent|took|bore|rose|won|swam)\b"
)


def _is_done_between(sentence: Sentence, first: Span, second: Span) -> bool:
    """Whether the people do something between count and share: "Of 162 patients, 4 had a stroke (2.5%)"."""
    said = sentence.between(first, second)
    return (
        bool(re.fullmatch(r"(?:\s[A-Za-z][\w'’-]*){2,12}\s\(", said))
        and bool(_VERB.match(sentence.text, first[1]))
        and not re.search(r"\b(?:and|or|but|of)\b", said)
    )


def _counts_them(picture: Share, sentence: Sentence) -> bool:
    """Whether the people follow their count and its share: "18 (15%) patients"."""
    count, percent, who = picture.portion.count, picture.portion.percent, sentence.span(picture.who)
    if count is None or picture.portion.whole is not None or len(picture.who.text.split()) > 1:
        return False
    joint = sentence.between(sentence.span(percent.words), who)
    return bool(re.fullmatch(r"\s?(?:[%％]|per ?cent)[)\]]\s", joint))


def _is_followed_by_a_verb(sentence: Sentence, last: Span) -> bool:
    """Whether the people do something after the share, so that it counts them and no things of theirs."""
    return bool(_VERB.match(sentence.text, last[1]))


def _is_whole(sentence: Sentence, first: Span, who: Span) -> bool:
    """Whether the people are what the share is of: "15% of women", "3/20 (15%) women"."""
    return bool(re.search(r"\bof\b|/", sentence.text[first[0] : who[0]]))


def _tells_of_the_people(said: str) -> bool:
    aside = _BRACKET.sub(" ", _BRACKET.sub(" ", said))
    plain = re.sub(r"\bwho\b[^,]*", " ", aside)
    has_verb = re.search(r"\b(?:was|were|had|has|have|is|are|did|and|but|or)\b", plain)
    return not re.search(r"\d", aside) and not has_verb and len(said) < 120
