"""Nothing that a client may write is answered with 500: odd values in every parameter, field and path.

`make faults` runs this module on PostgreSQL as well.
"""

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hiddenhill.accounts.models import Token
from videos.api.serializers.options import OF_KITS as KIT_OPTIONS
from videos.api.throttling import WriteThrottle
from videos.jobs import sharing
from videos.models import Batch, Delivery, Job, Kit, Project, Visibility
from videos.pipeline.options import Theme, declared
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.sharing import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]

TEXTS = [
    *("\0", "a\0b", "a\r\nX-Injected: b", "\ud800", "\u202eright to left", "\U0001f41f", "\ufffe", "\u2028"),
    *("%", "%00", "%zz", "{0}", 'a"; filename="evil.bat', "'", "\\", "../..", "[", "<b>", " ", "\u200b", "..."),
    *("x" * 300, "x" * 10_000, "9" * 400, "-1", "0", "1e400", "NaN", "Infinity", "٣", "true", "null"),
    *(
        "9999-99-99",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2020-01-01",
    ),
    *("https://xn--a.org/", "https://xn--.org/", "https://a..b/", "https://[::1", "https://\u2100.org/", "https://:0"),
    *(
        "https://a:99999999/",
        "https://" + "a" * 300 + ".org/",
        "https://\xad/",
        "//",
        "https://[v1.a]/",
        "https://%00/",
    ),
]
NASTIEST = ["\0", "\ud800", "x" * 10_000, "9" * 400, "NaN", "9999-99-99", "%", "https://xn--a.org/"]
"""Where each request takes long, or much of the code is not ours."""
if connection.vendor != "postgresql":
    TEXTS = NASTIEST = NASTIEST[:4]  # all of them take a minute; PostgreSQL refuses what SQLite takes, and more
IN_HEADERS = [
    text.encode("utf-8", "surrogatepass").decode("latin-1") for text in TEXTS if not {"\0", "\r", "\n"} & {*text}
]
"""The web server refuses the other characters."""
POSITIONS = [
    *(
        "p=foo",
        "p=NaN",
        "p=infinity",
        "p=9999-99-99",
        "p=\0",
        "r=1&p=",
        "p=0001-01-01T00:00:00%2B14:00",
        "p=2020-01-01",
    ),
    *("p=9999-12-31T23:59:59-14:00", "o=99999999999999999999999", "o=-1", "r=foo&p=2020-01-01", "p=" + "9" * 300),
]
CURSORS = [base64.b64encode(position.encode()).decode() for position in POSITIONS]
LITERALS = [
    *("null", "true", "[]", "{}", "0", "-0.0", "1e400", "-1e400", "NaN", "Infinity", "9" * 400, "[[[[1]]]]", "1.5"),
    *('{"a": {"b": "c"}}', '"\\ud800"', '"\\u0000"', '["sample"]', "[" * 2000 + "]" * 2000),
]
UUIDS = ["0" * 36, "-" * 36, "a" * 8 + "-aaaa" * 3 + "-" + "a" * 12]

