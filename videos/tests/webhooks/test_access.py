"""Naming a webhook and looking at its deliveries: in the API, on the command line, in the admin."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient
from standardwebhooks import Webhook

from videos import tasks
from videos.jobs import lifecycle
from videos.models import Delivery, Job
from videos.tests.eutils import FakeNcbi
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.webhooks.receiver import Receiver, answer, deliver
from videos.webhooks import outbox, signing
from videos.webhooks.sender import Answer

pytestmark = pytest.mark.django_db
URL = "https://example.org/hook?key=1"
LIST = "/admin/videos/delivery/"


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def staff():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with Receiver() as server:
        yield server


def delivered(detail: str = "HTTP 500", **traits) -> Delivery:
    """A delivery that was sent once."""
    job = JobFactory(webhook_url=URL, **traits)
    lifecycle.cancel(job.pk)
    deliver(lambda messages: [Answer(detail == "HTTP 204", detail) for _ in messages])
    return job.deliveries.get()


# --- the API


def test_a_request_names_a_webhook_and_the_job_shows_it(client, waiting_queue):
    job = client.post("/api/videos/generate", {"pubmed_id": "32887691", "webhook_url": URL}).json()
    assert job["webhook_url"] == URL
    assert client.get(f"/api/videos/{job['job_id']}").json()["webhook_url"] == URL


def test_a_webhook_in_the_service_s_network_is_refused_with_the_reason(client, waiting_queue):
    request = {"pubmed_id": "32887691", "webhook_url": "https://169.254.169.254/latest"}
    refused = client.post("/api/videos/generate", request)
    assert refused.status_code == 400
    assert "not on the Internet" in str(refused.json()["webhook_url"])
    assert not Job.objects.exists()


def test_another_webhook_under_the_same_key_is_another_request(client, waiting_queue):
    request = {"pubmed_id": "32887691", "webhook_url": URL}
    for body, status in ((request, 201), (request, 200), (request | {"webhook_url": URL + "2"}, 409)):
        assert client.post("/api/videos/generate", body, headers={"Idempotency-Key": "k"}).status_code == status


def test_a_job_lists_its_deliveries(client):
    delivery = delivered()
    (shown,) = client.get(f"/api/videos/{delivery.job_id}/deliveries").json()
    assert shown["id"] == str(delivery.pk)
    assert (shown["event"], shown["status"], shown["attempts"], shown["answer"]) == (
        *("cancelled", "pending", 1),
        "HTTP 500",
    )
    assert shown["next_at"] > shown["tried_at"]


def test_deliveries_of_another_user_are_hidden(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    delivery = delivered(owner=UserFactory())
    path = f"/api/videos/{delivery.job_id}/deliveries"
    assert client.get(path).status_code == 401
    client.force_authenticate(UserFactory())
    assert client.get(path).status_code == 404


def test_a_user_reads_and_changes_only_their_own_secret(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/api/webhooks/secret").status_code == 401
    ada, bob = UserFactory(), UserFactory()
    client.force_authenticate(ada)
    shown = client.get("/api/webhooks/secret")
    secret = shown.json()["secret"]
    assert shown["Cache-Control"] == "no-store"
    assert Webhook(secret)
    changed = client.post("/api/webhooks/secret").json()["secret"]
    assert changed != secret
    assert client.get("/api/webhooks/secret").json()["secret"] == changed == signing.secret_of(ada.pk).current
    client.force_authenticate(bob)
    assert client.get("/api/webhooks/secret").json()["secret"] not in (secret, changed)


# --- the task


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(Path(__file__).parents[1] / "integration" / "records") as server:
        settings.NCBI_EUTILS_URL = server.eutils_url
        yield server


def test_the_housekeeper_sends_the_webhook_of_a_job_that_ended(client, receiver, ncbi):
    job = client.post("/api/videos/generate", {"pubmed_id": "90009999", "webhook_url": receiver.url}).json()
    assert not receiver.requests
    tasks.deliver()
    (request,) = receiver.requests
    heard = Webhook(signing.secret_of(None).current).verify(request.body, request.headers)
    assert (heard["type"], heard["data"]["job_id"]) == ("video.failed", job["job_id"])
    assert Delivery.objects.get().status == "delivered"


def test_one_run_of_the_housekeeper_sends_everything_that_is_due(monkeypatch, receiver):
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    for _ in range(5):
        lifecycle.cancel(JobFactory(webhook_url=receiver.url).pk)
    tasks.deliver()
    assert len(receiver.requests) == 5


# --- the command line


def test_generate_names_a_webhook(waiting_queue):
    call_command("generate", "32887691", "--webhook", URL)
    assert Job.objects.get().webhook_url == URL


def test_generate_refuses_a_webhook_in_the_service_s_network(waiting_queue):
    with pytest.raises(CommandError, match="not on the Internet"):
        call_command("generate", "32887691", "--webhook", "https://10.0.0.1/")


def test_recover_sends_what_is_due(receiver, unreachable_queue):
    lifecycle.cancel(JobFactory(webhook_url=receiver.url).pk)
    call_command("recover")
    assert len(receiver.requests) == 1


# --- the admin


def test_the_list_shows_each_delivery_without_the_secrets_in_its_url(staff):
    delivery = delivered("no complete answer within 5 seconds")
    page = staff.get(LIST).content.decode()
    for shown in (delivery.job.pubmed_id, "example.org", "pending", "no complete answer within 5 seconds", "Cancelled"):
        assert shown in page
    assert "key=1" not in page


def test_the_number_of_queries_does_not_grow_with_the_list(staff, django_assert_max_num_queries):
    for _ in range(20):
        delivered()
    with django_assert_max_num_queries(12):
        staff.get(LIST)


def test_the_page_of_a_job_shows_its_delivery(staff):
    delivery = delivered()
    page = staff.get(reverse("admin:videos_job_change", args=[delivery.job_id])).content.decode()
    assert "cancelled, pending · attempt 1: HTTP 500 · next at" in page
    assert page.index("<td>cancelled</td>") < page.index("<td>webhook</td>")


def test_a_delivery_that_was_given_up_can_be_sent_again(staff, receiver):
    receiver.behaviour = answer(410)
    lifecycle.cancel(JobFactory(webhook_url=receiver.url).pk)
    deliver()
    delivery = Delivery.objects.get()
    assert delivery.status == "given up"
    staff.post(LIST, {"action": "send_again", "_selected_action": [str(delivery.pk)]})
    receiver.behaviour = answer(204)
    deliver()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, len(receiver.requests)) == ("delivered", 1, 2)


def test_a_delivery_is_read_only(staff):
    delivery = delivered()
    page = staff.get(reverse("admin:videos_delivery_change", args=[delivery.pk])).content.decode()
    assert "HTTP 500" in page
    assert 'name="_save"' not in page
    assert staff.get(f"{LIST}add/").status_code == 403


def test_sending_again_requires_the_permission(client):
    viewer = UserFactory(is_staff=True)
    client = Client()
    client.force_login(viewer)
    assert client.post(LIST, {"action": "send_again"}).status_code == 403
