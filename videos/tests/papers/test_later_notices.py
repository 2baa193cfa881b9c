"""Papers that are retracted after their videos were made, with a fake NCBI."""

from datetime import timedelta

import pytest
from django.utils import timezone

from videos.jobs import lifecycle, storyboards
from videos.models import HousekeepingRun, Job
from videos.papers import later_notices
from videos.papers.later_notices import Checked, check
from videos.pipeline.errors import PaperUnavailable
from videos.tasks import check_notices_task
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import PAPER, JobFactory
from videos.tests.preprint_server import DOI, NO_POSTS, FakePreprintServer, posting

pytestmark = pytest.mark.django_db


def pmid(number: int) -> str:
    return str(90_000_000 + number)


@pytest.fixture
def ncbi(settings):
    with FakeNcbi({pmid(n): record(pmid(n)) for n in range(120)}) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


def made(number: int, notices=(), **traits) -> Job:
    shown = [{"kind": kind, "text": "", "pmid": ""} for kind in notices]
    return JobFactory(completed=True, paper=PAPER | {"pmid": pmid(number), "notices": shown}, **traits)


def retract(ncbi, number: int) -> None:
    ncbi.records[pmid(number)] = record(pmid(number), retracted=True)


def later(job: Job) -> list[str] | None:
    job.refresh_from_db()
    return job.later_notices and [notice["kind"] for notice in job.later_notices]


def test_a_retraction_is_recorded_with_the_time_at_which_it_was_noticed(ncbi):
    first, second = made(1), made(2)
    assert check() == Checked(papers=2, videos=0)
    retract(ncbi, 1)
    assert check() == Checked(papers=2, videos=1)
    assert (later(first), later(second)) == (["retracted"], None)
    (notice,) = first.later_notices
    assert notice["text"] == "This paper has been retracted."
    assert check() == Checked(papers=2, videos=0)
    first.refresh_from_db()
    assert first.later_notices == [notice]


def test_all_videos_of_a_paper_get_it_also_those_requested_by_its_pmc_id(ncbi):
    jobs = [made(1), made(1), made(1, pubmed_id=f"PMC{pmid(1)}")]
    retract(ncbi, 1)
    check()
    assert [later(job) for job in jobs] == [["retracted"]] * 3


def test_a_script_in_review_gets_it_and_cannot_be_approved(ncbi):
    job = JobFactory(in_review=True, paper=PAPER | {"pmid": pmid(1)})
    retract(ncbi, 1)
    assert check() == Checked(papers=1, videos=1)
    assert later(job) == ["retracted"]
    assert not lifecycle.approve(job.pk, 1)
    with pytest.raises(storyboards.PaperChanged, match="This paper has been retracted"):
        storyboards.approve(job, 1)
    assert Job.objects.get().status == "review"


def test_a_video_that_shows_the_retraction_gets_nothing(ncbi):
    job = made(1, notices=["retracted"])
    retract(ncbi, 1)
    assert check().videos == 0
    assert later(job) is None


def test_concern_and_withdrawal_count_and_a_correction_does_not(ncbi):
    listed = '<CommentsCorrectionsList><CommentsCorrections RefType="{}"><PMID>77</PMID></CommentsCorrections>'
    for number, kind in enumerate(("ExpressionOfConcernIn", "ErratumIn")):
        ncbi.records[pmid(number)] = record(pmid(number)).replace(
            b"</Article>", f"</Article>{listed.format(kind)}</CommentsCorrectionsList>".encode()
        )
    ncbi.records[pmid(2)] = record(pmid(2), title="WITHDRAWN: An invented paper")
    jobs = [made(number) for number in range(3)]
    check()
    assert [later(job) for job in jobs] == [["expression_of_concern"], None, ["withdrawn"]]
    jobs[0].refresh_from_db()
    assert jobs[0].later_notices[0]["pmid"] == "77"


def test_a_retraction_that_pubmed_takes_back_is_removed(ncbi):
    job = made(1)
    retract(ncbi, 1)
    check()
    ncbi.records[pmid(1)] = record(pmid(1))
    assert check().videos == 1
    assert later(job) is None


def test_a_record_that_is_gone_changes_nothing(ncbi):
    job, other = made(1), made(2)
    retract(ncbi, 1)
    check()
    del ncbi.records[pmid(1)]
    assert check() == Checked(papers=1, videos=0)
    del ncbi.records[pmid(2)]
    assert check() == Checked()
    assert (later(job), later(other)) == (["retracted"], None)