JOB = "<uuid:job_id>"
NUMBERS = {"<int:number>": "1", "<int:position>": "0"}
API_JOB = "(?P<job_id>[0-9a-f-]{36})"
BATCH = "<uuid:batch_id>"
API_BATCH = "(?P<batch_id>[0-9a-f-]{36})"
SLUG = "<slug:slug>"
KIT = "<uuid:kit_id>"
API_KIT = "(?P<kit_id>[0-9a-f-]{36})"
API_PROJECT = "(?P<project_id>[0-9a-f-]{36})"
FILES = (
    r"(?P<name>captions\.vtt|captions\.srt|transcript\.txt|poster\.jpg|thumbnail\.webp|"
    r"storyboard\.json|description\.txt|"
    r"visual\-abstract\.png|visual\-abstract\.pdf|visual\-abstract\-tall\.png|visual\-abstract\-tall\.pdf)"
)
LIST = ("search", "ordering", "cursor", "page_size", "status", "project", "batch", "pubmed_id", "format")
THEME = [f"theme.{option.name}" for option in declared(Theme)]
REQUEST = [
    "pubmed_id",
    "priority",
    "webhook_url",
    "refresh",
    "review",
    "formats",
    "kit",
    *(option.name for option in declared()),
    *THEME,
]
OF_KITS = ("name", "default", *(f"options.{name}" for name in (*KIT_OPTIONS, "formats", *THEME)))
READ = {
    "": REQUEST,
    "papers": ("pubmed_id", "text", "typing"),
    f"jobs/{JOB}": ("t",),
    f"jobs/{JOB}/progress": ("seen", "left"),
    f"jobs/{JOB}/formats": (),
    "batches": ("cursor", "page_size"),
    "batches/new": ("kit",),
    "kits": (),
    "kits/new": (),
    "kits/colour": ("options.theme.accent",),
    "kits/logos/<slug:digest>.png": (),
    f"kits/{KIT}": (),
    f"batches/{BATCH}": ("show", "page"),
    f"batches/{BATCH}/progress": ("show", "seen", "line"),
    "operations": (),
    f"v/{SLUG}": ("format", "t"),
    f"v/{SLUG}/files/<slug:shape>/<str:name>": (),
    f"v/{SLUG}/poster.webp": ("format",),
    f"v/{SLUG}/qr.svg": ("format",),
    f"v/{SLUG}/qr.png": ("format",),
    f"embed/{SLUG}": ("format", "t"),
    "gallery/": ("q", "topic", "cursor", "page_size"),
    "gallery/atom.xml": ("topic",),
    "gallery/rss.xml": ("topic",),
    "sitemap.xml": ("p",),
    "robots.txt": (),
    "oembed": ("url", "format", "maxwidth", "maxheight"),
    "library": ("q", "status", "sort", "project", "cursor", "page_size"),
    "library/live": ("job", "shape", "known", "q", "status", "sort", "project"),
    "library/selected/<slug:action>": ("job", "single"),
    f"library/cancel/{JOB}": (),
    f"library/delete/{JOB}": (),
    "library/papers/<uuid:project_id>/cancel": (),
    "library/papers/<uuid:project_id>/delete": (),
    "accounts/sign-in": ("next",),
    "accounts/oidc/sign-in": ("next",),
    "accounts/oidc/callback": ("state", "code", "error"),
    "accounts/password": (),
    "accounts/password/forgotten": (),
    "accounts/password/choose/<uidb64>/<token>": (),
    "accounts/email/confirm/<token>": (),
    "accounts/tokens": (),
    "metrics": ("name[]",),
    "api/health": ("format",),
    "api/health/live": ("format",),
    "api/health/ready": ("format",),
    "api/schema": ("format", "version", "lang"),
    "api/docs": (),
    "docs/": (),
    "docs/<path:page>": (),
    "api": ("format",),
    "api/papers": ("id", "q", "format"),
    "api/papers/upload": ("format",),
    "api/voices": ("format",),
    "api/voices/<slug:voice_id>/sample": ("format",),
    "api/webhooks/secret": ("format",),
    "api/operations": ("format",),
    "api/problems": ("format",),
    "api/problems/<slug:code>": ("format",),
    "api/batches": ("cursor", "page_size", "format"),
    f"api/batches/{API_BATCH}": ("format",),
    f"api/batches/{API_BATCH}/items": ("cursor", "page_size", "format"),
    rf"api/batches/{API_BATCH}/items\.csv": ("format",),
    rf"api/batches/{API_BATCH}/archive\.zip": ("format",),
    "api/kits": ("format",),
    f"api/kits/{API_KIT}": ("format",),
    "api/projects": ("cursor", "page_size", "format"),
    f"api/projects/{API_PROJECT}": ("format",),
    f"api/projects/{API_PROJECT}/share": ("format",),
    "api/videos": LIST,
    "api/videos/export": LIST,
    "api/videos/generate": ("format",),
    f"api/videos/{API_JOB}": ("format",),
    f"api/videos/{JOB}/events": ("format",),
    f"api/videos/{JOB}/storyboard/scenes/<int:number>.png": ("version", "slide", "format"),
    f"api/videos/{JOB}/storyboard/sentences/<int:position>/audio": ("version", "format"),
    f"api/videos/{API_JOB}/{FILES}": ("format",),
    f"api/videos/{API_JOB}/attempts": ("format",),
    f"api/videos/{API_JOB}/deliveries": ("format",),
    f"api/videos/{API_JOB}/download": ("format",),
    f"api/videos/{API_JOB}/storyboard": ("format",),
}
WRITTEN = {
    "": ("key", "file", "pdf", "use_kit", *REQUEST),
    "papers": ("pubmed_id", "round", "typing"),
    "accounts/sign-in": ("username", "password", "next"),
    "accounts/sign-out": ("next",),
    "accounts/password": ("old_password", "new_password1", "new_password2"),
    "accounts/password/forgotten": ("email",),
    "accounts/password/choose/<uidb64>/<token>": ("new_password1", "new_password2"),
    "accounts/email": ("email", "password"),
    "accounts/email/notices": ("wanted",),
    "accounts/email/confirm/<token>": (),
    "accounts/tokens": ("name",),
    "accounts/webhook-secret": ("show", "change"),
    "accounts/tokens/<slug:token_key>/revoke": (),
    f"jobs/{JOB}/again": ("key", "all"),
    f"jobs/{JOB}/approve": ("version",),
    f"jobs/{JOB}/storyboard": ("version", "step", "operation", "at", "heading", "text", "word", "said"),
    f"jobs/{JOB}/share": ("visibility", "new_link"),
    f"jobs/{JOB}/cancel": (),
    f"jobs/{JOB}/retry": (),
    f"jobs/{JOB}/delete": (),
    "library/selected/<slug:action>": ("job", "single"),
    "batches/new": ("papers", "key", "kit", "use_kit", "skip_invalid", "review", "length", "formats"),
    "kits/new": ("file", "no_logo", *OF_KITS),
    "kits/logo": ("file", "options.theme.logo"),
    f"kits/{KIT}": OF_KITS,
    f"kits/{KIT}/default": (),
    f"kits/{KIT}/delete": (),
    f"batches/{BATCH}/retry": (),
    f"batches/{BATCH}/cancel": (),
    f"batches/{BATCH}/delete": (),
    "api/kits": OF_KITS,
    "api/logos": ("file",),
    "api/papers/upload": ("file",),
    "api/batches": ("ids", "skip_invalid", *REQUEST),
    f"api/batches/{API_BATCH}/retry": (),
    f"api/batches/{API_BATCH}/cancel": (),
    "api/videos/generate": REQUEST,
    f"api/videos/{API_JOB}/edit": ("formats",),
    f"api/videos/{API_JOB}/cancel": (),
    f"api/videos/{API_JOB}/retry": (),
    f"api/videos/{API_JOB}/approve": ("version",),
    f"api/videos/{API_JOB}/storyboard/reset": ("version",),
    f"api/videos/{API_JOB}/storyboard/undo": ("version",),
    f"api/videos/{API_JOB}/storyboard/redo": ("version",),
}
HEADERS = ("Accept", "Accept-Language", "Idempotency-Key", "Range", "If-None-Match", "X-Request-ID", "Authorization")


