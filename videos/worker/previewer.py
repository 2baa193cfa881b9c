"""Makes previews of storyboards, which ``jobs.previews`` requests. Importing this module loads the media engines."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import redis

from videos.engines import lexicon, tools
from videos.jobs import previews, storyboards
from videos.jobs.preview_store import PreviewStore
from videos.jobs.previews import PreviewImpossible, PreviewUnavailable, Wanted
from videos.models import Storyboard
from videos.pipeline import paper as papers
from videos.pipeline import previews as made
from videos.pipeline import writing
from videos.pipeline.artifacts import Script
from videos.pipeline.assembly import Draft
from videos.pipeline.cache import versions
from videos.pipeline.errors import PipelineError
from videos.pipeline.options import Length, Options
from videos.pipeline.slides import Slides

logger = logging.getLogger(__name__)

_REDIS_SECONDS = 1.0
_LAYOUTS = 3
"""Versions whose slides are laid out, and two of them drawn: 6 MB each."""

_BROKEN = "The previewer failed. Its log says why."


def answer(wanted: Wanted) -> None:
    """Make the preview that a request waits for, keep it, and answer. Raises redis.RedisError."""
    store = previews.store(_REDIS_SECONDS)
    if not store.is_asked(wanted.question):
        return
    problem: Exception | None = PreviewUnavailable(_BROKEN)
    try:
        version = Storyboard.objects.select_related("job").get(pk=wanted.version_id)
        _KINDS[wanted.kind](store, version, wanted)
        problem = None
    except Storyboard.DoesNotExist:
        problem = PreviewUnavailable("The storyboard was deleted.")
    except PipelineError as error:
        logger.warning("a preview failed with %s: %s", error.code, error)
        problem = (PreviewUnavailable if error.transient else PreviewImpossible)(str(error))
    finally:
        store.answer(wanted.question, previews.answer_of(problem), is_failure=problem is not None)


def keep(script_json: str, options: Options, draft: Draft) -> None:
    """Keep all pictures of a script that has just been laid out, so that its reviewer sees them at once.

    Without the store the reviewer waits for a previewer.
    """
    try:
        store = previews.store(_REDIS_SECONDS)
        digest = previews.layout_digest(script_json, options)
        layout = _keep_layout(store, digest, draft.script, draft.pages)
        for number, picture in enumerate(each for scene in layout for each in scene):
            store.put(picture, made.picture(draft.pages[number]))
    except redis.RedisError as error:
        logger.warning("the pictures of the storyboard are not kept: %s", error)


def warm_up() -> None:
    """Draw something, so that the first picture need not wait until fonts and templates are loaded.

    The voice would take 130 MB more, and half a second when it is needed.
    """
    options = Options(length=Length.SHORT)
    script = writing.write(papers.sample(), options.length)
    made.picture(made.lay_out(script, tools.typesetter(options.format), tools.brand(options))[0])


def _picture(store: PreviewStore, version: Storyboard, wanted: Wanted) -> None:
    digest = previews.layout_digest(version.script, version.job.options)
    script, pages = _laid_out(_Layout(digest, version))
    pictures = _keep_layout(store, digest, script, pages)
    if not version.laid_out:
        storyboards.keep_laid_out(version, pages.script.scenes)
    scene, slide = (number - 1 for number in wanted.numbers)
    numbers = dict(enumerate(made.by_scene(script, pages))).get(scene, range(0))
    if slide in range(len(numbers)) and store.get(pictures[scene][slide]) is None:
        store.put(pictures[scene][slide], made.picture(pages[numbers[slide]]))


def _sound(store: PreviewStore, version: Storyboard, wanted: Wanted) -> None:
    options = version.job.options
    said = previews.said_in(version)[wanted.numbers[0]]
    pronunciations = storyboards.script_of(version).pronunciations
    voice = tools.speaker(options)
    content = made.sound(said, pronunciations, voice, lexicon.respelled(), tools.render_cache())
    store.put(wanted.question, content)


_KINDS: dict[str, Callable[[PreviewStore, Storyboard, Wanted], None]] = {"picture": _picture, "sound": _sound}


@dataclass(frozen=True, slots=True)
class _Layout:
    """A version, and the digest by which its slides are found again."""

    digest: str
    version: Storyboard = field(compare=False)


@lru_cache(maxsize=_LAYOUTS)
def _laid_out(wanted: _Layout) -> tuple[Script, Slides]:
    """The script of a version, and its slides."""
    script, options = storyboards.script_of(wanted.version), wanted.version.job.options
    return script, made.lay_out(script, tools.typesetter(options.format), tools.brand(options))


def _keep_layout(store: PreviewStore, digest: str, script: Script, pages: Slides) -> list[list[str]]:
    """Keep the digest of each slide by scene, and return them."""
    software = versions.pipeline_version()
    layout = [
        [previews.digest_of("picture", software, made.identity(pages[number])) for number in numbers]
        for numbers in made.by_scene(script, pages)
    ]
    if store.get(digest) is None:
        previews.keep_slides(store, digest, layout)
    return layout
