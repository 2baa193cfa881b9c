"""Management commands for operators."""

import io
import json
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from videos.jobs import lifecycle, retention, storyboards
from videos.models import Batch, HousekeepingRun, Job, Kit, Status
from videos.pipeline.editing import AddMakerCard, RemoveItem, SetHeading
from videos.pipeline.options import Theme
from videos.tasks import prune_task
from videos.tests.factories import JobFactory, UserFactory
from videos.worker import work_folders

pytestmark = pytest.mark.django_db


def run(*command: object) -> str:
    output = io.StringIO()
    call_command(*map(str, command), stdout=output)
    return output.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"32887691\n# a comment\n90000001  # fine\n",
        "\ufeff32887691\r\n90000001\r\n".encode(),
        "PMID\n32887691\n90000001\n".encode("utf-16"),
        b"pubmed_id,\n32887691,\n90000001,\n",
        b"PMID#32887691\nhttps://pubmed.ncbi.nlm.nih.gov/90000001/#affiliation-1 # mine\n",
        b"32887691, 90000001\n",
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16 with a header", "a spreadsheet's column", "links", "one line"],
)
def test_ids_are_read_from_a_file_as_editors_and_spreadsheets_save_it(waiting_queue, tmp_path, content):
    (tmp_path / "ids.txt").write_bytes(content)
    run("generate", "--file", tmp_path / "ids.txt")
    assert {job.pubmed_id for job in Job.objects.all()} == {"32887691", "90000001"}


def test_every_form_of_an_id_that_the_box_takes_is_taken(waiting_queue):
    reference = "Okafor AN. Short naps on long shifts. J Invented Res. 2021;12(3):45-52. doi: 10.5555/JIR.2021.0412."
    run("generate", reference, "https://pubmed.gov/32887691", "PMC1 PMC2")
    assert {job.pubmed_id for job in Job.objects.all()} == {"10.5555/jir.2021.0412", "32887691", "PMC1", "PMC2"}


@pytest.mark.parametrize(("flags", "uses"), [([], True), (["--full-text"], True), (["--no-full-text"], False)])
def test_the_full_text_is_used_unless_a_flag_switches_it_off(waiting_queue, flags, uses):
    run("generate", "90000001", *flags)
    assert Job.objects.get().options.full_text is uses


def test_what_is_no_paper_is_refused_before_anything_is_queued(waiting_queue):
    with pytest.raises(CommandError, match="registration of a trial"):
        run("generate", "32887691", "NCT04123456")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"32887691\n\nsomething else\n", "line 3: pubmed_id: "),
        (b"32887691\nPMID\n", "line 2: pubmed_id: "),
        (b"32887691\n\xff\xfa\n", "line 2: this is not text in UTF-8"),
    ],
)
def test_an_error_in_a_file_of_ids_names_file_and_line(waiting_queue, tmp_path, content, reason):
    (tmp_path / "ids.txt").write_bytes(content)
    with pytest.raises(CommandError, match=rf"ids\.txt, {reason}"):
        run("generate", "--file", tmp_path / "ids.txt")
    assert not Job.objects.exists()


def test_several_formats_are_requested_and_each_job_is_shown(waiting_queue):
    shown = run("generate", "32887691", "90000001", "--length", "short", "--formats", "portrait", "square").splitlines()
    assert [line.split()[1:] for line in shown] == [["32887691", "queued"]] * 2 + [["90000001", "queued"]] * 2
    assert sorted(job.options.format for job in Job.objects.all()) == ["portrait", "portrait", "square", "square"]
    assert Job.objects.values("group").distinct().count() == 2


@pytest.mark.parametrize("more", [("--format", "square"), ("square",)])
def test_formats_beside_a_format_or_named_twice_are_refused(waiting_queue, more):
    with pytest.raises(CommandError, match="formats: "):
        run("generate", "32887691", "--formats", "square", *more)
    assert not Job.objects.exists()


@pytest.mark.parametrize("command", ["generate", "enqueue"])
def test_a_kit_is_named_by_its_name_or_id_and_flags_win(waiting_queue, command):
    options = {"length": "short", "captions": "both", "formats": ["square"], "theme": {"accent": "#7a1f3d"}}
    kit = Kit.objects.create(owner=UserFactory(), name="Heart", options=options)
    run(command, "90000001", "--kit", "heart", "--length", "long")
    run(command, "90000002", "--kit", kit.pk, "--format", "portrait", "--call-to-action", "Ask.")
    first, second = (job.options for job in Job.objects.order_by("pubmed_id"))
    assert (first.format, first.length, first.captions, first.theme.accent) == ("square", "long", "both", "#7a1f3d")
    assert (second.format, second.length, second.theme) == ("portrait", "short", Theme("#7a1f3d", "", "Ask."))


