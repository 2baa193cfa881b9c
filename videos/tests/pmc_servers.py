"""Local look-alikes of the PMC Cloud Service and of Europe PMC, with the faults of ``eutils``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any

from videos.tests.eutils import FakeNcbi, type_html, type_json, type_xml

BUCKET = "pmc-oa-opendata"
LIST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<Name>pmc-oa-opendata</Name><Prefix>{prefix}</Prefix><KeyCount>{count}</KeyCount><MaxKeys>1000</MaxKeys>"
    "<IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
)
S3_ERROR = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>'
)
EMPTY_SEARCH = json.dumps({"version": "6.9", "hitCount": 0, "resultList": {"result": []}}).encode()
EUROPE_ERROR = json.dumps({"errCode": 503, "errMsg": "Service unavailable"}).encode()
BAD_QUERY = json.dumps({"errCode": 404, "errMsg": "Invalid query"}).encode()


def copy_of(pmid: str, **fields: Any) -> dict[str, Any]:
    """Europe PMC's copy of an invented record, as its search returns it with all fields."""
    return {
        "id": pmid,
        "source": "MED",
        "pmid": pmid,
        "pmcid": f"PMC{pmid}",
        "doi": f"10.5555/{pmid}",
        "title": "Warm <i>milk</i> and early waking.",
        "authorString": "Ames AB, FERN Group.",
        "authorList": {
            "author": [
                {"fullName": "Ames AB", "firstName": "Anna B", "lastName": "Ames", "initials": "AB"},
                {"collectiveName": "FERN Group"},
            ]
        },
        "journalInfo": {
            "issue": "2",
            "volume": "3",
            "yearOfPublication": 2024,
            "journal": {"title": "Journal of Invented Research", "isoabbreviation": "J Invented Res"},
        },
        "pubYear": "2024",
        "pageInfo": "5-9",
        "abstractText": "<h4>Background</h4>Many people wake early.<h4>Methods</h4>We gave warm milk to 40 people in "
        "one village.<h4>Results</h4>Of 40 people, 30 slept until seven (<i>P</i>&lt;0.01), at 10<sup>6</sup> cells."
        "<h4>Conclusions</h4>Warm milk may help people who wake early.",
        "language": "eng",
        "pubTypeList": {"pubType": ["Journal Article", "Randomized Controlled Trial"]},
        "grantsList": {"grant": [{"grantId": "1", "agency": "Invented Dairy"}]},
        "meshHeadingList": {
            "meshHeading": [
                {"majorTopic_YN": "N", "descriptorName": "Humans"},
                {
                    "majorTopic_YN": "N",
                    "descriptorName": "Sleep",
                    "meshQualifierList": {"meshQualifier": [{"qualifierName": "physiology", "majorTopic_YN": "Y"}]},
                },
            ]
        },
        "keywordList": {"keyword": ["Milk", "Waking"]},
        "isOpenAccess": "Y",
    } | fields


@dataclass
class Article:
    """An article in the bucket. ``metadata`` replace fields of its JSON."""

    xml: bytes | None
    media: Mapping[str, bytes] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


def s3_url(folder: str, name: str, content: bytes) -> str:
    """A URL as the metadata have it."""
    return f"s3://{BUCKET}/{folder}/{name}?md5={md5(content).hexdigest()}"


class FakeCloud(FakeNcbi):
    """The bucket on 127.0.0.1, at ``origin``. ``articles`` are by PMC id; a list holds several versions of one."""

    def __init__(self, articles: Mapping[str, list[Article]]) -> None:
        super().__init__({})
        self.files: dict[str, bytes] = {}
        for pmcid, versions in articles.items():
            for each in versions:
                self._store(pmcid, each)

    def _store(self, pmcid: str, article: Article) -> None:
        folder = f"{pmcid}.{article.version}"
        media = {f"{folder}/{name}": content for name, content in article.media.items()}
        text = {} if article.xml is None else {f"{folder}/{folder}.xml": article.xml}
        self.files |= media | text
        metadata = {
            "pmcid": pmcid,
            "version": article.version,
            "pmid": "90000001",
            "doi": "10.5555/invented.1",
            "is_pmc_openaccess": True,
            "is_manuscript": False,
            "is_historical_ocr": False,
            "is_retracted": False,
            "license_code": "CC BY",
            "xml_url": s3_url(folder, f"{folder}.xml", article.xml or b""),
            "media_urls": [s3_url(folder, name, content) for name, content in article.media.items()],
        }
        self.files[f"metadata/{folder}.json"] = json.dumps({**metadata, **article.metadata}).encode()

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str, bytes]:
        if path == "/" and asked.get("list-type") == "2":
            found = [key for key in self.files if key.startswith(asked.get("prefix", ""))]
            contents = "".join(f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in found)
            body = LIST.format(prefix=asked.get("prefix", ""), count=len(found), contents=contents)
            return 200, type_xml, body.encode()
        content = self.files.get(path.lstrip("/"))
        missing = b"<Error><Code>NoSuchKey</Code></Error>"
        return (404, type_xml, missing) if content is None else (200, "binary/octet-stream", content)


class FakeEuropePmc(FakeNcbi):
    """Europe PMC on 127.0.0.1, at ``rest_url``. ``licences`` and ``texts`` are by PMC id; ``copies`` are records."""

    def __init__(
        self,
        licences: Mapping[str, str | None],
        texts: Mapping[str, bytes],
        copies: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__({})
        self.licences = licences
        self.texts = texts
        self.copies = copies

    @property
    def rest_url(self) -> str:
        return self.origin + "/europepmc/webservices/rest/"

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str, bytes]:
        _, _, rest = path.partition("/europepmc/webservices/rest/")
        if rest == "search":
            return 200, type_json, self._copy(asked.get("query", "")) or self._search(asked.get("query", "")[6:])
        pmcid, _, wanted = rest.partition("/")
        if wanted == "fullTextXML" and pmcid in self.texts:
            return 200, type_xml, self.texts[pmcid]
        return 404, type_html, b"<html><body>Not found</body></html>"

    def _copy(self, query: str) -> bytes:
        """The records that a query for an id finds."""
        kind, _, wanted = query.removesuffix(" AND SRC:MED").partition(":")
        field = {"EXT_ID": "pmid", "PMCID": "pmcid", "DOI": "doi"}[kind]
        found = [each for each in self.copies if str(each.get(field, "")).lower() == wanted.strip('"').lower()]
        return json.dumps({"hitCount": len(found), "resultList": {"result": found}}).encode() if found else b""

    def _search(self, pmcid: str) -> bytes:
        if pmcid not in self.licences:
            return EMPTY_SEARCH
        record = {"id": "90000001", "source": "MED", "pmcid": pmcid, "isOpenAccess": "Y"}
        licence = self.licences[pmcid]
        named = {} if licence is None else {"license": licence}
        return json.dumps({"hitCount": 1, "resultList": {"result": [record | named]}}).encode()
