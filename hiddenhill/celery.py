"""The Celery app. Its settings are the Django settings with the prefix ``CELERY_``."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, heartbeat_sent, setup_logging
from django.conf import settings

from hiddenhill.runtime import heartbeat_file

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hiddenhill.settings")

app = Celery("hiddenhill")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def lengthen_socket_timeouts(conf: Any, **kwargs: Any) -> None:
    """Let a worker wait for a slow Redis, unlike a web request."""
    conf.broker_transport_options = {
        **conf.broker_transport_options,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }


@heartbeat_sent.connect
def touch_heartbeat_file(**kwargs: Any) -> None:
    """Show the health check, every two seconds, that this worker runs and is connected to the queue.

    In the housekeeper its loops do so (videos/worker/loop.py): without them it must not look healthy, and they need no
    queue.
    """
    if settings.HOUSEKEEPING_QUEUE not in app.amqp.queues.consume_from:
        heartbeat_file.touch()


@setup_logging.connect
def keep_logging(**kwargs: Any) -> None:
    """Keep the logging that Django has set up: with a receiver for this signal, Celery does not configure its own."""
