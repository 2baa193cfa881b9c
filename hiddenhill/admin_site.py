"""The admin: its name, and its applications in the order in which an operator needs them."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

_FIRST = ("videos", "auth", "accounts")
_LAST = ("django_celery_results", "django_celery_beat", "axes")


class OperatorSite(AdminSite):
    """Django's admin with the videos first and the records of other libraries last."""

    site_header = site_title = "Hidden Hill"
    index_title = "Administration"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the applications that the user may see. One that is in neither list comes between them, by name."""
        order = {label: place for place, label in enumerate((*_FIRST, "", *_LAST))}
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: order.get(app["app_label"], order[""]))


class OperatorAdmin(AdminConfig):
    """Django's application for the admin, with this site instead of its own."""

    default_site = "hiddenhill.admin_site.OperatorSite"
