"""The addresses of the pages."""

from django.urls import path

from videos.pages.job import job
from videos.pages.library import library
from videos.pages.studio import studio

urlpatterns = [
    path("", studio, name="studio"),
    path("jobs/<uuid:job_id>", job, name="job"),
    path("library", library, name="library"),
]
