"""Defaults for one person's machine: a generated secret key, and whether others can reach the address."""

import ipaddress
import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret kept in the file at ``path``, made at the first call; only this user can read it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_urlsafe(50))
    return secret


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
