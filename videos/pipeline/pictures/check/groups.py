"""Checks two groups that a sentence compares."""

import re
from collections.abc import Iterator
from itertools import pairwise

from videos.pipeline.artifacts import Group, Groups, Portion, Words
from videos.pipeline.pictures.check import intervals, limits, pairs, portions
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.measures import RATIO
from videos.pipeline.pictures.check.pairs import COMPARISON
from videos.pipeline.pictures.check.people import are_people
from videos.pipeline.pictures.check.printed import PERCENT_SIGN, chances, percentages
from videos.pipeline.pictures.check.sentence import Sentence

_CHANGES = re.compile(
    r"\b(?:rose|fell|rising|falling|increased|decreased|declined|dropped|improved|gained|lost|grew|shrank|reduced|"
    r"changed)"
    r"\s(?:\w+\s){0,3}?(?:by|from|to)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^(?:the )?(?:first|second|third|last|\w+ (?:year|month|week|day)s?$|\d{4}|baseline|before|after|at |admission|"
    r"follow-up|(?:pre|post)(?:operati\w+|-?test|-?treatment)|day |week |month |year )|\bperiods?\b|"
    r"^(?:the )?(?:January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|"
    r"autumn|winter|morning|evening|night)\b",
    re.IGNORECASE,
)
_TO_THE_NAME = re.compile(
    r"(?:[\s,()\[\]%％]|\b(?:of|in|the|for|with|among|after|on|to|at|those|these|all|a|an|from|receiving|were|who|"
    r"only|under|assigned|given|randomi[sz]ed|allocated|by|per cent)\b|\b\w+(?:ents|men|children|ants|ers|ects|people|"
    r"persons|cases|"
    r"individuals|adults|babies|girls|boys|neonates|mothers|nurses)\b)*",
    re.IGNORECASE,
)
_VERBS = re.compile(r"\b(?:was|were|had|has|have|is|are|did|vs|versus|than|compared|and|but|whereas)\b", re.IGNORECASE)
_NO_OUTCOME = re.compile(
    r"\b(?:groups?|arms?|decreases?|increases?|reductions?|(?-i:improvements?)|differences?|changes?|"
    r"(?:fall|rise|drop|decline|gain|growth|loss) in|(?<!or )more|fewer|"
    r"less)\b|^there\b",
    re.IGNORECASE,
)
"""Words of a group or of a difference: neither belongs into what was counted."""

_HANGS = re.compile(r"(?:^|\s)(?:with|without|in|the|of|on|for|a|an|and|or|to|by|at|from|after|before|not)$")
_BARE_PEOPLE = re.compile(
    r"(?:patients|participants|subjects|people|persons|individuals|cases|respondents)", re.IGNORECASE
)
_AT_A_TIME = re.compile(r"\b(?:within|during|at|over|by)\s(?:\w+\s)?(?:\d|year|month|week|day|discharge|follow)")
"""In the name of one group it may hold for both."""

_IS_PEOPLE = re.compile(r"\b(?:patients|controls|subjects|participants|women|men|children|people|individuals|those)$")
_ACTS = re.compile(
    r"^\w+ed$|\b(?:ents|patients|women|men|children|participants|subjects|cases|people|boys|girls|nurses|adults|"
    r"infants)\s(?!(?:treated|given|randomi[sz]ed|assigned|allocated|admitted|aged|infected|diagnosed|exposed|staged|"
    r"operated|fed|enrolled|referred|used|born|affected|vaccinated|managed|advised|offered|needed)\b)\w+ed\b"
)
"""A name that says what the group did: then name and outcome were mixed up."""

