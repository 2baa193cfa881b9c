"""Rate limits of the API, where the settings set them."""

import logging
from typing import TYPE_CHECKING

import redis
from django.conf import settings
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
    """

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        """Return the key to count under; None in single-user mode, which has no limit."""
        if settings.API_ALLOW_ANONYMOUS and not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk or client_address.counted(request)}

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        """Return whether the limit allows the request; True if it cannot be read."""
        try:
            return super().allow_request(request, view)
        except redis.RedisError as error:
            logger.warning("rate limits are off: the cache is unavailable: %s", error)
            return True


class ReadThrottle(_OpenThrottle):
    """The limit API_RATE_READS."""

    scope = "reads"


class WriteThrottle(_OpenThrottle):
    """The limit API_RATE_WRITES."""

    scope = "writes"
