"""The cards at the start and end of a video: title, source and closing card."""

import re
from collections.abc import Sequence
from enum import StrEnum

from videos.pipeline.artifacts import Layout, NoticeKind, Paper, RichText, Scene, Sentence, Source
from videos.pipeline.pronunciation import pronounce

_KINDS = (
    ("Retraction of Publication", "Retraction notice"),
    ("Published Erratum", "Correction"),
    ("Meta-Analysis", "Meta-analysis"),
    ("Network Meta-Analysis", "Meta-analysis"),
    ("Systematic Review", "Systematic review"),
    ("Randomized Controlled Trial", "Randomised controlled trial"),
    ("Controlled Clinical Trial", "Controlled clinical trial"),
    ("Clinical Trial", "Clinical trial"),
    ("Clinical Trial Protocol", "Trial protocol"),
    ("Practice Guideline", "Practice guideline"),
    ("Guideline", "Guideline"),
    ("Observational Study", "Observational study"),
    ("Multicenter Study", "Multicentre study"),
    ("Case Reports", "Case report"),
    ("Review", "Review"),
    ("Comparative Study", "Comparative study"),
    ("Validation Study", "Validation study"),
    ("Historical Article", "Historical article"),
    ("Biography", "Historical article"),
    ("Editorial", "Editorial"),
    ("Letter", "Letter"),
    ("Comment", "Comment"),
    ("Preprint", "Preprint"),
)
"""NLM's publication types, the most specific first, with the name that readers use."""

_BREAKABLE = re.compile(r"[^\S\u00a0\u2007\u202f]|[-/.,]")
_NARROW = re.compile("[a-z0-9]")
_LONGEST_PART, _WIDE = 28.0, 1.3
"""The closing card in portrait, the narrowest, takes 28 of the letter w in a line, and 21 of nearly anything else."""

_KINDS_IN_TITLES = (
    (re.compile(r"\bmeta-?analysis\b", re.I), "Meta-analysis"),
    (re.compile(r"\bsystematic (?:literature )?review\b", re.I), "Systematic review"),
    (re.compile(r"\brandomi[sz]ed[\w, -]* trial\b", re.I), "Randomised controlled trial"),
    (re.compile(r"\bcase[-\u2010-\u2013 ]control study\b", re.I), "Case-control study"),
    (re.compile(r"\bcohort study\b", re.I), "Cohort study"),
    (re.compile(r"\bcross[- ]sectional (?:study|survey)\b", re.I), "Cross-sectional study"),
    (re.compile(r"\bqualitative study\b|\bethnography\b", re.I), "Qualitative study"),
    (re.compile(r"\bcase report\b", re.I), "Case report"),
    (re.compile(r"\bcase series\b", re.I), "Case series"),
    (re.compile(r"\bin vitro (?:study|evaluation)\b", re.I), "Laboratory study"),
)
"""What a title says about the study: new records have no specific publication type yet."""

_ABOUT_A_STUDY = re.compile(
    r"\b(?:protocols?|secondary|post[- ]hoc|sub-?study|comment|repl(?:y|ies)|(?<!meta-)analysis of)\b", re.I
)
_UNSPECIFIC = frozenset({"Clinical trial", "Multicentre study", "Review", "Comparative study", "Research article"})

_SPOKEN_FIRST = {
    NoticeKind.RETRACTED: "This article has been retracted.",
    NoticeKind.WITHDRAWN: "This article has been withdrawn.",
    NoticeKind.CONCERN: "An expression of concern has been published about this article.",
    NoticeKind.PREPRINT: "This is a preprint, which has not been peer reviewed.",
}
_SPOKEN_LAST = frozenset({NoticeKind.LANGUAGE})
_LONG_TITLE, _LONG_BRIEF_TITLE = 18, 8
"""Words. A longer title is said without its subtitle."""

