"""What a request must not reach: files, hosts, markup, headers, memory."""

import io
import json
import socket
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html
from PIL import Image
from rest_framework.test import APIClient

from videos.models import Job
from videos.tests.factories import PAPER, JobFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "what nobody may read"


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def job():
    """A finished job with its files."""
    job = JobFactory(completed=True)
    for name in ("video.mp4", "captions.vtt", "description.txt", "transcript.txt"):
        default_storage.save(f"{job.folder}/{name}", ContentFile(b"<script>alert(1)</script>"))
    return job


def content(answer) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode(errors="replace")


def ask(client, pubmed_id: object, **more):
    return client.post("/api/videos/generate", {"pubmed_id": pubmed_id, **more})


# --- Files


UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "..%252f", "..;/"]


@pytest.mark.parametrize("up", UP)
def test_no_path_leads_out_of_its_folder(client, job, settings, up):
    media = Path(settings.MEDIA_ROOT)
    for folder in (media, media.parent, media / "videos"):
        (folder / "secret_key").write_text(SECRET)
    own = f"/api/videos/{job.pk}/"
    for steps in (1, 2, 3, 4):
        way = up * steps
        for path in (f"{own}{way}secret_key", f"{own}captions.vtt/{way}secret_key", f"/api/videos/{way}secret_key"):
            assert SECRET not in content(client.get(path)), path
        for path in (f"/static/{way}settings.py", f"/static/hiddenhill/{way}settings.py", f"/jobs/{way}etc/passwd"):
            answer = client.get(path)
            assert answer.status_code in (301, 302, 400, 404), path
            assert "SECRET_KEY" not in content(answer)


def test_the_name_of_an_uploaded_file_does_not_decide_where_it_is_stored(client, settings):
    file = io.BytesIO()
    Image.new("RGB", (200, 80), "teal").save(file, "PNG")
    for name in ("../../evil.png", "/etc/evil.png", "a\r\nX-Injected: b.png", "evil.php\x00.png", "x" * 300 + ".png"):
        upload = SimpleUploadedFile("logo.png", file.getvalue())
        upload.name = name
        answer = client.post("/api/logos", {"file": upload}, format="multipart")
        assert "X-Injected" not in answer
    kept = {path.relative_to(settings.MEDIA_ROOT).parts[0] for path in Path(settings.MEDIA_ROOT).rglob("*.*")}
    assert kept == {"logos"}
    assert not list(Path(settings.MEDIA_ROOT).parent.rglob("evil*"))


@pytest.mark.parametrize(
    "logo", ["../secret_key", "logos/x", "/etc/passwd", "..\\..\\x", "a" * 31, "A" * 32, "a\n" * 16]
)
def test_a_logo_is_an_id_not_a_path(client, logo):
    assert ask(client, "32887691", theme={"logo": logo}).status_code == 400
    assert not Job.objects.exists()


# --- Hosts


