"""Decides which number of a sentence may be set large beside it, and what its label is.

A number without its sentence easily misleads, so it is set large only where the sentence has one of a few forms that
say what the number counts:

- the size of the study: "We enrolled 412 nurses", "In all, 96 adults were randomly assigned", "Of 240 participants,";
- a share that is the only percentage: "The response rate was 58%", "In total, 72% of the nurses reported back pain".

Every other number stays in its sentence: a part of the sample, one of several groups, people who were screened or who
left, a threshold, a dose, a hedged or compared number. A figure too few is better than a wrong one.
"""

import re

from videos.pipeline.artifacts import Figure
from videos.pipeline.patterns import Pattern
from videos.pipeline.script.counted import COUNT, GROUP, NUMBER_WORD, PUBLISHED, STUDIED

_START = r"^(?:[A-Z][A-Z /&]+: )?"
_FIRST = (
    r"(?:(?:(?:Between|From|During) [^,]*\d{4}[^,]*|In (?:[A-Z][a-z]+ )?\d{4}), )?"
    r"(?:(?:In (?:all|total)|Overall|Altogether), )?"
)
_KIND = (
    r"(?:study|trial|cohort|sample|survey|review|meta-analysis|series|investigation|experiment|population|research|"
    r"registry)"
)
_WHICH = r"(?:(?:[Tt]his|[Oo]ur)(?: [a-z][\w-]+){0,3}?|[Tt]he(?: (?:study|present|current|final|whole|entire|total))?)"
_THIS_STUDY = rf"{_WHICH} {_KIND}"
_IN_THIS_STUDY = rf"[Ii]n (?:this|our|the present) (?:[a-z][\w-]+ )?(?:{_KIND}|work|paper)"
_ENTERED = (
    r"(?:(?:randomly|prospectively|retrospectively|consecutively|finally) )?"
    r"(?:enrolled|included|recruited|randomi[sz]ed|assigned|allocated|analy[sz]ed|studied|surveyed|interviewed|"
    r"reviewed|examined|pooled)"
)
_BETWEEN = r"(?P<between>(?:[^.;()\[\]]|[(\[][^()\[\]]*[)\]]|\.(?=\d))*?)"
_DID = (
    r"(?:viewed|watched|read|heard|listened|rated|tasted|wore|played|answered|swam|ran|walked|slept|ate|drank|visited)"
)
_SIZES = tuple(
    Pattern(_START + pattern + "(?P<rest>.*)")
    for pattern in (
        rf"{_FIRST}(?:(?:{_IN_THIS_STUDY},? )?[Ww]e|{_THIS_STUDY}) (?:{_ENTERED}|involved|comprised|consisted of|"
        rf"reached|covered|followed|had)(?: a total of| data from)? {COUNT}",
        rf"{_FIRST}(?:{_IN_THIS_STUDY}, )?(?:[Aa] (?:total|sample) of |Data (?:from|on) )?{COUNT}{_BETWEEN} "
        rf"(?:(?:was|were|has been|have been) {_ENTERED}|took part|participated|underwent randomi[sz]ation)\b",
        rf"{_IN_THIS_STUDY}, {COUNT} {_DID}\b",
        rf"(?:Out of|Of) {COUNT}(?: with [^,;()\d]+)?, (?!.*\b(?:{_ENTERED}|agreed|consented|replied)\b)",
        rf"(?:Out of|Of) (?:the )?{COUNT} {_ENTERED}\b(?=[^.]*,)",
        rf"(?:(?:This|Our \w+) was |We (?:conducted|performed|report) )?(?:[Aa]n? )?(?:[\w-]+,? ){{0,5}}?{_KIND} "
        rf"(?:of|in|with|among|involving) (?:a total of )?{COUNT}",
        rf"(?:[\w-]+ ){{0,5}}?(?:study|survey|trial|interviews|focus groups) (?:was|were) (?:conducted|performed|"
        rf"carried out|held) (?:in|with|among|on) {COUNT}",
        rf"(?:The |Our )?(?i:participants|subjects|respondents|informants) were {COUNT}",
        rf"(?:The )?[Dd]ata (?:were |was )?(?:drawn|obtained|collected|taken|came) from {COUNT}",
    )
)
"""Sentences that state the size of their study. ``rest`` is what follows."""

