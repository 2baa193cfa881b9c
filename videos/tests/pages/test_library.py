"""The library page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from videos.jobs import projects
from videos.models import Job, Project, Status
from videos.pipeline.options import Format, Options
from videos.tests.factories import PAPER, JobFactory, UserFactory
from videos.tests.query_plan import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    ann = UserFactory(username="ann")
    client.force_login(ann)
    return ann


def text(answer) -> str:
    return answer.content.decode()


def shown(client, **asked: str) -> list[str]:
    """The ids of the jobs on the page, in their order."""
    return re.findall(r'id="job-([0-9a-f-]{36})"', text(client.get("/library", asked)))


def aged(days: int, **fields: object) -> Job:
    return JobFactory(completed=True, created_at=timezone.now() - timedelta(days=days), **fields)


def known(job: Job) -> Job:
    """The job, in the project of its paper, whose record was read."""
    projects.join([job])
    job.save()
    projects.identify(job.pk, job.title, job.paper or {})
    return job


def test_each_video_shows_poster_title_journal_status_duration_and_age(client):
    job = aged(3, title="Sleep & pain", duration=85.2)
    page = text(client.get("/library"))
    poster = reverse("video-artefact", kwargs={"job_id": job.pk, "name": "thumbnail.webp"})
    assert f'<img src="{poster}" alt="" width="304" height="171" loading="lazy"' in page
    for expected in (
        "Sleep &amp; pain",
        PAPER["journal"],
        "Completed",
        "1:25",
        "3\xa0days ago",
        reverse("job", args=[job.pk]),
    ):
        assert expected in page, expected


def test_a_failed_job_says_why_and_can_be_retried(client):
    job = JobFactory(failed=True, error_code="speech_failed", error_message="The voice broke.")
    page = text(client.get("/library"))
    assert "The voice could not speak the text." in page
    assert f'action="{reverse("job-retry", args=[job.pk])}"' in page
    assert "thumbnail.webp" not in page


def test_a_job_that_a_retry_cannot_help_leads_to_what_does(client):
    job = JobFactory(failed=True, error_code="paper_retracted")
    page = text(client.get("/library"))
    assert f'href="{reverse("job", args=[job.pk])}">What to do<' in page
    assert reverse("job-retry", args=[job.pk]) not in page


def test_the_newest_comes_first(client):
    jobs = [aged(days) for days in (3, 1, 2)]
    assert shown(client) == [str(jobs[index].pk) for index in (1, 2, 0)]


def test_the_page_links_to_the_csv_export(client):
    job = JobFactory(completed=True)
    (url,) = re.findall(r'href="([^"]*)" download', text(client.get("/library")))
    assert str(job.pk) in b"".join(client.get(url).streaming_content).decode()


def test_an_empty_library_says_so(client):
    assert "There are no videos yet" in text(client.get("/library"))


@pytest.mark.parametrize(
    "words",
    ["SLEEP", "telephone", "33616613", "https://pubmed.ncbi.nlm.nih.gov/33616613/", "PMC7960000", "336166"],
)
def test_a_video_is_found_by_words_of_its_title_and_by_any_id_of_its_paper(client, words):
    paper = {**PAPER, "pmid": "33616613", "pmcid": "PMC7960000"}
    wanted = known(JobFactory(completed=True, title="Sleep by telephone", pubmed_id="33616613", paper=paper))
    known(JobFactory(completed=True, title="Something else", pubmed_id="90000009"))
    assert shown(client, q=words) == [str(wanted.pk)]


def test_a_video_is_found_by_its_doi_in_any_form(client):
    wanted = known(JobFactory(completed=True, paper={**PAPER, "doi": "10.5555/JIR.2021"}))
    assert shown(client, q="https://doi.org/10.5555/jir.2021") == [str(wanted.pk)]


def test_a_video_requested_by_pmc_id_is_found_by_pmid(client):
    wanted = known(JobFactory(completed=True, pubmed_id="PMC7960000", paper={**PAPER, "pmid": "33616613"}))
    assert shown(client, q="PMID: 33616613") == [str(wanted.pk)]


def test_a_search_without_results_says_so_and_keeps_the_words(client):
    JobFactory(completed=True)
    page = text(client.get("/library", {"q": '100 % "no'}))
    assert "No matches." in page
    assert 'value="100 % &quot;no"' in page


def test_the_library_filters_by_status(client):
    jobs = {
        "completed": [JobFactory(completed=True)],
        "failed": [JobFactory(failed=True)],
        "unfinished": [JobFactory(), JobFactory(processing=True)],
        "cancelled": [JobFactory(status=Status.CANCELLED)],
        "review": [JobFactory(in_review=True)],
    }
    for status, wanted in jobs.items():
        assert set(shown(client, status=status)) == {str(job.pk) for job in wanted}
    assert len(shown(client, status="nonsense")) == 6


def test_users_see_their_own_videos_and_staff_see_all_with_owner(client, ann):
    mine, other = JobFactory(completed=True, owner=ann), JobFactory(completed=True, owner=UserFactory(username="bob"))
    assert shown(client) == [str(mine.pk)]
    assert "by bob" not in text(client.get("/library"))
    ann.is_staff = True
    ann.save()
    ann.user_permissions.set(Permission.objects.filter(codename="view_job"))
    assert set(shown(client)) == {str(mine.pk), str(other.pk)}
    assert "by bob" in text(client.get("/library"))


def test_anonymous_users_are_redirected_to_sign_in(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/library").headers["Location"].startswith(reverse("sign-in"))


def test_pages_follow_each_other_without_gaps(client):
    papers = [PAPER | {"pmid": str(91000000 + days)} for days in range(28)]
    wanted = [str(known(aged(days, title="Wanted", paper=papers[days])).pk) for days in range(27)]
    known(aged(1, title="Something else", paper=papers[27]))
    first = text(client.get("/library", {"q": "wanted"}))
    assert re.findall(r'id="job-([0-9a-f-]{36})"', first) == wanted[:24]
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = text(client.get(older))
    assert re.findall(r'id="job-([0-9a-f-]{36})"', second) == wanted[24:]
    newer = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")
    assert re.findall(r'id="job-([0-9a-f-]{36})"', text(client.get(newer))) == wanted[:24]


@pytest.mark.parametrize("asked", [{}, {"q": "paper", "status": "completed", "sort": "title"}])
def test_a_page_takes_three_queries(client, django_assert_num_queries, asked):
    for number in range(30):
        known(JobFactory(completed=True, paper=PAPER | {"pmid": str(91000000 + number)}))
    with django_assert_num_queries(3) as queries:
        assert len(shown(client, **asked)) == 24
    assert ["LIMIT 25" in query["sql"] for query in queries.captured_queries] == [True, False, False]


def test_a_page_uses_the_index_of_its_order(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as queries:
        client.get("/library")
    assert "job_newest_first" in plan_of(queries.captured_queries[0]["sql"])


def test_an_invalid_cursor_is_404(client):
    assert client.get("/library", {"cursor": "nonsense"}).status_code == 404


# --- one card for a paper


def of_paper(*jobs: Job, **fields) -> Project:
    """Put jobs into a project."""
    project = Project.objects.create(pubmed_id=f"{10_000_000 + Project.objects.count()}", owner=jobs[0].owner, **fields)
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(project=project)
    return project


def in_format(shape: Format, days: int, **fields) -> Job:
    return JobFactory(
        **({"completed": True} | fields), options=Options(shape), created_at=timezone.now() - timedelta(days=days)
    )


def labels(client, **asked: str) -> list[str]:
    found = re.findall(r'<a class="badge \w+" href="[^"]+">([^<]+)<', text(client.get("/library", asked)))
    return [label.strip() for label in found]


def test_the_videos_of_a_paper_are_one_card_with_a_label_for_each_format(client):
    jobs = [in_format(shape, 2) for shape in (Format.SQUARE, Format.LANDSCAPE)]
    newest, other = in_format(Format.PORTRAIT, 1), aged(3)
    of_paper(*jobs, newest)
    assert shown(client) == [str(newest.pk), str(other.pk)]
    assert labels(client) == ["Landscape", "Portrait", "Square"]
    page = text(client.get("/library"))
    assert all(reverse("job", args=[job.pk]) in page for job in (*jobs, newest))
    assert "Delete all 3" in page


def test_a_paper_with_one_video_has_no_labels(client):
    job = in_format(Format.SQUARE, 1)
    of_paper(job)
    assert shown(client) == [str(job.pk)]
    assert labels(client) == []
    assert reverse("confirm-delete", args=[job.pk]) in text(client.get("/library"))


def test_earlier_videos_in_one_format_are_a_click_away_and_have_cards_of_their_own_there(client):
    jobs = [in_format(Format.SQUARE, days) for days in (1, 2, 3)]
    project = of_paper(*jobs)
    page = text(client.get("/library"))
    assert labels(client) == ["Square"]
    assert f'href="/library?project={project.pk}">All 3 videos<' in page
    assert shown(client, project=str(project.pk)) == [str(job.pk) for job in jobs]
    assert reverse("confirm-delete", args=[jobs[2].pk]) in text(client.get("/library", {"project": str(project.pk)}))


def test_a_filter_shows_each_paper_that_has_such_a_video(client):
    failed, done = in_format(Format.SQUARE, 2, completed=False, failed=True), in_format(Format.LANDSCAPE, 1)
    of_paper(failed, done)
    assert shown(client, status="failed") == [str(failed.pk)]
    assert shown(client, status="completed") == [str(done.pk)]
    assert shown(client, status="cancelled") == []
    assert labels(client, status="failed") == ["Landscape", "Square"]


def test_a_search_finds_a_paper_by_an_id_that_only_an_earlier_job_has(client):
    earlier, newest = in_format(Format.SQUARE, 2, pubmed_id="PMC7960000"), in_format(Format.LANDSCAPE, 1)
    project = known(earlier).project
    Job.objects.filter(pk=newest.pk).update(project=project)
    assert shown(client, q="PMC7960000") == [str(newest.pk)]


def test_a_card_is_polled_while_any_of_its_videos_is_made(client):
    running, done = in_format(Format.SQUARE, 2, completed=False, processing=True), in_format(Format.LANDSCAPE, 1)
    of_paper(running, done)
    url = polled(text(client.get("/library")))
    assert url == f"/library/live?shape=card&known=1&job={done.pk}"
    assert "Square" in text(client.get(url))


@pytest.mark.parametrize("action", ["cancel", "delete"])
def test_all_videos_of_a_paper_are_cancelled_or_deleted_after_a_confirmation_that_lists_them(client, action):
    jobs = [in_format(Format.SQUARE, 2, completed=False, processing=True), in_format(Format.LANDSCAPE, 1)]
    project, other = of_paper(*jobs), aged(1)
    url = reverse(f"paper-{action}", args=[project.pk])
    assert url in text(client.get("/library"))
    page = text(client.get(url))
    assert ("Square" in page, "Landscape, completed" in page) == (True, action == "delete")
    assert Job.objects.filter(project=project).count() == 2
    answer = client.post(url, follow=True)
    assert ("Cancelled: 1 video of" if action == "cancel" else "Deleted: 2 videos of") in text(answer)
    left = dict(Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list("pk", "status"))
    assert left == ({} if action == "delete" else {jobs[0].pk: "cancelled", jobs[1].pk: "completed"})
    assert Job.objects.filter(pk=other.pk).exists()
    assert Project.objects.exists() is (action == "cancel")


@pytest.mark.parametrize("action", ["cancel", "delete"])
def test_the_videos_of_another_user_are_not_cancelled_or_deleted_together(client, ann, action):
    other = UserFactory()
    project = of_paper(JobFactory(owner=other), JobFactory(owner=other))
    assert client.post(reverse(f"paper-{action}", args=[project.pk])).status_code == 404
    assert Job.objects.filter(project=project).exclude(status=Status.CANCELLED).count() == 2


def test_a_paper_whose_videos_have_ended_cannot_be_cancelled(client):
    project = of_paper(in_format(Format.SQUARE, 2), in_format(Format.LANDSCAPE, 1))
    page = text(client.get(reverse("paper-cancel", args=[project.pk])))
    assert "<form" not in page.partition("<main")[2]
    assert "had already ended" in text(client.post(reverse("paper-cancel", args=[project.pk]), follow=True))


def with_two_videos_each(papers: int) -> list[Job]:
    """Two finished videos of each of so many papers, the newest first; those of one paper follow each other."""
    template = JobFactory(completed=True)
    made = [Project(pubmed_id=str(10_000_000 + number), words="an invented paper") for number in range(papers)]
    Project.objects.bulk_create(made, 2000)
    values = {
        field.attname: getattr(template, field.attname)
        for field in Job._meta.concrete_fields
        if field.attname not in {"id", "project_id", "created_at"}
    }
    now = timezone.now()
    jobs = [
        Job(**values, project=project, created_at=now - timedelta(minutes=number, seconds=copy))
        for number, project in enumerate(made)
        for copy in range(2)
    ]
    Job.objects.bulk_create(jobs, 2000)
    template.delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return jobs


def test_a_page_of_ten_thousand_papers_takes_three_queries(client, django_assert_num_queries):
    newest = [str(job.pk) for job in with_two_videos_each(papers=10_000)[:48:2]]

    def plans(**asked: str) -> tuple[list[str], str]:
        """The jobs on the page, and how the database finds them."""
        with django_assert_num_queries(3) as queries:
            found = shown(client, **asked)
        page, renditions, _ = (plan_of(query["sql"]) for query in queries.captured_queries)
        assert len(found) == 24, asked
        assert "videos_job_project_id" in page, asked
        assert "videos_job_project_id" in renditions, asked
        return found, page

    found, page = plans()
    assert found == newest
    assert "job_newest_first" in page  # in the order of the index, until the page is full
    assert "Seq Scan" not in page
    assert plans(q="paper", status="completed")[0] == newest
    plans(q="pap", sort="shortest")


# --- live updates


def polled(page: str) -> str | None:
    """The URL that the page polls, if it does."""
    found = re.search(r'id="poll" hidden hx-get="([^"]+)" hx-trigger="load delay:(\d+)s', page)
    return found and found[1].replace("&amp;", "&")


def test_unfinished_jobs_are_polled_and_replaced_in_place(client):
    running, done = JobFactory(processing=True, progress=10), JobFactory(completed=True)
    url = polled(text(client.get("/library")))
    assert url == f"/library/live?shape=card&known=2&job={running.pk}"
    Job.objects.filter(pk=running.pk).update(progress=55)
    page = text(client.get(url))
    assert f'id="job-{running.pk}" hx-swap-oob="true"' in page
    assert "55 %" in page
    assert str(done.pk) not in page
    assert polled(page) == url


def test_polling_stops_once_all_jobs_have_ended(client):
    job = JobFactory(processing=True)
    url = polled(text(client.get("/library")))
    Job.objects.filter(pk=job.pk).update(status=Status.CANCELLED, token=None)
    page = text(client.get(url))
    assert "Cancelled" in page
    assert polled(page) is None


def test_waiting_jobs_are_polled_less_often(client):
    JobFactory()
    assert "load delay:5s" in text(client.get("/library"))
    JobFactory(processing=True)
    assert "load delay:2s" in text(client.get("/library"))


def test_a_deleted_job_disappears_from_the_page(client):
    gone = uuid4()
    page = text(client.get("/library/live", {"job": [str(gone), "nonsense"]}))
    assert f'<li id="job-{gone}" hx-swap-oob="delete">' in page


def test_polling_does_not_reveal_another_user_s_job(client, ann):
    other = JobFactory(completed=True, owner=UserFactory(), title="Secret")
    page = text(client.get("/library/live", {"job": str(other.pk)}))
    assert "Secret" not in page


# --- confirmation


@pytest.mark.parametrize("action", ["cancel", "delete"])
def test_cancelling_and_deleting_ask_for_confirmation(client, action):
    job = JobFactory(processing=True, title="Sleep")
    assert reverse(f"confirm-{action}", args=[job.pk]) in text(client.get("/library"))
    page = text(client.get(reverse(f"confirm-{action}", args=[job.pk])))
    assert "Sleep" in page
    assert f'<form method="post" action="{reverse(f"job-{action}", args=[job.pk])}"' in page
    assert Job.objects.get().status == Status.PROCESSING


def test_an_ended_job_cannot_be_cancelled(client):
    job = JobFactory(completed=True)
    assert "<form" not in text(client.get(reverse("confirm-cancel", args=[job.pk]))).partition("<main")[2]


def test_another_user_s_job_has_no_confirmation_page(client, ann):
    job = JobFactory(owner=UserFactory())
    assert client.get(reverse("confirm-delete", args=[job.pk])).status_code == 404


def test_deleting_returns_to_the_library_with_a_message(client):
    job = JobFactory(completed=True, title="Sleep")
    answer = client.post(reverse("job-delete", args=[job.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("library")
    assert "Sleep" in text(answer)
    assert "There are no videos yet" in text(answer)
