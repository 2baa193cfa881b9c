"""The part of the account page that shows what its user has made."""

from typing import Any

from django import template
from django.contrib.auth.models import User

from videos.jobs import usage as usages

register = template.Library()


@register.inclusion_tag("accounts/usage.html")
def usage(user: User) -> dict[str, Any]:
    """Show the usage of a user, with its limits."""
    return {"usage": usages.of(user)}
