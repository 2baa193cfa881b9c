"""Limits password guessing: after a few failures, a user name is locked for the address that sent them."""

import ipaddress
import logging
import math

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """The client's IP address, from X-Forwarded-For as far as TRUSTED_PROXIES allows."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    claimed = BaseThrottle().get_ident(request) or peer  # type: ignore[arg-type]
    try:
        return str(ipaddress.ip_address(claimed))
    except ValueError:
        if claimed != peer:
            # All clients behind this proxy then count as one: too strict rather than too lax.
            logger.warning(
                "X-Forwarded-For contains %r, which is not an IP address. Check TRUSTED_PROXIES.", claimed[:50]
            )
        return peer


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """The page after too many failures: 429, with the time until the lock ends."""
    failed = AccessAttempt.objects.filter(
        username=credentials["username"], ip_address=client_address(request) or None
    ).latest("attempt_time")
    ends = failed.attempt_time + settings.AXES_COOLOFF_TIME
    seconds = max(1, math.ceil((ends - timezone.now()).total_seconds()))
    context = {"minutes": math.ceil(seconds / 60)}
    page = render(request, "accounts/locked.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page
