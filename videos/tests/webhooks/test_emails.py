"""E-mail about videos: who gets one, what it says, and that nothing is lost while the mail server is away."""

import socket
import uuid
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from hiddenhill.tests.mail_server import MailServer, running
from videos import tasks
from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Batch, Delivery, EmailNotice, Job, Project
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.options import Format, Options
from videos.tests.factories import JobFactory, UserFactory, sample_version
from videos.tests.webhooks.receiver import deliver
from videos.webhooks.sender import Answer

pytestmark = pytest.mark.django_db
FACTS = VideoFacts(duration=80.0, width=1920, height=1080, size=2_000_000)
TITLE = "Fever above 39 °C"


@pytest.fixture
def ann():
    """A user who wants e-mail."""
    ann = UserFactory(username="ann", email="ann@example.org")
    EmailNotice.objects.create(owner=ann)
    return ann


@pytest.fixture
def server(settings):
    settings.SITE_URL = "https://videos.example.org"
    with running(MailServer()) as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


def claimed(**fields):
    return lifecycle.claim(JobFactory(title=TITLE, **fields).pk, "worker1")


def complete(**fields) -> Job:
    claim = claimed(**fields)
    lifecycle.complete(claim, "videos/1/2", FACTS, "recipe", Effort("store"))
    return Job.objects.get(pk=claim.job_id)


def fail(code="speech_failed", message="For operators.", **fields) -> Job:
    claim = claimed(**fields)
    lifecycle.fail(claim, code, message, Effort("narration"))
    return Job.objects.get(pk=claim.job_id)


def await_review(**fields) -> Job:
    claim = claimed(review=True, **fields)
    lifecycle.await_review(claim, sample_version(), Effort("slides"))
    return Job.objects.get(pk=claim.job_id)


def text(message) -> str:
    return message.get_content().replace("\r\n", "\n")


def subject(message) -> str:
    return message["Subject"].strip()  # Python's parser keeps the space of a folded header


def pass_time(**time) -> None:
    for field in ("next_at", "tried_at"):
        Delivery.objects.exclude(**{field: None}).update(**{field: F(field) - timedelta(**time)})


def due() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("-channel").values_list("channel", "event"))


# --- who gets one


@pytest.mark.parametrize(("end", "event"), [(complete, "completed"), (fail, "failed"), (await_review, "review")])
def test_an_owner_who_wants_e_mail_gets_one_about_each_end_and_review(ann, end, event):
    end(owner=ann)
    assert due() == [("e-mail", event)]


def test_nobody_else_gets_one(ann):
    complete(owner=UserFactory(email="bob@example.org"))
    complete(owner=None)
    assert due() == []


def test_what_the_user_did_is_not_reported_to_the_user(ann):
    assert lifecycle.cancel(JobFactory(owner=ann).pk)
    lifecycle.reuse(JobFactory.build(owner=ann), JobFactory(completed=True))
    assert due() == []


def test_a_job_with_a_webhook_has_both(ann, server):
    complete(owner=ann, webhook_url="https://example.org/hook")
    assert due() == [("webhook", "completed"), ("e-mail", "completed")]
    tasks.deliver_emails()
    assert Delivery.objects.get(channel="webhook").attempts == 0
    assert len(server.received) == 1


@pytest.mark.parametrize("change", ["opted out", "no address", "inactive"])
def test_users_who_do_not_want_it_any_more_get_none(ann, server, change):
    complete(owner=ann)
    if change == "opted out":
        EmailNotice.objects.all().delete()
    elif change == "no address":
        ann.email = ""
    else:
        ann.is_active = False
    ann.save()
    tasks.deliver_emails()
    assert server.received == []
    assert Delivery.objects.get().status == "given up"


# --- what it says


def test_the_e_mail_about_a_video_has_its_title_and_page(ann, server):
    job = complete(owner=ann)
    tasks.deliver_emails()
    (message,) = server.received
    assert message["To"] == "ann@example.org"
    assert subject(message) == f"Your video is ready: {TITLE}"
    assert message["Auto-Submitted"] == "auto-generated"
    assert text(message) == (
        f"Your video is ready.\n\n{TITLE}\n\nhttps://videos.example.org/jobs/{job.pk}\n\n"
        "--\nYou get this e-mail because you asked for it. Turn it off in your account: https://videos.example.org/accounts/tokens#email\n"
    )


