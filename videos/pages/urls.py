"""The addresses of the pages."""

from django.urls import path

from videos.pages import job
from videos.pages.library import library
from videos.pages.studio import studio

urlpatterns = [
    path("", studio, name="studio"),
    path("jobs/<uuid:job_id>", job.job, name="job"),
    path("jobs/<uuid:job_id>/progress", job.progress, name="job-progress"),
    path("jobs/<uuid:job_id>/cancel", job.cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry", job.retry, name="job-retry"),
    path("jobs/<uuid:job_id>/delete", job.delete, name="job-delete"),
    path("library", library, name="library"),
]
