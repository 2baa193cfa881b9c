"""The tokens of programs."""

from django.db import models
from knox.models import AbstractAuthToken


class Token(AbstractAuthToken):  # type: ignore[misc]
    """One program's way in: its hash, its first characters, when it ends, and what its owner calls it."""

    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.token_key}…"
