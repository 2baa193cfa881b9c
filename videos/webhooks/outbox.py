"""Sends the webhook deliveries that are due, and records the result of each.

Each change is one conditional UPDATE. A claimed delivery is due again after a minute, so that it is sent again if its
sender died. Receivers recognise a repeated delivery by its id.
"""

import json
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import serializers
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Now, RowNumber
from django.utils import timezone
from rest_framework.utils.encoders import JSONEncoder

from videos.models import Delivery, Job, Status
from videos.webhooks import sender, signing
from videos.webhooks.sender import Answer, Message

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Deliveries sent by one run, concurrently. It takes as long as the slowest, at most ``sender.SECONDS``."""

EACH = 10
"""Of these, the most of one owner, and the most to one host: others must not wait for their slow receivers."""

DELAYS = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds between a failed attempt and the next. After the last one the delivery is given up."""

_ATTEMPTS = len(DELAYS) + 1
_CLAIM = timedelta(seconds=60)
_AGENT = "Hidden-Hill-Webhooks"
_LOST = "The sending process stopped before a result in every attempt."

Send = Callable[[Sequence[Message]], list[Answer]]
Render = Callable[[Job], Mapping[str, Any]]


def deliver(render: Render, send: Send | None = None, now: Callable[[], datetime] = timezone.now) -> bool:
    """Send a run of what is due, and record each answer. ``render`` turns a job into JSON.

    Returns whether more is due. Each delivery fails on its own: no receiver and no row affects the others.
    """
    due = _fair_share()
    if not due:
        return False
    _is_due().filter(attempts__gte=_ATTEMPTS).update(status=Delivery.Status.GIVEN_UP, next_at=None, answer=_LOST)
    claimed = [delivery for delivery_id in due if (delivery := _claim(delivery_id))]
    messages = [(delivery, message) for delivery in claimed if (message := _message_of(delivery, now(), render))]
    if messages:
        answers = (send or _send)([message for _, message in messages])
        for (delivery, _), answer in zip(messages, answers, strict=True):
            _record(delivery, answer)
    return bool(claimed) and _is_due().exists()


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Make deliveries due, with all their attempts left. Returns their number."""
    return deliveries.update(status=Delivery.Status.PENDING, attempts=0, next_at=Now())


def _is_due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(status=Delivery.Status.PENDING, next_at__lte=Now())


def _fair_share() -> list[UUID]:
    """The next deliveries to send: of each owner, and to each host, a limited number."""
    of_owner = Window(RowNumber(), partition_by=F("job__owner"), order_by=(F("next_at"), F("pk")))
    due = _is_due().annotate(place=of_owner).filter(place__lte=EACH).order_by("place", "next_at")
    hosts: Counter[str] = Counter()
    chosen: list[UUID] = []
    for delivery_id, url in due.values_list("pk", "url")[: AT_ONCE * EACH]:
        host = urlsplit(url).netloc.lower()
        hosts[host] += 1
        if hosts[host] <= EACH and len(chosen) < AT_ONCE:
            chosen.append(delivery_id)
    return chosen


def _claim(delivery_id: UUID) -> Delivery | None:
    changes: dict[str, Any] = {"attempts": F("attempts") + 1, "next_at": Now() + _CLAIM, "tried_at": Now()}
    if not _is_due().filter(pk=delivery_id).update(**changes):
        return None
    return Delivery.objects.select_related("job").filter(pk=delivery_id).first()


def _message_of(delivery: Delivery, now: datetime, render: Render) -> Message | None:
    """The message of a delivery. If it cannot be made, that is recorded as a failed attempt, and None returned."""
    try:
        return _message(delivery, now, render)
    except Exception:  # at the border of one delivery: a row that cannot be read must not keep the others from theirs
        logger.exception("webhook %s of job %s: the message could not be made", delivery.pk, delivery.job_id)
        _record(delivery, Answer(False, "the message could not be made; the operator finds the reason in the log"))
        return None


def _message(delivery: Delivery, now: datetime, render: Render) -> Message:
    body = _body(delivery, render)
    secret = signing.secret_of(delivery.job.owner_id)
    signed = signing.headers(str(delivery.pk), now, body, secret)
    return Message(
        delivery.url,
        {"Content-Type": "application/json", "User-Agent": _AGENT, **signed},
        body.encode("utf-8"),
        delivery.job.owner_id,
    )


def _body(delivery: Delivery, render: Render) -> str:
    """The job as it was after the move, in the API's format. The same in every attempt."""
    (row,) = serializers.deserialize("json", delivery.snapshot, ignorenonexistent=True)
    job = cast(Job, row.object)
    kind = "job.review" if delivery.event == Status.REVIEW else f"video.{delivery.event}"
    event = {"type": kind, "timestamp": job.finished_at or job.waiting_since, "data": render(job)}
    return json.dumps(event, cls=JSONEncoder, ensure_ascii=False)


def _send(messages: Sequence[Message]) -> list[Answer]:
    return sender.send(messages, private=settings.WEBHOOK_ALLOW_PRIVATE)


def _record(delivery: Delivery, answer: Answer) -> None:
    result = f"webhook {delivery.pk} of job {delivery.job_id}: {answer.detail}"
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
