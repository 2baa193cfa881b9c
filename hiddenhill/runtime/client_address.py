"""The address that a request counts for, in rate limits and locks."""

import ipaddress
import logging

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)

_HOME_NETWORK = 64
"""Bits of an IPv6 address that its provider gives out. A client has all 2^64 addresses in its network."""


def counted(request: HttpRequest) -> str:
    """The client's IPv4 address, or the /64 network of its IPv6 address, written as the first address in it.

    X-Forwarded-For is read as far as TRUSTED_PROXIES allows.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    claimed = BaseThrottle().get_ident(request) or peer  # type: ignore[arg-type]
    try:
        return _network(ipaddress.ip_address(claimed))
    except ValueError:
        if claimed == peer:
            return peer
        # All clients behind this proxy then count as one: too strict rather than too lax.
        logger.warning("X-Forwarded-For contains %r, which is not an IP address. Check TRUSTED_PROXIES.", claimed[:50])
    try:
        return _network(ipaddress.ip_address(peer))
    except ValueError:
        return peer


def _network(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _HOME_NETWORK), strict=False).network_address)
