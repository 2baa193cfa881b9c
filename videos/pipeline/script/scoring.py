"""Scores how much a listener gains from a sentence, so that the best sentences of each role are read."""

import re
from dataclasses import dataclass

from videos.pipeline.artifacts import Role
from videos.pipeline.script import numbers
from videos.pipeline.script.numbers import NumberKind
from videos.pipeline.script.statements import Statement


def score(statement: Statement, *, is_first: bool, is_last: bool) -> float:
    """How much a listener gains from the statement. Scores are comparable only within a role.

    ``is_first``: it is the first statement of the abstract. ``is_last``: it is the last one of its role.
    """
    role, text = statement.role, statement.text.text
    points = sum(trait.points for trait in _TRAITS if trait.role is role and trait.pattern.search(text))
    points += _OWN_CUES_WEIGH[role] * statement.weights[role]
    points += _place_gains(statement, is_first=is_first, is_last=is_last)
    if role is Role.METHODS and _counts_a_sample(text):
        points += _SAMPLE_GAINS
    if text[:1].islower():
        points -= _FRAGMENT_COSTS
    if statement.dangles:
        points -= DANGLING_COSTS
    return points - _length_costs(statement)


def _place_gains(statement: Statement, *, is_first: bool, is_last: bool) -> float:
    gains = 0.0
    if statement.place == 0 and statement.label and not _IMPACT.search(statement.label):
        gains += _OPENING_GAINS.get(statement.role, 0.0)
    if statement.role is Role.BACKGROUND and is_first:
        gains += _FIRST_WORDS_GAIN
    if statement.role is Role.CONCLUSIONS and is_last:
        gains += _LAST_WORDS_GAIN
    return gains


@dataclass(frozen=True, slots=True)
class _Trait:
    role: Role
    points: float
    pattern: re.Pattern[str]


def _trait(role: Role, points: float, pattern: str) -> _Trait:
    return _Trait(role, points, re.compile(pattern, re.IGNORECASE))


