"""Who may use this instance: signing in, tokens, and the locks on both."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app that owns the tokens."""

    name = "hiddenhill.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and what the schema says of tokens."""
        import_module("hiddenhill.accounts.checks")
        import_module("hiddenhill.accounts.schema")
