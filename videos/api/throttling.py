"""Rate limits of the API, where the settings set them."""

import logging
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

from hiddenhill.runtime import client_address, redis_client

if TYPE_CHECKING:  # DRF loads this module while it loads its views
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


_CACHE_SECONDS = 0.3
"""Timeout of the cache. A request must fail within two seconds even if the queue is unavailable as well."""


class BrokerPool:
    """The cache's connections to the broker's server, for any form of URL that Celery accepts."""

    @staticmethod
    def from_url(url: str, **options: object) -> redis.ConnectionPool:
        """Return the connection pool that Django's cache uses; ``redis_client`` knows the URL."""
        return redis_client.client(_CACHE_SECONDS).connection_pool


class _OpenThrottle(SimpleRateThrottle):
    """Counts in the cache, by user or IP address. Allows the request while the cache is unavailable.

    Limits protect the service from too many requests. An outage of their store must not take the service down.

    A window begins with the first request and lasts as long as the rate says. Its counter is incremented in the cache
    before the request is allowed, so requests at the same time cannot pass the limit together.
    """

    rate: str | None
    num_requests: int
    duration: int
    _seconds = 0.0

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        """Return the key to count under; None in single-user mode, which has no limit."""
        if settings.API_ALLOW_ANONYMOUS and not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk or client_address.counted(request)}

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        """Return whether the limit allows the request; True if it cannot be read."""
        key = self.get_cache_key(request, view) if self.rate else None
        if key is None:
            return True
        try:
            return self._count(key)
        except redis.RedisError as error:
            logger.warning("rate limits are off: the cache is unavailable: %s", error)
            return True

    def wait(self) -> float:
        """Return the seconds after which the request that was refused would be allowed."""
        return self._seconds

    def _count(self, key: str) -> bool:
        now = self.timer()
        began: float = self.cache.get_or_set(f"{key}:began", now, self.duration) or now
        self._seconds = max(began + self.duration - now, 0.0)
        return self._increment(f"{key}:{began}") <= self.num_requests

    def _increment(self, key: str) -> int:
        """Return the counter, which outlives its window: one that expired on the way would begin again, for ever."""
        self.cache.add(key, 0, 2 * self.duration)
        try:
            return int(self.cache.incr(key))
        except ValueError:  # the cache has just dropped it for want of memory
            return 1


class ReadThrottle(_OpenThrottle):
    """The limit API_RATE_READS, for methods that change nothing."""

    scope = "reads"

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        """Return the key to count under; None for methods that change something."""
        return super().get_cache_key(request, view) if request.method in SAFE_METHODS else None


class WriteThrottle(_OpenThrottle):
    """The limit API_RATE_WRITES, for requests that cost something, by any method."""

    scope = "writes"


class ChangeThrottle(WriteThrottle):
    """The limit API_RATE_WRITES, for methods that change something."""

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        """Return the key to count under; None for methods that change nothing."""
        return None if request.method in SAFE_METHODS else super().get_cache_key(request, view)


class UploadThrottle(_OpenThrottle):
    """The limit API_RATE_UPLOADS."""

    scope = "uploads"


class PreviewThrottle(_OpenThrottle):
    """The limit API_RATE_PREVIEWS, for pictures and sounds of storyboards."""

    scope = "previews"
