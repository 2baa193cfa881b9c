"""Sign-in through an OpenID provider, such as that of a hospital or a university."""

from django.core.exceptions import ImproperlyConfigured

from hiddenhill.settings.security import AUTHENTICATION_BACKENDS
from hiddenhill.settings.variables import Section, items, matching, one_of, switch, text

_section = Section("Sign-in by OpenID Connect")

OIDC_ISSUER = _section.setting(
    "OIDC_ISSUER",
    matching(
        r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?",
        "the URL of an OpenID provider, which starts with https:// (http:// on this machine)",
        "URL",
    ),
    "",
    "OpenID provider with which people sign in: the URL before `/.well-known/openid-configuration`.",
    described="people sign in with passwords",
    example="https://login.example.org/realms/hospital",
)
OIDC_RP_CLIENT_ID = _section.setting(
    "OIDC_CLIENT_ID", text, "", "Id with which the provider knows this instance.", example="hiddenhill"
)
OIDC_RP_CLIENT_SECRET = _section.setting(
    "OIDC_CLIENT_SECRET", text, "", "Secret with which this instance proves it to the provider.", secret=True
)
OIDC_NAME = _section.setting(
    "OIDC_NAME", text, "your organisation", "Name of the provider on the sign-in page.", example="Example Hospital"
)
OIDC_EMAIL_DOMAINS = [
    domain.casefold()
    for domain in _section.setting(
        "OIDC_EMAIL_DOMAINS",
        items,
        [],
        "Domains of the e-mail addresses with which people may sign in; empty for all that the provider has.",
        example="example.org,hospital.example.org",
    )
]
OIDC_CREATE_USERS = _section.setting(
    "OIDC_CREATE_USERS",
    switch,
    False,
    "Make an account for everyone who signs in. Otherwise people need an invitation or an account with their verified "
    "e-mail address first.",
)
OIDC_TRUST_EMAIL = _section.setting(
    "OIDC_TRUST_EMAIL",
    switch,
    False,
    "Trust addresses about which the provider does not say whether they are verified. For providers that assign all "
    "addresses themselves, such as Entra ID with one tenant.",
)
OIDC_STAFF_VALUE = _section.setting(
    "OIDC_STAFF_VALUE",
    text,
    "",
    "Value in OIDC_STAFF_CLAIM that makes a user staff; without it staff end to be so. Empty: the admin decides.",
    example="hiddenhill-staff",
)
OIDC_STAFF_CLAIM = _section.setting(
    "OIDC_STAFF_CLAIM", text, "groups", "Claim with the groups or roles of a user, a text or a list."
)
OIDC_RP_SIGN_ALGO = _section.setting(
    "OIDC_ALGORITHM",
    one_of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512"),
    "RS256",
    "Algorithm with which the provider signs: RS256, RS384, RS512, ES256, ES384 or ES512.",
)
OIDC_ONLY = _section.setting(
    "OIDC_ONLY", switch, False, "People sign in through the provider only, and never with a password."
)
OIDC_RP_SCOPES = "openid email profile"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 5
OIDC_AUTHENTICATION_CALLBACK_URL = "oidc-callback"

if OIDC_ISSUER and not (OIDC_RP_CLIENT_ID and OIDC_RP_CLIENT_SECRET):
    raise ImproperlyConfigured("OIDC_ISSUER is set. Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well.")
if OIDC_ONLY and not OIDC_ISSUER:
    raise ImproperlyConfigured("OIDC_ONLY is true, so nobody could sign in without OIDC_ISSUER. Set it as well.")
if OIDC_ISSUER:
    AUTHENTICATION_BACKENDS.append("hiddenhill.accounts.oidc.Provider")
if OIDC_ONLY:
    AUTHENTICATION_BACKENDS.remove("django.contrib.auth.backends.ModelBackend")
