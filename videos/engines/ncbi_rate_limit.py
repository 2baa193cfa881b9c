"""One pace for the requests of all workers: NCBI counts those of a whole institution together."""

import logging
import math
from collections.abc import Callable

import redis

from hiddenhill.runtime import redis_client

logger = logging.getLogger(__name__)

_SECONDS = 1.0  # for an answer of Redis
_KEY = "hidden-hill:ncbi"

# Each worker waits for its place before it takes another, so that a row this long, a minute, has at least 150 workers
# in it. It is far likelier that the server's clock was set back: the row then begins anew.
_LONGEST_ROW = 60.0

# Takes the next free place by the server's own clock, and tells the milliseconds until it comes.
_NEXT_PLACE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gap, longest, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local place = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
if place - now > longest then place = now end
if place - now > patience then return place - now end
redis.call('SET', KEYS[1], place + gap, 'PX', place + gap - now)
return place - now
"""


class SharedRateLimit:
    """Places in a row that all workers share, kept in the broker's Redis.

    With Redis away the process keeps its own pace: several workers may then be faster together than NCBI allows,
    which answers with 429, and is asked again later.
    """

    def __init__(
        self, own: Callable[[float], float], client: redis.Redis | None = None, patience: float = _LONGEST_ROW
    ) -> None:
        """A place that comes later than in ``patience`` seconds is told, but left to others."""
        self._own = own
        self._patience = patience
        self._next_place = (client or redis_client.client(_SECONDS)).register_script(_NEXT_PLACE)

    def wait(self, gap: float) -> float:
        """Takes the next free place, ``gap`` seconds after the one before, and returns the seconds until it comes.

        It blocks for two seconds at most, when Redis hangs.
        """
        try:
            seconds = (gap, _LONGEST_ROW, self._patience)
            return float(self._next_place(keys=[_KEY], args=[_milliseconds(each) for each in seconds])) / 1000
        except redis.RedisError as error:
            logger.warning("NCBI's limit is kept by this worker alone, for Redis is away: %s", error)
            return self._own(gap)


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)
