"""Words that limit a number, suppose it, or give it to another study; and words that say significance or direction."""

import re

from videos.pipeline.artifacts import Role
from videos.pipeline.pictures.check.sentence import Sentence

_HEDGED_BEFORE = re.compile(
    r"(?:\b(?:at least|at most|at best|up to|as (?:many|much|few|high|low) as|(?:more|less|fewer|greater|higher|"
    r"lower|better|other) than|over|under|"
    r"above|below|about|around|almost|nearly|approximately|approx\.?|circa|ca\.?|c\.|roughly|some|exceed(?:s|ed|"
    r"ing)?|within|only up to|estimated(?: at)?|an estimated|every|minimum of|maximum of|between|from|another|further|"
    r"additional|remaining|other|"
    r"close to|most of|part of|just|well over|not)|[<>≤≥~≈∼±]|=\s?[<>])\s?\(?$",
    re.IGNORECASE,
)


def is_hedged(text: str, start: int) -> bool:
    """Whether the words before a number make it a limit or an estimate."""
    return bool(_HEDGED_BEFORE.search(text[:start]))


_SUPPOSED = re.compile(
    r"\b(?:would|assum\w+|hypothe\w+|expected to|anticipat\w+|(?:was|were|is|are) planned|powered|power to|"
    r"power of|sample size|to detect|"
    r"simulat\w+|bootstrap\w*|Monte Carlo|iterations|scenarios?|projected|forecast\w*|aim(?:ed|s)? to|imput\w+|"
    r"should be|should have|"
    r"were to|if all|cut-?offs?|thresholds?)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|can|should|goals?|targets?|expected|intended|possibly|perhaps|estimated|estimates?|presumably|probably)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:previous|earlier|prior|other|another|recent|published|past|existing|former) (?:\w+ )?(?:study|studies|"
    r"trials?|reports?|"
    r"work|analys[ei]s|meta-analys[ei]s|cohorts?|series|surveys?|research|data|estimates?|investigations?|"
    r"literature)\b|"
    r"\b(?:previously|already) (?:been )?(?:reported|published|shown|described|observed|found)\b|\bet al\b|"
    r"\b(?:in|from|of) the literature\b|\bin contrast to the \w+ reported\b|\bnational (?:average|data|rate)\b",
    re.IGNORECASE,
)
_ANIMALS = re.compile(
    r"\b(?:mice|mouse|rats?|rabbits?|pigs?|piglets|dogs?|cats?|sheep|lambs?|cows?|calves|cattle|horses?|mares|"
    r"monkeys?|macaques|"
    r"chickens?|hens|zebrafish|hamsters?|ferrets?|goats?|broilers|gerbils|guinea pigs?|animals?|canines?|murine|"
    r"bovine|porcine|ovine|equine|feline|rodents?|primates?|larvae|flies|mosquitoes|fish|birds)\b",
    re.IGNORECASE,
)


def is_own_finding(sentence: Sentence) -> bool:
    """Whether the sentence is in a part that tells findings, and neither supposes nor quotes."""
    text = sentence.text
    return not (_SUPPOSED.search(text) or _ELSEWHERE.search(text) or _is_in_a_part_without_findings(sentence))


def is_plain_finding(sentence: Sentence) -> bool:
    """Whether it is a finding of this study, and does not say that it may be so."""
    return is_own_finding(sentence) and not _POSSIBLE.search(sentence.text)


_NO_FINDINGS = (Role.BACKGROUND, Role.OBJECTIVE, Role.METHODS)


def _is_in_a_part_without_findings(sentence: Sentence) -> bool:
    """Whether its section is the background, the aim or the methods, or it is in the title."""
    if sentence.source.section is None:
        return True
    section = sentence.paper.sections[sentence.source.section]
    return section.role in _NO_FINDINGS and not re.search("result|finding", section.label, re.IGNORECASE)


def has_animals(text: str) -> bool:
    """Whether the sentence names animals."""
    return bool(_ANIMALS.search(text))


