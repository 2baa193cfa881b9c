"""The Django project: settings, URLs, the Celery app, accounts, and what runs beside Django."""

from hiddenhill.celery import app as celery_app

__all__ = ["celery_app"]
