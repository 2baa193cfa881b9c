"""The API matches its OpenAPI document: schemathesis sends valid and invalid requests to every operation."""

import io
from dataclasses import replace
from itertools import product

import pytest
import schemathesis
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from PIL import Image
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from hiddenhill.accounts import tokens
from hiddenhill.wsgi import application
from videos.api.events import Events
from videos.api.examples import KIT_ID
from videos.api.throttling import WriteThrottle
from videos.models import Job, Kit, Status
from videos.papers import preview
from videos.pipeline.products import ARTEFACTS
from videos.storage import logos
from videos.tests import pdfs
from videos.tests.factories import JobFactory, staff_with

pytestmark = pytest.mark.django_db

_CONFIGURATION = {
    # The same requests in every run.
    "generation": {"max-examples": 15, "deterministic": True, "database": "none"},
    "seed": 1,
    # It is meant to return 503: there is no Redis here.
    "operations": [
        {
            "include-operation-id": "health_ready",
            "checks": {"not_a_server_error": {"expected-statuses": ["2xx", "4xx", "503"]}},
        }
    ],
}


def described(*, single_user: bool):
    """The OpenAPI document that the API serves."""
    with override_settings(API_ALLOW_ANONYMOUS=single_user):
        config = SchemathesisConfig.from_dict(_CONFIGURATION)
        return schemathesis.openapi.from_wsgi("/api/schema?format=json", application, config=config)


OF_A_SINGLE_USER, OF_MANY = described(single_user=True), described(single_user=False)


def operations(description):
    return [result.ok() for result in description.get_all_operations()]


def label(parameter):
    return getattr(parameter, "label", str(parameter))


