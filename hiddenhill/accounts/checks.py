"""Refuses, or warns of, settings that leave a door open."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.checks.security.base import check_secret_key

from hiddenhill.runtime import laptop


@register(Tags.security)
def single_user_is_alone(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Use without signing in is for a machine of one's own."""
    if not settings.API_ALLOW_ANONYMOUS or laptop.is_loopback(settings.HOST):
        return []
    return [
        Warning(
            f"API_ALLOW_ANONYMOUS is on and HOST is {settings.HOST}: whoever reaches this machine over the network "
            "can make, see and delete every video without signing in.",
            hint="Set API_ALLOW_ANONYMOUS=false and make users, or HOST=127.0.0.1.",
            id="accounts.W001",
        )
    ]


@register(Tags.security)
def secret_key_is_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever guesses the key can sign in as anybody: where others can reach the instance, a weak one is refused."""
    if not settings.HTTPS or not check_secret_key(None):
        return []
    return [
        Error(
            "SECRET_KEY is too easy to guess: it needs 50 characters or more.",
            hint="Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="accounts.E001",
        )
    ]
