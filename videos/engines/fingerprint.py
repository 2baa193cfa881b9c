"""Digests everything but the paper that decides what a video becomes."""

from hashlib import blake2b

from django.conf import settings

from videos.engines import lexicon, voices
from videos.pipeline.cache import versions
from videos.pipeline.options import Options, Writer


def fingerprint(options: Options) -> str:
    """A digest of the software version, the engines, the lexicon and the options.

    Two videos of the same paper with the same fingerprint are the same.
    """
    engines = (voices.described(options.voice), settings.LLM_MODEL if options.writer is Writer.LLM else "")
    made_by = (
        f"{versions.pipeline_version()} {engines} {lexicon.read()} {settings.ENCODE_ALL_FRAMES} {_full_texts(options)}"
    )
    return blake2b(f"{made_by} {options}".encode(), digest_size=16).hexdigest()


def _full_texts(options: Options) -> tuple[bool, bool] | None:
    """Which licences of full texts are allowed; None if no full text is looked for."""
    if not options.full_text or not (settings.PMC_CLOUD_URL or settings.EUROPE_PMC_URL):
        return None
    return settings.FULL_TEXT_SHARE_ALIKE, settings.FULL_TEXT_NON_COMMERCIAL
