"""The file whose age the health checks of containers look at."""

import pytest
from celery.signals import heartbeat_sent

from hiddenhill.celery import app


@pytest.fixture
def consuming(monkeypatch):
    """Let the app take messages from this queue only, as a worker started with ``--queues`` does."""

    def consume(queue: str) -> None:
        monkeypatch.setattr(app.amqp.queues, "_consume_from", {queue: None})

    return consume


def test_each_heartbeat_of_a_worker_touches_the_file(settings, tmp_path, consuming):
    settings.ALIVE_FILE = str(tmp_path / "alive")
    consuming("hidden-hill")
    heartbeat_sent.send(sender=None)
    assert (tmp_path / "alive").exists()


def test_the_housekeeper_leaves_the_file_to_its_loops(settings, tmp_path, consuming):
    settings.ALIVE_FILE = str(tmp_path / "alive")
    consuming("hidden-hill-housekeeping")
    heartbeat_sent.send(sender=None)
    assert not (tmp_path / "alive").exists()


def test_without_a_path_nothing_is_written(settings, tmp_path, monkeypatch, consuming):
    monkeypatch.chdir(tmp_path)
    settings.ALIVE_FILE = ""
    consuming("hidden-hill")
    heartbeat_sent.send(sender=None)
    assert not list(tmp_path.iterdir())
