"""Requests for preprints to bioRxiv and medRxiv, over real HTTP."""

import json
from collections.abc import Iterator

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline.errors import PaperNotFound, PaperUnavailable
from videos.pipeline.outside.preprint_servers import PreprintAccess, PreprintServers
from videos.tests import eutils
from videos.tests.preprint_server import DOI, EMPTY, NO_POSTS, NOT_NOW, FakePreprintServer, posting

BIORXIV = "10.64898/2026.01.02.712345"
VERSIONS = [
    posting(version="9", title="The ninth"),
    posting(version="10", title="The tenth"),
    posting(doi=BIORXIV, server="bioRxiv", title="A bench"),
]


@pytest.fixture
def server() -> Iterator[FakePreprintServer]:
    with FakePreprintServer(VERSIONS) as server:
        yield server


def client(server: FakePreprintServer, **access: object) -> PreprintServers:
    given = PreprintAccess(**{"url": server.origin, "timeout": 60.0, **access})
    return PreprintServers(given, sleep=lambda seconds: None, pace=lambda gap: 0.0)


def test_the_latest_version_is_found(server):
    found = client(server).latest(DOI)
    assert (found["version"], found["title"], found["server"]) == ("10", "The tenth", "medrxiv")
    assert server.requests == [(f"/details/medrxiv/{DOI}/na/json", {})]


def test_the_length_of_the_number_says_which_server_is_asked_first(server):
    assert client(server).latest(BIORXIV)["title"] == "A bench"
    assert server.requests == [(f"/details/biorxiv/{BIORXIV}/na/json", {})]


def test_the_other_server_is_asked_for_what_the_first_does_not_have(server):
    server.postings = [posting(server="bioRxiv")]
    assert client(server).latest(DOI)["server"] == "biorxiv"
    assert [path for path, _ in server.requests] == [
        f"/details/medrxiv/{DOI}/na/json",
        f"/details/biorxiv/{DOI}/na/json",
    ]


def test_a_preprint_that_neither_has_is_not_found(server):
    with pytest.raises(PaperNotFound, match=r"Neither bioRxiv nor medRxiv .*10\.1101/2020\.01\.01\.20000001"):
        client(server).latest("10.1101/2020.01.01.20000001")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "fault",
    [
        eutils.page(EMPTY),
        eutils.page(NOT_NOW),
        eutils.page(eutils.MAINTENANCE_PAGE),
        eutils.page(b'{"messages": [{"status": "ok"}], "collection": [{"doi": "10.11'),
        eutils.page(b"[" * 100_000),
        eutils.page(b"[]"),
        eutils.errors(429),
        eutils.errors(503, eutils.MAINTENANCE_PAGE),
        eutils.hang_up(),
    ],
    ids=["empty", "200 with an error", "web page", "truncated", "nested", "no object", "429", "503", "hang up"],
)
def test_a_transient_error_is_retried_and_then_will_pass(server, fault):
    server.fail_with(fault, fault)
    assert client(server).latest(DOI)["version"] == "10"
    server.always_fail_with(fault)
    with pytest.raises(PaperUnavailable, match="bioRxiv") as refused:
        client(server).latest(DOI)
    assert refused.value.transient
    assert len(server.requests) == 6


@pytest.mark.parametrize("fault", [eutils.silence(), eutils.slow_headers(), eutils.slow_body()])
def test_a_slow_response_is_given_up(server, fault):
    server.always_fail_with(fault)
    with within(5), pytest.raises(PaperUnavailable, match="did not respond completely") as refused:
        client(server, timeout=0.3).latest(DOI)
    assert refused.value.transient


@pytest.mark.parametrize(
    "fields",
    [{"doi": "10.1101/2026.11.03.26330002"}, {"version": "two"}, {"version": "\u0662"}],
    ids=["another preprint", "no number", "a foreign digit"],
)
def test_a_version_that_cannot_be_used_is_refused(server, fields):
    answer = {"messages": [{"status": "ok"}], "collection": [posting(**fields)]}
    server.always_fail_with(eutils.page(json.dumps(answer).encode()))
    with pytest.raises(PaperUnavailable, match="not about") as refused:
        client(server).latest(DOI)
    assert not refused.value.transient
    assert len(server.requests) == 1


def test_a_redirect_to_another_host_is_refused(server):
    with FakePreprintServer(VERSIONS) as elsewhere:
        server.always_fail_with(eutils.redirected(f"{elsewhere.origin}/details/medrxiv/{DOI}/na/json"))
        with pytest.raises(PaperUnavailable, match=r"redirected.*Check BIORXIV_API_URL"):
            client(server).latest(DOI)
        assert elsewhere.requests == []


def test_an_endless_response_is_not_read(server):
    server.always_fail_with(eutils.endless_body())
    with within(10), pytest.raises(PaperUnavailable, match="longer than 4000000 bytes"):
        client(server).latest(DOI)


def test_no_posts_is_an_answer_and_no_error(server):
    server.fail_with(eutils.page(NO_POSTS))
    with pytest.raises(PaperNotFound):
        client(server).latest(DOI)
    assert len(server.requests) == 2
