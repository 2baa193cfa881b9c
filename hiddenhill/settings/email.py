"""How e-mail is sent: to people who forgot their password, are invited, or want to know when a video is ready."""

from urllib.parse import urlsplit

from hiddenhill.runtime import email_url
from hiddenhill.settings.server import SITE_URL
from hiddenhill.settings.variables import Section, matching, number, parsed, whole

_section = Section("E-mail")

_transport = _section.setting(
    "EMAIL_URL",
    parsed(email_url.parse, email_url.RULE, "URL"),
    email_url.CONSOLE,
    "How e-mail is sent: `smtp+tls://`, `smtps://` or `smtp://` with user, password, host and port, `file:` and a "
    "folder, or `console:`.",
    described="`console:`, which writes e-mail to the log",
    example="smtp+tls://user:password@smtp.example.org:587",
    secret=True,
)
EMAIL_BACKEND = _transport.backend
EMAIL_HOST = _transport.host
EMAIL_PORT = _transport.port
EMAIL_HOST_USER = _transport.user
EMAIL_HOST_PASSWORD = _transport.password
EMAIL_USE_TLS = _transport.starttls
EMAIL_USE_SSL = _transport.tls
EMAIL_FILE_PATH = _transport.folder
# Pages offer e-mail only where it can arrive.
EMAIL_IS_SENT = _transport != email_url.CONSOLE
EMAIL_TIMEOUT = _section.setting(
    "EMAIL_TIMEOUT", number(1, 60), 10.0, "Seconds for which the mail server may be silent, in each step."
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _section.setting(
    "EMAIL_FROM",
    matching(r"[^@\r\n]+@[^@\s]+", "an e-mail address, such as Hidden Hill <videos@example.org>", "e-mail address"),
    f"Hidden Hill <noreply@{urlsplit(SITE_URL).hostname}>",
    "Sender of e-mail.",
    described="`noreply@` and the host of `SITE_URL`",
    example="Hidden Hill <videos@example.org>",
)
EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3600 * _section.setting(
    "PASSWORD_LINK_HOURS",
    whole(1),
    72,
    "Hours for which the link in an invitation, and that to choose a new password, can be used.",
)
