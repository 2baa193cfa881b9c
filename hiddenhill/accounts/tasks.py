"""E-mail of accounts, and the cleanup of expired sessions, expired tokens and old sign-in failures."""

import logging
from typing import Any

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from hiddenhill.accounts import emails
from hiddenhill.accounts.models import Token

logger = logging.getLogger(__name__)

# smtplib's errors are OSErrors. The last try is about an hour after the first.
_BY_E_MAIL: dict[str, Any] = {
    "autoretry_for": (OSError,),
    "retry_backoff": 5,
    "retry_backoff_max": 600,
    "max_retries": 13,
    "ignore_result": True,
}


@shared_task(name="accounts.email_reset", **_BY_E_MAIL)
def email_reset(address: str) -> None:
    """Send a link to those who have this address. The page does not wait, so its time does not tell whether any has."""
    logger.info("a new password was asked for: %d e-mails sent", emails.send_reset(address))


@shared_task(name="accounts.email_invitation", **_BY_E_MAIL)
def email_invitation(user_id: int) -> None:
    """Send an invitation, unless it has been used."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user and not user.has_usable_password():
        emails.send_invitation(user)


@shared_task(name="accounts.email_confirmation", **_BY_E_MAIL)
def email_confirmation(user_id: int, address: str) -> None:
    """Send a link that confirms a new address."""
    emails.send_confirmation(user_id, address)


@shared_task(name="accounts.tidy", time_limit=600, ignore_result=True)
def tidy() -> None:
    """Delete expired sessions and tokens, and failures whose lock has ended."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    tokens, _ = Token.objects.filter(expiry__lt=now).delete()
    failures, _ = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
    logger.info("removed %d expired sessions, %d expired tokens, %d old failures", sessions, tokens, failures)