_NOT_THE_WHOLE = Pattern(
    r"\b(?:pilot|screen\w*|eligib\w*|respectively|validat\w*|replicat\w*|derivation|sub(?:set|group|sample)s?|(?<!-)phase|"
    r"planned|intended|target|to be|also|only|exclu\w+|withdr[ae]w\w*|dropped|drop-?outs?|left the|could be|declined|"
    r"of (?:whom|which|these|them)|as (?:[\w-]+ )?controls|(?:control|comparison) group|group [A-Z\d]|each|"
    r"(?:first|second|third|other|another|latter|former|previous|earlier|recent|prior|published) (?:[\w-]+ )?"
    rf"(?:{_KIND}|part|step))\b",
    re.IGNORECASE,
)
_MORE = rf"\b(?:\d[\d,]*|{NUMBER_WORD})(?:[ -][A-Za-z-]+){{0,3}}?"
_ANOTHER_COUNT = rf"\b(?:and|plus|versus|vs\.?|but)(?: only)? (?:\d|{NUMBER_WORD}\b)"
_ANOTHER_GROUP = Pattern(rf"{_ANOTHER_COUNT}|\bwith \d|{_MORE} (?:{STUDIED}|controls)\b")
_ANOTHER_PUBLICATION = re.compile(rf"{_ANOTHER_COUNT}|{_MORE} {PUBLISHED}\b")
_PART_OF_THE_STUDY = re.compile(
    rf"^ (?:in|for|into) (?:the|each|an?) (?!(?:present |current |final )?(?:{_KIND}|analysis)\b)[^,.;]*"
    r"\b(?:group|arm|analys[ie]s|set|part|cohort)\b"
)
_TO_SEVERAL = re.compile(r"\b(?:or|and|either|one|two|three|four|both|groups|arms)\b|\d:\d")
_ASSIGNED = re.compile(r"\b(?:assigned|allocated|randomi[sz]ed)\b")
_CLAUSE = re.compile(r"\b(?:was|were|is|are|had|did|but|while|whereas|and|that|which)\b")
_ASIDE = re.compile(r" who [^,]*|[(\[][^()\[\]]*[)\]]")
_BRACKET = re.compile(r" ?[(\[][^()\[\]]*[)\]]")
_SHARE_IN_BRACKET = re.compile(r" ?[(\[][\d.,· /]*%[)\]]")
_WITH = re.compile(
    r" with(?: (?!(?:and|or|in|at|from|for|by|to|an?|the|no|were|was|who|[a-z]+(?:ed|ing))\b)[A-Za-z][\w/-]*){1,5}"
    r"(?=\.?$| (?:were|was|who)\b)"
)
_SMALLEST_SAMPLE = 5


def sample_size(text: str) -> Figure | None:
    """The number of people, animals or publications studied, if the sentence states it once and plainly."""
    if _NOT_THE_WHOLE.search(text):
        return None
    for form in _SIZES:
        found = form.match(text)
        if found and _is_whole_sample(found, text):
            described = _WITH.match(text, found.end("label"))
            return Figure(found["value"], found["label"] + (described[0] if described else ""))
    return None


def _is_whole_sample(found: re.Match[str], text: str) -> bool:
    after, rest = text[found.end("label") :], found["rest"]
    others = _ANOTHER_PUBLICATION if re.fullmatch(PUBLISHED, found["noun"]) else _ANOTHER_GROUP
    return (
        int(re.sub(r"\D", "", found["value"])) >= _SMALLEST_SAMPLE
        and not _SHARE_IN_BRACKET.match(after)
        and not others.search(_BRACKET.sub("", after))
        and not _CLAUSE.search(_ASIDE.sub("", found.groupdict().get("between") or ""))
        and not _PART_OF_THE_STUDY.search(rest)
        and not (_ASSIGNED.search(text, 0, found.start("rest")) and " to " in rest and not _TO_SEVERAL.search(rest))
    )


