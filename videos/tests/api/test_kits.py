"""Brand kits through the API, and requests that name one."""

import io

import pytest
from rest_framework.test import APIClient

from videos.models import Batch, Job, Kit
from videos.pipeline.options import Options, Theme
from videos.storage import logos
from videos.tests.api.test_viewsets import picture
from videos.tests.factories import UserFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("waiting_queue")]

LOOK = {"accent": "#7a1f3d", "call_to_action": "Ask your doctor."}
OPTIONS = {"length": "short", "captions": "both", "speed": 1.25, "formats": ["portrait", "square"], "theme": LOOK}
UNKNOWN = "You have no brand kit with this id. GET /api/kits lists yours."


@pytest.fixture
def client() -> APIClient:
    return APIClient()


@pytest.fixture
def accounts(settings):
    settings.API_ALLOW_ANONYMOUS = False


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def create(client, name="Heart", **more):
    return client.post("/api/kits", {"name": name, **more})


def errors(answer) -> list[tuple[str, str]]:
    return [(error["field"], error["detail"]) for error in answer.json()["errors"]]


def generate(client, **more):
    return client.post("/api/videos/generate", {"pubmed_id": "32887691", **more})


# --- create, read, change, delete


def test_a_kit_is_created_read_changed_and_deleted(client):
    made = create(client, options=OPTIONS, default=True)
    kit = made.json()
    assert made.status_code == 201
    assert made["Location"] == f"http://testserver/api/kits/{kit['id']}"
    assert (kit["name"], kit["default"], kit["options"]) == ("Heart", True, OPTIONS | {"voice": None})
    assert client.get(made["Location"]).json() == kit
    assert client.get("/api/kits").json() == [kit]
    changed = client.patch(made["Location"], {"name": "Lung"}).json()
    assert changed == {**kit, "name": "Lung"}
    assert client.patch(made["Location"], {"options": {"length": "long"}}).json()["options"] == {
        "length": "long",
        "voice": None,
    }
    assert client.delete(made["Location"]).status_code == 204
    assert client.get(made["Location"]).status_code == 404


def test_the_default_comes_first_and_is_one(client):
    for name in ("Zoo", "apes", "Bees"):
        create(client, name, default=name != "apes")
    assert [(kit["name"], kit["default"]) for kit in client.get("/api/kits").json()] == [
        *(("Bees", True), ("apes", False), ("Zoo", False))
    ]
    bees = client.get("/api/kits").json()[0]
    client.patch(f"/api/kits/{bees['id']}", {"default": False})
    assert not Kit.objects.filter(is_default=True).exists()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, ("name", "This field is required.")),
        ({"name": " "}, ("name", "This field may not be blank.")),
        ({"name": "x" * 61}, ("name", "Ensure this field has no more than 60 characters.")),
        ({"name": "a", "defualt": True}, ("defualt", 'Unknown field. Did you mean "default"?')),
        ({"name": "a", "options": {"speed": 9}}, ("options.speed", "Ensure this value is less than or equal to 1.5.")),
        ({"name": "a", "options": {"formats": ["square", "square"]}}, ("options.formats", "Name each format once.")),
        ({"name": "a", "options": {"text": "abstract"}}, ("options.text", "Unknown field.")),
        (
            {"name": "a", "options": {"theme": {"logo": "f" * 32}}},
            ("options.theme.logo", "No such logo. Upload it to /api/logos, and send the id from the answer."),
        ),
        (
            {"name": "a", "options": {"voice": "piper"}},
            ("options.voice", "This service does not offer the voice piper. Choose one of: espeak."),
        ),
    ],
)
def test_what_a_request_refuses_a_kit_refuses(client, settings, sent, error):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES, settings.SPEECH_BASE_URL = "espeak", [], ""
    answer = client.post("/api/kits", sent)
    assert (answer.status_code, errors(answer)) == (400, [error])
    assert not Kit.objects.exists()


