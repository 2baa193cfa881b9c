"""Who may use this instance: HTTPS, the secret key, sign-in, API tokens, other sites."""

from datetime import timedelta
from typing import cast

from corsheaders.defaults import default_headers
from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from hiddenhill.runtime import laptop
from hiddenhill.settings.paths import VAR_DIR
from hiddenhill.settings.server import HOST
from hiddenhill.settings.variables import Section, each_matching, is_set, items, switch, text, whole

_section = Section("Access and security")

API_ALLOW_ANONYMOUS = _section.setting(
    "API_ALLOW_ANONYMOUS",
    switch,
    False,
    "Single-user mode: everyone who reaches this instance uses it without signing in. `manage.py up` turns it on while "
    "HOST is a loopback address.",
)

# --- Secret key

_secret_key = _section.setting(
    "SECRET_KEY",
    text,
    "",
    "Key that signs sessions and cookies, of 50 characters or more. Required as soon as DATABASE_URL is set.",
    described="`VAR_DIR/secret_key`, created by `make setup`",
    secret=True,
)
if is_set("DATABASE_URL") and not _secret_key:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. It is required as soon as DATABASE_URL is set. Create one: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
SECRET_KEY_FILE = None if _secret_key else VAR_DIR / "secret_key"
# A file is read when the first signature is made: `migrate` creates it, and must be able to run before.
SECRET_KEY = (
    _secret_key
    if SECRET_KEY_FILE is None
    else cast(str, SimpleLazyObject(lambda: laptop.read_secret(VAR_DIR / "secret_key")))
)

# --- HTTPS

HTTPS = _section.setting(
    "HTTPS",
    switch,
    not laptop.is_loopback(HOST),
    "People use HTTPS, through a proxy that sets X-Forwarded-Proto. Cookies are then secure, HSTS is sent, and plain "
    "HTTP is redirected.",
    described="true, unless HOST is a loopback address",
    example="true",
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^api/health", r"^metrics$"]  # load balancers and Prometheus connect without TLS
X_FRAME_OPTIONS = "DENY"

TRUSTED_PROXIES = _section.setting(
    "TRUSTED_PROXIES",
    whole(),
    0,
    "Number of proxies in front of this instance that append to X-Forwarded-For. Earlier entries could have been "
    "written by anyone, and are ignored.",
)

# --- Sign-in

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "studio"
LOGOUT_REDIRECT_URL = "studio"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Ours computes two hashes at a time. The others check passwords that were imported.
PASSWORD_HASHERS = [
    "hiddenhill.accounts.hashers.Pbkdf2",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]

# The lock holds for one pair of user name and address. Were it for the name alone, anyone could lock out anyone.
AXES_FAILURE_LIMIT = _section.setting(
    "SIGN_IN_FAILURES",
    whole(1),
    5,
    "Wrong passwords after which a user name is locked for the address that sent them.",
)
AXES_COOLOFF_TIME = timedelta(
    minutes=_section.setting("SIGN_IN_LOCK_MINUTES", whole(), 15, "Minutes for which it stays locked.")
)
SIGN_IN_NAME_FAILURES = _section.setting(
    "SIGN_IN_NAME_FAILURES",
    whole(1),
    25,
    "Wrong passwords for one user name from all addresses together, within the time of a lock, after which only "
    "browsers in which the user has signed in before may try.",
)
SIGN_INS_PER_MINUTE = _section.setting(
    "SIGN_INS_PER_MINUTE",
    whole(1),
    30,
    "Sign-ins that one address may try in a minute, with any user name. An IPv6 address counts as its /64 network.",
)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "hiddenhill.runtime.client_address.counted"
AXES_LOCKOUT_CALLABLE = "hiddenhill.accounts.locks.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False  # no lines at start

# --- API tokens: shown once, stored as a hash. The prefix lets people and secret scanners recognise one.

TOKEN_DAYS = _section.setting("TOKEN_DAYS", whole(), 90, "Days for which an API token is valid; 0 for no limit.")
KNOX_TOKEN_MODEL = "accounts.Token"  # noqa: S105
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_PREFIX": "hh_",
    "TOKEN_TTL": timedelta(days=TOKEN_DAYS) if TOKEN_DAYS else None,
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}

# --- Other sites: pages of those listed may use the API from a browser with a token, and never with the user's cookies.

CORS_ALLOWED_ORIGINS = _section.setting(
    "CORS_ALLOWED_ORIGINS",
    items,
    [],
    "Origins of other sites whose pages may use the API, with a token.",
    example="https://pages.example.org",
)
CORS_URLS_REGEX = r"^/api(/|$)"
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-none-match", "range"]
CORS_EXPOSE_HEADERS = ["accept-ranges", "content-disposition", "content-range", "etag", "location", "retry-after"]

EMBED_ALLOWED_ORIGINS = _section.setting(
    "EMBED_ALLOWED_ORIGINS",
    each_matching(
        r"\*|https?://[\w.*-]+(:[0-9]+)?",
        "*, or origins separated by commas, such as https://journal.example.org,https://*.example.edu",
    ),
    ["*"],
    "Origins of the sites whose pages may show the player of a shared video; `*` for all, empty for none.",
    example="https://journal.example.org,https://*.example.edu",
)

# --- Pages load, run and embed only what this instance serves itself, and use no device.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "data:"],
        "media-src": [csp.SELF],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}
