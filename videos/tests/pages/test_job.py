"""The job page as a browser without JavaScript gets it, and the polls of the script while the video is made."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from videos.api.throttling import WriteThrottle
from videos.jobs import lifecycle
from videos.jobs.claims import Effort
from videos.models import Attempt, Job, Outcome, Status
from videos.pages import transcript
from videos.pages.transcript import Piece
from videos.pipeline.options import Captions, Format, Options
from videos.tests.factories import PAPER, JobFactory, UserFactory, staff_with
from videos.tests.meanwhile import before_query

VISUAL_ABSTRACTS = (
    "visual-abstract.png",
    "visual-abstract.pdf",
    "visual-abstract-tall.png",
    "visual-abstract-tall.pdf",
)
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ABSTRACT = "It is known. The fern grows (p = 0.01). We do not know why."
SENTENCE = {"spoken": "The fern grows.", "start": 4.0, "end": 6.0}
SOURCE = {"section": "RESULTS", "index": 0, "start": 13, "end": 39, "text": "The fern grows (p = 0.01)."}
OWN = {"spoken": "Read the full article.", "start": 9.0, "end": 10.0, "source": None}
ASK = {"spoken": "Follow us.", "start": 12.0, "end": 13.0, "source": None}
STORYBOARD = {
    "citation": "Person A. J Invented Res. 2026.",
    "reference": "Person A. An invented paper. J Invented Res. 2026.",
    "abstract": [{"section": "RESULTS", "text": ABSTRACT}],
    "scenes": [
        {
            "layout": "points",
            "label": "Results",
            "start": 3.5,
            "end": 8.0,
            "sentences": [{**SENTENCE, "source": SOURCE}],
        },
        {"layout": "source", "label": "Source", "start": 8.0, "end": 11.0, "sentences": [OWN]},
        {"layout": "closing", "label": "", "start": 11.0, "end": 14.0, "sentences": [ASK]},
    ],
}


@pytest.fixture
def guarded(settings):
    """Not single-user mode."""
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def ann(client, guarded):
    client.force_login(UserFactory(username="ann"))
    client.user = UserFactory._meta.model.objects.get(username="ann")
    return client


def url(job: Job, what: str = "") -> str:
    return f"/jobs/{job.pk}{what and '/' + what}"


def shown(client: Client, job: Job, query: str = "") -> str:
    response = client.get(url(job) + query)
    assert response.status_code == 200
    return response.content.decode()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def finished(storyboard=STORYBOARD, **fields) -> Job:
    job = JobFactory(completed=True, **fields)
    default_storage.save(f"{job.folder}/storyboard.json", ContentFile(json.dumps(storyboard).encode()))
    return job


def processing(**fields) -> Job:
    return JobFactory(processing=True, lease_until=timezone.now() + timedelta(hours=1), **fields)


def polled(client: Client, job: Job, seen: str, left: str = "", **headers):
    return client.get(url(job, "progress"), {"seen": seen, "left": left}, headers=HTMX | headers)


def seen_on(page: str) -> str:
    return re.search(r"progress\?seen=([\w-]+)", page)[1]


# --- While the video is made


def test_the_stages_are_listed_in_order_with_the_current_one(client):
    page = shown(client, processing(stage="narration", progress=40))
    assert len(re.findall(r'aria-current="step"', page)) == 1
    assert "Lay out the slides done Record the voice running Write the subtitles Put the video together" in text(page)
    assert "40 % step 4 of 8" in text(page)


def test_the_time_left_is_shown_only_once_similar_videos_were_made(client):
    job = processing(stage="narration", progress=49)
    assert "left." not in text(shown(client, job))
    now = timezone.now()
    ending = {"outcome": Outcome.COMPLETED, "seconds": {"narration": 40.0}, "ended_at": now}
    Attempt.objects.create(job=JobFactory(completed=True), number=1, started_at=now, **ending)
    assert "About 20 seconds left." in text(shown(client, job))


def test_a_waiting_job_shows_how_many_are_ahead(client):
    JobFactory(waiting_since=timezone.now() - timedelta(minutes=1))
    page = text(shown(client, JobFactory()))
    assert "1 other video is ahead of yours." in page


def test_a_job_that_no_worker_takes_says_what_happens_to_it(client, settings):
    job = JobFactory(waiting_since=timezone.now() - timedelta(seconds=30))
    page = text(shown(client, job))
    assert "No worker is running at the moment. The video starts by itself as soon as one does." in page
    assert "Start one with “manage.py up”" in page
    assert "No worker" not in text(shown(client, JobFactory()))
    settings.API_ALLOW_ANONYMOUS = False
    client.force_login(UserFactory())
    Job.objects.update(owner=UserFactory._meta.model.objects.get())
    page = text(shown(client, job))
    assert "No worker is running at the moment." in page
    assert "manage.py" not in page


def test_a_job_whose_worker_stopped_says_that_another_goes_on(client):
    silent = JobFactory(processing=True, stage="narration", progress=40)
    assert "stopped responding. Another one goes on with it by itself." in text(shown(client, silent))
    waiting = JobFactory(interrupted=True, attempt=1)
    assert "has stopped. The next one goes on with it by itself." in text(shown(client, waiting))
    assert "stopped" not in text(shown(client, processing(stage="narration", progress=40)))


def test_a_time_left_that_grows_is_explained(client):
    job = processing(stage="narration", progress=49)
    now = timezone.now()
    ending = {"outcome": Outcome.COMPLETED, "seconds": {"narration": 40.0}, "ended_at": now}
    Attempt.objects.create(job=JobFactory(completed=True), number=1, started_at=now, **ending)
    bar = polled(client, job, "processing-1-narration", left="30").content.decode()
    assert "About 20 seconds left." in bar
    assert "longer than usual" not in bar
    assert "&amp;left=20" in bar
    bar = polled(client, job, "processing-1-narration", left="10").content.decode()
    assert "This takes longer than usual. About 20 seconds left." in bar
    assert "&amp;left=10" in bar


def test_without_javascript_the_page_reloads_until_the_job_has_ended(client):
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in shown(client, JobFactory())
    assert refresh not in shown(client, finished())


def test_a_poll_that_finds_only_progress_gets_the_bar_alone(client, django_assert_max_num_queries):
    job = processing(stage="narration", progress=40)
    seen = seen_on(shown(client, job))
    Job.objects.update(progress=41)
    with django_assert_max_num_queries(2):
        response = polled(client, job, seen)
    assert "41 %" in response.content.decode()
    assert "HX-Retarget" not in response
    assert "<form" not in response.content.decode()


def test_a_poll_of_a_waiting_job_takes_five_queries(client, django_assert_max_num_queries):
    job = JobFactory()
    with django_assert_max_num_queries(5):
        assert "You are next" in polled(client, job, "queued-0-").content.decode()


def test_a_job_with_others_ahead_is_polled_less_often(client):
    first, second = JobFactory(), JobFactory()
    assert 'every 1s"' in polled(client, first, "queued-0-").content.decode()
    assert 'every 3s"' in polled(client, second, "queued-0-").content.decode()


def test_a_poll_that_finds_no_change_gets_304(client):
    job = processing(stage="narration", progress=40)
    first = polled(client, job, "processing-1-narration")
    again = polled(client, job, "processing-1-narration", **{"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_a_poll_after_the_next_stage_started_gets_everything_and_announces_it(client):
    job = processing(stage="encode", progress=84, title=PAPER["title"], paper=PAPER)
    response = polled(client, job, "processing-1-narration")
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#job", "outerHTML")
    page = response.content.decode()
    assert '<div hx-swap-oob="innerHTML:#said">Step 6 of 8: Put the video together.' in page
    assert "<title>Making: An invented paper – Hidden Hill</title>" in page


def test_the_poll_after_the_end_gets_the_finished_page_without_polling(client, django_assert_max_num_queries):
    job = finished()
    with django_assert_max_num_queries(2):
        page = polled(client, job, "processing-1-store").content.decode()
    assert "<video" in page
    assert "The video is ready." in page
    assert "hx-get" not in page


def test_a_poll_of_a_deleted_job_reloads_the_page(client):
    response = client.get("/jobs/00000000-0000-4000-8000-000000000000/progress?seen=x", headers=HTMX)
    assert (response.status_code, response["HX-Refresh"]) == (404, "true")


def test_a_poll_after_signing_out_reloads_the_page(client, guarded):
    response = polled(client, JobFactory(), "queued-0-")
    assert response["HX-Refresh"] == "true"
    assert response.content == b""


def test_the_url_of_the_poll_redirects_a_browser_to_the_page(client):
    job = JobFactory()
    assert client.get(url(job, "progress")).url == url(job)
    job.delete()
    assert client.get(url(job, "progress")).status_code == 404


# --- When it is finished


def test_the_player_has_poster_captions_and_picture_size(client):
    job = finished(options=Options(format=Format("portrait")))
    page = shown(client, job)
    assert f'src="/api/videos/{job.pk}/download"' in page
    assert f'poster="/api/videos/{job.pk}/poster.jpg"' in page
    assert 'width="1080" height="1920"' in page
    assert re.search(r'<track kind="captions"[^>]+ default>', page)


def test_captions_are_off_where_the_slides_highlight_the_words(client):
    assert not re.search(r"<track[^>]+ default>", shown(client, finished(options=Options(captions=Captions.LIT))))


@pytest.mark.parametrize(("asked", "start"), [("4.000", "#t=4.000"), ("nan", ""), ("-1", ""), ('"><b>', ""), ("", "")])
def test_a_url_may_start_at_a_time_in_the_video(client, asked, start):
    job = finished()
    assert f'/download{start}">' in shown(client, job, f"?t={asked}")


def test_each_sentence_links_to_its_time_and_shows_its_source(client):
    page = shown(client, finished())
    assert '<a href="?t=4.000#player" data-start="4.000">The fern grows.</a>' in page
    assert "Results: <q>The fern grows<s> (p = 0.01)</s>.</q>" in page
    assert "A passage of the abstract is left out here." in page


def test_the_transcript_says_what_a_slide_draws(client):
    drawn = {"kind": "share", "text": "62% of ferns: grew.", "shows": []}
    scene = {**STORYBOARD["scenes"][0], "layout": "picture", "picture": drawn}
    assert "Picture: 62% of ferns: grew." in text(shown(client, finished({**STORYBOARD, "scenes": [scene]})))
    assert "Picture:" not in text(shown(client, finished()))


def test_sentences_that_are_not_from_the_paper_name_their_author(client):
    page = text(shown(client, finished()))
    assert "Read the full article. By Hidden Hill, not from the paper." in page
    assert "Follow us. By the maker of this video, not from the paper." in page


def test_the_whole_abstract_shows_what_is_left_out(client):
    assert "<b>Results</b> <s>It is known. </s>The fern grows <s>(p = 0.01)</s>. <s>We do not know why.</s>" in shown(
        client, finished()
    )


def test_every_file_can_be_downloaded(client):
    job = finished()
    page = shown(client, job)
    for name in ("captions.vtt", "captions.srt", "transcript.txt", "poster.jpg", "storyboard.json", "description.txt"):
        assert f'<a href="/api/videos/{job.pk}/{name}" download="hidden-hill-{job.pubmed_id}-{name}">' in page
    assert f'download="hidden-hill-{job.pubmed_id}.mp4"' in page
    assert "Download the video (1.9 MB)" in text(page)
    assert "isual abstract" not in page


def test_the_visual_abstract_can_be_downloaded_if_there_is_one(client):
    job = finished(has_visual_abstract=True)
    page = shown(client, job)
    for name in VISUAL_ABSTRACTS:
        assert f'<a href="/api/videos/{job.pk}/{name}" download="hidden-hill-{job.pubmed_id}-{name}">' in page
    assert "Visual abstract, tall (PDF)" in text(page)


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))


def test_a_link_to_a_video_is_shown_with_its_visual_abstract(client):
    job = finished(has_visual_abstract=True, title="Snails & <lettuce>")
    shared = meta(shown(client, job))
    assert shared["og:image"] == f"http://testserver/api/videos/{job.pk}/visual-abstract.png"
    assert [shared[f"og:image:{each}"] for each in ("type", "width", "height")] == ["image/png", "1600", "900"]
    assert shared["og:image:alt"] == "Visual abstract of the paper “Snails &amp; &lt;lettuce&gt;”"
    assert shared["twitter:image:alt"] == shared["og:image:alt"]
    assert shared["twitter:card"] == "summary_large_image"


def test_a_link_to_a_video_without_a_visual_abstract_is_shown_with_its_title_slide(client):
    job = finished(title="Snails", options=Options(format=Format("square")))
    shared = meta(shown(client, job))
    assert shared["og:image"] == f"http://testserver/api/videos/{job.pk}/poster.jpg"
    assert [shared[f"og:image:{each}"] for each in ("type", "width", "height")] == ["image/jpeg", "960", "960"]
    assert shared["og:image:alt"] == "Title slide of the paper “Snails”"


def test_a_link_to_an_unfinished_video_has_no_picture(client):
    assert "og:image" not in shown(client, processing())


def test_the_paper_is_cited_and_linked(client):
    paper = {**PAPER, "pmid": "90000001", "pmcid": "PMC9000001", "doi": "10.5555/a<b>#1"}
    page = shown(client, finished(paper=paper))
    assert "Person A. An invented paper. J Invented Res. 2026." in page
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/90000001/"' in page
    assert 'href="https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/"' in page
    assert 'href="https://doi.org/10.5555/a%3Cb%3E%231"' in page


def test_a_retraction_is_at_the_top(client):
    notices = [
        {"kind": "preprint", "text": "This is a preprint.", "pmid": ""},
        {"kind": "retracted", "text": "This paper was retracted.", "pmid": "90000009"},
    ]
    page = shown(client, finished(paper={**PAPER, "notices": notices}))
    assert page.index("This paper was retracted.") < page.index("<h1>") < page.index("This is a preprint.")
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/90000009/"' in page


def test_the_example_links_to_no_record(client):
    page = shown(client, finished(pubmed_id="sample"))
    assert "pubmed.ncbi.nlm.nih.gov" not in page
    assert "This paper was invented" in page


def test_markup_in_a_title_or_a_sentence_is_escaped(client):
    evil = "<script>alert(1)</script>"
    scene = {**STORYBOARD["scenes"][0], "label": evil, "sentences": [{**SENTENCE, "spoken": evil, "source": None}]}
    storyboard = {**STORYBOARD, "reference": evil, "scenes": [scene]}
    page = shown(client, finished(storyboard, title=evil, paper={**PAPER, "title": evil, "authors": [evil]}))
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6


def test_a_scene_without_a_label_is_shown_without_a_heading(client):
    scene = {**STORYBOARD["scenes"][0], "label": ""}
    page = shown(client, finished({**STORYBOARD, "scenes": [scene]}))
    assert SENTENCE["spoken"] in page
    assert "<h3></h3>" not in page
    assert 'data-start="3.500"' not in page


def test_an_old_storyboard_without_the_abstract_is_shown_without_it(client):
    old = {name: STORYBOARD[name] for name in ("citation", "scenes")}
    page = shown(client, finished(old))
    assert "Person A. J Invented Res. 2026." in page
    assert "The whole abstract" not in page


def test_a_video_with_missing_files_says_so(client):
    assert "The files of this video are missing from the storage." in shown(client, JobFactory(completed=True))


def test_an_unavailable_storage_is_reported_with_what_to_do(client):
    job = JobFactory(completed=True)
    default_storage.save(f"{job.folder}/storyboard.json/in-its-place", ContentFile(b""))  # a folder cannot be read
    assert "The storage is unavailable at the moment." in shown(client, job)


# --- When it failed or was cancelled


def test_a_failure_shows_the_reason_the_stage_and_the_code(client):
    page = text(shown(client, JobFactory(failed=True, stage="paper")))
    assert "PubMed has no such paper. Check the id. It failed at the step “Fetch the paper”." in page
    assert "For operators: error code paper_not_found ." in page


def test_users_read_what_they_can_do_and_operators_the_details_as_well(ann):
    job = JobFactory(failed=True, owner=ann.user, error_code="disk_full", error_message="Free space under VAR_DIR.")
    page = text(shown(ann, job))
    assert "The server has run out of disk space. Try again later." in page
    assert "disk_full" not in page
    assert "VAR_DIR" not in page
    ann.force_login(staff_with("view_job"))
    page = text(shown(ann, job))
    assert "The server has run out of disk space. Try again later." in page
    assert "For operators: error code disk_full . Free space under VAR_DIR." in page


@pytest.mark.parametrize(
    ("pubmed_id", "record"),
    [
        ("90000001", "https://pubmed.ncbi.nlm.nih.gov/90000001/"),
        ("PMC9000001", "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/"),
    ],
)
def test_the_requested_paper_is_linked_after_a_failure(client, pubmed_id, record):
    assert record in shown(client, JobFactory(failed=True, pubmed_id=pubmed_id))


@pytest.mark.parametrize("state", ["failed", "completed"])
def test_the_same_paper_can_be_requested_with_other_options(client, state):
    assert 'href="/?pubmed_id=90000001"' in shown(client, JobFactory(**{state: True}, pubmed_id="90000001"))


def test_the_attempts_are_folded_away_below(client):
    job = JobFactory()
    claim = lifecycle.claim(job.pk)
    lifecycle.fail(claim, "speech_failed", "The voice broke.", Effort("narration", "", {"paper": 1.5}))
    page = text(shown(client, job))
    assert "Technical details" in page
    assert "Failed (speech_failed) paper 1.5" in page


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("paper_unavailable", "PubMed does not answer. The next try is in about 4 minutes."),
        ("storage_failed", "The file storage does not answer. The next try is in about 4 minutes."),
        ("some_other", "The video could not be made just now. The next try is in about 4 minutes."),
    ],
)
def test_a_postponed_job_says_what_it_waits_for_and_when_it_is_tried_again(client, code, reason):
    lifecycle.postpone(lifecycle.claim((job := JobFactory()).pk), code, "NCBI_URL.", Effort(), 240, setback=False)
    page = text(shown(client, job))
    assert reason in page
    assert "NCBI_URL" not in page


def test_cancelling_ends_the_job_and_returns_to_it(client):
    job = JobFactory()
    assert client.post(url(job, "cancel")).url == url(job)
    page = text(shown(client, job))
    assert "This video was cancelled" in page
    assert "Try again" in page


def test_cancelling_an_ended_job_changes_nothing_and_says_so(client):
    job = finished()
    client.post(url(job, "cancel"))
    assert "Nothing was cancelled: the video had already ended." in shown(client, job)


@pytest.mark.parametrize(
    ("code", "next_step"),
    [
        ("timed_out", "Try again"),
        ("queue_unavailable", "Try again"),
        ("paper_not_found", "Choose another paper"),
        ("paper_has_no_text", "Choose another paper"),
        ("slides_failed", "Change the options"),
        ("paper_retracted", "Make it anyway, marked as retracted"),
    ],
)
def test_the_one_action_that_helps_is_offered_after_a_failure(client, code, next_step):
    page = shown(client, JobFactory(failed=True, error_code=code))
    assert re.findall(r'class="(?:button )?primary"[^>]*>([^<]+)<', page) == [next_step]


def test_a_retracted_paper_is_made_anyway_with_the_options_of_the_job(client, waiting_queue):
    options = Options(format=Format("square"), speed=1.25)
    page = shown(client, JobFactory(failed=True, error_code="paper_retracted", pubmed_id="90000003", options=options))
    fields = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)">', page))
    client.post("/", fields | {"allow_retracted": "true"})
    made = Job.objects.get(status=Status.QUEUED)
    assert (made.pubmed_id, made.options) == ("90000003", replace(options, allow_retracted=True))


def test_a_job_that_was_retried_too_often_is_requested_again_instead(client):
    job = JobFactory(failed=True, error_code="timed_out", options=Options(format=Format("square")))
    for _ in range(20):
        job.events.create(at=timezone.now(), what="retried")
    page = shown(client, job)
    assert ">Try again<" not in page
    assert f'href="/?pubmed_id={job.pubmed_id}&amp;formats=square">Request it again' in page


def test_the_paper_that_a_notice_is_about_is_a_link_to_the_studio(client):
    message = "PMID 90000003 is a notice. Make a video of PMID 90000001 <b>."
    failed = JobFactory(failed=True, error_code="paper_has_no_text", error_message=message, pubmed_id="90000003")
    page = shown(client, failed)
    assert '<p>PMID 90000003 is a notice. Make a video of <a href="/?pubmed_id=90000001">' in page
    assert '<a href="/?pubmed_id=90000001">PMID 90000001</a> &lt;b&gt;.' in page


def test_a_failed_job_is_queued_again(client, waiting_queue):
    job = JobFactory(failed=True)
    assert client.post(url(job, "retry")).url == url(job)
    job.refresh_from_db()
    assert job.status == Status.QUEUED


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7])  # before query 5 the job is locked
@pytest.mark.parametrize("what", ["cancel", "retry"])
def test_an_action_on_a_job_that_is_deleted_meanwhile_is_no_error(client, waiting_queue, what, number):
    job = JobFactory(failed=True)
    with before_query({number: lambda: Job.objects.filter(pk=job.pk).delete()}):
        response = client.post(url(job, what))
    assert response.status_code in (302, 404)


def test_retrying_a_finished_job_changes_nothing_and_says_so(client, waiting_queue):
    job = finished()
    client.post(url(job, "retry"))
    assert "only a failed or cancelled video can be retried" in shown(client, job)


def test_a_retry_while_the_queue_is_unavailable_ends_on_the_page_of_the_job(client, unreachable_queue):
    job = JobFactory(failed=True)
    response = client.post(url(job, "retry"), follow=True)
    assert response.redirect_chain == [(url(job), 302)]
    assert "Videos cannot be queued at the moment, so nothing was started." in response.content.decode()
    assert "Try again" in text(response.content.decode())


def test_a_retry_beyond_the_limit_says_so_on_the_page_of_the_job(ann, settings, waiting_queue):
    settings.JOBS_PER_USER = 1
    JobFactory(owner=ann.user)
    job = JobFactory(failed=True, owner=ann.user)
    response = ann.post(url(job, "retry"), follow=True)
    assert response.redirect_chain == [(url(job), 302)]
    assert "You have too many unfinished videos." in response.content.decode()
    assert Job.objects.filter(status=Status.FAILED).exists()


def test_deleting_takes_two_steps_and_returns_to_the_library(client):
    job = finished()
    assert re.search(r"<details[^>]*>\s*<summary>Delete this video…</summary>", shown(client, job))
    assert client.post(url(job, "delete")).url == "/library"
    assert not Job.objects.exists()
    assert not default_storage.exists(f"{job.folder}/storyboard.json")


@pytest.mark.parametrize("what", ["approve", "cancel", "retry", "delete"])
def test_too_many_actions_are_refused_with_the_time_to_wait(ann, monkeypatch, settings, what):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"writes": "1/min"})
    job = JobFactory(completed=True, owner=ann.user)
    ann.post(url(job, "cancel"))
    response = ann.post(url(job, what))
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert "Slow down a little" in response.content.decode()
    assert Job.objects.exists()


def test_a_retraction_since_the_video_was_made_is_above_everything(client):
    notice = {"kind": "retracted", "text": "This paper has been retracted.", "pmid": "7"}
    job = JobFactory(completed=True, later_notices=[notice | {"noticed_at": "2026-11-20T06:00:00+00:00"}])
    page = shown(client, job)
    assert "Since this video was made: This paper has been retracted. The video does not say so." in text(page)
    assert "Noticed on 20 November 2026." in text(page)
    assert page.index("This paper has been retracted.") < page.index("<h1>")
    assert "https://pubmed.ncbi.nlm.nih.gov/7/" in page
    assert "This paper has been retracted." in client.get("/library").content.decode()
    assert "Since this video was made" not in shown(client, JobFactory(completed=True))


# --- Access


@pytest.mark.parametrize("what", ["", "progress"])
def test_the_page_is_visible_to_its_owner_and_to_staff_only(ann, what):
    job = JobFactory(owner=ann.user)
    staff, other = Client(), Client()
    staff.force_login(staff_with("view_job"))
    other.force_login(UserFactory())
    assert [who.get(url(job, what), headers=HTMX).status_code for who in (ann, staff, other)] == [200, 200, 404]


@pytest.mark.parametrize("what", ["approve", "cancel", "retry", "delete"])
def test_staff_who_may_only_view_cannot_change_a_job_of_others(ann, what):
    ann.force_login(staff_with("view_job"))
    job = JobFactory(failed=True, owner=UserFactory())
    assert ann.post(url(job, what)).status_code == 403
    assert Job.objects.get().status == Status.FAILED


@pytest.mark.parametrize("status", ["failed", "completed", "processing", "in_review"])
def test_staff_are_offered_what_their_permissions_allow(ann, status):
    job = JobFactory(**{status: True}, owner=UserFactory(), error_code="timed_out" if status == "failed" else "")
    found = {}
    for permissions in (("view_job",), ("view_job", "change_job"), ("view_job", "delete_job")):
        ann.force_login(staff_with(*permissions))
        pages = ann.get(url(job)).content.decode() + ann.get("/library").content.decode()
        words = ("/approve", "/retry", "/cancel", "/delete")
        found[permissions[-1]] = {word for word in words if f"{job.pk}{word}" in pages or f"{word}/{job.pk}" in pages}
    change = {"failed": {"/retry"}, "processing": {"/cancel"}, "in_review": {"/approve", "/cancel"}}.get(status, set())
    delete = {"/delete"}
    assert found == {"view_job": set(), "change_job": change, "delete_job": delete}


@pytest.mark.parametrize(("action", "permission"), [("cancel", "change_job"), ("delete", "delete_job")])
def test_only_those_who_may_do_it_are_asked_for_confirmation(ann, action, permission):
    job = JobFactory(owner=UserFactory())
    statuses = []
    for permissions in (["view_job"], ["view_job", permission]):
        ann.force_login(staff_with(*permissions))
        statuses.append(ann.get(f"/library/{action}/{job.pk}").status_code)
    assert statuses == [403, 200]


@pytest.mark.parametrize("what", ["approve", "cancel", "retry", "delete"])
def test_other_users_cannot_change_a_job(ann, what):
    job = JobFactory(failed=True, owner=UserFactory())
    assert ann.post(url(job, what)).status_code == 404
    signed_out = Client().post(url(job, what), {"version": "1", "csrfmiddlewaretoken": "x"}, follow=True)
    assert signed_out.redirect_chain == [(f"/accounts/sign-in?next={url(job, what)}%3Fversion%3D1", 302)]
    assert "You are signed out, so nothing was done." in signed_out.content.decode()
    assert Job.objects.get().status == Status.FAILED


@pytest.mark.parametrize("what", ["approve", "cancel", "retry", "delete"])
def test_changes_need_post_and_a_csrf_token(ann, what):
    job = JobFactory(failed=True, owner=ann.user)
    assert ann.get(url(job, what)).url == url(job)
    assert ann.get(url(JobFactory(owner=UserFactory()), what)).status_code == 404
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(ann.user)
    assert checked.post(url(job, what)).status_code == 403
    job.refresh_from_db()
    assert job.status == Status.FAILED


def test_an_anonymous_user_is_redirected_to_the_sign_in_page(client, guarded):
    job = finished(title="A secret title")
    response = client.get(url(job))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/")


def test_the_page_is_kept_out_of_shared_caches_and_indexes(client):
    response = client.get(url(finished()))
    assert "private" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


# --- Comparing a sentence with its source


@pytest.mark.parametrize(
    ("spoken", "source", "pieces"),
    [
        ("It grows.", "It grows.", [("It grows.", True)]),
        ("It grows.", "Moreover, it grows.", [("Moreover,", False), (" it grows.", True)]),
        (
            "It grew by 2 mg.",
            "It grew by 2 mg (p < 0.01).",
            [("It grew by 2 mg", True), (" (p < 0.01)", False), (".", True)],
        ),
    ],
)
def test_a_source_is_divided_into_spoken_and_unspoken_pieces(spoken, source, pieces):
    assert transcript.compare(spoken, source) == tuple(Piece(text, said) for text, said in pieces)


def test_consecutive_scenes_with_one_label_are_one_chapter():
    scenes = [{**scene, "label": "Results"} for scene in STORYBOARD["scenes"][:2]]
    (chapter,) = transcript.read(json.dumps({**STORYBOARD, "scenes": scenes}).encode()).chapters
    assert (chapter.start, chapter.end, chapter.clock, len(chapter.lines)) == (3.5, 11.0, "0:03", 2)


@pytest.mark.parametrize(
    ("pubmed_id", "heading", "link"),
    [
        ("32887691", "PMID 32887691", 'href="https://pubmed.ncbi.nlm.nih.gov/32887691/">32887691 at PubMed<'),
        ("PMC10979640", "PMC10979640", 'href="https://pmc.ncbi.nlm.nih.gov/articles/PMC10979640/">PMC10979640 at PMC<'),
        ("10.5555/jir.1", "10.5555/jir.1", 'href="https://doi.org/10.5555/jir.1">10.5555/jir.1 at doi.org<'),
    ],
)
def test_before_the_paper_is_known_its_id_stands_for_it_and_leads_to_its_page(client, pubmed_id, heading, link):
    job = JobFactory(pubmed_id=pubmed_id)
    page = client.get(f"/jobs/{job.pk}").content.decode()
    assert f">{heading}</h1>" in page
    assert link in page
    assert re.search(rf">{re.escape(heading)}\s*</a>", client.get("/").content.decode())


def test_one_video_has_one_duration_and_one_number_of_authors_on_every_page(client, settings):
    paper = {**PAPER, "authors": [f"A{number} Person" for number in range(88)]}
    job = finished(duration=85.6, paper=paper)
    client.force_login(staff_with("view_job", is_superuser=True))
    admin = client.get(f"/admin/videos/job/{job.pk}/change/").content.decode()
    assert "1:25 min" in shown(client, job)
    assert "1:25 min" in admin
    assert ">1:25<" in client.get("/library").content.decode()
    assert "A0 Person · A1 Person · A2 Person and 85 others" in shown(client, job)
