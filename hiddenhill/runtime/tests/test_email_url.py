"""The URL that says how e-mail is sent."""

import pytest

from hiddenhill.runtime.email_url import CONSOLE, Transport, parse

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "transport"),
    [
        (
            "smtp+tls://ann:secret@mail.example.org:2525",
            Transport(SMTP, "mail.example.org", 2525, "ann", "secret", True),
        ),
        ("smtp+tls://mail.example.org", Transport(SMTP, "mail.example.org", 587, starttls=True)),
        ("smtps://mail.example.org", Transport(SMTP, "mail.example.org", 465, tls=True)),
        ("smtp://[::1]:1025/", Transport(SMTP, "::1", 1025)),
        (
            "smtps://ann%40example.org:p%40ss%2F@mail",
            Transport(SMTP, "mail", 465, "ann@example.org", "p@ss/", tls=True),
        ),
        ("file:/var/mail", Transport("django.core.mail.backends.filebased.EmailBackend", folder="/var/mail")),
        ("file:///var/mail", Transport("django.core.mail.backends.filebased.EmailBackend", folder="/var/mail")),
        ("console:", CONSOLE),
    ],
)
def test_each_form_names_a_transport(url, transport):
    assert parse(url) == transport


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://mail",
        "smtp:",
        "smtp://",
        "smtp://ann@mail",
        "smtp://:secret@mail",
        "smtp://mail:x",
        "smtp://mail:65536",
        "smtp://mail/box",
        "smtp://mail?tls=1",
        "file:",
        "file:mail",
        "file://host/mail",
        "console://x",
    ],
)
def test_anything_else_is_refused(url):
    with pytest.raises(ValueError):  # noqa: PT011 - the setting states the rule
        parse(url)
