"""A forgotten password, an invitation, and the e-mail address of an account, with a real mail server."""

import re
from io import StringIO
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail, signing
from django.core.management import CommandError, call_command
from django.test import Client

from hiddenhill.accounts import tasks
from hiddenhill.accounts.checks import email_goes_somewhere
from hiddenhill.accounts.tests.conftest import PASSWORD
from hiddenhill.tests.mail_server import MailServer, running
from videos.models import EmailNotice
from videos.tests.factories import UserFactory

FORGOTTEN = "/accounts/password/forgotten"
NEW = "another horse entirely"


@pytest.fixture(autouse=True)
def sent(ann, settings):
    """Django's own test backend, as if EMAIL_URL were set."""
    settings.EMAIL_IS_SENT = True
    settings.SITE_URL = "https://videos.example.org"
    ann.email = "ann@example.org"
    ann.save()
    return mail.outbox


@pytest.fixture
def cached(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}}


def ask(client, address="ann@example.org", **meta):
    return client.post(FORGOTTEN, {"email": address}, follow=True, **meta)


def link(message) -> str:
    body = message.body if hasattr(message, "body") else message.get_content()
    return re.search(r"https://videos\.example\.org(/\S+)", body.split("here:")[1])[1]


def choose(client, path, password=NEW):
    """Open the link and send the form, as a browser does."""
    page = client.get(path, follow=True)
    action = page.redirect_chain[-1][0] if page.redirect_chain else path
    return client.post(action, {"new_password1": password, "new_password2": password}, follow=True)


def can_sign_in(name="ann", password=NEW) -> bool:
    answer = Client().post("/accounts/sign-in", {"username": name, "password": password})
    return answer.status_code == 302


# --- A forgotten password


def test_a_link_leads_to_a_new_password(client, sent):
    assert "on its way" in ask(client).content.decode()
    (message,) = sent
    assert (message.to, message.subject) == (["ann@example.org"], "Choose a new password")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "Your password is set" in choose(client, link(message)).content.decode()
    assert can_sign_in()
    assert not can_sign_in(password=PASSWORD)


def test_a_link_works_once(client, sent):
    ask(client)
    choose(client, link(sent[0]))
    again = Client().get(link(sent[0]), follow=True)
    assert "It was used already, or it has expired" in again.content.decode()
    assert "new_password1" not in again.content.decode()


def test_a_link_expires(client, sent, settings):
    ask(client)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "it has expired" in client.get(link(sent[0]), follow=True).content.decode()


def test_a_new_password_ends_the_sessions_of_the_user(client, ann, sent):
    other = Client()
    other.force_login(ann)
    ask(client)
    choose(client, link(sent[0]))
    assert other.get("/library").status_code == 302


def test_a_new_password_ends_the_locks_that_wrong_ones_have_caused(client, sent, settings):
    settings.AXES_FAILURE_LIMIT = 1
    client.post("/accounts/sign-in", {"username": "ann", "password": "wrong"})
    assert not can_sign_in(password=PASSWORD)
    ask(client)
    choose(client, link(sent[0]))
    assert not AccessAttempt.objects.exists()
    assert can_sign_in()


def test_the_answer_does_not_show_who_has_an_account(client, sent):
    pages = [ask(Client(), address) for address in ("ann@example.org", "nobody@example.org")]
    assert [page.status_code for page in pages] == [200, 200]
    assert [page.redirect_chain for page in pages] == [[("/accounts/sign-in", 302)]] * 2
    bodies = [re.sub(r"[A-Za-z0-9]{64}", "", page.content.decode()) for page in pages]
    assert bodies[0] == bodies[1]
    assert len(sent) == 1


def test_the_page_publishes_the_same_message_whether_the_address_is_known_or_not(client, waiting_queue, sent):
    """So the time of the answer does not show it either."""
    for address in ("ann@example.org", "nobody@example.org"):
        assert ask(client, address).status_code == 200
    assert sent == []


