"""The page of all one's videos."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from videos.pages.access import for_users


@for_users
def library(request: HttpRequest) -> HttpResponse:
    """The videos, newest first."""
    return render(request, "videos/library.html")
