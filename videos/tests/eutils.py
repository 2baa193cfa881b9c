"""A local look-alike of NCBI: efetch, esearch and the ID converter over real HTTP, with faults that can be switched on.

In a test:

    with FakeNcbi({"32887691": record_bytes}) as ncbi:
        ncbi.fail_with(errors(503), errors(503))  # the next two requests
        ...  # ncbi.eutils_url, ncbi.idconv_url, ncbi.requests

By hand, to drive the whole product without the network:

    python -m videos.tests.eutils DIRECTORY --port 8099

serves the records named ``<pmid>.xml`` in DIRECTORY. PMC ids, DOIs and titles are taken from the records themselves.
"""

import argparse
import json
import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from lxml import etree

EFETCH = "/entrez/eutils/efetch.fcgi"
ESEARCH = "/entrez/eutils/esearch.fcgi"
IDCONV = "/tools/idconv/api/v1/articles/"
DOCTYPE = (
    b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
NO_ARTICLE = b'<Reply Id="1" error="The following PMCID is not available: 1"/>'
EMPTY_SET = b'<?xml version="1.0" ?>\n' + DOCTYPE + b"<PubmedArticleSet></PubmedArticleSet>"
_SET = re.compile(rb"<PubmedArticleSet>(.*)</PubmedArticleSet>", re.DOTALL)
MAINTENANCE_PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>Back soon<br></body></html>"
ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"]><PubmedArticleSet><PubmedArticle>&b;</PubmedArticle></PubmedArticleSet>"
)

type_xml, type_json, type_html = "text/xml; charset=UTF-8", "application/json", "text/html; charset=utf-8"


_TELLING = "We slept well in this invented study of eight tired people. Nobody woke before seven in the morning."
_RETRACTED = '<PublicationType UI="D016441">Retracted Publication</PublicationType>'


