"""Sign-in, sign-out, passwords, and locks against guessing."""

import threading
from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.settings import api_settings

from hiddenhill.accounts import hashers, locks
from hiddenhill.accounts.hashers import Pbkdf2, Turns
from hiddenhill.accounts.tasks import tidy
from hiddenhill.accounts.tests.conftest import PASSWORD
from hiddenhill.settings import security
from hiddenhill.tests.patience import eventually
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
    assert client.get("/accounts/sign-out").url == "/"
    assert client.get("/accounts/tokens").status_code == 200
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


# --- What guessing costs


@pytest.fixture
def counted(settings):
    """A cache, which the limit by address needs."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}}
    settings.SIGN_INS_PER_MINUTE = 3


@pytest.fixture
def hashes(settings):
    """Every password that was hashed."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Recorded"]
    Recorded.hashed = []
    return Recorded.hashed


class Recorded(MD5PasswordHasher):
    hashed: ClassVar[list[str]] = []

    def encode(self, password, salt):
        self.hashed.append(password)
        return super().encode(password, salt)


@pytest.fixture
def one_minute(monkeypatch):
    """The clock of the limit stands still, ten seconds before the next minute."""
    monkeypatch.setattr(locks.time, "time", lambda: 1_800_000_050.0)


def test_many_names_from_one_address_are_refused_before_any_password_is_hashed(client, counted, hashes, one_minute):
    answers = [sign_in(client, name=f"name{n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert len(hashes) == 3
    assert answers[-1]["Retry-After"] == "10"
    assert "Try again in 10 seconds" in answers[-1].content.decode()
    assert sign_in(client, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_guesses_at_the_old_password_of_a_session_are_limited_as_well(client, ann, counted, one_minute):
    client.force_login(ann)
    form = {"old_password": "wrong", "new_password1": "y", "new_password2": "y"}
    assert [client.post("/accounts/password", form).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_addresses_of_one_ipv6_network_count_as_one(client, counted, one_minute):
    answers = [sign_in(client, name=f"name{n}", REMOTE_ADDR=f"2001:db8::{n}").status_code for n in range(4)]
    assert answers[-1] == 429
    assert sign_in(client, REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_sign_ins_of_the_next_minute_are_allowed(client, counted, monkeypatch, one_minute):
    assert [fail(client, 1) for _ in range(4)][-1] == [429]
    AccessAttempt.objects.all().delete()
    monkeypatch.setattr(locks.time, "time", lambda: 1_800_000_060.0)
    assert sign_in(client).status_code == 302


def test_sign_ins_at_once_are_all_counted(counted, one_minute):
    request = RequestFactory().post(SIGN_IN)
    refused = []

    def check():
        try:
            locks.check_address(request)
        except locks.SignInRefused as error:
            refused.append(error)

    threads = [threading.Thread(target=check) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 17


def test_while_the_cache_is_unavailable_one_can_sign_in(client, settings):
    settings.SIGN_INS_PER_MINUTE = 1
    fail(client, 1)
    assert sign_in(client).status_code == 302


def test_guesses_from_one_ipv6_network_lock_the_name_for_all_its_addresses(client):
    assert [fail(client, 1, REMOTE_ADDR=f"2001:db8::{n}") for n in range(FAILURES)][-1] == [429]
    assert sign_in(client, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert sign_in(client, REMOTE_ADDR="2001:db8:0:1::").status_code == 302


@pytest.fixture
def guessed(settings, hashes):
    """Wrong passwords for ann from many addresses, so that none of them is locked."""
    settings.SIGN_IN_NAME_FAILURES = 6
    statuses = [fail(Client(), 1, REMOTE_ADDR=f"203.0.113.{n}") for n in range(6)]
    assert statuses == [[200]] * 6
    hashes.clear()


def test_guesses_from_many_addresses_are_limited_by_name(guessed, hashes):
    refused = sign_in(Client(), REMOTE_ADDR="198.51.100.1")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    assert hashes == []
    assert sign_in(Client(), name="bob", REMOTE_ADDR="198.51.100.1").status_code == 200


def test_those_who_guess_cannot_lock_the_user_out_of_a_browser_that_was_used_before(client, settings, hashes, ann):
    assert sign_in(client).status_code == 302
    client.post("/accounts/sign-out")
    settings.SIGN_IN_NAME_FAILURES = 6
    for n in range(6):
        fail(Client(), 1, REMOTE_ADDR=f"203.0.113.{n}")
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 429
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("mark", ["", "forged", "of another"])
def test_a_mark_of_another_user_is_of_no_use(guessed, mark):
    other = Client()
    if mark == "of another":
        bob = UserFactory(username="bob")
        bob.set_password(PASSWORD)
        bob.save()
        sign_in(other, name="bob")
    else:
        other.cookies["known"] = mark
    assert sign_in(other, REMOTE_ADDR="198.51.100.1").status_code == 429


def test_the_mark_is_hidden_from_scripts_and_other_sites(client):
    sign_in(client)
    assert (client.cookies["known"]["httponly"], client.cookies["known"]["samesite"]) == (True, "Lax")


def test_a_limit_by_name_ends_by_itself(guessed, settings):
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 302


# --- A few hashes at a time


def test_only_so_many_hash_and_wait_and_the_others_are_refused_at_once():
    turns = Turns(at_once=2, waiting=1, patience=60)
    with turns.one(), turns.one():
        waiting = threading.Thread(target=lambda: turns.one().__enter__())
        waiting.start()
        eventually(lambda: turns._inside._value == 0)
        with pytest.raises(locks.SignInRefused) as refused, turns.one():
            pass
    waiting.join()
    assert (refused.value.status, refused.value.seconds) == (503, 5)


def test_nobody_waits_for_ever():
    turns = Turns(at_once=1, waiting=1, patience=0.01)
    with turns.one(), pytest.raises(locks.SignInRefused), turns.one():
        pass
    with turns.one():
        pass


@pytest.fixture
def no_turn(settings, monkeypatch):
    """The hasher of the service, while others have all its turns."""
    settings.PASSWORD_HASHERS = ["hiddenhill.accounts.hashers.Pbkdf2"]
    monkeypatch.setattr(hashers, "_turns", Turns(at_once=0, waiting=0, patience=0))


def test_a_sign_in_without_a_turn_is_refused_and_not_counted_as_wrong(client, no_turn):
    busy = sign_in(client)
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert "Many people are signing in" in busy.content.decode()
    assert not AccessAttempt.objects.exists()


def test_a_change_of_a_password_needs_a_turn_as_well(client, ann, no_turn):
    client.force_login(ann)
    answer = client.post("/accounts/password", {"old_password": "x", "new_password1": "y", "new_password2": "y"})
    assert answer.status_code == 503


def test_the_service_uses_this_hash_and_reads_those_of_earlier_versions():
    assert security.PASSWORD_HASHERS[0] == "hiddenhill.accounts.hashers.Pbkdf2"
    earlier = PBKDF2PasswordHasher().encode("secret", "salt", 1)
    assert Pbkdf2().verify("secret", earlier)
    assert Pbkdf2().encode("secret", "salt", 1) == earlier
