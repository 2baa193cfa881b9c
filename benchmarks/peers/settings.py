"""Hidden Hill's settings with two more addresses: the smallest views that do what its own do."""

from hiddenhill.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.peers.urls"
