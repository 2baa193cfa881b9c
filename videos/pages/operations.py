"""The state of the service, for operators: staff, and the single user, who has no account for the admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from videos.api.permissions import is_operator
from videos.jobs import overview, trends
from videos.pages.decorators import for_users


@require_safe
@for_users
def operations(request: HttpRequest) -> HttpResponseBase:
    """Show the queue, running jobs, workers, problems and trends. Takes a second: workers may answer that long."""
    if not is_operator(request.user):
        raise PermissionDenied
    return render(request, "videos/operations.html", {"now": overview.overview(), "lately": trends.trends()})
