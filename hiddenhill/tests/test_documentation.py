"""The documentation site at /docs/, where it was built and where it was not."""

import pytest
from django.test import Client


@pytest.fixture
def site(settings, tmp_path):
    settings.DOCS_DIR = tmp_path / "site"
    (settings.DOCS_DIR / "howto").mkdir(parents=True)
    (settings.DOCS_DIR / "index.html").write_text("<h1>Overview</h1>")
    (settings.DOCS_DIR / "howto" / "index.html").write_text("<h1>How-to guides</h1>")
    (settings.DOCS_DIR / "howto" / "share.html").write_text("<h1>Share a video</h1>")
    (tmp_path / "secret.html").write_text("outside")
    return settings.DOCS_DIR


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/docs/", "<h1>Overview</h1>"),
        ("/docs/howto/", "<h1>How-to guides</h1>"),
        ("/docs/howto/share.html", "<h1>Share a video</h1>"),
    ],
)
def test_a_page_of_the_site_is_served_with_the_policy_of_all_pages(site, path, text):
    answer = Client().get(path)
    assert b"".join(answer).decode() == text
    assert answer["Content-Type"] == 'text/html; charset="utf-8"'
    assert answer["Cache-Control"] == "max-age=60, public"
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_address_without_a_slash_leads_to_the_site(site):
    assert Client().get("/docs")["Location"] == "/docs/"
    assert Client().get("/docs/howto")["Location"] == "howto/"


def test_a_page_that_has_not_changed_is_not_sent_again(site):
    first = Client().get("/docs/")
    again = Client().get("/docs/", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/docs/nothing.html", "/docs/../secret.html", "/docs/%2e%2e/secret.html", "/docs//"])
def test_nothing_but_the_site_is_served(site, path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_without_a_site_the_page_says_how_to_build_it(settings, tmp_path):
    settings.DOCS_DIR = tmp_path / "site"
    for path in ("/docs/", "/docs/howto/share.html"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert "<code>make docs</code>" in answer.content.decode()


def test_the_site_is_only_read(site):
    assert Client().post("/docs/").status_code == 405