def test_the_e_mail_about_a_failure_says_why_and_what_to_do_in_the_words_of_users(ann, server):
    fail(owner=ann)
    fail("paper_has_no_text", "The paper has no abstract. Choose another paper.", owner=ann)
    tasks.deliver_emails()
    first, second = sorted(map(text, server.received), key=lambda body: "abstract" in body)
    assert "The voice could not speak the text. Try again, or choose another voice.\n" in first
    assert "For operators" not in first
    assert "The paper has no abstract. Choose another paper.\n" in second


def test_the_e_mail_about_a_review_leads_to_the_script(ann, server):
    job = await_review(owner=ann)
    tasks.deliver_emails()
    assert subject(server.received[0]) == f"Your script is ready for its review: {TITLE}"
    assert f"/jobs/{job.pk}" in text(server.received[0])


def test_a_title_cannot_add_headers(ann, server):
    claim = lifecycle.claim(JobFactory(title="A\r\nBcc: eve@example.org", owner=ann).pk, "worker1")
    lifecycle.complete(claim, "videos/1/2", FACTS, "recipe", Effort("store"))
    tasks.deliver_emails()
    assert subject(server.received[0]) == "Your video is ready: A Bcc: eve@example.org"
    assert server.received[0]["Bcc"] is None


# --- several formats


def in_three_formats(**fields) -> list[Job]:
    group = uuid.uuid4()
    project = Project.objects.create(owner=fields["owner"], pubmed_id="90000001")
    return [
        JobFactory(title=TITLE, group=group, project=project, options=Options(shape), **fields)
        for shape in (Format.SQUARE, Format.LANDSCAPE, Format.PORTRAIT)
    ]


def test_a_video_in_several_formats_is_reported_once(ann, server):
    jobs = in_three_formats(owner=ann)
    for job in jobs:
        assert due() == []
        lifecycle.complete(lifecycle.claim(job.pk), "videos/1/2", FACTS, "recipe", Effort("store"))
    assert due() == [("e-mail", "completed")]
    tasks.deliver_emails()
    (message,) = server.received
    assert subject(message) == f"Your videos are ready: {TITLE}"
    assert text(message).startswith(
        f"Your videos are ready.\n\n{TITLE}\n\nLandscape: completed\nPortrait: completed\nSquare: completed\n\n"
        f"https://videos.example.org/jobs/{jobs[-1].pk}\n"
    )


def test_the_e_mail_about_several_formats_says_which_failed_and_why(ann, server):
    first, second, third = in_three_formats(owner=ann)
    lifecycle.fail(lifecycle.claim(first.pk), "speech_failed", "For operators.", Effort("narration"))
    for job in (second, third):
        lifecycle.complete(lifecycle.claim(job.pk), "videos/1/2", FACTS, "recipe", Effort("store"))
    tasks.deliver_emails()
    (message,) = server.received
    assert subject(message) == f"2 of your 3 videos are ready: {TITLE}"
    said = "Square: failed. The voice could not speak the text. Try again, or choose another voice.\n"
    assert said in text(message)


# --- batches


def test_a_batch_is_reported_once_when_nothing_of_it_goes_on(ann, server):
    batch = Batch.objects.create(owner=ann)
    jobs = [JobFactory(owner=ann, batch=batch) for _ in range(2)]
    complete(owner=ann, batch=batch)
    assert due() == []
    lifecycle.fail(lifecycle.claim(jobs[0].pk), "speech_failed", "Why.", Effort())
    assert due() == []
    lifecycle.complete(lifecycle.claim(jobs[1].pk), "videos/1/2", FACTS, "recipe", Effort("store"))
    assert due() == [("e-mail", "batch")]
    tasks.deliver_emails()
    (message,) = server.received
    assert subject(message) == "Your batch is finished"
    assert text(message).startswith(
        f"Your batch is finished.\n\n2 completed\n1 failed\n\nhttps://videos.example.org/batches/{batch.pk}\n"
    )


