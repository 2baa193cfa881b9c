"""Projects, requests for several formats, and their agreement on one script."""

import threading
import uuid
from dataclasses import replace
from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction
from kombu.exceptions import OperationalError

from videos.engines.fingerprint import fingerprint
from videos.jobs import lifecycle, projects, recovery, retention, storyboards, submission, turns
from videos.jobs.claims import Claim, ClaimLost, Effort
from videos.jobs.request import VideoRequest
from videos.models import Job, Project, Status
from videos.pipeline.artifacts import Script
from videos.pipeline.editing import RemoveItem
from videos.pipeline.options import Format, Length, Options
from videos.tests.factories import JobFactory, UserFactory, sample_script, sample_version
from videos.tests.meanwhile import ALL_APPS, before_query

pytestmark = pytest.mark.django_db
THREE = (Format.SQUARE, Format.LANDSCAPE, Format.PORTRAIT)
PAPER = "32887691"
at_once = pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)


def asked(formats: tuple[Format, ...] = THREE, **more) -> VideoRequest:
    return VideoRequest(PAPER, options=Options(formats[0]), formats=formats, **more)


def shapes(jobs) -> list[str]:
    return [str(job.options.format) for job in jobs]


def claimed(job: Job) -> Claim:
    claim = lifecycle.claim(job.pk)
    assert claim is not None
    return claim


def stored(job: Job) -> list[tuple[int, Script]]:
    return [(version.number, storyboards.script_of(version)) for version in job.storyboards.all()]


# --- projects


def test_the_jobs_of_an_owner_for_one_paper_are_one_project(waiting_queue):
    ada, bob = UserFactory(), UserFactory()
    jobs = [submission.submit(VideoRequest(PAPER), owner)[0] for owner in (ada, ada, bob, None, None)]
    assert jobs[0].project == jobs[1].project
    assert jobs[3].project == jobs[4].project
    assert len({job.project_id for job in jobs}) == 3
    assert (jobs[0].project.owner, jobs[0].project.pubmed_id, jobs[0].project.title) == (ada, PAPER, "")
    other, _ = submission.submit(VideoRequest("PMC7475432"), ada)
    assert other.project != jobs[0].project


def test_a_second_project_of_an_owner_for_one_paper_is_refused_by_the_database():
    for owner in (None, UserFactory()):
        Project.objects.create(owner=owner, pubmed_id=PAPER)
        with pytest.raises(IntegrityError, match="project_once"), transaction.atomic():
            Project.objects.create(owner=owner, pubmed_id=PAPER)


def test_a_project_takes_the_title_of_its_paper(waiting_queue):
    job, _ = submission.submit(VideoRequest(PAPER))
    lifecycle.record_paper(claimed(job), "An invented paper", IDS)
    assert str(Project.objects.get()) == "An invented paper"


IDS = {"pmid": PAPER, "pmcid": "PMC7475432", "doi": "10.5555/Invented.1"}
BY_ANY_ID = (PAPER, "PMC7475432", "10.5555/invented.1")


def test_a_paper_is_found_by_any_of_its_ids_once_its_record_was_read(waiting_queue):
    owner = UserFactory()
    job, _ = submission.submit(VideoRequest("PMC7475432"), owner)
    lifecycle.record_paper(claimed(job), "An invented paper", IDS)

    others = [submission.submit(VideoRequest(name), owner)[0] for name in BY_ANY_ID]

    assert {other.project_id for other in others} == {job.project_id}
    assert submission.submit(VideoRequest(PAPER), UserFactory())[0].project_id != job.project_id


def test_projects_of_one_paper_become_one_when_the_records_are_read(waiting_queue):
    jobs = [submission.submit(VideoRequest(name))[0] for name in (*BY_ANY_ID, "PMC7475432")]
    assert Project.objects.count() == 3

    for job in (jobs[0], jobs[1], jobs[2], jobs[0], jobs[1]):
        projects.identify(job.pk, "An invented paper", IDS)

    (project,) = Project.objects.all()
    assert set(project.jobs.all()) == set(jobs)
    assert (project.pmid, project.pmcid, project.doi) == (PAPER, "PMC7475432", "10.5555/invented.1")


