"""The secret of webhooks on the account page."""

import re

from django.test import Client

from videos.tests.factories import UserFactory
from videos.webhooks import signing


def shown(page) -> str:
    return re.search(r'id="secret" value="([^"]+)"', page.content.decode())[1]


def test_the_secret_is_shown_on_request_only(ann, client):
    client.force_login(ann)
    assert "whsec_" not in client.get("/accounts/tokens").content.decode()
    page = client.post("/accounts/webhook-secret", {"show": ""})
    assert shown(page) == signing.secret_of(ann.pk).current
    assert "no-store" in page["Cache-Control"]


def test_the_secret_is_replaced_and_the_new_one_shown(ann, client):
    client.force_login(ann)
    before = signing.secret_of(ann.pk).current
    page = client.post("/accounts/webhook-secret", {"change": ""})
    assert shown(page) == signing.secret_of(ann.pk).current != before
    assert "messages also carry a signature by the one before" in page.content.decode()


def test_the_secret_belongs_to_the_user(ann, client):
    client.force_login(UserFactory())
    assert shown(client.post("/accounts/webhook-secret", {"show": ""})) != signing.secret_of(ann.pk).current


def test_the_urls_of_the_forms_lead_back_to_the_account(ann, client):
    client.force_login(ann)
    for path in ("/accounts/webhook-secret", "/accounts/tokens/hh_0123456789ab/revoke"):
        assert client.get(path).url == "/accounts/tokens"
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(ann)
    assert checked.post("/accounts/webhook-secret", {"show": ""}).status_code == 403


def test_every_page_says_who_is_signed_in(ann, client):
    client.force_login(ann)
    for path in ("/", "/library", "/accounts/tokens", "/api/docs"):
        assert "Signed in as <strong>ann</strong>" in client.get(path).content.decode(), path
