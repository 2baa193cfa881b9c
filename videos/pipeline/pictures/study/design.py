"""The design of a study: in the authors' words, or as the record lists it."""

import re
from collections.abc import Iterator, Sequence

from videos.pipeline.artifacts import Field, Paper, Words
from videos.pipeline.patterns import Pattern
from videos.pipeline.pictures.study.passage import Passage, first, title_of
from videos.pipeline.script.counted import STUDIED

_ADJECTIVES = (
    r"(?:cluster[- ])?randomi[sz]ed",
    r"non-?randomi[sz]ed",
    r"(?:placebo[- ])?controlled",
    r"(?:double|single|triple|assessor|observer)[- ](?:blind|mask)(?:ed)?",
    r"unblinded|open[- ]label|parallel(?:[- ]group)?|cross-?over|factorial|(?:one|two|three|single)-arm",
    r"(?:multi|mono)-?cent(?:er|re|ric)|single[- ](?:cent(?:er|re)|institution(?:al)?)",
    r"nation-?wide|national|international|(?:population|register|registry|hospital|web)[- ]based",
    r"(?:pro|retro)spective(?:ly)?|observational|longitudinal|cross[- ]sectional|descriptive|analytical|follow-?up",
    r"case[- ]control|cohort|(?:propensity[- ]score[- ])?matched",
    r"pilot|feasibility|pragmatic|non-?inferiority|superiority|equivalence|comparative|diagnostic|clinical",
    r"(?:non-?)?interventional|(?:quasi-)?experimental|phase (?:[1-4]|I{1,3}|IV)[ab]?",
    r"qualitative|quantitative|mixed[- ]methods?|questionnaire|online|systematic|network",
)
_NOUNS = (
    r"study|trial|survey|registry|comparison|experiment|cohort study|case series",
    r"meta-analysis|(?:literature )?review(?: and meta-analysis)?",
)
_ADJECTIVE, _NOUN = (rf"(?:{'|'.join(words)})" for words in (_ADJECTIVES, _NOUNS))
_BETWEEN = r"(?:,? and |, | |,)"
_DESIGN = rf"(?P<design>{_ADJECTIVE}(?:{_BETWEEN}{_ADJECTIVE})*{_BETWEEN}{_NOUN})"
_THIS = (
    r"(?:this|our|the (?:present|current)) (?:[a-z][\w-]+ ){0,2}?(?:study|trial|research|work|investigation|article)"
)
_DID = r"(?:did|do|conducted|performed|undertook|carried out|report(?:ed)?|present(?:ed)?|designed)"
_DONE = r"(?:conducted|performed|carried out|undertaken|done)"
_STUDIED = "enrolled|included|recruited|compared|analy[sz]ed|evaluated|examined|assessed|investigated|involved"
_FORMS = tuple(
    Pattern(form, re.IGNORECASE)
    for form in (
        rf"(?:{_THIS}|^this|\([A-Z][\w-]+\)) (?:was|is) an? {_DESIGN}",
        rf"\b(?:we|this (?:study|paper|article)) (?:have )?{_DID} (?:here )?an? {_DESIGN}",
        rf"^(?:this|an?|in this|in an?|the)? ?{_DESIGN} (?:was|is) {_DONE}\b",
        rf"^(?:an? |this )?{_DESIGN}(?:\.?$| (?:of|in|with|among|including|involving)\b)",
        rf"^(?:in )?this {_DESIGN}(?:,| (?:{_STUDIED}|we)\b)",
    )
)
_IN_TITLE = Pattern(
    rf"(?:[:.?–—-] |\()(?:an? |results (?:of|from) an? )?{_DESIGN}\)?(?:$| (?:of|in|with)\b)", re.IGNORECASE
)
_AT_RANDOM = re.compile(r"\brandomly (?:assigned|allocated|divided|given)\b")
"""How people were divided. It says enough of a design that has no name."""

