"""How receivers know that a delivery is ours: signatures after the Standard Webhooks specification.

The secret is the user's own, made when it is first needed. After a change deliveries carry a signature by the new and
one by the former secret, so that receivers can follow in their own time.
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
    """The secret of a user, or of the single user of a machine."""
    return WebhookSecret.objects.get_or_create(owner_id=owner_id, defaults={"current": _made()})[0]


def change(owner_id: int | None) -> WebhookSecret:
    """Give a user a new secret. The one before the former is good no more."""
    mine = WebhookSecret.objects.filter(pk=secret_of(owner_id).pk)
    mine.update(previous=F("current"), current=_made())
    return mine.get()


def headers(message_id: str, at: datetime, body: str, secret: WebhookSecret) -> dict[str, str]:
    """What the receiver verifies the body with; ``at`` is now, in UTC: old signatures are refused."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(_signatures(message_id, at, body, (secret.current, secret.previous))),
    }


def _signatures(message_id: str, at: datetime, body: str, keys: Iterable[str]) -> Iterable[str]:
    return (Webhook(key).sign(message_id, at, body) for key in keys if key)


def _made() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode("ascii")
