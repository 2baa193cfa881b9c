"""Periodic cleanup of expired sessions, expired tokens and old sign-in failures."""

import logging

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from hiddenhill.accounts.models import Token

logger = logging.getLogger(__name__)


@shared_task(name="accounts.tidy", time_limit=600, ignore_result=True)
def tidy() -> None:
    """Delete expired sessions and tokens, and failures whose lock has ended."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    tokens, _ = Token.objects.filter(expiry__lt=now).delete()
    failures, _ = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
    logger.info("removed %d expired sessions, %d expired tokens, %d old failures", sessions, tokens, failures)
