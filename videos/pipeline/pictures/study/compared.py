"""What was compared in a study, and the outcome that was measured."""

import re
from collections.abc import Iterator, Sequence

from videos.pipeline.artifacts import Words
from videos.pipeline.pictures.study.passage import Passage, only

_BRACKET = r"(?: \([^()]*\))"
_AFTER_AN_ARM = r"or|and|versus|vs\.?|to|at|for|using|by|followed|from|over|during|stratified|on"
_WORD = r"[^\s(),.;:]+"
_CHANGE = r"(?:(?:switch|remain|stay|continue)(?: (?:to|on|with))? )?"
_ARM = rf"{_CHANGE}{_WORD}(?: (?!(?:{_AFTER_AN_ARM}|in|with)\b){_WORD}){{0,7}}"
_ARM_WITH = rf"{_WORD}(?: (?!(?:{_AFTER_AN_ARM})\b){_WORD}){{0,7}}"
_END = rf"(?!,? or\b| (?:versus|vs)\b)(?=$|[.,;:(\[]| (?:\(|(?:{_AFTER_AN_ARM}|in|with)\b))"
_OR = r"(?:or|versus|vs\.?)"
_TAKE = r"(?:receive|undergo|take|get|have|use|wear)"
_MORE_OF_IT = r"(?: (?:(?!\b(?:or|and|versus|vs)\b)[^.;()]){1,80}?,)"
_ASSIGNED = re.compile(
    r"\b(?:assigned|allocated|randomi[sz]ed)\b(?:(?! to )[^.;]){0,120}? (?:to|into) "
    rf"(?:(?:{_TAKE}|either|treatment with) )*(?P<a>{_ARM}){_BRACKET}?(?:{_MORE_OF_IT}(?= or to ))? {_OR} (?:to )?"
    rf"(?:{_TAKE} )?(?P<b>{_ARM}){_END}"
)
_EITHER = re.compile(
    rf"\b(?:had|received|underwent|got|took|wore|given|with) either (?P<a>{_ARM_WITH}){_BRACKET}? or "
    rf"(?P<b>{_ARM_WITH}){_END}"
)
_NOT_IN_TITLE = "of|in|comparing|between|comparison"
_AFTER_IN_TITLE = "in|for|on|among|during|after|as|at|following"
_TITLE_WORD = r"[^\s:,.()?]+"
_IN_TITLE = re.compile(
    rf"(?:^|\b(?:of|comparing|between) )(?P<a>(?:(?!(?:{_NOT_IN_TITLE})\b){_TITLE_WORD} ){{1,6}}?)"
    rf"(?:versus|vs\.?|compared (?:with|to)) (?P<b>{_TITLE_WORD}(?: (?!(?:{_AFTER_IN_TITLE})\b){_TITLE_WORD}){{0,6}}?)"
    rf"(?=$|[:,.()?]| (?:{_AFTER_IN_TITLE})\b)",
    re.IGNORECASE,
)
_RANDOMISED = re.compile(r"\b(?:randomi[sz]ed|trial)\b", re.IGNORECASE)
_NOT_AN_ARM = re.compile(
    r"\b(?:groups?|arms?|one|two|three|four|each|other|same|both|sequence|order|ratio|block|strata|first|second|was|were|"
    r"had|then|who|rates?|outcomes?|effects?|efficacy|safety|comparison|references?)\b|^(?:an?|the)$|"
    r"^\d+\b(?! ?(?:mg|g|µg|ml|mL|IU|Gy|mmol|%))",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(
    r" (?:(?:once|twice|(?:two|three|four|\d) times) )?(?:daily|weekly|(?:a|per|every) (?:day|week))$"
)
"""How often both groups had what they had: "tea or placebo once daily"."""

_MORE_ARMS = re.compile(r"\b(?:three|four|five|3|4|5) (?:[\w-]+ )?(?:groups|arms)\b|1:1:1|2:1:1|2:2:1")
_OUTCOME = re.compile(
    r"\b[Pp]rimary (?:efficacy |clinical |study )?(?:outcomes?|end-?points?|end points?)(?: measures?)? (?:was|were) "
    r"(?:the )?(?P<what>[^.;:()\[\]]+)"
)
_OUTCOME_WORDS = range(1, 19)


def groups(stated: Sequence[Passage], title: Passage, design: str) -> tuple[Words, ...]:
    """The two groups that were compared, () if they are not named plainly or there are more."""
    if any(_MORE_ARMS.search(passage.text) for passage in stated):
        return ()
    sought = [(passage, form) for passage in stated for form in (_ASSIGNED, _EITHER)]
    if _RANDOMISED.search(design):
        sought.append((title, _IN_TITLE))
    return next(filter(None, (_pair(passage, form) for passage, form in sought)), ())


def _pair(passage: Passage, form: re.Pattern[str]) -> tuple[Words, ...]:
    found = form.search(passage.text)
    if not found or any(_NOT_AN_ARM.search(found[name]) for name in "ab"):
        return ()
    pair = tuple(_trimmed(passage, found, name) for name in "ab")
    return pair if len({words.text.casefold() for words in pair}) == 2 else ()


def _trimmed(passage: Passage, found: re.Match[str], name: str) -> Words:
    start, end = found.span(name)
    return passage.words(start, start + len(_SCHEDULE.sub("", passage.text[start:end]).rstrip()))


def outcome(stated: Sequence[Passage]) -> Words | None:
    """The primary outcome, if the methods state one in a few words."""
    return only(_outcomes(stated))


def _outcomes(stated: Sequence[Passage]) -> Iterator[Words]:
    for passage in stated:
        for match in _OUTCOME.finditer(passage.text):
            if len(match["what"].split()) in _OUTCOME_WORDS and ", defined" not in match["what"]:
                yield _trimmed(passage, match, "what")
