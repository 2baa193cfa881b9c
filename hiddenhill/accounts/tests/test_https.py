"""Stricter defaults and checks where others can reach the instance."""

import os
import secrets
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from hiddenhill.accounts.checks import secret_key_is_strong, single_user_is_alone, site_url_is_reachable
from hiddenhill.settings import BASE_DIR

PRODUCTION = {
    "HOST": "0.0.0.0",
    "ALLOWED_HOSTS": "videos.example.org",
    "SITE_URL": "https://videos.example.org",
    "EMAIL_URL": "smtp+tls://user:password@smtp.example.org",
    "DATABASE_URL": "postgres://hiddenhill:secret@127.0.0.1:1/hiddenhill",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def run(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hiddenhill.settings",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=BASE_DIR, env=base | environment, capture_output=True, text=True, check=False)


@pytest.fixture
def https(settings):
    """What HTTPS=true sets."""
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600


def test_django_s_deployment_check_finds_nothing(tmp_path):
    found = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, "False"), ({"HOST": "0.0.0.0"}, "True"), ({"HOST": "0.0.0.0", "HTTPS": "false"}, "False")],
    ids=["on the loopback", "where others can reach it", "unless configured otherwise"],
)
def test_https_is_the_default(tmp_path, environment, expected):
    code = """from django.conf import settings as s
assert s.HTTPS is s.SESSION_COOKIE_SECURE is s.CSRF_COOKIE_SECURE is s.SECURE_SSL_REDIRECT
assert s.HTTPS is bool(s.SECURE_HSTS_SECONDS) is bool(s.SECURE_PROXY_SSL_HEADER)
print(s.HTTPS)"""
    assert run(tmp_path, "-c", code, **environment).stdout.strip() == expected


def test_plain_http_is_redirected_to_https_except_for_health_checks(https, client, db):
    away = client.get("/accounts/sign-in")
    assert (away.status_code, away["Location"]) == (301, "https://testserver/accounts/sign-in")
    assert client.get("/api/health/live/").status_code == 200
    page = client.get("/accounts/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert page.status_code == 200
    assert page["Strict-Transport-Security"] == "max-age=31536000"
    assert page.cookies["csrftoken"]["secure"]


def test_x_forwarded_proto_counts_only_behind_a_proxy(client, db):
    assert not client.get("/accounts/sign-in", headers={"X-Forwarded-Proto": "https"}).wsgi_request.is_secure()


def test_single_user_mode_is_warned_about_where_others_reach_the_instance(settings):
    settings.API_ALLOW_ANONYMOUS = True
    assert single_user_is_alone(None) == []
    settings.HOST = "0.0.0.0"
    (warning,) = single_user_is_alone(None)
    assert "without signing in" in warning.msg
    assert warning in run_checks(tags=["security"])
    settings.API_ALLOW_ANONYMOUS = False
    assert single_user_is_alone(None) == []


@pytest.mark.parametrize("key", ["short", "a" * 80, "django-insecure-" + "abcdefgh" * 8])
def test_a_weak_key_is_refused_where_others_reach_the_instance(settings, key):
    settings.SECRET_KEY = key
    assert secret_key_is_strong(None) == []
    settings.HTTPS = True
    assert [error.id for error in secret_key_is_strong(None)] == ["accounts.E001"]


@pytest.mark.parametrize(
    ("host", "https", "site", "warned"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:8000", False),
        ("127.0.0.1", True, "http://127.0.0.1:8000", True),  # nginx on the same machine
        ("127.0.0.1", True, "http://localhost:8000", True),
        ("127.0.0.1", True, "https://[::1]", True),
        ("127.0.0.1", True, "http://videos.example.org", True),  # redirected, and so without the body of a POST
        ("127.0.0.1", True, "https://videos.example.org", False),
        ("0.0.0.0", True, "http://0.0.0.0:8000", True),
        ("0.0.0.0", True, "https://videos.example.org", False),
        ("0.0.0.0", False, "http://0.0.0.0:8000", True),
        ("10.0.0.1", False, "http://10.0.0.1:8000", False),
        ("10.0.0.1", False, "https://videos.example.org", False),
    ],
)
def test_an_address_in_webhooks_that_receivers_cannot_reach_is_warned_about(settings, host, https, site, warned):
    settings.HOST, settings.HTTPS, settings.SITE_URL = host, https, site
    found = [warning.id for warning in site_url_is_reachable(None)]
    assert found == (["accounts.W003"] if warned else [])
    assert ("accounts.W003" in {message.id for message in run_checks(tags=["urls"])}) == warned


def test_the_default_address_is_warned_about_behind_a_proxy(tmp_path):
    found = run(tmp_path, "manage.py", "check", HTTPS="true", SECRET_KEY=secrets.token_urlsafe(50))
    assert "Set SITE_URL to the address that people use" in found.stderr
