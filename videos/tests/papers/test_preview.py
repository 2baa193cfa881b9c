"""Previews of papers, with a fake NCBI."""

import threading
import time
from types import SimpleNamespace

import pytest
from rest_framework.test import APIClient

from hiddenhill.runtime import embedded_valkey
from hiddenhill.tests.patience import within
from videos.api.throttling import WriteThrottle
from videos.engines import rate_limit
from videos.papers import preview
from videos.papers.preview import look_up
from videos.pipeline import script as scripts
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("cache_in_memory")
RECORDS = {
    "90000001": record("90000001"),
    "90000002": record("90000002", abstract=""),
    "90000003": record("90000003", retracted=True),
}


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


def test_a_paper_has_the_fields_of_a_job_s_paper(ncbi):
    found = look_up("https://pubmed.ncbi.nlm.nih.gov/90000001/")
    assert found.pubmed_id == "90000001"
    assert found.paper["title"] == "An invented paper"
    assert (found.paper["journal"], found.paper["year"]) == ("Journal of Invented Research", "2024")
    assert found.error_code == ""


def test_the_duration_of_each_length_is_estimated(ncbi):
    assert 0 < look_up("sample").seconds["short"] < 45 < look_up("sample").seconds["standard"] <= 90
    assert look_up("sample").seconds["long"] >= look_up("sample").seconds["standard"]


def test_a_look_up_reads_less_than_a_worker(ncbi):
    ncbi.fail_with(eutils.page(b" " * 4_000_001))
    assert "longer than 4000000 bytes" in look_up("90000001").error_message


def test_no_script_is_written_to_estimate_a_video_that_is_full_anyway(ncbi):
    ncbi.fail_with(eutils.document(record("90000001", abstract="We treated 20 patients and found an effect. " * 500)))
    with within(2):
        assert look_up("90000001").seconds == {"short": 45, "standard": 90, "long": 180}


def test_the_budget_covers_what_is_done_with_the_record(monkeypatch, ncbi):
    done = []

    def write(*arguments):
        done.append(arguments)
        time.sleep(0.6)
        return scripts.write(*arguments)

    monkeypatch.setattr(preview, "BUDGET", 0.5)
    monkeypatch.setattr(preview, "scripts", SimpleNamespace(SECONDS=scripts.SECONDS, write=write))
    assert look_up("90000001").error_code == "paper_unavailable"
    assert len(done) == 1


def test_the_sample_needs_no_ncbi(ncbi):
    assert look_up(" Sample ").paper["title"]
    assert ncbi.requests == []


def test_a_pmc_id_leads_to_its_record(ncbi):
    assert look_up("PMC90000001").paper["pmid"] == "90000001"


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("", "invalid_id"),
        ("https://evil.example/90000001", "invalid_id"),
        ("12345", "paper_not_found"),
        ("90000002", "paper_has_no_text"),
    ],
)
def test_a_paper_without_a_video_has_the_error_code_of_a_job(ncbi, pasted, code):
    found = look_up(pasted)
    assert (found.paper, found.error_code) == (None, code)
    assert found.error_message


def test_a_retracted_paper_is_shown_with_the_option_it_needs(ncbi):
    found = look_up("90000003")
    assert found.retracted
    assert found.paper["notices"][0]["kind"] == "retracted"
    assert "allow_retracted" in found.error_message


def test_results_are_cached(ncbi):
    assert look_up("90000001") == look_up("PMID: 90000001")
    assert look_up("12345") == look_up("12345")
    assert len(ncbi.requests) == 2


