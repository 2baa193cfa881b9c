"""The e-mails of accounts: links to choose a password, for the forgetful and the invited, and to confirm an address.

Links begin with SITE_URL, and never with the host of a request, which its sender chooses.
"""

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: nobody's absence is announced to us
_ADDRESS = "hiddenhill.accounts.emails"


def password_link(user: User) -> str:
    """A link with which one can choose the user's password once, for PASSWORD_LINK_HOURS."""
    parts = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("choose-password", kwargs=parts)


def send_reset(address: str) -> int:
    """Send a link to each active user who has this address and a password. Returns their number. Raises OSError."""
    users = list(PasswordResetForm().get_users(address))
    for user in users:
        _send("reset", "Choose a new password", user.email, user=user, link=password_link(user))
    return len(users)


def send_invitation(user: User) -> None:
    """Send a link with which an invited user chooses a password, or the way to the provider. Raises OSError."""
    provider = settings.OIDC_NAME if settings.OIDC_ONLY else ""
    link = password_link(user)
    _send("invitation", "Your invitation to Hidden Hill", user.email, user=user, link=link, provider=provider)


def send_confirmation(user_id: int, address: str) -> None:
    """Send a link that makes this the address of the user, to the address. Raises OSError."""
    token = signing.dumps([user_id, address], salt=_ADDRESS)
    link = settings.SITE_URL + reverse("confirm-email", kwargs={"token": token})
    _send("confirm", "Confirm your e-mail address", address, user=User.objects.get(pk=user_id), link=link)


def confirmed_address(token: str, user: User) -> str | None:
    """The address that a link confirms for this user; None for a link that is expired, or of another user."""
    try:
        user_id, address = signing.loads(token, salt=_ADDRESS, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        return None
    return str(address) if user_id == user.pk else None


def _send(kind: str, subject: str, address: str, **context: object) -> None:
    context |= {"site": settings.SITE_URL, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    body = render_to_string(f"accounts/emails/{kind}.txt", context)
    EmailMessage(subject, body, to=[address], headers=_HEADERS).send()
