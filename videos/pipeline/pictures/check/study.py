"""Checks a study card: each fact must stand in the paper and be about this study. Shares no rule with the finder."""

import re
from collections.abc import Iterator

from videos.pipeline.artifacts import Field, Paper, Role, Source, StudyCard, Words

_FIELDS = {
    Field.MESH: "mesh_terms",
    Field.PUBLICATION_TYPE: "publication_types",
    Field.PLACE: "places",
    Field.REGISTRATION: "registrations",
}
_ENDS_A_SENTENCE = re.compile(r"[.?!]\s+(?=[A-Z])|$")
_STUDIED_BEINGS = re.compile(
    r"humans|animals|mice|rats|rabbits|dogs|cats|swine|sheep|cattle|guinea pigs|female|male|pregnancy|"
    r"infant(?:, newborn)?|child(?:, preschool)?|adolescent|(?:young )?adult|middle aged|aged(?:, 80 and over)?",
    re.IGNORECASE,
)
_KINDS_OF_PAPER = {"Review", "Meta-Analysis", "Network Meta-Analysis", "Systematic Review", "Case Reports"} | {
    *("Guideline", "Practice Guideline"),
}
_STUDY = re.compile(r"study|trial|survey|registry|series|cohort|comparison|experiment|random", re.IGNORECASE)
_OTHER_STUDY = re.compile(
    r"\b(?:previous|earlier|prior|another|other) (?:\w+ ){0,3}(?:study|trial|survey|cohort)|"
    r"\b(?:protocol|post[- ]hoc|secondary (?:data )?analysis|will be|review(?:ed)? (?:of|the) (?:stud|trial|liter))",
    re.IGNORECASE,
)
_NOT_STUDIED = re.compile(r"\b(?:exclud\w+|screened|eligib\w+|planned|required|withdrew|dropped|declined|lost to)\b")
_OF_A_PART = re.compile(r"\b(?:other|remaining|another|first|second|control|of the|all but)\s*$", re.IGNORECASE)
_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UP_TO_NINETEEN = (
    *("zero", *_ONES[1:], "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
_BETWEEN_GROUPS = re.compile(
    r"\s*(?:\([^()]*\)|(?:(?! or )[^.;()]){1,90}(?=, or to ))?,?\s*(?:or|versus|vs\.?|compared (?:with|to))\s+(?:to )?"
    r"(?:\w+ )?",
    re.IGNORECASE,
)
_A_THIRD_GROUP = re.compile(r"\s*(?:\([^()]*\))?,?\s*(?:or|versus|vs)\b")
_MOST_REGISTRATIONS = 2
_FOLLOWED = re.compile(r"follow.*\d.*(?:year|month|week|day)|\d.*(?:year|month|week|day).*follow", re.IGNORECASE)
_TWO_TIMES = re.compile(r"\b(?:and|versus|vs\.?|to) \d+(?:[.·]\d+)? (?:year|month|week|day)")
_DONE = re.compile(
    r"\b(?:an?|the) (?P<name>(?:[\w-]+ ){1,4}(?:study|trial|survey)) was (?:performed|conducted|done|carried)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b\d[\d,]* (?:[a-z-]+ ){0,3}?(?P<who>students|women|men|children|adults|adolescents|infants|neonates|newborns|"
    r"drinkers|smokers|workers|nurses|physicians|veterans|mothers|boys|girls)\b"
)
"""People whom a number counts, by names that are not those of all people in a study, such as "patients"."""

_RUNS_ON = re.compile(r",\s*\d[\d,]*$")
"""The end of a description of people that has taken in the count of a part of them: "participants, 389"."""

_BEFORE_A_PLACE = re.compile(r"\b(?:in|from|across) (?:the )?$")
_PRIMARY = re.compile(r"\b[Pp]rimary\b[^.;]{0,60}\b(?:was|were) (?:the )?$")


def faults(card: StudyCard, paper: Paper) -> list[str]:
    """What is not true of the card, in words for the operator; [] if it may be drawn."""
    places = _all_words(card)
    wrong = [words.text for words in places if not _stands(words, paper)]
    if wrong:
        return [f"“{text}” does not stand where it is said to" for text in wrong]
    return [*_of_design(card, paper), *_of_people(card, paper), *_of_groups(card, paper), *_of_the_rest(card, paper)]


def _all_words(card: StudyCard) -> list[Words]:
    number = card.number.words if card.number else None
    facts = (card.design, number, card.population, card.outcome, card.follow_up)
    lists = (*card.tags, *card.groups, *card.places, *card.registrations)
    return [*lists, *(words for words in facts if words)]


def _stands(words: Words, paper: Paper) -> bool:
    """Whether the words are whole words at their source, or a value of their field."""
    if words.source is None:
        return words.field in _FIELDS and words.text in getattr(paper, _FIELDS[words.field])
    before, after = _around(words.source, paper)
    is_whole = not (before[-1:].isalnum() and words.text[:1].isalnum()) and not (
        words.text[-1:].isalnum() and after[:1].isalnum()
    )
    return is_whole and paper.at(words.source).text == words.text


def _around(source: Source, paper: Paper) -> tuple[str, str]:
    """What precedes and follows a source in its sentence."""
    whole = paper.title.text if source.section is None else paper.sections[source.section].text.text
    ends = [match.end() for match in _ENDS_A_SENTENCE.finditer(whole)]
    start = max((end for end in ends if end <= source.start), default=0)
    stop = min((end for end in ends if end >= source.end), default=len(whole))
    return whole[start : source.start], whole[source.end : stop]


def _sentence(words: Words, paper: Paper) -> str:
    if words.source is None:
        return ""
    before, after = _around(words.source, paper)
    return before + words.text + after


def _of_design(card: StudyCard, paper: Paper) -> Iterator[str]:
    if card.design is None:
        return
    text = card.design.text
    is_listed = card.design.field is Field.PUBLICATION_TYPE and text in _KINDS_OF_PAPER
    if not is_listed and not _STUDY.search(text):
        yield f"“{text}” is not the design of a study"
    is_of_others = _OTHER_STUDY.search(_sentence(card.design, paper)) or _OTHER_STUDY.search(paper.title.text)
    if is_of_others and not is_listed:
        yield f"“{text}” may be the design of another study"
    designs = {match["name"].casefold() for each in _methods(paper) for match in _DONE.finditer(each)}
    if card.design.source and len(designs) > 1:
        yield "the paper describes several studies"
    is_random = re.match(r"(?:.*\W)?randomi[sz]ed", text, re.IGNORECASE)
    if is_random and re.search(r"\b(?:non-?|not )randomi[sz]ed", f"{paper.title.text} {paper.abstract}", re.IGNORECASE):
        yield "the paper also speaks of what is not randomised"


def _methods(paper: Paper) -> list[str]:
    return [each.text.text for each in paper.sections if each.role in (Role.METHODS, None)]


def _of_people(card: StudyCard, paper: Paper) -> Iterator[str]:
    for tag in card.tags:
        if tag.field is not Field.MESH or not _STUDIED_BEINGS.fullmatch(tag.text):
            yield f"“{tag.text}” does not say who was studied"
    for words in (card.number.words if card.number else None, card.population):
        if words and _NOT_STUDIED.search(_sentence(words, paper)):
            yield f"“{words.text}” may not have been studied"
    who = card.population
    if who and (_RUNS_ON.search(who.text) or any(_overlap(who, group) for group in card.groups)):
        yield f"“{who.text}” says more than who was studied"
    if who and who.source and who.source.section is None:
        others = [match["who"] for each in _methods(paper) for match in _COUNTED.finditer(each)]
        if not all(_names(who.text, each) for each in others):
            yield f"the methods count others than “{who.text}”"
    if card.number is None or card.number.words.source is None:
        return
    before, after = _around(card.number.words.source, paper)
    if _value(card.number.words.text) != card.number.value:
        yield f"“{card.number.words.text}” is not {card.number.value:g}"
    if _OF_A_PART.search(before) or re.match(r"\s*(?:%|\(\d|of\b|/)", after):
        yield f"“{card.number.words.text}” may count a part of the study"
    where = card.population.source if card.population else None
    if where and where.section == card.number.words.source.section and not after.startswith((" ", "\u00a0")):
        yield f"“{card.number.words.text}” does not count people"


def _overlap(one: Words, other: Words) -> bool:
    """Whether two facts have characters of the paper in common."""
    if one.source is None or other.source is None or one.source.section != other.source.section:
        return False
    return one.source.start < other.source.end and other.source.start < one.source.end


def _names(text: str, noun: str) -> bool:
    """Whether a text names these people, one or several of them."""
    stem = noun.casefold().removesuffix("s").replace("men", "m[ae]n")
    return bool(re.search(rf"\b{stem}", text, re.IGNORECASE))


def _value(printed: str) -> float | None:
    """The value of a whole number in digits, or in words up to 99."""
    if digits := re.sub(r"[,\s]", "", printed):
        return float(digits) if digits.isdecimal() else _value_in_words(printed.casefold())
    return None


def _value_in_words(printed: str) -> float | None:
    names = {f"{ten}{one and '-'}{one}": 10 * n + m for n, ten in enumerate(_TENS, 2) for m, one in enumerate(_ONES)}
    names |= {name: value for value, name in enumerate(_UP_TO_NINETEEN)}
    return names.get(printed)


def _of_groups(card: StudyCard, paper: Paper) -> Iterator[str]:
    if not card.groups:
        return
    if card.design is None:
        yield "the paper does not say how it compared the groups"
    sources = [words.source for words in card.groups if words.source]
    if len(sources) != 2 or len({words.text.casefold() for words in card.groups}) != 2:
        yield "the groups are not two, each with its name"
        return
    first, second = sources
    whole = paper.title.text if first.section is None else paper.sections[first.section].text.text
    if first.section != second.section or not _BETWEEN_GROUPS.fullmatch(whole[first.end : second.start]):
        yield "the paper does not compare the groups in so many words"
    if _A_THIRD_GROUP.match(_around(second, paper)[1]):
        yield "there is another group"


def _of_the_rest(card: StudyCard, paper: Paper) -> Iterator[str]:
    if card.outcome and card.outcome.source and not _PRIMARY.search(_around(card.outcome.source, paper)[0]):
        yield f"“{card.outcome.text}” is not called the primary outcome"
    for place in card.places:
        if place.source and not _BEFORE_A_PLACE.search(_around(place.source, paper)[0]):
            yield f"the study may not have been in “{place.text}”"
    if card.follow_up and not _FOLLOWED.search(card.follow_up.text):
        yield f"“{card.follow_up.text}” is not a follow-up"
    if card.follow_up and card.follow_up.source and _TWO_TIMES.search(_around(card.follow_up.source, paper)[1]):
        yield f"“{card.follow_up.text}” is that of one group"
    if len(paper.registrations) > _MOST_REGISTRATIONS and card.registrations:
        yield "the record lists registrations of several studies"
