"""Role cues: phrases that suggest what a sentence does in its abstract, each with a weight."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from videos.pipeline.artifacts import Role
from videos.pipeline.patterns import Pattern

ORDER = (Role.BACKGROUND, Role.OBJECTIVE, Role.METHODS, Role.RESULTS, Role.CONCLUSIONS)
"""The order of the roles in an abstract."""

Weights = Mapping[Role, float]


@dataclass(frozen=True, slots=True)
class _Cue:
    role: Role
    weight: float
    pattern: Pattern


def cues(sentence: str) -> Weights:
    """The total weight of the sentence's cues for each role."""
    weights = dict.fromkeys(ORDER, 0.0)
    for cue in _CUES:
        if cue.pattern.search(sentence):
            weights[cue.role] += cue.weight
    return weights


_VERBS_OF_INQUIRY = (
    r"(?:conduct|introduce|implement|investigate|determine|assess|evaluate|examine|compare|explore|identify|"
    r"analy[sz]e|describe|study|estimate|test|develop|report|present|establish|characteri[sz]e|validate|review|"
    r"understand|measure|quantify|propose|provide|know|find|clarify|summari[sz]e|address)"
)
_THIS_WORK = (
    r"(?:we|this (?:study|paper|work|review|article|report|analysis|trial|research)|"
    r"the (?:present|current) (?:study|work|paper|review)|our (?:study|aim|objective|goal|purpose)|authors?)"
)
_STATE_OF_KNOWLEDGE = (
    r"(?:(?:is|are|remains?) (?:not (?:yet |well |fully |clearly )?(?:known|understood|established|clear|defined)|"
    r"unknown|unclear|poorly understood|controversial|limited|lacking|scarce|debated|largely|"
    r"a (?:major|leading|common|significant|global|serious))|little is known|few studies|"
    r"ha(?:s|ve) (?:not )?been (?:shown|reported|proposed|suggested|associated|linked|widely|previously|used|poorly)|"
    r"ha(?:s|ve) become|in recent (?:years|decades)|over the (?:past|last)|recent(?:ly)?|"
    r"previous(?:ly)? (?:studies|research|work|we)|(?:is|are) known to|(?:is|are) thought|is considered|"
    r"is one of the|are among the|the most common|plays? (?:an?|important|key|critical|crucial)|"
    r"is an? (?:important|common|rare|major|key|novel|emerging|essential|chronic|serious|severe|widely|well|"
    r"frequent|useful|valuable|new|promising|standard|popular|critical|potent|necessary))"
)
_DONE_PASSIVELY = (
    r"(?:performed|conducted|carried out|collected|recruited|enrolled|included|excluded|randomi[sz]ed|randomly|"
    r"assigned|divided|measured|assessed|evaluated|analy[sz]ed|used|applied|calculated|estimated|obtained|selected|"
    r"reviewed|searched|administered|treated|examined|tested|investigated|compared|determined|recorded|extracted|"
    r"followed|interviewed|asked|invited|screened|identified from|retrieved|cultured|incubated|stained|sequenced|"
    r"genotyped|quantified|isolated|cloned|purified|crystalli[sz]ed|transfected|"
    r"injected|synthesi[sz]ed|prepared|designed|solved|developed|defined|matched|scanned|acquired|"
    r"imaged|simulated|trained|validated|classified|grouped|exposed|fed|kept|eligible|considered|categori[sz]ed|"
    r"stratified|registered|explored|employed)"
)
_DONE_BY_US = (
    r"(?:conducted|performed|used|enrolled|recruited|included|collected|measured|analy[sz]ed|assessed|evaluated|"
    r"searched|randomi[sz]ed|randomly|assigned|surveyed|interviewed|applied|employed|compared|developed|constructed|"
    r"obtained|calculated|estimated|examined|reviewed|studied|generated|selected|extracted|tested|trained|screened|"
    r"considered|undertook|did|carried out|investigated|combined|utili[sz]ed|sampled|genotyped|modell?ed|planned|"
    r"excluded|acquired|created|designed|treated|defined|extended|conduct|perform|use)"
)
_MEANS_OF_STUDY = (
    r"(?:(?:retro|pro)spective(?:ly)?|cross-sectional|randomi[sz]ed|double-blind|cohort study|case-control|"
    r"questionnaire|survey|eligible|inclusion criteria|(?:primary|secondary) (?:outcomes?|endpoints?|end points?)|"
    r"main outcome|regression (?:models?|analys[ei]s)|Western blot|PCR|immunohistochem\w*|ANOVA|Chi-square|t-test|"
    r"Kaplan|using (?:a|an|the)|underwent|participants (?:\([^)]*\) )?completed|database|MEDLINE|PubMed|interviews|"
    r"Cronbach|mice were|statistical analys[ei]s|approved|consecutive|between (?:19|20)\d\d and (?:19|20)\d\d|"
    r"from [A-Z][a-z]+ (?:19|20)\d\d)"
)
_COMPARED = (
    r"(?:higher|lower|greater|increased|decreased|reduced|elevated|associated|correlated|observed|found|detected|"
    r"identified|more|less|similar|superior|inferior|up-?regulated|down-?regulated|worse|better|longer|shorter|"
    r"inhibited|enhanced|suppressed|comparable|unchanged|predicted|attributed|seen|noted|abolished|impaired|"
    r"affected|related)"
)
_FINDERS = (
    r"(?:we|authors|our (?:results|analysis|data|study|model|analyses)|results|analys[ei]s|data|findings|simulations|"
    r"measurements|experiments)"
)
_FOUND = (
    r"(?:found|find|show(?:ed|s|n)?|revealed?s?|demonstrated?s?|identified|identif(?:y|ies)|observed?|detected|"
    r"indicated|confirmed|discovered|report(?:ed)?|allow(?:ed)?|yielded|obtained)"
)
_CHANGED = (
    r"(?:increased|decreased|reduced|improved|declined|rose|fell|decreases?|inhibited|induced|exhibited|showed|"
    r"revealed|displayed|reached|ranged|resulted in|differed|correlated|predicted|demonstrated|accounted for|"
    r"there (?:was|were) (?:no|a|an)|did not|no (?:significant|difference|serious)|"
    r"(?:had|have) (?:a |an )?(?:higher|lower|significant|greater)|compared (?:with|to)|mean (?:age|difference)|"
    r"median|respectively|of the \d+|completed the study|reported)"
)
_EVIDENCE = r"(?:findings?|results?|data|study|work|analys[ei]s|observations?|evidence|research|review)"
_POINTS_TO = (
    r"(?:suggests?|suggested|indicates?|support(?:s|ed)?|impl(?:y|ies)|highlights?|provides?|provided|underscores?|"
    r"demonstrates?|contributes?|offers?|emphasi[sz]es?|may|might|can|could|will|would|should|warrants?|"
    r"establish(?:es)?|confirms?|reveals?|opens?|points?|shed)"
)
_OUTLOOK = (
    r"(?:further (?:research|studies|work|investigation|trials?|evaluation)|"
    r"future (?:research|studies|work|trials?|interventions?)|"
    r"(?:is|are) (?:needed|warranted|required|recommended|advisable)|"
    r"may (?:be|help|provide|represent|serve|offer|improve|have|play|contribute|lead|also)|"
    r"might (?:be|help|provide)|could (?:be|help|provide|serve|improve|represent|have|lead)|"
    r"should (?:be|not|consider)|potential(?:ly)? (?:therapeutic|target|role|for|biomarker|of)|promising|"
    r"implications?|suggest(?:s|ing|ed)? that|clinical practice|feasible|contributes? to|has the potential|"
    r"limitations?|need for|need to|novel (?:insights?|therapeutic)|insights? into|useful|"
    r"first (?:study|report|evidence|time))"
)


