"""Requests to the PMC Cloud Service and the handling of each response, over real HTTP."""

from collections.abc import Iterator

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline.artifacts.full_text import Deposit, MediaFile
from videos.pipeline.errors import FullTextUnavailable
from videos.pipeline.outside.pmc_cloud import CloudAccess, PmcCloud
from videos.tests import eutils
from videos.tests.full_texts import article
from videos.tests.pmc_servers import S3_ERROR, Article, FakeCloud, s3_url

PMCID = "PMC9000001"
XML = article()
PICTURE = b"a picture"


@pytest.fixture
def server() -> Iterator[FakeCloud]:
    with FakeCloud({PMCID: [Article(XML, {"milk-g001.jpg": PICTURE})]}) as server:
        yield server


def client(server: FakeCloud, **access: object) -> PmcCloud:
    """A client of ``server`` that does not sleep."""
    given = {"timeout": 60.0, **access}
    return PmcCloud(CloudAccess(url=server.origin + "/", **given), sleep=lambda seconds: None, pace=lambda gap: 0.0)


def deposit(server: FakeCloud) -> Deposit:
    found = client(server).deposit(PMCID)
    assert found is not None
    return found


def paths(server: FakeCloud) -> list[str]:
    return [path for path, _ in server.requests]


def test_the_metadata_of_an_article_are_read(server):
    found = deposit(server)
    assert (found.pmcid, found.version, found.pmid, found.doi) == (PMCID, 1, "90000001", "10.5555/invented.1")
    assert (found.licence, found.is_open_access, found.is_scanned, found.is_retracted) == ("CC BY", True, False, False)
    assert [file.name for file in found.media] == ["milk-g001.jpg"]
    assert server.requests[0] == ("/", {"list-type": "2", "prefix": "metadata/PMC9000001."})
    assert paths(server)[1] == "/metadata/PMC9000001.1.json"


def test_the_highest_version_is_taken():
    with FakeCloud({PMCID: [Article(XML, version=number) for number in (2, 10, 9)]}) as server:
        assert deposit(server).version == 10


def test_an_article_whose_number_begins_alike_is_another():
    with FakeCloud({PMCID + "5": [Article(XML)]}) as server:
        assert client(server).deposit(PMCID) is None


def test_an_article_that_is_not_in_the_list_is_not_shared(server):
    assert client(server).deposit("PMC1") is None
    assert len(server.requests) == 1


def test_text_and_media_are_downloaded_from_the_folder_of_the_version(server):
    found = deposit(server)
    assert client(server).text(found) == XML
    assert client(server).media(found, found.media[0]) == PICTURE
    assert paths(server)[2:] == [
        "/PMC9000001.1/PMC9000001.1.xml",
        "/PMC9000001.1/milk-g001.jpg",
    ]


def test_a_file_that_is_not_there_is_none(server):
    found = deposit(server)
    assert client(server).media(found, MediaFile("other.jpg", "0" * 32)) is None
    server.fail_with(eutils.errors(403, b"<Error><Code>AccessDenied</Code></Error>"))
    assert client(server).text(found) is None


def test_a_file_with_a_wrong_checksum_is_asked_for_again(server):
    found = deposit(server)
    server.fail_with(eutils.document(b"half a pic"))
    assert client(server).media(found, found.media[0]) == PICTURE
    server.fail_with(eutils.document(XML[:-30]))
    assert client(server).text(found) == XML


def test_a_file_whose_checksum_stays_wrong_is_transient(server):
    found = deposit(server)
    server.always_fail_with(eutils.document(b"another picture"))
    with pytest.raises(FullTextUnavailable, match="checksum is wrong") as refused:
        client(server).media(found, found.media[0])
    assert refused.value.transient


TRANSIENT = {
    "429": eutils.errors(429, S3_ERROR),
    "503 with a web page": eutils.errors(503, eutils.MAINTENANCE_PAGE),
    "503": eutils.errors(503, S3_ERROR),
    "hang up": eutils.hang_up(),
}


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_a_transient_error_is_retried(server, fault):
    server.fail_with(fault, fault)
    assert client(server).deposit(PMCID)
    assert len(server.requests) == 4


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_after_three_tries_it_is_a_failure_that_will_pass(server, fault):
    server.always_fail_with(fault)
    with pytest.raises(FullTextUnavailable, match="PMC Cloud Service") as refused:
        client(server).deposit(PMCID)
    assert refused.value.transient
    assert len(server.requests) == 3


def test_an_error_with_status_200_is_transient(server):
    server.fail_with(eutils.document(S3_ERROR))
    assert client(server).deposit(PMCID)


