"""Creates API tokens, and authenticates requests that carry one: ``Authorization: Bearer hh_…``."""

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
    "The token is unknown, expired or revoked. Create a new one at /accounts/tokens, or with manage.py token "
    'USERNAME, and send it as "Authorization: Bearer hh_...".'
)


class TooManyTokens(Exception):
    """The user already has the maximum number of tokens."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} tokens, the maximum. Revoke one first.")


def make(user: User, name: str = "") -> str:
    """A new token for ``user``. It is returned only once: the database keeps its hash. Raises TooManyTokens."""
    limit = knox_settings.TOKEN_LIMIT_PER_USER
    if Token.objects.filter(user=user).count() >= limit:
        raise TooManyTokens(limit)
    _, token = Token.objects.create(user, name=name)
    return str(token)


class BearerToken(TokenAuthentication):  # type: ignore[misc]
    """Knox's authentication, with a remedy in its errors."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """The user and the token; None without a token. Raises AuthenticationFailed."""
        try:
            found: tuple[User, Token] | None = super().authenticate(request)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(_REMEDY) from error
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, Token]:
        """Reject text that does not look like a token before it reaches the database."""
        if not _FORM.fullmatch(token):
            raise AuthenticationFailed
        found: tuple[User, Token] = super().authenticate_credentials(token)
        return found
