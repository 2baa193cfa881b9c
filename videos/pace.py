"""One pace for the requests of all workers: NCBI counts those of a whole institution together."""

import logging
from collections.abc import Callable

import redis

from hiddenhill import broker

logger = logging.getLogger(__name__)

_SECONDS = 1.0  # for an answer of Redis
_KEY = "hidden-hill:ncbi"

# Takes the next free place by the server's own clock, and tells the milliseconds until it comes.
_NEXT_PLACE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local place = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], place + ARGV[1], 'PX', place + ARGV[1] - now)
return place - now
"""


class SharedPace:
    """Places in a row that all workers share, kept in the broker's Redis.

    With Redis away the process keeps its own pace: several workers may then be faster together than NCBI allows,
    which answers with 429, and is asked again later.
    """

    def __init__(self, own: Callable[[float], float], client: redis.Redis | None = None) -> None:
        self._own = own
        self._next_place = (client or broker.client(_SECONDS)).register_script(_NEXT_PLACE)

    def wait(self, gap: float) -> float:
        """Takes the next free place, ``gap`` seconds after the one before, and returns the seconds until it comes."""
        try:
            return float(self._next_place(keys=[_KEY], args=[round(gap * 1000)])) / 1000
        except redis.RedisError as error:
            logger.warning("NCBI's limit is kept by this worker alone, for Redis is away: %s", error)
            return self._own(gap)
