"""Variables that only docker-compose.yml reads. `make env` creates the passwords."""

from hiddenhill.settings.variables import Section

_section = Section("docker-compose")

_MADE = "created by `make env`"

_section.declare("POSTGRES_PASSWORD", "", "Password of PostgreSQL.", described=_MADE, secret=True)
_section.declare("REDIS_PASSWORD", "", "Password of Redis.", described=_MADE, secret=True)
_section.declare("FLOWER_PASSWORD", "", "Password for Flower.", described=_MADE, secret=True)
_section.declare("REDIS_PORT", "6379", "Port of Redis on the host's loopback address.", type_="whole number")
_section.declare("REDIS_MAXMEMORY", "256mb", "Memory limit of the queue. When it is full, requests are refused.")
_section.declare("FLOWER_PORT", "5555", "Port of Flower on the host's loopback address.", type_="whole number")
_section.declare("FLOWER_USER", "flower", "User name for Flower.")
_section.declare(
    "MEDIA",
    "media",
    "Volume for the videos, or a folder of the host that belongs to user 10001.",
    example="/srv/hiddenhill/media",
)
_section.declare("IMAGE_TAG", "local", "Tag of the image, and the version in its label.")
_section.declare("PYTHON_IMAGE", "python:3.11-slim-bookworm", "Base image.")
_section.declare("REDIS_IMAGE", "redis:7", "Image of Redis.")
_section.declare("POSTGRES_IMAGE", "postgres:16", "Image of PostgreSQL.")
_section.declare("BUILD_NETWORK", "default", "Network of the build, such as `host`, where the package index needs it.")
_section.declare("PIP_INDEX_URL", "", "Package index for the build, if not PyPI.", type_="URL")
_section.declare("PIP_EXTRA_INDEX_URL", "", "Second package index for the build.", type_="URL")
_section.declare("PIP_TRUSTED_HOST", "", "Host of a package index without a valid certificate.")
_section.declare("PIPER", "", "`1` for an image with Piper, whose voice has an unclear licence (docs/howto/voices.md).")
