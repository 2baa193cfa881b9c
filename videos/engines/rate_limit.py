"""One rate limit for the requests of all workers to a service: it counts those of a whole institution together."""

import logging
import math
from collections.abc import Callable

import redis

from hiddenhill.runtime import redis_client

logger = logging.getLogger(__name__)

_SECONDS = 1.0  # timeout of Redis

# Each worker waits for its slot before it reserves another, so a line of slots this long (a minute) would need at least
# 150 workers. It is far more likely that the server's clock was set back. The line then starts again.
_LONGEST_LINE = 60.0

# Reserves the next free slot by the server's clock, and returns the milliseconds until it.
_NEXT_SLOT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gap, longest, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slot = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
if slot - now > longest then slot = now end
if slot - now > patience then return slot - now end
redis.call('SET', KEYS[1], slot + gap, 'PX', slot + gap - now)
return slot - now
"""


class SharedRateLimit:
    """Slots for requests that all workers share, kept in the broker's Redis.

    If Redis cannot be reached, each process limits only itself. Several workers may then exceed the service's limit
    together, in which case it responds with 429 and the request is retried later.
    """

    def __init__(
        self,
        own: Callable[[float], float],
        client: redis.Redis | None = None,
        patience: float = _LONGEST_LINE,
        service: str = "NCBI",
    ) -> None:
        """If the next slot is more than ``patience`` seconds away, ``wait`` returns that time without reserving it.

        ``own`` is the limit of this process, for when Redis cannot be reached. ``service`` names who is asked.
        """
        self._own = own
        self._patience = patience
        self._service = service
        self._key = f"hidden-hill:{service.lower().replace(' ', '-')}"
        self._next_slot = (client or redis_client.client(_SECONDS)).register_script(_NEXT_SLOT)

    def wait(self, gap: float) -> float:
        """Reserve the next free slot, ``gap`` seconds after the previous one. Returns the seconds until it.

        Blocks for at most two seconds, if Redis hangs.
        """
        try:
            seconds = (gap, _LONGEST_LINE, self._patience)
            return float(self._next_slot(keys=[self._key], args=[_milliseconds(each) for each in seconds])) / 1000
        except redis.RedisError as error:
            said = "Redis cannot be reached, so this process limits only its own requests to %s: %s"
            logger.warning(said, self._service, error)
            return self._own(gap)


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)
