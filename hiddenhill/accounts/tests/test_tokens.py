"""API tokens: sent by programs, created and revoked by people."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from hiddenhill.accounts import tokens
from hiddenhill.accounts.models import Token
from hiddenhill.accounts.tasks import tidy
from videos.tests.factories import JobFactory, UserFactory


def ask(authorization: str, path: str = "/api/videos"):
    return APIClient().get(path, headers={"Authorization": authorization})


def test_a_token_authenticates_its_user(ann):
    own = JobFactory(owner=ann)
    JobFactory(owner=UserFactory())
    answer = ask(f"Bearer {tokens.make(ann)}")
    assert [job["job_id"] for job in answer.json()["results"]] == [str(own.pk)]


@pytest.mark.parametrize("path", ["/api/videos", "/api/operations"])
def test_an_anonymous_request_gets_401_with_the_remedy(ann, path):
    answer = APIClient().get(path)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "/accounts/tokens" in answer.json()["detail"]


def test_a_user_without_permission_gets_403(ann):
    assert ask(f"Bearer {tokens.make(ann)}", "/api/operations").status_code == 403


GARBAGE = ["hh_0123456789abcdef", "", "hh_", "a b", "é", "hh_\x00", "hh_" + "0" * 5000, "hh_٣٤٥٦٧٨٩٠١٢"]


@pytest.mark.parametrize("token", GARBAGE)
def test_an_invalid_token_gets_401_with_the_remedy(ann, token):
    answer = ask(f"Bearer {token}".encode().decode("latin-1"))
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "manage.py token" in answer.json()["detail"]


@pytest.mark.parametrize("scheme", ["Basic", "Token", "Digest"])
def test_no_other_scheme_is_accepted(ann, scheme):
    assert ask(f"{scheme} {tokens.make(ann)}").status_code == 401


def test_basic_authentication_is_not_accepted(ann, client):
    client.defaults["HTTP_AUTHORIZATION"] = "Basic YW5uOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="
    assert client.get("/api/videos").status_code == 401


def test_a_wrong_token_is_refused_in_single_user_mode_too(ann, settings):
    settings.API_ALLOW_ANONYMOUS = True
    assert ask("Bearer hh_0123456789abcdef").status_code == 401


def test_a_token_expires_after_token_days(ann, settings):
    token = tokens.make(ann)
    (kept,) = Token.objects.all()
    assert kept.expiry - kept.created == pytest.approx(timedelta(days=settings.TOKEN_DAYS), abs=timedelta(minutes=5))
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert ask(f"Bearer {token}").status_code == 401


def test_using_a_token_does_not_extend_it(ann):
    token = tokens.make(ann)
    before = Token.objects.get().expiry
    ask(f"Bearer {token}")
    assert Token.objects.get().expiry == before


def test_the_token_of_an_inactive_user_is_refused(ann):
    token = tokens.make(ann)
    ann.is_active = False
    ann.save()
    assert ask(f"Bearer {token}").status_code == 401


def test_only_the_hash_is_stored(ann):
    token = tokens.make(ann)
    kept = Token.objects.get()
    assert token.startswith(kept.token_key)
    assert token not in {str(getattr(kept, field.name)) for field in Token._meta.fields}
    assert len(token) - len(kept.token_key) >= 32  # hexadecimal digits that are never shown again


def test_with_the_maximum_number_of_tokens_one_must_be_revoked_first(ann, client, settings):
    settings.REST_KNOX = {**settings.REST_KNOX, "TOKEN_LIMIT_PER_USER": 1}
    tokens.make(ann)
    client.force_login(ann)
    page = client.post("/accounts/tokens", {"name": "laptop"})
    assert "Revoke one first." in page.content.decode()
    assert Token.objects.count() == 1


# --- The page


def test_a_new_token_is_shown_once_and_works(ann, client):
    client.force_login(ann)
    page = client.post("/accounts/tokens", {"name": "laptop"})
    token = page.context["token"]
    assert f'value="{token}"' in page.content.decode()
    assert ask(f"Bearer {token}").status_code == 200
    again = client.get("/accounts/tokens").content.decode()
    assert token not in again
    assert "laptop" in again
    assert token[:15] in again
    assert "no-store" in page["Cache-Control"]


def test_a_revoked_token_is_refused(ann, client):
    token = tokens.make(ann, "laptop")
    client.force_login(ann)
    page = client.post(f"/accounts/tokens/{token[:15]}/revoke", follow=True)
    assert "is revoked" in page.content.decode()
    assert ask(f"Bearer {token}").status_code == 401


def test_users_cannot_revoke_tokens_of_others(ann, client):
    token = tokens.make(ann)
    client.force_login(UserFactory())
    assert client.post(f"/accounts/tokens/{token[:15]}/revoke").status_code == 404
    assert ask(f"Bearer {token}").status_code == 200


def test_html_in_a_name_is_escaped(ann, client):
    client.force_login(ann)
    page = client.post("/accounts/tokens", {"name": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# --- The command


def test_the_command_prints_a_token_and_nothing_else(ann, capsys):
    call_command("token", "ann", "--name", "cron")
    assert ask(f"Bearer {capsys.readouterr().out.strip()}").status_code == 200
    assert Token.objects.get().name == "cron"


def test_the_command_reports_an_unknown_user(ann):
    with pytest.raises(CommandError, match="no active user bob"):
        call_command("token", "bob")


def test_expired_tokens_are_deleted(ann, client):
    for name in ("old", "new"):
        tokens.make(ann, name)
    Token.objects.filter(name="old").update(expiry=timezone.now())
    tidy()
    assert [token.name for token in Token.objects.all()] == ["new"]
