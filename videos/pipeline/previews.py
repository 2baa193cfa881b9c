"""Shows a slide and says a sentence before there is a video, as the video will."""

import io
from collections.abc import Sequence
from itertools import accumulate

from PIL import Image

from videos.pipeline import fidelity, narration, slides
from videos.pipeline.artifacts import Script
from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.editing.items import Said
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.media import sound_file
from videos.pipeline.scene_splitting import parts_of

_WIDTH = 640
"""Pixels at most. The picture has a whole fraction of the slide's size, which keeps small type sharp."""

_QUICK = 2
"""Takes half the time of PNG's default, 6, for 3 % more bytes."""

_LONGEST = 1500
"""Characters that are spoken on their own: about 100 seconds of speech."""


def lay_out(script: Script, typesetter: slides.Typesetter, brand: slides.Brand) -> slides.Slides:
    """The slides of a script, as a video has them. Raises SlidesFailed or ScriptUnfaithful."""
    pages = slides.typeset(script, typesetter, brand=brand)
    fidelity.require(pages.script)
    return pages


def by_scene(script: Script, pages: slides.Slides) -> list[range]:
    """For each scene of ``script`` the indices of its slides in ``pages``, which were laid out from it."""
    counts = [len(parts) for parts in parts_of(script.scenes, pages.script.scenes)]
    ends = list(accumulate(counts))
    return [range(end - count, end) for count, end in zip(counts, ends, strict=True)]


def identity(slide: SlideLike) -> bytes:
    """Identifies the picture of a slide without drawing it."""
    return slide.later[-1].made_from if slide.later else slide.made_from


def picture(slide: SlideLike) -> bytes:
    """A slide with all its parts as a small PNG file. Takes 20 ms."""
    whole = Image.fromarray(slide.whole.pixels)
    file = io.BytesIO()
    whole.reduce(-(-whole.width // _WIDTH)).save(file, "PNG", compress_level=_QUICK)
    return file.getvalue()


def sound(
    item: Sequence[Said],
    pronunciations: narration.Lexicon,
    voice: narration.Voice,
    lexicon: narration.Lexicon,
    cache: RenderCache,
) -> bytes:
    """The sentences of an item as AAC in an MP4 file. A later video uses the recordings in ``cache``, and vice versa.

    Raises SpeechFailed, also for a text of more than 1,500 characters.
    """
    length = sum(len(said.sentence.spoken) for said in item)
    if length > _LONGEST:
        raise SpeechFailed(f"Only {_LONGEST} characters are spoken on their own, and these are {length}.")
    sentences = [(said.sentence, said.pace) for said in item]
    return sound_file(narration.say(sentences, voice, (*pronunciations, *lexicon), cache), voice.sample_rate)
