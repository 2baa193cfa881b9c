"""The Celery app. Its settings are Django's, under the prefix ``CELERY_``."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, heartbeat_sent, setup_logging

from hiddenhill.runtime import heartbeat_file

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hiddenhill.settings")

app = Celery("hiddenhill")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def give_workers_patience(conf: Any, **kwargs: Any) -> None:
    """Lengthen a worker's socket time-out: unlike a web request it may wait for a slow Redis."""
    conf.broker_transport_options = {
        **conf.broker_transport_options,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }


@heartbeat_sent.connect
def show_life(**kwargs: Any) -> None:
    """Tell the health check, every two seconds, that the worker is well and reaches the queue."""
    heartbeat_file.touch()


@setup_logging.connect
def leave_logs_alone(**kwargs: Any) -> None:
    """Django has set them up; that somebody listens here keeps Celery from doing so again."""