def test_a_name_is_used_once_by_each_owner_in_capital_and_small_letters(client, accounts):
    ann = signed_in(UserFactory())
    create(ann, "Heart")
    answer = create(ann, "HEART")
    assert (answer.status_code, answer.json()["code"]) == (409, "kit_name_taken")
    assert answer.json()["detail"] == "You already have a brand kit “HEART”. Choose another name."
    other = create(ann, "Lung").json()
    assert ann.patch(f"/api/kits/{other['id']}", {"name": "heart"}).status_code == 409
    assert ann.patch(f"/api/kits/{other['id']}", {"name": "LUNG"}).json()["name"] == "LUNG"
    assert create(signed_in(UserFactory()), "Heart").status_code == 201


def test_an_owner_may_have_twenty(client):
    for number in range(20):
        assert create(client, f"kit {number}").status_code == 201
    answer = create(client, "one more")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "too_many_kits")
    assert problem["detail"] == "You have 20 brand kits, the maximum. Delete one first."
    kit = Kit.objects.first()
    assert client.patch(f"/api/kits/{kit.pk}", {"name": "changed"}).status_code == 200


def test_a_kit_of_another_user_looks_like_one_that_does_not_exist(accounts):
    kit = create(signed_in(UserFactory()), options=OPTIONS).json()["id"]
    nothing = "00000000-0000-4000-8000-000000000000"
    for client in (signed_in(UserFactory()), signed_in(staff_with("view_job", "change_job", "delete_job"))):
        assert client.get("/api/kits").json() == []
        for method, body in (("get", None), ("patch", {"name": "mine"}), ("delete", None)):
            theirs, nobody_s = (getattr(client, method)(f"/api/kits/{id_}", body) for id_ in (kit, nothing))
            assert theirs.status_code == nobody_s.status_code == 404
        theirs, nobody_s = generate(client, kit=kit), generate(client, kit=nothing)
        assert errors(theirs) == errors(nobody_s) == [("kit", UNKNOWN)]
        batch = client.post("/api/batches", {"ids": ["sample"], "kit": kit})
        assert (batch.status_code, errors(batch)) == (400, [("kit", UNKNOWN)])
    assert not Job.objects.exists()


def test_the_kits_of_a_single_user_belong_to_nobody(client, settings):
    kit = Kit.objects.get(pk=create(client).json()["id"])
    assert kit.owner is None
    settings.API_ALLOW_ANONYMOUS = False
    assert signed_in(UserFactory()).get("/api/kits").json() == []
    assert client.get("/api/kits").status_code == 401


# --- requests


@pytest.fixture
def kit(client) -> str:
    logo = logos.store(io.BytesIO(picture().read()))
    return create(client, options={**OPTIONS, "theme": {**LOOK, "logo": logo}}).json()["id"]


def test_a_request_takes_what_it_does_not_set_from_the_kit(client, kit, settings):
    settings.THEME_CALL_TO_ACTION = "The service's own."
    answer = generate(client, kit=kit, speed=0.9, theme={"accent": "#005f5f"})
    assert answer.status_code == 201
    first, second = (job.options for job in Job.objects.order_by("created_at", "options__format"))
    assert {first.format, second.format} == {"portrait", "square"}
    assert (first.length, first.captions, first.speed, first.voice) == ("short", "both", 0.9, None)
    assert (first.theme.accent, first.theme.call_to_action) == ("#005f5f", "Ask your doctor.")
    assert logos.exists(first.theme.logo)


@pytest.mark.parametrize(
    ("sent", "formats"),
    [({"format": "landscape"}, ["landscape"]), ({"formats": ["square"]}, ["square"]), ({}, ["portrait", "square"])],
)
def test_the_formats_of_a_request_replace_those_of_the_kit(client, kit, sent, formats):
    generate(client, kit=kit, **sent)
    assert sorted(job.options.format for job in Job.objects.all()) == formats


