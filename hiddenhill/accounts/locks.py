"""Limits password guessing, and what it costs: by user name and address, by address, and by user name alone."""

import hashlib
import logging
import math
import time
from datetime import datetime

import redis
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from hiddenhill.runtime import client_address

logger = logging.getLogger(__name__)

_KNOWN = "known"
_KNOWN_SECONDS = 365 * 24 * 3600


class SignInRefused(Exception):
    """A sign-in, or another use of a password, that is refused before the password is looked at.

    ``status`` is that of the response; ``seconds`` is the time to wait.
    """

    def __init__(self, reason: str, status: int, seconds: int) -> None:
        super().__init__(reason)
        self.status = status
        self.seconds = seconds


def check_address(request: HttpRequest) -> None:
    """Count a sign-in of this address. Raises SignInRefused beyond SIGN_INS_PER_MINUTE.

    While the cache is unavailable, only the number of passwords that are looked at at a time is limited.
    """
    minute, second = divmod(int(time.time()), 60)
    address = hashlib.sha256(client_address.counted(request).encode()).hexdigest()
    key = f"sign-in:{address}:{minute}"
    try:
        cache.add(key, 0, 120)
        count = cache.incr(key)
    except (redis.RedisError, ValueError) as error:
        logger.warning("sign-ins are not limited by address: the cache is unavailable: %s", error)
        return
    if count > settings.SIGN_INS_PER_MINUTE:
        raise SignInRefused("Too many passwords were tried from your network address.", 429, 60 - second)


def check_name(request: HttpRequest, name: str) -> None:
    """Raise SignInRefused if there are too many wrong passwords for this name, from all addresses together.

    A browser in which this user has signed in before is let through. Otherwise anybody could lock out anybody.
    """
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failed = AccessAttempt.objects.filter(username=name, attempt_time__gt=since)
    failures: int = failed.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0
    if failures < settings.SIGN_IN_NAME_FAILURES or constant_time_compare(request.COOKIES.get(_KNOWN, ""), _mark(name)):
        return
    oldest = failed.order_by("attempt_time").values_list("attempt_time", flat=True).first() or since
    raise SignInRefused(
        "Too many wrong passwords were tried for this username. A browser in which you have signed in before still "
        "works.",
        429,
        _seconds_until(oldest + settings.AXES_COOLOFF_TIME),
    )


def remember_browser(response: HttpResponse, name: str) -> None:
    """Mark the browser as one in which this user has signed in. The mark is of no use without the password."""
    response.set_cookie(
        _KNOWN,
        _mark(name),
        max_age=_KNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(name: str) -> str:
    return salted_hmac("hiddenhill.accounts.locks", name, algorithm="sha256").hexdigest()


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """The page after too many failures: 429, with the time until the lock ends."""
    failed = AccessAttempt.objects.filter(
        username=credentials["username"], ip_address=client_address.counted(request) or None
    ).latest("attempt_time")
    seconds = _seconds_until(failed.attempt_time + settings.AXES_COOLOFF_TIME)
    context = {"minutes": math.ceil(seconds / 60)}
    page = render(request, "accounts/locked.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page


def refusal(request: HttpRequest, refused: SignInRefused) -> HttpResponse:
    """The page for a refused sign-in, with the time to wait."""
    context = {"reason": str(refused), "seconds": refused.seconds, "minutes": math.ceil(refused.seconds / 60)}
    page = render(request, "accounts/refused.html", context, status=refused.status)
    page["Retry-After"] = str(refused.seconds)
    return page


def _seconds_until(end: datetime) -> int:
    return max(1, math.ceil((end - timezone.now()).total_seconds()))
