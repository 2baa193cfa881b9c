"""The OpenAPI document as it is served. ``test_openapi`` compares its content with the service."""

import json
import threading

import pytest
import yaml
from drf_spectacular.generators import SchemaGenerator

from videos.api import schema

pytestmark = pytest.mark.django_db

URL = "/api/schema"


@pytest.fixture
def built(monkeypatch):
    """How often the document is built, from an empty memory."""
    schema._built.clear()
    usual, built = SchemaGenerator.get_schema, []
    monkeypatch.setattr(
        SchemaGenerator, "get_schema", lambda self, *args, **kw: built.append(1) or usual(self, *args, **kw)
    )
    return built


def test_the_document_is_built_once(client, built):
    first = client.get(URL)
    assert client.get(URL).content == first.content
    assert len(built) == 1


def test_requests_that_arrive_together_wait_for_one_build(client, built):
    renderer = schema.Schema.renderer_classes[0]
    threads = [threading.Thread(target=schema._document, args=(renderer,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


@pytest.mark.parametrize(
    ("query", "accept", "kind", "read"),
    [
        ("", "", "application/vnd.oai.openapi", yaml.safe_load),
        ("", "application/yaml", "application/yaml", yaml.safe_load),
        ("", "application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json", json.loads),
        ("", "application/json", "application/json", json.loads),
        ("?format=json", "", "application/vnd.oai.openapi+json", json.loads),
        ("?format=yaml", "", "application/vnd.oai.openapi", yaml.safe_load),
    ],
)
def test_it_comes_in_the_form_that_was_asked_for(client, query, accept, kind, read):
    answer = client.get(URL + query, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert read(answer.content)["openapi"] == "3.1.1"
    assert "Accept" in answer["Vary"]


def test_an_unchanged_document_is_not_sent_again(client):
    etags = {form: client.get(f"{URL}?format={form}")["ETag"] for form in ("json", "yaml")}
    assert etags["json"] != etags["yaml"]
    again = client.get(f"{URL}?format=json", headers={"If-None-Match": etags["json"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etags["json"])
    assert client.get(f"{URL}?format=json", headers={"If-None-Match": etags["yaml"]}).status_code == 200


@pytest.mark.parametrize("query", ["version=%0d%0aX:1", 'version=a"; filename="evil.bat', "lang=xx"])
def test_other_parameters_change_nothing(client, query):
    plain, odd = client.get(URL), client.get(f"{URL}?{query}")
    assert odd.status_code == 200
    assert odd.content == plain.content
    assert odd["Content-Disposition"] == 'inline; filename="Hidden Hill.yaml"'


def test_an_unknown_form_is_refused(client):
    assert client.get(f"{URL}?format=nonsense").status_code == 404
