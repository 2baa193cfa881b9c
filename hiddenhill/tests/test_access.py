"""Access control on every URL of the instance.

The URLs are read from the URL configuration: a new one without a rule fails here.
"""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
PUBLIC = {"health", "live", "ready", "schema", "docs", "problems", "problem", "sign-in", "sign-out", "login", "logout"}
PUBLIC |= {"forgotten-password", "choose-password", "oidc-sign-in", "oidc-callback"}
SHARED = {"shared", "shared-file", "shared-poster", "shared-qr-svg", "shared-qr-png", "embedded", "oembed"}
SHARED |= {"gallery", "gallery-atom", "gallery-rss", "sitemap", "robots"}
PUBLIC |= SHARED | {"documentation", "documentation-page"}
"""Names of the URLs that everyone may open: they show no secrets."""

NAMED = {
    "name": "captions.vtt",
    "project_id": "00000000-0000-0000-0000-000000000007",
    "batch_id": "00000000-0000-0000-0000-000000000007",
    "uidb64": "MQ",
    "token": "dipr4c-0143f5960de817c7f1b931d697e0203b",
    "kit_id": "00000000-0000-0000-0000-000000000007",
    "digest": "0123456789abcdef0123456789abcdef",
    "token_key": "hh_0123456789ab",
    "app_label": "videos",
    "object_id": "1",
    "content_type_id": "1",
    "id": "1",
    "code": "no_video",
    "page": "index.html",
    "voice_id": "hibari",
    "number": "1",
    "position": "0",
    "url": "nowhere",
    "format": ".json",
    "slug": "8Zk3vQ1xTnB5mWc7RdYp2L",
    "shape": "landscape",
    "action": "delete",
}
"""Values for the parts of a URL, apart from job ids."""


def addresses(patterns=None, before: str = "") -> Iterator[tuple[str, str]]:
    """The name and the pattern of each URL."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        form = before + str(pattern.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, form)
        else:
            assert isinstance(pattern, URLPattern)
            yield pattern.name or "", form


def filled(form: str, job_id: object) -> str:
    """A URL that matches this pattern."""
    form = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", form)  # regular expressions
    parts = {"job_id": str(job_id), **NAMED}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: parts[found[1]], form).replace("\\", "").replace("$", "")


ADDRESSES = sorted(set(addresses()))
OPEN = [form for name, form in ADDRESSES if name in PUBLIC]
GUARDED = [form for _, form in ADDRESSES if form not in OPEN]
ADMIN = [form for form in GUARDED if form.startswith("admin/")]
OF_JOBS = [form for _, form in ADDRESSES if "job_id" in form]
HERE = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def guarded(settings):
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def job():
    return JobFactory(completed=True, owner=UserFactory())


def signed_in(**user) -> Client:
    client = Client()
    client.force_login(UserFactory(**user))
    return client


def is_refused(answer) -> bool:
    """Whether the response is 401, 403, or a redirect to the sign-in page."""
    return answer.status_code in (401, 403) or answer.headers.get("Location", "").startswith(
        ("/accounts/sign-in?next=", "/admin/login/?next=")
    )


def walk(client: Client, forms: list[str], job_id: object = HERE) -> Iterator[tuple[str, object]]:
    """The response to each method at each URL. The admin's views know GET and POST only."""
    for form in forms:
        for method in METHODS if not form.startswith("admin/") else ("get", "post"):
            answer = getattr(client, method)(filled(form, job_id))
            yield f"{method.upper()} {form}: {answer.status_code} {answer.headers.get('Location', '')}", answer


