"""The studio, on which a video is requested."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from videos.api.serializers.requests import GenerateSerializer
from videos.api.throttling import WriteThrottle
from videos.engines.fingerprint import fingerprint
from videos.models import Batch, Job, Status
from videos.pipeline.options import Options, Theme
from videos.storage import artefacts
from videos.tests import eutils
from videos.tests.eutils import FakeNcbi, record
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.preprint_server import DOI as PREPRINT
from videos.tests.preprint_server import FakePreprintServer, posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_in_memory")]

RECORDS = {
    "90000001": record("90000001", "Safe &lt;script&gt;alert(1)&lt;/script&gt; &amp; sound"),
    "90000003": record("90000003", retracted=True),
    "90000004": record("90000004", "Short naps on long shifts", doi="10.5555/JIR.2021.0412"),
}
KEY = "11111111-2222-4333-8444-555555555555"
FIELDS = {"pubmed_id": "90000001", "key": KEY, "formats": "landscape", "length": "standard", "captions": "soft"}


@pytest.fixture
def ncbi(settings):
    with FakeNcbi(RECORDS) as server:
        settings.NCBI_EUTILS_URL, settings.NCBI_IDCONV_URL = server.eutils_url, server.idconv_url
        settings.NCBI_API_KEY = "for a short gap between requests"
        yield server


@pytest.fixture
def ann(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    ann = UserFactory(username="ann")
    client.force_login(ann)
    return ann


def picture(side: int = 64) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (side, side), "#7a1f5c").save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue(), "image/png")


def text(answer) -> str:
    return answer.content.decode()


def test_the_form_explains_every_option_as_the_api_does(client):
    page = client.get("/").content.decode().replace("&quot;", '"').replace("&#x27;", "'")
    fields = GenerateSerializer().fields
    shown = ("pubmed_id", "formats", "length", "captions", "speed", "full_text", "constant_frame_rate", "refresh")
    for field in (*(fields[name] for name in shown), fields["theme"].fields["accent"]):
        assert field.help_text in page, field.field_name
        assert f'id="{field.field_name}"' in page.replace("theme.", "")


def test_submitting_creates_a_job_and_shows_its_page(client, waiting_queue):
    chosen = {"length": "short", "speed": "1.25", "voice": "", "constant_frame_rate": "true"}
    answer = client.post(
        "/", {**FIELDS, **chosen, "formats": "square", "theme.accent": "#7A1F5C", "theme.call_to_action": "Ask us"}
    )
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert (job.pubmed_id, job.status) == ("90000001", Status.QUEUED)
    chosen_options = {name: getattr(job.options, name) for name in ("format", *chosen)}
    assert chosen_options == {**chosen, "format": "square", "speed": 1.25, "voice": None, "constant_frame_rate": True}
    assert job.options.theme == Theme(accent="#7a1f5c", call_to_action="Ask us")


@pytest.mark.parametrize(("sent", "kept"), [(["false", "true"], True), (["false"], False), ([], True)])
def test_the_full_text_is_used_unless_its_box_is_empty(client, waiting_queue, sent, kept):
    assert '<input type="hidden" name="full_text" value="false">' in client.get("/").content.decode()
    client.post("/", {**FIELDS, "full_text": sent})
    assert Job.objects.get().options.full_text is kept


def test_several_formats_are_requested_at_once_and_one_if_none_is_chosen(client, waiting_queue):
    client.post("/", {**FIELDS, "formats": ["square", "portrait"]})
    assert {job.options.format for job in Job.objects.all()} == {"square", "portrait"}
    client.post("/", {**FIELDS, "pubmed_id": "90000003", "formats": []})
    assert Job.objects.get(pubmed_id="90000003").options.format == "landscape"


def test_the_example_is_one_click_away_whatever_the_field_contains(client, waiting_queue):
    button = re.search(r'<button[^>]* name="pubmed_id" value="sample" formnovalidate', text(client.get("/")))
    assert button
    client.post("/", {**FIELDS, "pubmed_id": ["hello", "sample"]})
    assert Job.objects.get().pubmed_id == "sample"


def test_errors_are_shown_at_their_fields_and_the_input_is_kept(client):
    answer = client.post("/", {**FIELDS, "pubmed_id": "hello & bye", "formats": ["portrait", "square"], "speed": "9"})
    page = text(answer)
    assert answer.status_code == 400
    assert "“hello &amp; bye” is not a paper id" in page
    assert ">hello &amp; bye</textarea>" in page
    chosen = re.findall(r'name="formats" value="(\w+)" checked', page)
    assert chosen == ["portrait", "square"]
    assert re.search(r'id="speed-error" class="error">[^<]*1\.5', page)
    assert '<details class="options" open>' in page
    assert "Nothing was started: an option is invalid. It is marked below." in page
    assert not Job.objects.exists()


def test_a_double_click_requests_one_video(client, waiting_queue):
    answers = [client.post("/", FIELDS) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Job.objects.count() == 1


def test_going_back_and_changing_the_form_requests_another_video(client, waiting_queue):
    client.post("/", FIELDS)
    client.post("/", {**FIELDS, "formats": "square"})
    client.post("/", {**FIELDS, "pubmed_id": "90000003"})
    assert Job.objects.count() == 3


def test_two_forms_have_two_keys(client):
    keys = [re.search('name="key" value="([^"]+)"', text(client.get("/")))[1] for _ in range(2)]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("key", ["", "no key", "ü" * 300])
def test_an_invalid_form_key_is_replaced(client, waiting_queue, key):
    assert client.post("/", {**FIELDS, "key": key}).status_code == 302


def test_an_unavailable_queue_is_reported_and_the_form_kept(client, unreachable_queue):
    answer = client.post("/", FIELDS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "so nothing was started. Try again in a minute. Your input is kept." in text(answer)
    assert ">90000001</textarea>" in text(answer)


def test_too_many_jobs_are_refused_with_the_reason(client, ann, settings, waiting_queue):
    settings.JOBS_PER_USER = 1
    JobFactory(owner=ann, pubmed_id="32887691")
    answer = client.post("/", FIELDS)
    assert answer.status_code == 429
    assert "You have too many unfinished videos." in text(answer)
    assert 'href="/library?status=unfinished">Show the unfinished videos' in text(answer)
    assert "JOBS_PER_USER" not in text(answer)


def test_too_many_requests_are_refused_with_the_time_to_wait(client, ann, monkeypatch, waiting_queue):
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": "1/min"})
    answers = [client.post("/", FIELDS) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert "Retry-After" in answers[1].headers
    assert "You have sent too many requests in a short time." in text(answers[1])
    assert ">90000001</textarea>" in text(answers[1])
    looked_up = client.get("/papers", {"pubmed_id": "sample"})
    assert "too many papers" in text(looked_up)


def test_the_job_belongs_to_the_user(client, ann, waiting_queue):
    client.post("/", FIELDS)
    assert Job.objects.get().owner == ann


def test_a_logo_is_uploaded_with_the_form(client, waiting_queue):
    client.post("/", {**FIELDS, "theme.logo": "", "file": picture()})
    assert re.fullmatch("[0-9a-f]{32}", Job.objects.get().options.theme.logo)


def test_an_uploaded_logo_is_kept_when_another_field_is_invalid(client):
    page = text(client.post("/", {**FIELDS, "speed": "9", "theme.logo": "", "file": picture()}))
    assert re.search('name="theme.logo" value="[0-9a-f]{32}"', page)


def test_an_invalid_logo_is_reported_at_its_field(client):
    answer = client.post("/", {**FIELDS, "file": SimpleUploadedFile("logo.png", b"GIF89a")})
    assert answer.status_code == 400
    assert re.search('id="file-error" class="error">The file cannot be read as a picture', text(answer))


def test_the_form_starts_with_the_default_theme_which_can_be_cleared(client, settings, waiting_queue):
    settings.THEME_ACCENT, settings.THEME_CALL_TO_ACTION = "#123456", "Read on"
    assert 'value="#123456"' in text(client.get("/"))
    client.post("/", {**FIELDS, "theme.accent": "#123456", "theme.call_to_action": ""})
    assert Job.objects.get().options.theme == Theme(accent="#123456")


def radios(page: str) -> dict[str, bool]:
    """The value of each radio button for the voice, and whether it is chosen."""
    found = re.findall(r'<input type="radio" name="voice" value="(\w*)"( checked)?>', page)
    return {value: bool(checked) for value, checked in found}


def test_the_offered_voices_can_be_chosen_and_heard(client, settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "hibari", ["espeak"]
    page = text(client.get("/"))
    assert radios(page) == {"": True, "espeak": False}
    assert re.findall(r'<audio controls preload="none" src="[^"]*/(\w+)[^"/]*" aria-label="([^"]+)"', page) == [
        ("hibari", "Sample: American English, female"),
        ("espeak", "Sample: American English, robotic"),
    ]


def test_a_form_with_an_error_keeps_the_chosen_voice(client, settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "hibari", ["espeak"]
    page = text(client.post("/", {**FIELDS, "speed": "9", "voice": "espeak"}))
    assert radios(page) == {"": False, "espeak": True}


@pytest.mark.parametrize(("model", "there"), [("", False), ("a model", True)])
def test_a_language_model_is_offered_only_where_one_is_configured(client, settings, model, there):
    settings.LLM_MODEL = model
    assert ('name="writer"' in text(client.get("/"))) is there


def test_a_url_can_fill_in_the_field(client):
    assert ">&lt;b&gt;1&quot;</textarea>" in text(client.get("/", {"pubmed_id": '<b>1"'}))


def test_anonymous_users_are_redirected_to_sign_in(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    assert client.get("/").headers["Location"].startswith(reverse("sign-in"))
    assert client.get("/papers", {"pubmed_id": "sample"}, headers={"HX-Request": "true"}).headers["HX-Refresh"]
    assert not Job.objects.exists()


def test_an_expired_session_keeps_the_input_until_the_user_has_signed_in(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ann = UserFactory(username="ann")
    ann.set_password("a long password")
    ann.save()
    answer = client.post("/", {**FIELDS, "formats": "square", "theme.call_to_action": "Ask & read"}, follow=True)
    assert "You are signed out, so nothing was done. Sign in to continue: your input is kept." in text(answer)
    where = re.search('name="next" value="([^"]*)"', text(answer))[1].replace("&amp;", "&")
    answer = client.post(
        "/accounts/sign-in", {"username": "ann", "password": "a long password", "next": where}, follow=True
    )
    page = text(answer)
    assert ">90000001</textarea>" in page
    assert '<input type="checkbox" name="formats" value="square" checked>' in page
    assert 'value="Ask &amp; read"' in page
    assert '<details class="options" open>' in page
    assert KEY not in page
    assert not Job.objects.exists()


def test_another_site_cannot_request_a_video():
    assert Client(enforce_csrf_checks=True).post("/", FIELDS).status_code == 403


def test_the_newest_jobs_are_listed_below_the_form_in_one_query(client, django_assert_num_queries):
    JobFactory.create_batch(6, completed=True)
    newest = JobFactory(processing=True, progress=42)
    the_list, kits, last_request = 1, 1, 1
    with django_assert_num_queries(the_list + kits + last_request):
        page = text(client.get("/"))
    assert page.count('<li id="job-') == 5
    assert f'id="job-{newest.pk}"' in page
    assert "42 %" in page
    assert f"shape=row&amp;job={newest.pk}" in page


# --- the preview while the user types


def test_the_preview_shows_the_paper_and_the_duration_of_its_video(client, ncbi):
    page = text(client.get("/papers", {"pubmed_id": "https://pubmed.ncbi.nlm.nih.gov/90000001/"}))
    assert "A Person" in page
    assert "Journal of Invented Research" in page
    assert re.search(r"about \d:\d\d \(short: \d:\d\d, long: \d:\d\d\)", page)
    assert "allow_retracted" not in page


def test_markup_in_a_title_is_escaped(client, ncbi):
    page = text(client.get("/papers", {"pubmed_id": "90000001"}))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; sound" in page
    assert "<script" not in page


def test_a_retraction_is_prominent_and_must_be_allowed(client, ncbi, waiting_queue):
    page = text(client.get("/papers", {"pubmed_id": "90000003"}))
    assert '<p class="notice loud"><strong>This paper has been retracted.' in page
    button = '<button name="allow_retracted" value="true">Make it anyway, marked as retracted</button>'
    assert button in page
    refused = client.post("/", {**FIELDS, "pubmed_id": "90000003"})
    assert refused.status_code == 400
    assert button in text(refused)
    client.post("/", {**FIELDS, "pubmed_id": "90000003", "allow_retracted": "true"})
    assert Job.objects.get().options.allow_retracted


def test_a_paper_that_was_just_called_impossible_cannot_be_submitted(client, ncbi, waiting_queue):
    client.get("/papers", {"pubmed_id": "12345"})
    answer = client.post("/", {**FIELDS, "pubmed_id": "12345"})
    assert answer.status_code == 400
    assert "no record with <a" in text(answer)
    assert ">12345</textarea>" in text(answer)
    assert not Job.objects.exists()


def test_nobody_who_is_still_typing_is_interrupted_by_an_error(client, ncbi):
    assert text(client.get("/papers", {"pubmed_id": "12345", "typing": "1"})) == ""
    assert "A Person" in text(client.get("/papers", {"pubmed_id": "90000001", "typing": "1"}))


def test_the_title_is_known_from_the_first_second_after_a_preview(client, ncbi, waiting_queue):
    client.get("/papers", {"pubmed_id": "90000003"})
    where = client.post("/", {**FIELDS, "pubmed_id": "90000003", "allow_retracted": "true"}).url
    assert f"<h1>{Job.objects.get().title}</h1>" in text(client.get(where))
    assert Job.objects.get().title != ""


def test_asking_for_the_same_video_again_opens_it_and_says_so(client, ann, waiting_queue):
    for number in range(2):
        answer = client.post("/", {**FIELDS, "key": KEY[:-1] + str(number)}, follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain == [(reverse("job", args=[job.pk]), 302)]
    assert "You have asked for this video before: here it is." in text(answer)
    client.post("/", {**FIELDS, "formats": "square"})
    assert Job.objects.count() == 2


@pytest.mark.parametrize("review", [{}, {"review": "true"}])
def test_asking_for_the_same_formats_again_opens_the_first_of_them(client, ann, waiting_queue, review):
    wanted = {**FIELDS, **review, "formats": ["landscape", "portrait"]}
    job = client.post("/", wanted).url
    for key, formats in (("0", ["landscape", "portrait"]), ("1", ["landscape"])):
        assert client.post("/", {**wanted, "formats": formats, "key": KEY[:-1] + key}).url == job
    assert client.post("/", {**wanted, "formats": ["landscape", "square"]}).url != job


def test_a_job_that_waits_for_its_review_is_opened_again(client, ann, waiting_queue):
    job = reverse("job", args=[JobFactory(in_review=True, owner=ann, pubmed_id="90000001").pk])
    assert client.post("/", {**FIELDS, "review": "true", "key": KEY[:-1] + "0"}).url == job
    assert client.post("/", {**FIELDS, "key": KEY[:-1] + "0"}).url != job


def test_impossible_papers_of_a_list_are_left_out(client, ann, ncbi, waiting_queue):
    client.post("/papers", {"pubmed_id": "12345 90000001"})
    answer = client.post("/", {**FIELDS, "all": "1", "paper": ["12345", "90000001"]}, follow=True)
    assert "PubMed has no record with PMID 12345." in text(answer)
    assert Job.objects.get().pubmed_id == "90000001"


def test_the_titles_of_a_list_are_known_from_the_first_second(client, ann, ncbi, waiting_queue):
    client.post("/papers", {"pubmed_id": "90000001 90000002"})
    answer = client.post("/", {**FIELDS, "all": "1", "paper": ["90000001", "90000009"]}, follow=True)
    seen, unseen = Job.objects.order_by("created_at")
    assert (bool(seen.title), unseen.title) == (True, "")
    assert "Safe &lt;script&gt;alert(1)" in text(answer)


def test_the_preview_links_to_the_video_that_the_user_has_of_the_paper(client, ann, ncbi):
    JobFactory(completed=True, pubmed_id="90000001", owner=UserFactory())
    JobFactory(failed=True, pubmed_id="90000001", owner=ann)
    assert "You have asked" not in text(client.get("/papers", {"pubmed_id": "90000001"}))
    mine = JobFactory(completed=True, pubmed_id="90000001", owner=ann)
    page = text(client.get("/papers", {"pubmed_id": "90000001"}))
    assert f'video of this paper: <a href="{reverse("job", args=[mine.pk])}">completed, just now</a>' in page


def test_a_finished_video_is_opened_again_unless_a_new_one_is_asked_for(client, ann, ncbi, waiting_queue):
    made = JobFactory(completed=True, owner=ann, pubmed_id="90000001", recipe=fingerprint(Options()))
    default_storage.save(artefacts.path(made, "video.mp4"), ContentFile(b"film"))
    assert client.post("/", FIELDS).url == reverse("job", args=[made.pk])
    assert client.post("/", {**FIELDS, "refresh": "true"}).url != reverse("job", args=[made.pk])
    Job.objects.filter(status=Status.QUEUED).delete()
    made.owner = UserFactory()
    made.save()
    assert client.post("/", FIELDS).url != reverse("job", args=[made.pk])


def test_the_preview_shows_why_there_is_no_paper(client, ncbi):
    assert "“hello” is not a paper id" in text(client.get("/papers", {"pubmed_id": "hello"}))
    assert 'no record with <a href="/?pubmed_id=12345">PMID 12345</a>' in text(
        client.get("/papers", {"pubmed_id": "12345"})
    )


def test_an_empty_field_has_no_preview(client, ncbi):
    assert text(client.get("/papers", {"pubmed_id": " "})) == ""


def test_a_list_is_posted_and_has_a_verdict_on_each_line(client, ncbi):
    page = text(client.post("/papers", {"pubmed_id": "90000004\nNCT04123456\n90000003"}))
    assert page.count("<tr>") == 4
    assert re.findall('name="paper" value="([^"]+)"', page) == ["90000004"]
    assert "Make 1 video<" in page
    assert "registration of a trial" in page
    assert "Retracted. Request its video alone" in page


def test_a_line_with_words_of_a_title_offers_papers_with_authors_journal_and_year(client, ncbi):
    page = text(client.post("/papers", {"pubmed_id": "short naps on long shifts\n90000001"}))
    offered = re.search(r"<li>90000004: (.*?)</li>", page)[1]
    assert re.sub("<[^>]+>", "", offered) == "Short naps on long shifts A Person. Journal of Invented Research, 2024"
    assert re.findall('name="paper" value="([^"]+)"', page) == ["90000001"]


def test_a_list_that_ncbi_left_out_asks_again_by_itself_but_not_for_ever(client, ncbi):
    ncbi.always_fail_with(eutils.errors(400))
    waiting = re.compile(r"hx-vals='\{\"round\": (\d+)\}'")
    for sent, following in (("", "1"), ("1", "2"), ("9", "10"), ("x", "1")):
        page = text(client.post("/papers", {"pubmed_id": "90000001 90000004", "round": sent}))
        assert waiting.search(page)[1] == following
    page = text(client.post("/papers", {"pubmed_id": "90000001 90000004", "round": "10"}))
    assert not waiting.search(page)
    assert "NCBI refused the request" in page


# --- a list of papers

ALL = {**FIELDS, "all": "1", "paper": ["90000001", "10.5555/jir.2021.0412", "90000001"]}


def test_the_papers_of_a_list_are_a_batch_with_the_same_options(client, ncbi, waiting_queue):
    answer = client.post("/", {**ALL, "formats": "square"}, follow=True)
    assert "Batch of 2 papers" in text(answer)
    assert answer.redirect_chain == [(f"/batches/{Batch.objects.get().pk}", 302)]
    assert {(job.pubmed_id, job.options.format) for job in Job.objects.all()} == {
        ("90000001", "square"),
        ("10.5555/jir.2021.0412", "square"),
    }
    client.post("/", {**ALL, "formats": "square"})
    assert Job.objects.count() == 2, "the same form again"


def test_a_list_with_one_good_paper_leads_to_its_job(client, waiting_queue):
    answer = client.post("/", {**ALL, "paper": ["90000001"]})
    assert answer.headers["Location"] == reverse("job", args=[Job.objects.get().pk])


def test_a_list_beyond_the_limit_of_unfinished_jobs_is_refused_as_a_whole(client, ann, settings, waiting_queue):
    settings.JOBS_PER_USER = 1
    answer = client.post("/", ALL)
    assert answer.status_code == 422
    assert "These are 2 videos, and a user may have 1 unfinished ones at once" in text(answer)
    settings.JOBS_PER_USER = 2
    JobFactory(owner=ann)
    answer = client.post("/", ALL)
    assert answer.status_code == 429
    assert "You have too many unfinished videos." in text(answer)
    assert Job.objects.count() == 1


def test_a_list_counts_as_one_request(client, ann, monkeypatch, waiting_queue):
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"reads": None, "writes": "1/min"})
    client.post("/", {**ALL, "paper": ["90000001", "90000003", "90000004"]})
    assert Job.objects.count() == 3


def test_a_list_with_an_invalid_option_requests_nothing(client, waiting_queue):
    answer = client.post("/", {**ALL, "speed": "9"})
    assert answer.status_code == 400
    assert re.search(r'id="speed-error" class="error">[^<]*1\.5', text(answer))
    assert not Job.objects.exists()


def test_a_list_that_cannot_be_queued_is_kept_and_says_so(client, unreachable_queue):
    page = text(client.post("/", ALL, follow=True))
    assert "Videos cannot be queued at the moment. Yours are kept" in page
    assert Job.objects.filter(status=Status.PENDING).count() == 2


def test_a_list_or_a_title_is_never_requested_by_the_usual_button(client, ncbi, waiting_queue):
    for pasted, shown in (("90000001 90000004", "Make 2 videos"), ("short naps on shifts", "Which paper do you mean?")):
        answer = client.post("/", {**FIELDS, "pubmed_id": pasted})
        assert answer.status_code == 400
        assert shown in text(answer)
    assert not Job.objects.exists()


# --- error pages


def test_an_unknown_url_has_a_page_with_links(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert 'href="/library"' in text(answer)


def test_the_pages_of_server_errors_render_without_a_request(settings, rf):
    from django.views.defaults import bad_request, server_error

    answers = [server_error(rf.get("/")), bad_request(rf.get("/"), ValueError())]
    assert [answer.status_code for answer in answers] == [500, 400]
    assert all("hiddenhill/style.css" in text(answer) for answer in answers)
    assert "Sign in" not in text(answers[0])


def test_a_form_without_a_csrf_token_has_a_page_that_says_what_to_do():
    assert "reload the page" in text(Client(enforce_csrf_checks=True).post("/", FIELDS))


def test_the_published_version_of_a_preprint_is_offered_and_not_taken(client, settings):
    with FakePreprintServer([posting(published="10.5555/milk.7")]) as server:
        settings.BIORXIV_API_URL = server.origin
        shown = " ".join(text(client.get("/papers", {"pubmed_id": PREPRINT})).split())
    assert '<a href="/?pubmed_id=10.5555/milk.7">Use 10.5555/milk.7 instead</a>' in shown
    assert "It has not been peer reviewed." in shown
    assert f"<small>{PREPRINT} · version 1, 2026-11-03 · CC BY</small>" in shown
    assert "PMID" not in shown
