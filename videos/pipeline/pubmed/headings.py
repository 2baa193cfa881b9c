"""Recognises the headings that authors set within the text of an abstract.

    "BACKGROUND: Hay fever"   "methods: we asked"   "Conclusions—It is"   "OBJECTIVE--To see"    marked
    "INTRODUCTION. Heat"      "METHODS We watched"  "farms.AimWe set"                            bare

A marked heading consists of words that headings are made of; one of them may be misspelt. A bare one could be the
start of a sentence, so it counts only with other bare headings of the same form.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOUNS = _words(
    "abstract acquisition aim aims analyses analysis animals appraisal approach approaches areas availability "
    "background backgrounds case cases collection comment commentary comments concerns conclusion conclusions context "
    "criteria criterion description design designs diagnoses diagnosis discussion effects endpoint endpoints events "
    "exposure exposures extraction finding findings goal goals harms history hypotheses hypothesis impact "
    "implementation implication implications importance innovation instruments interpretation interpretations "
    "intervention interventions introduction lessons limitation limitations location material materials measure "
    "measurement measurements measures message messages method methodology methods motivation novelty objective "
    "objectives observation observations opinion originality outcome outcomes participant participants patient "
    "patients perspective perspectives points population presentation problem procedure procedures purpose purposes "
    "question questions rationale recommendation recommendations relevance report reports result results sample "
    "samples sampling scope selection setting settings significance sources statement strategy strengths subject "
    "subjects summary synthesis technique techniques value variables"
)
"""Words that make a heading."""

_QUALIFIERS = _words(
    "additional adds adverse agreement already and answer article author authors basic best brief caution chance "
    "clinical controversy course covered data developing duration eligibility evidence exclusion experimental expert "
    "final for future general group groups growing health home in inclusion interim is key known laboratory main "
    "major management methodological new nursing of on or other overall paper policy practical practice preliminary "
    "primary principal public reasons recent rehabilitation research review reviewer reviewers role scientific search "
    "secondary short side size social source specific statistical studies study systematic take the theoretical this "
    "timely to translational trial trials was what wider with work"
)
"""Words that stand beside them."""

_NEVER_FIRST = _words("and or of the in for on to with this is was")
_NOT_MISSPELT = _words("funding patents intentions inventions")
_OFTEN_MISSPELT = [word for word in sorted(_NOUNS) if len(word) > 5]
_LEAST_LIKENESS = 0.85  # of a misspelt word to the right one, from 0 to 1: two letters changed places

_FOREIGN = _words(
    "antecedentes but buts conclusión conclusiones conclusão conclusões conclusioni contexte diseño einleitung "
    "ergebnis ergebnisse fondement fragestellung fundamento fundamentos hintergrund introducción introdução "
    "intervención intervenciones introduzione limitaciones limitações limitazioni participantes "
    "justificación material materiales matériel matériels methode methoden methodik metodi metodo método "
    "metodología métodos méthode méthodes métodos objectif objectifs objetivo objetivos obiettivi obiettivo pacientes "
    "palabras patienten premesse resultado resultados resumen resumo riassunto risultati résultat résultats résumé "
    "schlussfolgerung schlussfolgerungen schlüsselwörter scopo zielsetzung ziel ziele zusammenfassung"
)
_FOREIGN_QUALIFIERS = _words("et y e und de del des la le les con clave principales principaux patients")

_BOUNDARY = re.compile(
    r"^[\W_]*(?=\w)|(?<=[.:;)?!\]”\"])\s*(?=[^\W\d_])"
    r"|(?<=[a-z]\s)(?=[A-Z]{4,}|[A-Z]+ (?:OF|AND)\b)"
)
_MARKED = re.compile(
    r"(?P<label>[^\W\d_](?:[^\n.:;?!—()–]|\((?:s|es|S)\)|-(?!-)){1,70}?)\s?(?P<mark>:|\s?—|\s[–-]\s|--|–(?=[A-Z]))\s*(?=\S)"
)
_CAPITALS_AMID_TEXT = re.compile(r"[A-Z]{2,}(?:[ ,/&-]+[A-Z]{2,}){0,5}")
_AFTER_A_SENTENCE = re.compile(r"(?:^|[.?!]\s)\W*$")
_LETTERS = re.compile(r"[^\W\d_]+")

_MODIFIER = r"(?:(?:main|key|primary|major|recent|study|research|clinical|experimental|patients?|author'?s'?)\s)?"
_NOUN = (
    r"(?:background|(?:statement of (?:the )?)?problem|introduction|context|rationale|"
    r"importance|objectives?|aims?|purposes?|goals?|hypothes[ie]s|"
    r"materials?|methodology|methods?|designs?|settings?|patients|participants|subjects|interventions?|measurements?|"
    r"approach|results?|findings|conclusions?|discussion|interpretation|significance|implications|limitations?|"
    r"main outcome measures?|case (?:report|presentation|description)s?|perspectives?|relevance)"
    r"(?:\sof\s(?:the\s)?(?:review|study|data))?"
)
_BARE = re.compile(
    rf"(?P<label>(?i:{_MODIFIER}{_NOUN}(?:(?:\sand\s|\s?[/,&]\s?){_MODIFIER}{_NOUN}){{0,3}}))"
    r"(?P<mark>\.\s+|\s+|)(?=[A-Z][a-z]|[A-Z\d][\s-]|[A-Z][A-Z\d]|\d|[“\"(])"
)
_FEWEST_BARE = {"": 2, ".": 2, " ": 3}
"""How many different bare headings of one form are needed, by what follows them."""

_FEWEST_IN_CAPITALS = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a text, from ``start`` to ``end``, where the text of its section begins."""

    label: str
    start: int
    end: int

    @property
    def is_foreign(self) -> bool:
        """Whether it is not in English, so that a copy of the abstract in another language begins here."""
        return _is_foreign(self.label)