@pytest.mark.parametrize("kind", [{"is_active": False}, {"password": "!unusable"}])
def test_no_link_is_sent_to_an_inactive_user_or_one_without_a_password(client, ann, sent, kind):
    User.objects.filter(pk=ann.pk).update(**kind)
    assert ask(client).status_code == 200
    assert sent == []


def test_the_link_never_begins_with_the_host_of_the_request(client, sent, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, headers={"Host": "evil.example"})
    assert "evil.example" not in sent[0].body
    assert "https://videos.example.org/accounts/password/choose/" in sent[0].body


def test_requests_of_one_address_are_limited_as_sign_ins_are(client, cached, settings):
    settings.SIGN_INS_PER_MINUTE = 2
    statuses = [ask(client, f"n{n}@example.org").status_code for n in range(6)]
    assert statuses[:2] == [200, 200]
    assert 429 in statuses


def test_nobody_can_fill_a_mailbox(client, cached, sent):
    for case in ("ann@example.org", "ANN@example.org", "ann@example.org"):
        ask(client, case)
    assert len(sent) == 1


def test_without_a_queue_the_page_says_so(client, unreachable_queue):
    answer = ask(client)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "E-mail cannot be sent at the moment" in answer.content.decode()


def test_where_no_e_mail_is_sent_the_page_does_not_exist(client, settings):
    settings.EMAIL_IS_SENT = False
    assert client.get(FORGOTTEN).status_code == 404
    assert "Forgot your password?" not in client.get("/accounts/sign-in").content.decode()
    settings.EMAIL_IS_SENT = True
    assert "Forgot your password?" in client.get("/accounts/sign-in").content.decode()


def test_the_log_does_not_contain_the_link(client, sent, caplog):
    ask(client)
    client.get(link(sent[0]))
    paths = [record.__dict__.get("path", "") for record in caplog.records]
    assert link(sent[0]).rsplit("/", 1)[1] not in f"{caplog.text}{paths}"


# --- The mail server


@pytest.fixture
def server(settings):
    with running(MailServer()) as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


def test_a_link_is_sent_by_a_real_server(client, server):
    ask(client)
    (message,) = server.received
    assert message["To"] == "ann@example.org"
    assert link(message).startswith("/accounts/password/choose/")


def test_a_refusal_that_passes_is_tried_again(client, server):
    server.data = ["451 try again later", "451 try again later"]
    ask(client)
    assert len(server.received) == 1


def test_the_last_try_is_about_an_hour_after_the_first():
    delays = [min(5 * 2**retry, 600) for retry in range(tasks.email_reset.max_retries)]
    assert 3600 <= sum(delays) <= 2 * 3600
    assert (tasks.email_reset.retry_backoff, tasks.email_reset.retry_backoff_max) == (5, 600)


# --- Invitations


def test_an_invited_person_chooses_a_password_and_signs_in(client, sent):
    call_command("invite", "eve@example.org", stdout=(out := StringIO()))
    assert out.getvalue() == "An invitation was sent to eve@example.org.\n"
    assert not User.objects.get(username="eve@example.org").has_usable_password()
    choose(client, link(sent[0]))
    assert can_sign_in("eve@example.org")


def test_without_e_mail_the_command_prints_the_link(client, sent, settings):
    settings.EMAIL_IS_SENT = False
    call_command("invite", "eve@example.org", "--username", "eve", stdout=(out := StringIO()))
    choose(client, out.getvalue().strip().removeprefix("https://videos.example.org"))
    assert can_sign_in("eve")
    assert sent == []


def test_an_invitation_can_be_sent_again_until_it_is_used(client, sent):
    for _ in range(2):
        call_command("invite", "eve@example.org", stdout=StringIO())
    assert User.objects.filter(email="eve@example.org").count() == 1
    choose(client, link(sent[1]))
    with pytest.raises(CommandError, match=r"already the address of eve@example\.org"):
        call_command("invite", "EVE@example.org")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nonsense"], "Enter a valid email address"),
        (["eve@example.org", "--username", "a b"], "Enter a valid username"),
        (["eve@example.org", "--username", "ann"], "There is already a user ann"),
        (["ann@example.org"], "already the address of ann"),
    ],
)
def test_who_cannot_be_invited_is_explained(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("invite", *arguments)
    assert User.objects.count() == 1


def test_the_command_reports_the_error_of_the_mail_server(server):
    server.rcpt = ["550 no such mailbox"]
    with pytest.raises(CommandError, match="no such mailbox"):
        call_command("invite", "eve@example.org")


def staff(**fields) -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, **fields))
    return client


