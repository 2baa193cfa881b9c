"""Defaults for one person's machine: a generated secret key, and whether others can reach an address."""

import ipaddress
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def prepare() -> None:
    """Create VAR_DIR, and a secret key in it where none is configured. What exists is kept as it is.

    Only this user can enter the folder (mode 0700) and read the key (0600).
    """
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.SECRET_KEY_FILE:
        create_secret(settings.SECRET_KEY_FILE)


def create_secret(path: Path) -> None:
    """Write a new secret to ``path``, unless the file exists. Other processes never see a part of it."""
    if path.exists():
        return
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def read_secret(path: Path) -> str:
    """The secret in the file at ``path``. Raises ImproperlyConfigured, with the remedy, if it is missing."""
    try:
        return path.read_text()
    except FileNotFoundError as error:
        raise ImproperlyConfigured(
            f"There is no secret key: {path} does not exist. Run `make setup`, or set SECRET_KEY."
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
