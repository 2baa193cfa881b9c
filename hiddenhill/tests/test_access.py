"""Every address of the instance has a door, and no door opens to whom it should not.

The addresses are read from the URL configuration: a new one that has no rule fails here.
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
"""Names of the addresses that are for everybody: what they show is no secret."""

NAMED = {
    "name": "captions.vtt",
    "token_key": "hh_0123456789ab",
    "app_label": "videos",
    "object_id": "1",
    "content_type_id": "1",
    "id": "1",
    "code": "no_video",
    "url": "nowhere",
    "format": ".json",
}
"""What stands for the parts of an address that are no job's id."""


def addresses(patterns=None, before: str = "") -> Iterator[tuple[str, str]]:
    """The name and the form of each address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        form = before + str(pattern.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, form)
        else:
            assert isinstance(pattern, URLPattern)
            yield pattern.name or "", form


def filled(form: str, job_id: object) -> str:
    """An address of this form."""
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
    """Whether it says "who are you?", "not you", or leads to the sign-in."""
    return answer.status_code in (401, 403) or answer.headers.get("Location", "").startswith(
        ("/accounts/sign-in?next=", "/admin/login/?next=")
    )


def walk(client: Client, forms: list[str], job_id: object = HERE) -> Iterator[tuple[str, object]]:
    """What each method gives at each address; the admin's views know GET and POST only."""
    for form in forms:
        for method in METHODS if not form.startswith("admin/") else ("get", "post"):
            answer = getattr(client, method)(filled(form, job_id))
            yield f"{method.upper()} {form}: {answer.status_code} {answer.headers.get('Location', '')}", answer


def without(job_id: object, answer) -> str:
    """The answer's body, but for the job's id and the token of its forms, which is another each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode().replace(str(job_id), ""))


def test_the_addresses_are_found():
    assert len(OF_JOBS) >= 9
    names = {name for name, _ in ADDRESSES}
    assert {"video-list", "library", "studio", "operations", "tokens", "index"} | PUBLIC <= names


def test_what_is_public_is_open():
    for form in OPEN:
        assert not is_refused(Client().get(filled(form, HERE))), form


def test_the_anonymous_are_refused_at_every_other_address(job):
    answers = walk(Client(), GUARDED, job.pk)
    let_in = [told for told, answer in answers if not is_refused(answer) and answer.status_code != 405]
    assert let_in == []


def test_the_admin_is_for_staff():
    let_in = [told for told, answer in walk(signed_in(), ADMIN) if not is_refused(answer)]
    assert let_in == []


def test_another_user_s_job_cannot_be_told_from_one_that_is_not_there(job):
    client = signed_in()
    forms = [form for form in OF_JOBS if not form.startswith("admin/")]
    theirs, nobody_s = walk(client, forms, job.pk), walk(client, forms, HERE)
    for (told, answer), (_, elsewhere) in zip(theirs, nobody_s, strict=True):
        assert answer.status_code in (404, 405) or told.startswith("OPTIONS"), told
        assert answer.status_code == elsewhere.status_code, told
        assert without(job.pk, answer) == without(HERE, elsewhere), told


def test_their_owner_and_staff_find_it(job):
    owner, staff = Client(raise_request_exception=False), signed_in(is_staff=True, is_superuser=True)
    owner.force_login(job.owner)
    for client in (owner, staff):
        client.raise_request_exception = False  # files that were never stored
        for form in [form for form in OF_JOBS if not form.startswith("admin/")]:
            theirs = JobFactory(completed=True, owner=job.owner)  # which the page of the one before may have deleted
            found = {getattr(client, method)(filled(form, theirs.pk)).status_code for method in ("get", "post")}
            assert not found & {401, 403, 404}, form


# --- What each answer tells the browser


@pytest.mark.parametrize("path", ["/accounts/sign-in", "/api/videos", "/api/health", "/static/hiddenhill/style.css"])
def test_every_answer_keeps_browsers_from_what_is_not_meant(path):
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    if "static" not in path:
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(settings):
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


def test_a_listed_site_may_ask_with_a_token_and_never_with_cookies(listed):
    answer = preflight("https://pages.example.org")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "https://pages.example.org"
    assert {"authorization", "idempotency-key"} <= set(answer["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer
    shown = Client().get("/api/health", headers={"Origin": "https://pages.example.org"})
    assert {"location", "retry-after", "content-range"} <= set(shown["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://pages.example.org.evil.example"])
def test_another_site_may_not(listed, origin):
    assert "Access-Control-Allow-Origin" not in preflight(origin)


def test_pages_are_not_for_other_sites_at_all(listed):
    assert "Access-Control-Allow-Origin" not in preflight("https://pages.example.org", "/accounts/sign-in")


def test_without_a_list_there_is_none():
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
def test_a_page_of_another_site_cannot_drive_a_single_user_s_machine(alone, headers, job):
    for kind in FORMS:
        post = Client().post("/api/videos/generate", data="pubmed_id=32887691", content_type=kind, headers=headers)
        assert post.status_code == 403
    assert Client().post(f"/api/videos/{job.pk}/retry", headers=headers).status_code == 403
    assert Client().delete(f"/api/videos/{job.pk}", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", OWN)
def test_its_own_pages_and_programs_can(alone, headers, job):
    assert Client().delete(f"/api/videos/{job.pk}", headers=headers).status_code == 204


def test_so_can_a_site_that_is_listed(alone, listed, job):
    headers = {"Origin": "https://pages.example.org", "Sec-Fetch-Site": "cross-site"}
    assert Client().delete(f"/api/videos/{job.pk}", headers=headers).status_code == 204


def test_a_name_that_was_bent_to_this_machine_reaches_nothing(alone):
    for path in ("/", "/api/videos", "/accounts/sign-in"):
        assert Client().get(path, headers={"Host": "rebound.evil.example"}).status_code == 400
