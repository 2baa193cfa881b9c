"""What the library shows stays true while jobs move: its cards and the numbers of its filters."""

import re

import pytest

from videos.models import Job, Status
from videos.tests.factories import JobFactory
from videos.tests.pages.test_library import known, of_paper, polled, shown, text

pytestmark = pytest.mark.django_db


def numbers(page: str) -> dict[str, int]:
    """The number beside each filter."""
    return {name: int(number) for name, number in re.findall(r'id="in-(\w+)"[^>]*>(\d+)<', page)}


def ended(job: Job, status: Status = Status.CANCELLED) -> None:
    Job.objects.filter(pk=job.pk).update(status=status, token=None)


@pytest.fixture
def jobs() -> dict[str, Job]:
    done, failed = JobFactory(completed=True), JobFactory(failed=True)
    of_paper(done, failed)
    return {"done": done, "failed": failed, "running": JobFactory(processing=True), "waiting": JobFactory()}


def test_filters_count_papers_that_have_such_a_video(client, jobs):
    expected = {"all": 3, "completed": 1, "unfinished": 2, "review": 0, "failed": 1, "cancelled": 0}
    for asked in ({}, {"status": "failed"}, {"sort": "title"}):
        assert numbers(text(client.get("/library", asked))) == expected


def test_filters_count_what_the_search_finds(client, jobs):
    known(jobs["waiting"])
    page = text(client.get("/library", {"q": jobs["waiting"].pubmed_id}))
    assert numbers(page) == {"all": 1, "completed": 0, "unfinished": 1, "review": 0, "failed": 0, "cancelled": 0}
    assert 'href="/library?q=' in page


def test_filters_of_one_paper_count_its_videos(client, jobs):
    page = text(client.get("/library", {"project": str(Job.objects.get(pk=jobs["done"].pk).project_id)}))
    assert numbers(page) == {"all": 2, "completed": 1, "unfinished": 0, "review": 0, "failed": 1, "cancelled": 0}


def test_a_card_whose_job_leaves_the_filter_is_removed_and_the_numbers_follow(client, jobs):
    url = polled(text(client.get("/library", {"status": "unfinished"})))
    ended(jobs["running"])
    page = text(client.get(url))
    assert f'<li id="job-{jobs["running"].pk}" hx-swap-oob="delete">' in page
    assert f'id="job-{jobs["waiting"].pk}" hx-swap-oob="true"' in page
    assert (numbers(page)["unfinished"], numbers(page)["cancelled"]) == (1, 1)
    assert re.sub(r"\s+", " ", page).count('role="status" hx-swap-oob="true">This list has changed: 1 paper now.') == 1
    assert "This list has changed" not in text(client.get(polled(page)))  # it is said once


def test_a_card_shows_another_video_of_its_paper_that_is_in_the_filter(client):
    older, newer = JobFactory(processing=True), JobFactory(processing=True)
    of_paper(older, newer)
    url = polled(text(client.get("/library", {"status": "unfinished"})))
    ended(newer)
    page = text(client.get(url))
    assert f'id="job-{older.pk}" hx-swap-oob="outerHTML:#job-{newer.pk}"' in page
    assert 'hx-swap-oob="delete"' not in page


def test_a_card_stays_while_its_job_is_in_the_filter(client, jobs):
    url = polled(text(client.get("/library")))
    ended(jobs["running"])
    page = text(client.get(url))
    assert f'id="job-{jobs["running"].pk}" hx-swap-oob="true"' in page
    assert "This list has changed" not in page


def test_numbers_are_polled_while_a_job_is_unfinished_that_is_not_on_the_page(client, jobs):
    url = polled(text(client.get("/library", {"status": "failed"})))
    assert url == "/library/live?shape=card&status=failed&known=1"
    ended(jobs["running"])
    assert numbers(text(client.get(url)))["unfinished"] == 1
    ended(jobs["waiting"])
    page = text(client.get(url))
    assert numbers(page)["unfinished"] == 0
    assert polled(page) is None


def test_all_cards_of_the_longest_page_are_polled(client):
    jobs = JobFactory.create_batch(40)
    url = polled(text(client.get("/library", {"page_size": "100"})))
    Job.objects.filter(pk=jobs[0].pk).delete()
    page = text(client.get(url))
    assert page.count('hx-swap-oob="true"') == 39 + 6 + 1
    assert f'<li id="job-{jobs[0].pk}" hx-swap-oob="delete">' in page


# --- Orders


def test_the_library_is_sorted_by_age_title_and_length(client):
    named = {
        title: known(JobFactory(completed=True, title=title, duration=seconds, paper={"pmid": str(91000000 + number)}))
        for number, (title, seconds) in enumerate([("Émile", 90), ('"Zebra"', 60), ("apple", 120)])
    }
    waiting = known(JobFactory())
    for sort, expected in {
        "": [waiting, named["apple"], named['"Zebra"'], named["Émile"]],
        "oldest": [named["Émile"], named['"Zebra"'], named["apple"], waiting],
        "title": [waiting, named["apple"], named["Émile"], named['"Zebra"']],
        "shortest": [named['"Zebra"'], named["Émile"], named["apple"], waiting],
        "longest": [named["apple"], named["Émile"], named['"Zebra"'], waiting],
        "nonsense": [waiting, named["apple"], named['"Zebra"'], named["Émile"]],
    }.items():
        assert shown(client, sort=sort) == [str(job.pk) for job in expected], sort


@pytest.mark.parametrize("sort", ["", "oldest", "title", "shortest", "longest"])
def test_pages_follow_each_other_in_every_order(client, sort):
    for number in range(30):
        paper = {"pmid": str(91000000 + number)}
        known(JobFactory(completed=True, title=f"Title {number % 4}", duration=60.1 * (number % 3), paper=paper))
    found, url = [], f"/library?sort={sort}"
    while url:
        page = text(client.get(url))
        found += re.findall(r'id="job-([0-9a-f-]{36})"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        url = older and older[1].replace("&amp;", "&")
    assert len(found) == len(set(found)) == 30
    for wrong in ("cj0xJnA9bmFu", "cD0lMDA=", "cD3DqQ=="):
        assert client.get("/library", {"sort": sort, "cursor": wrong}).status_code in (200, 404)
