"""The client for the PMC Cloud Service: the open articles of PubMed Central in a public S3 bucket.

Every URL is built from the configured one and a name that is checked: no URL of a record is ever requested, and no
redirect is followed. What is downloaded must have the checksum that the archive states.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import md5
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from videos.pipeline.artifacts.full_text import Deposit, MediaFile
from videos.pipeline.documents import UnreadableDocument, parse
from videos.pipeline.errors import FullTextUnavailable, FullTextUnreachable
from videos.pipeline.outside.downloads import Downloads, Pace, Response, Service, TransientError, Waiting, ignore

_S3 = "{http://s3.amazonaws.com/doc/2006-03-01/}"
_MOST = {b"<": 20_000, b"=": 1_000, b"&": 1_000}
_LONGEST_LIST = 1_000_000  # bytes; a list of a few versions has some hundred
_LONGEST_METADATA = 2_000_000  # bytes; an article with 200 files has 40 kB
_MOST_MEDIA = 2_000  # files
_NAME = re.compile(r"[\w(][\w.,()+ -]{0,199}", re.ASCII)
_MD5 = re.compile(r"[0-9a-fA-F]{32}")
_MISSING = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)
"""S3 answers 403 for a file that does not exist where one may not list the bucket."""


@dataclass(frozen=True, slots=True)
class CloudAccess:
    """The URL of the bucket, the name sent to it, and the limits of a request: see ``Service``."""

    url: str = "https://pmc-oa-opendata.s3.amazonaws.com/"
    tool: str = "hiddenhill"
    timeout: float = 15.0
    tries: int = 3
    longest_pause: float = 5.0
    gap: float = 0.1
    """The service states no limit. A video needs about five requests."""
    longest_text: int = 20_000_000
    """Bytes. The largest full texts, with thousands of cells of tables, have some million."""
    longest_media: int = 10_000_000
    """Bytes. A larger picture is for printers."""


PROCESS_PACE = Pace()


class PmcCloud:
    """A client for deposited articles. Its methods block, and must not be called from a running event loop.

    They raise FullTextUnavailable, and FullTextUnreachable if the same request may succeed later. ``waiting`` is called
    every second during a request; an exception from it ends the request.
    """

    def __init__(
        self,
        access: CloudAccess,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[float], float] = PROCESS_PACE.wait,
    ) -> None:
        """``pace`` takes the gap and returns the seconds to wait for a slot."""
        self._access = access
        described = Service("The PMC Cloud Service", "PMC_CLOUD_URL", access, FullTextUnavailable, FullTextUnreachable)
        self._downloads = Downloads(described, pace=pace, transport=transport, sleep=sleep)

    def deposit(self, pmcid: str, waiting: Waiting = ignore) -> Deposit | None:
        """The newest version of an article, or None if the archive does not share it."""
        number = self._newest(pmcid, waiting)
        if number is None:
            return None

        def check(response: Response) -> Deposit:
            return _deposit(self._downloads.require_ok(response), pmcid, number)

        return self._downloads.get(self._url(f"metadata/{pmcid}.{number}.json"), {}, waiting, _LONGEST_METADATA, check)

    def text(self, deposit: Deposit, waiting: Waiting = ignore) -> bytes | None:
        """The article in JATS, or None if the archive has none."""
        return self._file(
            deposit, MediaFile(f"{_folder(deposit)}.xml", deposit.xml_md5), self._access.longest_text, waiting
        )

    def media(self, deposit: Deposit, file: MediaFile, waiting: Waiting = ignore) -> bytes | None:
        """A file beside the article, or None if it is not there."""
        return self._file(deposit, file, self._access.longest_media, waiting)

    def _newest(self, pmcid: str, waiting: Waiting) -> int | None:
        params = {"list-type": "2", "prefix": f"metadata/{pmcid}."}

        def check(response: Response) -> list[int]:
            return list(_versions(self._downloads.require_ok(response), pmcid))

        return max(self._downloads.get(self._url(""), params, waiting, _LONGEST_LIST, check), default=None)

    def _file(self, deposit: Deposit, file: MediaFile, longest: int, waiting: Waiting) -> bytes | None:
        def check(response: Response) -> bytes | None:
            if response.status in _MISSING:
                return None
            content = self._downloads.require_ok(response)
            if file.md5 and md5(content, usedforsecurity=False).hexdigest() != file.md5.lower():
                raise TransientError("sent a file whose checksum is wrong")
            return content

        return self._downloads.get(self._url(f"{_folder(deposit)}/{file.name}"), {}, waiting, longest, check)

    def _url(self, key: str) -> str:
        return f"{self._access.url.rstrip('/')}/{quote(key)}"


def _folder(deposit: Deposit) -> str:
    return f"{deposit.pmcid}.{deposit.version}"


def _versions(body: bytes, pmcid: str) -> Iterator[int]:
    """The versions in a list of the bucket. Anything else, such as a page of a proxy, will pass."""
    try:
        root = parse(body, _MOST)
    except UnreadableDocument as error:
        raise TransientError(f"sent a list that {error}") from error
    if root.tag == "Error":
        raise TransientError(f"responded with an error ({(root.findtext('Code') or '')[:40]})")
    if root.tag != f"{_S3}ListBucketResult":
        raise TransientError("sent no list of files")
    for key in root.iterfind(f"{_S3}Contents/{_S3}Key"):
        if match := re.fullmatch(rf"metadata/{re.escape(pmcid)}\.(\d{{1,4}})\.json", key.text or ""):
            yield int(match[1])


def _deposit(body: bytes, pmcid: str, version: int) -> Deposit:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TransientError("sent invalid JSON") from error
    match content:
        case {"pmcid": str(found)} if found.split(".")[0] == pmcid:
            return _read(content, pmcid, version)
    raise FullTextUnavailable(f"The metadata of the PMC Cloud Service do not mention {pmcid}. Try again later.")


def _read(content: dict[str, Any], pmcid: str, version: int) -> Deposit:
    code, urls = content.get("license_code"), content.get("media_urls")
    folder = f"{pmcid}.{version}"
    named = urls if isinstance(urls, list) else []
    media = (file for url in named[:_MOST_MEDIA] if (file := _media_file(url, folder)))
    text = _media_file(content.get("xml_url"), folder)
    return Deposit(
        pmcid=pmcid,
        version=version,
        pmid=str(content.get("pmid") or ""),
        doi=str(content.get("doi") or ""),
        licence=code if isinstance(code, str) else None,
        is_open_access=content.get("is_pmc_openaccess") is True,
        is_scanned=content.get("is_historical_ocr") is not False,
        is_retracted=content.get("is_retracted") is not False,
        xml_md5=text.md5 if text and text.name == f"{folder}.xml" else "",
        media=tuple(media),
    )


def _media_file(url: object, folder: str) -> MediaFile | None:
    """The file that a URL of the metadata means. Only its name and its checksum are used, never its host.

    None if it is not a file beside the article, or has no checksum.
    """
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    around, _, name = parts.path.strip("/").rpartition("/")
    checksum = parse_qs(parts.query).get("md5", [""])[0]
    is_beside = around == folder and _NAME.fullmatch(name) and _MD5.fullmatch(checksum)
    return MediaFile(name, checksum) if is_beside else None
