"""The e-mail of a delivery, to the owner of the job, and how it is handed to the mail server."""

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from videos.jobs import batch_progress, projects
from videos.models import Delivery, EmailNotice, Job, Status
from videos.webhooks.outbox import Carrier, Undeliverable
from videos.webhooks.sender import Answer

_AT_ONCE = 5
_CLAIM = timedelta(minutes=10)
"""Five e-mails to a server that is slow in each of a dozen steps, EMAIL_TIMEOUT at its default each, take as long."""

_SUBJECTS = {
    Status.COMPLETED: "Your video is ready",
    Status.FAILED: "Your video could not be made",
    Status.REVIEW: "Your script is ready for its review",
}

Explain = Callable[[Job], str]


def carrier(explain: Explain) -> Carrier[EmailMessage]:
    """Sends e-mail by Django's framework. ``explain`` says why a job has failed, and what to do, to its user."""

    def message(delivery: Delivery, job: Job, now: datetime) -> EmailMessage:
        address = _address(delivery.job.owner)
        subject, body = _of_batch(delivery.job) if delivery.event == Delivery.BATCH else _of_job(job, explain)
        headers = {
            "Message-ID": f"<{delivery.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence is announced to us
        }
        return EmailMessage(" ".join(subject.split()), body, to=[address], headers=headers)

    return Carrier(Delivery.Channel.EMAIL, message, send, _AT_ONCE, _CLAIM)


def send(messages: Sequence[EmailMessage]) -> list[Answer]:
    """Hand each e-mail to the mail server. The failure of one never affects another."""
    return [_send(message) for message in messages]


def _send(message: EmailMessage) -> Answer:
    try:
        get_connection().send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        return Answer(False, _reply(code, reason), gone=code >= 500)
    except smtplib.SMTPDataError as error:
        return Answer(False, _reply(error.smtp_code, error.smtp_error), gone=error.smtp_code >= 500)
    except smtplib.SMTPResponseException as error:  # the operator can correct a wrong password or sender
        return Answer(False, _reply(error.smtp_code, error.smtp_error))
    except OSError as error:  # all errors of sockets, and the others of smtplib
        return Answer(False, f"the mail server does not answer: {error}")
    return Answer(True, "accepted by the mail server")


def _reply(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"SMTP {code} {text}"


def _address(owner: User | None) -> str:
    """The address as it is now. Raises Undeliverable where the user does not want e-mail any more."""
    wanted = owner is not None and owner.is_active and EmailNotice.objects.filter(owner=owner).exists()
    if owner is None or not wanted or not owner.email:
        raise Undeliverable("the user has no e-mail address, or does not want e-mail any more")
    return owner.email


def _of_job(job: Job, explain: Explain) -> tuple[str, str]:
    formats = projects.renditions(job)
    subject, lines = _of_formats(formats, explain) if len(formats) > 1 else _of_one(job, explain)
    title, url = job.title or job.pubmed_id, reverse("job", kwargs={"job_id": job.pk})
    return f"{subject}: {title}", _body(subject, url, title=title, lines=lines)


def _of_one(job: Job, explain: Explain) -> tuple[str, list[str]]:
    status = Status(job.status)
    return _SUBJECTS[status], [explain(job)] if status == Status.FAILED else []


def _of_formats(jobs: Sequence[Job], explain: Explain) -> tuple[str, list[str]]:
    """What became of the videos of a request for several formats, as they are now."""
    finished = sum(job.status == Status.COMPLETED for job in jobs)
    subject = "Your videos are ready" if finished == len(jobs) else f"{finished} of your {len(jobs)} videos are ready"
    return subject, [
        f"{job.options.format.capitalize()}: {Status(job.status).label.lower()}"
        + (f". {explain(job)}" if job.status == Status.FAILED else "")
        for job in jobs
    ]


def _of_batch(job: Job) -> tuple[str, str]:
    """How far the batch of the job is now."""
    if job.batch is None:
        raise Undeliverable("the batch was deleted")
    state = batch_progress.of(job.batch)
    waits = state.counts[Status.REVIEW]
    subject = f"Your batch waits for your review: {waits} of {state.jobs}" if waits else "Your batch is finished"
    url = reverse("batch", kwargs={"batch_id": job.batch_id})
    lines = [f"{number} {status.label.lower()}" for status, number in state.counts.items() if number]
    if state.refused:
        lines.append(f"{state.refused} lines of the list that named no paper, or one twice")
    return subject, _body(subject, url, lines=lines)


def _body(subject: str, url: str, **context: object) -> str:
    links = {"url": settings.SITE_URL + url, "account": settings.SITE_URL + reverse("tokens")}
    return render_to_string("videos/email.txt", {"subject": subject, **links, **context})