def test_a_doi_that_the_record_does_not_have_still_finds_its_project(waiting_queue):
    jobs = [submission.submit(VideoRequest(name))[0] for name in (PAPER, "10.5555/former")]
    for job in jobs:
        projects.identify(job.pk, "An invented paper", IDS)

    again, _ = submission.submit(VideoRequest("10.5555/former"))

    assert again.project == Project.objects.get()


def test_papers_of_other_owners_stay_apart(waiting_queue):
    for owner, name in ((UserFactory(), PAPER), (UserFactory(), "PMC7475432"), (None, "10.5555/invented.1")):
        projects.identify(submission.submit(VideoRequest(name), owner)[0].pk, "An invented paper", IDS)

    assert Project.objects.filter(pmid=PAPER).count() == 3


def test_a_project_that_is_known_to_be_of_another_paper_stays_as_it_is(waiting_queue):
    job, _ = submission.submit(VideoRequest(PAPER))
    projects.identify(job.pk, "An invented paper", IDS)

    projects.identify(job.pk, "Another paper", {"pmid": "32887692"})

    assert (Project.objects.get().pmid, Project.objects.get().title) == (PAPER, "An invented paper")


@at_once
def test_jobs_that_read_their_records_at_once_end_in_one_project(waiting_queue):
    jobs = [submission.submit(VideoRequest(name))[0] for name in (*BY_ANY_ID, *BY_ANY_ID)]
    gate, faults = threading.Barrier(len(jobs)), []

    def read(job: Job) -> None:
        try:
            gate.wait(20)
            projects.identify(job.pk, "An invented paper", IDS)
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    (project,) = Project.objects.all()
    assert project.jobs.count() == len(jobs)


@at_once
def test_a_job_that_is_requested_while_its_project_moves_is_not_lost(waiting_queue):
    kept, moving = (submission.submit(VideoRequest(name))[0] for name in (PAPER, "PMC7475432"))
    projects.identify(kept.pk, "An invented paper", IDS)

    after_the_refusal = 4 if connection.vendor == "sqlite" else 3  # SQLite's BEGIN counts
    with before_query({after_the_refusal: lambda: submission.submit(VideoRequest("PMC7475432"))}):
        projects.identify(moving.pk, "An invented paper", IDS)

    assert Job.objects.count() == 3
    assert {job.project_id for job in Job.objects.all()} == {kept.project_id}


def test_a_project_is_deleted_with_its_last_job(waiting_queue):
    jobs = [submission.submit(VideoRequest(PAPER))[0] for _ in range(2)]
    retention.delete(jobs[0].pk)
    assert Project.objects.exists()
    retention.delete(jobs[1].pk)
    assert not Project.objects.exists()


def test_the_projects_of_a_user_are_deleted_with_the_user(waiting_queue):
    owner = UserFactory()
    submission.submit(asked(), owner)
    owner.delete()
    assert (Job.objects.count(), Project.objects.count()) == (0, 0)


@at_once
def test_a_project_whose_last_job_is_deleted_while_another_is_requested_stays(waiting_queue):
    job, _ = submission.submit(VideoRequest(PAPER))
    ended = threading.Event()

    def delete() -> None:
        try:
            retention.delete(job.pk)
        finally:
            connections.close_all()
            ended.set()

    def meanwhile() -> None:
        threading.Thread(target=delete).start()
        ended.wait(0.2)  # it has to wait for the project

    with before_query({4: meanwhile}):
        other, _ = submission.submit(VideoRequest(PAPER))
    assert ended.wait(20)
    assert Job.objects.get() == other
    assert Job.objects.get().project == Project.objects.get()


# --- requests for several formats


