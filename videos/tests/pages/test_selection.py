"""What is done with several papers of the library at once."""

import io
import re
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from videos.jobs import sharing
from videos.models import Job, Project, Visibility
from videos.pipeline.options import Format
from videos.tests.batches import store, table
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.pages.test_library import ann, in_format, of_paper, text  # noqa: F401

pytestmark = pytest.mark.django_db


def url(action: str) -> str:
    return reverse("library-selected", args=[action])


def named(*jobs: Job, **more: str) -> dict[str, object]:
    return {"job": [str(job.pk) for job in jobs], **more}


def sent(page: str) -> dict[str, list[str]]:
    """What the form of a confirmation page sends."""
    return {"job": re.findall(r'<input type="hidden" name="job" value="([^"]+)"', page)}


@pytest.fixture
def papers() -> list[Job]:
    """The newest jobs of a paper with two videos, of one whose video is made, and of one without a project."""
    first, second = in_format(Format.LANDSCAPE, 2), in_format(Format.SQUARE, 1)
    of_paper(first, second)
    running = JobFactory(processing=True, title="Tea")
    of_paper(running)
    return [second, running, in_format(Format.LANDSCAPE, 3, title="Alone")]


def test_each_card_has_a_checkbox_with_the_name_of_its_paper(client, papers):
    page = text(client.get("/library"))
    assert re.findall(r'type="checkbox" name="job" value="([^"]+)" form="selection"', page) == [
        str(papers[number].pk) for number in (1, 0, 2)
    ]
    assert re.search(r"Select Tea\s*</span>", page)


def test_all_videos_of_the_selected_papers_are_deleted_after_a_confirmation_that_counts_them(client, papers):
    other = JobFactory(completed=True)
    page = text(client.get(url("delete"), named(*papers)))
    assert "<h1>Delete 4 videos of 3 papers?</h1>" in page
    assert "Delete 4 videos</button>" in page
    assert "1 of them is not finished, and will be cancelled first." in page
    assert "Tea" in page
    assert Job.objects.count() == 5
    answer = client.post(url("delete"), sent(page), follow=True)
    assert "Deleted: 4 videos of 3 papers." in text(answer)
    assert list(Job.objects.all()) == [other]
    assert not Project.objects.exists()


def test_single_videos_of_one_paper_are_deleted_without_the_others(client, papers):
    page = text(client.get(url("delete"), named(papers[0], single="1")))
    assert "<h1>Delete 1 video?</h1>" in page
    client.post(url("delete"), named(papers[0], single="1"))
    assert Job.objects.filter(project__jobs__isnull=False).distinct().count() == 2


def test_finished_videos_of_the_selected_papers_are_one_zip_file(client, papers):
    finished = [job for job in Job.objects.order_by("-created_at") if job.status == "completed"]
    for job in finished:
        store(job)
    answer = client.get(url("download"), named(*papers))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert archive.testzip() is None
    films = [name for name in archive.namelist() if name.endswith(".mp4")]
    assert films == [f"{number:04}-{job.pubmed_id}-{job.options.format}.mp4" for number, job in enumerate(finished, 1)]
    rows = table(archive.read("videos.csv"))
    assert [(row["job_id"], row["file"]) for row in rows] == [
        (str(job.pk), film) for job, film in zip(finished, films, strict=True)
    ]


def test_papers_without_a_video_are_no_zip_file(client, papers):
    answer = client.get(url("download"), named(papers[1]), follow=True)
    assert "There is nothing to download" in text(answer)


def test_selected_papers_are_shared_by_links_which_are_listed(client, papers):
    page = text(client.get(url("share"), named(papers[0], papers[1])))
    assert "<h1>Share 1 paper by link?</h1>" in page
    assert "1 has no finished video" in page
    answer = client.post(url("share"), sent(page), follow=True)
    project = Project.objects.get(jobs=papers[0])
    assert project.visibility == Visibility.LINK
    assert Project.objects.get(jobs=papers[1]).visibility == Visibility.PRIVATE
    assert "Shared by link: 1 paper." in text(answer)
    assert f'href="http://testserver/v/{project.slug}"' in text(answer)


def test_what_is_public_already_stays_so(client, papers):
    project = sharing.share(Project.objects.get(jobs=papers[0]).pk, Visibility.PUBLIC)
    page = text(client.get(url("share"), named(papers[0])))
    assert "1 is shared already, and stays as it is." in page
    client.post(url("share"), named(papers[0]))
    again = Project.objects.get(pk=project.pk)
    assert (again.visibility, again.slug) == (Visibility.PUBLIC, project.slug)


def test_what_staff_have_taken_down_is_not_shared_again(client, papers):
    project = Project.objects.get(jobs=papers[0])
    sharing.take_down(project.pk, "The figure is not yours.")
    assert "taken down by staff" in text(client.get(url("share"), named(papers[0])))
    client.post(url("share"), named(papers[0]))
    assert Project.objects.get(pk=project.pk).slug is None


def test_links_are_withdrawn_together(client, papers):
    slug = sharing.share(Project.objects.get(jobs=papers[0]).pk, Visibility.LINK).slug
    page = text(client.get(url("withdraw"), named(*papers)))
    assert "<h1>Withdraw the link of 1 paper?</h1>" in page
    answer = client.post(url("withdraw"), sent(page), follow=True)
    assert "Private now: 1 paper." in text(answer)
    assert client.get(f"/v/{slug}").status_code == 404


@pytest.mark.parametrize("action", ["download", "share", "withdraw", "delete", "links"])
def test_nothing_selected_changes_nothing(client, papers, action):
    answer = client.get(url(action), {"job": ["nonsense"]}, follow=True)
    assert "select at least one paper first" in text(answer)
    assert Job.objects.count() == 4


@pytest.mark.parametrize("action", ["download", "share", "withdraw", "delete", "links"])
def test_the_papers_of_another_user_cannot_be_selected(client, ann, action):  # noqa: F811
    theirs = JobFactory(completed=True, owner=UserFactory(), title="Secret")
    project = of_paper(theirs)
    sharing.share(project.pk, Visibility.LINK)
    for ask in (client.get, client.post):
        assert "Secret" not in text(ask(url(action), named(theirs), follow=True))
    assert Job.objects.filter(pk=theirs.pk).exists()
    assert Project.objects.get(pk=project.pk).visibility == Visibility.LINK


@pytest.mark.parametrize("action", ["share", "withdraw", "delete"])
def test_staff_who_may_only_look_change_nothing(client, ann, action):  # noqa: F811
    ann.is_staff = True
    ann.save()
    ann.user_permissions.set(Permission.objects.filter(codename="view_job"))
    theirs = JobFactory(completed=True, owner=UserFactory())
    of_paper(theirs)
    assert client.post(url(action), named(theirs)).status_code == 403
    assert Job.objects.filter(pk=theirs.pk).exists()


def test_an_unknown_action_is_404(client, papers):
    assert client.get(url("burn"), named(*papers)).status_code == 404


def test_a_selection_takes_few_queries(client, django_assert_max_num_queries):
    jobs = [in_format(Format.LANDSCAPE, number) for number in range(1, 31)]
    for job in jobs:
        of_paper(job)
    with django_assert_max_num_queries(3):
        assert "<h1>Delete 30 videos of 30 papers?</h1>" in text(client.get(url("delete"), named(*jobs)))
