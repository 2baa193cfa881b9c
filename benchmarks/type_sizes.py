"""Measures how large the type of slides is on a phone, over the videos of the records of a folder.

    python -m benchmarks.type_sizes FOLDER [PMID...] [--format portrait] [--length standard]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. The sizes are read from the pages as they are laid
out, in CSS pixels on a phone that shows a slide 390 of them wide. Of each kind of scene the table has the size in which
most of the content is set, at its median and its smallest, the smallest size of its labels and notes, and that of the
heading and the citation above the content. Sub- and superscripts are not counted.
"""

import argparse
import ctypes
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from benchmarks.quality import Folder
from videos.pipeline import paper as papers
from videos.pipeline import writing
from videos.pipeline.errors import PipelineError
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import Format, Length
from videos.pipeline.outside.typesetter import Page, Typst
from videos.pipeline.slides import typeset

PHONE = 390
"""CSS pixels across a usual phone."""

_CONTENT = 0.87
"""Content is below this part of the height, counted from the lower edge; above it are heading and citation."""

_SHORTEST = 4
"""Characters. Fewer on one line in one size are a sub- or superscript."""


class _Watched:
    """A typesetter that keeps the last look of each scene of a script, with the kind of the scene."""

    def __init__(self, shape: Format) -> None:
        self._typesetter = Typst(shape)
        self.pages: dict[str, tuple[str, Page]] = {}

    def page(self, data: str) -> Page:
        """Lay out a page. Its looks differ in what is shown, and in the size of labels."""
        deck = json.loads(data)
        scene = deck["scene"]
        page = self._typesetter.page(data)
        kind = f"{scene['layout']} {scene['picture']['kind']}" if scene["picture"] else scene["layout"]
        self.pages[json.dumps({**deck, "scene": {**scene, "shown": None, "tight": False}})] = (kind, page)
        return page


_FORMATS = {member.value: member for member in Format}
_LENGTHS = {member.value: member for member in Length}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pmids", nargs="*", help="default: all records of the folder")
    parser.add_argument("--format", type=_FORMATS.__getitem__, choices=list(Format), default=Format.PORTRAIT)
    parser.add_argument("--length", type=_LENGTHS.__getitem__, choices=list(Length), default=Length.STANDARD)
    options = parser.parse_args()
    watched = _Watched(options.format)
    sizes: defaultdict[str, list[Sizes]] = defaultdict(list)
    for pmid in options.pmids or sorted(path.stem for path in options.folder.glob("*.xml")):
        try:
            watched.pages.clear()
            story = writing.write(papers.fetch(parse_id(pmid), Folder(options.folder)), options.length)
            typeset(story, watched)
        except PipelineError:
            continue
        for kind, page in watched.pages.values():
            sizes[kind].append(sizes_of(page.pdf))
    print(f"{'scene':20} slides  most of the content: median, smallest   labels, notes   heading, citation")
    for kind, found in sorted(sizes.items()):
        most = [max(each.content, key=each.content.__getitem__) for each in found]
        least, above = min(min(each.content) for each in found), min(min(each.above) for each in found)
        print(f"{kind:20} {len(found):6} {median(most):28.1f} {min(most):9.1f} {least:15.1f} {above:19.1f}")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many characters of a page have which size, in its content and above it."""

    content: Counter[float] = field(default_factory=Counter)
    above: Counter[float] = field(default_factory=Counter)


def sizes_of(pdf: bytes) -> Sizes:
    """The sizes of a page."""
    sizes = Sizes()
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[0]
        width, height = page.get_size()
        for size, y, count in _lines(page.get_textpage()):
            if count >= _SHORTEST:
                group = sizes.content if y < _CONTENT * height else sizes.above
                group[round(PHONE / width * size, 1)] += count
    return sizes


def _lines(text: pypdfium2.PdfTextPage) -> Iterator[tuple[float, int, int]]:
    """The text in its order: a size, the height on the page, and how many characters follow there in that size."""
    before, count = (0.0, 0), 0
    x, y = ctypes.c_double(), ctypes.c_double()
    for number in range(text.count_chars()):
        pdfium.FPDFText_GetCharOrigin(text, number, x, y)
        now = (round(pdfium.FPDFText_GetFontSize(text, number), 1), round(y.value))
        if now != before and count:
            yield *before, count
            count = 0
        before, count = now, count + 1
    if count:
        yield *before, count


if __name__ == "__main__":
    main()
