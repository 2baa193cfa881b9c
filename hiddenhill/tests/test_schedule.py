"""The scheduler stops when it is told, and not amid what it does."""

import signal

import pytest
from celery import current_app

from hiddenhill.schedule import Scheduler

pytestmark = pytest.mark.django_db(transaction=True)


class Told(Scheduler):
    """Is told to stop amid its look."""

    has_planned = False

    def populate_heap(self, *args: object, **kwargs: object) -> None:
        self.stop(signal.SIGTERM, None)
        super().populate_heap(*args, **kwargs)
        self.has_planned = True


def test_told_amid_a_look_it_stops_when_that_is_over():
    scheduler = Told(app=current_app, lazy=True)
    with pytest.raises(SystemExit):
        scheduler.tick()
    assert scheduler.has_planned


def test_told_between_two_looks_it_stops_at_once():
    with pytest.raises(SystemExit):
        Scheduler(app=current_app, lazy=True).stop(signal.SIGTERM, None)
