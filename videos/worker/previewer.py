"""Makes previews of storyboards, which ``jobs.previews`` requests. Importing this module loads the media engines."""

import logging
from collections.abc import Callable
from functools import cache, lru_cache

import redis

from videos.engines import lexicon, tools
from videos.jobs import previews, storyboards
from videos.jobs.preview_store import PreviewStore
from videos.jobs.previews import PreviewImpossible, PreviewUnavailable, Wanted
from videos.models import Storyboard
from videos.pipeline import previews as made
from videos.pipeline.artifacts import Script
from videos.pipeline.assembly import Draft
from videos.pipeline.errors import PipelineError
from videos.pipeline.options import Options
from videos.pipeline.slides import Slides

logger = logging.getLogger(__name__)

_REDIS_SECONDS = 5.0
_LAYOUTS = 3
"""Versions whose slides are laid out, and two of them drawn: 6 MB each."""

_BROKEN = "The previewer failed. Its log says why."


def answer(wanted: Wanted) -> None:
    """Make the preview that a request waits for, keep it, and answer. Raises redis.RedisError."""
    store = _store()
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
        store = _store()
        layout = _keep_layout(store, script_json, options, draft.script, draft.pages)
        for number, digest in enumerate(each for scene in layout for each in scene):
            store.put(digest, made.picture(draft.pages[number]))
    except redis.RedisError as error:
        logger.warning("the pictures of the storyboard are not kept: %s", error)


def warm_up() -> None:
    """Load what the first preview would wait for: fonts, templates and the default voice."""
    options = Options()
    tools.typesetter(options.format)
    tools.speaker(options)


def _picture(store: PreviewStore, version: Storyboard, wanted: Wanted) -> None:
    scene, slide = wanted.numbers
    options = version.job.options
    script, pages = _laid_out(version)
    layout = _keep_layout(store, version.script, options, script, pages)
    storyboards.keep_laid_out(version, pages.script.scenes)
    places = made.by_scene(script, pages)
    if 1 <= scene <= len(places) and slide <= len(places[scene - 1]):
        number, digest = places[scene - 1][slide - 1], layout[scene - 1][slide - 1]
        if store.get(digest) is None:
            store.put(digest, made.picture(pages[number]))


def _sound(store: PreviewStore, version: Storyboard, wanted: Wanted) -> None:
    options = version.job.options
    said = previews.said_in(version)[wanted.numbers[0]]
    pronunciations = storyboards.script_of(version).pronunciations
    voice = tools.speaker(options)
    content = made.sound(said, pronunciations, voice, lexicon.respelled(), tools.render_cache())
    store.put(wanted.question, content)


_KINDS: dict[str, Callable[[PreviewStore, Storyboard, Wanted], None]] = {"picture": _picture, "sound": _sound}


@lru_cache(maxsize=_LAYOUTS)
def _laid_out(version: Storyboard) -> tuple[Script, Slides]:
    """The script of a version, which never changes, and its slides."""
    script, options = storyboards.script_of(version), version.job.options
    return script, made.lay_out(script, tools.typesetter(options.format), tools.brand(options))


def _keep_layout(
    store: PreviewStore, script_json: str, options: Options, script: Script, pages: Slides
) -> list[list[str]]:
    """Keep the digest of each slide by scene, and return them."""
    layout = [
        [previews.digest_of("picture", made.identity(pages[number])) for number in numbers]
        for numbers in made.by_scene(script, pages)
    ]
    digest = previews.layout_digest(script_json, options)
    if store.get(digest) is None:
        previews.keep_slides(store, digest, layout)
    return layout


@cache
def _store() -> PreviewStore:
    return previews.store(_REDIS_SECONDS)