def _cue(role: Role, weight: float, pattern: str) -> _Cue:
    return _Cue(role, weight, Pattern(pattern, re.IGNORECASE))


_B, _O, _M, _R, _C = ORDER
_CUES = (
    _cue(
        _O,
        6,
        rf"\b{_THIS_WORK}\b[^.]{{0,40}}\b(?:aim(?:s|ed)?|sought|seeks?|set out|wish(?:ed)? to|intend(?:ed|s)?|"
        r"hypothesi[sz]ed?|purpose|objective|goal)\b",
    ),
    _cue(
        _O,
        6,
        r"\b(?:primary |main |overall |specific )?(?:aims?|objectives?|purposes?|goals?)\b[^.]{0,50}\b"
        r"(?:is|was|were|are)\b",
    ),
    _cue(_O, 5, rf"^to {_VERBS_OF_INQUIRY}\b"),
    _cue(
        _O,
        3,
        r"\bwe (?:asked|hypothesi[sz]ed|aimed|sought|wanted)\b|\bthe hypothesis\b|\bwhether\b.{0,80}\?$|"
        r"\bin this (?:study|paper|article|review|work|report|perspective),? (?:we|I)\b|"
        r"\bhere,? (?:we|I) (?:investigate|examine|ask|test|review|describe|discuss|explore|study|propose|present|"
        r"develop|evaluate|assess)",
    ),
    _cue(
        _O,
        2,
        r"\bthis (?:paper|article|study|review|report|work) (?:describes?|presents?|reviews?|examines?|investigates?|"
        r"reports? on|evaluates?|assess(?:es)?|discuss(?:es)?|explores?|compares?|summari[sz]es|focuses|provides)\b|"
        r"\b(?:was|were) to (?:assess|evaluate|determine|investigate|examine|compare|analy[sz]e|explore|identify|"
        r"describe)\b",
    ),
    _cue(
        _O,
        6,
        r"\bthis (?:paper|article|study|review|report|work) [^.]{0,60}\bby (?:examining|investigating|assessing|"
        r"comparing|testing|evaluating|exploring)\b",
    ),
    _cue(_B, 3, rf"\b{_STATE_OF_KNOWLEDGE}\b"),
    _cue(_B, 1, r"\b(?:is|are|can|may|has|have)\b"),
    _cue(_M, 3, rf"\b(?:was|were) (?:[a-z]+ly |then |also |all |further )?{_DONE_PASSIVELY}\b"),
    _cue(_M, 3, rf"\b(?:we|authors) (?:[a-z]+ly |also |then |further |first )?{_DONE_BY_US}\b"),
    _cue(_M, 2, rf"\b{_MEANS_OF_STUDY}\b"),
    _cue(
        _M, 4, r"\b(?:study|research|trial|survey) (?:\w+ )?(?:involved|included|comprised|enrolled|recruited) (?=\d)"
    ),
    _cue(
        _M,
        7,
        r"considered (?:statistically )?significant|statistical (?:tests?|significance) (?:was|were)|two[- ]sided",
    ),
    _cue(
        _R,
        4,
        r"\bp ?(?:-?value)? ?[<>=≤≥]|\b95% ?(?:CI|confidence|CrI)|"
        r"(?-i:\b(?:OR|HR|RR|AUC|SMD|MD|IRR|aOR|aHR|β|r|R2|ICC|IQR)\b) ?[=:]? ?\d",
    ),
    _cue(_R, 2, r"\d(?:[.,·]\d+)? ?%|\bn ?= ?\d|±"),
    _cue(_R, 3, rf"\b(?:significant(?:ly)?|statistically)\b|\b(?:was|were|are|is) (?:[a-z]+ly )?{_COMPARED}\b"),
    _cue(
        _R,
        3,
        rf"\b{_FINDERS} (?:also |further |have |has |here |clearly )?{_FOUND}\b|"
        r"\bhere,? we (?:show|report|demonstrate|find|identify|provide)",
    ),
    _cue(_R, 2, rf"\b{_CHANGED}\b"),
    _cue(
        _C,
        3,
        r"^(?:our (?:research|study|work)|this (?:study|research|work)|this is the first|we (?:have )?identified an?|"
        r"we demonstrate|nurses|clinicians)\b",
    ),
    _cue(
        _C,
        5,
        r"^(?:in (?:conclusion|summary|sum)|conclusions?|to conclude|taken together|collectively|"
        r"overall,? (?:our|these|this|the)|altogether|together,? (?:our|these|this)|thus|therefore|hence|in short)\b|"
        r"\bwe conclude\b|\b(?:it|authors?|we) (?:can be|is|was|may be) concluded\b",
    ),
    _cue(
        _C,
        4,
        rf"\b(?:these|our|the|this|present|current|study)(?: \w+){{0,3}} {_EVIDENCE} "
        rf"(?:[a-z]+ly |thus |also |further )?{_POINTS_TO}\b",
    ),
    _cue(_C, 3, rf"\b{_OUTLOOK}\b"),
)
