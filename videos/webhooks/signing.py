"""Signs deliveries as the Standard Webhooks specification says, so that receivers can verify who sent them.

Each user has a secret, created when it is first needed. After a change, deliveries carry one signature by the new
secret and one by the previous, so that receivers need not change at the same moment.
"""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from standardwebhooks import Webhook

from videos.models import WebhookSecret

_BYTES = 32


def secret_of(owner_id: int | None) -> WebhookSecret:
    """The secret of a user; with None, that of single-user mode."""
    return WebhookSecret.objects.get_or_create(owner_id=owner_id, defaults={"current": _new_secret()})[0]


def change(owner_id: int | None) -> WebhookSecret:
    """Replace a user's secret. The one before the previous becomes invalid."""
    mine = WebhookSecret.objects.filter(pk=secret_of(owner_id).pk)
    mine.update(previous=F("current"), current=_new_secret())
    return mine.get()


def headers(message_id: str, at: datetime, body: str, secret: WebhookSecret) -> dict[str, str]:
    """The headers by which the receiver verifies the body. ``at`` is now, in UTC: receivers refuse old signatures."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(_signatures(message_id, at, body, (secret.current, secret.previous))),
    }


def _signatures(message_id: str, at: datetime, body: str, keys: Iterable[str]) -> Iterable[str]:
    return (Webhook(key).sign(message_id, at, body) for key in keys if key)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode("ascii")
