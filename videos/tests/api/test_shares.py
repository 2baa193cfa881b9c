"""Sharing through the API, and the files of a shared video."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from videos.jobs import retention, sharing
from videos.models import Project, Visibility
from videos.pipeline.options import Format
from videos.tests.factories import PAPER, JobFactory, UserFactory, staff_with
from videos.tests.sharing import finished, new_project, shared_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def several_users(settings):
    settings.API_ALLOW_ANONYMOUS = False


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def share_url(project: Project) -> str:
    return f"/api/projects/{project.pk}/share"


def test_an_owner_shares_by_a_link_and_withdraws_it():
    project = new_project()
    finished(project)
    client = signed_in(project.owner)
    assert client.get(share_url(project)).json() == {
        "visibility": "private",
        "url": None,
        "embed_url": None,
        "formats": ["landscape"],
        "taken_down": "",
        "views": {"total": 0, "days": []},
    }
    shared = client.put(share_url(project), {"visibility": "link"}).json()
    slug = shared["url"].removeprefix("http://testserver/v/")
    assert (shared["visibility"], shared["embed_url"]) == ("link", f"http://testserver/embed/{slug}")
    assert Client().get(f"/v/{slug}").status_code == 200
    assert client.put(share_url(project), {"visibility": "public"}).json()["url"] == shared["url"]
    assert client.put(share_url(project), {"visibility": "private"}).json()["url"] is None
    assert Client().get(f"/v/{slug}").status_code == 404


def test_a_new_link_replaces_the_one_before():
    project = shared_project()
    answer = signed_in(project.owner).put(share_url(project), {"visibility": "link", "new_link": True})
    assert answer.json()["url"] != f"http://testserver/v/{project.slug}"
    assert Client().get(f"/v/{project.slug}").status_code == 404


def test_views_are_in_the_answer():
    project = shared_project()
    sharing.count_view(project)
    views = signed_in(project.owner).get(share_url(project)).json()["views"]
    assert (views["total"], [day["views"] for day in views["days"]]) == (1, [1])


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "visibility"), ({"visibility": "everyone"}, "visibility"), ({"visibility": "link", "slug": "mine"}, "slug")],
)
def test_what_cannot_be_done_is_refused_with_a_field_error(sent, field):
    project = new_project()
    answer = signed_in(project.owner).put(share_url(project), sent)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_another_user_neither_sees_nor_shares_a_project():
    project = shared_project()
    client = signed_in(UserFactory())
    assert client.get(share_url(project)).status_code == 404
    assert client.put(share_url(project), {"visibility": "public"}).status_code == 404
    assert APIClient().get(share_url(project)).status_code == 401
    project.refresh_from_db()
    assert project.visibility == "link"


def test_staff_may_share_only_with_the_permission_to_change_jobs():
    project = shared_project()
    seen = signed_in(staff_with("view_job"))
    assert seen.get(share_url(project)).status_code == 200
    assert seen.put(share_url(project), {"visibility": "private"}).status_code == 403
    assert (
        signed_in(staff_with("view_job", "change_job")).put(share_url(project), {"visibility": "private"}).status_code
        == 200
    )


def test_the_owner_of_a_page_that_was_taken_down_reads_why_and_cannot_share_it():
    project = shared_project()
    sharing.take_down(project.pk, "The figure is not yours.")
    client = signed_in(project.owner)
    assert client.get(share_url(project)).json()["taken_down"] == "The figure is not yours."
    refused = client.put(share_url(project), {"visibility": "link", "new_link": True})
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "The staff of this service have taken the page of these videos down: The figure is not yours.",
    )
    assert file(project).status_code == 404
    assert client.put(share_url(project), {"visibility": "private"}).status_code == 200


# --- Files


def file(project: Project, name: str = "captions.vtt", shape: str = "landscape", **headers: str):
    return Client().get(f"/v/{project.slug}/files/{shape}/{name}", headers=headers)


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_everyone_who_has_the_link_gets_the_files(either_storage, settings):
    settings.S3_PRESIGNED = False
    project = shared_project()
    answer = file(project)
    assert (answer.status_code, content(answer)) == (200, b"captions.vtt of landscape")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    assert not answer.cookies
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    part = file(project, "video.mp4", Range="bytes=0-4")
    assert (part.status_code, content(part)) == (206, b"video")
    assert file(project, If_None_Match=answer["ETag"]).status_code == 304


def test_files_of_a_public_project_may_be_found_by_search_engines():
    assert "X-Robots-Tag" not in file(shared_project(Visibility.PUBLIC))


def test_nginx_sends_the_files_where_it_does_so_for_jobs(settings):
    project = shared_project()
    settings.X_ACCEL_REDIRECT = "/protected/"
    answer = file(project, "video.mp4")
    assert answer["X-Accel-Redirect"] == f"/protected/{project.jobs.get().folder}/video.mp4"
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_url_of_a_shared_video_in_a_bucket_is_valid_for_a_minute(bucket, settings):
    settings.S3_PRESIGNED, settings.S3_PRESIGNED_SECONDS = True, 3600
    answer = file(shared_project(), "video.mp4")
    assert answer.status_code == 302
    assert "X-Amz-Expires=60&" in answer["Location"] + "&"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_latest_video_is_sent_and_one_that_is_made_again_is_not():
    project = shared_project()
    first = file(project)["ETag"]
    JobFactory(in_review=True, project=project, owner=project.owner)
    JobFactory(processing=True, project=project, owner=project.owner)
    assert file(project)["ETag"] == first
    finished(project, folder="videos/other/folder")
    assert file(project)["ETag"] == '"folder/captions.vtt"'


def test_a_file_is_gone_as_soon_as_the_link_is_withdrawn_or_the_video_deleted():
    project = shared_project()
    job = project.jobs.get()
    known = {"If_None_Match": file(project)["ETag"]}
    sharing.share(project.pk, Visibility.PRIVATE)
    assert file(project, **known).status_code == 404
    project = sharing.share(project.pk, Visibility.LINK)
    assert file(project, **known).status_code == 304
    retention.delete(job.pk)
    assert file(project, **known).status_code == 404


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        ("square", "captions.vtt"),
        ("landscape", "secret.txt"),
        ("landscape", "..%2fvideo.mp4"),
        ("LANDSCAPE", "video.mp4"),
        ("", "video.mp4"),
    ],
)
def test_nothing_else_is_sent(shape, name):
    assert file(shared_project(), name, shape).status_code == 404


def test_no_id_leads_to_a_file():
    project = shared_project()
    job = project.jobs.get()
    private = Project.objects.create(owner=project.owner, pubmed_id="90000003")
    finished(private)
    for guessed in (job.pk, project.pk, private.pk, "None", "null", "90000001", project.slug.swapcase()):
        assert Client().get(f"/v/{guessed}/files/landscape/video.mp4").status_code == 404
    for address in (f"/api/videos/{job.pk}", f"/api/videos/{job.pk}/download", f"/api/projects/{project.pk}"):
        assert Client().get(address).status_code == 401
    assert Client().get(f"/media/{job.folder}/video.mp4").status_code == 404


def test_a_lost_file_is_a_problem_with_its_remedy():
    project = new_project()
    JobFactory(completed=True, project=project, title=PAPER["title"])
    project = sharing.share(project.pk, Visibility.LINK)
    answer = file(project)
    assert (answer.status_code, answer.json()["code"]) == (410, "file_lost")


def test_each_format_has_its_own_files():
    project = shared_project()
    finished(project, Format.PORTRAIT)
    assert content(file(project, shape="portrait")) == b"captions.vtt of portrait"
