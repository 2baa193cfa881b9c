"""API tokens in the admin: staff may list and revoke them."""

from django.contrib import admin
from django.http import HttpRequest

from hiddenhill.accounts.models import Token


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A token cannot be edited, and only its owner or ``manage.py token`` creates one."""

    list_display = ("token_key", "user", "name", "created", "expiry")
    search_fields = ("token_key", "name", "user__username")
    list_select_related = ("user",)
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """False: the user who creates a token sees it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """False: a token never changes."""
        return False
