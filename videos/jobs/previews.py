"""Previews of a storyboard: pictures of its scenes and the sound of its sentences.

A previewer (``manage.py worker --previews``) makes them on request, since only workers load the media engines. This
module finds those that are kept, requests others, and waits for them; ``worker.previewer`` makes them.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from threading import BoundedSemaphore

import redis
from celery import current_app
from kombu.exceptions import OperationalError

from hiddenhill.runtime import redis_client
from videos.engines.fingerprint import fingerprint
from videos.jobs import storyboards
from videos.jobs.preview_store import ANSWER_SECONDS, PreviewStore
from videos.models import Storyboard
from videos.pipeline.artifacts import Script
from videos.pipeline.editing.items import Said, said_items
from videos.pipeline.options import Options

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 1
"""Seconds after which another request may find the preview, if the previewer was busy."""

_AWAY_SECONDS = 10
"""The same, if nothing answered."""

_QUICK_SECONDS = 0.5
_MOST_WAITING = 5
"""Requests of a process that wait at the same time. It has eight threads, and other requests need some of them."""

_waiting = BoundedSemaphore(_MOST_WAITING)


class NoSuchPreview(Exception):
    """The version has no scene, slide or sentence with this number."""


class PreviewUnavailable(Exception):
    """No previewer answered, or too many requests wait for one. The same request may succeed later."""

    code = "preview_unavailable"

    def __init__(self, message: str, seconds: int = _AWAY_SECONDS) -> None:
        super().__init__(message)
        self.seconds = seconds


class PreviewImpossible(Exception):
    """The scene cannot be drawn, or the sentence cannot be spoken. The message says why."""

    code = "preview_impossible"


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture as PNG, or a sound as AAC in an MP4 file; ``digest`` identifies it."""

    digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants: a "picture" of a scene and slide, or the "sound" of an item, of a version.

    ``question`` is where its answer is waited for, and the digest of a sound.
    """

    kind: str
    question: str
    version_id: int
    numbers: tuple[int, ...]


def _publish(wanted: Wanted) -> None:
    """Publish the task by its name: only a process that makes previews loads it, and with it the media engines."""
    current_app.signature("videos.preview").apply_async(kwargs=asdict(wanted))


class Previews:
    """Finds previews, or has them made.

    ``quick`` is a store whose client gives up soon, ``patient`` one that may wait for ``seconds``.
    """

    def __init__(
        self,
        quick: PreviewStore,
        patient: PreviewStore,
        publish: Callable[[Wanted], None] = _publish,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._quick, self._patient, self._publish, self._seconds = quick, patient, publish, seconds

    def picture(self, version: Storyboard, options: Options, scene: int, slide: int = 1) -> Preview:
        """The last look of a slide of a scene, both counted from 1.

        Scenes are those of the version's script; a long one has several slides. Raises NoSuchPreview,
        PreviewImpossible, PreviewUnavailable or StoryboardUnreadable.
        """
        layout = layout_digest(version.script, options)

        def kept() -> Preview | None:
            slides = _slides(self._quick, layout)
            if slides is None:
                return None
            if not (1 <= scene <= len(slides) and 1 <= slide <= len(slides[scene - 1])):
                raise NoSuchPreview
            return self._kept(slides[scene - 1][slide - 1])

        question = digest_of("slide", layout, scene, slide)
        return self._found(Wanted("picture", question, version.pk, (scene, slide)), kept)

    def sound(self, version: Storyboard, options: Options, item: int) -> Preview:
        """An item of the version, counted from 0, in the job's voice. Raises like ``picture``."""
        said = said_in(version)
        if item >= len(said):
            raise NoSuchPreview
        digest = sound_digest(said[item], storyboards.script_of(version), options)
        return self._found(Wanted("sound", digest, version.pk, (item,)), lambda: self._kept(digest))

    def _kept(self, digest: str) -> Preview | None:
        content = self._quick.get(digest)
        return None if content is None else Preview(digest, content)

    def _found(self, wanted: Wanted, kept: Callable[[], Preview | None]) -> Preview:
        with _as_unavailable():
            found = kept()
            if found is None:
                self._have_made(wanted)
                found = kept()
        if found is None:
            raise PreviewUnavailable("The preview was made, but could not be kept.")
        return found

    def _have_made(self, wanted: Wanted) -> None:
        if not _waiting.acquire(blocking=False):
            raise PreviewUnavailable("Too many requests wait for previews.", RETRY_AFTER_SECONDS)
        try:
            if self._quick.ask(wanted.question):
                self._publish_once(wanted)
            answer = self._patient.wait(wanted.question, self._seconds)
            if answer is None:
                self._quick.give_up(wanted.question)
                raise PreviewUnavailable("No previewer has answered.")
        finally:
            _waiting.release()
        if problem := json.loads(answer):
            raise _FAILURES[problem["code"]](problem["message"])

    def _publish_once(self, wanted: Wanted) -> None:
        try:
            self._publish(wanted)
        except OperationalError:
            self._quick.give_up(wanted.question)
            raise


_FAILURES: dict[str, type[Exception]] = {
    PreviewImpossible.code: PreviewImpossible,
    PreviewUnavailable.code: PreviewUnavailable,
}


def answer_of(problem: Exception | None) -> bytes:
    """The answer to a request: nothing if the preview is kept now, or else why not."""
    code = getattr(problem, "code", "")
    return json.dumps({"code": code, "message": str(problem)} if problem else {}).encode()


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Raise PreviewUnavailable while the broker's server cannot be reached."""
    try:
        yield
    except (redis.RedisError, OperationalError) as error:
        logger.warning("previews are unavailable: %s", error)
        raise PreviewUnavailable("The queue cannot be reached.") from error


def configured() -> Previews:
    """Previews in the broker's server."""
    return Previews(store(_QUICK_SECONDS), store(ANSWER_SECONDS + 1))


def store(seconds: float) -> PreviewStore:
    """The store in the broker's server. ``seconds`` is the longest time for a command."""
    return PreviewStore(_client(redis_client.url(), seconds))


@cache
def _client(url: str, seconds: float) -> redis.Redis:
    """A client whose connections are kept for the next requests."""
    return redis_client.client(seconds)


# --- What a preview is made from


def layout_digest(script: str, options: Options) -> str:
    """Identifies the slides of a script, as a version has it, in a video with these options."""
    return digest_of("layout", script, fingerprint(options))


def sound_digest(said: Sequence[Said], script: Script, options: Options) -> str:
    """Identifies the sound of an item."""
    return digest_of("sound", said, script.pronunciations, fingerprint(options))


def said_in(version: Storyboard) -> tuple[tuple[Said, ...], ...]:
    """What the voice says of each item of a version. Raises StoryboardUnreadable."""
    return said_items(storyboards.script_of(version), storyboards.laid_out_of(version))


def keep_slides(kept: PreviewStore, layout: str, slides: list[list[str]]) -> None:
    """Keep the digests of the slides of each scene."""
    kept.put(layout, json.dumps(slides).encode())


def _slides(kept: PreviewStore, layout: str) -> list[list[str]] | None:
    found = kept.get(layout)
    return None if found is None else json.loads(found)


def digest_of(*parts: object) -> str:
    """A digest of values whose representations identify them."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()
