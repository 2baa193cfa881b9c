"""The deliveries: what is due is claimed, sent, and either done with or put off.

Each change is one conditional UPDATE. A delivery that was claimed is due again after a minute, so that one whose
sender died is sent again: receivers know it by its id.
"""

import json
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.core import serializers
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from rest_framework.utils.encoders import JSONEncoder

from videos.models import Delivery, Job
from videos.webhooks import sender, signing
from videos.webhooks.sender import Answer, Letter

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Sent by one run, all at the same time: it takes as long as the slowest, which is post.SECONDS at most."""

DELAYS = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds from each attempt that failed to the next; after the last of them a delivery is given up."""

_ATTEMPTS = len(DELAYS) + 1
_CLAIM = timedelta(seconds=60)
_AGENT = "Hidden-Hill-Webhooks"
_LOST = "Whoever sent it fell silent each time."

Send = Callable[[Sequence[Letter]], list[Answer]]
Render = Callable[[Job], Mapping[str, Any]]


def deliver(render: Render, send: Send | None = None, now: Callable[[], datetime] = timezone.now) -> bool:
    """Send what is due and record each answer. Returns whether more may be due. ``render`` gives the JSON of a job."""
    due = list(_is_due().order_by("next_at").values_list("pk", flat=True)[:AT_ONCE])
    if not due:
        return False
    _is_due().filter(attempts__gte=_ATTEMPTS).update(status=Delivery.Status.GIVEN_UP, next_at=None, answer=_LOST)
    claimed = [delivery for delivery_id in due if (delivery := _claim(delivery_id))]
    if claimed:
        answers = (send or _send)([_letter(delivery, now(), render) for delivery in claimed])
        for delivery, answer in zip(claimed, answers, strict=True):
            _record(delivery, answer)
    return len(due) == AT_ONCE


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Make deliveries due, as if they had never been tried; how many."""
    return deliveries.update(status=Delivery.Status.PENDING, attempts=0, next_at=Now())


def _is_due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(status=Delivery.Status.PENDING, next_at__lte=Now())


def _claim(delivery_id: UUID) -> Delivery | None:
    changes: dict[str, Any] = {"attempts": F("attempts") + 1, "next_at": Now() + _CLAIM, "tried_at": Now()}
    if not _is_due().filter(pk=delivery_id).update(**changes):
        return None
    return Delivery.objects.select_related("job").filter(pk=delivery_id).first()


def _letter(delivery: Delivery, now: datetime, render: Render) -> Letter:
    body = _body(delivery, render)
    secret = signing.secret_of(delivery.job.owner_id)
    signed = signing.headers(str(delivery.pk), now, body, secret)
    return Letter(
        delivery.url, {"Content-Type": "application/json", "User-Agent": _AGENT, **signed}, body.encode("utf-8")
    )


def _body(delivery: Delivery, render: Render) -> str:
    """The job as it was when it ended, told as the API tells it: the same in each attempt."""
    (row,) = serializers.deserialize("json", delivery.snapshot, ignorenonexistent=True)
    job = cast(Job, row.object)
    event = {"type": f"video.{delivery.event}", "timestamp": job.finished_at, "data": render(job)}
    return json.dumps(event, cls=JSONEncoder, ensure_ascii=False)


def _send(letters: Sequence[Letter]) -> list[Answer]:
    return sender.send(letters, private=settings.WEBHOOK_ALLOW_PRIVATE)


def _record(delivery: Delivery, answer: Answer) -> None:
    told = f"webhook {delivery.pk} of job {delivery.job_id}: {answer.told}"
    if answer.accepted:
        logger.info(told)
        changes: dict[str, Any] = {"status": Delivery.Status.DELIVERED, "next_at": None}
    elif answer.gone or delivery.attempts >= _ATTEMPTS:
        logger.warning("%s; given up", told)
        changes = {"status": Delivery.Status.GIVEN_UP, "next_at": None}
    else:
        logger.warning("%s; tried again later", told)
        delay = DELAYS[delivery.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - guards nothing  # nosec B311
        changes = {"next_at": Now() + timedelta(seconds=delay)}
    held = Q(pk=delivery.pk, attempts=delivery.attempts, status=Delivery.Status.PENDING)
    Delivery.objects.filter(held).update(answer=answer.told, **changes)
