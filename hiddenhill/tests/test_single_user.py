"""Single-user mode: from where the instance may be reached."""

import pytest

pytestmark = pytest.mark.django_db

COSTLY = ["/metrics", "/api/papers?id=sample", "/papers?pubmed_id=sample", "/library", "/api/videos"]
PROXIED = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"Forwarded": "for=203.0.113.7"},
    {"Via": "1.1 proxy"},
    {"X-Forwarded-Host": "videos.example.org"},
    {"X-Real-IP": "203.0.113.7"},
]
EMBEDDED = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Origin": "https://evil.org"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Site": "cross-site"},
]
WELCOME = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "https://friend.org"},
]


@pytest.fixture(autouse=True)
def friend(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://friend.org"]


@pytest.mark.parametrize("path", COSTLY)
@pytest.mark.parametrize("headers", PROXIED, ids=lambda headers: next(iter(headers)))
def test_what_a_proxy_passes_on_is_refused_with_what_to_set(client, path, headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 403
    assert "API_ALLOW_ANONYMOUS=false" in answer.text
    assert f"the header {next(iter(headers))}" in answer.text


def test_a_proxy_that_is_configured_may_pass_requests_on(client, settings):
    settings.TRUSTED_PROXIES = 1
    assert client.get("/library", headers=PROXIED[0]).status_code == 200


@pytest.mark.parametrize("path", COSTLY)
@pytest.mark.parametrize("headers", EMBEDDED)
def test_a_page_of_another_site_can_load_nothing(client, path, headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 403
    assert "CORS_ALLOWED_ORIGINS" in answer.text


@pytest.mark.parametrize("path", COSTLY)
@pytest.mark.parametrize("headers", WELCOME)
def test_the_user_programs_and_friends_can(client, path, headers):
    assert client.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [*PROXIED, *EMBEDDED])
def test_health_checks_may_come_from_anywhere(client, headers):
    assert client.get("/api/health/live", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [*PROXIED, *EMBEDDED])
def test_where_people_sign_in_nothing_is_refused(client, settings, headers):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/accounts/sign-in", headers=headers).status_code == 200
