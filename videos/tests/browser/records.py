"""What the studio looks up while a browser types."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from videos.papers import preview
from videos.tests.eutils import FakeNcbi


@contextmanager
def looked_up(records: Mapping[str, bytes], settings: Any) -> Iterator[FakeNcbi]:
    """A local NCBI with these records, and nothing remembered of earlier look-ups."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    preview.shared_cache.clear()
    with FakeNcbi(records) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server
