"""The pages of brand kits, and what the forms of the studio and of batches start with."""

import io
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from PIL import Image

from videos.models import Batch, Job, Kit
from videos.pages import contrast
from videos.pipeline.options import Captions, Format, Length, Options, Text, Theme
from videos.storage import logos
from videos.tests.factories import JobFactory, UserFactory, staff_with
from videos.tests.pages.test_studio import FIELDS, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_in_memory", "waiting_queue")]

KIT = {
    "name": "Heart",
    "options.length": "short",
    "options.captions": "both",
    "options.voice": "",
    "options.speed": "1.25",
    "options.formats": ["portrait", "square"],
    "options.theme.accent": "#7A1F3D",
    "options.theme.call_to_action": "Ask your doctor.",
    "options.theme.logo": "",
}
LOOK = {"accent": "#7a1f3d", "call_to_action": "Ask your doctor.", "logo": ""}
OPTIONS = {
    **{"length": "short", "captions": "both", "voice": None, "speed": 1.25},
    **{"formats": ["portrait", "square"], "theme": LOOK},
}


@pytest.fixture
def ann(client, settings):
    settings.API_ALLOW_ANONYMOUS = False
    ann = UserFactory(username="ann")
    client.force_login(ann)
    return ann


def fields(page: str) -> dict[str, list[str]]:
    """The values that a browser would send of the only card that is a form."""
    (form,) = html.document_fromstring(page).xpath("//form[contains(@class, 'card')]")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append("" if value == "on" else value)  # lxml's word for an empty value
    return found


def test_a_kit_is_created_and_shown_in_the_list(client):
    assert "New brand kit" in client.get("/kits").text
    answer = client.post("/kits/new", {**KIT, "default": "true"}, follow=True)
    assert "The brand kit “Heart” is saved." in answer.text
    assert "Ask your doctor." in answer.text
    assert "#7a1f3d" in answer.text
    kit = Kit.objects.get()
    assert (kit.name, kit.is_default, kit.options, kit.owner) == ("Heart", True, OPTIONS, None)


def test_the_form_of_a_kit_holds_what_was_saved_and_changes_it(client):
    kit = Kit.objects.create(name="Heart", is_default=True, options=OPTIONS)
    sent = fields(client.get(f"/kits/{kit.pk}").text)
    assert sent["options.formats"] == ["portrait", "square"]
    assert {name: value for name, (value, *_) in sent.items() if name in KIT and name != "options.formats"} == {
        **{name: value for name, value in KIT.items() if name != "options.formats"},
        "options.theme.accent": "#7a1f3d",
    }
    client.post(f"/kits/{kit.pk}", {**KIT, "name": "Lung", "options.speed": "0.9"})
    kit.refresh_from_db()
    assert (kit.name, kit.is_default, kit.options["speed"]) == ("Lung", False, 0.9)


def test_the_first_kit_is_proposed_as_the_default_and_the_next_are_not(client):
    assert fields(client.get("/kits/new").text)["default"] == ["true"]
    Kit.objects.create(name="Heart")
    assert "default" not in fields(client.get("/kits/new").text)


def test_a_new_kit_starts_with_what_the_service_sets(client, settings):
    settings.THEME_ACCENT = "#005f5f"
    sent = fields(client.get("/kits/new").text)
    assert (sent["options.theme.accent"], sent["options.length"], sent["options.formats"]) == (
        *(["#005f5f"], ["standard"], ["landscape"]),
    )


def test_what_is_wrong_is_shown_at_its_field_and_the_input_is_kept(client):
    sent = {**KIT, "name": "", "options.speed": "9", "options.theme.accent": "teal"}
    answer = client.post("/kits/new", {**sent, "options.theme.call_to_action": "x" * 91})
    assert answer.status_code == 400
    page = html.document_fromstring(answer.text)
    assert "This field may not be blank" in page.get_element_by_id("name-error").text
    assert "1.5" in page.get_element_by_id("options.speed-error").text
    assert "hexadecimal" in page.get_element_by_id("accent-error").text
    assert "90 characters" in page.get_element_by_id("options.theme.call_to_action-error").text
    assert page.get_element_by_id("options.theme.call_to_action").get("maxlength") == "90"
    assert fields(answer.text)["options.formats"] == ["portrait", "square"]
    assert not Kit.objects.exists()


