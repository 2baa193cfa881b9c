"""Search and order of the job list."""

import pytest
from rest_framework.test import APIClient

from videos.tests.factories import PAPER, JobFactory, UserFactory
from videos.tests.pages.test_library import known

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return APIClient()


@pytest.fixture
def jobs() -> dict[str, str]:
    """The ids of jobs, by the titles of their papers."""
    made = {}
    for number, (title, seconds) in enumerate([("Émile's sleep", 90.0), ('"Zebra" sleep', 60.0), ("Apple tea", 120.0)]):
        paper = PAPER | {"pmid": str(91000000 + number), "authors": ["Z Škvorecká"], "topics": ["Diet"]}
        made[title] = str(known(JobFactory(completed=True, title=title, duration=seconds, paper=paper)).pk)
    made[""] = str(known(JobFactory()).pk)
    return made


def found(client, **asked: str) -> list[str]:
    answer = client.get("/api/videos", asked)
    assert answer.status_code == 200, answer.json()
    return [job["job_id"] for job in answer.json()["results"]]


def test_jobs_are_found_by_words_of_their_papers(client, jobs):
    assert set(found(client, search="sleep emile")) == {jobs["Émile's sleep"]}
    assert set(found(client, search="škvorecka zeb")) == {jobs['"Zebra" sleep']}
    assert set(found(client, search="PMID 91000002")) == {jobs["Apple tea"]}
    assert found(client, search="nothing") == found(client, search="?!") == []
    assert len(found(client, search="")) == 4


def test_a_search_goes_with_filters_and_an_order(client, jobs):
    asked = {"search": "škvorecka", "status": "completed", "ordering": "duration"}
    assert found(client, **asked) == [jobs['"Zebra" sleep'], jobs["Émile's sleep"], jobs["Apple tea"]]


@pytest.mark.parametrize(
    ("ordering", "titles"),
    [
        ("-created_at", ["", "Apple tea", '"Zebra" sleep', "Émile's sleep"]),
        ("created_at", ["Émile's sleep", '"Zebra" sleep', "Apple tea", ""]),
        ("title", ["", "Apple tea", "Émile's sleep", '"Zebra" sleep']),
        ("duration", ['"Zebra" sleep', "Émile's sleep", "Apple tea", ""]),
        ("-duration", ["Apple tea", "Émile's sleep", '"Zebra" sleep', ""]),
    ],
)
def test_jobs_are_listed_in_order_over_several_pages(client, jobs, ordering, titles):
    assert found(client, ordering=ordering) == [jobs[title] for title in titles]
    listed, url = [], f"/api/videos?ordering={ordering}&page_size=1"
    while url:
        page = client.get(url).json()
        listed += [job["job_id"] for job in page["results"]]
        url = page["next"]
    assert listed == [jobs[title] for title in titles]


def test_an_unknown_order_is_refused_with_those_that_exist(client):
    answer = client.get("/api/videos", {"ordering": "size"})
    assert answer.status_code == 400
    assert "Send one of -created_at, created_at, title, duration, -duration." in answer.content.decode()


def test_a_search_that_is_too_long_is_refused(client):
    assert client.get("/api/videos", {"search": "a" * 201}).status_code == 400


def test_the_jobs_of_another_user_are_never_found(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    ann, bob = UserFactory(), UserFactory()
    mine = known(JobFactory(completed=True, owner=ann, title="Sleep"))
    known(JobFactory(completed=True, owner=bob, title="Sleep"))
    client.force_authenticate(ann)
    assert found(client, search="sleep") == [str(mine.pk)]


def test_the_export_has_what_the_search_finds(client, jobs):
    lines = b"".join(client.get("/api/videos/export", {"search": "emile"}).streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert jobs["Émile's sleep"] in lines[1]
