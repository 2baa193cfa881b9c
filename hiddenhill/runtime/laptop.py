"""Defaults for one person's machine: a generated secret key, and whether others can reach an address."""

import ipaddress
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hiddenhill.runtime import embedded_valkey, private_folders


def prepare() -> None:
    """Create VAR_DIR, and a secret key in it where none is configured.

    Only this user can enter a new VAR_DIR (mode 0700). The mode of an existing one is kept, because nginx may have to
    read the videos in it; the other folders and the database become private in any case.
    """
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (settings.WORK_DIR, settings.PARTS_DIR, settings.LOG_DIR):
        if folder.is_dir():
            private_folders.make(folder)
    _close_database()
    if settings.SECRET_KEY_FILE:
        create_secret(settings.SECRET_KEY_FILE)
    if settings.PRIVATE_BROKER:
        embedded_valkey.prepare(settings.PRIVATE_SERVER_DIR)


def _close_database() -> None:
    """Let only this user read a database in a file. SQLite gives its other files the mode of the first."""
    database = settings.DATABASES["default"]
    path = Path(database["NAME"])
    in_a_file = database["ENGINE"] == "django.db.backends.sqlite3" and path.is_absolute()  # else in memory, or a URI
    if not in_a_file or not path.parent.is_dir():
        return
    path.touch(mode=0o600)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        private_folders.close_file(path.with_name(name))


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


def is_reachable(host: str) -> bool:
    """Whether other machines may reach ``host`` in a URL: it is no loopback address, and not "all addresses"."""
    try:
        return not (is_loopback(host) or ipaddress.ip_address(host).is_unspecified)
    except ValueError:
        return bool(host)