def test_a_request_for_three_formats_is_three_jobs_at_once(waiting_queue):
    first, is_new = submission.submit(asked(priority="high", webhook_url="https://example.org/hook"))
    jobs = projects.renditions(first)
    assert (is_new, shapes(jobs), jobs[2]) == (True, ["landscape", "portrait", "square"], first)
    assert {job.status for job in jobs} == {"queued"}
    assert len({job.group for job in jobs}) == len({job.project_id for job in jobs}) == 1
    assert {(job.priority, job.webhook_url, job.further_formats) for job in jobs} == {
        ("high", "https://example.org/hook", None)
    }
    assert len({job.celery_task_id for job in jobs}) == 3
    assert turns.take(uuid.uuid4()).job_id in {job.pk for job in jobs}


def test_a_request_for_one_format_is_a_job_without_a_group(waiting_queue):
    job, _ = submission.submit(VideoRequest(PAPER))
    assert (job.group, projects.renditions(job)) == (None, [job])


def test_the_same_key_gives_the_same_jobs(waiting_queue):
    first, _ = submission.submit(asked(), key="k")
    again, is_new = submission.submit(asked(), key="k")
    assert (again, is_new, Job.objects.count()) == (first, False, 3)
    assert shapes(projects.renditions(again)) == ["landscape", "portrait", "square"]
    for other in (asked((Format.SQUARE, Format.PORTRAIT)), VideoRequest(PAPER, options=Options(Format.SQUARE))):
        with pytest.raises(submission.KeyReused):
            submission.submit(other, key="k")


def test_the_digest_of_a_request_is_that_of_earlier_releases_without_the_options_added_since():
    request = VideoRequest(PAPER, options=Options(length=Length.SHORT))
    content = '{"options": {"length": "short"}, "pubmed_id": "32887691"}'
    assert request.digest() == sha256(content.encode()).hexdigest()


def test_requests_that_differ_have_different_digests():
    different = [
        VideoRequest(PAPER),
        VideoRequest("32887692"),
        VideoRequest(PAPER, review=True),
        VideoRequest(PAPER, options=Options(full_text=False)),
        VideoRequest(PAPER, formats=THREE),
        VideoRequest(PAPER, formats=THREE[::-1]),
    ]
    assert len({each.digest() for each in different}) == len(different)


@at_once
def test_two_requests_with_one_key_at_once_make_three_jobs(waiting_queue):
    start, found = threading.Barrier(2), []

    def ask() -> None:
        try:
            start.wait()
            found.append(submission.submit(asked(), key="k")[0].pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(found)), Job.objects.count(), Project.objects.count()) == (1, 3, 1)


def test_each_format_counts_towards_the_limit_and_all_or_none_are_made(settings, waiting_queue):
    settings.JOBS_PER_USER = 3
    owner = UserFactory()
    submission.submit(VideoRequest("32887692"), owner)
    with pytest.raises(submission.TooManyJobs, match="Each format counts"):
        submission.submit(asked(), owner)
    assert Job.objects.count() == 1
    submission.submit(asked((Format.SQUARE, Format.PORTRAIT)), owner)
    assert Job.objects.count() == 3


def test_a_review_of_three_formats_counts_as_three_jobs_before_and_after_its_approval(settings, waiting_queue):
    settings.JOBS_PER_USER = 3
    owner = UserFactory()
    job, _ = submission.submit(asked(review=True), owner)
    with pytest.raises(submission.TooManyJobs):
        submission.submit(VideoRequest("32887692"), owner)
    lifecycle.await_review(claimed(job), sample_version(), Effort("slides"))
    assert storyboards.approve(Job.objects.get()).status == "queued"
    assert Job.objects.count() == 3
    with pytest.raises(submission.TooManyJobs):
        submission.submit(VideoRequest("32887692"), owner)


def test_no_job_of_a_request_runs_if_the_queue_is_away(unreachable_queue):
    with pytest.raises(submission.QueueUnavailable) as refused:
        submission.submit(asked(), key="k")
    jobs = projects.renditions(refused.value.job)
    assert [(job.status, job.error_code, job.idempotency_key) for job in jobs] == [
        ("failed", "queue_unavailable", None)
    ] * 3


