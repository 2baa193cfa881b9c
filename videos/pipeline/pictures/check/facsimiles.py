"""Checks a figure of the full text once more, from what was kept of it. Shares no rule with what chose it.

A wrong figure does more harm than a missing one, so the check knows few licences by their exact names, and refuses
every word of a caption that may say that somebody else made the figure.
"""

import io
import re
from collections.abc import Iterator
from hashlib import blake2b

from PIL import Image

from videos.pipeline.artifacts import Facsimile, Field, KeptFigure, Paper
from videos.pipeline.fidelity import HEDGES, NEGATIONS

_LICENCE = re.compile(r"CC(?:0|( BY)( NC)?( SA)?)(?: [1-4]\.\d)?(?: [A-Z]{2,3})?")
_PAGES = ("https://creativecommons.org/licenses/", "https://creativecommons.org/publicdomain/zero/")
_ELSEWHERE = re.compile(
    r"reprint|re-print|reproduc(?:ed|tion)|\badapted|\badaptation of|\badopted (?:from|with)|"
    r"modified (?:from|after|by|with)|"
    r"modification of|drawn (?:from|after)|taken from|courtesy|permission|copyright|©|\(c\) ?(?:19|20)\d\d|"
    r"credits?\s?:|photos? by|all rights reserved|biorender",
    re.IGNORECASE,
)
_MOST_PIXELS = 4_000_000


def faults(picture: Facsimile, paper: Paper) -> list[str]:
    """What is not true of a figure, or not allowed, in words for the operator; [] if it may be shown."""
    kept = paper.figure_of(picture.image)
    if kept is None:
        return ["the paper has no such figure"]
    return [*_of_terms(kept), *_of_origin(kept), *_of_words(picture, kept, paper)]


def terms(figure: KeptFigure, *, share_alike: bool, non_commercial: bool) -> list[str]:
    """Why the operator's rules, which may have changed since the figure was kept, do not allow it; [] if they do."""
    match = _LICENCE.fullmatch(figure.licence.replace("-", " "))
    found = []
    if match and match[2] and not non_commercial:
        found.append(f"{figure.licence} allows only non-commercial use")
    if match and match[3] and not share_alike:
        found.append(f"{figure.licence} requires the same licence of the video")
    return found


def file_faults(picture: Facsimile, png: bytes) -> list[str]:
    """Why a kept file is not the picture; [] if it is."""
    if blake2b(png, digest_size=16).hexdigest() != picture.image:
        return ["the kept file is another one"]
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        size, mode = image.size, image.mode
    if size != (picture.width, picture.height) or size[0] * size[1] > _MOST_PIXELS:
        return [f"the kept picture has {size[0]} x {size[1]} pixels"]
    return [] if mode == "RGB" else ["the kept picture may be transparent"]


def _of_terms(kept: KeptFigure) -> Iterator[str]:
    match = _LICENCE.fullmatch(kept.licence.replace("-", " "))
    if not match:
        yield f"“{kept.licence}” is not known to allow a video"
    elif _letters(kept.code) != _letters(re.sub(r" \d\.\d.*", "", kept.licence)):
        yield f"the archive calls its licence “{kept.code}”, and not {kept.licence}"
    if not kept.terms.startswith(_PAGES):
        yield "its licence has no page"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0]", "", re.sub(r"\d\.\d", "", text).casefold().replace("zero", "0"))


def _of_origin(kept: KeptFigure) -> Iterator[str]:
    figure = kept.figure
    if figure.rights or figure.attributions:
        yield "it has rights of its own"
    for caption in (figure.caption.text.text, figure.printed_caption.text.text):
        if found := _ELSEWHERE.search(caption):
            yield f"its caption says “{found[0]}”"
            break
    if len(figure.pictures) != 1:
        yield f"it has {len(figure.pictures)} pictures, of which one is kept"


def _of_words(picture: Facsimile, kept: KeptFigure, paper: Paper) -> Iterator[str]:
    caption = kept.figure.caption.text.text
    words = picture.words
    if picture.caption != caption or words.field is not Field.CAPTION or not caption.startswith(words.text):
        yield "its words are not those of its caption"
    elif caption[len(words.text) :][:1].isalnum():
        yield "a word of its caption is cut"
    elif not words.text.endswith((".", "?", "!")):
        rest = re.split(r"[.?!](?:\s|$)", caption[len(words.text) :])[0]
        left_out = re.findall(r"[\w'’-]+", rest.casefold())
        if NEGATIONS.of(left_out) or HEDGES.of(left_out):
            yield "a negation or a doubt of its caption is cut"
    expected = kept.figure.label or "Graphical abstract"
    if not picture.name == kept.name == expected or not re.search(r"\d|abstract", picture.name, re.IGNORECASE):
        yield "it has another number in the paper"
    names = {each.collective or each.last_name for each in paper.authors[:1]}
    if not all(part in picture.credit for part in (expected, kept.licence, *names)):
        yield "its credit lacks its number, its author or its licence"
    if (picture.width, picture.height) != (kept.width, kept.height):
        yield "it has another size"
