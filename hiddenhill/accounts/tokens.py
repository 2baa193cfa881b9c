"""Makes tokens, and knows whose a request brings: ``Authorization: Bearer hh_…``."""

import re

from django.conf import settings
from django.contrib.auth.models import User
from knox.auth import TokenAuthentication
from knox.settings import knox_settings
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from hiddenhill.accounts.models import Token

_FORM = re.compile(rf"{settings.REST_KNOX['TOKEN_PREFIX']}[0-9a-f]+".encode())

_REMEDY = (
    "The token is unknown, has expired or was revoked. Make a new one at /accounts/tokens, or with manage.py token "
    'USERNAME, and send it as "Authorization: Bearer hh_...".'
)


class TooManyTokens(Exception):
    """The user has as many tokens as one may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} tokens, which is as many as one may have. Revoke one first.")


def make(user: User, name: str = "") -> str:
    """A new token of ``user``. It is told this once: only its hash is kept. Raises TooManyTokens."""
    limit = knox_settings.TOKEN_LIMIT_PER_USER
    if Token.objects.filter(user=user).count() >= limit:
        raise TooManyTokens(limit)
    _, token = Token.objects.create(user, name=name)
    return str(token)


class BearerToken(TokenAuthentication):  # type: ignore[misc]
    """Knox's check, with an answer that says what to do."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """The user and the token; None without one. Raises AuthenticationFailed."""
        try:
            found: tuple[User, Token] | None = super().authenticate(request)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(_REMEDY) from error
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, Token]:
        """Refuse what has not the form of a token, before a database meets it."""
        if not _FORM.fullmatch(token):
            raise AuthenticationFailed
        found: tuple[User, Token] = super().authenticate_credentials(token)
        return found
