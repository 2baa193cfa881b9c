"""How the parts of Hidden Hill are wired: settings, URLs, the Celery app and the private queue server."""

from hiddenhill.celery import app as celery_app

__all__ = ["celery_app"]
