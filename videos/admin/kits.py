"""Brand kits in the admin: whose they are, and what they set."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from videos.admin.job_fields import LINE_BREAK
from videos.models import Kit


@admin.register(Kit)
class KitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Brand kits, to inspect and delete. Videos keep the options that they were made with."""

    list_display = ("name", "owner", "accent", "is_default", "created_at")
    list_filter = ("is_default", "created_at")
    list_select_related = ("owner",)
    search_fields = ("id", "name", "owner__username")
    search_help_text = "Search by kit id, name or user."
    show_full_result_count = False
    list_per_page = 50
    fields = ("id", "name", "owner", "is_default", "accent", "chosen", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: users make kits for themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Kit | None = None) -> bool:
        """Refuse: kits are edited by their owners."""
        return False

    @admin.display(description="Accent")
    def accent(self, kit: Kit) -> SafeString | str:
        """Return the colour, beside a sample of it."""
        colour = kit.options.get("theme", {}).get("accent")
        if not colour:
            return "–"
        sample = '<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0h1v1H0z" fill="{0}"/></svg> {0}'
        return format_html(sample, colour)

    @admin.display(description="Options")
    def chosen(self, kit: Kit) -> SafeString | str:
        """Return what the kit sets, one option a line, by the names of the API."""
        return format_html_join(LINE_BREAK, "{}: {}", _flat(kit.options)) or "None"


def _flat(options: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The options with their values. Those of the theme are named as in ``theme.accent``."""
    for name, value in options.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, ", ".join(value) if isinstance(value, list) else str(value)