@pytest.mark.parametrize("command", ["generate", "enqueue"])
def test_a_kit_that_does_not_exist_or_is_one_of_several_is_refused(waiting_queue, command):
    with pytest.raises(CommandError, match=r"There is no brand kit Heart\. Create one at /kits"):
        run(command, "90000001", "--kit", "Heart")
    ann, kit = Kit.objects.create(owner=UserFactory(username="ann"), name="Heart"), Kit.objects.create(name="Heart")
    with pytest.raises(CommandError, match=r"Several users have a brand kit Heart\. Give its id") as refused:
        run(command, "90000001", "--kit", "Heart")
    assert f"{ann.pk} (ann)" in str(refused.value)
    assert f"{kit.pk} (nobody)" in str(refused.value)
    assert not Job.objects.exists()


def test_failed_jobs_are_retried_by_id(waiting_queue):
    failed, done = JobFactory(failed=True), JobFactory(completed=True)
    output = run("retry", failed.pk, done.pk)
    assert f"{failed.pk}  {failed.pubmed_id}  queued" in output
    assert "not retried: it is completed" in output
    assert str(failed.events.get()) == "retried by manage.py"


def test_jobs_with_one_error_code_are_retried_together(waiting_queue):
    full, missing = JobFactory(failed=True, error_code="disk_full"), JobFactory(failed=True)
    run("retry", "--error", "disk_full")
    assert Job.objects.get(pk=full.pk).status == Status.QUEUED
    assert Job.objects.get(pk=missing.pk).status == Status.FAILED
    run("retry", "--failed")
    assert Job.objects.get(pk=missing.pk).status == Status.QUEUED


def test_a_retry_without_a_queue_says_so(unreachable_queue):
    with pytest.raises(CommandError, match="queue cannot be reached"):
        run("retry", JobFactory(failed=True).pk)


def test_a_retry_without_arguments_is_refused():
    with pytest.raises(CommandError, match="--failed"):
        run("retry")


def test_an_unknown_job_is_reported_after_the_others_are_retried(waiting_queue):
    failed, unknown = JobFactory(failed=True), uuid.uuid4()
    with pytest.raises(CommandError, match=str(unknown)):
        run("retry", unknown, failed.pk)
    assert Job.objects.get().status == Status.QUEUED


def test_jobs_are_cancelled_without_a_queue():
    waiting, done = JobFactory(), JobFactory(completed=True)
    output = run("cancel", waiting.pk, done.pk)
    assert f"{waiting.pk}  cancelled" in output
    assert f"{done.pk}  not cancelled" in output


def test_recovery_corrects_the_rows_without_a_queue_and_says_so(settings, unreachable_queue):
    settings.JOB_LEASE_SECONDS = -1
    job = JobFactory()
    lifecycle.claim(job.pk)
    output = run("recover")
    assert "Queued again after a lost worker: 1." in output
    assert "The queue is unavailable" in output
    assert Job.objects.get().status == Status.QUEUED
    assert HousekeepingRun.objects.get(name="recover").report["queued_again"] == 1


def test_pruning_has_a_dry_run(settings):
    kept = JobFactory(completed=True)
    ended = JobFactory()
    work_folders.enter(lifecycle.claim(ended.pk))
    lifecycle.cancel(ended.pk)
    for folder in (kept.folder, f"videos/{ended.pk}/{uuid.uuid4()}"):
        default_storage.save(f"{folder}/video.mp4", ContentFile(b"film"))
    assert run("prune", "--dry-run").startswith(
        "0 jobs, 1 stored folders without a job, 0 unused logos and 0 unused figures would be"
    )
    assert len(_files(settings.MEDIA_ROOT)) == 2
    run("prune")
    assert _files(settings.MEDIA_ROOT) == [settings.MEDIA_ROOT / kept.folder / "video.mp4"]
    assert not list(settings.WORK_DIR.iterdir())


def test_a_storyboard_is_shown_and_approved(waiting_queue):
    run("generate", "90000001", "--review")
    asked = Job.objects.get()
    assert asked.review
    with pytest.raises(CommandError, match="queued, and has no storyboard"):
        run("storyboard", asked.pk)
    job = JobFactory(in_review=True)
    shown = run("storyboard", job.pk)
    assert "Version 1, about 3" in shown
    assert "the job is review." in shown
    assert "   Compared with usual care, walking lowered glucose after meals by 17%" in shown
    assert "\n   1. sentence 7: Compared with usual care, walking lowered glucose after meals by 17% (95% CI" in shown
    assert "[left out: (95% CI 12 to 22; p < 0.001)]\n" in shown
    board = json.loads(run("storyboard", job.pk, "--json"))
    assert (board["version"], board["scenes"][0]["layout"]) == (1, "title")
    assert run("storyboard", job.pk, "--approve") == f"{job.pk}  {job.pubmed_id}  queued\n"
    assert str(job.events.get()) == "approved version 1, by manage.py"


