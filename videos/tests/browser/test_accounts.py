"""Signing in and out, the password and the tokens, in a real browser."""

import re

import httpx
import pytest
from django.core import mail, signing
from playwright.sync_api import Page, expect

from hiddenhill.accounts import emails
from hiddenhill.accounts.models import Token
from videos.tests.browser.accessibility import violations
from videos.tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def ann(settings):
    settings.API_ALLOW_ANONYMOUS = False
    settings.AXES_FAILURE_LIMIT = 2
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ann = UserFactory(username="ann")
    ann.set_password(PASSWORD)
    ann.save()
    return ann


def sign_in(page: Page, url: str, password: str = PASSWORD, after: str = "/accounts/tokens") -> None:
    page.goto(url + after)
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def make_token(page: Page, name: str) -> str:
    page.get_by_label("What it is for").fill(name)
    page.get_by_role("button", name="Create a token").click()
    return page.get_by_label("The new token").input_value()


def status(url: str, token: str) -> int:
    return httpx.get(f"{url}/api/videos", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_user_signs_in_creates_uses_and_revokes_a_token_and_signs_out(live_server, page: Page):
    sign_in(page, live_server.url)
    token = make_token(page, "laptop")
    assert status(live_server.url, token) == 200
    page.goto(f"{live_server.url}/accounts/tokens")
    expect(page.get_by_role("listitem").filter(has_text="laptop")).to_contain_text(token[:15])
    assert token not in page.content()
    page.get_by_role("button", name="Revoke laptop").click()
    expect(page.get_by_role("status")).to_contain_text("is revoked")
    assert status(live_server.url, token) == 401
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/tokens")
    expect(page).to_have_url(re.compile("/accounts/sign-in"))


def test_a_wrong_password_is_reported_and_a_second_one_locks(live_server, page: Page):
    sign_in(page, live_server.url, "wrong")
    expect(page.get_by_text("Please enter a correct username and password")).to_be_visible()
    assert violations(page) == []
    sign_in(page, live_server.url, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("15 more minutes")
    assert violations(page) == []
    sign_in(page, live_server.url)
    expect(page.get_by_role("heading", name="Too many wrong passwords")).to_be_visible()


def test_the_password_is_changed(live_server, page: Page):
    sign_in(page, live_server.url)
    page.get_by_role("link", name="Change the password").click()
    new = "another horse entirely"
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password confirmation").fill(new)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed.")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server.url, new)
    expect(page.get_by_role("heading", name="Account of ann")).to_be_visible()


def test_the_keyboard_alone_is_enough(live_server, page: Page):
    page.goto(f"{live_server.url}/accounts/tokens")
    page.get_by_label("Username").focus()
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("What it is for").focus()
    page.keyboard.type("laptop")
    page.keyboard.press("Enter")
    page.get_by_label("The new token").focus()
    assert page.evaluate("getSelection().toString()").startswith("hh_")
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Copy", "Revoke laptop", "Create a token"} <= reached
    page.get_by_role("button", name="Revoke laptop").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is revoked")


def test_the_new_token_is_copied(live_server, page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, live_server.url)
    token = make_token(page, "laptop")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_phone(live_server, page: Page, ann, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/accounts/sign-in?next=/accounts/tokens")
    seen = violations(page)
    sign_in(page, live_server.url)
    make_token(page, "a name that is as long as names of tokens may be, and no longer")
    seen += violations(page)
    assert Token.objects.count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{live_server.url}/accounts/password")
    seen += violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert seen == []


# --- E-mail, and sign-in through a provider


@pytest.fixture
def sent(settings, ann):
    settings.EMAIL_IS_SENT = True
    ann.email = "ann@example.org"
    ann.save()
    return mail.outbox


def link(live_server, message) -> str:
    """The path of the link in an e-mail, on the server of the test."""
    return live_server.url + re.search(r"(/accounts/\S+)", message.body.split("here:")[1])[1]


def test_a_forgotten_password_is_replaced(live_server, page: Page, sent):
    page.goto(f"{live_server.url}/accounts/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("is on its way")
    page.goto(link(live_server, sent[0]))
    new = "another horse entirely"
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password confirmation").fill(new)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set.")
    sign_in(page, live_server.url, new)
    expect(page.get_by_role("heading", name="Account of ann")).to_be_visible()


def test_an_address_is_added_and_e_mail_turned_on(live_server, page: Page, sent):
    sign_in(page, live_server.url)
    page.get_by_text("Change the address").click()
    page.get_by_label("New address").fill("new@example.org")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Send a link to confirm it").click()
    expect(page.get_by_role("status")).to_contain_text("on its way to new@example.org")
    page.goto(link(live_server, sent[0]))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("Your e-mail address is new@example.org.")
    page.get_by_label("E-mail me when a video is ready").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("E-mail me when a video is ready")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_about_e_mail_and_the_provider_are_accessible_and_fit_a_phone(
    live_server, page: Page, ann, sent, settings, scheme
):
    settings.OIDC_ISSUER, settings.OIDC_NAME = "http://127.0.0.1:1", "the Example Hospital of a Long Name"
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    seen: list[str] = []
    link = emails.password_link(ann).removeprefix(settings.SITE_URL)
    confirm = f"/accounts/email/confirm/{signing.dumps([ann.pk, 'new@example.org'], salt='hiddenhill.accounts.emails')}"
    anyone = ["/accounts/sign-in", "/accounts/password/forgotten", link, "/accounts/password/choose/MQ/used"]
    for path in [*anyone, "/accounts/oidc/sign-in", "/accounts/oidc/callback"]:
        page.goto(live_server.url + path)
        seen += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    sign_in(page, live_server.url)
    for path in ["/accounts/tokens", confirm, "/accounts/email/confirm/expired"]:
        page.goto(live_server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        seen += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert seen == []