def test_what_the_queue_did_not_take_after_the_first_is_published_by_recovery():
    tries = iter([True, False])

    def publish(job: Job) -> None:
        if not next(tries):
            raise OperationalError

    first, _ = submission.submit(asked(), publish=publish)
    assert first.status == "queued"
    assert [job.status for job in projects.renditions(first)] == ["pending", "pending", "queued"]
    Job.objects.update(waiting_since="2026-01-01T00:00Z")
    published: list[Job] = []
    assert recovery.recover(lambda job_id: None, published.append, lambda: {}).published_again == 2


def test_a_format_that_was_made_before_is_reused_with_its_script(waiting_queue):
    made = JobFactory(completed=True, pubmed_id=PAPER, recipe=fingerprint(Options(Format.LANDSCAPE)))
    Job.objects.filter(pk=made.pk).update(storyboard_version=1)
    storyboards.records.add_version(made.pk, 1, sample_version())
    default_storage.save(f"{made.folder}/video.mp4", ContentFile(b"film"))
    first, _ = submission.submit(asked(), still_stands=lambda job: True)
    jobs = projects.renditions(first)
    assert [job.status for job in jobs] == ["completed", "queued", "queued"]
    assert (jobs[0].folder, jobs[0].group) == (made.folder, first.group)
    assert stored(jobs[0]) == [(1, sample_script())]
    retention.delete(made.pk)
    other = replace(sample_script(), scenes=sample_script().scenes[:-1])
    assert storyboards.agree(claimed(first), other) == sample_script()


# --- agreement


def test_every_job_keeps_its_script_as_version_1(waiting_queue):
    job, _ = submission.submit(VideoRequest(PAPER))
    claim = claimed(job)
    assert storyboards.agree(claim, sample_script()) == sample_script()
    assert storyboards.agree(claim, sample_script()) == sample_script()
    assert (Job.objects.get().storyboard_version, stored(job)) == (1, [(1, sample_script())])
    lifecycle.fail(claim, "speech_failed", "Why.", Effort("narration"))
    assert submission.resubmit(Job.objects.get()).status == "queued"
    longer = sample_script(Length.STANDARD)
    assert storyboards.agree(claimed(job), longer) == longer
    assert stored(job) == [(1, longer)]


def test_the_jobs_of_a_request_agree_on_the_script_of_the_first(waiting_queue):
    first, second, third = projects.renditions(submission.submit(asked())[0])
    script, other = sample_script(), sample_script(Length.STANDARD)
    assert storyboards.agree(claimed(second), script) == script
    assert storyboards.agree(claimed(first), other) == script
    retention.delete(second.pk)
    assert storyboards.agree(claimed(third), other) == script
    assert stored(first) == stored(third) == [(1, script)]


def test_a_job_of_another_request_has_a_script_of_its_own(waiting_queue):
    (first, *_), (other, *_) = (projects.renditions(submission.submit(asked())[0]) for _ in range(2))
    assert storyboards.agree(claimed(first), sample_script()) == sample_script()
    longer = sample_script(Length.STANDARD)
    assert storyboards.agree(claimed(other), longer) == longer


def test_a_script_of_another_record_of_the_paper_or_another_release_is_not_taken(waiting_queue):
    first, second, third = projects.renditions(submission.submit(asked())[0])
    script = sample_script()
    changed = replace(script, paper=replace(script.paper, year="1999"))
    storyboards.agree(claimed(first), changed)
    assert storyboards.agree(claimed(second), script) == script
    first.storyboards.update(script='{"acts": 3}')
    assert storyboards.agree(claimed(third), sample_script(Length.STANDARD)) == script


def test_a_worker_that_lost_its_claim_stores_no_script(waiting_queue):
    job, _ = submission.submit(asked())
    claim = claimed(job)
    lifecycle.cancel(job.pk)
    with pytest.raises(ClaimLost):
        storyboards.agree(claim, sample_script())
    assert stored(job) == []