_COUNTED = re.compile(
    r"\b(?:rates?|incidence|prevalence|proportions?|percentages? of|frequen\w+|mortality|lethality|survival|risk|odds|"
    r"common(?:er|ly)?|rarer|often|likely|occur\w*|seen|observed|reported|noted|developed|experienced|diagnosed|"
    r"detected|"
    r"needed|met|achieved)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 25
_FARTHEST = 120


def faults(picture: Groups, sentence: Sentence) -> Iterator[Fault]:
    """What is wrong with two groups that are compared."""
    if len(picture.groups) != 2:
        yield Fault.NOT_COMPARED
        return
    for group in picture.groups:
        yield from portions.faults(group.portion, sentence)
    text, names = sentence.text, [group.name for group in picture.groups]
    is_respective = pairs.are_respective(picture, sentence)
    if len(percentages(text)) != 2 or re.search(r"\b(?:whereas|while)\b", text):
        yield Fault.IGNORED
    if re.search(r"\brespectively\b", text) and not is_respective:
        yield Fault.IGNORED
    if not _are_two_groups(*(name.text for name in names)):
        yield Fault.NOT_COMPARED
    if not is_respective and not pairs.are_listed(picture, sentence):
        if not _stands_between(picture, sentence):
            yield Fault.NOT_COMPARED
        if not all(
            is_named(group.name, group.portion, sentence) or _has_outcome(group, picture, sentence)
            for group in picture.groups
        ):
            yield Fault.LABEL
    if not _is_an_outcome(picture, sentence):
        yield Fault.LABEL
    if picture.people and not all(_are_people(group, sentence) for group in picture.groups):
        yield Fault.NOT_PEOPLE
    if _leaves_out(picture, sentence):
        yield Fault.IGNORED
    if portions.is_no_share(text) or _CHANGES.search(text) or not _is_counted(picture, text):
        yield Fault.MEASURE
    if _goes_the_other_way(picture, sentence) or _contradicts_p(picture, sentence):
        yield Fault.CONTRADICTED
    if picture.verdict:
        yield from intervals.faults(picture.verdict, sentence)
    if not limits.is_plain_finding(sentence):
        yield Fault.LIMITED


_HAD_MORE = re.compile(r"\s(?:had|showed|experienced)\s(?:an?\s)?(?:\w+ly\s)?(?:higher|lower|greater|smaller)\s[(\[]")


def _has_outcome(group: Group, picture: Groups, sentence: Sentence) -> bool:
    """Whether the outcome stands between a name and its share: "boys had a higher relapse rate (24%)"."""
    name, first = sentence.span(group.name), portions.spans(group.portion, sentence)[0]
    outcome = sentence.span(picture.outcome)
    before, after = sentence.between(name, outcome), sentence.between(outcome, first)
    return bool(_HAD_MORE.fullmatch(f"{before.rstrip()}{after}"))


def _are_people(group: Group, sentence: Sentence) -> bool:
    """Whether the name is one of people, or the share is one of people: "15% of the patients in the ginger group"."""
    spans = [sentence.span(words) for words in group.part]
    said = sentence.text[min(start for start, _ in spans) : max(end for _, end in spans)]
    return any(are_people(word, sentence) for word in (group.name.text, *re.findall(r"[A-Za-z-]+", said)))


def is_named(name: Words, portion: Portion, sentence: Sentence) -> bool:
    """Whether only joints stand between a name and its share, or what the group did: "12% had pain in the north"."""
    place, numbers = sentence.span(name), portions.spans(portion, sentence)
    if re.match(r"\s(?:not|who|without)\b", sentence.text[place[1] :]):
        return False
    first, last = numbers[0], numbers[-1]
    if place[1] <= first[0]:
        join = sentence.between(place, first)
    elif first[1] <= place[0] and place[1] <= last[0]:  # "Of 223 cases, 110 (49%)": the whole precedes its name
        join = sentence.between(place, numbers[1])
        return bool(_TO_THE_NAME.fullmatch(join) and _TO_THE_NAME.fullmatch(sentence.between(first, place)))
    else:
        join = sentence.between(last, place)
    inner = (sentence.between(*pair) for pair in pairwise(numbers))
    if not all(_TO_THE_NAME.fullmatch(text) or portions.joins(text) for text in inner):
        return False
    return bool(_TO_THE_NAME.fullmatch(PERCENT_SIGN.sub("", join, count=1))) or (
        last[1] <= place[0] and _tells_of_it(join)
    )


def _tells_of_it(join: str) -> bool:
    """Whether a text between a share and its group says what the group did, up to "in the"."""
    is_torn = re.search(r"[\d;:]|\b(?:vs|versus|than|compared|and|or|but)\b", join)
    return not is_torn and len(join) <= _FARTHEST and bool(re.search(r"\b(?:in|among|with)\s(?:the\s)?$", join))


def _stands_between(picture: Groups, sentence: Sentence) -> bool:
    """Whether the comparison stands after all of the first group and before all of the second."""
    sides = [[sentence.span(words) for words in group.part] for group in picture.groups]
    start, end = sentence.span(picture.comparison)
    is_between = max(span[1] for span in sides[0]) <= start and end <= min(span[0] for span in sides[1])
    is_compared = COMPARISON.fullmatch(picture.comparison.text)
    return is_between and (
        bool(is_compared) or (picture.comparison.text == "and" and pairs.are_tested(picture, sentence))
    )


def _is_counted(picture: Groups, text: str) -> bool:
    """Whether the sentence shows that cases were counted: "14 % of boys", "12 of 80", "occurred", "rate"."""
    has_counts = all(group.portion.count for group in picture.groups)
    return (
        has_counts
        or bool(_COUNTED.search(text))
        or bool(re.search(r"(?:[%％]|per ?cent) (?:of|patients|women|men|children)\b", text))
    )


_LEFT = re.compile(
    r"^\s*An?\b|\b(?:was|were|is|are|has|have|had|been|be|seen|observed|found|reported|noted|detected|achieved|occurred|"
    r"developed|"
    r"recorded|used|given|needed|met|diagnosed|identified|performed|required|documented|present|appeared|recurred|"
    r"prescribed|more|less|fewer|higher|lower|greater|smaller|larger|reduced|increased|decreased|similar|different|"
    r"comparable|frequent|common|commoner|rarer|often|prevalent|likely|as|twice|that|those|than|in|the|of|(?-i:an?)|"
    r"with|among|"
    r"for|on|after|at|to|by|from|only|also|not|no|[a-z]+ly|proportions?|percentages?|shares?|numbers?|per ?cent|out|"
    r"patients|participants|subjects|women|men|children|cases|individuals|people|persons|infants|adults|boys|girls|"
    r"received|receiving|assigned|experienced|showed|it|we|revealed|found|indicated|demonstrated|both|"
    r"opposed|OR|HR|RR|CI|p|P|value|n|confidence|interval|significant|versus|compared|frequency|under|NS|n\.?s|"
    r"odds|ratio|hazard|relative|risk|rate|all|the|between|groups|arms|respectively|did|differ|and)\b",
    re.IGNORECASE,
)
"""What a picture of two groups need not repeat: verbs, comparatives, joints and names of statistics."""


def _leaves_out(picture: Groups, sentence: Sentence) -> bool:
    """Whether the sentence says more than the picture shows, such as the rest of a name."""
    words = [
        picture.outcome,
        picture.comparison,
        *picture.setting,
        *(words for group in picture.groups for words in group.part),
    ]
    verdict = picture.verdict
    if verdict:
        words += [
            verdict.level,
            *verdict.rows[0].part,
            *(each for each in (verdict.words, verdict.unit, verdict.p) if each),
        ]
    spans = [sentence.span(each) for each in (*words, *((picture.p,) if picture.p else ()))]
    left = intervals.NEEDED.sub(" ", sentence.without(*spans))
    return bool(re.search(r"\w", _LEFT.sub(" ", left)))


def _are_two_groups(first: str, second: str) -> bool:
    is_plain = not any(_TIME.search(name) or _VERBS.search(name) or _ACTS.search(name) for name in (first, second))
    is_whole = not _HANGS.search(first) and not _HANGS.search(second) and not RATIO.search(f"{first} {second}")
    is_whole = is_whole and not any(_AT_A_TIME.search(name) for name in (first, second))
    is_bare = _BARE_PEOPLE.fullmatch(first) and not _IS_PEOPLE.search(second)
    return is_plain and is_whole and not is_bare and first.casefold() != second.casefold()


def _is_an_outcome(picture: Groups, sentence: Sentence) -> bool:
    start, end = sentence.span(picture.outcome)
    shown = [sentence.span(words) for group in picture.groups for words in group.part]
    text = re.sub(r"\b(?:more|less|other) than", " ", picture.outcome.text)
    is_outside = all(end <= first or last <= start for first, last in shown)
    is_beside = (
        start < min(span[0] for span in shown)
        or re.match(r"\W*$", sentence.text[end:])
        or _is_after_one(picture, sentence)
        or _has_outcome(picture.groups[0], picture, sentence)
    )
    return (
        is_outside
        and bool(is_beside)
        and not are_people(text, sentence)
        and not _NO_OUTCOME.search(text)
        and not re.search(r"\b(?:was|were|is|are|had|has|have)$", text)
        and not percentages(text)
        and not COMPARISON.search(text)
        and len(text.split()) <= _MOST_WORDS
    )


def _is_after_one(picture: Groups, sentence: Sentence) -> bool:
    """Whether the outcome follows a share or the last name: "68% came to the clinic", "had fallen"."""
    start = sentence.span(picture.outcome)[0]
    ends = [sentence.span(words)[1] for group in picture.groups for words in group.part]
    return any(
        end <= start and re.fullmatch(r"[\s%％)\]]*|\sof\s[\w\s]{2,40}", sentence.text[end:start]) for end in ends
    )


def _goes_the_other_way(picture: Groups, sentence: Sentence) -> bool:
    """Whether the sentence says "less" of the first group, though its share is the larger one, or the reverse."""
    first, second = (group.portion.percent.value for group in picture.groups)
    said = limits.direction(sentence.text[: sentence.span(picture.comparison)[1]])
    return said * (first - second) < 0


def _contradicts_p(picture: Groups, sentence: Sentence) -> bool:
    found = chances(sentence.text)
    is_strong = any(each.sign != ">" and each.size < 0.05 for each in found)
    is_weak = any(each.sign == ">" or (each.sign == "=" and each.size > 0.05) for each in found)
    is_shown = not picture.p or any(sentence.span(picture.p) == (each.start, each.end) for each in found)
    says_so = is_weak and limits.claims_significance(sentence.text)
    denies_it = is_strong and limits.denies_an_effect(sentence.text)
    return not is_shown or says_so or denies_it
