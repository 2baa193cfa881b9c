"""The description of API tokens in the OpenAPI document."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """An HTTP bearer token."""

    target_class = "hiddenhill.accounts.tokens.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The security scheme."""
        description = "Create a token at /accounts/tokens or with manage.py token. Send Authorization: Bearer hh_..."
        return {"type": "http", "scheme": "bearer", "description": description}