def test_staff_invite_a_person_in_the_admin(sent):
    client = staff(is_superuser=True)
    assert "Invite a person" in client.get("/admin/auth/user/").content.decode()
    answer = client.post("/admin/auth/user/invite/", {"email": "eve@example.org"}, follow=True)
    assert "on its way to eve@example.org" in answer.content.decode()
    choose(Client(), link(sent[0]))
    assert can_sign_in("eve@example.org")


def test_staff_without_permission_to_add_users_invite_nobody(sent):
    assert staff().post("/admin/auth/user/invite/", {"email": "eve@example.org"}).status_code == 403
    assert sent == []


def test_staff_send_an_invitation_again_to_those_who_wait_for_one(ann, sent):
    call_command("invite", "eve@example.org", stdout=StringIO())
    chosen = list(User.objects.values_list("pk", flat=True))
    answer = staff(is_superuser=True).post(
        "/admin/auth/user/", {"action": "invite_again", "_selected_action": chosen}, follow=True
    )
    assert "Invitations sent: 1. Left out: 1, who have a password" in answer.content.decode()
    assert [message.to for message in sent] == [["eve@example.org"]] * 2


# --- The address of an account


def enter(client, **fields):
    return client.post("/accounts/email", {"email": "new@example.org", "password": PASSWORD, **fields}, follow=True)


def test_an_address_counts_once_its_link_was_used(client, ann, sent):
    client.force_login(ann)
    enter(client)
    assert sent[0].to == ["new@example.org"]
    assert User.objects.get(pk=ann.pk).email == "ann@example.org"
    client.get(link(sent[0]))
    assert User.objects.get(pk=ann.pk).email == "ann@example.org"
    client.post(link(sent[0]))
    assert User.objects.get(pk=ann.pk).email == "new@example.org"


def test_a_new_address_needs_the_password(client, ann, sent):
    client.force_login(ann)
    assert "entered incorrectly" in enter(client, password="wrong").content.decode()
    assert sent == []


def test_a_link_to_an_address_is_for_its_user_alone(client, ann, sent):
    client.force_login(ann)
    enter(client)
    other = UserFactory(email="bob@example.org")
    client.force_login(other)
    assert client.post(link(sent[0])).status_code == 404
    assert User.objects.get(pk=other.pk).email == "bob@example.org"


def test_a_link_for_another_purpose_confirms_no_address(client, ann):
    client.force_login(ann)
    token = signing.dumps([ann.pk, "new@example.org"], salt="another")
    assert client.post(f"/accounts/email/confirm/{token}").status_code == 404


def test_e_mail_about_videos_is_turned_on_and_off(client, ann):
    client.force_login(ann)
    page = client.post("/accounts/email/notices", {"wanted": "on"}, follow=True).content.decode()
    assert "You get an e-mail at ann@example.org" in page
    assert EmailNotice.objects.get().owner == ann
    assert 'name="wanted" checked' in page
    client.post("/accounts/email/notices", {})
    assert not EmailNotice.objects.exists()


# --- The check


def test_a_deployment_with_accounts_and_without_e_mail_is_warned_about(settings):
    settings.EMAIL_IS_SENT = False
    (warning,) = email_goes_somewhere(None)
    assert warning.id == "accounts.W004"
    settings.API_ALLOW_ANONYMOUS = True
    assert email_goes_somewhere(None) == []
    settings.API_ALLOW_ANONYMOUS, settings.EMAIL_IS_SENT = False, True
    assert email_goes_somewhere(None) == []
