"""Decides which webhook URLs are allowed: none that would reach into the network in which the service runs."""

import ipaddress
import socket

import httpx

LONGEST = 500
_HTTPS = 443
_FIRST_FREE_PORT = 1024  # below it are mail, shells and printers, which are not webhooks
_LAST_PORT = 65535

# Networks that ipaddress calls global although they are not single hosts on the Internet.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocols of the nearest router
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # Azure's platform, as seen from its machines
        "2001::/23",  # protocols, among them Teredo, which wraps an IPv4 address
        "2002::/16",  # 6to4, which wraps one as well
        "3fff::/20",  # documentation
    )
]
# Everything else in IPv6 is local, reserved, or wraps an IPv4 address, such as ::ffff:0:0/96 and 64:ff9b::/96.
_UNICAST = ipaddress.ip_network("2000::/3")


class NotAllowed(Exception):
    """This URL is not allowed. The message says why."""


def check(url: str, *, private: bool) -> httpx.URL:
    """The parsed URL. Raises NotAllowed. Its host name is resolved and checked only when something is sent.

    With ``private`` it may be in the service's own network, and use plain http.
    """
    try:
        parsed = httpx.URL(url)
        host = parsed.host  # decoded now: "xn--" may be followed by what stands for no name
    except (httpx.InvalidURL, UnicodeError) as error:
        raise NotAllowed("This is not a URL.") from error
    if parsed.scheme not in ("https", "http") or not host:
        raise NotAllowed("Give a URL that starts with https://.")
    if len(url) > LONGEST or not url.isprintable() or " " in url:
        raise NotAllowed(f"Give at most {LONGEST} characters, and write spaces as %20.")
    if parsed.userinfo:
        raise NotAllowed("Remove the user name and password from the URL: deliveries are signed instead.")
    if not private:
        _check_public(parsed)
    return parsed


def is_public(address: str) -> bool:
    """Whether an IP address is that of a single host on the Internet."""
    ip = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.version == 4 or ip in _UNICAST


def _check_public(url: httpx.URL) -> None:
    if url.scheme != "https":
        raise NotAllowed(
            "Give a URL that starts with https://. For local use, the operator can set WEBHOOK_ALLOW_PRIVATE=true."
        )
    if url.port not in (None, _HTTPS) and not _FIRST_FREE_PORT <= url.port <= _LAST_PORT:
        raise NotAllowed(f"Use port {_HTTPS}, or one from {_FIRST_FREE_PORT} to {_LAST_PORT}.")
    host = url.raw_host.decode("ascii").rstrip(".")
    literal = _literal(host)
    if host == "localhost" or host.endswith(".localhost") or (literal and not is_public(literal)):
        raise NotAllowed(
            "This host is not on the Internet. For local use, the operator can set WEBHOOK_ALLOW_PRIVATE=true."
        )


def _literal(host: str) -> str | None:
    """The IP address that the host is written as, if it is: 127.0.0.1, but also 127.1, 0x7f000001 and 2130706433."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