@pytest.fixture(autouse=True)
def unlimited(settings, monkeypatch, tmp_path):
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    settings.NCBI_EUTILS_URL = settings.NCBI_IDCONV_URL = "http://127.0.0.1:1/"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.JOBS_PER_USER = 0
    settings.LLM_MODEL = "some-model"
    settings.GALLERY = settings.EMAIL_IS_SENT = True
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": None, "uploads": None})


@pytest.fixture
def staff() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_staff=True, is_superuser=True), "django.contrib.auth.backends.ModelBackend")
    return client


def concrete(pattern: str) -> str:
    """A path that matches the pattern."""
    job_id = str(JobFactory(completed=True).pk)
    project, _ = Project.objects.get_or_create(pubmed_id="90000001")
    finished(project)
    batch = Batch.objects.create()
    batch.items.create(position=1, text="sample", pubmed_id="90000001")
    values = {
        BATCH: str(batch.pk),
        API_BATCH: str(batch.pk),
        r"\.csv": ".csv",
        r"\.zip": ".zip",
        JOB: job_id,
        API_JOB: job_id,
        API_KIT: (kit := str(Kit.objects.create(owner=User.objects.first(), name=str(uuid4())).pk)),
        KIT: kit,
        API_PROJECT: str(project.pk),
        "<uuid:project_id>": str(project.pk),
        FILES: "captions.vtt",
        SLUG: str(sharing.share(project.pk, Visibility.PUBLIC).slug),
        "<slug:shape>": "landscape",
        "<slug:digest>": "0" * 32,
        "<str:name>": "poster.jpg",
        "<slug:action>": "delete",
        "<slug:code>": "invalid",
        "<slug:token_key>": "a",
        "<uidb64>": "MQ",
        "<token>": "set-password",
        "<slug:voice_id>": "hibari",
        **NUMBERS,
    }
    for placeholder, value in values.items():
        pattern = pattern.replace(placeholder, value)
    return f"/{pattern}"


def quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def post(client: Client, path: str, form: dict[str, str]):
    body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in form.items())
    return client.post(path, body, content_type="application/x-www-form-urlencoded")