def test_a_name_that_is_taken_is_refused_and_the_input_kept(client):
    Kit.objects.create(name="Heart")
    answer = client.post("/kits/new", {**KIT, "name": "heart"})
    assert answer.status_code == 409
    assert "You already have a brand kit “heart”. Choose another name. Your input is kept." in answer.text
    assert fields(answer.text)["options.theme.accent"] == ["#7a1f3d"]


def test_after_the_twentieth_the_list_offers_no_new_one(client):
    for number in range(20):
        Kit.objects.create(name=f"kit {number}")
    assert "You have 20 brand kits, the maximum." in client.get("/kits").text
    answer = client.post("/kits/new", KIT)
    assert (answer.status_code, Kit.objects.count()) == (409, 20)


# --- the logo


def test_a_logo_is_stored_with_the_form_shown_and_removed(client):
    client.post("/kits/new", {**KIT, "file": picture()})
    kit = Kit.objects.get()
    digest = kit.options["theme"]["logo"]
    page = client.get(f"/kits/{kit.pk}").text
    (shown,) = re.findall(r'<img src="(/kits/logos/[0-9a-f]{32}\.png)"', page)
    answer = client.get(shown)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "private, no-cache")
    assert Image.open(io.BytesIO(answer.content)).size == (64, 64)
    assert client.get(shown, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    client.post(f"/kits/{kit.pk}", {**KIT, "options.theme.logo": digest})
    kit.refresh_from_db()
    assert kit.options["theme"]["logo"] == digest
    client.post(f"/kits/{kit.pk}", {**KIT, "options.theme.logo": digest, "no_logo": "1"})
    kit.refresh_from_db()
    assert kit.options["theme"]["logo"] == ""


def test_a_logo_is_stored_as_soon_as_it_is_chosen(client):
    answer = client.post("/kits/logo", {"file": picture(), "options.theme.logo": ""}, headers={"HX-Request": "true"})
    (digest,) = re.findall(r'name="options.theme.logo" value="([0-9a-f]{32})"', answer.text)
    assert logos.exists(digest)
    refused = client.post("/kits/logo", {"file": SimpleUploadedFile("a.png", b"x"), "options.theme.logo": digest})
    assert (refused.status_code, "cannot be read as a picture" in refused.text) == (200, True)
    assert f'value="{digest}"' in refused.text


def test_a_file_that_is_no_logo_saves_nothing(client):
    answer = client.post("/kits/new", {**KIT, "file": SimpleUploadedFile("a.png", b"no picture")})
    assert (answer.status_code, Kit.objects.exists()) == (400, False)
    assert "cannot be read as a picture" in html.document_fromstring(answer.text).get_element_by_id("file-error").text


@pytest.mark.parametrize("digest", ["0" * 32, "x", "0" * 31])
def test_there_is_no_logo_with_another_id(client, digest):
    assert client.get(f"/kits/logos/{digest}.png").status_code == 404


# --- the colour


@pytest.mark.parametrize(
    ("colour", "light", "dark"),
    [
        ("#000000", "18.4 to 1, very easy to read", "1.4 to 1, hard to read, so it is drawn lighter, as #"),
        ("#ffffff", "1.1 to 1, hard to read, so it is drawn darker, as #", "15.3 to 1, very easy to read"),
        ("#0B6E6E", "5.3 to 1, easy to read", "2.5 to 1, hard to read, so it is drawn lighter, as #"),
    ],
)
def test_the_contrast_of_a_colour_is_given_in_numbers_and_in_words(client, colour, light, dark):
    found = [f"{each.ratio:.1f} to 1, {each.words}" for each in contrast.on_slides(colour)]
    assert [text[: len(expected)] for text, expected in zip(found, (light, dark), strict=True)] == [light, dark]
    page = client.get("/kits/colour", {"options.theme.accent": colour}).text
    assert all(f"{each.ratio:.1f} to 1" in page and each.words in page for each in contrast.on_slides(colour))


@pytest.mark.parametrize("text", ["", "teal", "#12", '#0b6e6e"/><script>'])
def test_what_is_no_colour_has_no_contrast(client, text):
    assert client.get("/kits/colour", {"options.theme.accent": text}).text.strip() == ""


# --- the default, deletion, other users


def test_another_kit_becomes_the_default(client):
    first, second = (Kit.objects.create(name=name, is_default=name == "Heart") for name in ("Heart", "Lung"))
    answer = client.post(f"/kits/{second.pk}/default", follow=True)
    assert "The studio starts with “Lung” from now on." in answer.text
    assert list(Kit.objects.filter(is_default=True)) == [second]
    assert client.get(f"/kits/{first.pk}/default")["Location"] == f"/kits/{first.pk}"


def test_a_kit_is_deleted_after_a_confirmation(client):
    kit = Kit.objects.create(name="Heart")
    assert "Videos that were requested with it stay as they are." in client.get(f"/kits/{kit.pk}/delete").text
    assert "is deleted" in client.post(f"/kits/{kit.pk}/delete", follow=True).text
    assert not Kit.objects.exists()


@pytest.mark.parametrize("path", ["", "/default", "/delete"])
def test_a_kit_of_another_user_is_not_found(client, ann, path):
    theirs = Kit.objects.create(owner=UserFactory(), name="Theirs", options=OPTIONS)
    staff = Client()
    staff.force_login(staff_with("view_job", "change_job", "delete_job"))
    for user in (client, staff):
        for kit in (theirs.pk, uuid4()):
            assert user.get(f"/kits/{kit}{path}").status_code == 404
            assert user.post(f"/kits/{kit}{path}", KIT).status_code == 404
        assert "Theirs" not in user.get("/kits").text
        assert "Theirs" not in user.get(f"/?kit={theirs.pk}").text
    theirs.refresh_from_db()
    assert theirs.options == OPTIONS


# --- what the studio starts with


def test_the_studio_starts_with_the_default_kit(client, ann):
    Kit.objects.create(owner=ann, name="Lung")
    kit = Kit.objects.create(owner=ann, name="Heart", is_default=True, options=OPTIONS)
    JobFactory(owner=ann, options=Options(length=Length.LONG))
    sent = fields(client.get("/").text)
    assert (sent["kit"], sent["length"], sent["formats"]) == ([str(kit.pk)], ["short"], ["portrait", "square"])
    assert (sent["theme.accent"], sent["theme.call_to_action"]) == (["#7a1f3d"], ["Ask your doctor."])
    client.post("/", {**sent, "pubmed_id": "32887691"})
    made = Job.objects.filter(pubmed_id="32887691")
    assert [(job.options.format, job.further_formats, job.options.theme.accent) for job in made] == [
        ("portrait", ["square"], "#7a1f3d")
    ]


def test_another_kit_or_none_can_be_chosen(client):
    Kit.objects.create(name="Heart", is_default=True, options=OPTIONS)
    other = Kit.objects.create(name="Lung", options={"length": "long"})
    sent = fields(client.get(f"/?kit={other.pk}").text)
    assert (sent["kit"], sent["length"], sent["speed"], sent["theme.accent"]) == (
        *([str(other.pk)], ["long"], ["1.0"], [""]),
    )
    sent = fields(client.get("/?kit=").text)
    assert (sent["kit"], sent["length"], sent["formats"]) == ([""], ["standard"], ["landscape"])


def test_a_kit_is_used_without_javascript_and_the_paper_stays(client):
    kit = Kit.objects.create(name="Heart", options=OPTIONS)
    answer = client.post("/", {**FIELDS, "pubmed_id": "90000001", "kit": str(kit.pk), "use_kit": "1"})
    sent = fields(answer.text)
    assert (sent["pubmed_id"], sent["kit"], sent["length"]) == (["90000001"], [str(kit.pk)], ["short"])
    assert not Job.objects.exists()


def test_what_the_form_says_wins_over_the_kit_that_filled_it_in(client):
    kit = Kit.objects.create(name="Heart", options=OPTIONS)
    client.post("/", {**FIELDS, "kit": str(kit.pk), "theme.accent": "", "theme.call_to_action": ""})
    assert Job.objects.get().options == Options()


def test_the_kit_stays_chosen_beside_an_error(client):
    kit = Kit.objects.create(name="Heart", options=OPTIONS)
    sent = fields(client.post("/", {**FIELDS, "kit": str(kit.pk), "speed": "9"}).text)
    assert (sent["kit"], sent["length"]) == ([str(kit.pk)], ["standard"])


def test_a_link_that_names_options_is_not_changed_by_the_default_kit(client):
    Kit.objects.create(name="Heart", is_default=True, options=OPTIONS)
    sent = fields(client.get("/?pubmed_id=sample&length=long").text)
    assert (sent["kit"], sent["length"], sent["formats"]) == ([""], ["long"], ["landscape"])


def test_a_voice_that_is_no_longer_offered_gives_way_to_the_default(client, settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "espeak", []
    Kit.objects.create(name="Heart", is_default=True, options={"voice": "piper"})
    assert fields(client.get("/").text)["voice"] == [""]


def test_without_a_default_kit_the_studio_starts_with_the_options_of_the_last_request(client, ann):
    last = Options(
        *(Format.SQUARE, Length.LONG, Captions.LIT),
        speed=0.9,
        text=Text.PLAIN,
        allow_retracted=True,
        constant_frame_rate=True,
        full_text=False,
        theme=Theme("#7a1f3d", "", "Ask."),
    )
    group = uuid4()
    JobFactory(owner=ann, options=last, group=group)
    JobFactory(
        owner=ann,
        options=Options(
            format=Format.PORTRAIT, **{name: getattr(last, name) for name in last.__slots__ if name != "format"}
        ),
        group=group,
    )
    JobFactory(owner=UserFactory())
    Kit.objects.create(owner=ann, name="Heart", options=OPTIONS)
    page = client.get("/").text
    sent = fields(page)
    assert "These are the options of your last video." in page
    kept = ("kit", "length", "captions", "speed", "constant_frame_rate", "full_text", "formats", "theme.accent")
    assert [sent[name] for name in kept] == [
        *([""], ["long"], ["lit"], ["0.9"], ["true"], ["false"], ["portrait", "square"], ["#7a1f3d"]),
    ]
    assert not {"text", "allow_retracted"} & sent.keys()
    assert sent["review"] == ["true"]
    client.post("/", {**sent, "pubmed_id": "32887691"})
    assert Job.objects.filter(pubmed_id="32887691").first().options.captions == "lit"
    assert fields(client.get("/?kit=").text)["captions"] == ["soft"]


def test_the_options_of_the_last_request_are_not_mentioned_if_they_are_the_usual_ones(client):
    JobFactory(options=Options())
    assert "These are the options" not in client.get("/").text


def test_the_forms_need_few_queries(client, ann, django_assert_max_num_queries):
    JobFactory(owner=ann, options=Options(length=Length.LONG), group=uuid4())
    for number in range(5):
        Kit.objects.create(owner=ann, name=f"kit {number}")
    session_and_user, the_list = 2, 1
    with django_assert_max_num_queries(session_and_user + the_list + 3):
        client.get("/")
    with django_assert_max_num_queries(session_and_user + 1):
        client.get("/kits")


# --- batches


def test_a_batch_is_requested_with_a_kit(client):
    kit = Kit.objects.create(name="Heart", is_default=True, options=OPTIONS)
    sent = fields(client.get("/batches/new").text)
    assert (sent["kit"], sent["length"], sent["formats"]) == ([str(kit.pk)], ["short"], ["portrait", "square"])
    client.post("/batches/new", {**sent, "papers": "90000001\n90000002", "length": "long"})
    batch = Batch.objects.get()
    assert (batch.options.length, batch.options.captions, batch.options.theme.accent) == ("long", "both", "#7a1f3d")
    assert batch.jobs.count() == 4


def test_a_batch_without_a_chosen_format_is_landscape_also_with_a_kit(client):
    kit = Kit.objects.create(name="Heart", options=OPTIONS)
    client.post("/batches/new", {"papers": "90000001", "kit": str(kit.pk)})
    assert [job.options.format for job in Job.objects.all()] == ["landscape"]


def test_a_kit_is_used_for_a_batch_without_javascript_and_the_papers_stay(client):
    kit = Kit.objects.create(name="Heart", options=OPTIONS)
    sent = fields(client.post("/batches/new", {"papers": "90000001", "kit": str(kit.pk), "use_kit": "1"}).text)
    assert (sent["papers"], sent["length"]) == (["90000001"], ["short"])


def test_a_kit_that_cannot_be_used_is_refused_with_the_reason(client, settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "espeak", []
    kit = Kit.objects.create(name="Heart", options={"voice": "piper"})
    answer = client.post("/batches/new", {"papers": "90000001", "kit": str(kit.pk)})
    assert (answer.status_code, Batch.objects.exists()) == (400, False)
    assert "The brand kit “Heart” cannot be used as it is." in answer.text