def test_papers_are_asked_for_once_and_fifty_at_a_time(ncbi):
    for number in range(120):
        made(number)
    made(1)
    retract(ncbi, 119)
    assert check() == Checked(papers=120, videos=1)
    asked = [request["id"].split(",") for _, request in ncbi.requests]
    assert [len(ids) for ids in asked] == [50, 50, 20]


def test_only_finished_videos_of_papers_with_a_pmid_are_looked_at(ncbi):
    JobFactory()
    JobFactory(failed=True, paper=PAPER)
    JobFactory(completed=True, paper=None)
    JobFactory(completed=True, paper=PAPER | {"pmid": ""})
    JobFactory(completed=True, pubmed_id="sample", paper=PAPER | {"pmid": "99999999"})
    assert check() == Checked()
    assert ncbi.requests == []


def test_a_failed_request_does_not_keep_the_other_papers_from_being_looked_at(ncbi):
    jobs = [made(number) for number in range(120)]
    retract(ncbi, 119)
    ncbi.fail_with(eutils.page())
    assert check() == Checked(papers=70, videos=1)
    assert later(jobs[119]) == ["retracted"]


class Away:
    """NCBI, which cannot be reached."""

    def __init__(self) -> None:
        self.asked = 0

    def records(self, pmids):
        self.asked += 1
        raise PaperUnavailable("NCBI could not be reached.")


def test_while_ncbi_is_away_nothing_is_changed_and_it_is_asked_a_few_times_only(monkeypatch):
    monkeypatch.setattr(later_notices, "_AT_ONCE", 1)
    job, away = made(1), Away()
    for number in range(2, 10):
        made(number)
    Job.objects.filter(pk=job.pk).update(later_notices=[{"kind": "retracted"}])
    assert check(away) == Checked()
    assert away.asked == 3
    assert later(job) == ["retracted"]


def test_the_daily_task_records_that_it_ran(ncbi):
    made(1)
    retract(ncbi, 1)
    check_notices_task()
    assert HousekeepingRun.objects.get(name="notices").report == {"papers": 1, "videos": 1}


def test_the_daily_task_runs_once_a_day(ncbi):
    made(1)
    for _ in range(3):
        check_notices_task()
    assert len(ncbi.requests) == 1
    HousekeepingRun.objects.update(ran_at=timezone.now() - timedelta(hours=23, minutes=1))
    check_notices_task()
    assert len(ncbi.requests) == 2


def test_the_scheduler_asks_for_it_hourly_on_the_housekeeping_queue(settings):
    assert settings.CELERY_BEAT_SCHEDULE["check_notices"] == {"task": check_notices_task.name, "schedule": 3600}
    assert settings.CELERY_TASK_ROUTES[check_notices_task.name] == {"queue": settings.HOUSEKEEPING_QUEUE}


@pytest.fixture
def preprints(settings):
    with FakePreprintServer([posting()]) as server:
        settings.BIORXIV_API_URL = server.origin
        yield server


def posted(doi: str = DOI) -> Job:
    return JobFactory(completed=True, pubmed_id=doi, paper=PAPER | {"pmid": "", "doi": doi})


def test_a_withdrawn_preprint_is_noticed_at_its_server(ncbi, preprints):
    preprint, paper = posted(), made(1)
    assert check() == Checked(papers=2, videos=0)
    preprints.postings = [posting(), posting(version="2", abstract="The authors have withdrawn their manuscript.")]
    assert check() == Checked(papers=2, videos=1)
    assert (later(preprint), later(paper)) == (["withdrawn"], None)
    assert preprint.later_notices[0]["text"] == "According to medRxiv, this preprint has been withdrawn."


def test_while_the_servers_of_preprints_are_away_what_is_recorded_stays(ncbi, preprints):
    preprint = posted()
    preprints.postings = [posting(title="WITHDRAWN: Warm milk")]
    check()
    for away in (eutils.errors(503), eutils.page(NO_POSTS)):
        preprints.always_fail_with(away)
        assert check() == Checked(papers=0, videos=0)
        assert later(preprint) == ["withdrawn"]
    preprints.always_fail_with(None)
    preprints.postings = [posting(version="2")]
    assert check() == Checked(papers=1, videos=1)
    assert later(preprint) is None


def test_without_the_servers_no_preprint_is_looked_at(ncbi, preprints, settings):
    posted()
    settings.BIORXIV_API_URL = ""
    assert check() == Checked(papers=0, videos=0)
    assert preprints.requests == []
