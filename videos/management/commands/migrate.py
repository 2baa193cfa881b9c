"""Prepare VAR_DIR and the secret key, then update the tables."""

from typing import Any

from django.core.management.commands import migrate

from hiddenhill.runtime import laptop


class Command(migrate.Command):
    """``manage.py migrate``: `make setup`, `manage.py up` and `generate --wait` all call it first."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Prepare before the system checks, which connect to the database."""
        laptop.prepare()
        return super().execute(*args, **options)
