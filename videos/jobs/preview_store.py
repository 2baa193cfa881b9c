"""Finished previews in the broker's server, and the requests for those that are missing.

Keys are digests, and never contain what a user wrote. Everything expires, and the previews together are bounded in
size: they share the server's memory with the queue.
"""

from collections.abc import Iterable, Iterator
from itertools import accumulate

import redis
from django.conf import settings

_KEPT_SECONDS = 3600
_MOST_BYTES = 32_000_000
_LEAST_BYTES = 16_000
"""What a small entry counts as, so that the number of entries is bounded, too."""

_FAILURE_SECONDS = 10
"""For so long a preview that could not be made is not tried again, however often a page asks for it."""

ANSWER_SECONDS = 5
"""The longest wait for a preview. A request that nobody waits for any more is dropped."""


class PreviewStore:
    """Previews and requests in a Redis or Valkey server. Every method raises redis.RedisError if it is away."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._root = f"{settings.CELERY_TASK_DEFAULT_QUEUE}:preview"

    def get(self, digest: str) -> bytes | None:
        """The content that is kept under a digest, if there is one."""
        found: bytes | None = self._client.get(self._key("kept", digest))  # type: ignore[assignment]
        return found

    def put(self, digest: str, content: bytes) -> None:
        """Keep a content. The oldest are removed while there are too many bytes."""
        key, index = self._key("kept", digest), self._key("index")
        with self._client.pipeline() as pipe:
            pipe.set(key, content, ex=_KEPT_SECONDS)
            pipe.lpush(index, f"{max(len(content), _LEAST_BYTES)} {key}")
            pipe.expire(index, _KEPT_SECONDS)
            pipe.lrange(index, 0, -1)
            *_, entries = pipe.execute()
        self._remove(index, list(_beyond(_MOST_BYTES, entries)))

    def _remove(self, index: str, oldest: list[bytes]) -> None:
        if oldest:
            self._client.rpop(index, len(oldest))
            self._client.delete(*(entry.partition(b" ")[2] for entry in oldest))

    def ask(self, question: str) -> bool:
        """Note that a request waits for an answer. False if another did so before: it need not be published again."""
        if not self._client.set(self._key("asked", question), 1, nx=True, ex=ANSWER_SECONDS):
            return False
        self._client.delete(self._key("answer", question))  # to an earlier request
        return True

    def is_asked(self, question: str) -> bool:
        """Whether a request still waits for the answer."""
        return bool(self._client.exists(self._key("asked", question)))

    def answer(self, question: str, answer: bytes, *, is_failure: bool) -> None:
        """Answer all requests that wait. A failure answers those of the next seconds as well."""
        key, asked = self._key("answer", question), self._key("asked", question)
        with self._client.pipeline() as pipe:
            pipe.delete(key, asked)
            pipe.rpush(key, answer)
            pipe.expire(key, 2 * _FAILURE_SECONDS)
            if is_failure:
                pipe.set(asked, 1, ex=_FAILURE_SECONDS)
            pipe.execute()

    def wait(self, question: str, seconds: float) -> bytes | None:
        """The answer, None if there is none in time.

        The client's own timeout must be longer.
        """
        key = self._key("answer", question)
        # The list is moved onto itself: it stays there for the others who wait.
        found: bytes | None = self._client.blmove(key, key, seconds, "LEFT", "RIGHT")  # type: ignore[assignment,arg-type]
        return found

    def give_up(self, question: str) -> None:
        """Let the next request for this be published, although this one was not answered."""
        self._client.delete(self._key("asked", question))

    def _key(self, *parts: str) -> str:
        return ":".join((self._root, *parts))


def _beyond(most: int, entries: Iterable[bytes]) -> Iterator[bytes]:
    """The entries of the index, the latest first, that are too many: all after those of ``most`` bytes."""
    sizes = accumulate(int(entry.partition(b" ")[0]) for entry in entries)
    return (entry for entry, total in zip(entries, sizes, strict=True) if total > most)