class Cache:
    """Keeps each value for its timeout, by a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0
        self.values: dict[str, tuple[object, int]] = {}

    def get_many(self, keys):
        return {key: value for key in keys for value, until in [self.values.get(key, (None, 0))] if self.now < until}

    def set(self, key, value, seconds):
        self.values[key] = value, self.now + seconds


@pytest.mark.parametrize(("name", "seconds"), [("90000001", 3600), ("12345", 300)], ids=["there", "not there"])
def test_a_paper_is_cached_for_an_hour_and_its_absence_for_five_minutes(ncbi, monkeypatch, name, seconds):
    cache = Cache()
    monkeypatch.setattr(preview, "shared_cache", cache)
    for cache.now, requests in ((0, 1), (seconds - 1, 1), (seconds, 2)):
        look_up(name)
        assert len(ncbi.requests) == requests


def test_an_outage_of_ncbi_is_not_cached(ncbi):
    ncbi.fail_with(eutils.errors(400))
    assert look_up("90000001").error_code == "paper_unavailable"
    assert look_up("90000001").paper


def test_without_the_cache_the_paper_is_fetched(ncbi, settings, caplog):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": ["redis://127.0.0.1:1/0"],
            "OPTIONS": {"pool_class": "videos.api.throttling.BrokerPool"},
        }
    }
    assert look_up("90000001").paper
    assert "the cache cannot be reached" in caplog.text


def test_an_ncbi_that_hangs_is_waited_for_within_the_budget(ncbi, monkeypatch):
    monkeypatch.setattr(preview, "BUDGET", 0.2)
    ncbi.always_fail_with(eutils.silence())
    with within(2.5):
        found = look_up("90000001")
    assert found.error_code == "paper_unavailable"
    assert "request the video anyway" in found.error_message


def test_while_ncbi_hangs_only_a_few_threads_wait_for_it(ncbi, monkeypatch):
    monkeypatch.setattr(preview, "_PATIENCE", 0.1)
    monkeypatch.setattr(preview, "_slots", threading.BoundedSemaphore(1))
    with preview._slot():
        assert "Many papers" in look_up("90000001").error_message
        assert look_up("sample").paper
    assert look_up("90000001").paper


def test_a_slot_far_away_is_left_to_the_workers(ncbi, tmp_path, settings):
    with embedded_valkey.private_server(tmp_path / "valkey"):
        settings.CELERY_BROKER_URL = f"redis+socket://{embedded_valkey.socket_path(tmp_path / 'valkey')}"
        settings.NCBI_TOOL = "a line for this test"
        line = rate_limit.SharedRateLimit(lambda gap: 0.0)
        line.wait(55)
        before = line.wait(0.001)
        assert "Many papers" in look_up("90000001").error_message
        assert line.wait(0.001) <= before + 0.01
    assert ncbi.requests == []


# --- the same over HTTP


@pytest.fixture
def client():
    return APIClient()


def test_the_api_returns_the_paper_and_the_estimates(ncbi, client):
    answer = client.get("/api/papers", {"id": "PMID: 90000001"})
    assert answer.status_code == 200
    assert set(answer.json()) == {"pubmed_id", "paper", "seconds", "error_code", "error_message"}
    assert (answer.json()["pubmed_id"], answer.json()["error_code"]) == ("90000001", None)
    assert answer.json()["paper"]["authors"] == ["A Person"]


@pytest.mark.parametrize(
    ("pasted", "status", "code"),
    [
        ("nonsense", 400, "invalid_id"),
        ("12345", 404, "paper_not_found"),
        ("90000002", 422, "paper_has_no_text"),
    ],
)
def test_the_api_says_why_there_is_no_paper(ncbi, client, pasted, status, code):
    answer = client.get("/api/papers", {"id": pasted})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]


def test_the_api_says_when_to_retry_during_an_outage_of_ncbi(ncbi, client):
    ncbi.fail_with(eutils.errors(400))
    answer = client.get("/api/papers", {"id": "90000001"})
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "paper_unavailable", "30")


def test_a_retracted_paper_is_a_200_with_an_error_code(ncbi, client):
    answer = client.get("/api/papers/", {"id": "90000003"})
    assert (answer.status_code, answer.json()["error_code"]) == (200, "paper_retracted")


def test_a_look_up_requires_signing_in(ncbi, client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/api/papers", {"id": "90000001"}).status_code in (401, 403)
    assert ncbi.requests == []


@pytest.mark.django_db
def test_look_ups_count_as_writes(ncbi, client, settings, monkeypatch):
    settings.API_ALLOW_ANONYMOUS = False
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": "1/min"})
    client.force_authenticate(UserFactory())
    assert [client.get("/api/papers", {"id": "sample"}).status_code for _ in range(2)] == [200, 429]
