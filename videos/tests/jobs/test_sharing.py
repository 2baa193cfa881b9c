"""Sharing: who may see the videos of a project, which of them are shown, and how views are counted."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from videos.jobs import sharing
from videos.models import DailyViews, Job, Project, Status, Visibility
from videos.pipeline.options import Format, Options
from videos.tests.factories import JobFactory

pytestmark = pytest.mark.django_db

PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def project() -> Project:
    return Project.objects.create(pubmed_id="90000001")


def video(project: Project, shape: Format = Format.LANDSCAPE, **fields) -> Job:
    return JobFactory(**{"completed": True, "project": project, "options": Options(shape), **fields})


def test_a_project_is_private_and_has_no_link(project):
    assert (project.visibility, project.slug) == ("private", None)


def test_a_link_cannot_be_guessed_and_stays_until_a_new_one_is_made(project):
    first = sharing.share(project.pk, Visibility.LINK).slug
    assert re.fullmatch("[A-Za-z0-9]{22}", first)
    assert sharing.share(project.pk, Visibility.PUBLIC).slug == first
    second = sharing.share(project.pk, Visibility.LINK, new_link=True).slug
    assert second != first
    assert (sharing.find(first), sharing.find(second)) == (None, project)


def test_a_withdrawn_link_leads_nowhere_also_after_the_project_is_shared_again(project):
    first = sharing.share(project.pk, Visibility.LINK).slug
    sharing.share(project.pk, Visibility.PRIVATE, new_link=True)
    assert sharing.find(first) is None
    sharing.share(project.pk, Visibility.LINK)
    assert sharing.find(first) is None


def test_the_database_refuses_a_private_project_with_a_link_and_a_shared_one_without(project):
    for fields in ({"slug": "a"}, {"visibility": "link"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(**fields)


def test_the_latest_finished_video_of_each_format_is_shown(project):
    video(project, title="old")
    square = video(project, Format.SQUARE)
    latest = video(project, title="new")
    assert list(sharing.videos(project).items()) == [(Format.LANDSCAPE, latest), (Format.SQUARE, square)]


@pytest.mark.parametrize("trait", ["processing", "in_review", "failed", "completed"])
def test_what_is_being_made_again_is_not_shown_until_it_is_finished(project, trait):
    finished = video(project)
    again = JobFactory(**{trait: True}, project=project, storyboard_version=int(trait == "in_review"))
    assert sharing.videos(project)[Format.LANDSCAPE] == (again if trait == "completed" else finished)


def test_videos_of_other_projects_are_not_shown(project):
    video(Project.objects.create(pubmed_id="90000002"))
    assert sharing.videos(project) == {}


def test_hundreds_of_videos_take_two_queries(project):
    folders = {"status": Status.COMPLETED, "progress": 100, "size": 1, "folder": "videos/a/b"}
    Job.objects.bulk_create(Job(pubmed_id="90000001", project=project, **folders) for _ in range(300))
    with CaptureQueriesContext(connection) as queries:
        assert list(sharing.videos(project)) == [Format.LANDSCAPE]
    assert len(queries) == 2


# --- Views


def test_a_view_costs_one_update(project):
    sharing.count_view(project)
    with CaptureQueriesContext(connection) as queries:
        sharing.count_view(project)
    assert [query["sql"].split()[0] for query in queries] == ["UPDATE"]
    assert [(each.day, each.number) for each in project.daily_views.all()] == [(timezone.now().date(), 2)]


def test_a_number_per_day_is_all_that_is_stored():
    stored = {field.name for field in DailyViews._meta.get_fields()}
    assert stored == {"id", "project", "day", "number"}


def test_views_are_summed_and_listed_for_the_last_thirty_days(project):
    DailyViews.objects.create(project=project, day=date(2020, 1, 1), number=5)
    sharing.count_view(project)
    assert sharing.views(project) == sharing.Views(6, (sharing.Day(timezone.now().date(), 1),))


def test_a_view_of_a_project_that_has_just_been_deleted_is_no_error(project):
    stale = Project.objects.get(pk=project.pk)
    project.delete()
    sharing.count_view(stale)
    DailyViews.objects.all().delete()  # databases look for lost references only at the end of the transaction


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("GET", PERSON, True),
        ("HEAD", PERSON, False),
        ("GET", {}, False),
        ("GET", PERSON | {"Range": "bytes=0-1"}, False),
        ("GET", PERSON | {"Sec-Purpose": "prefetch;prerender"}, False),
        ("GET", PERSON | {"Purpose": "prefetch"}, False),
        ("GET", PERSON | {"Referer": "https://videos.example.org/v/abc?format=square"}, False),
        ("GET", PERSON | {"Referer": "https://videos.example.org/gallery/"}, True),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, False),
        ("GET", {"User-Agent": "curl/8.5.0"}, False),
        ("GET", {"User-Agent": "facebookexternalhit/1.1"}, False),
        ("GET", {"User-Agent": "Mozilla/5.0 (X11) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36"}, False),
    ],
)
def test_only_a_person_who_opens_the_page_counts(method, headers, counts):
    assert sharing.is_a_view(method, headers, "/v/abc") is counts