@at_once
def test_workers_that_write_at_the_same_moment_agree(waiting_queue):
    jobs = projects.renditions(submission.submit(asked())[0])
    work = list(zip(map(claimed, jobs), map(sample_script, Length), strict=True))
    start, agreed = threading.Barrier(3), []

    def write(claim: Claim, script: Script) -> None:
        try:
            start.wait()
            agreed.append(storyboards.agree(claim, script))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(agreed) == 3
    assert agreed[0] == agreed[1] == agreed[2]
    assert [stored(job) for job in jobs] == [[(1, agreed[0])]] * 3


# --- the review of several formats


def reviewed(**more) -> Job:
    job, _ = submission.submit(asked(review=True), **more)
    lifecycle.await_review(claimed(job), sample_version(), Effort("slides"))
    return Job.objects.get(pk=job.pk)


def test_only_the_first_format_stands_in_review_and_an_approval_makes_the_others(waiting_queue):
    job = reviewed()
    assert (projects.renditions(job), job.further_formats) == ([job], ["landscape", "portrait"])
    assert projects.to_come([job]) == ["landscape", "portrait"]
    lifecycle.revise(job.pk, 1, sample_version("Longer.", Length.STANDARD))
    storyboards.approve(job, 2, by="ada")
    jobs = projects.renditions(job)
    assert shapes(jobs) == ["landscape", "portrait", "square"]
    assert [(each.status, each.review, each.approved_version) for each in jobs] == [
        ("queued", True, 1),
        ("queued", True, 1),
        ("queued", True, 2),
    ]
    assert all(each.published_at and each.further_formats is None for each in jobs)
    assert {each.title for each in jobs} == {job.title}
    for each in jobs:
        assert storyboards.approved(claimed(each)).script == sample_script(Length.STANDARD)
    versions = [each.storyboards.get() for each in jobs[:2]]
    assert [version.note for version in versions] == ["Version 2 of the video in square."] * 2
    assert all(version.approved_at and not version.laid_out for version in versions)
    assert [str(event) for event in jobs[0].events.all()] == [f"approved with {job.pk}, by ada"]


def test_the_other_formats_have_what_a_person_decided_and_say_so(waiting_queue):
    job = reviewed()
    storyboards.edit(job, [RemoveItem(0)])
    version = storyboards.undo(Job.objects.get())
    version = storyboards.redo(Job.objects.get())
    assert (version.number, version.origin) == (4, 2)
    jobs = projects.renditions(storyboards.approve(Job.objects.get()))
    found = [storyboards.approved(claimed(each)) for each in jobs]
    assert found[0] == found[1] == found[2]
    assert found[0].edits.changes
    copies = [each.storyboards.get() for each in jobs[:2]]
    assert [(copy.number, copy.origin, copy.edited_from, bool(copy.draft)) for copy in copies] == [
        (1, None, None, True)
    ] * 2


def test_a_rendition_keeps_its_script_when_the_reviewed_job_is_deleted(waiting_queue):
    job = storyboards.approve(reviewed())
    running = claimed(projects.renditions(job)[0])
    retention.delete(job.pk)
    assert storyboards.approved(running).script == sample_script()
    assert Project.objects.get().jobs.count() == 2


def test_a_second_approval_makes_no_second_rendition(waiting_queue):
    job = reviewed()
    storyboards.approve(job)
    storyboards.approve(job)
    assert not lifecycle.approve(job.pk, 1)
    assert Job.objects.count() == 3


def test_a_job_that_is_cancelled_in_review_and_retried_still_makes_all_formats(waiting_queue):
    job = reviewed()
    lifecycle.cancel(job.pk)
    assert submission.resubmit(Job.objects.get()).status == "review"
    storyboards.approve(Job.objects.get())
    assert Job.objects.count() == 3


