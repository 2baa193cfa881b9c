"""Access to pages, and their rate limit."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from videos.api.permissions import visible_to
from videos.api.throttling import WriteThrottle
from videos.models import Job, Kit

_OF_THE_FORM = {"csrfmiddlewaretoken", "key", "file", "use_kit"}
_LONGEST_QUERY = 2000
"""Characters that every browser and proxy accepts."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_users(view: View[P]) -> View[P]:
    """Redirect to the sign-in page unless the user is signed in, or in single-user mode (API_ALLOW_ANONYMOUS).

    The response is a 404 if another request deletes the job or kit after this one has found it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.API_ALLOW_ANONYMOUS or request.user.is_authenticated:
            try:
                return view(request, *args, **kwargs)
            except (Job.DoesNotExist, Kit.DoesNotExist) as error:
                raise Http404 from error
        if request.headers.get("HX-Request"):  # a fragment: the sign-in page must not be inserted into the page
            return HttpResponseClientRefresh()
        if request.method == "POST":
            messages.info(request, "You are signed out, so nothing was done. Sign in to continue: your input is kept.")
            return redirect_to_login(_with_input(request))
        return redirect_to_login(request.get_full_path())

    return guarded


def _with_input(request: HttpRequest) -> str:
    """The URL of the page that a form was sent to, with what the form said, unless that is too long for a URL."""
    sent = request.POST.copy()
    for name in _OF_THE_FORM & sent.keys():
        del sent[name]
    query = sent.urlencode()
    return f"{request.path}?{query}" if len(query) <= _LONGEST_QUERY else request.path


def by_form(view: Callable[[HttpRequest, UUID], HttpResponseBase]) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """Accept what a form sends about a job. The URL opened as a page leads to the page of the job, or is a 404."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def accepted(request: HttpRequest, /, job_id: UUID) -> HttpResponseBase:
        if request.method == "POST":
            return view(request, job_id)
        return redirect("job", get_object_or_404(visible_to(request.user), pk=job_id).pk)

    return accepted


def seconds_to_wait(request: HttpRequest, kind: type[SimpleRateThrottle] = WriteThrottle) -> int:
    """Count the request against a limit, shared with the API. Return the seconds to wait, 0 if allowed."""
    throttle = kind()
    counted = Request(request)
    counted.user = request.user
    return 0 if throttle.allow_request(counted, APIView()) else math.ceil(throttle.wait() or 1)


def too_often(seconds: int) -> str:
    """What users read about a request that was not carried out because of a limit."""
    wait = "a second" if seconds == 1 else f"{seconds} seconds"
    return f"You have sent too many requests in a short time. Nothing was changed. Try again in {wait}."


def unless_too_often(view: View[P]) -> View[P]:
    """Return 429 for more requests than API_RATE_WRITES allows, through pages and API together.

    The response links to the same URL, which leads back (see ``by_form``).
    """

    @wraps(view)
    def limited(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        seconds = seconds_to_wait(request)
        if not seconds:
            return view(request, *args, **kwargs)
        refused = render(request, "videos/too_often.html", {"text": too_often(seconds)}, status=429)
        refused["Retry-After"] = str(seconds)
        return refused

    return limited
