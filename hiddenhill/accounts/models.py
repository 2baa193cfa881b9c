"""The API token."""

from django.db import models
from knox.models import AbstractAuthToken


class Token(AbstractAuthToken):  # type: ignore[misc]
    """An API token: its hash, its first characters, its expiry, and the name that its owner gave it."""

    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.token_key}…"
