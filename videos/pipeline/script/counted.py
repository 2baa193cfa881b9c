"""The nouns of those whom a study counts, and the pattern of a count of them: "212 consecutive patients"."""

from videos.pipeline.script.numbers import PEOPLE

STUDIED = (
    rf"(?:{PEOPLE}|cases|couples|babies|parents|fathers|pupils|employees|soldiers|shepherds|guards|pilots|cooks|clerks|"
    r"clinicians|residents|members|athletes|veterans|recipients|inpatients|outpatients|animals|mice|rats|rabbits|dogs|"
    r"cats|pigs|sheep|lambs|ewes|goats|cattle|cows|calves|horses|hens|[a-z]+(?:wives|women|men|children|ists|icians)|"
    r"(?!(?:oth|cent|tum|fact|paramet|pap|numb|mark|ulc|fib|err|monit|recept|inhibit|sens|vect|indicat|predict|disord|"
    r"lett|ord|quart|comput|canc|lay|answ|filt|should|transf)[eo]rs)[a-z]+[eo]rs)"
)
"""Many by their endings: midwives, dentists, farmers, but not centers and tumors."""

PUBLISHED = r"(?:trials|studies|articles|publications)"
NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-[a-z]+)?)"
)
_NO_ADJECTIVE = (
    r"(?:of|and|or|to|in|on|at|by|for|from|with|without|were|was|had|have|who|that|which|other|remaining|additional|"
    r"further|more|such|potential|invited|contacted|approached|surviving|treated|untreated|controls?|per|each|than|"
    r"times|years|months|weeks|days)\b"
)
_NOUN_ENDS = (
    r"(?=$|[.;:]|,(?! [\w-]+(?:,| and\b| or\b))| [(\[]| (?:with|without|who|whose|from|in|at|of|on|for|aged|between|to|"
    r"were|was|took|undergoing|underwent|attending|receiving|during|after|before|across|read|heard|wore|swam|ran|slept|ate|drank|"
    r"[a-z]+ed)\b)"
)
"""What may follow the noun: no second noun, and no list ("nurses, midwives and porters")."""

_INTEGER = r"(?<![\d.,–=±-])(?:\d{1,3}(?:[,\u2009\u202f]\d{3})+|\d+)(?!\d|[.,·]\d)"
COUNT = (
    rf"(?P<value>{_INTEGER})\s(?P<label>(?:(?!{_NO_ADJECTIVE})[^\W\d_]+(?:-[^\W\d_]+)*\s){{0,4}}?"
    rf"(?P<noun>{STUDIED}|{PUBLISHED}|interviews|focus groups)){_NOUN_ENDS}"
)
"""A count with its ``value``, and its ``label``: a ``noun`` with its adjectives."""

_MEASURES = (
    r"(?:days|weeks|months|years|hours|minutes|times|doses|costs|values|points|levels|losses|units|meals|visits)"
)
GROUP = rf"(?:the |all (?:the )?|our )?(?:[a-z][a-z-]* ){{0,2}}?(?:{STUDIED}|(?!{_MEASURES}\b)[a-z]{{3,}}(?<![sui])s)"
"""Those of whom a share is given: "the treated ulcers"."""
