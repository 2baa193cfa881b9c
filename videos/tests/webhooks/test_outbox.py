"""Deliveries: created with the end of a job, sent until accepted; verified with the specification's own library."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from videos.jobs import lifecycle, retention, submission
from videos.jobs.claims import Effort
from videos.jobs.request import VideoRequest
from videos.models import Delivery, Job, Priority, Status, WebhookSecret
from videos.pipeline.artifacts import VideoFacts
from videos.tests.factories import JobFactory, UserFactory, sample_version
from videos.tests.webhooks.receiver import Receiver, answer, deliver
from videos.webhooks import outbox, sender, signing
from videos.webhooks.sender import Answer

pytestmark = pytest.mark.django_db
URL = "https://example.org/hook"
FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)
ACCEPTED, FAILED, GONE = Answer(True, "HTTP 204"), Answer(False, "HTTP 500"), Answer(False, "HTTP 410", gone=True)


class Post:
    """Records the messages, and returns ``answer`` for each."""

    def __init__(self, answer: Answer = ACCEPTED) -> None:
        self.answer = answer
        self.messages: list = []

    def __call__(self, messages):
        self.messages += messages
        return [self.answer for _ in messages]


def ended(**traits) -> Job:
    """A job that has just been cancelled."""
    job = JobFactory(**{"webhook_url": URL, **traits})
    assert lifecycle.cancel(job.pk)
    return job


def the_delivery() -> Delivery:
    return Delivery.objects.get()


def pass_time(seconds: float) -> None:
    for field in ("next_at", "tried_at"):
        Delivery.objects.exclude(**{field: None}).update(**{field: F(field) - timedelta(seconds=seconds)})


# --- it is created with the end


def claimed():
    return lifecycle.claim(JobFactory(webhook_url=URL).pk, "worker1")


def complete() -> None:
    lifecycle.complete(claimed(), "videos/1/2", FACTS, "recipe", Effort("store"))


def fail() -> None:
    lifecycle.fail(claimed(), "speech_failed", "Why.", Effort("narration"))


def refuse() -> None:
    lifecycle.refuse(JobFactory(webhook_url=URL, status=Status.PENDING).pk, "queue_unavailable", "Start Redis.")


def give_up() -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    lifecycle.give_up(JobFactory(webhook_url=URL, processing=True, lease_until=long_ago, setbacks=9).pk)


def wait_over() -> None:
    lifecycle.wait_over(JobFactory(webhook_url=URL, waiting_since=timezone.now() - timedelta(hours=1)).pk)


def expire() -> None:
    long_ago = timezone.now() - timedelta(days=31)
    lifecycle.expire(JobFactory(webhook_url=URL, in_review=True, waiting_since=long_ago).pk)


def reuse() -> None:
    lifecycle.reuse(JobFactory.build(webhook_url=URL), JobFactory(completed=True))


def test_a_job_that_waits_for_its_review_is_reported_with_the_time(settings):
    claim = lifecycle.claim(JobFactory(webhook_url=URL, review=True).pk)
    lifecycle.await_review(claim, sample_version(), Effort("slides"))
    post = Post()
    deliver(post)
    (message,) = post.messages
    event = json.loads(message.body)
    assert (event["type"], event["data"]["status"]) == ("job.review", "review")
    assert datetime.fromisoformat(event["timestamp"]) == Job.objects.get().waiting_since
    assert lifecycle.approve(claim.job_id, 1)
    lifecycle.fail(lifecycle.claim(claim.job_id), "speech_failed", "Why.", Effort("narration"))
    assert list(Delivery.objects.values_list("event", flat=True)) == ["failed", "review"]


@pytest.mark.parametrize(
    ("end", "event"),
    [
        (complete, "completed"),
        (fail, "failed"),
        (refuse, "failed"),
        (give_up, "failed"),
        (wait_over, "failed"),
        (expire, "failed"),
        (ended, "cancelled"),
        (reuse, "completed"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_each_end_creates_a_delivery_that_is_due_at_once(settings, end, event):
    settings.JOB_WAIT_SECONDS = 60
    end()
    delivery = the_delivery()
    assert (delivery.event, delivery.url, delivery.status) == (event, URL, "pending")
    post = Post()
    deliver(post)
    (message,) = post.messages
    received = json.loads(message.body)
    assert received["type"] == f"video.{event}"
    assert received["data"]["status"] == event
    assert received["timestamp"] == received["data"]["finished_at"] is not None


def test_an_end_that_did_not_happen_creates_no_delivery():
    job = JobFactory(webhook_url=URL, completed=True)
    assert not lifecycle.cancel(job.pk)
    with transaction.atomic():
        ended()
        transaction.set_rollback(True)  # the process dies before the end is committed
    assert not Delivery.objects.exists()


def test_no_other_move_creates_a_delivery_and_no_job_without_a_webhook():
    lifecycle.postpone(claimed(), "disk_full", "Why.", Effort(), 30, setback=True)
    lifecycle.hand_back(claimed(), Effort())
    assert lifecycle.cancel(JobFactory().pk)
    assert not Delivery.objects.exists()


def test_the_request_names_the_webhook(waiting_queue):
    job, _ = submission.submit(VideoRequest("90000001", Priority.NORMAL, webhook_url=URL))
    assert Job.objects.get(pk=job.pk).webhook_url == URL


# --- the message


def test_the_body_has_the_job_in_the_api_s_format_with_absolute_urls(settings, client):
    settings.SITE_URL = "https://videos.example.org"
    complete()
    job = Job.objects.get()
    post = Post()
    deliver(post)
    received = json.loads(post.messages[0].body)
    shown = client.get(f"/api/videos/{job.pk}", headers={"Host": "testserver"}).json()
    assert received["data"]["video_url"] == f"https://videos.example.org/api/videos/{job.pk}/download"
    assert json.dumps(received["data"]) == json.dumps(shown).replace("http://testserver", "https://videos.example.org")


def test_the_body_shows_the_job_as_it_ended_although_it_was_retried_since():
    job = JobFactory(webhook_url=URL)
    lifecycle.fail(lifecycle.claim(job.pk), "speech_failed", "Why.", Effort())
    assert lifecycle.reopen(job.pk, "again")
    assert lifecycle.cancel(job.pk)
    post = Post()
    deliver(post)
    received = [json.loads(message.body) for message in post.messages]
    assert [one["type"] for one in received] == ["video.failed", "video.cancelled"]
    assert received[0]["data"]["error_code"] == "speech_failed"
    assert len({message.headers["webhook-id"] for message in post.messages}) == 2


def test_a_receiver_can_verify_the_sender():
    owner = UserFactory()
    ended(owner=owner)
    post = Post()
    deliver(post)
    (message,) = post.messages
    secret = signing.secret_of(owner.pk).current
    assert Webhook(secret).verify(message.body, message.headers)["type"] == "video.cancelled"
    for body, headers in (
        (message.body.replace(b"cancelled", b"completed"), message.headers),
        (message.body, message.headers | {"webhook-id": "another"}),
        (message.body, message.headers | {"webhook-timestamp": str(int(message.headers["webhook-timestamp"]) + 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, headers)


def test_each_user_and_the_single_user_has_a_secret():
    users = [UserFactory().pk, UserFactory().pk, None]
    secrets = [signing.secret_of(user).current for user in users]
    assert len(set(secrets)) == 3
    assert secrets == [signing.secret_of(user).current for user in users]
    assert WebhookSecret.objects.count() == 3


def test_deliveries_are_signed_by_the_current_and_the_previous_secret():
    first = signing.secret_of(None).current
    second = signing.change(None).current
    ended()
    post = Post(FAILED)
    deliver(post)
    for secret in (first, second):
        Webhook(secret).verify(post.messages[0].body, post.messages[0].headers)
    signing.change(None)
    pass_time(10)
    deliver(post)
    with pytest.raises(WebhookVerificationError):
        Webhook(first).verify(post.messages[1].body, post.messages[1].headers)


# --- it is sent until it is accepted


def test_an_accepted_delivery_is_not_sent_again():
    ended()
    post = Post()
    for _ in range(2):
        assert not deliver(post)
        pass_time(86400)
    delivery = the_delivery()
    assert (delivery.status, delivery.attempts, delivery.answer, delivery.next_at) == ("delivered", 1, "HTTP 204", None)
    assert len(post.messages) == 1


def test_a_failed_delivery_is_retried_at_growing_intervals_and_then_given_up():
    ended()
    post = Post(FAILED)
    for attempt, delay in enumerate((5, 30, 120, 600, 3600, 21600, 86400), 1):
        deliver(post)
        assert len(post.messages) == attempt
        assert the_delivery().answer == "HTTP 500"
        pass_time(delay * 0.79)
        deliver(post)
        assert len(post.messages) == attempt
        pass_time(delay * 0.42)
    assert the_delivery().status == "pending"
    deliver(post)
    delivery = the_delivery()
    assert (delivery.status, delivery.attempts, delivery.next_at) == ("given up", 8, None)
    assert len({(message.headers["webhook-id"], message.body) for message in post.messages}) == 1


def test_each_attempt_has_a_new_signature_because_receivers_refuse_old_ones():
    ended()
    post, now = Post(FAILED), timezone.now()
    deliver(post, now=lambda: now - timedelta(hours=1))
    pass_time(10)
    deliver(post, now=lambda: now)
    old, new = post.messages
    secret = Webhook(signing.secret_of(None).current)
    assert secret.verify(new.body, new.headers)
    with pytest.raises(WebhookVerificationError, match="too old"):
        secret.verify(old.body, old.headers)


def test_after_410_gone_nothing_is_sent_again():
    ended()
    deliver(Post(GONE))
    assert (the_delivery().status, the_delivery().attempts) == ("given up", 1)


def test_a_delivery_whose_sender_died_is_sent_again_a_limited_number_of_times():
    ended()

    def dying(messages):
        raise SystemExit

    for _ in range(8):
        with pytest.raises(SystemExit):
            deliver(dying)
        pass_time(59)
        deliver(Post())
        assert the_delivery().status == "pending"
        pass_time(2)
    deliver(Post())
    assert (the_delivery().status, the_delivery().attempts) == ("given up", 8)
    assert "stopped" in the_delivery().answer


def test_of_two_senders_one_claims_the_delivery():
    ended()
    others = Post()

    def slow(messages):
        deliver(others)
        return [ACCEPTED for _ in messages]

    deliver(slow)
    assert not others.messages
    assert the_delivery().attempts == 1


def test_a_slow_sender_does_not_overwrite_the_result_of_the_next():
    ended()

    def slow(messages):
        pass_time(61)
        deliver(Post(ACCEPTED))
        return [FAILED for _ in messages]

    deliver(slow)
    assert (the_delivery().status, the_delivery().answer) == ("delivered", "HTTP 204")


def test_a_full_run_says_that_more_is_due(monkeypatch):
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    for _ in range(3):
        ended()
    post = Post()
    assert deliver(post)
    assert not deliver(post)
    assert len(post.messages) == 3


def test_one_owner_takes_ten_places_of_a_run_and_one_host_takes_ten():
    mallory, ann, bob = (UserFactory() for _ in range(3))
    for number in range(30):
        ended(owner=mallory, webhook_url=f"https://slow{number}.example/")
    for _ in range(6):
        ended(owner=ann, webhook_url="https://popular.example/hook")
        ended(owner=bob, webhook_url="https://popular.example/hook")
    ended(owner=ann, webhook_url="https://honest.example/")
    post = Post()
    assert deliver(post)
    taken = [message.url for message in post.messages]
    assert sum("slow" in url for url in taken) == 10
    assert taken.count("https://popular.example/hook") == 10
    assert "https://honest.example/" in taken
    while deliver(post):
        pass
    assert len(post.messages) == 43


def test_a_delivery_whose_message_cannot_be_made_does_not_keep_the_others_from_theirs(caplog):
    broken, sound = ended(), ended()
    Delivery.objects.filter(job=broken).update(snapshot="[]")
    post = Post()
    deliver(post)
    assert len(post.messages) == 1
    assert Delivery.objects.get(job=sound).status == "delivered"
    failed = Delivery.objects.get(job=broken)
    assert (failed.status, failed.attempts) == ("pending", 1)
    assert failed.answer == "the message could not be made; the operator finds the reason in the log"
    assert "ValueError" in caplog.text


def test_deleting_a_job_deletes_its_deliveries():
    job = ended()
    retention.delete(job.pk)
    retention.delete(JobFactory(webhook_url=URL).pk)
    assert not Delivery.objects.exists()


def test_deleting_a_job_during_its_delivery_is_no_error():
    job = ended()

    def slow(messages):
        retention.delete(job.pk)
        return [ACCEPTED for _ in messages]

    deliver(slow)
    assert not Delivery.objects.exists()


def test_a_run_with_nothing_to_send_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        deliver(Post())


# --- over a real socket


def test_a_real_receiver_gets_and_verifies_a_delivery(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with Receiver(answer(500)) as receiver:
        job = JobFactory(webhook_url=receiver.url, title="Fieber über 39 °C – ‘=1+1’ \U0001f600")
        lifecycle.cancel(job.pk)
        deliver()
        assert the_delivery().answer == "HTTP 500"
        receiver.behaviour = answer(200, b"thanks")
        pass_time(10)
        deliver()
    assert (the_delivery().status, the_delivery().attempts) == ("delivered", 2)
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == str(the_delivery().pk)
    assert first.headers["Content-Type"] == "application/json"
    received = Webhook(signing.secret_of(None).current).verify(second.body, second.headers)
    assert received["data"]["job_id"] == str(job.pk)


def test_a_private_receiver_is_refused_when_a_delivery_is_sent(settings):
    with Receiver() as receiver:
        lifecycle.cancel(JobFactory(webhook_url=receiver.url).pk)
        lifecycle.cancel(JobFactory(webhook_url=f"https://localhost.example:{receiver.port}/").pk)
        deliver(lambda messages: sender.send(messages, resolve=lambda host, port: ["127.0.0.1"]))
    assert not receiver.requests
    assert all("https://" in why or "Internet" in why for why in Delivery.objects.values_list("answer", flat=True))


def test_the_example_for_receivers_in_the_reference_verifies(capsys):
    """The example in docs/reference/api.md is run as it is."""
    reference = Path(django_settings.BASE_DIR, "docs", "reference", "api.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n((?:(?!```).)*?from standardwebhooks.*?)```", reference, re.DOTALL)
    exec(example, receiver := {})
    ended()
    post = Post()
    deliver(post)
    (message,) = post.messages
    secret = signing.secret_of(None).current
    assert receiver["receive"](secret, message.headers, message.body) == 204
    assert capsys.readouterr().out.startswith("video.cancelled")
    assert receiver["receive"](secret, message.headers, message.body + b" ") == 400