def record(
    pmid: str,
    title: str = "An invented paper",
    abstract: str = _TELLING,
    *,
    retracted: bool = False,
    doi: str = "",
    plain: str = "",
) -> bytes:
    """A small record, which is in PMC under the same number; ``title``, ``abstract``, ``doi`` and ``plain`` are XML."""
    summary = f'<OtherAbstract Type="plain-language-summary"><AbstractText>{plain}</AbstractText></OtherAbstract>'
    return f"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>
        <Journal><Title>Journal of Invented Research</Title><JournalIssue><PubDate><Year>2024</Year></PubDate>
        </JournalIssue></Journal><ArticleTitle>{title}.</ArticleTitle>
        <Abstract><AbstractText>{abstract}</AbstractText></Abstract><AuthorList><Author>
        <LastName>Person</LastName><Initials>A</Initials></Author></AuthorList>
        <PublicationTypeList>{_RETRACTED if retracted else ""}</PublicationTypeList></Article>
        {summary if plain else ""}</MedlineCitation>
        <PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC{pmid}</ArticleId>
        {f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""}</ArticleIdList></PubmedData>
        </PubmedArticle></PubmedArticleSet>""".encode()


class _Handler(BaseHTTPRequestHandler):
    """One request; ``server.ncbi`` is the ``FakeNcbi`` that it came to."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        fault = self.server.ncbi.note(*self.asked())
        try:
            (fault or _Handler.answer)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def asked(self) -> tuple[str, dict[str, str]]:
        address = urlsplit(self.path)
        return address.path, {name: values[0] for name, values in parse_qs(address.query).items()}

    def answer(self) -> None:
        self.reply(*self.server.ncbi.answer(*self.asked()))

    def reply(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stopped(self, seconds: float) -> bool:
        """Waits, and tells whether the server was stopped meanwhile."""
        return self.server.stopping.wait(seconds)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the requests are kept in ``FakeNcbi.requests``."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, ncbi: "FakeNcbi", port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.ncbi = ncbi
        self.stopping = threading.Event()


Fault = Callable[[_Handler], None]


def errors(status: int, body: bytes = b"", **headers: str) -> Fault:
    """An error answer; a keyword names a header, ``Retry_After="2"``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: request.reply(status, type_json, body, named)


def rate_limited(retry_after: str = "1") -> Fault:
    """What E-utilities say to more than 3 requests a second."""
    body = b'{"error":"API rate limit exceeded","api-key":"203.0.113.9","count":"4","limit":"3"}'
    return errors(429, body, Retry_After=retry_after, X_RateLimit_Limit="3", X_RateLimit_Remaining="0")


def page(body: bytes = MAINTENANCE_PAGE) -> Fault:
    """A web page with status 200 where a record should be."""
    return lambda request: request.reply(200, type_html, body)


def document(body: bytes) -> Fault:
    """Any other body in place of the record."""
    return lambda request: request.reply(200, type_xml, body)


def search_failed() -> Fault:
    """What esearch says, with status 200, while the servers behind it are away."""
    body = b'{"header":{},"esearchresult":{"ERROR":"Search Backend failed: Exception:\n\'WWW Error 500\'"}}'
    return lambda request: request.reply(200, type_json, body)


def overloaded() -> Fault:
    """What E-utilities say to too many requests, with status 200."""
    return lambda request: request.reply(200, type_json, b'{"error":"API rate limit exceeded","count":"11"}')


def empty_list() -> Fault:
    """A search that counts a record and lists none."""
    return lambda request: request.reply(200, type_json, b'{"esearchresult":{"count":"1","retmax":"0","idlist":[]}}')


def redirected(location: str) -> Fault:
    return errors(302, b"", Location=location)


def compressed(body: bytes, encoding: str = "gzip") -> Fault:
    """A compressed body, asked for or not."""
    return lambda request: request.reply(200, type_xml, body, {"Content-Encoding": encoding})


def silence() -> Fault:
    """Takes the request and never answers."""
    return lambda request: request.stopped(60)


def late(released: threading.Event) -> Fault:
    """Answers as usual, once ``released`` is set."""

    def wait(request: _Handler) -> None:
        released.wait()
        request.answer()

    return wait


def hang_up() -> Fault:
    """Closes the connection without a word."""

    def close(request: _Handler) -> None:
        request.close_connection = True

    return close


def slow_headers(pause: float = 0.05) -> Fault:
    """Sends header bytes one by one, for ever."""

    def drip(request: _Handler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not request.stopped(pause):
            request.wfile.write(b"s")

    return drip


def slow_body(pause: float = 0.05) -> Fault:
    """Promises a body and sends it byte by byte, for ever."""

    def drip(request: _Handler) -> None:
        _promise(request, 10_000_000)
        while not request.stopped(pause):
            request.wfile.write(b" ")

    return drip


def endless_body(promised: int = 10_000_000_000) -> Fault:
    """Sends ``promised`` bytes as fast as they are taken."""

    def pour(request: _Handler) -> None:
        _promise(request, promised)
        while not request.stopped(0):
            request.wfile.write(b" " * 65536)

    return pour


def _promise(request: _Handler, length: int) -> None:
    request.send_response(200)
    request.send_header("Content-Type", type_xml)
    request.send_header("Content-Length", str(length))
    request.end_headers()


class FakeNcbi:
    """NCBI on 127.0.0.1. ``records`` are XML by PMID, or the directory that holds ``<pmid>.xml``."""

    def __init__(self, records: Mapping[str, bytes] | Path, *, port: int = 0) -> None:
        if isinstance(records, Path):
            records = {path.stem: path.read_bytes() for path in sorted(records.glob("*.xml"))}
        self.records = {pmid: _with_doctype(xml) for pmid, xml in records.items()}
        self.pmids_by_pmcid = {pmcid: pmid for pmid, xml in records.items() if (pmcid := _article_id(xml, "pmc"))}
        self.pmcids_without_pmid: set[str] = set()
        self.pmids_by_doi = {doi.lower(): pmid for pmid, xml in records.items() if (doi := _article_id(xml, "doi"))}
        self.titles = {pmid: _title(xml) for pmid, xml in records.items()}
        self.searches: dict[str, list[str]] = {}
        """What a search for a term finds, where it is not what the records say."""
        self.converts_dois = True
        """Whether the papers are in PMC, so that the ID converter knows their DOIs."""
        self.full_texts: dict[str, bytes] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._faults: deque[Fault] = deque()
        self._lasting: Fault | None = None
        self._server = _Server(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def eutils_url(self) -> str:
        return self.origin + "/entrez/eutils/"

    @property
    def idconv_url(self) -> str:
        return self.origin + IDCONV

    def fail_with(self, *faults: Fault) -> None:
        """The next requests meet these faults, one each."""
        self._faults.extend(faults)

    def always_fail_with(self, fault: Fault | None) -> None:
        """Every further request meets this fault; None ends it."""
        self._lasting = fault

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Takes requests meanwhile and answers none."""
        self._lasting = silence()
        yield
        self._lasting = None

    def note(self, path: str, asked: dict[str, str]) -> Fault | None:
        """Keeps the request and says what it is to meet."""
        self.requests.append((path, asked))
        return self._faults.popleft() if self._faults else self._lasting

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str, bytes]:
        """Status, content type and body, as NCBI would answer."""
        if path == EFETCH:
            return self._efetch(asked)
        if path == ESEARCH:
            return self._esearch(asked)
        if path == IDCONV:
            return self._doi_conv(asked) if asked.get("idtype") == "doi" else self._idconv(asked)
        return 404, type_html, b"<html><body>Not found</body></html>"

    def _efetch(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        pmid = asked.get("id", "")
        if asked.get("db") == "pmc" and asked.get("retmode") == "xml":
            found = self.full_texts.get(f"PMC{pmid}")
            return 200, type_xml, b"<pmc-articleset>%b</pmc-articleset>" % (found or NO_ARTICLE)
        if asked.get("db") != "pubmed" or asked.get("retmode") != "xml":
            return 400, type_html, b"<html><body>Bad request</body></html>"
        pmids = pmid.split(",")
        if not all(map(str.isdecimal, pmids)):
            return 400, "text/plain", b"ID list is empty! Possibly it has no correct IDs."
        if len(pmids) == 1:
            return 200, type_xml, self.records.get(pmid, EMPTY_SET)
        found = (_SET.search(self.records[each]) for each in pmids if each in self.records)
        return 200, type_xml, EMPTY_SET.replace(b"></", b">" + b"".join(each[1] for each in found if each) + b"</")

    def _esearch(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        if asked.get("db") != "pubmed" or asked.get("retmode") != "json" or not asked.get("term"):
            return 400, type_html, b"<html><body>Bad request</body></html>"
        pmids = self.searches.get(asked["term"], self._matches(asked["term"]))
        listed = pmids[: int(asked.get("retmax", "20"))]
        answer = {"count": str(len(pmids)), "retmax": str(len(listed)), "retstart": "0", "idlist": listed}
        return 200, type_json, json.dumps({"header": {"type": "esearch"}, "esearchresult": answer}).encode()

    def _matches(self, term: str) -> list[str]:
        """The PMIDs of a DOI, or those whose title holds all the words."""
        text, _, tag = term.rstrip("]").rpartition("[")
        if tag == "doi":
            return [self.pmids_by_doi[doi]] if (doi := text.strip('"').lower()) in self.pmids_by_doi else []
        words = {*re.findall(r"\w+", text.lower())}
        return [pmid for pmid, title in self.titles.items() if words <= {*re.findall(r"\w+", title.lower())}]

    def _doi_conv(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        records = []
        for doi in asked.get("ids", "").split(","):
            pmid = self.pmids_by_doi.get(doi.lower()) if self.converts_dois else None
            found = {"doi": doi, "pmid": int(pmid), "pmcid": f"PMC{pmid}"} if pmid else {}
            fault = {} if pmid else {"status": "error", "errmsg": "Identifier not found in PMC"}
            records.append({"requested-id": doi} | found | fault)
        return 200, type_json, json.dumps({"status": "ok", "records": records}).encode()

    def _idconv(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        pmcid = asked.get("ids", "").upper()
        if asked.get("format") != "json" or not re.fullmatch(r"PMC\d+", pmcid):
            return 400, type_json, b'{"status":"error","http_status":"400","errors":[{"code":"invalid_pmcids"}]}'
        record: dict[str, object] = {"pmcid": pmcid, "requested-id": pmcid}
        if pmcid in self.pmids_by_pmcid:
            record["pmid"] = int(self.pmids_by_pmcid[pmcid])
        elif pmcid not in self.pmcids_without_pmid:
            record = {"requested-id": pmcid, "status": "error", "errmsg": "Identifier not found in PMC"}
        return 200, type_json, json.dumps({"status": "ok", "records": [record]}).encode()


def _with_doctype(xml: bytes) -> bytes:
    """The record with the DOCTYPE line that real answers have; stored copies often leave it out."""
    if b"<!DOCTYPE" in xml:
        return xml
    body = re.sub(rb"^\s*<\?xml[^>]*\?>\s*", b"", xml)
    return b'<?xml version="1.0" ?>\n' + DOCTYPE + body


def _article_id(xml: bytes, kind: str) -> str:
    return _text(xml, f".//PubmedData/ArticleIdList/ArticleId[@IdType='{kind}']")


def _title(xml: bytes) -> str:
    return _text(xml, ".//ArticleTitle")


def _text(xml: bytes, path: str) -> str:
    try:
        found = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True)).find(path)
    except etree.XMLSyntaxError:
        return ""
    return "" if found is None else "".join(found.itertext())


def main() -> None:
    """Serves a directory of records until Ctrl-C."""
    parser = argparse.ArgumentParser(description="A local look-alike of NCBI's E-utilities and ID converter.")
    parser.add_argument("directory", type=Path, help="holds records named <pmid>.xml")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options = parser.parse_args()
    with FakeNcbi(options.directory, port=options.port) as ncbi:
        sys.stdout.write(f"{len(ncbi.records)} records\neutils {ncbi.eutils_url}\nidconv {ncbi.idconv_url}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
