"""A local look-alike of api.biorxiv.org, with the faults of ``eutils``."""

import json
from collections.abc import Mapping, Sequence

from videos.tests.eutils import FakeNcbi, type_html, type_json

DOI = "10.1101/2026.11.03.26330001"
NO_POSTS = json.dumps({"messages": [{"status": "no posts found"}], "collection": []}).encode()
EMPTY = json.dumps({"messages": [{"status": "ok", "count": 0}], "collection": []}).encode()
NOT_NOW = json.dumps({"messages": [{"status": "error: the database is away"}], "collection": []}).encode()


def posting(**fields: str) -> dict[str, str]:
    """One version of an invented preprint, as ``details`` has it."""
    return {
        "doi": DOI,
        "title": "Warm milk and early waking",
        "authors": "Ames, A.; Beck, C.",
        "author_corresponding": "Anna Ames",
        "author_corresponding_institution": "Invented University",
        "date": "2026-11-03",
        "version": "1",
        "type": "PUBLISHAHEADOFPRINT",
        "license": "cc_by",
        "category": "public and global health",
        "jatsxml": "https://www.medrxiv.org/content/early/2026/11/03/2026.11.03.26330001.source.xml",
        "abstract": "BackgroundMany people wake early.\n\nMethodsWe gave warm milk to 40 people in one village.\n\n"
        "ResultsOf 40 people, 30 slept until seven.\n\nConclusionsWarm milk may help people who wake early.",
        "published": "NA",
        "server": "medRxiv",
    } | fields


class FakePreprintServer(FakeNcbi):
    """The interface of both servers on 127.0.0.1, at ``origin``. ``postings`` are all versions of all preprints."""

    def __init__(self, postings: Sequence[Mapping[str, str]]) -> None:
        super().__init__({})
        self.postings = postings

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str, bytes]:
        _, details, rest = path.partition("/details/")
        server, _, wanted = rest.partition("/")
        doi = wanted.removesuffix("/na/json")
        if not details or doi == wanted:
            return 404, type_html, b"<html><body>Not found</body></html>"
        found = [each for each in self.postings if (each["server"].lower(), each["doi"].lower()) == (server, doi)]
        messages = [{"status": "ok", "count": len(found)}]
        return 200, type_json, json.dumps({"messages": messages, "collection": found}).encode() if found else NO_POSTS
