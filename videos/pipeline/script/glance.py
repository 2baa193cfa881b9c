"""The study at a glance: the facts in the record about the study, if there are enough of them."""

import re
from collections.abc import Iterator, Sequence

from videos.pipeline.artifacts import Fact, Layout, Paper, RichText, Role, Scene, Sentence
from videos.pipeline.script.cards import listed_kind

_CHECK_TAGS = (
    *("Humans", "Animals", "Mice", "Rats", "Rabbits", "Dogs", "Cats", "Swine", "Sheep", "Cattle", "Guinea Pigs"),
    *("Female", "Male", "Pregnancy", "Infant, Newborn", "Infant", "Child, Preschool", "Child", "Adolescent"),
    *("Young Adult", "Adult", "Middle Aged", "Aged", "Aged, 80 and over"),
)
"""The MeSH terms that NLM's indexers check for every study: the people or animals studied."""

_FEWEST = 2
_MOST_NAMES = 3
_MOST_REGISTRATIONS = 2
_LONGEST_INTERESTS = 150
_HEADING = re.compile(
    r"^(?:Competing interests?|Conflicts? of interests?|Declarations? of (?:competing )?interests?)\W*", re.IGNORECASE
)


def glance_scene(paper: Paper, scenes: Sequence[Scene]) -> Scene | None:
    """The scene, or None if the record says too little. ``scenes`` are the scenes of the abstract."""
    facts = tuple(Fact(name, value) for name, value in _facts(paper, scenes) if value)
    if len(facts) < _FEWEST:
        return None
    kind = listed_kind(paper)
    text = f"PubMed lists this paper as {_with_article(kind)}." if kind else "This is what PubMed says about the study."
    return Scene(Layout.GLANCE, "At a glance", (Sentence(text, RichText(text), None),), facts=facts)


def _facts(paper: Paper, scenes: Sequence[Scene]) -> Iterator[tuple[str, str]]:
    yield "Studied in", " · ".join(tag.lower() for tag in _CHECK_TAGS if tag in paper.mesh_terms)
    yield "Size", next(_sizes(paper, scenes), "")
    yield "Place", _some(paper.places)
    # A review lists the trials that it reviewed; they are not its own registrations.
    yield "Registered", _some(paper.registrations) if len(paper.registrations) <= _MOST_REGISTRATIONS else ""
    yield "Funded by", _some(paper.funders)
    yield "Interests", _interests(paper.interests)


def _sizes(paper: Paper, scenes: Sequence[Scene]) -> Iterator[str]:
    """The sample size, if a scene of the methods sets it large."""
    for scene in scenes:
        if scene.figure and not scene.figure.value.endswith("%") and _is_about_methods(scene, paper):
            yield f"{scene.figure.value} {scene.figure.label}"


def _is_about_methods(scene: Scene, paper: Paper) -> bool:
    sections = [each.source.section for each in scene.sentences if each.source]
    return all(section is not None and paper.sections[section].role in (Role.METHODS, None) for section in sections)


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _interests(statement: str) -> str:
    """The authors' statement if it is short; a shortened one could say the opposite."""
    text = _HEADING.sub("", statement)
    if len(text) > _LONGEST_INTERESTS:
        return "see the authors' statement in the article"
    return text[:1].upper() + text[1:]


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind[0].lower()}{kind[1:]}"
