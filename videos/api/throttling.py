"""How often the API may be called, where the settings set a limit."""

import logging
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from rest_framework.throttling import SimpleRateThrottle

from hiddenhill.runtime import redis_client

if TYPE_CHECKING:  # DRF loads this module while it loads its views
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


_CACHE_SECONDS = 0.3
"""A request that waits for the cache has to be refused by the queue within two seconds still."""


class BrokerPool:
    """The cache's connections: they lead to the broker's server, however Celery spells its address."""

    @staticmethod
    def from_url(address: str, **options: object) -> redis.ConnectionPool:
        """What Django's cache takes for a pool of connections; ``broker`` knows the address."""
        return redis_client.client(_CACHE_SECONDS).connection_pool


class _OpenThrottle(SimpleRateThrottle):
    """Counts in the cache, by user or address; lets the request through when the cache does not answer.

    Limits protect the service from too many requests: they must not take it down with their own store.
    """

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        """Whom to count for: nobody, on a machine of one's own."""
        if settings.API_ALLOW_ANONYMOUS and not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk or self.get_ident(request)}

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        """Whether the limit allows the request, or nobody knows."""
        try:
            return super().allow_request(request, view)
        except redis.RedisError as error:
            logger.warning("requests are not limited, for the cache is away: %s", error)
            return True


class ReadThrottle(_OpenThrottle):
    """API_RATE_READS."""

    scope = "reads"


class WriteThrottle(_OpenThrottle):
    """API_RATE_WRITES."""

    scope = "writes"
