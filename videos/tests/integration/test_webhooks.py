"""Webhooks, sent by real processes to a real receiver."""

import contextlib
import signal
import sqlite3
import threading

import pytest
from standardwebhooks import Webhook

from hiddenhill.tests.patience import LIMIT_SECONDS, eventually
from videos.tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.integration


@pytest.mark.faults
def test_a_webhook_survives_the_death_of_its_sender_and_needs_no_queue(instances):
    environment = {"WEBHOOK_ALLOW_PRIVATE": "true", "RECOVER_EVERY_SECONDS": "1"}
    with Receiver(lambda handler: threading.Event().wait()) as receiver, instances(**environment) as instance:
        refused = instance.run("generate", "sample", "--webhook", receiver.url)
        assert "queue cannot be reached" in refused.stderr

        housekeeper = instance.start("worker", "--housekeeping")
        eventually(lambda: receiver.requests)
        instance.stop(housekeeper, signum=signal.SIGKILL)
        receiver.behaviour = Receiver().behaviour
        a_minute_passes(instance)
        assert instance.run("recover").returncode == 0
        assert rows(instance, "SELECT status FROM videos_delivery") == [("delivered",)]
        first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    ((secret,),) = rows(instance, "SELECT current FROM videos_webhooksecret")
    assert Webhook(secret).verify(second.body, second.headers)["data"]["error_code"] == "queue_unavailable"


def a_minute_passes(instance):
    """Let the claim of the killed sender expire."""
    assert rows(instance, "SELECT status, attempts FROM videos_delivery") == [("pending", 1)]
    rows(instance, "UPDATE videos_delivery SET next_at = datetime(next_at, '-61 seconds')")


def rows(instance, statement):
    with (
        contextlib.closing(sqlite3.connect(instance.var / "hiddenhill.sqlite3", timeout=LIMIT_SECONDS)) as database,
        database,
    ):
        return database.execute(statement).fetchall()
