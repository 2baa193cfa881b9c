"""How the pages write lengths and names."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils.timesince import timesince

register = template.Library()

_NAMED = 4


@register.filter
def clock(seconds: float) -> str:
    """A length of time as a player shows it: 1:25."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago it was, as one says it."""
    since = timesince(moment, depth=1)
    return "just now" if since.startswith("0") else f"{since} ago"


@register.filter
def shortened(authors: Sequence[str]) -> str:
    """The first few authors, and how many more there are."""
    more = len(authors) - _NAMED
    return ", ".join(authors[:_NAMED]) + (f" and {more} more" if more > 0 else "")
