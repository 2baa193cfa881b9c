"""Whether a video has the length that was requested, and whether a job fails that could have made one."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.audit.material import Finding, Video
from videos.pipeline import timing
from videos.pipeline.errors import PipelineError
from videos.pipeline.script import SECONDS

_SHORTEST = 2 / 3
_UNSAID = 1 / 3
"""Part of the abstract that could have been read as well; less may be what the record has besides its abstract."""

_AN_ABSTRACT = 20
"""Words of an abstract that can be read."""

_ABOUT_ANOTHER_PAPER = frozenset({"Published Erratum", "Retraction of Publication", "Retraction Notice"})


def check(video: Video) -> Iterator[Finding]:
    """A video that is longer than requested, or shorter although the abstract has more."""
    seconds, most = timing.of_scenes(video.script.scenes), SECONDS[video.length]
    title = video.paper.title.text
    if seconds > most:
        yield Finding("jobs", title, f"{seconds:.0f} s instead of at most {most:.0f}")
    words = {
        said: sum(len(each.text.split()) for each in video.passages if each.said is said) for said in (True, False)
    }
    if seconds < _SHORTEST * most and words[False] > _UNSAID * sum(words.values()):
        yield Finding("jobs", title, f"{seconds:.0f} s, although {words[False]} words of the abstract are not said")


def failure(record: Path, error: PipelineError) -> Iterator[Finding]:
    """A job that fails although the record has an English abstract about its own research."""
    tree = ElementTree.parse(record)
    kinds = {each.text for each in tree.iter("PublicationType")}
    words = len(" ".join(_english_abstract(tree)).split())
    if words >= _AN_ABSTRACT and kinds.isdisjoint(_ABOUT_ANOTHER_PAPER):
        yield Finding("jobs", str(error), f"{error.code}, although the record has an abstract of {words} words")


def _english_abstract(tree: "ElementTree.ElementTree[ElementTree.Element]") -> Iterator[str]:
    article = tree.find(".//Article")
    for abstract in () if article is None else article.iterfind("Abstract/AbstractText"):
        yield "".join(abstract.itertext())
    for abstract in tree.iterfind(".//OtherAbstract[@Language='eng']/AbstractText"):
        yield "".join(abstract.itertext())