def test_the_edits_of_a_storyboard_and_what_they_leave_out_are_shown(waiting_queue):
    job = JobFactory(in_review=True)
    storyboards.edit(job, [RemoveItem(3), SetHeading(3, "What comes next"), AddMakerCard("We thank them.", 4)])
    shown = run("storyboard", job.pk)
    assert shown.splitlines()[1].startswith("Version 2, about ")
    assert " s of at most 90; the job is review." in shown
    assert "Warning: The abstract reports harms, and the video does not.\n" in shown
    assert "Changed: Card of the makers added: “We thank them.”\n" in shown
    assert "\n   3. sentence 12: Longer trials are needed" in shown
    assert " [heading: What comes next]\n" in shown
    assert "\n   4. card of the makers: We thank them.\n" in shown
    assert run("storyboard", job.pk, "--approve").endswith("queued\n")
    assert Job.objects.get().approved_version == 2


@pytest.mark.parametrize("traits", [{"completed": True}, {"failed": True}])
def test_only_a_job_in_review_is_approved(traits):
    with pytest.raises(CommandError, match="and not in review"):
        run("storyboard", JobFactory(**traits).pk, "--approve")


def test_an_unknown_job_has_no_storyboard():
    with pytest.raises(CommandError, match="No such job"):
        run("storyboard", uuid.uuid4())


def test_reviews_that_took_too_long_are_ended_by_prune():
    job = JobFactory(in_review=True)
    Job.objects.update(waiting_since="2026-01-01T00:00Z")
    assert "1 reviews would expire." in run("prune", "--dry-run")
    assert "1 reviews have expired." in run("prune")
    job.refresh_from_db()
    assert job.error_code == "review_expired"


def test_foreign_files_in_the_storage_are_kept(settings):
    default_storage.save("videos/lost+found/notes/todo.txt", ContentFile(b"to do"))
    assert run("prune").startswith("0 jobs, 0 stored")
    assert len(_files(settings.MEDIA_ROOT)) == 1


def test_old_jobs_are_pruned_where_a_limit_is_set(settings):
    young, _, _ = (JobFactory(**{trait: True}) for trait in ("completed", "completed", "failed"))
    Job.objects.exclude(pk=young.pk).update(finished_at="2020-01-01T00:00Z")
    assert run("prune").startswith("0 jobs")
    settings.JOB_KEEP_DAYS = 30
    assert run("prune").startswith("2 jobs")
    assert Job.objects.get() == young


def test_many_old_jobs_are_pruned_in_batches_between_which_recovery_runs(settings):
    settings.JOB_KEEP_DAYS = 30
    Job.objects.bulk_create(JobFactory.build_batch(3, failed=True, finished_at="2020-01-01T00:00Z"))
    default_storage.save(f"videos/{uuid.uuid4()}/{uuid.uuid4()}/video.mp4", ContentFile(b"film"))
    runs = [retention.prune(most=2) for _ in range(2)]
    assert [(run.jobs, run.stored) for run in runs] == [(2, 0), (1, 1)]


def test_scheduled_pruning_continues_until_nothing_is_too_old(settings):
    settings.JOB_KEEP_DAYS = 30
    Job.objects.bulk_create(JobFactory.build_batch(501, failed=True, finished_at="2020-01-01T00:00Z"))
    prune_task.delay()
    assert not Job.objects.exists()


def test_files_of_a_running_attempt_are_not_pruned(settings):
    claim = lifecycle.claim(JobFactory().pk)
    default_storage.save(f"videos/{claim.job_id}/{claim.token}/video.mp4", ContentFile(b"film"))
    assert run("prune").startswith("0 jobs, 0 stored")
    assert len(_files(settings.MEDIA_ROOT)) == 1


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- enqueue


def test_a_file_of_papers_is_one_batch_of_low_priority(waiting_queue, tmp_path):
    (tmp_path / "papers.txt").write_text("PMID\n32887691\n90000001, PMC1\n32887691\n")
    said = run("enqueue", "--file", tmp_path / "papers.txt", "--length", "short")
    batch = Batch.objects.get()
    assert said == f"{batch.pk}  3 jobs\n"
    assert {(job.pubmed_id, job.priority, job.options.length) for job in batch.jobs.all()} == {
        ("32887691", "low", "short"),
        ("90000001", "low", "short"),
        ("PMC1", "low", "short"),
    }


def test_every_line_of_a_file_that_names_no_paper_is_said_and_nothing_is_queued(waiting_queue, tmp_path):
    (tmp_path / "papers.txt").write_text("32887691\nhello\nNCT04123456\n")
    with pytest.raises(CommandError) as refused:
        run("enqueue", "--file", tmp_path / "papers.txt")
    first, second = str(refused.value).splitlines()
    assert "papers.txt, line 2: “hello” is not a paper id." in first
    assert "papers.txt, line 3: " in second
    assert not Job.objects.exists()
    run("enqueue", "--file", tmp_path / "papers.txt", "--skip-invalid")
    assert (Job.objects.count(), Batch.objects.get().items.count()) == (1, 3)


def test_a_batch_with_an_invalid_option_is_refused(waiting_queue):
    with pytest.raises(CommandError, match=r"^speed: "):
        run("enqueue", "32887691", "--speed", "9")


def test_a_batch_is_kept_while_the_queue_is_away(unreachable_queue):
    run("enqueue", "32887691")
    assert Job.objects.get().status == Status.PENDING
