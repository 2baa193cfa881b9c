"""The tokens in the admin: staff may see whose there are, and revoke them."""

from django.contrib import admin
from django.http import HttpRequest

from hiddenhill.accounts.models import Token


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing of a token can be edited, and only its owner or ``manage.py token`` makes one."""

    list_display = ("token_key", "user", "name", "created", "expiry")
    search_fields = ("token_key", "name", "user__username")
    list_select_related = ("user",)
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever makes a token sees it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """A token is what it was made as."""
        return False
