"""The application for accounts."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app that owns the tokens."""

    name = "hiddenhill.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and the description of tokens in the API's schema."""
        import_module("hiddenhill.accounts.checks")
        import_module("hiddenhill.accounts.schema")
