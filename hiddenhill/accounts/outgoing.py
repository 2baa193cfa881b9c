"""Hands e-mail of accounts to the housekeeper, which sends it: a page must not wait for a mail server."""

import hashlib
import logging

import redis
from celery import Task
from django.core.cache import cache
from kombu.exceptions import OperationalError

from hiddenhill.accounts import tasks
from hiddenhill.accounts.locks import SignInRefused

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 300
"""Least time between two e-mails to an address that somebody entered, who could fill the mailbox of another."""


def reset(address: str) -> None:
    """Have a link to choose a new password sent to the address. Raises SignInRefused while the queue is away."""
    if _is_first(address):
        _publish(tasks.email_reset, address)


def confirm(user_id: int, address: str) -> None:
    """Have a link sent that confirms a user's new address. Raises SignInRefused while the queue is away."""
    if _is_first(address):
        _publish(tasks.email_confirmation, user_id, address)


def invite(user_id: int) -> None:
    """Have an invitation sent. Raises SignInRefused while the queue is away."""
    _publish(tasks.email_invitation, user_id)


def _is_first(address: str) -> bool:
    """Whether nothing was sent to the address just now. While the cache is unavailable, that is not limited."""
    key = "e-mail:" + hashlib.sha256(address.casefold().encode()).hexdigest()
    try:
        return bool(cache.add(key, 1, _PAUSE_SECONDS))
    except redis.RedisError as error:
        logger.warning("e-mail is not limited by address: the cache is unavailable: %s", error)
        return True


def _publish(task: "Task[..., None]", *arguments: object) -> None:
    try:
        task.delay(*arguments)
    except OperationalError as error:
        raise SignInRefused("E-mail cannot be sent at the moment.", 503, 60) from error
