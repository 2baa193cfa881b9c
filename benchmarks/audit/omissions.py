"""What the abstract reports and the video neither says nor names on its source card."""

import re
from collections.abc import Iterator
from itertools import pairwise

from benchmarks.audit.material import Finding, Passage, Video
from videos.pipeline.artifacts import Role

_REPORTED = re.compile(
    r"\d|\b(?:no|none|more|fewer|less|higher|lower|greater|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_PRIMARY = re.compile(
    r"\b(?:primary|main|principal|co-primary) (?:\w+ )?(?:outcomes?|end-?\s?points?|measures?)\b", re.IGNORECASE
)
_ACCURACY = re.compile(r"\bsensitivity\b.*\bspecificity\b|\bpredictive values?\b.*\d", re.IGNORECASE)
_HARMS = re.compile(
    r"\badverse (?:event|effect|reaction)|\bside[- ]effect|\btoxicit|\bcomplication|\bbleeding|\bha?emorrhag|"
    r"\bdiscontinu(?:ed|ation)|\bwithdr[ae]w|\binfections? (?:occurred|was|were|rate)|\bhypoglyc|\bdeaths?\b|\bdied\b|"
    r"\bmortality\b|\bthrombo(?:sis|embol)|\bhypotension\b|\breoperat|\brecurrences?\b|\bmesh exposure\b|"
    r"\bpneumothorax\b",
    re.IGNORECASE,
)
_NULL = re.compile(
    r"\bno (?:\w+ ){0,4}(?:differences?|effects?|associations?|changes?|benefit|improvement|correlation|increase|"
    r"reduction|evidence)\b|"
    r"\b(?:did|was|were|is|are|does|do|could) not (?:\w+ ){0,2}(?:differ|significant|associated|change|improve|"
    r"affect|reduce|increase|"
    r"correlate|predict|related|exert|different)|\bnot (?:statistically )?significant|\bnon-?significant|"
    r"\bfailed to\b|\bunchanged\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\blimitations?\b|\blimited by\b|\bcaution|\blow[- ](?:certainty|quality)\b|\bquality of (?:the )?evidence\b|"
    r"\bcertainty of (?:the )?evidence\b|\brisk of bias\b|\bsmall (?:sample|number of|study|trial)|\bpreliminary\b|"
    r"\bconfound|\bgeneraliz|\bgeneralis",
    re.IGNORECASE,
)
_IS_SAMPLE = re.compile(
    r"^(?:We|The study|This study|The analysis|Our study) (?:included|enrolled|recruited|identified|screened)\b|"
    r"\b(?:patients|participants|women|men|children|infants|students|adults|individuals|studies|trials|people|"
    r"knees)\b[^.;]{0,40}"
    r"\b(?:were|was) (?:included|enrolled|recruited|screened|assessed for eligibility|randomly assigned|"
    r"randomi[sz]ed)\b|"
    r"\b(?:demographic|baseline) (?:characteristics|data)\b|\banalysis set\b|\bhad missing\b",
    re.IGNORECASE,
)
"""Who took part: neither a result nor its lack."""

_NOT_FOUND_HERE = re.compile(
    r"\bhypothes|\b(?:has|have) been (?:investigated|shown|reported|suggested)|\baim(?:ed|s)?\b|\bobjective\b|"
    r"\bwe (?:investigated|studied|sought)\b|"
    r"\brandomly divided\b|\bwere (?:divided|measured|assessed|analy[sz]ed)\b|\bha?emorrhagic shock\b",
    re.IGNORECASE,
)
"""What an abstract without sections says of others, of its aim and its methods."""

_KINDS = (
    ("the primary outcome", _PRIMARY, "primary outcome", False),
    ("the accuracy of the test", _ACCURACY, "accuracy", False),
    ("harms", _HARMS, "harms", True),
    ("a null result", _NULL, "without a difference", False),
    ("limits", _LIMITS, "limits", False),
)
"""The kinds, how a passage of each is recognised, how the source card names it, and whether each passage counts.

Of the others, one that is said stands for all."""

_ARM = re.compile(
    r"^(?:In|For|Among|Within) (?:the )?(?P<arm>(?:group|arm|cohort)s? ?(?:\d|[A-Z]\b|I+)|(?:\S+ ){1,4}?(?:groups?|"
    r"arms?|cohorts?))\b",
    re.IGNORECASE,
)


def check(video: Video) -> Iterator[Finding]:
    """What is missing, by its kind."""
    found = [each for each in video.passages if _is_reported(each)]
    for kind, missing in _missing(video, found):
        yield Finding("omissions", missing.text, f"{kind} is neither said nor named")
    for role, name in ((Role.RESULTS, "result"), (Role.CONCLUSIONS, "conclusion")):
        of_role = [each for each in video.passages if each.role is role and not _IS_SAMPLE.search(each.text)]
        if of_role and not any(each.said for each in of_role):
            yield Finding("omissions", of_role[-1].text, f"no {name} is said")
    for one, other in pairwise(video.passages):
        if one.said != other.said and _are_arms(one.text, other.text):
            said, unsaid = (one, other) if one.said else (other, one)
            yield Finding("omissions", said.text, f"the other group is not said: {unsaid.text}")


def _missing(video: Video, found: list[Passage]) -> Iterator[tuple[str, Passage]]:
    for name, pattern, named, counts_alone in _KINDS:
        of_kind = [each for each in found if pattern.search(each.text)]
        unsaid = [each for each in of_kind if not each.said]
        if named not in video.card and (counts_alone or len(unsaid) == len(of_kind)):
            yield from ((name, each) for each in (unsaid if counts_alone else unsaid[:1]))


def _is_reported(passage: Passage) -> bool:
    """Whether the passage is a result or conclusion; without sections, whether it compares or counts."""
    text = passage.text
    if passage.role is None:
        return bool(_REPORTED.search(text)) and not _NOT_FOUND_HERE.search(text)
    return passage.role in (Role.RESULTS, Role.CONCLUSIONS) and not _IS_SAMPLE.search(text)


def _are_arms(one: str, other: str) -> bool:
    first, second = _ARM.match(one), _ARM.match(other)
    if first is None or second is None:
        return False
    return first["arm"].casefold() != second["arm"].casefold()
