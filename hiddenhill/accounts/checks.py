"""System checks that refuse insecure settings, or warn about them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.checks.security.base import check_secret_key

from hiddenhill.runtime import laptop, private_folders


@register(Tags.security)
def single_user_is_alone(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Single-user mode is for a machine that others cannot reach."""
    if not settings.API_ALLOW_ANONYMOUS or laptop.is_loopback(settings.HOST):
        return []
    return [
        Warning(
            f"API_ALLOW_ANONYMOUS is on and HOST is {settings.HOST}: everyone who reaches this machine over the "
            "network can request, see and delete every video without signing in.",
            hint="Set API_ALLOW_ANONYMOUS=false and create users, or set HOST=127.0.0.1.",
            id="accounts.W001",
        )
    ]


@register(Tags.security)
def secret_key_is_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Anyone who guesses the key can sign in as any user, so a weak key is refused where others reach the instance."""
    if not settings.HTTPS or not check_secret_key(None):
        return []
    return [
        Error(
            "SECRET_KEY is too easy to guess: use 50 characters or more.",
            hint="Create one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="accounts.E001",
        )
    ]


@register(Tags.security)
def var_dir_is_private(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Other users of the machine cannot read the videos, nor find out what else is in VAR_DIR."""
    nginx_reads_it = settings.X_ACCEL_REDIRECT and Path(settings.MEDIA_ROOT).is_relative_to(settings.VAR_DIR)
    if nginx_reads_it or not settings.VAR_DIR.exists() or private_folders.is_private(settings.VAR_DIR):
        return []
    return [
        Warning(
            f"Other users of this machine can enter VAR_DIR ({settings.VAR_DIR}), or it belongs to one of them.",
            hint=f"As its owner run: chmod 700 '{settings.VAR_DIR}'",
            id="accounts.W002",
        )
    ]


@register(Tags.urls)
def site_url_is_reachable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Receivers of webhooks are given URLs that begin with SITE_URL, which nothing else shows to be wrong."""
    site = urlsplit(settings.SITE_URL)
    if not settings.HTTPS and laptop.is_loopback(settings.HOST):
        return []
    if laptop.is_reachable(site.hostname or "") and (site.scheme == "https" or not settings.HTTPS):
        return []
    return [
        Warning(
            f"Webhooks contain URLs that begin with {settings.SITE_URL}, where nobody else reaches this instance.",
            hint="Set SITE_URL to the address that people use, such as https://videos.example.org.",
            id="accounts.W003",
        )
    ]


@register(Tags.security, deploy=True)
def email_goes_somewhere(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Where people have accounts, e-mail reaches them: a forgotten password is otherwise the operator's work."""
    if settings.API_ALLOW_ANONYMOUS or settings.EMAIL_IS_SENT:
        return []
    return [
        Warning(
            "People have accounts here, and e-mail goes to the log: nobody can choose a new password, be invited, or "
            "get an e-mail when a video is ready.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@smtp.example.org:587, or EMAIL_URL=file:/a/folder.",
            id="accounts.W004",
        )
    ]
