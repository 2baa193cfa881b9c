"""Look-ups of papers through a real web process, while NCBI lies."""

from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from hiddenhill.runtime.tests.test_web_server import peak_megabytes, started
from hiddenhill.tests.patience import slowness
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record

pytestmark = pytest.mark.faults

AUTHOR = b"<Author><LastName>Invented</LastName><ForeName>Ann</ForeName><Initials>A</Initials></Author>"
SENTENCE = "We treated 20 patients with a new drug (ND) and found that 12.5% of them recovered; p < 0.05. "


def lie(before: bytes, inside: bytes, times: int) -> bytes:
    """A record with something many times over."""
    return record("90000001").replace(before, before + inside * times, 1)


LIES = {
    "a long record": record("90000001").ljust(20_000_000),
    "a DOCTYPE that begins again and again": b"<!DOCTYPE" * 440_000,
    "many elements": lie(b"<MedlineCitation>", b"<a/>", 990_000),
    "almost too many elements": lie(b"<MedlineCitation>", b"<a><b/></a>", 95_000),
    "almost too many attributes": lie(b"<MedlineCitation>", b'<a b="" c="" d="" e=""/>', 19_000),
    "almost too many authors": lie(b"<AuthorList>", AUTHOR, 19_000),
    "a long title": record("90000001", title="A title " * 12_000),
    "a long abstract": record("90000001", abstract=SENTENCE.replace("<", "&lt;") * 1000),
}


def cpu_seconds(pid: int) -> float:
    """The time that the process has computed for."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


@pytest.mark.parametrize("body", LIES.values(), ids=LIES.keys())
def test_a_look_up_takes_two_seconds_of_the_cpu_and_eight_together_less_than_300_mb(tmp_path, body):
    with FakeNcbi({}) as ncbi:
        ncbi.always_fail_with(eutils.page(body))
        urls = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
        with started(tmp_path, NCBI_API_KEY="for a short gap between requests", **urls) as service:

            def look_up(_: int) -> int:
                return service.http.get("/api/papers", params={"id": "90000001"}).status_code

            server = service.processes[0].pid
            before = cpu_seconds(server)
            with ThreadPoolExecutor(8) as clients:
                assert set(clients.map(look_up, range(8))) <= {200, 503}
            seconds = (cpu_seconds(server) - before) / 8
            assert peak_megabytes(server) < 300
    assert seconds < 2 * slowness()