_TRAITS = (
    _trait(Role.BACKGROUND, 2.0, r"^(?:This|The (?:present|current)) (?:study|paper|review|trial|work)\b"),
    _trait(Role.BACKGROUND, 1.2, r"\b(?:however|unknown|unclear|limited|lack|few|little|not (?:been|yet|well))\b"),
    _trait(
        Role.METHODS,
        1.2,
        r"\b(?:cohort|retrospective|prospective|randomi[sz]ed|cross-sectional|multicent\w+|trial|consecutive|"
        r"systematic review|interviews|mice|rats|cell lines|healthy volunteers|enrolled|recruited|included)\b",
    ),
    _trait(
        Role.METHODS,
        -2.2,
        r"statistic|regression|ANOVA|t-test|SPSS|software|mixed models?|standard errors|were excluded|exclusion|"
        r"two sided|relative risks? of|were calculated|(?:appraisal|assessment) (?:skills|tool)|quality[- ]assess",
    ),
    _trait(Role.METHODS, -2.6, r"\balso\b"),
    _trait(
        Role.METHODS,
        -2.0,
        r"\b(?:was|were) (?:\w+ly )?(?:recorded|noted|documented|built|established|set up)\.?$|"
        r"\bcategori[sz]ed (?:using|by|into)\b",
    ),
    _trait(Role.METHODS, -4.0, r"^Secondary (?:outcomes?|end ?points?)\b"),
    # Any p value counts: significant findings are not worth more than others.
    _trait(Role.RESULTS, 1.0, r"95 ?% ?C"),
    _trait(Role.RESULTS, 0.8, r"p ?[<=>]"),
    # A difference is not worth more than no difference, which is often reported without a p value.
    _trait(
        Role.RESULTS,
        0.8,
        r"^(?!.*\bp ?[<=>]).*(?:\bnon-?significant\b|\b(?:not|no|neither)\b.{0,40}"
        r"\b(?:differen(?:t|ces?)|differ|significant|associat\w+|effects?|increased?)\b)",
    ),
    _trait(Role.RESULTS, 1.2, r"primary|main (?:outcome|finding)|overall"),
    _trait(Role.RESULTS, 1.2, r"\b(?:sensitivity,? (?:and )?specificity|accuracy|AUR?O?C|area under)\b.*\d"),
    _trait(Role.RESULTS, 0.8, r"\bserious\b|certainty"),
    _trait(Role.RESULTS, -0.8, r"\balso\b"),
    _trait(
        Role.RESULTS,
        -1.5,
        r"\b(?:demographics?|baseline characteristics)\b|"
        r"^(?:Most|The majority|\d\S*) .{0,60}\b(?:(?:fe)?males?|men|women)\b [(\[][\d.]+ ?%",
    ),
    _trait(Role.RESULTS, -1.5, r"\bwere (?:included|enrolled|screened|recruited|reviewed)\b"),
    _trait(Role.RESULTS, -1.5, r"^Secondary (?:outcomes?|end ?points?) (?:included|were)\b"),
    _trait(
        Role.RESULTS,
        -2.0,
        r"\b(?:were|was) (?:performed|conducted|assessed|recruited|used) (?:to|online|for)\b|"
        r"\b(?:were|was) (?:determined|measured|assessed|evaluated|analy[sz]ed) (?:by|using|with|via)\b|"
        r"^Literature|trained on",
    ),
    _trait(
        Role.RESULTS,
        -2.0,
        r"\bwe (?:will )?(?:present|describe|discuss|report) (?:the|our|these) (?:findings|results)\b",
    ),
    _trait(Role.CONCLUSIONS, 2.0, r"^(?:In conclusion|Conclusion|In summary|Taken together)"),
    _trait(
        Role.CONCLUSIONS,
        1.0,
        r"\b(?:results?|findings?|data|evidence|study|we) (?:\w+ )?"
        r"(?:is|was|are|indicate|suggest|show|demonstrate|conclude|found|reveal)",
    ),
    _trait(Role.CONCLUSIONS, -1.5, r"^(?:More broadly|More generally|In (?:the )?future|Additionally|In addition)\b"),
    _trait(
        Role.CONCLUSIONS,
        -10.0,
        r"\b(?:are|is|were|will be) (?:further |also )?(?:discussed|addressed|presented)\b|"
        r"^(?!No\b).*\b(?:are|is|will be) (?:reported|considered)\W*$|"
        r"implications? (?:for|of) .{0,90}discussed|^Discussion deals",
    ),
    _trait(
        Role.CONCLUSIONS,
        -1.4,
        r"\b(?:provides?|offers?|gives?|adds?|contributes?) (?:to )?(?:an? |the )?"
        r"(?:(?:new|novel|important|valuable|further|better|useful|deeper) )*(?:insights?|understanding|knowledge)\b|"
        r"\bhighlights? the (?:potential|importance|need)\b|"
        r"\b(?:is|are|(?:may|can|could|will|would|should) be) (?:very |highly |particularly )?"
        r"(?:useful|helpful|valuable|informative) (?:in|for|to)\b|"
        r"\b(?:opens?|opening|paves?|paving) (?:up )?"
        r"(?:the way|(?:new |novel )?(?:avenues|perspectives|possibilities))\b",
    ),
    _trait(
        Role.CONCLUSIONS,
        -2.4,
        r"^Future\b.{0,60}\bshould\b|"
        r"(?:further|future|larger|more) (?:\w+ )?(?:studies|research|work|trials|investigation|numbers|samples)\b"
        r".{0,60}(?:needed|required|warranted|should)",
    ),
)
"""What makes a sentence more or less worth hearing. The points were tuned by reading the choices in real abstracts."""

_OWN_CUES_WEIGH = {
    Role.BACKGROUND: 0.0,
    Role.OBJECTIVE: 0.5,
    Role.METHODS: 0.25,
    Role.RESULTS: 0.22,
    Role.CONCLUSIONS: 0.2,
}
_OPENING_GAINS = {Role.METHODS: 1.5, Role.CONCLUSIONS: 2.2, Role.RESULTS: 0.8}
_IMPACT = re.compile(r"\b(?:impact|implications?|relevance|significance|practice)\b", re.IGNORECASE)
"""Headings of sections about consequences for others, which come after the conclusion."""

_FIRST_WORDS_GAIN = 2.2
_LAST_WORDS_GAIN = 1.8
_SAMPLE_GAINS = 1.5
DANGLING_COSTS = 2.2
_FRAGMENT_COSTS = 3.0  # a fragment that is complete only with its heading


def _length_costs(statement: Statement) -> float:
    """Long sentences are hard to follow; a result may be a little longer, a method should not."""
    words = statement.words
    ease = 34 if statement.role is Role.RESULTS else 26
    cost = 0.14 * max(0, words - ease) + 0.3 * max(0, 9 - words)
    return cost + (0.15 * max(0, words - 34) if statement.role is Role.METHODS else 0.0)


def _counts_a_sample(text: str) -> bool:
    return any(number.kind in (NumberKind.COUNT, NumberKind.SAMPLE) for number in numbers.numbers(text))
