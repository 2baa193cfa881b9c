"""How papers print numbers, intervals, shares, comparisons and people, as pieces of regular expressions."""

import re


def _words(text: str) -> list[str]:
    return text.split()


NUMBER = r"(?:[-−–+]\s?)?(?:\d{1,3}(?:,\d{3})+(?:[.·]\d+)?|\d*[.·]\d+|\d+,\d{1,2}(?!\d)|\d+)(?!\d|[.·]\d)"
"""A number with a point, a middle dot, a decimal comma or thousands."""

_WORDED = {
    word: number
    for number, word in enumerate(
        _words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen"
        )
    )
} | {word: 10 * tens for tens, word in enumerate(_words("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
_TENS = "|".join(word for word, number in _WORDED.items() if number >= 20)
_UNITS = "|".join(word for word, number in _WORDED.items() if number < 20)
COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?i:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_UNITS}))(?![\w.·%])"
"""A count in digits or words."""

PERCENT = r"(?:\d{1,3}(?:[.·,]\d+)?|[.·]\d+)"
WORDED_PERCENT = rf"(?<!point )(?<!point-)(?i:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_UNITS})(?= per ?cent\b)"
PER_CENT = r"\s?(?:%|％|per ?cent\b)"

LEVEL = (
    r"(?:\b\d\d(?:[.·]\d{1,2})?\s?(?:[%％]|per ?cent)[- ]?)?"
    r"(?:\b(?i:(?:confidence|credib(?:le|ility)|uncertainty|compatibility|confident) (?:intervals?|limits?))|"
    r"(?<![A-Za-z])(?:C\.?I\.?s?|CrIs?|CL|UI)(?![A-Za-z]))"
    r"(?:\s?[\[(](?:\d\d(?:[.·]\d{1,2})?\s?[%％]\s?)?(?:CI|CrI|CL|UI)s?[\])])?(?:\s?\d\d(?:[.·]\d{1,2})?\s?[%％])?"
)
"""The name of an interval: "95% CI", "CI 95%", "95% confidence interval [CI]"."""

_BETWEEN = r"\s?(?:to|and|through|[-–—−~,;])\s?"
UNIT = (
    r"\s?(?:[%％]|percentage[- ]points?|per ?cent|"
    r"(?!(?:and|with|to|vs|versus|in|for|p|P|CI|or|at|per|than)\b)[A-Za-zµμ°][\w/²³°·^−-]*"
    r"(?:\s(?!(?:and|with|to|in|for|p|P|or|at|per|of|on|than)\b)[a-zµμ][\w/²³]*|\sper\s(?:minute|second|hour|day|"
    r"week|month|year|litre|liter)\b)?)"
)
BOUNDS = rf"(?P<low>{NUMBER})(?:{UNIT})??{_BETWEEN}(?P<high>{NUMBER})"

P_VALUE = (
    r"(?<![\w.])[pP](?:[- ]?values?)?\s?(?:[=<>≤≥]|of|was|is|(?:was |is )?(?:less|greater) than|below|above)\s?"
    r"(?:\d*[.·,]\d+(?:\s?[×x]\s?10\S+)?)(?!\d|\sfor\b)"
)

VERSUS = r"(?:vs?\.?|versus|(?:as |when )?(?:compared|in comparison) (?:with|to)|as opposed to|against)"
THAN = rf"(?:than|{VERSUS})"

_NO_PEOPLE = "|".join(
    _words(
        "factors cofactors parameters diameters tumors disorders cancers centers markers biomarkers behaviors "
        "indicators errors numbers confounders others inhibitors receptors barriers primers inhalers fibers "
        "clusters ulcers livers calibrators identifiers genders honors expanders encounters reminders papers "
        "newspapers orders borders dimers heterodimers monomers oligomers polymers isomers conformers "
        "gallbladders bladders descriptors catheters vaporizers sectors vectors refrigerators pressors "
        "vasopressors powers photosensitizers liters milliliters meters millimeters centimeters kilometers "
        "hamburgers computers tremors tiers thermometers sweeteners stressors sphincters spectrometers "
        "shoulders separators regressors registers reactors posters knees degrees trees fees committees "
        "coffees pedigrees guarantees modulators lasers letters colors covers fingers fixators offers differs "
        "refers layers rulers transporters promoters tractors flowers towers rivers summers winters quarters "
        "fevers blisters filters timers sensors monitors scanners mirrors doors floors odors vapors flavors "
        "rumors dinners suppers corners chambers hangers trailers boosters spacers fillers binders buffers "
        "enhancers repressors activators effectors adaptors adapters motors rotors generators ventilators "
        "respirators pacemakers defibrillators stimulators predictors mediators moderators estimators "
        "denominators suppressors blockers thinners wafers trousers slippers sneakers shelters containers "
        "coolers boilers heaters burners fertilizers posters answers drawers mixers anchors humors offers "
        "matters centres ethers esters lists wrists twists exists consists assists persists resists agonists "
        "antagonists cysts fists amphibians medians regimen abdomen semen lumen specimen hymen foramen acumen "
        "rodents careers hours majors pallors remainders disasters semesters trimesters spiders beers"
    )
)
_PEOPLE = "|".join(
    _words(
        "patients outpatients inpatients women men children schoolchildren infants newborns neonates babies "
        "boys girls adults adolescents participants persons people individuals subjects respondents "
        "volunteers nurses parents mothers fathers students pupils residents physicians doctors clinicians "
        "males females cases controls relatives siblings twins veterans inmates soldiers recruits athletes "
        "citizens youths youth teens toddlers seniors elderly migrants immigrants wives husbands spouses "
        "daughters sons clients midwives interns graduates cooks clerks pilots guests monks nuns chefs police "
        "staff Americans Europeans Asians Africans Hispanics Blacks Whites blacks whites those primigravidae "
        "primigravidas multigravidae nulliparas diabetics addicts asthmatics hypertensives orphans "
        "inhabitants recipients applicants assistants consultants informants attendants claimants descendants "
        "parturients probands heroes kids octogenarians nonagenarians candidates experts spouses colleagues "
        "coaches crew dentists personnel workforce"
    )
)
_PEOPLE_ENDINGS = r"[a-z]{2,}(?:ers|ors|ists|ees|ians|women|men|mates)"
PEOPLE = rf"\b(?!(?:{_NO_PEOPLE})\b)(?:{_PEOPLE}|{_PEOPLE_ENDINGS})\b"
"""A noun for people in the plural."""

_NO_ADJECTIVE = (
    r"(?!(?:of|in|on|at|by|for|from|with|among|between|per|and|or|to|than|as|was|were|had|have|is|are|did|who|which|"
    r"that|whose|whom|vs|versus)\b)"
)
_DETERMINER = r"(?:(?:all|both|our|the|these|those|such)\s)*"
MODIFIERS = rf"(?:{_NO_ADJECTIVE}[A-Za-z][\w'’/+-]*\s){{0,5}}?"
WHO = rf"{_DETERMINER}{MODIFIERS}{PEOPLE}(?:\s{PEOPLE})?"
"""People with what stands before them: "the elderly male patients"."""


def value(text: str) -> float:
    """The value of a number or count as printed."""
    plain = text.replace(" ", "").replace("·", ".").replace("−", "-").replace("–", "-").replace("+", "")
    if re.fullmatch(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain):
        return float(plain.replace(",", ""))
    if re.search(r"\d", plain):
        return float(plain.replace(",", "."))
    return float(sum(_WORDED[word] for word in re.split(r"[- ]", text.lower())))