_TIME = (
    r"(?:(?:In (?:all|total)|Overall|Altogether|(?:After|At|By|Within|During) (?!baseline|admission|entry|the time)"
    r"[^,()%]{1,40}), |At last )?"
)
_PERCENT = r"(?P<value>\d+(?:[.·]\d+)?\s?%)"
_NO_OUTCOME = (
    r"(?:aged|(?:un)?married|divorced|widowed|(?:un)?employed|retired|born|educated|insured|enrolled|included|excluded|"
    r"recruited|randomi[sz]ed|assigned|screened|diagnosed|referred|admitted|presented|treated|received|exposed|smoked|"
    r"lived|worked|attended|identified|located|based|derived|obtained|collected|originated|belonged|dropped|"
    r"discontinued|stopped|refused|declined|missed|moved)\b"
)
"""Verbs of who the people were and what was done, not of what came of it."""

_OUTCOME = (
    rf"(?:(?:was|were) )?(?:(?:completely|fully|successfully) )?(?!{_NO_OUTCOME})(?:[a-z]+ed|wore|took|gave|got|fell|"
    r"rose|grew|won|ate|drank|felt|said|knew|thought|chose|met|made|quit|slept|survive|alive|free)\b"
)
_TO_THE_END = r"[^\d.,;:()\[\]]*"
_RATE = (
    r"(?i:rate|prevalence|incidence|proportion|share|frequency|survival|mortality|lethality|compliance|adherence|yield)"
)
_RATE_OF = rf"(?:[\w-]+ ){{0,5}}?{_RATE}(?: (?:of|at|after|to)(?: [a-z-]+){{1,6}}?)?"
_NOT_A_RESULT = (
    r"(?i:.*\b(?:drop-?out|attrition|refusal|exclusion|withdrawal|follow-up|sampling|loss|heart|pulse|"
    r"of (?:women|men|females?|males?|girls|boys))\b)"
)
_SHARES = tuple(
    Pattern(_START + pattern + r"\.?$")
    for pattern in (
        rf"{_TIME}{_PERCENT} (?P<label>of {GROUP} {_OUTCOME}{_TO_THE_END})",
        rf"(?:Of|Among) {GROUP}, {_PERCENT} (?P<label>{_OUTCOME}{_TO_THE_END})",
        rf"Of (?:the )?[\d,]+ {STUDIED}, [\d,]+(?: {STUDIED})? [(\[]{_PERCENT}[)\]] (?P<label>{_OUTCOME}{_TO_THE_END})",
        r"[A-Z][\w-]*(?: [a-z-]+){0,5} (?:(?:was|were) (?:seen|observed|found|achieved|noted)|occurred) "
        rf"in {_PERCENT} (?P<label>of {GROUP})",
        rf"(?:The |An? )?(?!{_NOT_A_RESULT})(?P<label>{_RATE_OF}) (?:was|is|reached) {_PERCENT}",
    )
)
"""Sentences about one share. ``label`` says what it is a share of, or what it means."""

_COMPARED = re.compile(
    r"\b(?:vs\.?|versus|compared (?:with|to)|as opposed to|than|respectively|both|between|from \S+ to|whereas|while|"
    r"groups?|arms?|not|no|nor)\b",
    re.IGNORECASE,
)
_LONGEST_LABEL = 14


def sole_percentage(text: str) -> Figure | None:
    """The percentage that a sentence is about: the only one in it, neither hedged nor compared."""
    if len(re.findall(r"\d ?%|\bper ?cent\b", text)) != 1 or _COMPARED.search(text):
        return None
    found = next(filter(None, (form.match(text) for form in _SHARES)), None)
    return Figure(found["value"], found["label"]) if found and len(found["label"].split()) <= _LONGEST_LABEL else None
