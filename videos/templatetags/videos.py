"""How pages write durations and names."""

import re
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from videos.api import job_errors, permissions
from videos.api.user_messages import user_text
from videos.jobs import overview
from videos.models import Job
from videos.pipeline import readable

register = template.Library()

_PMID = re.compile(r"\bPMID (\d{1,8})\b")


register.filter("clock", readable.clock)
register.filter("people", readable.people)
register.filter("may_change", permissions.may_change)
register.filter("may_delete", permissions.may_delete)
register.filter("retry_helps", job_errors.retry_helps)


@register.filter
def reason(job: Job) -> str:
    """Return why the job failed, in a sentence for users."""
    return user_text(job.error_code, job.error_message)


@register.filter
def span(seconds: float | None) -> str:
    """Return a duration with its unit, such as 4.2 s or 10 min; "" for none or nothing."""
    return overview.span(seconds) if seconds and seconds > 0 else ""


@register.filter
def ago(moment: datetime) -> str:
    """Return how long ago the moment was, in words."""
    since = timesince(moment, depth=1)
    return "just now" if since.startswith("0") else f"{since} ago"


@register.filter
def linked(message: str, own: str = "") -> SafeString:
    """Return the message with each "PMID 123" as a link to the studio, where the field has that id.

    That of the paper that could not be used, ``own``, is no way out, and stays text.
    """
    link = f'<a href="{reverse("studio")}?pubmed_id={{0}}">PMID {{0}}</a>'
    pieces: list[str] = _PMID.split(message)  # a text, an id, a text, and so on
    pieces[1::2] = (f"PMID {pmid}" if pmid == own else format_html(link, pmid) for pmid in pieces[1::2])
    return format_html_join("", "{}", ((piece,) for piece in pieces))
