"""Access to pages, and their rate limit."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from videos.api.throttling import WriteThrottle
from videos.models import Job

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_users(view: View[P]) -> View[P]:
    """Redirect to the sign-in page unless the user is signed in, or in single-user mode (API_ALLOW_ANONYMOUS).

    The response is a 404 if another request deletes the job after this one has found it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.API_ALLOW_ANONYMOUS or request.user.is_authenticated:
            try:
                return view(request, *args, **kwargs)
            except Job.DoesNotExist as error:
                raise Http404 from error
        if request.method in ("GET", "HEAD"):
            if request.headers.get("HX-Request"):  # a fragment: the sign-in page must not be inserted into the page
                return HttpResponseClientRefresh()
            return redirect_to_login(request.get_full_path())
        return HttpResponse("Sign in first.", status=403, content_type="text/plain")

    return guarded


def seconds_to_wait(request: HttpRequest, kind: type[SimpleRateThrottle] = WriteThrottle) -> int:
    """Count the request against a limit, shared with the API. Return the seconds to wait, 0 if allowed."""
    throttle = kind()
    counted = Request(request)
    counted.user = request.user
    return 0 if throttle.allow_request(counted, APIView()) else math.ceil(throttle.wait() or 1)


def unless_too_often(view: View[P]) -> View[P]:
    """Return 429 for more requests than API_RATE_WRITES allows, through pages and API together."""

    @wraps(view)
    def limited(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        seconds = seconds_to_wait(request)
        if not seconds:
            return view(request, *args, **kwargs)
        refused = render(request, "videos/too_often.html", {"seconds": seconds}, status=429)
        refused["Retry-After"] = str(seconds)
        return refused

    return limited