def headings(text: str, also: Callable[[str], bool]) -> list[Heading]:
    """The headings within ``text``, in order; ``also`` says which other labels are headings."""
    places = [match.end() for match in _BOUNDARY.finditer(text)]
    marked = [heading for place in places if (heading := _marked(text, place, also))]
    ends = {heading.start: heading.end for heading in marked}
    bare = [heading for heading in _bare(text, places) if heading.start not in ends]
    return sorted([*marked, *bare], key=lambda heading: heading.start)


def leading(text: str) -> int:
    """Where the text begins after a marked heading at its start; 0 without one."""
    first = _marked(text, 0, lambda label: False)
    return first.end if first and not first.is_foreign else 0


def is_heading(label: str) -> bool:
    """Whether the words of ``label`` are those of a heading; one of them may be misspelt."""
    words = [word.casefold() for word in _LETTERS.findall(re.sub(r"\((?:s|es|S)\)", "", label)) if len(word) > 1]
    if not words or words[0] in _NEVER_FIRST:
        return False
    strange = [word for word in words if word not in _NOUNS | _QUALIFIERS]
    nouns = [word for word in words if word in _NOUNS]
    if not strange:
        return bool(nouns) or words[0] == "what"
    return len(strange) == 1 and len(words) < 4 and bool(nouns or len(words) == 1) and _is_misspelt(strange[0])


def corrected(label: str) -> str:
    """The label in capitals, with its misspelt word as it should be spelt."""
    return _LETTERS.sub(lambda word: _corrected(word[0].casefold()).upper(), label)


def _corrected(word: str) -> str:
    is_right = word in _NOUNS | _QUALIFIERS | _FOREIGN | _NOT_MISSPELT
    likely = [] if is_right else get_close_matches(word, _OFTEN_MISSPELT, 1, _LEAST_LIKENESS)
    return likely[0] if likely else word


def _is_misspelt(word: str) -> bool:
    return _corrected(word) != word


def _is_foreign(label: str) -> bool:
    words = [word.casefold() for word in _LETTERS.findall(label)]
    return any(word in _FOREIGN - _NOUNS for word in words) and all(
        word in _FOREIGN | _FOREIGN_QUALIFIERS | _NOUNS for word in words
    )


def _marked(text: str, place: int, also: Callable[[str], bool]) -> Heading | None:
    match = _MARKED.match(text, place)
    if not match:
        return None
    label = match["label"].strip()
    is_amid = place > 0 and text[place - 1] == " " and text[:place].rstrip()[-1:].islower()
    if is_amid and not _CAPITALS_AMID_TEXT.fullmatch(label):
        return None
    if label[0].islower() and not _AFTER_A_SENTENCE.search(text[:place]):
        return None
    is_one = is_heading(label) or _is_foreign(label) or also(label)
    return Heading(label, place, match.end()) if is_one else None


def _bare(text: str, places: Iterable[int]) -> Iterator[Heading]:
    forms: dict[tuple[bool, str], list[Heading]] = defaultdict(list)
    for place in places:
        match = _BARE.match(text, place)
        if match and match["label"][0].isupper():
            forms[match["label"].isupper(), match["mark"][:1]].append(Heading(match["label"], *match.span()))
    for (in_capitals, mark), found in forms.items():
        fewest = _FEWEST_IN_CAPITALS if in_capitals else _FEWEST_BARE[mark]
        if len({heading.label.casefold() for heading in found}) >= fewest:
            yield from found
