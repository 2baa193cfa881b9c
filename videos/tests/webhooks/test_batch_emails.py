"""Of jobs of a batch that end at the same time, one sees that it is the last. Runs on PostgreSQL as well."""

import threading

import pytest
from django.db import connection, transaction

from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Batch, Delivery, EmailNotice
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.meanwhile import ALL_APPS

pytestmark = pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)


def test_two_jobs_that_end_at_the_same_time_cause_one_e_mail():
    ann = UserFactory(email="ann@example.org")
    EmailNotice.objects.create(owner=ann)
    batch = Batch.objects.create(owner=ann)
    claims = [lifecycle.claim(JobFactory(owner=ann, batch=batch).pk, "worker1") for _ in range(2)]
    both_have_begun, second_has_ended = threading.Event(), threading.Event()

    def end_second() -> None:
        both_have_begun.wait()
        lifecycle.fail(claims[1], "speech_failed", "Why.", Effort())
        second_has_ended.set()
        connection.close()

    other = threading.Thread(target=end_second)
    other.start()
    with transaction.atomic():
        lifecycle.fail(claims[0], "speech_failed", "Why.", Effort())
        both_have_begun.set()
        second_has_ended.wait(2)  # it waits for this transaction, or has not seen the end of the first
    other.join()
    assert list(Delivery.objects.values_list("event", flat=True)) == ["batch"]
