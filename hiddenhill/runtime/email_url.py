"""Reads the URL that says how e-mail is sent. The names of the schemes are those of RFC 8314 and of curl."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_BACKENDS = "django.core.mail.backends"
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
RULE = (
    "smtp+tls://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), smtp://host:25 (no "
    "encryption), file:/a/folder or console:. Write special characters of a password as in a URL: @ is %40"
)


@dataclass(frozen=True, slots=True)
class Transport:
    """How e-mail is sent: Django's backend, and what it needs. ``folder`` is for files, the rest for SMTP."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: str = ""


CONSOLE = Transport(f"{_BACKENDS}.console.EmailBackend")


def parse(url: str) -> Transport:
    """The transport that a URL names. Raises ValueError for any other text."""
    parts = urlsplit(url.strip())
    if parts.query or parts.fragment:
        raise ValueError("an e-mail URL has no query")
    if parts.scheme == "console" and not (parts.netloc or parts.path):
        return CONSOLE
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return Transport(f"{_BACKENDS}.filebased.EmailBackend", folder=unquote(parts.path))
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("not an e-mail URL")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("a user without a password, or the reverse")
    return Transport(
        f"{_BACKENDS}.smtp.EmailBackend",
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )
