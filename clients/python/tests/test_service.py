"""The client against a real service with its workers."""

import pytest

from hiddenhill_client import Client, Conflict, InvalidRequest, Job, JobFailed, NotFound, TimedOut

pytestmark = pytest.mark.integration


def test_a_video_is_requested_waited_for_and_downloaded(client, tmp_path):
    seen: list[Job] = []
    asked = client.generate("90000001", length="short")
    assert asked.status == "queued"
    done = client.wait(asked.job_id, on_progress=seen.append)
    assert (done.status, done.progress, done.attempt) == ("completed", 100, 1)
    assert seen[-1] == done
    assert [job.progress for job in seen] == sorted(job.progress for job in seen)
    video = client.download(done, tmp_path)
    assert video == tmp_path / "video.mp4"
    assert video.stat().st_size == done.size
    assert client.read(done, "captions.vtt").startswith(b"WEBVTT")
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]
    with pytest.raises(KeyError):
        client.read(done, "nothing.txt")


def test_each_call_is_a_new_request_unless_it_names_the_key_of_an_earlier_one(client):
    first = client.generate("sample", refresh=True, idempotency_key="key-of-the-test")
    assert client.generate("sample", refresh=True, idempotency_key="key-of-the-test").job_id == first.job_id
    other = client.generate("sample", refresh=True)
    assert other.job_id != first.job_id
    with pytest.raises(Conflict) as refused:
        client.generate("90000001", idempotency_key="key-of-the-test")
    assert refused.value.code == "idempotency_key_reused"
    for job in (first, other):
        client.delete(job.job_id)
        with pytest.raises(NotFound):
            client.get(job.job_id)


def test_a_script_is_edited_and_approved_before_its_video_is_made(client):
    job = client.wait(client.generate("90000001", review=True).job_id)
    assert (job.status, job.is_resting) == ("review", True)
    board = client.storyboard(job.job_id)
    assert (board.version, board.pmid) == (1, "90000001")
    edited = client.edit(job.job_id, board.version, [{"type": "remove_item", "position": 1}])
    assert edited.version == 2
    assert edited.changes == ["Removed: “We counted its leaves in 120 gardens.”"]
    with pytest.raises(Conflict) as refused:
        client.approve(job.job_id, version=1)
    assert (refused.value.code, refused.value.members["current_version"]) == ("version_conflict", 2)
    approved = client.approve(job.job_id, edited.version)
    assert [each.format for each in approved.renditions] == ["landscape"]
    done = client.wait(job.job_id)
    again = client.edit_again(done.job_id, ["square"])
    assert (again.status, again.project_id) == ("review", done.project_id)
    assert client.cancel(again.job_id).status == "cancelled"


def test_a_failed_job_says_why_and_whether_a_retry_helps(client):
    with pytest.raises(JobFailed) as failed:
        client.wait(client.generate("90009999").job_id)
    error = failed.value
    assert (error.code, error.retry_helps, error.job.status) == ("paper_not_found", False, "failed")
    assert error.reason == error.job.error_message
    assert error.remedy


def test_a_cancelled_job_is_an_error_to_wait_for_and_can_be_retried(client):
    job = client.generate("sample", review=True, refresh=True)
    client.cancel(job.job_id)
    with pytest.raises(JobFailed) as cancelled:
        client.wait(job.job_id)
    assert (cancelled.value.code, cancelled.value.retry_helps) == ("cancelled", True)
    assert client.wait(client.retry(job.job_id).job_id).status == "review"
    client.delete(job.job_id)


def test_waiting_ends_after_its_time(client):
    job = client.generate("sample", refresh=True, speed=1.1)
    with pytest.raises(TimedOut) as late:
        client.wait(job.job_id, timeout=0)
    assert late.value.job.job_id == job.job_id
    client.delete(job.job_id)


def test_an_invalid_request_names_each_field(client):
    with pytest.raises(InvalidRequest) as refused:
        client.generate("hello", speed=9)
    error = refused.value
    assert (error.code, error.status, error.retry_helps) == ("invalid", 400, False)
    assert {each.field for each in error.errors} == {"pubmed_id", "speed"}
    assert error.remedy == "Fix the fields listed in errors, then send the request again."


def test_a_batch_is_requested_and_listed(client):
    batch = client.create_batch(["sample", "nonsense", "90000001"], skip_invalid=True, length="short")
    assert (batch.lines, batch.refused, batch.jobs) == (3, 1, 2)
    items = list(client.batch_items(batch.batch_id))
    assert [(item.text, item.error_code) for item in items][:2] == [("sample", None), ("nonsense", "invalid_id")]
    for job in client.jobs(batch=batch.batch_id):
        client.wait(job.job_id)
    assert client.batch(batch.batch_id).ended
    assert batch.batch_id in {each.batch_id for each in client.batches()}
    assert client.retry_batch(batch.batch_id).counts["completed"] == 2
    assert client.cancel_batch(batch.batch_id).counts["completed"] == 2


def test_lists_are_followed_page_by_page(client):
    made = {client.generate("sample", review=True, refresh=True).job_id for _ in range(3)}
    found = [job.job_id for job in client.jobs(page_size=1)]
    assert made <= set(found)
    assert len(found) == len(set(found)) > 3
    for job_id in made:
        client.delete(job_id)


def test_a_token_is_sent_with_each_request(instances):
    with instances("api", API_ALLOW_ANONYMOUS="false") as instance:
        made = instance.run(
            "shell", "-c", "from django.contrib.auth.models import User; User.objects.create_user('ann')"
        )
        assert made.returncode == 0, made.stderr
        token = instance.run("token", "ann").stdout.split()[-1]
        with Client(instance.url, token) as client:
            assert list(client.jobs()) == []
