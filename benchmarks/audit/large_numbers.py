"""Whether a number set large is what its caption says."""

import re
from collections.abc import Iterator

from benchmarks.audit.material import Finding, Video
from videos.pipeline.artifacts import Layout, Scene

_LIMIT_BEFORE = re.compile(
    r"(?:at least|at most|more than|less than|fewer than|up to|over|under|below|above|only|nearly|almost|about|"
    r"approximately|"
    r"around|[<>≤≥~≈]|minimum of|maximum of|every|per|aged?|older than|younger than)\s*$",
    re.IGNORECASE,
)
_NOT_THE_STUDY = re.compile(
    r"\b(?:exclu(?:ded|sion|ding)|criteri(?:a|on)|eligible if|screened|assessed for eligibility|withdr[ae]w|"
    r"dropped out|lost to|discontinued|"
    r"declined|refused|sub-?groups?|of whom|of which|of these|of them|among (?:those|them|whom)|the remaining)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:,]\s|\s\(|\band\b")


def check(video: Video) -> Iterator[Finding]:
    """Numbers whose sentence does not support them."""
    for scene in video.script.scenes:
        if scene.layout is Layout.FIGURE:
            for reason in _faults(scene):
                yield Finding("large_numbers", scene.sentences[0].spoken, f"{_shown(scene)}: {reason}")


def _shown(scene: Scene) -> str:
    assert scene.figure is not None
    return f"“{scene.figure.value} {scene.figure.label}”"


def _faults(scene: Scene) -> Iterator[str]:
    figure, text = scene.figure, scene.sentences[0].spoken
    assert figure is not None
    places = [match.start() for match in re.finditer(rf"(?<![\d.,]){re.escape(figure.value)}(?![\d])", text)]
    if not places:
        yield "the number is not said"
        return
    if not _holds_words(figure.label, text):
        yield "the caption is not said"
    for place in places[:1]:
        if limit := _LIMIT_BEFORE.search(text[:place]):
            yield f"its limit “{limit[0].strip()}” is not shown"
        clause = _CLAUSE.split(text[:place])[-1] + _CLAUSE.split(text[place:])[0]
        if other := _NOT_THE_STUDY.search(clause):
            yield f"it counts others: “{other[0]}”"
    if len(places) > 1:
        yield "the number is said twice"


def _holds_words(label: str, text: str) -> bool:
    said = iter(re.findall(r"\w+", text.casefold()))
    return all(word in said for word in re.findall(r"\w+", label.casefold()))
