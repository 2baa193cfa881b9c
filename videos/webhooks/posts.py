"""The webhook message of a delivery: the job in the API's format, signed."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from rest_framework.utils.encoders import JSONEncoder

from videos.models import Delivery, Job, Status
from videos.webhooks import sender, signing
from videos.webhooks.outbox import Carrier
from videos.webhooks.sender import Answer, Message

_AGENT = "Hidden-Hill-Webhooks"

Send = Callable[[Sequence[Message]], list[Answer]]
Render = Callable[[Job], Mapping[str, Any]]


def carrier(render: Render, send: Send | None = None) -> Carrier[Message]:
    """Posts to the URLs of requests. ``render`` turns a job into JSON."""

    def message(delivery: Delivery, job: Job, now: datetime) -> Message:
        return _message(delivery, now, _body(delivery, job, render))

    return Carrier(Delivery.Channel.WEBHOOK, message, send or _send)


def _message(delivery: Delivery, now: datetime, body: str) -> Message:
    secret = signing.secret_of(delivery.job.owner_id)
    signed = signing.headers(str(delivery.pk), now, body, secret)
    return Message(
        delivery.url,
        {"Content-Type": "application/json", "User-Agent": _AGENT, **signed},
        body.encode("utf-8"),
        delivery.job.owner_id,
    )


def _body(delivery: Delivery, job: Job, render: Render) -> str:
    """The job as it was after the move. The same in every attempt."""
    kind = "job.review" if delivery.event == Status.REVIEW else f"video.{delivery.event}"
    event = {"type": kind, "timestamp": job.finished_at or job.waiting_since, "data": render(job)}
    return json.dumps(event, cls=JSONEncoder, ensure_ascii=False)


def _send(messages: Sequence[Message]) -> list[Answer]:
    return sender.send(messages, private=settings.WEBHOOK_ALLOW_PRIVATE)