_PEOPLE = re.compile(rf"\b{STUDIED}\b", re.IGNORECASE)
_NO_PEOPLE = re.compile(
    r"\b(?:clusters?|wards|villages|schools|classes|clinics|practices|hospitals|homes|cent(?:er|re)s|sites|units|eyes|"
    r"knees|teeth|pairs|sides) were (?:then )?$"
)
"""The subject of a sentence in which groups of people, or parts of a person, were divided."""

_NOT_THIS_STUDY = re.compile(
    r"\b(?:protocol|secondary (?:data )?analys[ie]s|post[- ]hoc|sub-?study|comment(?:ary)?|reply|rationale|pooled|"
    r"baseline characteristics|two [^.;:]{0,60}(?:trials|studies)|"
    r"(?:previous|earlier|prior) (?:\w+ ){0,3}(?:study|trial|survey|cohort))\b",
    re.IGNORECASE,
)

_SECOND_STUDY = re.compile(
    r"\b(?:then|second|subsequently|next|finally|afterwards),? (?:we \w+ )?(?:an? |the )?[^.;]{0,60}?"
    r"\b(?:study|trial|survey)\b",
    re.IGNORECASE,
)
"""Says that the paper reports more than one study, so that no design is that of all."""

_LISTED = (
    "Network Meta-Analysis",
    "Meta-Analysis",
    "Systematic Review",
    "Randomized Controlled Trial",
    "Pragmatic Clinical Trial",
    "Equivalence Trial",
    "Controlled Clinical Trial",
    "Clinical Trial, Phase IV",
    "Clinical Trial, Phase III",
    "Clinical Trial, Phase II",
    "Clinical Trial, Phase I",
    "Clinical Trial",
    "Observational Study",
    "Twin Study",
    "Multicenter Study",
)
"""NLM's publication types that are designs of a study, the most specific first."""

_OTHER_KINDS = ("Case Reports", "Practice Guideline", "Guideline", "Review", "Comparative Study", "Validation Study")
"""Other types that say what a paper is."""


def design(paper: Paper, stated: Sequence[Passage]) -> Words | None:
    """The design, or None if neither the authors nor the record name it. ``stated`` are methods, then aims."""
    title = title_of(paper)
    if not is_whole_study(title):
        return None
    if any(_SECOND_STUDY.search(each.text) for each in stated):
        return _listed(paper, _LISTED)
    named = first([*(_spans(each) for each in stated), _title_spans(title)])
    return named or _listed(paper, _LISTED) or first(_divisions(each) for each in stated)


def is_whole_study(title: Passage) -> bool:
    """Whether the title does not say that the paper is about a plan, a part or a later look at a study."""
    return not _NOT_THIS_STUDY.search(title.text)


def listed_kind(paper: Paper) -> Words | None:
    """What the record says that the paper is, None if it says only that it is an article."""
    return _listed(paper, (*_LISTED, *_OTHER_KINDS))


def _spans(passage: Passage) -> Iterator[Words]:
    if not _NOT_THIS_STUDY.search(passage.text):
        found = filter(None, (form.search(passage.text) for form in _FORMS))
        yield from (passage.group(match, "design") for match in found)


def _title_spans(title: Passage) -> Iterator[Words]:
    yield from (title.group(match, "design") for match in _IN_TITLE.finditer(title.text))


def _divisions(passage: Passage) -> Iterator[Words]:
    found = _AT_RANDOM.search(passage.text)
    if not found or _NOT_THIS_STUDY.search(passage.text) or not _PEOPLE.search(passage.text):
        return
    before = passage.text[: found.start()]
    if _PEOPLE.search(before) or not _NO_PEOPLE.search(before):
        yield passage.group(found, 0)


def _listed(paper: Paper, names: Sequence[str]) -> Words | None:
    named = next((name for name in names if name in paper.publication_types), None)
    return Words(named, field=Field.PUBLICATION_TYPE) if named else None
