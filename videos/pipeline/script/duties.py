"""What a video must tell if the abstract reports it: the primary outcome, harms, null and contrary results, limits.

A sentence with such a duty is read before any other sentence of its role, as far as the time allows. The patterns look
for what is reported, never for whether it is good news.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from videos.pipeline.artifacts import Role
from videos.pipeline.script.brackets import without_brackets
from videos.pipeline.script.statements import Statement


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of statement that must not be missing. ``most``: as many of them as are taken before others."""

    roles: frozenset[Role]
    pattern: re.Pattern[str]
    most: int

    def applies_to(self, statement: Statement) -> bool:
        """Whether the statement is of this kind. In an abstract without headings, a result may look like a method."""
        is_result = statement.role in self.roles or (
            Role.RESULTS in self.roles
            and statement.role is Role.METHODS
            and not statement.label
            and _COMPARES.search(statement.text.text)
        )
        return bool(is_result and self.pattern.search(statement.text.text))


def _duty(roles: tuple[Role, ...], most: int, *patterns: str) -> Duty:
    return Duty(frozenset(roles), re.compile("|".join(patterns), re.IGNORECASE), most)


_FINDINGS = (Role.RESULTS,)
_COMPARES = re.compile(r"\b(?:than|as \w+ as|the same (?:as|in|for)|against|compared with|did not|no)\b", re.IGNORECASE)

_PRIMARY = _duty(
    _FINDINGS,
    1,
    r"\b(?:primary|main|principal) (?:\w+ )?(?:outcomes?|end-? ?points?|measures?)\b",
    r"\bsensitivity\b.*\bspecificity\b.*\d",  # of a test, which a paper on it is about
)
_HARMS = _duty(
    _FINDINGS,
    4,
    r"\badverse\b",
    r"\bside[- ]effects?\b",
    r"\btoxic",
    r"\bcomplications?\b",
    r"\b(?:un)?safe(?:ly)?\b",
    r"\bharm(?:s|ed|ful)?\b",
    r"\b(?:re)?bleed|\bbled\b|ha?emorrhag|ha?ematoma",
    r"\bdiscontinu|\bwithdr(?:ew|awn|awals?)\b|\bdropped out\b|\bstopped (?:the|their|taking|treatment)\b",
    r"\b(?:was|were) stopped\b",
    r"\binfect|\bseps|\bseptic|\babscess|\bpneumonia|\bfever",
    r"hypoglyc|hypotens|hypokal|hyperkal|neutropeni|\ban?emi[ac]|arrhythm|bradycard",
    r"\bretention of urine|urinary retention|\bjaundice|liver enzymes|hepat(?:itis|otoxic)|\bkidney (?:injury|failure)",
    r"\bperforat|\bleak(?:s|age)?\b|\bfistula|\bnecrosis|\brupture|\bdehiscence|\bnon-?union",
    r"\bnausea|\bvomit|\bdiarrh|\bdizz|\bdrows|\bheadaches?\b|\brash(?:es)?\b|\ballerg|\banaphyla|\bitch",
    r"\bthrombo(?:s[ei]s|embol)|\bembol(?:ism|us)|\bstrokes?\b|\bseizures?\b|\bdelirium|\bsuicid|\bmyocarditis",
    r"\bfell (?:on|off|down|over)\b|\bbroke (?:a|an|his|her|the|their)\b",
    r"\bburns?\b|\bblister|\binjur(?:y|ies|ed)\b|\bfractures?\b|\bfalls?\b|\bulcers?\b",
    r"\b(?:died|deaths?|dead|fatal|mortality|lethal)\b",
    r"\bworsen|\b(?:became|made|got|grew|was|were|is|are) (?:\S+ ){0,4}worse\b|\bdeteriorat",
    r"\bre-?(?:operat|admi(?:ssion|tted)|vision surgery)",
)
_NULL = _duty(
    _FINDINGS,
    3,
    r"\b(?:no|nor|without)\b(?: \S+){0,4} "
    r"(?:differences?|effects?|associations?|changes?|benefits?|evidence|improvements?|increases?|decreases?|"
    r"reductions?|correlations?|relationships?|relations?|interactions?|gains?|advantages?|influence|response)\b",
    r"\b(?:did|does|do|could|was|were|is|are|had|has|have) not\b(?: \w+ly)? "
    r"(?:differ|change|affect|alter|improve|reduce|lower|raise|increase|decrease|influence|slow|prevent|help|predict|"
    r"correlate|depend|associated|related|different|significant|statistically|superior|inferior|reach|meet|shorten|"
    r"affected|altered|changed|improved|reduced|increased|influenced|prevented|met|reached|non-?inferior)",
    r"\bnot\b(?: \S+){0,2} (?:significant|different|associated|related)",
    r"\bnon-?significant|\bfailed to\b|\bunchanged\b|\bno longer\b|\bineffective\b|\buncertain\b|\bnull\b",
    r"\b(?:similar|alike|equal|equivalent|comparable)\b(?! to those (?:in|of) (?:the )?literature)|\bequally\b",
    r"\bthe same (?:as|in|for)\b",
    r"\b[Pp] ?(?:[=>≥]|values? of) ?0?[.·](?:0[5-9]|[1-9])|\bNS\b|\bn\.s\.",
)
_CONTRARY = _duty(
    (Role.RESULTS, Role.CONCLUSIONS),
    3,
    r"^(?:However|But|In contrast|By contrast|Conversely|On the other hand|On the contrary)\b",
    r"^(?:Nevertheless|Unfortunately)\b",
    r"\b(?:in|by) contrast\b|\bbut (?:not|no|did|was|were|only|the)\b|\bwhereas\b|\bwhile the\b|\bexcept\b|\bonly in\b",
    r"\b(?:not|no|never|fewer|less|lower|smaller|worse) (?:\S+ ){1,12}than\b",
    r"\b(?:could|did|does|was|were) not\b",
)
_LIMITS = _duty(
    (Role.CONCLUSIONS, Role.RESULTS),
    1,
    r"\bpreliminary\b|\bpilot\b|\bsmall (?:\w+ )?(?:study|trial|sample|number|group)",
    r"\blimit(?:ed|ations?)\b|\bcaution|\bcertainty\b|\buncertain|\blow[- ]quality\b|\bquality of (?:the )?evidence\b",
    r"\bconfound|\brisk of bias\b|\bcannot (?:\w+ )?(?:exclude|conclude|rule)|\bnot (?:\w+ )?generali[sz]",
    r"\b(?:should|must|need(?:s)? to) be (?:\w+ )?(?:confirmed|interpreted|weighed|replicated)",
    r"\bremains? (?:\S+ )?(?:unknown|unclear|open|to be)\b|\bdepends? on\b",
)