def refuse(answer, *sent: object) -> None:
    """The answer is no error of the server, except where Redis or NCBI is meant to be away."""
    assert answer.status_code < 500 or answer.status_code == 503, [str(part)[:80] for part in sent]
    assert "X-Injected" not in answer
    assert 'filename="evil' not in answer.get("Content-Disposition", "")


@pytest.mark.parametrize("pattern", READ)
def test_odd_parameters_of(staff, pattern):
    path = concrete(pattern)
    for name in READ[pattern]:
        texts = NASTIEST if name == "format" or pattern == "api/schema" else TEXTS
        for value in [*map(quoted, texts), "%ff", *(CURSORS if name == "cursor" else ())]:
            refuse(staff.get(f"{path}?{name}={value}"), name, value)
    refuse(staff.get(f"{path}?%ff=2&{quoted(chr(0xD800))}"))
    refuse(staff.get(f"{path}?%00"))


@pytest.mark.parametrize("pattern", WRITTEN)
def test_odd_fields_of_a_form(staff, pattern):
    path = concrete(pattern)
    for name in (*WRITTEN[pattern], "unknown"):
        # The API's request has the same fields, and no page to draw for each refusal.
        for value in NASTIEST if pattern == "" and name in REQUEST else TEXTS:
            form = {"pubmed_id": "sample", "username": "ann", "password": "wrong"} | {name: value}
            refuse(post(staff, path, form), name, value)


def test_odd_names_and_passwords(client):
    client.raise_request_exception = False
    for name in ("username", "password"):
        for value in TEXTS:
            refuse(post(client, "/accounts/sign-in", {"username": "ann", "password": "x"} | {name: value}), name, value)


@pytest.mark.parametrize("header", ["User-Agent", "Accept", "X-Forwarded-For"])
def test_odd_headers_of_a_failed_sign_in(client, settings, header):
    client.raise_request_exception = False
    settings.API_ALLOW_ANONYMOUS = False
    for value in IN_HEADERS:
        form = {"username": "ann", "password": "x"}
        refuse(client.post("/accounts/sign-in", form, headers={header: value}), value)


@pytest.mark.parametrize("field", REQUEST)
def test_odd_values_in_json(staff, field):
    for literal in [*LITERALS, *(json.dumps(text) for text in TEXTS)]:
        if field.startswith("theme."):
            body = f'{{"pubmed_id": "sample", "theme": {{"{field.removeprefix("theme.")}": {literal}}}}}'
        else:
            body = f'{{"pubmed_id": "sample", "{field}": {literal}}}'
        refuse(staff.post("/api/videos/generate", body, content_type="application/json"), literal)


@pytest.mark.parametrize("field", ["ids", "skip_invalid"])
def test_odd_batches_in_json(staff, field):
    for literal in [*LITERALS, *(json.dumps(text) for text in TEXTS)]:
        for value in (literal, f"[{literal}]"):
            body = f'{{"ids": ["sample"], "skip_invalid": true, "{field}": {value}}}'
            refuse(staff.post("/api/batches", body, content_type="application/json"), literal)


@pytest.mark.parametrize("field", ["name", "default", "options", *KIT_OPTIONS, "formats", "theme", *THEME])
def test_odd_kits_in_json(staff, field):
    kit = f"/api/kits/{Kit.objects.create(owner=User.objects.get(), name='mine').pk}"
    for literal in [*LITERALS, *(json.dumps(text) for text in TEXTS)]:
        body = f'{{"{field}": {literal}}}'
        if field.startswith("theme."):
            body = f'{{"theme": {{"{field.removeprefix("theme.")}": {literal}}}}}'
        if field not in ("name", "default", "options"):
            body = f'{{"options": {body}}}'
        refuse(staff.patch(kit, body, content_type="application/json"), literal)


@pytest.mark.parametrize("field", ["visibility", "new_link"])
def test_odd_shares_in_json(staff, field):
    path = f"/api/projects/{Project.objects.create(pubmed_id='90000001').pk}/share"
    for literal in [*LITERALS, *(json.dumps(text) for text in TEXTS)]:
        body = f'{{"visibility": "link", "{field}": {literal}}}'
        refuse(staff.put(path, body, content_type="application/json"), literal)


@pytest.mark.parametrize("action", ["approve", "storyboard/reset", "storyboard/undo", "storyboard/redo"])
def test_odd_versions_in_json(staff, action):
    path = f"/api/videos/{JobFactory(in_review=True).pk}/{action}"
    for literal in [*LITERALS, *(json.dumps(text) for text in TEXTS)]:
        refuse(staff.post(path, f'{{"version": {literal}}}', content_type="application/json"), literal)
        refuse(staff.post(path, literal, content_type="application/json"), literal)


