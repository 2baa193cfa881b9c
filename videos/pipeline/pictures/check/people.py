"""Whether words name people. The check's own list: what it does not know is nobody."""

import re

from videos.pipeline.pictures.check import limits
from videos.pipeline.pictures.check.sentence import Sentence


def _words(text: str) -> list[str]:
    return text.split()


_PEOPLE = frozenset(
    _words(
        "patients outpatients inpatients women men children schoolchildren infants newborns neonates babies "
        "boys girls adults adolescents participants persons people individuals subjects respondents "
        "volunteers nurses parents mothers fathers students undergraduates pupils residents physicians "
        "doctors clinicians males females cases controls relatives siblings brothers sisters twins veterans "
        "inmates soldiers recruits athletes citizens youths youth teens toddlers seniors elderly migrants "
        "immigrants wives husbands spouses daughters sons clients midwives interns graduates cooks clerks "
        "pilots guests monks nuns chefs police staff personnel americans europeans asians africans hispanics "
        "blacks whites primigravidae multigravidae diabetics addicts asthmatics hypertensives orphans "
        "inhabitants recipients applicants assistants consultants informants attendants claimants parturients "
        "probands candidates experts colleagues coaches dentists those nonsmokers octogenarians nonagenarians "
        "kids"
    )
)
_BY_ENDING = re.compile(r"[a-z]{3,}(?:ers|ors|ists|ees|ians|women|men|mates)")
_THINGS = re.compile(
    r".*(?:meters|factors|tumou?rs|disorders|markers|inhibitors|receptors|transporters|clusters|bladders|"
    r"catheters|sensors|promoters|blockers|generators|predictors|ulcers|monomers|polymers|dimers|liters)|"
    r"(?:cancers|centers|errors|numbers|confounders|barriers|primers|inhalers|fibers|livers|identifiers|genders|"
    r"letters|"
    r"papers|newspapers|sectors|vectors|pressors|vasopressors|powers|computers|tremors|tiers|stressors|sphincters|"
    r"shoulders|reactors|posters|knees|degrees|trees|fees|committees|lasers|colors|covers|fingers|layers|rulers|"
    r"flowers|"
    r"towers|rivers|winters|summers|quarters|fevers|blisters|filters|timers|monitors|scanners|chambers|boosters|"
    r"fillers|"
    r"buffers|motors|ventilators|pacemakers|mediators|moderators|estimators|containers|answers|matters|lists|wrists|"
    r"agonists|antagonists|hours|trimesters|semesters|others|behaviors|flavors|odors|reminders|indicators|adapters|"
    r"adaptors|activators|enhancers|separators|registers|borders|corners|orders|parameters|offers|careers|spacers|"
    r"drawers|dinners|suppers|shelters|trailers|spiders|beers|pedigrees|coffees|guarantees|doors|floors|mirrors|rotors|"
    r"effectors|"
    r"repressors|regressors|suppressors|stimulators|defibrillators|respirators|sweeteners|fertilizers|heaters|coolers)"
)
_BEFORE_A_PHRASE = re.compile(
    r"\s(?:with|without|in|on|of|from|at|who|whose|aged|undergoing|receiving|given|not|treated|having|admitted|"
    r"living|older|younger|under|over)\b.*",
    re.DOTALL,
)


_ANY_SPECIES = frozenset(
    _words("cases controls males females subjects individuals adults infants newborns mothers twins")
)


def are_people(words: str, sentence: Sentence) -> bool:
    """Whether the words name people, and neither sentence nor record speaks of animals."""
    terms, noun = sentence.paper.mesh_terms, _head(words)
    said = f"{sentence.paper.title.text} {sentence.paper.abstract}" if noun in _ANY_SPECIES else sentence.text
    is_of_animals = limits.has_animals(said) or ("Animals" in terms and "Humans" not in terms)
    return not is_of_animals and (noun in _PEOPLE or bool(_BY_ENDING.fullmatch(noun) and not _THINGS.fullmatch(noun)))


def _head(words: str) -> str:
    """The noun of a phrase: "nurses" of "elderly nurses on nights"."""
    head = _BEFORE_A_PHRASE.sub("", words).split()
    return head[-1].lower().strip(",;.") if head else ""
