"""What a video is made by: two of one paper with the same recipe are the same video."""

from hashlib import blake2b

from django.conf import settings

from videos.pipeline import software


def recipe() -> str:
    """A digest of the software and of the settings that decide how a video looks and sounds."""
    return blake2b(f"{software.version()} {settings.SPEECH_ENGINE}".encode(), digest_size=16).hexdigest()