@pytest.fixture
def listening():
    """A server of the attacker, which shows whether anything connected."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


ELSEWHERE = [
    "http://127.0.0.1:{port}/PMC10979640",
    "http://127.0.0.1:{port}/pubmed.ncbi.nlm.nih.gov/32887691",
    "http://pubmed.ncbi.nlm.nih.gov@127.0.0.1:{port}/32887691",
    "http://127.0.0.1:{port}#pubmed.ncbi.nlm.nih.gov/32887691",
    "http://pubmed.ncbi.nlm.nih.gov:{port}@127.0.0.1/32887691",
    "https://pubmed.ncbi.nlm.nih.gov.127.0.0.1.nip.io:{port}/32887691",
    "//127.0.0.1:{port}/pmc/articles/PMC10979640",
    "http://[::1]:{port}/32887691",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_32887691",
    "http://127.0.0.1:{port}\\@pubmed.ncbi.nlm.nih.gov/32887691",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_url_at_another_host_is_refused_and_not_requested(client, listening, url):
    port = listening.getsockname()[1]
    assert ask(client, url.format(port=port)).status_code == 400
    with pytest.raises(BlockingIOError):
        listening.accept()


@pytest.mark.parametrize(
    "url",
    [
        "https://pubmed.ncbi.nlm.nih.gov/32887691/?next=http://127.0.0.1:{port}/",
        "https://pubmed.ncbi.nlm.nih.gov/32887691/../../@127.0.0.1:{port}",
        "https://pubmed.ncbi.nlm.nih.gov/32887691#\r\nHost:127.0.0.1:{port}",
    ],
)
def test_only_the_number_is_taken_from_a_pubmed_url(client, listening, waiting_queue, url):
    answer = ask(client, url.format(port=listening.getsockname()[1]))
    assert answer.status_code == 400 or answer.json()["pubmed_id"] == "32887691"
    with pytest.raises(BlockingIOError):
        listening.accept()


# --- Markup


SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
CLOSING = "</title></script><svg/onload=alert(1)>"
INLINE = "//style | //@style | //@*[starts-with(name(), 'on')] | //script[not(@src or contains(@type, 'json'))]"


@pytest.fixture
def hostile():
    """A job with markup in every text."""
    paper = {
        name: f"{value}{SCRIPT}{IMAGE}{CLOSING}" if isinstance(value, str) else value for name, value in PAPER.items()
    }
    paper |= {"authors": [IMAGE, SCRIPT], "notices": []}
    return JobFactory(
        failed=True, paper=paper, title=paper["title"], error_message=f"{SCRIPT}{IMAGE}{CLOSING}", celery_task_id=IMAGE
    )


def test_markup_in_texts_is_shown_not_run(hostile):
    staff = Client()
    staff.force_login(UserFactory(is_staff=True, is_superuser=True, username="<b>boss</b>"))
    pages = [
        "/",
        f"/jobs/{hostile.pk}",
        "/library",
        "/accounts/tokens",
        "/admin/videos/job/",
        "/admin/videos/job/operations/",
    ]
    pages += [reverse("admin:videos_job_change", args=[hostile.pk]), f"/api/videos/{hostile.pk}", "/api/videos"]
    seen = 0
    for page in pages:
        answer = staff.get(page, headers={"Accept": "text/html"})
        assert answer.status_code == 200, page
        shown = content(answer)
        for evil in (SCRIPT, "<img src=x", "<svg/onload", "<b>boss"):
            assert evil not in shown, page
        if not page.startswith("/api"):
            assert html.fromstring(shown).xpath(INLINE) == [], f"{page}: violates the policy"
        seen += "&lt;script&gt;alert(1)" in shown
        assert "script-src 'self'" in answer["Content-Security-Policy"], page
    assert seen >= 4


@pytest.mark.parametrize(
    "path", ["/library?q={}&status={}", "/?pubmed_id={}", "/accounts/sign-in?next={}", "/{}", "/api/{}"]
)
def test_markup_in_a_url_is_shown_not_run(path):
    answer = Client().get(path.format(IMAGE, SCRIPT), headers={"Accept": "text/html"})
    if answer["Content-Type"] == "application/problem+json":
        assert answer["X-Content-Type-Options"] == "nosniff"
        return
    shown = content(answer)
    assert "<img src=x" not in shown
    assert SCRIPT not in shown


@pytest.mark.parametrize("name", ["captions.vtt", "description.txt", "transcript.txt", "download"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}, {"Accept": "text/html"}])
def test_no_file_is_served_as_a_page(client, job, name, headers):
    answer = client.get(f"/api/videos/{job.pk}/{name}", headers=headers)
    assert answer.status_code in (200, 206, 406)
    if answer.status_code != 406:
        assert answer["Content-Type"].split(";")[0] in ("text/vtt", "text/plain", "video/mp4")
        assert answer["X-Content-Type-Options"] == "nosniff"


# --- Headers


@pytest.mark.parametrize("key", ["a\r\nX-Injected: b", "a\nb", "a\rb", "a\x00b", "", " ", "ä", "x" * 201])
def test_a_key_that_would_break_a_header_is_refused(client, key):
    answer = client.post("/api/videos/generate", {"pubmed_id": "32887691"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert "X-Injected" not in answer


@pytest.mark.parametrize(
    "pubmed_id", ["32887691\r\nX-Injected: b", "32887691%0d%0aX-Injected: b", "PMC1\x00", "PMC1\u2028X"]
)
def test_an_id_that_would_break_a_header_is_refused(client, pubmed_id):
    answer = ask(client, pubmed_id)
    assert answer.status_code == 400
    assert "X-Injected" not in answer


def test_the_name_of_a_download_contains_only_the_id(client, job):
    Job.objects.update(pubmed_id='1"; x="\r\nX')
    try:
        answer = client.get(f"/api/videos/{job.pk}/download")
    except ValueError:  # from Django: a header contains no newline
        return
    assert "\r" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].count('"') % 2 == 0


def test_no_header_overrides_the_method(client, job):
    client.post(f"/api/videos/{job.pk}/attempts", headers={"X-HTTP-Method-Override": "DELETE"})
    client.post(f"/api/videos/{job.pk}", {"_method": "DELETE"}, format="multipart")
    assert Job.objects.filter(pk=job.pk).exists()


# --- Memory


def post(client, body: bytes, kind: str = "application/json", path: str = "/api/videos/generate"):
    return client.generic("POST", path, body, content_type=kind)


def test_a_body_that_is_too_large_is_413_and_states_the_limit(client):
    large = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    for kind in ("application/json", "text/plain", "nonsense", "application/x-www-form-urlencoded"):
        answer = post(client, b" " * large, kind)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert "100000 bytes" in answer.json()["detail"]
    upload = post(client, b" " * (django_settings.UPLOAD_MAX_SIZE + 1), "multipart/form-data; boundary=x", "/api/logos")
    assert upload.status_code == 413
    assert post(Client(), b"username=" + b"x" * large, kind, "/accounts/sign-in").status_code == 413


HARD = {
    "deep brackets": b"[" * 90_000,
    "deep objects": b'{"a":' * 15_000 + b"1" + b"}" * 15_000,
    "deep under a field": b'{"pubmed_id": ' + b"[" * 40_000 + b"]" * 40_000 + b"}",
    "a long number": b'{"pubmed_id": ' + b"9" * 90_000 + b"}",
    "no number": b'{"pubmed_id": NaN}',
    "half a character": b'{"pubmed_id": "\\ud800"}',
    "no UTF-8": b'{"pubmed_id": "\xff\xfe"}',
    "no object": b"[1, 2]",
    "nothing": b"null",
    "a nul": b'{"pubmed_id": "32887691", "theme": {"call_to_action": "a\\u0000b"}}',
    "half a character in an option": b'{"pubmed_id": "32887691", "theme": {"call_to_action": "\\udc80"}}',
    "an object for a text": b'{"pubmed_id": "32887691", "theme": {"accent": {"a": 1}}}',
    "a list for an object": b'{"pubmed_id": "32887691", "theme": [[[]]]}',
}


@pytest.mark.parametrize("body", HARD.values(), ids=HARD.keys())
def test_json_that_is_hard_to_parse_is_400(client, body):
    assert post(client, body).status_code == 400
    assert not Job.objects.exists()


def test_a_form_with_too_many_fields_is_400(client):
    fields = b"&".join(b"f%d=1" % n for n in range(5000))
    assert post(client, fields, "application/x-www-form-urlencoded").status_code == 400


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A small file that claims to be a large picture."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pieces = [b"\x89PNG\r\n\x1a\n"]
    for kind, data in (header, *chunks, (b"IDAT", zlib.compress(b"\x00" * 10_000_000, 9)), (b"IEND", b"")):
        pieces.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    return b"".join(pieces)


def test_a_decompression_bomb_is_refused(client):
    text = (b"zTXt", b"Comment\x00\x00" + zlib.compress(b"a" * 50_000_000, 9))
    for bomb in (png(60_000, 60_000), png(2**31 - 1, 1), png(200, 80, text)):
        upload = SimpleUploadedFile("logo.png", bomb)
        answer = client.post("/api/logos", {"file": upload}, format="multipart")
        assert answer.status_code == 400
        assert "file" in json.dumps(answer.json())