HARMS = (_HARMS, replace(_HARMS, roles=frozenset({Role.CONCLUSIONS}), most=1))
"""Harms among the results, and what the authors conclude from them."""

DUTIES = (_PRIMARY, *HARMS, _NULL, _CONTRARY, _LIMITS)
"""In order of precedence."""

_OF_HOW_MANY = re.compile(r"^(?:Out o|O)f (?:the |all )?\d[^,]*,\s")
_SAMPLE_FLOW = re.compile(
    r"\b(?:included|enrolled|screened|recruited|followed|mean age|median (?:age|tumou?r|follow-up)|follow-up was|"
    r"were males?|completed|(?:were|was) trained on|"
    r"(?:were|was) (?:conducted|performed|randomi[sz]ed|randomly|assigned|analy[sz]ed))\b|"
    r"\b(?:images|scans|samples|specimens)\b.{0,30} (?:were|was) obtained\b|"
    r"\bdemographics?\b|\bbaseline characteristics\b"
)


def is_sample_flow(statement: Statement) -> bool:
    """Whether the statement is only about the number of participants: who was screened, included, or completed."""
    return bool(_SAMPLE_FLOW.search(_OF_HOW_MANY.sub("", without_brackets(statement.text.text))))


_NAMED = re.compile(
    r"\b(?:primary|main|principal) (?:\w+ )?(?:outcomes?|end-? ?points?|measures?)\b\W*"
    r"(?:(?:was|were|is)\b)?(?P<what>[^.;]+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z][a-z-]{3,}")
_COMMON = re.compile(
    r"with|from|that|this|than|were|after|before|between|during|within|groups?|patients|people|changes?|rate|number|"
    r"mean|score|levels?|measured|days|weeks|months|years?|time|using|assessed|defined"
)
_FEWEST_SHARED = 2


def main_finding(statements: Sequence[Statement]) -> int | None:
    """The index of the result on the primary outcome: one that says so, or that shares the words of its name."""
    results = {
        index: each for index, each in enumerate(statements) if each.role is Role.RESULTS and not is_sample_flow(each)
    }
    says_so = next((index for index, each in results.items() if _PRIMARY.applies_to(each)), None)
    return says_so if says_so is not None else _named_finding(statements, results)


def _named_finding(statements: Sequence[Statement], results: Mapping[int, Statement]) -> int | None:
    named = [match for each in statements if each.role is not Role.RESULTS and (match := _NAMED.search(each.text.text))]
    if not named:
        return None
    wanted = _words(named[0]["what"])
    shared = {index: len(wanted & _words(each.text.text)) for index, each in results.items()}
    best = max(shared, key=lambda index: (shared[index], -index), default=None)
    return best if best is not None and shared[best] >= min(_FEWEST_SHARED, len(wanted)) else None


def _words(text: str) -> frozenset[str]:
    """The content words, each without the end that grammar changes."""
    return frozenset(word.rstrip("s")[:7] for word in _WORD.findall(text.lower()) if not _COMMON.fullmatch(word))
