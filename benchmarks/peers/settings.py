"""Hidden Hill's settings with additional URLs: the smallest views that do the same as its own."""

from hiddenhill.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.peers.urls"
