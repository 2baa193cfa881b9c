"""The admin, as operators use it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_celery_results.models import TaskResult

from videos.jobs import lifecycle, sharing, storyboards
from videos.jobs.claims import Effort
from videos.models import Batch, Delivery, Job, Kit, Project, Status, Visibility
from videos.pipeline.editing import AddMakerCard, MoveItem
from videos.pipeline.options import Format, Options
from videos.pipeline.progress import Stage
from videos.storage import artefacts
from videos.tests.factories import JobFactory, UserFactory, sample_version, staff_with

VISUAL_ABSTRACTS = (
    "visual-abstract.png",
    "visual-abstract.pdf",
    "visual-abstract-tall.png",
    "visual-abstract-tall.pdf",
)
pytestmark = pytest.mark.django_db
LIST = "/admin/videos/job/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def detail(client, job) -> str:
    return client.get(reverse("admin:videos_job_change", args=[job.pk])).content.decode()


def act(client, action, jobs, **more):
    chosen = {"action": action, "_selected_action": [str(job.pk) for job in jobs]}
    return client.post(LIST, chosen | more, follow=True)


def press(client, button, job):
    return client.post(reverse(f"admin:videos_job_{button}", args=[job.pk]), follow=True)


def retry(client, jobs):
    return act(client, "retry", jobs)


def test_the_list_shows_what_happened_to_each_job(client):
    job = JobFactory(failed=True, title="A study of invented things", stage=Stage.PAPER)
    JobFactory(processing=True, progress=12)
    page = client.get(LIST).content.decode()
    for text in (job.title, job.pubmed_id, "Failed", "paper", 'value="12"', "paper_not_found", "Check the id."):
        assert text in page


@pytest.mark.parametrize("field", ["id", "pubmed_id", "title", "celery_task_id"])
def test_a_job_is_found_by(client, field):
    wanted = JobFactory(title="Ferns on Mars")
    JobFactory(title="Something else")
    page = client.get(LIST, {"q": str(getattr(wanted, field))}).content.decode()
    assert str(wanted.pk) in page
    assert page.count("action-select") - page.count("action-select-column") < 4
    assert "Something else" not in page


def test_the_number_of_queries_does_not_grow_with_the_list(client, django_assert_max_num_queries):
    JobFactory.create_batch(40, completed=True)
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_the_timeline_shows_each_attempt_with_its_worker_and_why_it_ended(client):
    job = JobFactory()
    lifecycle.hand_back(lifecycle.claim(job.pk, "worker1@here"), Effort("slides"))
    claim = lifecycle.claim(job.pk, "worker2@there")
    effort = Effort("encode", resumed_at="encode", seconds={"encode": 1.5})
    lifecycle.fail(claim, "encoding_failed", "The encoder stopped. Make the video again.", effort)
    lifecycle.reopen(job.pk, "new", by="ada")
    lifecycle.cancel(job.pk, by="bob")
    page = detail(client, job)
    texts = (
        *("requested", "worker1@here", "handed back", "worker2@there", "resumed at encode", "encoding_failed"),
        *("The encoder stopped. Make the video again.", "encode 1.5 s", "retried", "by ada", "cancelled", "by bob"),
    )
    places = [page.index(text, page.index("Until the next")) for text in texts]
    assert places == sorted(places)


def test_the_timeline_ends_with_the_end_of_the_job(client):
    job = JobFactory(attempt=2, processing=True, lease_until=timezone.now() - timedelta(hours=1), setbacks=99)
    job.attempts.create(number=3, worker="worker1@here", started_at=timezone.now())
    assert lifecycle.give_up(job.pk)
    job.refresh_from_db()
    page = detail(client, job)
    ended = page[page.index("<td>lost</td>") :]
    assert escape(job.error_message) in ended[ended.index("<td>failed</td>") :]


def test_the_timeline_of_a_reused_video_says_so(client):
    made, job = JobFactory(completed=True), JobFactory.build()
    lifecycle.reuse(job, made)
    assert "with the video of an earlier job" in detail(client, job)
    assert "with the video of an earlier job" not in detail(client, made)


def test_a_finished_job_shows_its_video_and_links_to_its_files(client):
    job = JobFactory(completed=True)
    page = detail(client, job)
    assert f'src="/api/videos/{job.pk}/download"' in page
    for name in ("captions.vtt", "captions.srt", "transcript.txt", "poster.jpg", "storyboard.json", "description.txt"):
        assert f'href="/api/videos/{job.pk}/{name}"' in page
    assert "visual-abstract" not in page


def test_the_visual_abstract_is_linked_if_there_is_one(client):
    job = JobFactory(completed=True, has_visual_abstract=True)
    page = detail(client, job)
    for name in VISUAL_ABSTRACTS:
        assert f'href="/api/videos/{job.pk}/{name}"' in page


def test_the_id_as_requested_and_the_pmid_are_linked(client):
    page = detail(client, JobFactory(completed=True, pubmed_id="10.5555/(sici)1<45::aid>3.0.co;2-a"))
    assert 'href="https://doi.org/10.5555/%28sici%291%3C45%3A%3Aaid%3E3.0.co%3B2-a"' in page
    assert "10.5555/(sici)1&lt;45::aid&gt;3.0.co;2-a" in page
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/90000001/"' in page


def test_the_task_result_is_linked(client):
    job = JobFactory(completed=True)
    result = TaskResult.objects.create(task_id=job.celery_task_id, status="SUCCESS", result='"completed"')
    assert reverse("admin:django_celery_results_taskresult_change", args=[result.pk]) in detail(client, job)


def test_markup_in_a_title_is_shown_not_run(client):
    job = JobFactory(title="<script>alert(1)</script>", failed=True)
    for page in (detail(client, job), client.get(LIST).content.decode()):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_jobs_cannot_be_edited(client):
    job = JobFactory()
    page = detail(client, job)
    assert 'name="status"' not in page
    assert "Save" not in page
    response = client.post(reverse("admin:videos_job_change", args=[job.pk]), {"status": Status.COMPLETED})
    assert response.status_code == 403
    job.refresh_from_db()
    assert job.status == Status.QUEUED


def test_only_failed_and_cancelled_jobs_are_retried(client, unreachable_queue):
    failed, done = JobFactory(failed=True), JobFactory(completed=True)
    page = retry(client, [failed, done]).content.decode()
    assert "1 not retried" in page
    assert "1 not queued: the queue is unavailable." in page
    assert Job.objects.get(pk=failed.pk).error_code == "queue_unavailable"
    assert Job.objects.get(pk=done.pk).status == Status.COMPLETED


def test_only_unfinished_jobs_are_cancelled(client):
    waiting, done = JobFactory(), JobFactory(completed=True)
    page = act(client, "cancel", [waiting, done]).content.decode()
    assert "1 cancelled." in page
    assert "1 not cancelled: already ended." in page
    assert Job.objects.get(pk=waiting.pk).status == Status.CANCELLED
    assert Job.objects.get(pk=done.pk).status == Status.COMPLETED


def test_an_unavailable_queue_is_tried_once_and_the_other_jobs_keep_their_errors(client, unreachable_queue):
    page = retry(client, JobFactory.create_batch(3, failed=True)).content.decode()
    assert "3 not queued: the queue is unavailable." in page
    assert Job.objects.filter(error_code="paper_not_found").count() == 2


def test_a_job_is_cancelled_and_retried_on_its_own_page(client, waiting_queue):
    job = JobFactory()
    assert ">cancel</button>" in detail(client, job)
    page = press(client, "cancel", job).content.decode()
    assert "1 cancelled." in page
    assert ">retry</button>" in page
    page = press(client, "retry", job).content.decode()
    assert "1 queued again." in page
    assert "by user" in page[page.index("retried") :]
    assert Job.objects.get().status == Status.QUEUED


def test_a_finished_job_can_be_neither_cancelled_nor_retried(client):
    assert "</button></form>" not in detail(client, JobFactory(completed=True))


def test_a_job_is_changed_by_a_post_with_a_csrf_token_only(client):
    job = JobFactory()
    url = reverse("admin:videos_job_cancel", args=[job.pk])
    assert client.get(url).url == reverse("admin:videos_job_change", args=[job.pk])
    client.handler.enforce_csrf_checks = True
    assert client.post(url).status_code == 403
    assert Job.objects.get().status == Status.QUEUED


def test_the_error_filter_offers_the_codes_that_occurred(client):
    JobFactory(failed=True, title="Ferns on Mars")
    JobFactory(failed=True, error_code="disk_full", title="Something else")
    page = client.get(LIST, {"error_code": "paper_not_found"}).content.decode()
    assert "Ferns on Mars" in page
    assert "Something else" not in page
    assert "?error_code=disk_full" in page


@pytest.mark.parametrize("way", ["the action", "the page"])
def test_the_files_are_deleted_with_the_job(client, way):
    job = JobFactory(completed=True)
    name = default_storage.save(artefacts.path(job, "video.mp4"), ContentFile(b"film"))
    if way == "the action":
        act(client, "delete_selected", [job], post="yes")
    else:
        client.post(reverse("admin:videos_job_delete", args=[job.pk]), {"post": "yes"})
    assert not Job.objects.exists()
    assert not default_storage.exists(name)


def test_a_user_who_may_only_view_can_neither_retry_nor_delete():
    viewer = UserFactory(is_staff=True)
    viewer.user_permissions.add(*[p for p in _permissions() if p.codename == "view_job"])
    client = Client()
    client.force_login(viewer)
    job = JobFactory(failed=True)
    assert 'value="retry"' not in client.get(LIST).content.decode()
    assert "</button></form>" not in detail(client, job)
    retry(client, [job])
    assert press(client, "retry", job).status_code == 403
    assert client.post(reverse("admin:videos_job_delete", args=[job.pk]), {"post": "yes"}).status_code == 403
    assert Job.objects.get().error_code == "paper_not_found"


def test_the_operations_page_needs_the_permission_to_view_jobs():
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:operations")).status_code == 403


def test_the_admin_shows_only_the_host_of_a_webhook(client):
    job = JobFactory(failed=True, webhook_url="https://hooks.example.org/in/secret-of-ann")
    delivery = Delivery.objects.create(
        job=job, url=job.webhook_url, event="failed", snapshot="{}", next_at=timezone.now()
    )
    found = reverse("admin:videos_delivery_changelist")
    pages = [
        detail(client, job),
        client.get(found).content.decode(),
        client.get(reverse("admin:videos_delivery_change", args=[delivery.pk])).content.decode(),
    ]
    for page in pages:
        assert "https://hooks.example.org/…" in page
        assert "secret-of-ann" not in page
    assert str(delivery.pk) not in client.get(found, {"q": "secret-of"}).content.decode()


def _permissions():
    return Permission.objects.filter(content_type__app_label="videos")


# --- Reviews


def test_the_history_of_a_storyboard_names_each_edit_with_its_author(client):
    job, ada = JobFactory(in_review=True), UserFactory(username="ada")
    edits = [MoveItem(3, 0), AddMakerCard("We thank them.", 5)]
    storyboards.edit(job, edits, author_id=ada.pk)
    storyboards.undo(job)
    page = detail(client, job)
    assert "Card of the makers added: “We thank them.”; Moved to place 1: “Adverse events were reported by 7%" in page
    assert "<td>3</td>" in page
    assert "Undone: Card of the makers added: “We thank them.”; Moved" in page
    assert "<td>ada</td>" in page


def test_jobs_in_review_are_listed_and_approved_and_others_are_not(client, waiting_queue):
    waiting, done = JobFactory(in_review=True, title="Ferns on Mars"), JobFactory(completed=True, title="Mosses")
    page = client.get(LIST, {"status__exact": "review"}).content.decode()
    assert "Ferns on Mars" in page
    assert "Mosses" not in page
    page = act(client, "approve", [waiting, done]).content.decode()
    assert "1 approved." in page
    assert "1 not approved: not in review, just changed, or the paper has a new notice." in page
    waiting.refresh_from_db()
    assert (waiting.status, waiting.approved_version) == ("queued", 1)
    assert str(waiting.events.get()).startswith("approved version 1, by user")


def test_a_job_in_review_is_approved_with_a_button_and_shows_its_versions(client, waiting_queue):
    job = JobFactory(in_review=True)
    lifecycle.revise(job.pk, 1, replace(sample_version("Left out a sentence."), author_id=UserFactory().pk))
    page = detail(client, job)
    for expected in ("As it was written.", "Left out a sentence.", ">approve<", ">cancel<"):
        assert expected in page
    press(client, "approve", job)
    job.refresh_from_db()
    assert (job.status, job.approved_version) == ("queued", 2)
    assert ">approve<" not in detail(client, job)


def test_only_those_who_may_change_jobs_approve_them():
    client, job = Client(), JobFactory(in_review=True)
    client.force_login(staff_with("view_job"))
    assert press(client, "approve", job).status_code == 403
    assert ">approve<" not in detail(client, job)
    assert Job.objects.get().status == "review"


def test_projects_are_listed_with_their_jobs_and_not_edited(client):
    project = Project.objects.create(pubmed_id="32887691", title="An invented paper", owner=UserFactory(username="ada"))
    jobs = JobFactory.create_batch(2, project=project, owner=project.owner)
    other = JobFactory()
    page = client.get("/admin/videos/project/?q=32887691").content.decode()
    assert "An invented paper (32887691)" in page
    assert "ada" in page
    link = re.search(r'<a href="(/admin/videos/job/[^"]+)">2</a>', page)[1]
    found = client.get(link).content.decode()
    assert [str(job.pk) in found for job in (*jobs, other)] == [True, True, False]
    detail_page = client.get(f"/admin/videos/project/{project.pk}/change/").content.decode()
    assert "An invented paper" in detail_page
    assert client.post(f"/admin/videos/project/{project.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/videos/project/add/").status_code == 403


def test_the_page_of_a_project_is_taken_down_with_a_reason_and_restored(client):
    project = sharing.share(Project.objects.create(pubmed_id="32887691").pk, Visibility.LINK)

    def act_on(action: str, **more: str) -> str:
        chosen = {"action": action, "_selected_action": [str(project.pk)]}
        return client.post("/admin/videos/project/", chosen | more, follow=True).content.decode()

    assert "Nothing was done. Say why" in act_on("take_down", reason=" ")
    assert sharing.find(project.slug) == project
    assert "1 taken down." in act_on("take_down", reason="The figure is not yours.")
    assert sharing.find(project.slug) is None
    assert "The figure is not yours." in client.get(f"/admin/videos/project/{project.pk}/change/").content.decode()
    assert "1 restored." in act_on("restore")
    assert sharing.find(project.slug) == project


def test_staff_take_pages_down_only_with_the_permission_to_change_jobs(client):
    client.force_login(staff_with("view_project", "view_job"))
    assert "take_down" not in client.get("/admin/videos/project/").content.decode()


def test_a_job_shows_its_format_and_leads_to_its_project(client):
    project = Project.objects.create(pubmed_id="32887691")
    job = JobFactory(project=project, options=Options(Format.SQUARE))
    page = client.get(LIST).content.decode()
    assert f'href="{LIST}?project__id__exact={project.pk}" title="All jobs of this project">square</a>' in page
    assert str(project.pk) in detail(client, job)


# --- Owners


def test_jobs_are_listed_with_their_owner_and_filtered_and_found_by_it(client):
    JobFactory(owner=UserFactory(username="ann"), title="Ferns on Mars")
    JobFactory(owner=UserFactory(username="bob"), title="Mosses")
    page = client.get(LIST).content.decode()
    assert 'href="?requested_by=ann"' in page
    assert '<td class="field-owner nowrap">ann</td>' in page
    for query in ({"requested_by": "ann"}, {"q": "ann"}):
        page = client.get(LIST, query).content.decode()
        assert "Ferns on Mars" in page
        assert "Mosses" not in page


def test_a_job_links_to_its_page_and_its_options_are_readable(client):
    job = JobFactory(options=Options(format=Format("square"), speed=1.25))
    page = detail(client, job)
    assert f'href="/jobs/{job.pk}"' in page
    assert "Format: Square, 1080 × 1080<br>" in page
    assert "Options(" not in page


def test_kits_are_listed_with_their_owners_found_by_them_and_deleted_but_not_edited(client):
    options = {"theme": {"accent": "#00695c"}, "formats": ["square", "portrait"], "speed": 1.1}
    kit = Kit.objects.create(owner=UserFactory(username="ada"), name="Heart", is_default=True, options=options)
    Kit.objects.create(owner=UserFactory(username="bob"), name="Lung")
    page = client.get("/admin/videos/kit/").content.decode()
    assert all(text in page for text in ("ada", "Heart", "#00695c", "bob", "Lung"))
    page = client.get("/admin/videos/kit/", {"q": "ada"}).content.decode()
    assert ("Heart" in page, "Lung" in page) == (True, False)
    change = f"/admin/videos/kit/{kit.pk}/change/"
    assert "theme.accent: #00695c<br>formats: square, portrait<br>speed: 1.1" in client.get(change).content.decode()
    assert client.post(change, {"name": "Liver"}).status_code == 403
    assert client.get("/admin/videos/kit/add/").status_code == 403
    client.post(f"/admin/videos/kit/{kit.pk}/delete/", {"post": "yes"})
    assert [kit.name for kit in Kit.objects.all()] == ["Lung"]


def test_the_front_page_has_the_videos_first_and_the_records_of_libraries_last(client):
    page = client.get("/admin/").content.decode()
    apps = re.findall(r'<div class="app-(\w+) module', page[page.index('id="content-main"') :])
    assert apps == ["videos", "auth", "accounts", "django_celery_results", "django_celery_beat", "axes"]


def test_batches_are_listed_with_the_numbers_of_their_jobs_and_not_edited(client):
    batch = Batch.objects.create(owner=UserFactory(username="ada"), formats=["landscape"])
    batch.items.create(position=1, text="hello", error_code="invalid_id")
    jobs = [*JobFactory.create_batch(2, batch=batch, failed=True), JobFactory(batch=batch, completed=True)]
    other = JobFactory()
    page = client.get("/admin/videos/batch/").content.decode()
    assert "ada" in page
    shown = {number: found for found, number in re.findall(r'<a href="(/admin/videos/job/[^"]+)">(\d)</a>', page)}
    assert sorted(shown) == ["1", "2", "3"]
    for number, among in (("3", jobs), ("2", jobs[:2]), ("1", jobs[2:])):
        found = client.get(shown[number].replace("&amp;", "&")).content.decode()
        assert [str(job.pk) in found for job in (*jobs, other)] == [job in among for job in (*jobs, other)]
    detail_page = client.get(f"/admin/videos/batch/{batch.pk}/change/").content.decode()
    assert "100 %" in detail_page
    assert "failed: <a" in detail_page
    assert str(batch.pk) in detail(client, jobs[0])
    assert client.post(f"/admin/videos/batch/{batch.pk}/delete/", {"post": "yes"}).status_code == 403