_SUBTITLE = re.compile(
    r"(?P<mark>[:?])\s+(?=\w)|(?<=[a-z)]{3})\.\s+(?=[A-Z])|\s[-–—]\s(?=\w)|"
    r",\s(?=(?:the|an?)\s[^,:;]{1,60}\b(?:study|trial|review|registry|cohort)\.?$)"
)
_LIMITS = re.compile(
    r"\b(?:in (?:vitro|silico|vivo)|mouse|mice|rats?|murine|rabbits?|pigs?|dogs?|animals?|cells?|pilot|preliminary|"
    r"secondary|post[- ]hoc|sub-?(?:study|group)|protocol|only|associat\w+|no|not|non\w*|without|"
    r"may|might|could|can|would|should|possibl\w+|possibility|potential\w*|likely|probabl\w+|perhaps|presumably|"
    r"putative|hypothe\w+|suggest\w*|indicat\w+|appear\w*|seem\w*|tend\w*|nearly|almost|approximately)\b",
    re.IGNORECASE,
)
"""Words of subtitles that say how far, or how surely, the finding of a title reaches."""

_OTHER_NAME = re.compile(r"\s\((?:[A-Z][A-Z0-9-]*[A-Z][A-Z0-9-]*|[A-Z][a-z]+ [a-z]+)\)")
"""A bracket with the short name of a study or the Latin name of a species, which the title has just named."""

_LONGEST_SPOKEN_JOURNAL = 7


def kind_of_study(paper: Paper) -> str:
    """The kind of study for readers, from its publication types, or from its title where those are unspecific."""
    kind = next((kind for name, kind in _KINDS if name in paper.publication_types), "Research article")
    if kind == "Comment" and any(name.startswith("Research Support") for name in paper.publication_types):
        kind = "Research article"  # funded research that comments on an earlier paper
    title = paper.title.text
    if kind not in _UNSPECIFIC or _ABOUT_A_STUDY.search(title):
        return kind
    return next((named for pattern, named in _KINDS_IN_TITLES if pattern.search(title)), kind)


def listed_kind(paper: Paper) -> str:
    """The kind of study if the record's publication types say it, otherwise ""."""
    kind = kind_of_study(paper)
    return kind if any(named == kind for name, named in _KINDS if name in paper.publication_types) else ""


def title_scene(paper: Paper, *, brief: bool = False, subtitle: bool | None = None) -> Scene:
    """The title card. A retraction, a concern, and that it is a preprint are spoken before the title.

    The slide shows the whole title. The voice leaves out other names in brackets, and the subtitle of a long title, or
    if ``brief`` of most titles. A ``subtitle`` that a person wants said or not is said or, if the title can do without
    it, left out.
    """
    warnings = [_own_words(_SPOKEN_FIRST[n.kind]) for n in paper.notices if n.kind in _SPOKEN_FIRST]
    spoken = _spoken_title(paper.title.text, _LONG_BRIEF_TITLE if brief else _LONG_TITLE)
    if subtitle is not None:
        spoken = _said_whole(paper) if subtitle else _said_short(paper)
    title = Sentence(spoken, paper.title, Source(None, 0, len(paper.title.text)))
    return Scene(Layout.TITLE, kind_of_study(paper), (*warnings, title))


def has_subtitle(paper: Paper) -> bool:
    """Whether the title has a subtitle that the voice may leave out."""
    return _said_whole(paper) != _said_short(paper)


def says_subtitle(title: Scene, paper: Paper) -> bool:
    """Whether a title card says all of the title that may be said."""
    return not has_subtitle(paper) or title.sentences[-1].spoken != _said_short(paper)


def _said_whole(paper: Paper) -> str:
    return _spoken_title(paper.title.text, len(paper.title.text))


def _said_short(paper: Paper) -> str:
    return _spoken_title(paper.title.text, 0)


class Chooser(StrEnum):
    """Who chose the sentences of a video."""

    RULES = "rules"
    MODEL = "model"
    MAKERS = "makers"


_CHOSEN = {
    Chooser.MODEL: "A language model chose the sentences.",
    Chooser.MAKERS: "The makers of this video chose the sentences.",
}


def chooser_of(source: Scene) -> Chooser:
    """Who chose the sentences of a video, by its source card."""
    said = {sentence.spoken for sentence in source.sentences}
    return next((chooser for chooser, text in _CHOSEN.items() if text in said), Chooser.RULES)


