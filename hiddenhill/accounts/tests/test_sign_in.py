"""Sign-in, sign-out, passwords, and locks against guessing."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from rest_framework.settings import api_settings

from hiddenhill.accounts.tasks import tidy
from hiddenhill.accounts.tests.conftest import PASSWORD
from videos.tests.factories import UserFactory

SIGN_IN = "/accounts/sign-in"
FAILURES = 3


@pytest.fixture(autouse=True)
def three_failures(ann, settings):
    settings.AXES_FAILURE_LIMIT = FAILURES


@pytest.fixture
def one_proxy(settings, monkeypatch):
    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr(api_settings, "NUM_PROXIES", 1)


def sign_in(client, password=PASSWORD, name="ann", after="", **meta):
    return client.post(SIGN_IN, {"username": name, "password": password, "next": after}, **meta)


def fail(client, times=FAILURES, **meta):
    return [sign_in(client, "wrong", **meta).status_code for _ in range(times)]


def test_a_page_redirects_to_the_sign_in_and_back(client):
    away = client.get("/library")
    assert away["Location"] == f"{SIGN_IN}?next=/library"
    assert sign_in(client, after="/library")["Location"] == "/library"
    assert client.get("/library").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/\tevil\r\nSet-Cookie: a=b",
        "https:evil.example",
        " //evil.example",
    ],
)
def test_it_never_redirects_to_another_site(client, elsewhere):
    answer = sign_in(client, after=elsewhere)
    assert answer["Location"] in ("/", "/%09evil%0D%0ASet-Cookie:%20a=b")


def test_a_wrong_password_and_an_unknown_name_look_the_same(client):
    pages = [sign_in(client, "wrong", name).content.decode() for name in ("ann", "bob")]
    assert "Please enter a correct username and password" in pages[0]
    blurred = [page.replace("ann", "?").replace("bob", "?") for page in pages]
    strip = [page[page.index("<form") :].split('name="next"')[1] for page in blurred]
    assert strip[0] == strip[1]


def test_signing_out_ends_the_session_and_needs_a_post(client):
    client.force_login(UserFactory())
    assert client.get("/accounts/sign-out").status_code == 405
    client.post("/accounts/sign-out")
    assert client.get("/library").status_code == 302


def test_a_form_on_another_site_cannot_sign_in():
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_the_admin_uses_the_same_sign_in(client):
    to_login = client.get("/admin/", follow=True)
    assert to_login.redirect_chain[-1][0] == f"{SIGN_IN}?next=%2Fadmin%2F"
    client.force_login(UserFactory())
    assert "does not have access to that page" in client.get("/admin/", follow=True).content.decode()


def test_a_new_password_ends_the_other_sessions_and_not_this_one(client, ann):
    other = Client()
    for each in (client, other):
        sign_in(each)
    new = "another horse entirely"
    answer = client.post("/accounts/password", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert client.get("/library").status_code == 200
    assert other.get("/library").status_code == 302
    assert sign_in(Client(), new).status_code == 302


def test_a_common_password_is_refused(client, ann):
    client.force_login(ann)
    page = client.post(
        "/accounts/password", {"old_password": PASSWORD, "new_password1": "password1", "new_password2": "password1"}
    )
    assert "too common" in page.content.decode()


# --- Guessing


def test_after_some_failures_even_the_right_password_is_refused_for_a_stated_time(client, settings):
    settings.AXES_COOLOFF_TIME = timedelta(minutes=7)
    assert fail(client) == [200, 200, 429]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "for 7 more minutes" in locked.content.decode()
    assert 0 < int(locked["Retry-After"]) <= 7 * 60


def test_the_lock_ends_by_itself(client, settings):
    fail(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert sign_in(client).status_code == 302


def test_attempts_during_the_lock_do_not_extend_it(client):
    fail(client)
    before = AccessAttempt.objects.get().attempt_time
    assert fail(client, 1) == [429]
    assert AccessAttempt.objects.get().attempt_time == before


def test_a_successful_sign_in_clears_earlier_failures(client):
    fail(client, FAILURES - 1)
    sign_in(client)
    assert fail(client, FAILURES - 1) == [200] * (FAILURES - 1)


def test_a_lock_does_not_affect_other_addresses(client):
    fail(client, REMOTE_ADDR="203.0.113.7")
    assert sign_in(client, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert sign_in(client, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_another_user_agent_does_not_avoid_the_lock(client):
    assert [fail(client, 1, HTTP_USER_AGENT=f"browser {n}") for n in range(FAILURES)][-1] == [429]


def test_without_a_proxy_x_forwarded_for_is_ignored(client):
    assert [fail(client, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n in range(FAILURES)][-1] == [429]


def test_behind_a_trusted_proxy_the_address_is_the_one_it_adds(client, one_proxy):
    header = "10.0.0.1, 203.0.113.{}"
    assert [fail(client, 1, HTTP_X_FORWARDED_FOR=header.format(n)) for n in range(FAILURES)][-1] == [200]
    forged = [fail(client, 1, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 203.0.113.99") for n in range(FAILURES)]
    assert forged[-1] == [429]


@pytest.mark.parametrize("nonsense", ["unknown", "203.0.113.7:4711", "x" * 300, ""])
def test_an_invalid_address_counts_as_that_of_the_proxy(client, one_proxy, nonsense):
    assert fail(client, HTTP_X_FORWARDED_FOR=nonsense)[-1] == 429


def test_old_failures_and_sessions_are_deleted(client, settings):
    fail(client, 1)
    sign_in(Client())
    tidy()
    assert (AccessAttempt.objects.count(), Session.objects.count()) == (0, 1)  # signing in cleared the failure
    fail(client, 1)
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    tidy()
    assert (AccessAttempt.objects.count(), Session.objects.count()) == (0, 0)