_SAYS_NO_EFFECT = re.compile(
    r"\b(?:non-?|in)significant|\bn\.?s\.?\b|\bnot (?:\w+ly )?(?:significan\w+|differ\w*|associated|related|"
    r"affect\w*|chang\w*|"
    r"reduc\w*|increas\w*|improv\w*|superior|better|worse|higher|lower|more|less|quicker|faster|predict\w*|an? |the)|"
    r"\bno (?:\w+ ){0,3}?(?:differen\w+|associat\w+|effects?|evidence|increas\w*|reduc\w*|decreas\w*|relation\w*|"
    r"chang\w*|benefit|impact|influence|significan\w+|improve\w*|excess|link|advantage|correlation)|"
    r"\b(?:neither|nor)\b|\bdid(?:n['’]t| not)\b|\bdoes not\b|\bdo not\b|\bwithout (?:\w+ )?(?:differen|effect|"
    r"increas|significan)|\b(?:similar(?:ly)?|comparable|alike|unchanged|equal(?:ly)?|equivalent|"
    r"(?<!twice )(?<!times )(?<!half )as (?:frequent|common|often|likely|good|high)(?:ly)? as)\b|"
    r"\black of\b|\bfail(?:ed|s)? to\b|\bborderline\b|\bmarginal(?:ly)?\b|\ba (?:\w+ )?trend (?:to|for)\b|"
    r"\btended\b|\bunrelated\b|\bindistinguishable\b",
    re.IGNORECASE,
)
_NEGATED_ASIDE = re.compile(
    r"\b(?:who|which|that|those|and|patients|women|men|participants|children) (?:did|do|does|have|had|has|were|"
    r"are|was) not\b|\bnot (?:on|using|receiving|treated|given|taking|having|exposed|only|yet)\b|\bthose not\b|"
    r"\badjust\w+ for[^,.;()]*",
    re.IGNORECASE,
)
_SIGNIFICANT = re.compile(r"\bsignifican(?:t|tly|ce)\b", re.IGNORECASE)
_NOT_THE_RESULT = re.compile(r"\b(?:clinically|level of|at a) significan\w+", re.IGNORECASE)


_TURN = re.compile(r"\b(?:but|however|whereas|although|though|while|and there (?:was|were))\b|;\s", re.IGNORECASE)


def clause_at(text: str, start: int) -> tuple[int, int]:
    """The span around an offset up to the turns on both sides: "but", "however", a semicolon outside brackets."""
    plain = re.sub(r"[(\[][^()\[\]]*[)\]]", lambda match: "_" * len(match[0]), text)
    turns = [match.start() for match in _TURN.finditer(plain)]
    first = max((turn for turn in turns if turn <= start), default=0)
    last = min((turn for turn in turns if turn > start), default=len(text))
    return first, last


def denies_an_effect(text: str) -> bool:
    """Whether the words say that there is no effect, or no significant one."""
    return bool(_SAYS_NO_EFFECT.search(_NEGATED_ASIDE.sub(" ", text)))


def claims_significance(text: str) -> bool:
    """Whether the sentence calls an effect significant."""
    return bool(_SIGNIFICANT.search(_NOT_THE_RESULT.sub(" ", text))) and not denies_an_effect(text)


_UP = re.compile(
    r"\b(?:higher|increased?|increases|more|greater|elevated|raised|commoner|doubled|twice|rose|excess|larger|"
    r"worse|longer)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:lower(?:ed)?|reduced?|reduces|less|fewer|rarer|decreased?|decreases|smaller|fell|halved|dropped|"
    r"reductions?|shorter|"
    r"protect\w*|diminished|declined)\b",
    re.IGNORECASE,
)


def direction(text: str) -> int:
    """1 if all words of direction say more, -1 if all say less, 0 if they disagree or there is none."""
    plain = re.sub(r"\b(?:more|less|fewer|greater|higher|lower|longer|shorter) than (?:or equal to )?[\d.]", " ", text)
    ups, downs = bool(_UP.search(plain)), bool(_DOWN.search(plain))
    return ups - downs


GOOD_OR_LESS = re.compile(
    r"surviv|better|worse|response|recover|success|complet|remission|cure|benefit|improve|protect", re.IGNORECASE
)
"""More of what is good may be a smaller ratio, so words of direction prove nothing beside these."""
