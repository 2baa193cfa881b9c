"""The product: jobs, their queue and the pipeline."""

from importlib import import_module

from django.apps import AppConfig


class VideosConfig(AppConfig):
    """The app that owns the Job."""

    name = "videos"
    verbose_name = "Videos"

    def ready(self) -> None:
        """Register the system checks."""
        import_module("videos.checks")
