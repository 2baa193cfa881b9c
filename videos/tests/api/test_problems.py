"""Every error has the same shape, whether from a view, DRF, Django or an unexpected exception."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from hiddenhill import urls as served
from hiddenhill.settings import BASE_DIR
from videos.api.problem_kinds import KINDS
from videos.management.commands.reference import job_errors
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "remedy", "retry"}


class Away(APIView):
    def get(self, request: Request) -> Response:
        raise OperationalError("the server closed the connection")


class Unforeseen(APIView):
    def get(self, request: Request) -> Response:
        raise ZeroDivisionError


def unforeseen_page(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("api/away", Away.as_view()),
    path("api/unforeseen", Unforeseen.as_view()),
    path("unforeseen", unforeseen_page),
    path("", include(served.urlpatterns)),
]
handler400, handler403 = served.handler400, served.handler403
handler404, handler500 = served.handler404, served.handler500


@pytest.fixture
def client():
    return APIClient(raise_request_exception=False)


def problem_of(response, code: str) -> dict:
    """The problem in the response, after checking that it is complete."""
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) >= MEMBERS
    assert (problem["code"], problem["status"]) == (code, response.status_code)
    assert (problem["title"], problem["remedy"]) == (KINDS[code].title, KINDS[code].remedy)
    assert problem["detail"]
    return problem


ASKED = {
    "a body that is not JSON": (
        *(400, "parse_error", "post", "/api/videos/generate"),
        {"data": "{", "content_type": "application/json"},
    ),
    "another kind of body": (
        *(415, "unsupported_media_type", "post", "/api/videos/generate"),
        {"data": "x", "content_type": "text/csv"},
    ),
    "no such URL": (404, "not_found", "get", "/api/nothing/here", {}),
    "no job id": (404, "not_found", "get", "/api/videos/none", {}),
    "a null character": (404, "not_found", "get", "/api/videos/%00", {}),
    "no such job": (404, "not_found", "get", "/api/videos/00000000-0000-4000-8000-000000000000", {}),
    "no such method": (405, "method_not_allowed", "put", "/api/videos", {}),
    "no such method of the schema": (405, "method_not_allowed", "delete", "/api/schema", {}),
    "no such response format": (406, "not_acceptable", "get", "/api/videos", {"HTTP_ACCEPT": "image/png"}),
    "no such host": (400, "bad_request", "get", "/api/videos", {"HTTP_HOST": "elsewhere.example"}),
    "no such status": (400, "invalid", "get", "/api/videos?status=broken", {}),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_an_error_has_its_kind_what_happened_and_what_to_do(client, asked):
    status, code, method, path, request = asked
    answer = getattr(client, method)(path, **request)
    assert answer.status_code == status
    problem = problem_of(answer, code)
    assert problem["instance"] == path.partition("?")[0].replace("%00", "\x00")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("path", "code"), [("away", "database_unavailable"), ("unforeseen", "internal_error")], ids=str
)
def test_an_error_of_the_service_is_a_problem_too(client, path, code):
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 500
    assert "closed" not in problem_of(answer, code)["detail"]


@pytest.mark.urls(__name__)
def test_an_error_of_a_page_is_a_page(client):
    assert client.get("/unforeseen")["Content-Type"].startswith("text/html")
    assert client.get("/nowhere")["Content-Type"].startswith("text/html")


def test_in_the_browsable_api_a_problem_is_a_page(client):
    answer = client.get("/api/videos/00000000-0000-4000-8000-000000000000", HTTP_ACCEPT="text/html")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert "not_found" in answer.content.decode()


def test_a_range_outside_the_file_is_416_with_its_size(client):
    job = JobFactory(completed=True)
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(bytes(2048)))
    answer = client.get(f"/api/videos/{job.pk}/download", HTTP_RANGE="bytes=9999-")
    problem_of(answer, "range_not_satisfiable")
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */2048")


def test_each_invalid_field_has_its_path_and_its_reason(client):
    asked = {"pubmed_id": "hello", "speed": 9, "theme": {"accent": "teal"}}
    problem = problem_of(client.post("/api/videos/generate", asked, format="json"), "invalid")
    assert {(error["field"], error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("pubmed_id", "#/pubmed_id", "invalid_id"),
        ("speed", "#/speed", "max_value"),
        ("theme.accent", "#/theme/accent", "invalid"),
    }
    assert "is not a paper id" in problem["detail"]


def test_an_invalid_field_is_also_present_under_its_name(client):
    problem = client.post("/api/videos/generate", {"pubmed_id": "hello"}).json()
    assert "is not a paper id" in problem["pubmed_id"][0]


def test_a_field_s_name_does_not_hide_a_member_of_the_problem(client):
    problem = problem_of(client.get("/api/videos", {"status": "broken"}), "invalid")
    assert problem["status"] == 400
    assert problem["errors"][0]["field"] == "status"


def test_an_error_of_the_whole_body_has_no_field(client):
    problem = problem_of(client.post("/api/videos/generate", [1], format="json"), "invalid")
    assert [(error["field"], error["pointer"]) for error in problem["errors"]] == [("", "#")]


def test_the_type_of_an_error_is_the_url_of_its_explanation(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    problem = client.get("/api/nothing").json()
    explained = client.get(problem["type"]).json()
    assert {name: explained[name] for name in ("type", "code", "status", "title", "remedy", "retry")} == {
        name: problem[name] for name in ("type", "code", "status", "title", "remedy", "retry")
    }
    assert client.get("/api/problems/nothing").status_code == 404


def test_every_kind_of_problem_and_every_error_of_jobs_is_listed_with_whether_a_retry_helps(client):
    kinds = {kind["code"]: kind for kind in client.get("/api/problems").json()}
    assert set(kinds) == set(job_errors()) | set(KINDS)
    assert all(kinds[code]["status"] == kind.status for code, kind in KINDS.items())
    assert {
        code for code in ("timed_out", "worker_lost", "paper_retracted", "slides_failed") if kinds[code]["retry"]
    } == {
        "timed_out",
        "worker_lost",
    }
    assert client.get("/api/problems/worker_lost").json()["status"] is None


def test_every_problem_names_its_line_in_the_documentation(client):
    page = (BASE_DIR / "docs" / "reference" / "errors.md").read_text()
    for kind in client.get("/api/problems").json():
        assert kind["docs"] == f"/docs/reference/errors.html#{kind['code']}"
        assert page.count(f'<a id="{kind["code"]}"></a>') == 1, kind["code"]


def test_staff_only_operations_are_refused_to_others(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    client.force_authenticate(UserFactory())
    assert problem_of(client.get("/api/operations"), "permission_denied")["status"] == 403
