"""How the API's schema describes tokens."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """An HTTP bearer token."""

    target_class = "hiddenhill.accounts.tokens.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """What OpenAPI says of it."""
        told = "Made at /accounts/tokens or with manage.py token; sent as Authorization: Bearer hh_..."
        return {"type": "http", "scheme": "bearer", "description": told}