@pytest.mark.parametrize(
    "body",
    [eutils.MAINTENANCE_PAGE, b"", b"<ListBucketResult/>", eutils.ENTITY_BOMB, b"[]"],
    ids=["web page", "empty", "no namespace", "bomb", "JSON"],
)
def test_anything_but_a_list_in_its_place_is_a_failure_that_will_pass(server, body):
    server.always_fail_with(eutils.page(body))
    with pytest.raises(FullTextUnavailable) as refused:
        client(server).deposit(PMCID)
    assert refused.value.transient


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"pmcid": "PMC1"}', b'{"pmcid": 9000001}'])
def test_metadata_that_do_not_mention_the_article_are_refused(server, body):
    server.files["metadata/PMC9000001.1.json"] = body
    with pytest.raises(FullTextUnavailable) as refused:
        client(server).deposit(PMCID)
    assert not refused.value.transient


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_anything_but_json_in_place_of_metadata_is_a_failure_that_will_pass(server, body):
    server.files["metadata/PMC9000001.1.json"] = body
    with pytest.raises(FullTextUnavailable) as refused:
        client(server).deposit(PMCID)
    assert refused.value.transient


@pytest.mark.parametrize(
    ("field", "value"),
    [("is_retracted", None), ("is_retracted", "no"), ("is_historical_ocr", None), ("is_historical_ocr", 1)],
)
def test_what_the_metadata_do_not_deny_is_so(field, value):
    with FakeCloud({PMCID: [Article(XML, metadata={field: value})]}) as server:
        found = deposit(server)
    assert found.is_retracted or found.is_scanned


@pytest.mark.parametrize(("field", "value"), [("license_code", None), ("license_code", 4), ("media_urls", "x")])
def test_metadata_of_another_form_say_nothing(field, value):
    with FakeCloud({PMCID: [Article(XML, metadata={field: value})]}) as server:
        found = deposit(server)
    assert found.licence in (None, "CC BY")
    assert found.media == ()


FOLDER = "PMC9000001.1"
ELSEWHERE = [
    "https://127.0.0.1:9/PMC9000001.1/a.jpg?md5=" + "0" * 32,
    "s3://other-bucket/PMC9000001.1/../../secret.jpg?md5=" + "0" * 32,
    s3_url("PMC1.1", "a.jpg", b""),
    s3_url(FOLDER, "..", b""),
    s3_url(FOLDER, "%2e%2e%2fa.jpg", b""),
    s3_url(FOLDER, "a.jpg@127.0.0.1", b""),
    s3_url(FOLDER, ".hidden.jpg", b""),
    s3_url(FOLDER, "a\r\nHost: x.jpg", b""),
    f"s3://pmc-oa-opendata/{FOLDER}/a.jpg",
    f"s3://pmc-oa-opendata/{FOLDER}/a.jpg?md5=short",
    "http://[::1",
    "",
    None,
    7,
]


def test_only_the_names_of_files_beside_the_article_are_used():
    """The first URL names another host: its file name is asked of the configured one."""
    with FakeCloud({PMCID: [Article(XML, metadata={"media_urls": ELSEWHERE, "xml_url": ELSEWHERE[0]})]}) as server:
        found = deposit(server)
        assert [file.name for file in found.media] == ["a.jpg"]
        assert client(server).text(found) == XML
        assert client(server).media(found, found.media[0]) is None
        assert paths(server)[2:] == [f"/{FOLDER}/{FOLDER}.xml", f"/{FOLDER}/a.jpg"]


def test_a_redirect_to_another_host_is_not_followed(server):
    with FakeCloud({PMCID: [Article(XML)]}) as elsewhere:
        for request in (
            lambda: client(server).deposit(PMCID),
            lambda: client(server).text(Deposit(PMCID, 1)),
            lambda: client(server).media(Deposit(PMCID, 1), MediaFile("a.jpg", "0" * 32)),
        ):
            server.fail_with(eutils.redirected(elsewhere.origin + "/"))
            with pytest.raises(FullTextUnavailable, match="redirected") as refused:
                request()
            assert not refused.value.transient
        assert elsewhere.requests == []


@pytest.mark.parametrize("fault", [eutils.silence(), eutils.slow_headers(), eutils.slow_body()])
def test_a_response_that_never_ends_times_out(server, fault):
    server.always_fail_with(fault)
    with within(3), pytest.raises(FullTextUnavailable, match=r"within 0\.2 seconds") as refused:
        client(server, timeout=0.2, tries=2).deposit(PMCID)
    assert refused.value.transient


def test_a_file_is_cut_off_at_its_size_limit(server):
    found = deposit(server)
    server.always_fail_with(eutils.endless_body())
    with pytest.raises(FullTextUnavailable, match="longer than 1000 bytes"):
        client(server, longest_media=1000).media(found, found.media[0])
    with pytest.raises(FullTextUnavailable, match="longer than 2000 bytes"):
        client(server, longest_text=2000).text(found)


class Cancelled(Exception):
    """The full text is no longer needed."""


def test_a_cancelled_request_ends_at_once(server):
    def waiting() -> None:
        raise Cancelled

    server.always_fail_with(eutils.silence())
    with within(3), pytest.raises(Cancelled):
        client(server, timeout=30.0).deposit(PMCID, waiting)
