"""Sign-in through an OpenID provider, with a real one on loopback."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib import auth
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, RequestFactory

from hiddenhill.accounts import discovery, emails, tokens
from hiddenhill.accounts.models import Identity
from hiddenhill.accounts.tests.conftest import PASSWORD
from hiddenhill.accounts.tests.openid_provider import CLIENT, SECRET, OpenIdProvider, running
from videos.tests.factories import UserFactory

BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "hiddenhill.accounts.oidc.Provider",
]


@pytest.fixture
def provider(ann, settings):
    """The provider, and ann, who has the address that it vouches for."""
    ann.email = "ann@example.org"
    ann.save()
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, SECRET
    settings.AUTHENTICATION_BACKENDS = BACKENDS
    discovery._kept.clear()
    with running(OpenIdProvider()) as provider:
        settings.OIDC_ISSUER = provider.url
        yield provider


def depart(client, after="/library") -> str:
    """The URL of the provider to which the browser is sent."""
    answer = client.get("/accounts/oidc/sign-in", {"next": after})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def callback(client, after="/library") -> str:
    """The path to which the provider sends the browser back."""
    back = urlsplit(httpx.get(depart(client, after)).headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client, after="/library"):
    return client.get(callback(client, after))


def reason(answer) -> str:
    return answer.content.decode().split('role="alert">')[1].split("</p>")[0]


def is_signed_in(client) -> bool:
    return client.get("/accounts/tokens").status_code == 200


# --- the way there and back


def test_the_sign_in_page_leads_to_the_provider_and_back_to_the_page(client, provider, settings):
    settings.OIDC_NAME = "Example Hospital"
    page = client.get("/accounts/sign-in?next=/library").content.decode()
    assert 'href="/accounts/oidc/sign-in?next=%2Flibrary">Sign in with Example Hospital</a>' in page
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/library")
    assert is_signed_in(client)


def test_the_request_has_a_fresh_state_nonce_and_challenge(client, provider):
    queries = [parse_qs(urlsplit(depart(client)).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert len(queries[0][name][0]) >= 32
        assert queries[0][name] != queries[1][name]
    assert queries[0]["code_challenge_method"] == ["S256"]


def test_it_never_leads_to_another_site(client, provider):
    assert sign_in(client, "https://evil.example/")["Location"] == "/"


def test_a_secret_is_sent_in_the_header_where_the_provider_wants_it_there(client, provider):
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}
    sign_in(client)
    assert is_signed_in(client)


def test_without_an_endpoint_for_claims_those_of_the_token_count(client, provider):
    provider.metadata = {"userinfo_endpoint": ""}
    provider.token = provider.claims
    sign_in(client)
    assert is_signed_in(client)
    assert "/userinfo" not in provider.asked


def test_the_configuration_is_read_once(client, provider):
    for _ in range(2):
        sign_in(client)
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_session_of_before_has_another_id_after_the_sign_in(client, provider):
    path = callback(client)
    before = client.cookies["sessionid"].value
    client.get(path)
    assert client.cookies["sessionid"].value != before


# --- what is refused


@pytest.mark.parametrize(
    "token",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": None},
        {"sub": None},
        {"exp": 1_700_000_000, "iat": 1_699_999_700},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(client, provider, token):
    provider.token = token
    answer = sign_in(client)
    assert (answer.status_code, reason(answer)) == (403, "The answer of the sign-in service could not be verified.")
    assert not is_signed_in(client)
    assert not Identity.objects.exists()


def test_a_token_that_somebody_else_signed_is_refused(client, provider):
    provider.signs_with = rsa.generate_private_key(65537, 2048)
    assert sign_in(client).status_code == 403


@pytest.mark.parametrize("answer", [{}, {"id_token": "x.y.z"}, {"id_token": None}, [], "no JSON"], ids=str)
def test_an_answer_without_a_token_is_refused(client, provider, answer):
    provider.paths["/token"] = (200, answer)
    assert sign_in(client).status_code in (403, 503)
    assert not is_signed_in(client)


def test_claims_of_another_subject_are_refused(client, provider):
    provider.userinfo = {"sub": "another"}
    assert sign_in(client).status_code == 403


def test_a_state_is_used_once_and_in_its_own_browser(client, provider):
    path = callback(client)
    other = Client()
    assert reason(other.get(path)) == "This sign-in was not begun in this browser, or was completed already."
    assert client.get(path).status_code == 302
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y", "?error=access_denied&state=x"])
def test_a_callback_that_nobody_asked_for_signs_nobody_in(client, provider, query):
    assert client.get(f"/accounts/oidc/callback{query}").status_code == 403
    assert provider.asked == []


def test_the_refusal_of_the_provider_is_said(client, provider):
    state = parse_qs(urlsplit(depart(client)).query)["state"][0]
    answer = client.get("/accounts/oidc/callback", {"error": "access_denied", "state": state})
    assert (answer.status_code, reason(answer)) == (403, "The sign-in service did not sign you in.")


def test_a_code_in_the_url_of_the_password_form_signs_nobody_in(client, provider):
    path = callback(client)
    answer = client.post("/accounts/sign-in?" + urlsplit(path).query, {"username": "ann", "password": "wrong"})
    assert answer.status_code == 200
    assert not is_signed_in(client)


# --- a provider that is away

AWAY = "The sign-in service does not answer at the moment. Try again in a minute."


@pytest.mark.parametrize(
    "answer",
    [(500, {}), (200, "no JSON"), (200, {}), (200, []), (302, {}), (200, {"issuer": "https://evil.example"})],
    ids=str,
)
def test_a_provider_whose_configuration_cannot_be_read_is_said_to_be_away(client, provider, answer):
    provider.paths["/.well-known/openid-configuration"] = answer
    found = client.get("/accounts/oidc/sign-in")
    assert (found.status_code, reason(found)) == (503, AWAY)


def test_a_provider_that_refuses_connections_is_said_to_be_away(client, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    found = client.get("/accounts/oidc/sign-in")
    assert (found.status_code, reason(found)) == (503, AWAY)
    assert "Sign in with" in client.get("/accounts/sign-in").content.decode()


@pytest.mark.parametrize("path", ["/token", "/keys", "/userinfo"])
def test_a_provider_that_fails_on_the_way_back_is_said_to_be_away(client, provider, path):
    provider.paths[path] = (500, {})
    answer = sign_in(client)
    assert (answer.status_code, reason(answer)) == (503, AWAY)
    assert not is_signed_in(client)


def test_a_provider_that_was_away_is_asked_again(client, provider):
    provider.paths["/.well-known/openid-configuration"] = (500, {})
    client.get("/accounts/oidc/sign-in")
    provider.paths.clear()
    assert sign_in(client).status_code == 302


# --- whose account it is


def test_a_user_with_the_verified_address_is_found_once_and_then_known_by_the_subject(client, provider, ann):
    provider.claims["email"] = "ANN@example.org"
    sign_in(client)
    identity = Identity.objects.get()
    assert (identity.user, identity.issuer, identity.subject) == (ann, provider.url, "248289761001")
    provider.claims |= {"email": "married@example.org", "email_verified": False}
    sign_in(again := Client())
    assert again.get("/accounts/tokens").context["user"] == ann


@pytest.mark.parametrize("verified", [False, "false", None, 1.5])
def test_an_address_that_is_not_verified_names_nobody(client, provider, verified, settings):
    settings.OIDC_CREATE_USERS = True
    provider.claims["email_verified"] = verified
    assert "has not verified your e-mail address" in reason(sign_in(client))
    assert not Identity.objects.exists()


def test_without_the_claim_an_address_counts_only_if_the_operator_trusts_it(client, provider, settings):
    del provider.claims["email_verified"]
    assert sign_in(client).status_code == 403
    settings.OIDC_TRUST_EMAIL = True
    assert sign_in(client).status_code == 302


def test_the_same_subject_of_another_provider_is_another_person(client, provider, ann):
    bob = UserFactory(username="bob", email="bob@example.org")
    Identity.objects.create(user=bob, issuer="https://another.example", subject="248289761001")
    sign_in(client)
    assert client.get("/accounts/tokens").context["user"] == ann


def test_nobody_is_found_by_an_address_that_two_users_have(client, provider):
    UserFactory(email="ann@example.org")
    assert reason(sign_in(client)) == "Several accounts have the address ann@example.org."


def test_an_unknown_person_gets_an_account_only_if_the_operator_wants_it(client, provider, settings):
    provider.claims |= {"sub": "1", "email": "eve@example.org"}
    assert reason(sign_in(client)) == "No account has the address eve@example.org."
    settings.OIDC_CREATE_USERS = True
    sign_in(client)
    eve = User.objects.get(username="eve@example.org")
    assert (eve.email, eve.has_usable_password(), eve.is_staff) == ("eve@example.org", False, False)


def test_a_user_name_that_is_an_address_of_somebody_else_is_not_taken_over(client, provider, settings):
    settings.OIDC_CREATE_USERS = True
    UserFactory(username="eve@example.org", email="")
    provider.claims |= {"sub": "1", "email": "eve@example.org"}
    assert reason(sign_in(client)) == "There is already another user eve@example.org."


def test_an_inactive_user_is_refused(client, provider, ann):
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert reason(sign_in(client)) == "Your account is not active."


def test_only_some_domains_may_sign_in(client, provider, settings):
    settings.OIDC_EMAIL_DOMAINS = ["hospital.example"]
    for address in (
        "ann@example.org",
        "ann@evil-hospital.example",
        "hospital.example",
        "ann@hospital.example.evil.org",
    ):
        provider.claims["email"] = address
        assert reason(sign_in(client)) == "People with your e-mail address may not sign in here."
    settings.OIDC_EMAIL_DOMAINS = ["example.org"]
    provider.claims["email"] = "ann@EXAMPLE.org"
    assert sign_in(client).status_code == 302


def test_who_leaves_a_domain_may_not_sign_in_any_more(client, provider, settings):
    settings.OIDC_EMAIL_DOMAINS = ["example.org"]
    assert sign_in(client).status_code == 302
    provider.claims["email"] = "ann@elsewhere.org"
    assert sign_in(Client()).status_code == 403


@pytest.mark.parametrize(
    ("claims", "is_staff"),
    [
        ({"groups": ["nurses", "editors"]}, True),
        ({"groups": "editors"}, True),
        ({"groups": ["editors2"]}, False),
        ({}, False),
    ],
    ids=str,
)
def test_a_group_makes_staff_and_its_end_ends_it(client, provider, ann, settings, claims, is_staff):
    settings.OIDC_STAFF_VALUE = "editors"
    User.objects.filter(pk=ann.pk).update(is_staff=not is_staff)
    provider.claims |= claims
    sign_in(client)
    assert User.objects.get(pk=ann.pk).is_staff is is_staff


def test_without_a_group_the_admin_decides_and_a_superuser_stays_staff(client, provider, ann, settings):
    User.objects.filter(pk=ann.pk).update(is_staff=True)
    sign_in(client)
    assert User.objects.get(pk=ann.pk).is_staff
    settings.OIDC_STAFF_VALUE = "editors"
    User.objects.filter(pk=ann.pk).update(is_superuser=True)
    sign_in(client)
    assert User.objects.get(pk=ann.pk).is_staff


# --- beside passwords, and instead of them


def test_passwords_and_tokens_work_as_before(client, provider, ann):
    assert client.post("/accounts/sign-in", {"username": "ann", "password": PASSWORD}).status_code == 302
    bearer = {"Authorization": f"Bearer {tokens.make(ann)}"}
    assert Client().get("/api/videos", headers=bearer).status_code == 200


@pytest.fixture
def only(provider, settings):
    settings.OIDC_ONLY = True
    settings.EMAIL_IS_SENT = True
    settings.AUTHENTICATION_BACKENDS = [BACKENDS[0], BACKENDS[2]]
    return provider


def test_where_only_the_provider_counts_no_password_does(client, only, ann):
    page = client.get("/accounts/sign-in").content.decode()
    assert "Sign in with" in page
    assert "password" not in page.casefold()
    assert client.post("/accounts/sign-in", {"username": "ann", "password": PASSWORD}).status_code == 403
    assert auth.authenticate(RequestFactory().post("/"), username="ann", password=PASSWORD) is None
    assert client.get("/accounts/password/forgotten").status_code == 404
    assert client.get("/accounts/password/choose/MQ/set-password").status_code == 404
    sign_in(client)
    assert client.get("/accounts/password").status_code == 404
    assert "Change the password" not in client.get("/accounts/tokens").content.decode()


def test_tokens_and_permissions_work_where_only_the_provider_counts(client, only, ann):
    User.objects.filter(pk=ann.pk).update(is_staff=True, is_superuser=True)
    sign_in(client)
    assert client.get("/admin/").status_code == 200
    bearer = {"Authorization": f"Bearer {tokens.make(ann)}"}
    assert Client().get("/api/videos", headers=bearer).status_code == 200


def test_an_invitation_leads_to_the_provider_where_only_it_counts(only, settings):
    settings.OIDC_NAME = "Example Hospital"
    eve = UserFactory(username="eve@example.org", email="eve@example.org")
    emails.send_invitation(eve)
    (message,) = mail.outbox
    assert "Sign in with Example Hospital at" in message.body
    assert "password" not in message.body


def test_permissions_ask_the_provider_nothing(client, only, ann):
    sign_in(client)
    only.asked.clear()
    client.get("/library")
    assert only.asked == []


def test_without_a_provider_there_is_no_such_page(client, ann, settings):
    settings.OIDC_ISSUER = ""
    assert client.get("/accounts/oidc/sign-in").status_code == 404
    assert client.get("/accounts/oidc/callback").status_code == 404
    assert "Sign in with" not in client.get("/accounts/sign-in").content.decode()
