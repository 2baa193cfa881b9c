"""Whether Hidden Hill is alive and can work."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The app behind ``/api/health``."""

    name = "health"
