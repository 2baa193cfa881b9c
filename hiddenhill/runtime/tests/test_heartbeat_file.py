"""What the health checks of containers look at."""

from celery.signals import heartbeat_sent

from hiddenhill import celery  # noqa: F401  (connects the signal)


def test_a_worker_shows_with_each_heartbeat_that_it_is_well(settings, tmp_path):
    settings.ALIVE_FILE = str(tmp_path / "alive")
    heartbeat_sent.send(sender=None)
    assert (tmp_path / "alive").exists()


def test_outside_of_containers_nothing_is_written(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings.ALIVE_FILE = ""
    heartbeat_sent.send(sender=None)
    assert not list(tmp_path.iterdir())