def without(job_id: object, answer) -> str:
    """The body without the job's id, and without the CSRF token of its forms, which changes each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode().replace(str(job_id), ""))


def test_the_urls_are_found():
    assert len(OF_JOBS) >= 9
    names = {name for name, _ in ADDRESSES}
    assert {"video-list", "library", "studio", "operations", "tokens", "index"} | PUBLIC <= names


def test_public_urls_are_open():
    for form in OPEN:
        assert not is_refused(Client().get(filled(form, HERE))), form


def test_anonymous_requests_are_refused_at_every_other_url(job):
    answers = walk(Client(), GUARDED, job.pk)
    let_in = [seen for seen, answer in answers if not is_refused(answer) and answer.status_code != 405]
    assert let_in == []


def test_the_admin_is_for_staff():
    let_in = [seen for seen, answer in walk(signed_in(), ADMIN) if not is_refused(answer)]
    assert let_in == []


def test_the_job_of_another_user_looks_like_one_that_does_not_exist(job):
    client = signed_in()
    forms = [form for form in OF_JOBS if not form.startswith("admin/")]
    theirs, nobody_s = walk(client, forms, job.pk), walk(client, forms, HERE)
    for (seen, answer), (_, elsewhere) in zip(theirs, nobody_s, strict=True):
        assert answer.status_code in (404, 405) or seen.startswith("OPTIONS"), seen
        assert answer.status_code == elsewhere.status_code, seen
        assert without(job.pk, answer) == without(HERE, elsewhere), seen


def test_the_owner_and_staff_find_the_job(job):
    owner, staff = Client(raise_request_exception=False), signed_in(is_staff=True, is_superuser=True)
    owner.force_login(job.owner)
    for client in (owner, staff):
        client.raise_request_exception = False  # files that were never stored
        for form in [form for form in OF_JOBS if not form.startswith("admin/")]:
            theirs = JobFactory(completed=True, owner=job.owner)  # an earlier page may have deleted the last one
            found = {getattr(client, method)(filled(form, theirs.pk)).status_code for method in ("get", "post")}
            assert not found & {401, 403, 404}, form


# --- Security headers


@pytest.mark.parametrize("path", ["/accounts/sign-in", "/api/videos", "/api/health", "/static/hiddenhill/style.css"])
def test_every_response_has_the_security_headers(path):
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    if "static" not in path:
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_scripts_and_other_sites_cannot_use_the_session_cookie(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client = Client()
    user = UserFactory()
    user.set_password("correct horse battery")
    user.save()
    client.post("/accounts/sign-in", {"username": user.username, "password": "correct horse battery"})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")


# --- Other sites


@pytest.fixture
def listed(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://pages.example.org"]


def preflight(origin: str, path: str = "/api/videos/generate"):
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization, idempotency-key"
    return Client().options(path, headers=asked)


def test_a_listed_site_may_use_a_token_and_never_cookies(listed):
    answer = preflight("https://pages.example.org")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "https://pages.example.org"
    assert {"authorization", "idempotency-key"} <= set(answer["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer
    shown = Client().get("/api/health", headers={"Origin": "https://pages.example.org"})
    assert {"location", "retry-after", "content-range"} <= set(shown["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://pages.example.org.evil.example"])
def test_another_site_may_not_use_the_api(listed, origin):
    assert "Access-Control-Allow-Origin" not in preflight(origin)


def test_no_other_site_may_read_pages(listed):
    assert "Access-Control-Allow-Origin" not in preflight("https://pages.example.org", "/accounts/sign-in")


def test_by_default_no_site_is_listed():
    assert "Access-Control-Allow-Origin" not in preflight("https://pages.example.org")


@pytest.fixture
def alone(settings):
    settings.API_ALLOW_ANONYMOUS = True


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
OWN = [{}, {"Origin": "http://testserver"}, {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}]
FORMS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data; boundary=x"]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_cannot_control_a_single_user_instance(alone, headers, job):
    for kind in FORMS:
        post = Client().post("/api/videos/generate", data="pubmed_id=32887691", content_type=kind, headers=headers)
        assert post.status_code == 403
    assert Client().post(f"/api/videos/{job.pk}/retry", headers=headers).status_code == 403
    assert Client().delete(f"/api/videos/{job.pk}", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", OWN)
def test_own_pages_and_programs_can_control_it(alone, headers, job):
    assert Client().delete(f"/api/videos/{job.pk}", headers=headers).status_code == 204


def test_a_listed_site_can_control_it(alone, listed, job):
    headers = {"Origin": "https://pages.example.org", "Sec-Fetch-Site": "cross-site"}
    assert Client().delete(f"/api/videos/{job.pk}", headers=headers).status_code == 204


def test_a_rebound_host_name_reaches_nothing(alone):
    for path in ("/", "/api/videos", "/accounts/sign-in"):
        assert Client().get(path, headers={"Host": "rebound.evil.example"}).status_code == 400
