"""Holds up whoever guesses passwords: after a few failures, a user name is locked for the address that guessed."""

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
    """The address that a request comes from, as far as TRUSTED_PROXIES says whom to believe."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    told = BaseThrottle().get_ident(request) or peer  # type: ignore[arg-type]
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        if told != peer:
            # Everybody behind this proxy is then held to be one: too strict rather than too lax.
            logger.warning("X-Forwarded-For says %r, which is no address; is TRUSTED_PROXIES right?", told[:50])
        return peer


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """The page for somebody who has failed too often: 429, and for how long."""
    failed = AccessAttempt.objects.filter(
        username=credentials["username"], ip_address=client_address(request) or None
    ).latest("attempt_time")
    ends = failed.attempt_time + settings.AXES_COOLOFF_TIME
    seconds = max(1, math.ceil((ends - timezone.now()).total_seconds()))
    context = {"minutes": math.ceil(seconds / 60)}
    page = render(request, "accounts/locked.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page
