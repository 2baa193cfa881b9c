"""Configures the ``videos`` app: jobs, their queue and the pipeline."""

from django.apps import AppConfig
from django.conf import settings


class VideosConfig(AppConfig):
    """The app that owns the models."""

    name = "videos"
    verbose_name = "Videos"

    def ready(self) -> None:
        """Register the system checks, and also the tasks if they run eagerly, inside the request."""
        from videos import checks  # noqa: F401

        if settings.CELERY_TASK_ALWAYS_EAGER:
            from videos import tasks  # noqa: F401
