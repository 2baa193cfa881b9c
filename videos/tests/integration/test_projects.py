"""Several formats of one paper, made by real processes from one script, and edited again."""

import json

import pytest

from hiddenhill.tests.patience import eventually
from hiddenhill_client import Job, NotFound

pytestmark = pytest.mark.integration


def said(service, job: Job) -> list[str]:
    board = json.loads(service.client.read(job, "storyboard.json"))
    return [sentence["spoken"] for scene in board["scenes"] for sentence in scene["sentences"]]


def project(service, job: Job) -> dict:
    return service.http.get(f"/api/projects/{job.project_id}").json()


def test_three_formats_are_made_from_one_script_and_edited_again(service):
    client = service.client
    job = client.generate("sample", formats=["landscape", "portrait", "square"], length="short", refresh=True)
    ended = [client.wait(each.job_id) for each in job.renditions]
    assert [each.status for each in ended] == ["completed"] * 3
    scripts = [said(service, each) for each in ended]
    assert scripts[0] == scripts[1] == scripts[2] != []
    whole = project(service, job)
    assert (whole["progress"], whole["title"]) == (100, ended[0].paper["title"])
    assert whole["formats"] == ["landscape", "portrait", "square"]

    edited = client.edit_again(ended[0].job_id, ["square", "landscape"])
    assert (edited.status, edited.project_id) == ("review", job.project_id)
    assert project(service, job)["formats_to_come"] == ["landscape"]
    again = [client.wait(each.job_id) for each in client.approve(edited.job_id, version=1).renditions]
    assert [(each.status, each.options["format"]) for each in again] == [
        ("completed", "landscape"),
        ("completed", "square"),
    ]
    assert [said(service, each) for each in again] == scripts[:2]
    assert client.get(ended[0].job_id).status == "completed"


def test_a_rendition_is_deleted_while_another_runs(service):
    client = service.client
    job = client.generate("sample", formats=["portrait", "square"], length="short", speed=1.1, refresh=True)
    first, second = (each.job_id for each in job.renditions)
    eventually(lambda: client.get(first).status != "queued")
    client.delete(first)
    with pytest.raises(NotFound):
        client.get(first)
    assert client.wait(second).status == "completed"
    assert project(service, job)["renditions"][0]["job_id"] == second
