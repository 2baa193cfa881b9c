"""The page of one job: how far it is, and then the video with everything around it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from videos.pages.access import for_users
from videos.permissions import visible_to


@for_users
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job, for those who may see it; 404 for others."""
    return render(request, "videos/job.html", {"job": get_object_or_404(visible_to(request.user), pk=job_id)})
