"""Finds the shares of two groups that a sentence compares: "vomiting was rarer in boys (14%) than in girls (27%)"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from videos.pipeline.artifacts import Group, Groups, Interval, Portion, Words
from videos.pipeline.patterns import Pattern
from videos.pipeline.pictures.find import intervals
from videos.pipeline.pictures.find.grammar import COUNT, P_VALUE, PEOPLE, THAN, VERSUS
from videos.pipeline.pictures.find.passage import Passage
from videos.pipeline.pictures.find.portions import HIDDEN, SIGN, Hidden, hide

_WORDS = rf"[^{SIGN},;:()\[\]]"
_SETTING = (
    r"^(?:(?P<setting>(?:At|After|By|During|Within|In|Overall|On|For|Among|Over|Before|Where|When)\b"
    rf"{_WORDS}{{0,80}}?), )?"
)
_WHERE = r"(?:in|among|with|for|on|after|of|under|at|receiving|from|by)"
_FIRST = rf"(?P<a>{HIDDEN})"
_SECOND = rf"(?P<b>{HIDDEN})"
_ONE = rf"(?:the |a |an )?(?P<one>{_WORDS}{{2,90}}?)"
_OTHER = rf"(?:{_WHERE} )?(?:the )?(?P<other>{_WORDS}{{2,90}}?)"
_END = r"(?=\s?(?:[,;:)\]([]|\.(?!\d))|$)"
_RATE = (
    r"(?i:rates?|incidence|prevalence|proportions?|percentages?|frequency|frequencies|mortality|survival|lethality|risk|"
    r"share|occurrence)"
)
_OCCURRED = (
    r"(?:(?:was|were|has been|had been)\s(?:\w+ly\s)?(?:seen|observed|found|reported|noted|achieved|detected|present|"
    r"diagnosed|recorded|needed|required|used|identified|performed|met|documented|successful|experienced)|"
    r"(?:had\s)?(?:\w+ly\s)?(?:occurred|developed|appeared|recurred|happened))"
)
_HOW = r"(?:(?:significantly|markedly|slightly|much|substantially|considerably|also|statistically|similarly)\s)*"
_MORE_OFTEN = (
    rf"(?:(?:was|were|is|are)\s{_HOW}(?:(?:more|less)\s(?:frequent(?:ly)?|common(?:ly)?|prevalent|"
    rf"often)(?:\s\w+ed|\sseen|\sfound)?|"
    rf"commoner|rarer|as (?:frequent|common))|(?:occurred|developed)\s{_HOW}(?:more|less)\s(?:often|frequently|"
    rf"commonly))"
)
_HIGHER = (
    rf"(?:was|were|is|are)\s(?:not\s)?{_HOW}(?:(?:different|higher|lower|greater|smaller|reduced|increased|similar|"
    r"comparable|decreased)(?:\sin\sfrequency)?)"
)
_VERB = (
    r"(?:was|were|had|has|have|did|are|is|[a-z]{2,}ed|came|went|gave|took|got|fell|felt|said|knew|made|kept|lost|met|"
    r"grew|slept|wore|saw|ate|drank|left|quit|chose|thought|found|became|began|held|read|ran|spent|showed)\b"
)
_SUBJECT = rf"(?P<outcome>{_WORDS}{{3,140}}?)"
_DID = rf"(?P<outcome>(?!\w+ (?:groups?|arms?|patients|participants|women|men|children)\b){_VERB}{_WORDS}{{0,120}}?)"
_NOUN = rf"(?P<noun>(?:the )?(?:[a-z-]+ )?{PEOPLE})"

_LISTED = r"(?:(?!\sand\s|[\d" + SIGN + r",;:()\[\]]).){2,60}?"

_FORMS = tuple(
    Pattern(_SETTING + form)
    for form in (
        # Vomiting was less frequent in the ginger group (14%) than in the control group (27%)
        rf"{_SUBJECT} (?:{_MORE_OFTEN}|{_OCCURRED}|{_HIGHER})\s(?:{_WHERE})\s{_ONE}\s[(\[]{_FIRST}[^()]*?[)\]],?\s"
        rf"(?P<than>{THAN})\s(?:(?:that|those) )?{_OTHER}\s[(\[]{_SECOND}",
        # Wound infection was seen in 7.9% of patients with foam versus 12.4% of patients with gauze
        rf"{_SUBJECT} {_OCCURRED}\s(?:in|by|for|among)\s{_FIRST}\s(?:of\s|in\s|with\s)?{_ONE},?\s(?P<than>{VERSUS})\s"
        rf"(?:in\s)?{_SECOND}\s(?:of\s)?{_OTHER}{_END}",
        # Wounds reopened in 8% of patients with staples versus 22% of patients with thread
        rf"(?P<outcome>{_WORDS}{{3,100}}?\s[a-z]+ed)\sin\s{_FIRST}\s(?:of\s|in\s|with\s)?{_ONE},?\s(?P<than>{VERSUS})\s"
        rf"(?:in\s)?{_SECOND}\s(?:of\s)?{_OTHER}{_END}",
        # The rate of relapse was 12% in the north versus 18% in the south
        rf"(?P<outcome>{_WORDS}{{0,120}}?\b{_RATE}\b{_WORDS}{{0,60}}?)\s(?:was|were|is)\s{_FIRST}\s{_WHERE}\s{_ONE},?\s"
        rf"(?P<than>{VERSUS})\s(?:to\s)?{_SECOND}\s{_OTHER}{_END}",
        # Of those given the reminder, 68% came to the clinic compared with 51% of those not given it
        rf"(?:Of|Among|"
        rf"In) (?:the )?(?:(?P<n>{COUNT}) )?{_ONE}, {_FIRST}\s(?:of {_NOUN}\s)?{_DID},?\s(?P<than>{VERSUS})\s"
        rf"(?:only\s)?{_SECOND}\s{_OTHER}{_END}",
        # 31% of boys had nosebleeds compared with 22% of girls
        rf"(?:Only )?{_FIRST} (?:of )?(?:the )?(?P<one>(?:{_WORDS}{{0,40}}? )?{PEOPLE}"
        rf"(?: (?:in|on|with|from) {_WORDS}{{2,50}}?)?)\s"
        rf"{_DID},?\s(?P<than>{VERSUS})\s{_SECOND} {_OTHER}{_END}",
        # 88% of women (178 of 202) in the sling group were content vs 85% (580 of 682) in the tape group
        rf"(?:Only )?{_FIRST} in (?:the )?(?P<one>{_WORDS}{{2,50}}? (?:group|arm))\s"
        rf"{_DID},?\s(?P<than>{VERSUS})\s{_SECOND} {_OTHER}{_END}",
        # 9.1% of walkers vs 13.6% of sitters had fallen
        rf"{_FIRST} (?:of )?{_ONE},?\s(?P<than>{VERSUS})\s{_SECOND} (?:of )?(?:the )?(?P<other>{_WORDS}{{2,90}}?)\s"
        rf"{_DID}{_END}",
        # Boys had a higher relapse rate (24%) than girls (17%)
        rf"(?:The )?(?P<one>{_WORDS}{{2,90}}?) (?:had|showed|experienced) (?:a |an )?{_HOW}(?:higher|lower|"
        rf"greater|smaller) (?P<outcome>{_WORDS}{{0,60}}?\b{_RATE}(?: of {_WORDS}{{2,50}}?)?)\s[(\[]{_FIRST}[)\]] "
        rf"(?P<than>{THAN}) {_OTHER}\s[(\[]{_SECOND}",
        # A higher proportion of boys in the north had nosebleeds (38%) than boys in the south (25%)
        rf"(?:[Aa] )?(?:\w+ly )?(?:lower|higher|smaller|greater|larger) (?:proportion|percentage|share) of (?:the )?"
        rf"(?P<one>(?:{_WORDS}{{0,40}}? )?{PEOPLE}(?: (?:in|on|with|"
        rf"from) {_WORDS}{{2,50}}?)?)\s{_DID}\s[(\[]{_FIRST}[)\]] "
        rf"(?P<than>{THAN}) (?:of )?(?P<other>{_WORDS}{{2,90}}?)\s[(\[]{_SECOND}",
        # Relapse was rarer after the long course than after the short course (58% vs 70%)
        rf"{_SUBJECT} (?:{_MORE_OFTEN}|{_HIGHER})\s{_WHERE}\s{_ONE} (?P<order>{THAN})\s(?:(?:that|those) )?{_OTHER}"
        rf"\s[(\[]{_FIRST}\s(?P<than>{VERSUS})\s{_SECOND}",
        # Cure was similar between the oil and gel groups (58% vs 70%)
        rf"{_SUBJECT} (?:{_HIGHER}|did not differ)\sbetween\s(?:the\s)?(?P<one>{_LISTED})\s(?P<order>and)\s(?:the\s)?"
        rf"(?P<other>{_LISTED})(?:\s(?:groups|arms))?\s[(\[]{_FIRST}\s(?P<than>{VERSUS})\s{_SECOND}",
        # The relapse rate in the oil group was lower than that in the gel group (58% vs 70%)
        rf"(?P<outcome>{_WORDS}{{0,100}}?\b{_RATE}(?:\sof\s{_WORDS}{{2,50}}?)?)\s(?:in|for|after|with)\s{_ONE}\s{_HIGHER}"
        rf"\s(?P<order>{THAN})\s(?:that\s|those\s)?{_OTHER}\s[(\[]{_FIRST}\s(?P<than>{VERSUS})\s{_SECOND}",
        # 9 of 59 (15%) of the oil group had quit compared with 5 of 57 (9%) of the gel group
        rf"(?:Only )?{_FIRST} of (?:the )?(?P<one>{_WORDS}{{2,50}}? (?:group|arm))\s"
        rf"{_DID},?\s(?P<than>{VERSUS})\s{_SECOND} {_OTHER}{_END}",
        # A lower proportion of boys (21%) than of girls (29%) had nosebleeds
        rf"(?:[Aa]|[Ss]ignificantly|[Tt]he)? ?(?:\w+ly )?(?:lower|higher|smaller|greater|larger) (?:proportion|"
        rf"percentage|share) of {_ONE}"
        rf"\s[(\[]{_FIRST}[)\]] (?P<than>than) (?:of )?(?P<other>{_WORDS}{{2,90}}?)\s[(\[]{_SECOND}[)\]] {_DID}{_END}",
    )
)
_TESTED_FORMS = tuple(
    Pattern(_SETTING + form)
    for form in (
        # The endpoint was met by 45 (41%) of 111 patients in the oil group and 23 (20%) of 113 in the gel group (P)
        rf"{_SUBJECT} {_OCCURRED}\s(?:in|by|for|among)\s{_FIRST}\s(?:of\s|in\s|with\s)?{_ONE}\s(?P<than>and)\s"
        rf"(?:in\s)?{_SECOND}\s(?:of\s|in\s)?{_OTHER}{_END}",
        # The rate of relapse was 12% in the north and 18% in the south (P = .02)
        rf"(?P<outcome>{_WORDS}{{0,120}}?\b{_RATE}\b{_WORDS}{{0,60}}?)\s(?:was|were)\s{_FIRST}\s{_WHERE}\s{_ONE},?\s"
        rf"(?P<than>and)\s{_SECOND}\s{_WHERE}\s{_OTHER}{_END}",
        # Cure was similar in both groups (58% in the oil group and 70% in the gel group; P = .2)
        rf"{_SUBJECT} (?:{_HIGHER}|did not differ)(?:\s(?:in|between)\s(?:the\s|both\s|two\s)*groups)?\s[(\[]{_FIRST}\s"
        rf"{_WHERE}\s{_ONE},?\s(?P<than>and|{VERSUS})\s{_SECOND}\s{_WHERE}\s{_OTHER}{_END}",
        # Relapse rates were 20% and 15% in the north and the south, respectively (P = .02)
        rf"(?P<outcome>{_WORDS}{{0,120}}?\b{_RATE}\b{_WORDS}{{0,60}}?)\s(?:was|were)\s{_FIRST}\s(?P<than>and)\s{_SECOND}\s"
        rf"{_WHERE}\s(?:the\s)?(?P<one>{_LISTED})\sand\s(?:the\s)?(?P<other>{_LISTED}),?\srespectively\b",
    )
)
"""Two groups that only "and" joins: a p value or an estimate beside them must compare them."""

_COMPARATIVE = re.compile(
    r"(?:an? )?(?:\w+ly )?(?:higher|lower|greater|smaller|larger|increased|reduced) (?=\w)", re.IGNORECASE
)
_FEWER_OF = re.compile(r"(?:\w+ly )?(?:lower|higher|smaller|greater|larger) (?:percentage|proportion|share|number) of ")
_SAID = re.compile(r".*\b(?:revealed|showed|found|demonstrated|indicated) that (?:the )?", re.IGNORECASE)
_COUNTED_IN = Pattern(
    rf"(?:of )?(?:the )?{PEOPLE}(?: who were)?(?: \w+ed)? (?:in|on|with|from|receiving|given|treated with|"
    rf"assigned to) (?:the )?(?=\S)"
)


def find(passage: Passage) -> Iterator[Groups]:
    """Two groups with their shares of one outcome, if the sentence has no third share."""
    hidden = hide(passage)
    if len(hidden.portions) == 2:
        for form in (*_FORMS, *_TESTED_FORMS):
            match = form.search(hidden.text)
            if match:
                yield _groups(passage, hidden, match)


def _groups(passage: Passage, hidden: Hidden, match: re.Match[str]) -> Groups:
    sides = [
        Group(_name(passage, match, name), _portion(passage, hidden, match, share))
        for name, share in (("one", "a"), ("other", "b"))
    ]
    found = list(re.finditer(P_VALUE, passage.text))
    p = passage.words(*found[0].span()) if len(found) == 1 else None
    verdict = next(intervals.find(passage), None)
    return Groups(
        outcome=passage.words(match.start("outcome") + _leading(match["outcome"]), match.end("outcome")),
        groups=tuple(sides),
        comparison=passage.words(*match.span("than")),
        people=all(re.search(PEOPLE, _extent(passage, side)) for side in sides),
        setting=_setting(passage, match, [words for words in (verdict, p) if words]),
        verdict=verdict,
        p=p,
    )


def _extent(passage: Passage, group: Group) -> str:
    """The text from the first to the last word of a group: "15% of the patients in the ginger group"."""
    spans = [passage.span(words) for words in group.part]
    return passage.text[min(start for start, _ in spans) : max(end for _, end in spans)]


def _leading(outcome: str) -> int:
    """The length of what compares already in the name of an outcome: "A higher rate of relapse"."""
    said = _SAID.match(outcome)
    start = said.end() if said else 0
    found = _COMPARATIVE.match(outcome, start)
    return found.end() if found else start


def _portion(passage: Passage, hidden: Hidden, match: re.Match[str], share: str) -> Portion:
    """The share of a side. In "Of 223 cases, 110 (49%)" its whole is before the name."""
    portion = hidden.portions[match.start(share)]
    whole = passage.number(match, "n") if share == "a" and "n" in match.re.groupindex else None
    return replace(portion, whole=whole) if whole and portion.count and not portion.whole else portion


def _name(passage: Passage, match: re.Match[str], group: str) -> Words:
    """The name of a group: "ginger group" of "patients in the ginger group"."""
    start, end = match.span(group)
    fewer = _FEWER_OF.match(match[group])
    start += fewer.end() if fewer else 0
    counted = _COUNTED_IN.match(passage.text, start, end)
    return passage.words(counted.end() if counted and "group" in match[group] else start, end)


def _setting(passage: Passage, match: re.Match[str], also: list[Interval | Words]) -> tuple[Words, ...]:
    """What the sentence says before and after the statement, and between its numbers."""
    lead = match.span("setting") if match["setting"] else (0, 0)
    spans = [(lead[1], max(match.end(), *(match.end(name) for name in ("a", "b", "other", "outcome"))))]
    for each in also:
        spans += [passage.span(words) for words in _statistics(each)]
    return passage.beside(spans)


def _statistics(shown: Interval | Words) -> Iterator[Words]:
    if isinstance(shown, Words):
        yield shown
        return
    yield from (shown.level, *shown.rows[0].part, *(each for each in (shown.words, shown.unit, shown.p) if each))
