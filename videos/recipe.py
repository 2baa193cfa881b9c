"""What a video is made by: two of one paper with the same recipe are the same video."""

from hashlib import blake2b

from django.conf import settings

from videos.pipeline import software
from videos.pipeline.options import Options


def recipe(options: Options) -> str:
    """A digest of the software, of the settings that decide how a video looks and sounds, and of what was chosen."""
    return blake2b(
        f"{software.version()} {options.voice or settings.SPEECH_ENGINE} {options}".encode(), digest_size=16
    ).hexdigest()
