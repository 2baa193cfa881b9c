"""The product: jobs, their queue and the pipeline."""

from django.apps import AppConfig


class VideosConfig(AppConfig):
    """The app that owns the Job."""

    name = "videos"
    verbose_name = "Videos"
