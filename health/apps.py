"""The application for health checks."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The app behind ``/api/health``."""

    name = "health"