def source_scene(
    paper: Paper,
    *,
    selected: bool,
    chooser: Chooser = Chooser.RULES,
    omitted: Sequence[str] = (),
    brief: bool = False,
    reordered: bool = False,
    unmentioned: Sequence[str] = (),
) -> Scene:
    """The source card.

    It says whether some of the abstract was left out (``selected``), who chose if that were not the rules, whether the
    sentences are ``reordered``, and which kinds of statement are ``omitted`` that a viewer would not expect to be
    missing; and what the abstract reports, but the plain-language summary in its place has ``unmentioned``. If
    ``brief``, it says so in one sentence, and only the citation on the slide names the journal and the year.
    """
    chosen = [_CHOSEN[chooser]] if selected and chooser in _CHOSEN else []
    if reordered:
        what_of = "the sentences and their order" if selected else "the order of the sentences"
        chosen = [f"The makers of this video chose {what_of}."]
    apart = [f"Only the abstract reports {_list(unmentioned)}."] if unmentioned else []
    if brief:
        part = f"was {'part of ' if selected else ''}its {paper.basis}"
        if omitted:
            part = f"part of its {paper.basis} leaves out {_list(omitted)}"
        sentences = [f"Read the full article; this {part}.", *chosen, *apart]
    else:
        what = f"{'selected sentences of ' if selected else ''}the {paper.basis}"
        first = f"This video reads {what}{_published(paper)}."
        missing = [_missing(omitted, chooser, paper.basis)] if omitted else []
        sentences = [first, *chosen, *missing, *apart, "Read the full article before relying on it."]
    spoken = [notice.text for notice in paper.notices if notice.kind in _SPOKEN_LAST]
    return Scene(Layout.SOURCE, "Source", tuple(_own_words(text) for text in [*spoken, *sentences]))


def closing_problem(call_to_action: str) -> str:
    """What keeps a text from being spoken or from fitting on the closing card in every format; "" if nothing does."""
    if not any(character.isalnum() for token in pronounce(call_to_action) for character in token.spoken):
        return "It has no word that can be spoken. Write a sentence."
    for part in _BREAKABLE.split(call_to_action):
        if sum(1.0 if _NARROW.fullmatch(character) else _WIDE for character in part) > _LONGEST_PART:
            return f"“{part[:20]}…” is too long for a slide. Divide it by spaces or hyphens."
    return ""


def closing_scene(call_to_action: str) -> Scene:
    """The closing card: the words of the video's maker, labelled as such."""
    return Scene(Layout.CLOSING, "From the maker of this video", (_own_words(call_to_action),))


def maker_scene(text: str) -> Scene:
    """A card with the words of the video's makers among the scenes of the abstract. Heading and voice say whose."""
    return Scene(Layout.MAKER, "A note by the makers", (_own_words("From the makers of this video."), _own_words(text)))


def _missing(omitted: Sequence[str], chooser: Chooser, basis: str) -> str:
    if chooser is Chooser.MAKERS:
        return f"The {basis} also reports {_list(omitted)}, which this video leaves out."
    pronoun = "it" if len(omitted) == 1 and omitted[0].startswith("the ") else "they"
    return f"The {basis} also reports {_list(omitted)}; {pronoun} did not fit."


def _list(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _own_words(text: str) -> Sentence:
    return Sentence(text, RichText(text), None)


def _spoken_title(title: str, longest: int) -> str:
    """The title without other names, and without its subtitle if it then has more than ``longest`` words."""
    title = _OTHER_NAME.sub("", title)
    subtitle = _SUBTITLE.search(title)
    if not subtitle or len(title.split()) <= longest:
        return title
    main = title[: subtitle.start() + (subtitle["mark"] == "?")]
    in_quotes = main.count('"') % 2 or main.count("“") > main.count("”")
    is_needed = in_quotes or len(main.split()) < 3 or _LIMITS.search(title[subtitle.end() :])
    return title if is_needed else main


def _published(paper: Paper) -> str:
    journal = re.split(r"\s*[:=(]", paper.journal)[0].strip(" .")
    how, place = ("posted", "at") if paper.preprint else ("published", "in")
    where = f" {place} {journal}" if journal and len(journal.split()) <= _LONGEST_SPOKEN_JOURNAL else ""
    when = f" in {paper.year}" if paper.year else ""
    return f" {how}{where}{when}" if where or when else ""
