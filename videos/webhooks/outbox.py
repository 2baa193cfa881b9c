"""Sends the webhook messages and e-mails that are due, and records the result of each.

Each change is one conditional UPDATE. A claimed delivery is due again after a time, so that it is sent again if its
sender died. Receivers recognise a repeated delivery by its id.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.core import serializers
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Now, RowNumber
from django.utils import timezone

from videos.models import Delivery, Job
from videos.webhooks.sender import Answer

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Deliveries sent by one run. Those of webhooks are sent concurrently, within ``sender.SECONDS``."""

EACH = 10
"""Of these, the most of one owner, and the most to one host: others must not wait for their slow receivers."""

DELAYS = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds between a failed attempt and the next. After the last one the delivery is given up."""

_ATTEMPTS = len(DELAYS) + 1
_LOST = "The sending process stopped before a result in every attempt."

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Carrier(Generic[M]):
    """How the deliveries of a channel are sent.

    ``message`` makes one of a delivery, of its job as it was after the move, and of the time; it raises Undeliverable.
    ``send`` returns an answer for each, in order. A run of ``at_once`` must end within ``claim``.
    """

    channel: Delivery.Channel
    message: Callable[[Delivery, Job, datetime], M]
    send: Callable[[Sequence[M]], list[Answer]]
    at_once: int = AT_ONCE
    claim: timedelta = timedelta(seconds=60)


class Undeliverable(Exception):
    """Nobody is to receive it any more. The message says why."""


def deliver(carrier: Carrier[M], now: Callable[[], datetime] = timezone.now) -> bool:
    """Send a run of what is due, and record each answer.

    Returns whether more is due. Each delivery fails on its own: no receiver and no row affects the others.
    """
    due = _fair_share(carrier)
    if not due:
        return False
    spent = _is_due(carrier).filter(attempts__gte=_ATTEMPTS)
    spent.update(status=Delivery.Status.GIVEN_UP, next_at=None, answer=_LOST)
    claimed = [delivery for delivery_id in due if (delivery := _claim(carrier, delivery_id))]
    messages = [(delivery, message) for delivery in claimed if (message := _message_of(carrier, delivery, now()))]
    if messages:
        answers = carrier.send([message for _, message in messages])
        for (delivery, _), answer in zip(messages, answers, strict=True):
            _record(delivery, answer)
    return bool(claimed) and _is_due(carrier).exists()


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Make deliveries due, with all their attempts left. Returns their number."""
    return deliveries.update(status=Delivery.Status.PENDING, attempts=0, next_at=Now())


def _is_due(carrier: Carrier[Any]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=carrier.channel, status=Delivery.Status.PENDING, next_at__lte=Now())


def _fair_share(carrier: Carrier[Any]) -> list[UUID]:
    """The next deliveries to send: of each owner, and to each host, a limited number."""
    of_owner = Window(RowNumber(), partition_by=F("job__owner"), order_by=(F("next_at"), F("pk")))
    due = _is_due(carrier).annotate(place=of_owner).filter(place__lte=EACH).order_by("place", "next_at")
    most = min(AT_ONCE, carrier.at_once)
    hosts: Counter[str] = Counter()
    chosen: list[UUID] = []
    for delivery_id, url in due.values_list("pk", "url")[: most * EACH]:
        host = urlsplit(url).netloc.lower()
        hosts[host] += 1
        if hosts[host] <= EACH and len(chosen) < most:
            chosen.append(delivery_id)
    return chosen


def _claim(carrier: Carrier[Any], delivery_id: UUID) -> Delivery | None:
    changes: dict[str, Any] = {"attempts": F("attempts") + 1, "next_at": Now() + carrier.claim, "tried_at": Now()}
    if not _is_due(carrier).filter(pk=delivery_id).update(**changes):
        return None
    return Delivery.objects.select_related("job").filter(pk=delivery_id).first()


def _message_of(carrier: Carrier[M], delivery: Delivery, now: datetime) -> M | None:
    """The message of a delivery. If it cannot be made, that is recorded as a failed attempt, and None returned."""
    try:
        (row,) = serializers.deserialize("json", delivery.snapshot, ignorenonexistent=True)
        return carrier.message(delivery, cast(Job, row.object), now)
    except Undeliverable as error:
        _record(delivery, Answer(False, str(error), gone=True))
    except Exception:  # at the border of one delivery: a row that cannot be read must not keep the others from theirs
        logger.exception("%s %s of job %s: cannot be made", delivery.channel, delivery.pk, delivery.job_id)
        _record(delivery, Answer(False, "the message could not be made; the operator finds the reason in the log"))
    return None


def _record(delivery: Delivery, answer: Answer) -> None:
    result = f"{delivery.channel} {delivery.pk} of job {delivery.job_id}: {answer.detail}"
    if answer.accepted:
        logger.info(result)
        changes: dict[str, Any] = {"status": Delivery.Status.DELIVERED, "next_at": None}
    elif answer.gone or delivery.attempts >= _ATTEMPTS:
        logger.warning("%s; given up", result)
        changes = {"status": Delivery.Status.GIVEN_UP, "next_at": None}
    else:
        logger.warning("%s; retried later", result)
        delay = DELAYS[delivery.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not security  # nosec B311
        changes = {"next_at": Now() + timedelta(seconds=delay)}
    held = Q(pk=delivery.pk, attempts=delivery.attempts, status=Delivery.Status.PENDING)
    Delivery.objects.filter(held).update(answer=answer.detail, **changes)
