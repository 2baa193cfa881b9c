"""System checks: settings and databases with which jobs would fail later are refused at start. Nothing is written."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from videos.engines import lexicon
from videos.pipeline import script as scripts
from videos.pipeline.colours import is_colour
from videos.pipeline.options import Engine
from videos.pipeline.outside.ncbi import NcbiAccess
from videos.storage import logos
from videos.worker import time_limits


@register()
def lexicon_is_readable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The lexicon can be used."""
    try:
        lexicon.read()
    except lexicon.BadLexicon as error:
        return [Error(str(error), hint='Write one "written = spoken" per line; # starts a comment.', id="videos.E005")]
    return []


@register()
def default_voice_has_an_endpoint(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The default voice is not that of an endpoint that is not set."""
    if settings.SPEECH_ENGINE == Engine.ENDPOINT and not settings.SPEECH_BASE_URL:
        return [Error("SPEECH_ENGINE is endpoint without one.", hint="Set SPEECH_BASE_URL.", id="videos.E012")]
    return []


@register()
def voices_are_installed(
    app_configs: Any, find: Callable[[str], object] = find_spec, **kwargs: Any
) -> list[CheckMessage]:
    """No voice is offered whose packages are not installed."""
    if Engine.PIPER in (settings.SPEECH_ENGINE, *settings.SPEECH_VOICES) and find("piper") is None:
        hint = "Run `make piper`, or build the image with PIPER=1."
        return [Error("The voice piper is to be offered, but is not installed.", hint=hint, id="videos.E013")]
    return []


@register()
def theme_can_be_drawn(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The accent colour and the logo of the theme can be used."""
    errors: list[CheckMessage] = []
    if settings.THEME_ACCENT and not is_colour(settings.THEME_ACCENT):
        errors.append(Error("THEME_ACCENT is not a colour.", hint="Write it as #0b6e6e.", id="videos.E006"))
    sentence = settings.THEME_CALL_TO_ACTION
    if sentence and (problem := scripts.closing_problem(sentence)):
        errors.append(Error(f"THEME_CALL_TO_ACTION cannot be used. {problem}", id="videos.E010"))
    try:
        logos.check_default()
    except logos.BadLogo as error:
        errors.append(Error(str(error), hint="THEME_LOGO must name a PNG, JPEG or WebP file.", id="videos.E007"))
    return errors


@register(Tags.database)
def database_stores_every_letter(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL uses UTF-8. ``migrate`` refuses one created without a locale, before the first Greek letter fails."""
    postgres = [connections[alias] for alias in databases or () if connections[alias].vendor == "postgresql"]
    return [
        Error(
            f"The database encodes text as {encoding}, which lacks most of the letters that titles contain.",
            hint="Create it again: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.",
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
    """Each time limit leaves room for what happens within it."""
    return [
        *_limits_in_order(),
        *_lease_outlasts_heartbeats(),
        *_model_within_silence(),
        *_speech_within_silence(),
        *_storage_within_silence(),
        *_counts_are_positive(),
    ]


def _limits_in_order() -> Iterator[CheckMessage]:
    visibility: Any = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    order: list[tuple[str, float]] = [
        ("the timeout of a request to NCBI", NcbiAccess().timeout),
        ("JOB_SILENCE_SECONDS", settings.JOB_SILENCE_SECONDS),
        ("JOB_STAGE_SECONDS", settings.JOB_STAGE_SECONDS),
        ("JOB_ATTEMPT_SECONDS", settings.JOB_ATTEMPT_SECONDS),
        ("Celery's hard time limit, which is a minute more", time_limits.hard_limit()),
        ("the broker's visibility_timeout", float(visibility)),
    ]
    for (shorter, below), (longer, above) in pairwise(order):
        if not below < above:
            yield Error(
                f"{shorter} ({below:g} s) is not shorter than {longer} ({above:g} s).",
                hint="Each limit must leave room for the one before it.",
                id="videos.E001",
            )


def _lease_outlasts_heartbeats() -> Iterator[CheckMessage]:
    if not 3 * time_limits.LONGEST_HEARTBEAT_GAP < settings.JOB_LEASE_SECONDS:
        yield Error(
            f"JOB_LEASE_SECONDS ({settings.JOB_LEASE_SECONDS}) is too short: a healthy worker could lose its job.",
            hint=f"Heartbeats are up to {time_limits.LONGEST_HEARTBEAT_GAP:g} seconds apart. Set 5 or more.",
            id="videos.E002",
        )


def _model_within_silence() -> Iterator[CheckMessage]:
    if settings.LLM_MODEL and not 2 * settings.LLM_TIMEOUT < settings.JOB_SILENCE_SECONDS:
        yield Error(
            f"Two tries of LLM_TIMEOUT ({settings.LLM_TIMEOUT:g} s) are not shorter than JOB_SILENCE_SECONDS.",
            hint="A job that waits for the model would be ended because it makes no progress.",
            id="videos.E004",
        )


def _speech_within_silence() -> Iterator[CheckMessage]:
    if settings.SPEECH_BASE_URL and not 4 * settings.SPEECH_TIMEOUT < settings.JOB_SILENCE_SECONDS:
        yield Error(
            f"Four times SPEECH_TIMEOUT ({settings.SPEECH_TIMEOUT:g} s) is not shorter than JOB_SILENCE_SECONDS.",
            hint="A job that asks the endpoint three times would be ended because it makes no progress.",
            id="videos.E011",
        )


def _storage_within_silence() -> Iterator[CheckMessage]:
    if settings.AWS_STORAGE_BUCKET_NAME and not 4 * settings.S3_TIMEOUT < settings.JOB_SILENCE_SECONDS:
        yield Error(
            f"Four times S3_TIMEOUT ({settings.S3_TIMEOUT:g} s) is not shorter than JOB_SILENCE_SECONDS.",
            hint="A job that tries twice to store a file, and twice to remove it, would be ended because it makes no "
            "progress.",
            id="videos.E008",
        )


def _counts_are_positive() -> Iterator[CheckMessage]:
    if settings.JOB_ATTEMPTS < 1 or settings.RECOVER_EVERY_SECONDS < 1:
        yield Error("JOB_ATTEMPTS and RECOVER_EVERY_SECONDS must be 1 or more.", id="videos.E003")
