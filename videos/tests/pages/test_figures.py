"""Figures of the paper in the editor, in the API, and beside the transcript."""

import json

import pytest

from videos.jobs import storyboards
from videos.models import Job, Storyboard
from videos.pages import transcript
from videos.pipeline.artifacts import Clip, Word
from videos.pipeline.options import Length, Options
from videos.pipeline.storyboard import as_json
from videos.pipeline.writing import write
from videos.tests.factories import JobFactory
from videos.tests.figures import CAPTION, WAKING, WITH_FIGURES
from videos.tests.pages.editing import body, shown
from videos.tests.pages.forms import element, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]
SCRIPT = write(WITH_FIGURES, Length.LONG)


@pytest.fixture
def job() -> Job:
    made = JobFactory(in_review=True, options=Options(length=Length.LONG))
    version = storyboards.first_version(SCRIPT, SCRIPT.scenes)
    Storyboard.objects.filter(job=made).update(
        script=version.script, laid_out=version.laid_out, figures=version.figures
    )
    return made


def board(client, job: Job) -> dict:
    return client.get(f"/api/videos/{job.pk}/storyboard").json()


def place(found: dict) -> int:
    return next(item["position"] for item in found["items"] if item["text"] == WAKING)


def figures(found: dict) -> dict[str, str]:
    return {
        each["sentences"][0]["spoken"]: each["picture"]["figure"]["number"]
        for each in found["scenes"]
        if each["picture"] and "figure" in each["picture"]
    }


def test_the_api_shows_the_figures_and_those_that_may_be_chosen(client, job):
    found = board(client, job)
    item = found["items"][place(found)]
    assert (item["figure"], item["figures"]) == (None, ["Figure 1", "Figure 2"])
    assert figures(found)[WAKING] == "Figure 1"


@pytest.mark.parametrize(("figure", "shown_then"), [("Figure 2", "Figure 2"), ("", None)])
def test_a_client_chooses_another_figure_or_none(client, job, figure, shown_then):
    operation = {"type": "set_figure", "position": place(board(client, job)), "figure": figure}
    answer = client.patch(
        f"/api/videos/{job.pk}/storyboard", {"version": 1, "operations": [operation]}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.json()
    assert figures(answer.json()).get(WAKING) == shown_then
    assert Storyboard.objects.get(job=job, number=2).figures == Storyboard.objects.get(job=job, number=1).figures


def test_a_client_cannot_choose_a_figure_and_a_layout(client, job):
    found = board(client, job)
    item = found["items"][place(found)]
    wanted = {**found, "items": [{**item, "layout": "statement", "figure": "Figure 2"}]}
    answer = client.put(f"/api/videos/{job.pk}/storyboard", wanted, content_type="application/json")
    assert answer.status_code == 400
    assert "Send a layout or a figure" in json.dumps(answer.json())


def test_a_whole_storyboard_can_be_sent_back_with_its_figures(client, job):
    found = board(client, job)
    found["items"][place(found)]["figure"] = "Figure 2"
    answer = client.put(f"/api/videos/{job.pk}/storyboard", found, content_type="application/json")
    assert answer.status_code == 200, answer.json()
    assert figures(answer.json())[WAKING] == "Figure 2"


def test_a_person_chooses_in_the_editor(client, job):
    key = f"sentence{board(client, job)['items'][place(board(client, job))]['index']}"
    page = shown(client, job)
    assert element(page, f"{key}-figure0").get("aria-pressed") == "true"
    page = body(press(client, page, f"{key}-figure3"))
    assert element(page, f"{key}-figure3").get("aria-pressed") == "true"
    assert figures(board(client, job))[WAKING] == "Figure 2"
    page = body(press(client, page, f"{key}-figure1"))
    assert WAKING not in figures(board(client, job))


def test_a_paper_without_figures_offers_none(client):
    other = JobFactory(in_review=True, options=Options(length=Length.SHORT))
    assert "Figure of the paper" not in shown(client, other)


def test_the_transcript_leads_to_the_figure_and_its_licence():
    clips = [Clip(30, tuple((Word(each.spoken, 0.0, 1.0),) for each in scene.sentences)) for scene in SCRIPT.scenes]
    read = transcript.read(as_json(SCRIPT, clips).encode())
    line = next(line for chapter in read.chapters for line in chapter.lines if line.text == WAKING)
    assert line.picture == f"Figure 1 of the paper: {CAPTION}"
    assert line.figure == transcript.Figure(
        "Figure 1 of Person et al. 2026, CC BY 4.0",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#F1",
        "https://creativecommons.org/licenses/by/4.0/",
    )
