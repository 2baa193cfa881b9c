"""The first page: one field for a paper, and the button that has its video made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from videos.pages.access import for_users


@for_users
def studio(request: HttpRequest) -> HttpResponse:
    """The form."""
    return render(request, "videos/studio.html")
