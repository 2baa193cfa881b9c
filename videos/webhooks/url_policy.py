"""Which addresses may be told: none through which a request would reach into the network that the service stands in."""

import ipaddress
import socket

import httpx

LONGEST = 500
_HTTPS = 443
_FIRST_FREE_PORT = 1024  # below it stand mail, shells and printers, which are nobody's webhook
_LAST_PORT = 65535

# What ipaddress calls global although it is no one host on the Internet.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocols of the nearest router
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # Azure's platform, as seen from its machines
        "2001::/23",  # protocols, among them Teredo, which wraps an IPv4 address
        "2002::/16",  # 6to4, which wraps one too
        "3fff::/20",  # documentation
    )
]
# Everything else in IPv6 is local, reserved, or wraps an IPv4 address: ::ffff:0:0/96, 64:ff9b::/96 and their like.
_UNICAST = ipaddress.ip_network("2000::/3")


class NotAllowed(Exception):
    """Nothing may be sent to this address; the message says why."""


def check(url: str, *, private: bool) -> httpx.URL:
    """The URL as it will be used; raises NotAllowed. What its name leads to is looked at when something is sent.

    With ``private`` it may lie in one's own network, and be plain http.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise NotAllowed("This is no URL.") from error
    if parsed.scheme not in ("https", "http") or not parsed.host:
        raise NotAllowed("Give a URL that starts with https://.")
    if len(url) > LONGEST or not url.isprintable() or " " in url:
        raise NotAllowed(f"Give at most {LONGEST} characters, and write spaces as %20.")
    if parsed.userinfo:
        raise NotAllowed("Leave name and password out of the URL: deliveries are signed.")
    if not private:
        _check_public(parsed)
    return parsed


def is_public(address: str) -> bool:
    """Whether an IP address is that of one host on the Internet."""
    ip = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.version == 4 or ip in _UNICAST


def _check_public(url: httpx.URL) -> None:
    if url.scheme != "https":
        raise NotAllowed("Give an https:// URL, or set WEBHOOK_ALLOW_PRIVATE=true on a machine of your own.")
    if url.port not in (None, _HTTPS) and not _FIRST_FREE_PORT <= url.port <= _LAST_PORT:
        raise NotAllowed(f"Use port {_HTTPS}, or one from {_FIRST_FREE_PORT} to {_LAST_PORT}.")
    host = url.raw_host.decode("ascii").rstrip(".")
    literal = _literal(host)
    if host == "localhost" or host.endswith(".localhost") or (literal and not is_public(literal)):
        raise NotAllowed(
            "This address is not on the Internet. On a machine of your own, WEBHOOK_ALLOW_PRIVATE=true allows it."
        )


def _literal(host: str) -> str | None:
    """The IP address that the host is written as: 127.0.0.1, but also 127.1, 0x7f000001 and 2130706433."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