def test_a_batch_whose_scripts_wait_says_so(ann, server):
    batch = Batch.objects.create(owner=ann, review=True)
    jobs = [JobFactory(owner=ann, batch=batch, review=True) for _ in range(2)]
    for job in jobs:
        lifecycle.await_review(lifecycle.claim(job.pk), sample_version(), Effort("slides"))
    tasks.deliver_emails()
    assert [subject(message) for message in server.received] == ["Your batch waits for your review: 2 of 2"]


def test_a_batch_that_was_deleted_is_not_reported(ann, server):
    batch = Batch.objects.create(owner=ann)
    complete(owner=ann, batch=batch)
    batch.delete()
    tasks.deliver_emails()
    assert (server.received, Delivery.objects.get().status) == ([], "given up")


# --- mail servers that fail


def test_a_mail_server_that_is_away_for_an_hour_loses_nothing(ann, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    job = complete(owner=ann)
    for seconds in (0, 7, 37, 145, 721):
        pass_time(seconds=seconds)
        tasks.deliver_emails()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("pending", 5)
    assert "the mail server does not answer" in delivery.answer
    pass_time(hours=1.3)
    with running(MailServer()) as server:
        settings.EMAIL_PORT = server.port
        tasks.deliver_emails()
    assert [message["Message-ID"] for message in server.received] == [f"<{delivery.pk}@127.0.0.1>"]
    assert Delivery.objects.get().status == "delivered"
    assert job.status == "completed"


def test_a_server_that_is_slow_is_given_up_for_now_after_the_timeout(ann, server, settings):
    settings.EMAIL_TIMEOUT, server.seconds = 0.2, 1.0
    complete(owner=ann)
    tasks.deliver_emails()
    assert (Delivery.objects.get().status, Delivery.objects.get().attempts) == ("pending", 1)
    assert "timed out" in Delivery.objects.get().answer
    server.seconds, settings.EMAIL_TIMEOUT = 0.0, 30
    pass_time(seconds=10)
    tasks.deliver_emails()
    assert Delivery.objects.get().status == "delivered"


def test_a_temporary_refusal_is_tried_again(ann, server):
    server.rcpt = ["450 greylisted"]
    complete(owner=ann)
    tasks.deliver_emails()
    assert (Delivery.objects.get().status, Delivery.objects.get().answer) == ("pending", "SMTP 450 greylisted")
    pass_time(seconds=10)
    tasks.deliver_emails()
    assert (Delivery.objects.get().status, len(server.received)) == ("delivered", 1)


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_final_refusal_is_not_tried_again(ann, server, step):
    setattr(server, step, ["550 no such mailbox"])
    complete(owner=ann)
    tasks.deliver_emails()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.answer) == ("given up", 1, "SMTP 550 no such mailbox")


def test_the_refusal_of_one_does_not_keep_the_others_from_theirs(ann, server):
    server.rcpt = ["550 no such mailbox"]
    for _ in range(7):
        complete(owner=ann)
    tasks.deliver_emails()
    assert len(server.received) == 6


def test_webhooks_are_sent_without_the_e_mails(ann):
    complete(owner=ann, webhook_url="https://example.org/hook")
    deliver(lambda messages: [Answer(True, "HTTP 204") for _ in messages])
    assert list(Delivery.objects.order_by("channel").values_list("channel", "status")) == [
        ("e-mail", "pending"),
        ("webhook", "delivered"),
    ]


# --- where it is shown


def test_the_api_lists_webhooks_only(ann):
    job = complete(owner=ann, webhook_url="https://example.org/hook")
    shown = Client().get(f"/api/videos/{job.pk}/deliveries").json()
    assert [delivery["url"] for delivery in shown] == ["https://example.org/hook"]


def test_the_admin_shows_whom_an_e_mail_is_for(ann, settings):
    complete(owner=ann)
    settings.API_ALLOW_ANONYMOUS = False
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get("/admin/videos/delivery/?channel__exact=e-mail").content.decode()
    assert "ann, by e-mail" in page