def test_what_is_approved_while_the_queue_is_away_is_published_by_recovery(unreachable_queue):
    job = JobFactory(in_review=True, group=uuid.uuid4(), further_formats=["portrait"])
    storyboards.approve(job)
    assert list(Job.objects.values_list("status", "published_at")) == [("queued", None)] * 2
    published: list[Job] = []
    assert recovery.recover(lambda job_id: None, published.append, lambda: {}).published_again == 2


def test_further_formats_belong_to_a_review_that_is_not_approved():
    wrong = (
        {"group": uuid.uuid4()},
        {"in_review": True},
        {
            "status": Status.QUEUED,
            "review": True,
            "storyboard_version": 1,
            "approved_version": 1,
            "group": uuid.uuid4(),
        },
    )
    for traits in wrong:
        with pytest.raises(IntegrityError, match="further_formats"), transaction.atomic():
            JobFactory(further_formats=["portrait"], **traits)


# --- progress


@pytest.mark.parametrize(
    ("traits", "percent"),
    [
        ([{}], 0),
        ([{"processing": True, "progress": 41}], 41),
        ([{"processing": True, "progress": 41}, {"completed": True}, {}], 47),
        ([{"failed": True}, {"completed": True}], 100),
        ([{"in_review": True, "group": uuid.uuid4(), "further_formats": ["square", "portrait"]}], 5),
        ([], 0),
    ],
)
def test_the_progress_of_a_request_is_the_mean_of_its_formats(traits, percent):
    assert projects.progress([JobFactory(**each) for each in traits]) == percent


# --- jobs from before there were projects


def test_the_migration_puts_each_job_into_the_project_of_its_owner_and_paper():
    ada = UserFactory()
    papers = [(ada, "1"), (ada, "1"), (ada, "2"), (None, "1"), (None, "1"), (UserFactory(), "1")]
    jobs = [JobFactory(owner=owner, pubmed_id=paper) for owner, paper in papers]
    Job.objects.filter(pk=jobs[1].pk).update(title="An invented paper")
    import_module("videos.migrations.0017_projects").group_jobs(apps, connection.schema_editor())
    grouped = Job.objects.in_bulk([job.pk for job in jobs])
    found = [grouped[job.pk].project for job in jobs]
    assert [(project.owner, project.pubmed_id) for project in found] == papers
    assert found[0] == found[1]
    assert found[3] == found[4]
    assert Project.objects.count() == 4
    assert (found[0].title, found[0].created_at) == ("An invented paper", grouped[jobs[0].pk].created_at)


# --- projects from before they knew their paper


def _earlier(owner, name: str, pmid: str | None) -> Job:
    job = JobFactory(owner=owner, pubmed_id=name, paper=pmid and {**IDS, "pmid": pmid})
    project, _ = Project.objects.get_or_create(owner=owner, pubmed_id=name)
    Job.objects.filter(pk=job.pk).update(project=project)
    return job


def test_the_migration_joins_the_projects_of_one_paper():
    ada = UserFactory()
    jobs = [_earlier(ada, name, PAPER) for name in (*BY_ANY_ID, PAPER)]
    others = [_earlier(ada, "32887692", "32887692"), _earlier(None, PAPER, PAPER), _earlier(ada, "10.5555/x", None)]

    for _ in range(2):
        import_module("videos.migrations.0019_papers_of_projects").identify(apps, connection.schema_editor())

    (project,) = Project.objects.filter(owner=ada, pmid=PAPER)
    assert set(project.jobs.all()) == set(jobs)
    assert (project.pmcid, project.doi) == ("PMC7475432", "10.5555/invented.1")
    assert [Job.objects.get(pk=other.pk).project.pmid for other in others] == ["32887692", PAPER, None]
    assert Project.objects.count() == 4


def test_the_migration_reads_few_jobs_at_a_time():
    jobs = [_earlier(None, name, PAPER) for name in (*BY_ANY_ID, *BY_ANY_ID)]

    import_module("videos.migrations.0019_papers_of_projects").identify(apps, connection.schema_editor(), at_once=2)

    assert set(Project.objects.get().jobs.all()) == set(jobs)