def picture(kind: str) -> bytes:
    """A valid logo: the pictures of schemathesis have one pixel."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, kind)
    return file.getvalue()


# What a schema cannot express, and what has to exist.
for kind in ("png", "jpeg", "webp"):
    schemathesis.openapi.media_type(f"image/{kind}", st.just(picture(kind)))
schemathesis.openapi.media_type("application/pdf", st.just(pdfs.paper(footer="doi:10.5555/abc")))
IDS = ["sample", "32887691", "PMID: 32887691", "PMC10979640", "https://pubmed.ncbi.nlm.nih.gov/32887691/"]
schemathesis.openapi.format("pubmed-id", st.sampled_from(IDS))
schemathesis.openapi.format("papers", st.sampled_from(["sample", "sample\nNCT04123456"]))
schemathesis.openapi.format("logo-id", st.builds(lambda: logos.store(io.BytesIO(picture("png")))))
schemathesis.openapi.format("closing-sentence", st.sampled_from(["Read the paper", "Call 555 0199."]))
schemathesis.openapi.format("kit-id", st.just(KIT_ID))
schemathesis.openapi.format("kit-name", st.sampled_from(["Heart", "Lung & sleep"]))
schemathesis.openapi.format("webhook-url", st.sampled_from(["https://example.org", "https://example.org/hook?of=1"]))


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the test's connection, and so its transaction, open across requests, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def unlimited(storage, waiting_queue, settings, monkeypatch):
    """A queue in memory, a configured language model, an uploaded logo, a kit, and no limits."""
    logos.store(io.BytesIO(picture("png")))
    Kit.objects.create(pk=KIT_ID, name="a kit")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.LLM_MODEL = "some-model"
    settings.SPEECH_VOICES, settings.SPEECH_BASE_URL = ["hibari", "piper", "espeak"], "http://127.0.0.1:1/v1"
    settings.NCBI_EUTILS_URL = settings.NCBI_IDCONV_URL = "http://127.0.0.1:1/"
    settings.JOBS_PER_USER = 0
    found = replace(preview.look_up("sample"), pubmed_id="10.5555/abc")  # the id on the PDF
    preview.shared_cache.clear()  # a paper that is known to have no plain-language summary is refused with that option
    preview.remember("paper:10.5555/abc", found)
    monkeypatch.setattr(Events, "longest_seconds", 0)
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": None})


@pytest.fixture
def token(settings) -> dict[str, str]:
    """The authentication header of a staff user, not in single-user mode."""
    settings.API_ALLOW_ANONYMOUS = False
    user = staff_with("view_job", "change_job", "delete_job")
    Kit.objects.update(owner=user)
    return {"Authorization": f"Bearer {tokens.make(user)}"}


def try_out(operation, **call):
    """Send what the document allows and what it forbids; the responses must match the document."""

    def matches_the_document(case):
        if case.path == "/api/papers" and (case.query.get("id") in IDS or not {"id", "q"} & {*case.query}):
            case.query["id"] = "sample"  # there is no NCBI here, and the document cannot say that one is required
        for name in [name for name in case.headers or () if "_" in name]:
            del case.headers[name]  # the web server drops them: CONTENT_LENGTH would look like its own
        case.call_and_validate(**call)

    # Without schemathesis' decorator: its tests all have the same id, of which xdist runs one.
    test = build_operation_test(
        config=operation.schema.config,
        operation=operation,
        test_func=matches_the_document,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    test()


@pytest.mark.parametrize("operation", operations(OF_A_SINGLE_USER), ids=label)
def test_every_operation_matches_the_document(operation):
    try_out(operation)


@pytest.mark.parametrize("operation", operations(OF_MANY), ids=label)
def test_every_operation_matches_it_with_a_token(operation, token):
    try_out(operation, headers=token)


OF_A_JOB = [operation for operation in operations(OF_A_SINGLE_USER) if "{job_id}" in operation.path]


@pytest.mark.parametrize(("operation", "status"), list(product(OF_A_JOB, Status)), ids=label)
def test_every_operation_on_a_job_matches_it_in_every_status(operation, status):
    job = in_status(status)
    names = (
        ("captions.vtt", "storyboard.json", "poster.jpg", "visual-abstract.pdf")
        if "{name}" in operation.path
        else ("",)
    )
    for name in names:
        place = {"name": name, "number": 1, "position": 0}
        # There is no previewer here: 503 is what the document says.
        excluded = [not_a_server_error] if "/scenes/" in operation.path or "/sentences/" in operation.path else []
        case = operation.Case(path_parameters={"job_id": str(job.pk), **place})
        case.call_and_validate(excluded_checks=excluded)


def in_status(status: str) -> Job:
    traits = {"in_review": True} if status == "review" else {"status": status}
    traits = {status: True} if status in ("processing", "completed", "failed") else traits
    job = JobFactory(**traits)
    for name in ARTEFACTS if job.folder else ():
        default_storage.save(f"{job.folder}/{name}", ContentFile(b"{}"))
    return job


def test_the_operations_of_a_job_s_whole_life_match_it():
    calls = {operation.definition.raw["operationId"]: operation for operation in operations(OF_A_SINGLE_USER)}
    job_id = ""

    def say(call, **parts):
        path = {"job_id": job_id} if "{job_id}" in calls[call].path else {}
        return calls[call].Case(path_parameters=path, **parts).call_and_validate()

    def ask(**options):
        key = {"Idempotency-Key": "k1"}
        return say(
            "videos_generate", body={"pubmed_id": "32887691", **options}, media_type="application/json", headers=key
        )

    job_id = str(JobFactory(in_review=True).pk)

    def send(call, **body):
        return say(call, body=body, media_type="application/json")

    board = say("videos_storyboard")
    edited = [
        *(board, send("videos_storyboard_reset", version=1), send("videos_storyboard_replace", **board.json())),
        send("videos_storyboard_edit", version=1, operations=[{"type": "remove_item", "position": 0}]),
        send("videos_storyboard_edit", version=2, operations=[{"type": "remove_item", "position": 99}]),
        send("videos_storyboard_edit", version=1, operations=[]),
        send("videos_storyboard_edit", version=2, operations=[{"type": "remove_item"}]),
        *(send(f"videos_storyboard_{way}") for way in ("undo", "undo", "redo", "redo")),
    ]
    assert [answer.status_code for answer in edited] == [200, 200, 200, 200, 422, 409, 400, 200, 409, 200, 409]
    approved = [
        *(send("videos_approve", version=9), send("videos_approve"), send("videos_approve")),
        *(send("videos_storyboard_reset"), say("videos_storyboard"), send("videos_storyboard_undo")),
    ]
    assert [answer.status_code for answer in approved] == [409, 202, 202, 409, 200, 409]
    job_id = ask().json()["job_id"]
    assert say("videos_storyboard").status_code == 409
    followed = [
        *(ask(), ask(speed=1.25), say("videos_list"), say("videos_retrieve"), say("videos_download")),
        *(say("videos_cancel"), say("videos_cancel"), say("videos_retry"), say("videos_retry"), say("videos_attempts")),
        *(say("videos_destroy"), say("videos_retrieve")),
    ]
    assert [answer.status_code for answer in followed] == [200, 409, 200, 200, 409, 202, 409, 202, 409, 200, 204, 404]


def test_the_document_is_valid_openapi_3_1():
    assert OF_MANY.raw_schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(OF_MANY.raw_schema).validate()


def fields(node, path=""):
    """Every property of every schema, with its path."""
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{path}.{name}", field
        for name, inner in node.items():
            yield from fields(inner, f"{path}.{name}")
    elif isinstance(node, list):
        for inner in node:
            yield from fields(inner, path)


def test_every_field_has_a_description_and_an_example():
    members_of = [(*found, *found[1]) for found in fields(OF_MANY.raw_schema["components"]["schemas"])]
    assert [where for where, field, *members in members_of if "description" not in members] == []
    assert [
        where for where, field, *members in members_of if "examples" not in members and field.get("format") != "binary"
    ] == []


def test_every_operation_has_a_description_and_every_response_an_example():
    for path, calls in OF_MANY.raw_schema["paths"].items():
        for method, call in calls.items():
            assert call.keys() >= {"summary", "description"}, (method, path)
            for parameter in call.get("parameters", ()):
                assert parameter.get("description"), (method, path, parameter["name"])
            for status, answer in call["responses"].items():
                for kind, media in answer.get("content", {}).items():
                    is_json = kind.endswith("json") and media["schema"].get("format") != "binary"
                    assert not is_json or media.get("examples"), (method, path, status)


def test_every_error_of_every_operation_is_a_problem_document():
    for path, calls in OF_MANY.raw_schema["paths"].items():
        for method, call in calls.items():
            errors = {status: [*answer["content"]] for status, answer in call["responses"].items() if status >= "4"}
            assert "500" in errors
            if call["operationId"] == "health_ready":
                del errors["503"]
            assert all(kinds == ["application/problem+json"] for kinds in errors.values()), (method, path)
