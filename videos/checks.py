"""Refuses, at start, settings and databases with which jobs would fail later."""

from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from videos.engines import lexicon
from videos.pipeline.colours import is_colour
from videos.pipeline.outside.ncbi import NcbiAccess
from videos.storage import logos

_HEARTBEAT_SECONDS = 1.5  # the longest time between two signs of life, from watchdog.py


@register()
def lexicon_is_readable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A lexicon that cannot be used is told at start, not by the first job."""
    try:
        lexicon.read()
    except lexicon.BadLexicon as error:
        return [Error(str(error), hint='Write "written = spoken", one a line; # starts a comment.', id="videos.E005")]
    return []


@register()
def theme_can_be_drawn(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A colour or a logo that cannot be used is told at start."""
    errors: list[CheckMessage] = []
    if settings.THEME_ACCENT and not is_colour(settings.THEME_ACCENT):
        errors.append(Error("THEME_ACCENT is no colour.", hint="Write it as #0b6e6e.", id="videos.E006"))
    try:
        logos.of_the_service()
    except logos.BadLogo as error:
        errors.append(Error(str(error), hint="THEME_LOGO names a PNG, JPEG or WebP file.", id="videos.E007"))
    except ConnectionError as error:
        hint = "Jobs are accepted, and wait, until the storage is back."
        errors.append(Warning(f"THEME_LOGO could not be stored. {error}", hint=hint, id="videos.W001"))
    return errors


@register(Tags.database)
def database_knows_every_letter(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A PostgreSQL that was set up without a language is refused by ``migrate``, not by the first Greek letter."""
    postgres = [connections[alias] for alias in databases or () if connections[alias].vendor == "postgresql"]
    return [
        Error(
            f"The database keeps its texts as {encoding}, which lacks most of the letters that titles have.",
            hint="Make it anew: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.",
            id="videos.E009",
        )
        for connection in postgres
        if (encoding := _encoding(connection)) != "UTF8"
    ]


def _encoding(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    return str(encoding)


@register()
def limits_agree(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each limit has to leave room for the one before it."""
    visibility: Any = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    order: list[tuple[str, float]] = [
        ("the time-out of a request to NCBI", NcbiAccess().timeout),
        ("JOB_SILENCE_SECONDS", settings.JOB_SILENCE_SECONDS),
        ("JOB_STAGE_SECONDS", settings.JOB_STAGE_SECONDS),
        ("JOB_ATTEMPT_SECONDS", settings.JOB_ATTEMPT_SECONDS),
        ("the hard limit, a minute more", settings.JOB_ATTEMPT_SECONDS + 60),
        ("the broker's visibility_timeout", float(visibility)),
    ]
    errors: list[CheckMessage] = [
        Error(
            f"{shorter} ({below:g} s) is not shorter than {longer} ({above:g} s).",
            hint="Each limit has to leave room for the one before it.",
            id="videos.E001",
        )
        for (shorter, below), (longer, above) in pairwise(order)
        if not below < above
    ]
    if not 3 * _HEARTBEAT_SECONDS < settings.JOB_LEASE_SECONDS:
        errors.append(
            Error(
                f"JOB_LEASE_SECONDS ({settings.JOB_LEASE_SECONDS}) is too short: a job would be taken from a worker "
                "that is well.",
                hint="Signs of life come every second and a half at the latest; set 5 or more.",
                id="videos.E002",
            )
        )
    if settings.LLM_MODEL and not 2 * settings.LLM_TIMEOUT < settings.JOB_SILENCE_SECONDS:
        errors.append(
            Error(
                f"Two tries of LLM_TIMEOUT ({settings.LLM_TIMEOUT:g} s) are not shorter than JOB_SILENCE_SECONDS.",
                hint="A job that waits for the model would be ended as one that stands still.",
                id="videos.E004",
            )
        )
    if settings.AWS_STORAGE_BUCKET_NAME and not 4 * settings.S3_TIMEOUT < settings.JOB_SILENCE_SECONDS:
        errors.append(
            Error(
                f"Four times S3_TIMEOUT ({settings.S3_TIMEOUT:g} s) is not shorter than JOB_SILENCE_SECONDS.",
                hint="A job that tries twice to store a file, and twice to take it away, would be ended as one that "
                "stands still.",
                id="videos.E008",
            )
        )
    if settings.JOB_ATTEMPTS < 1 or settings.RECOVER_EVERY_SECONDS < 1:
        errors.append(Error("JOB_ATTEMPTS and RECOVER_EVERY_SECONDS have to be 1 or more.", id="videos.E003"))
    return errors
