"""Proves that a script says nothing that the paper does not say, whoever wrote the script.

The words of every sentence, numbers and signs included, must stand in its source in the same order. Leaving out is
allowed, putting in is not.
"""

import re
from collections.abc import Iterable

from videos.pipeline.artifacts import Figure, Paper, Script, Sentence
from videos.pipeline.errors import PipelineError

_TOKEN = re.compile(r"\d[\d.,·]*\d|\w+|[^\w\s]")


def require(script: Script) -> None:
    """Raise PipelineError when a sentence, or a number set large, holds a word that its source lacks."""
    for number, scene in enumerate(script.scenes, start=1):
        figure_stands = all(figure_is_faithful(scene.figure, each) for each in scene.sentences)
        if not figure_stands or not all(is_faithful(sentence, script.paper) for sentence in scene.sentences):
            raise PipelineError(
                f"Scene {number} of the script holds words that the abstract does not. This is a fault of the script "
                f"writer: please report it with the PubMed id {script.paper.pmid}."
            )


def is_faithful(sentence: Sentence, paper: Paper) -> bool:
    """Whether all that is spoken and shown stands at the source; the product's own words have none to prove."""
    if sentence.source is None:
        return True
    section = sentence.source.section
    whole = (paper.title if section is None else paper.sections[section].text).text
    source = whole[sentence.source.start : sentence.source.end]
    return is_subsequence(sentence.spoken, source) and is_subsequence(sentence.shown.text, source)


def figure_is_faithful(figure: Figure | None, sentence: Sentence) -> bool:
    """Whether the number and what it counts stand in the sentence beside them, each unbroken."""
    if figure is None:
        return True
    beside = sentence.shown.text.replace("\u00a0", " ")
    return figure.value in beside and figure.label in beside


def is_subsequence(text: str, source: str) -> bool:
    """Whether the words, numbers and signs of ``text`` stand in ``source`` in this order, capitals aside."""
    rest = iter(_tokens(source))
    return all(token in rest for token in _tokens(text))


def _tokens(text: str) -> Iterable[str]:
    return _TOKEN.findall(text.casefold())
