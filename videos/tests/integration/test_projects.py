"""Several formats of one paper, made by real processes from one script, and edited again."""

import pytest

from hiddenhill.tests.patience import eventually

pytestmark = pytest.mark.integration


def said(service, job: dict) -> list[str]:
    board = service.http.get(f"/api/videos/{job['job_id']}/storyboard.json").json()
    return [sentence["spoken"] for scene in board["scenes"] for sentence in scene["sentences"]]


def project(service, job: dict) -> dict:
    return service.http.get(f"/api/projects/{job['project_id']}").json()


def test_three_formats_are_made_from_one_script_and_edited_again(service):
    asked = {"formats": ["landscape", "portrait", "square"], "length": "short", "refresh": True}
    job = service.generate("sample", **asked)
    ended = [service.end(each["job_id"]) for each in job["renditions"]]
    assert [each["status"] for each in ended] == ["completed"] * 3, ended
    scripts = [said(service, each) for each in ended]
    assert scripts[0] == scripts[1] == scripts[2] != []
    whole = project(service, job)
    assert (whole["progress"], whole["title"]) == (100, ended[0]["paper"]["title"])
    assert whole["formats"] == ["landscape", "portrait", "square"]

    first = ended[0]["job_id"]
    edited = service.http.post(f"/api/videos/{first}/edit", json={"formats": ["square", "landscape"]}).json()
    assert (edited["status"], edited["project_id"]) == ("review", job["project_id"])
    assert project(service, job)["formats_to_come"] == ["landscape"]
    approved = service.http.post(f"/api/videos/{edited['job_id']}/approve", json={"version": 1})
    assert approved.status_code == 202
    again = [service.end(each["job_id"]) for each in approved.json()["renditions"]]
    assert [(each["status"], each["options"]["format"]) for each in again] == [
        ("completed", "landscape"),
        ("completed", "square"),
    ]
    assert [said(service, each) for each in again] == scripts[:2]
    assert service.job(first)["status"] == "completed"


def test_a_rendition_is_deleted_while_another_runs(service):
    job = service.generate("sample", formats=["portrait", "square"], length="short", speed=1.1, refresh=True)
    first, second = (each["job_id"] for each in job["renditions"])
    eventually(lambda: service.job(first)["status"] != "queued")
    assert service.http.delete(f"/api/videos/{first}").status_code == 204
    assert service.end(second)["status"] == "completed"
    assert project(service, job)["renditions"][0]["job_id"] == second
