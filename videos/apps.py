"""The product: jobs, their queue and the pipeline."""

from django.apps import AppConfig
from django.conf import settings


class VideosConfig(AppConfig):
    """The app that owns the Job."""

    name = "videos"
    verbose_name = "Videos"

    def ready(self) -> None:
        """Register the system checks, and the tasks where they run inside the request."""
        from videos import checks  # noqa: F401

        if settings.CELERY_TASK_ALWAYS_EAGER:
            from videos import tasks  # noqa: F401
