"""Draws the slides of the records of a folder on contact sheets, to look at them.

    python benchmarks/sheets.py FOLDER [PMID...] [--format landscape portrait square] [--length standard] [--out FOLDER]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. Each record gets one PNG per format, with all of
its slides in order and, below them, the visual abstract. No speech and no video is made. ``--accent "#0b6e6e"`` draws
them in another colour.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

sys.path[0] = str(
    Path(__file__).resolve().parent.parent
)  # otherwise queue.py in this folder hides the standard library's

from PIL import Image

from benchmarks.quality import Folder
from videos.pipeline import paper as papers
from videos.pipeline import writing
from videos.pipeline.artifacts import Script
from videos.pipeline.errors import PipelineError
from videos.pipeline.identifiers import parse_id
from videos.pipeline.options import Format, Length
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.slides import Brand, StillShape, typeset, visual_abstract

_CELLS = {Format.LANDSCAPE: (800, 450, 3), Format.PORTRAIT: (400, 711, 6), Format.SQUARE: (540, 540, 4)}
"""The width and height of a slide on its sheet, in pixels, and the slides in a row."""

_GAP = 10
_GREY = (110, 114, 118)

_slides_of = cache(Typst)
_still_of = cache(lambda shape: Typst(shape, STILL))


def main() -> None:
    """Write the sheets, and name each file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pmids", nargs="*", help="default: all records of the folder")
    formats = {member.value: member for member in Format}
    lengths = {member.value: member for member in Length}
    parser.add_argument("--format", type=formats.__getitem__, choices=list(Format), nargs="+", default=list(Format))
    parser.add_argument("--length", type=lengths.__getitem__, choices=list(Length), default=Length.STANDARD)
    parser.add_argument("--accent", default="")
    parser.add_argument("--out", type=Path, default=Path("var/sheets"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for pmid in options.pmids or sorted(path.stem for path in options.folder.glob("*.xml")):
        try:
            paper = papers.fetch(parse_id(pmid), Folder(options.folder))
            story = writing.write(paper, options.length)
        except PipelineError as error:
            print(f"{pmid}: {error}")
            continue
        for shape in options.format:
            path = options.out / f"{pmid}-{shape}.png"
            sheet(story, shape, Brand(options.accent)).save(path)
            print(path)


def sheet(story: Script, shape: Format, brand: Brand) -> Image.Image:
    """All slides of a script, and its visual abstract below them."""
    width, height, columns = _CELLS[shape]
    slides = [
        _resized(Image.fromarray(slide.whole.pixels), width, height)
        for slide in typeset(story, _slides_of(shape), brand=brand)
    ]
    still = StillShape.WIDE if shape is Format.LANDSCAPE else StillShape.TALL
    abstract = Image.open(io.BytesIO(visual_abstract(story, _still_of(still), brand).png)).convert("RGB")
    return _pasted(slides, width, height, columns, abstract)


def _pasted(slides: Sequence[Image.Image], width: int, height: int, columns: int, last: Image.Image) -> Image.Image:
    rows = -(-len(slides) // columns)
    top = rows * (height + _GAP) + _GAP
    page = Image.new("RGB", (max(columns * (width + _GAP), last.width + _GAP) + _GAP, top + last.height + _GAP), _GREY)
    for number, slide in enumerate(slides):
        page.paste(slide, (_GAP + number % columns * (width + _GAP), _GAP + number // columns * (height + _GAP)))
    page.paste(last, (_GAP, top))
    return page


def _resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    return picture.resize((width, height), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