EDITS = {
    "operations": ("patch", '{{"version": 1, "operations": {}}}'),
    "an operation": ("patch", '{{"version": 1, "operations": [{}]}}'),
    "its type": ("patch", '{{"version": 1, "operations": [{{"type": {}}}]}}'),
    "an index": ("patch", '{{"version": 1, "operations": [{{"type": "add_sentence", "index": {}, "position": 0}}]}}'),
    "a text": ("patch", '{{"version": 1, "operations": [{{"type": "add_maker_card", "text": {}, "position": 0}}]}}'),
    "a layout": ("patch", '{{"version": 1, "operations": [{{"type": "set_layout", "layout": {}, "position": 0}}]}}'),
    "a word": ("patch", '{{"version": 1, "operations": [{{"type": "set_pronunciation", "word": {}, "said": "x"}}]}}'),
    "how it is said": (
        "patch",
        '{{"version": 1, "operations": [{{"type": "set_pronunciation", "word": "glucose", "said": {}}}]}}',
    ),
    "items": ("put", '{{"version": 1, "items": {}, "subtitle": true, "glance": true, "pronunciations": []}}'),
    "an item": ("put", '{{"version": 1, "items": [{}], "subtitle": true, "glance": true, "pronunciations": []}}'),
    "cuts": (
        "put",
        '{{"version": 1, "items": [{{"cuts": {}}}], "subtitle": true, "glance": true, "pronunciations": []}}',
    ),
    "pronunciations": ("put", '{{"version": 1, "items": [], "subtitle": true, "glance": true, "pronunciations": {}}}'),
}


@pytest.mark.parametrize(("method", "form"), EDITS.values(), ids=EDITS.keys())
def test_odd_edits_in_json(staff, method, form):
    path = f"/api/videos/{JobFactory(in_review=True).pk}/storyboard"
    for literal in [*LITERALS, *(json.dumps(text) for text in TEXTS)]:
        body = form.format(literal)
        refuse(getattr(staff, method)(path, body, content_type="application/json"), literal)


@pytest.mark.parametrize("body", [*LITERALS, '{"a\\u0000": 1, "\\ud800": 2}', "\0", "{", b"\xff", ""])
def test_odd_json(staff, body):
    for path in ("/api/videos/generate", "/api/logos", "/api/webhooks/secret"):
        refuse(staff.post(path, body, content_type="application/json"))


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("pattern", ["", "api/videos", f"api/videos/{API_JOB}/download"])
def test_odd_headers(staff, pattern, header):
    path = concrete(pattern)
    for value in IN_HEADERS:
        sent = {header: value}
        refuse(staff.get(path, headers=sent), path, value)
        refuse(staff.post("/api/videos/generate", b"{}", content_type="application/json", headers=sent), value)


@pytest.mark.parametrize("pattern", sorted({*READ, *WRITTEN} - {"api/schema"}))
def test_odd_paths(staff, pattern):
    for value in [*map(quoted, NASTIEST), *map(quoted, UUIDS), "%ff"]:
        path = re.sub(r"<\w+:\w+>|\(\?P<(?:job|project)_id>[^)]*\)", value, pattern.replace(FILES, value))
        refuse(staff.get(f"/{path}"), path)
        refuse(staff.get(f"/{path}/{value}"), path)


@pytest.mark.parametrize("model", admin.site._registry, ids=str)
def test_odd_searches_in_the_admin(staff, model):
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for value in map(quoted, NASTIEST):
        for name in ("q", "o", "p", "all", "e", "_facets"):
            refuse(staff.get(f"{path}?{name}={value}"), name, value)
        refuse(staff.get(f"{path}{value}/change/"), value)


@pytest.mark.parametrize("model", [Job, Project, Batch, Delivery, Token])
def test_odd_filters_in_our_admin(staff, model):
    site = admin.site._registry[model]
    filters = [getattr(each, "parameter_name", each) for each in site.list_filter]
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for name in [f"{name}{lookup}" for name in filters for lookup in ("", "__exact", "__gte", "__isnull", "__in")]:
        for value in map(quoted, NASTIEST):
            refuse(staff.get(f"{path}?{name}={value}"), name, value)


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern).removeprefix("^").removesuffix("$")
        if isinstance(each, URLPattern):
            yield path
        else:
            yield from patterns(each, path)


def test_every_url_is_among_those():
    found = {path for path in patterns(get_resolver()) if not path.startswith("admin/")}
    assert {path.replace("/^", "/") for path in found} == {*READ, *WRITTEN}