def test_a_value_of_the_request_wins_also_if_it_is_the_default_of_the_service(client, kit):
    generate(
        client,
        kit=kit,
        format="landscape",
        length="standard",
        captions="soft",
        speed=1,
        theme=dict.fromkeys(("accent", "logo", "call_to_action"), ""),
    )
    assert Job.objects.get().options == Options(theme=Theme())


def test_a_form_takes_what_it_does_not_set_from_the_kit(client, kit):
    sent = {"pubmed_id": "32887691", "kit": kit, "length": "long", "formats": "square", "theme.accent": "#005f5f"}
    assert client.post("/api/videos/generate", sent, format="multipart").status_code == 201
    options = Job.objects.get().options
    assert (options.format, options.length, options.captions) == ("square", "long", "both")
    assert (options.theme.accent, options.theme.call_to_action) == ("#005f5f", "Ask your doctor.")


def test_a_batch_takes_what_it_does_not_set_from_the_kit(client, kit):
    answer = client.post("/api/batches", {"ids": ["90000001", "90000002"], "kit": kit, "length": "long"})
    assert (answer.status_code, answer.json()["formats"]) == (201, ["portrait", "square"])
    batch = Batch.objects.get()
    assert (batch.options.length, batch.options.captions, batch.options.theme.accent) == ("long", "both", "#7a1f3d")
    assert batch.jobs.count() == 4


def test_a_request_with_a_kit_is_the_request_with_its_options(client, kit):
    """So that an idempotency key, and reuse, do not depend on how the options were said."""
    key = {"Idempotency-Key": "k1"}
    options = Kit.objects.get().options
    first = client.post("/api/videos/generate", {"pubmed_id": "32887691", "kit": kit}, headers=key)
    same = client.post("/api/videos/generate", {"pubmed_id": "32887691", **options}, headers=key)
    assert (first.status_code, same.status_code) == (201, 200)
    assert same.json()["job_id"] == first.json()["job_id"]


def test_a_request_without_a_kit_has_the_digest_that_it_always_had(client):
    client.post("/api/videos/generate", {"pubmed_id": "32887691"}, headers={"Idempotency-Key": "k1"})
    digest = "c9cfd92282cda3337a0fe498a56e56706a3b17be6828d91f2fdb845907c94451"
    assert Job.objects.get().request_digest == digest


@pytest.mark.parametrize("kit", ["no id", "1", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_an_unknown_kit_is_refused(client, kit):
    answer = generate(client, kit=kit)
    assert (answer.status_code, errors(answer)[0]) == (400, ("kit", UNKNOWN))
    assert not Job.objects.exists()


def test_a_blank_kit_is_none(client):
    assert generate(client, kit="").status_code == 201


def test_a_kit_whose_voice_is_no_longer_offered_is_refused_with_the_reason(client, settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "espeak", ["piper"]
    kit = create(client, options={"voice": "piper"}).json()["id"]
    settings.SPEECH_VOICES = []
    answer = generate(client, kit=kit)
    assert errors(answer) == [
        (
            "kit",
            "The brand kit “Heart” cannot be used as it is. voice: This service does not offer the voice piper. "
            "Choose one of: espeak.",
        )
    ]


def test_deleting_a_kit_changes_no_job(client, kit):
    generate(client, kit=kit)
    before = list(Job.objects.values_list("pk", "options", "status"))
    client.delete(f"/api/kits/{kit}")
    assert list(Job.objects.values_list("pk", "options", "status")) == before


def test_kits_can_be_looked_at_and_made_in_a_browser(client):
    kit = create(client, options=OPTIONS).json()["id"]
    for path in ("/api/kits", f"/api/kits/{kit}"):
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, "Heart" in page.text) == (200, True)
    made = client.post("/api/kits", {"name": "Lung", "options.theme.accent": "#005f5f"}, format="multipart")
    assert (made.status_code, made.json()["options"]["theme"]) == (201, {"accent": "#005f5f"})
