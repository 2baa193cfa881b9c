"""What a link leads to: other sites, counted views, and what nobody may see."""

import io
import re

import pytest
from django.conf import settings as project_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from videos.jobs import retention, sharing
from videos.models import DailyViews, Job, Project, Visibility
from videos.tests.factories import JobFactory, UserFactory
from videos.tests.sharing import BROWSER, addresses, finished, new_project, opened, shared_project, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def several_users(settings):
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def project() -> Project:
    return shared_project()


# --- Other sites


def test_oembed_finds_the_player_of_a_page(project):
    page = text(f"/v/{project.slug}")
    link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)[1]
    embed = f"http://testserver/embed/{project.slug}"
    assert opened(link).json() == {
        "version": "1.0",
        "type": "video",
        "title": "An invented paper",
        "provider_name": "Hidden Hill",
        "provider_url": "http://testserver/",
        "width": 640,
        "height": 360,
        "html": f'<iframe src="{embed}" title="An invented paper" width="640" height="360" allow="fullscreen" '
        'allowfullscreen loading="lazy"></iframe>',
        "thumbnail_url": f"http://testserver/v/{project.slug}/files/landscape/poster.jpg",
        "thumbnail_width": 1280,
        "thumbnail_height": 720,
        "cache_age": 300,
    }


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("maxwidth=320", (320, 180)),
        ("maxheight=90", (160, 90)),
        ("maxwidth=100&maxheight=90", (100, 56)),
        ("maxwidth=99999", (1920, 1080)),
        ("maxwidth=x&maxheight=-1", (640, 360)),
        ("maxwidth=1", (1, 1)),
    ],
)
def test_oembed_fits_the_size_that_is_asked_for(project, asked, size):
    answer = opened(f"/oembed?url=http://testserver/v/{project.slug}&{asked}").json()
    assert (answer["width"], answer["height"]) == size


@pytest.mark.parametrize(
    "address",
    ["", "x", "http://[", "http://testserver/library", "http://elsewhere.example/v/{slug}", "http://testserver/v/none"],
)
def test_oembed_knows_shared_pages_of_this_instance_only(project, address):
    assert opened(f"/oembed?url={address.format(slug=project.slug)}").status_code == 404


def test_oembed_has_one_format(project):
    assert opened(f"/oembed?url=http://testserver/v/{project.slug}&format=xml").status_code == 501


@pytest.mark.parametrize(
    ("allowed", "policy"),
    [
        (["*"], "frame-ancestors *"),
        (["https://journal.example.org"], "frame-ancestors https://journal.example.org"),
        ([], "frame-ancestors 'none'"),
    ],
)
def test_only_the_player_may_be_shown_in_a_frame_and_only_by_the_sites_of_the_setting(
    project, settings, allowed, policy
):
    settings.EMBED_ALLOWED_ORIGINS = allowed
    framed, page = opened(f"/embed/{project.slug}"), opened(f"/v/{project.slug}")
    assert policy in framed["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_a_qr_code_is_a_picture_for_a_poster(project):
    vector, pixels = opened(f"/v/{project.slug}/qr.svg"), opened(f"/v/{project.slug}/qr.png")
    assert (vector["Content-Type"], vector.content[:5]) == ("image/svg+xml", b"<?xml")
    with Image.open(io.BytesIO(pixels.content)) as picture:
        assert picture.size[0] == picture.size[1] > 1200
        assert picture.convert("L").getpixel((0, 0)) == 255  # a white margin, on dark ground too


# --- Views


def views(project: Project) -> int:
    return sum(DailyViews.objects.filter(project=project).values_list("number", flat=True))


def test_people_who_open_the_page_or_the_player_are_counted_without_a_cookie(project):
    for address in (f"/v/{project.slug}", f"/embed/{project.slug}"):
        answer = opened(address)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    assert views(project) == 2


def test_nothing_else_is_counted(project):
    for address in addresses(project.slug):
        Client().head(address, headers={"User-Agent": BROWSER})
        opened(address, User_Agent="Twitterbot/1.0")
        opened(address, Range="bytes=0-1")
        opened(address, Referer=f"http://testserver/v/{project.slug}")
    for address in addresses(project.slug)[2:]:
        opened(address)
    assert views(project) == 0


def test_opening_the_page_writes_one_row(project):
    opened(f"/v/{project.slug}")
    with CaptureQueriesContext(connection) as queries:
        opened(f"/v/{project.slug}")
    words = [query["sql"].split()[0] for query in queries]
    assert (words.count("UPDATE"), words.count("INSERT"), len(words)) == (1, 0, 4)


# --- What is never shown


def unfinished(trait: str) -> Project:
    project = new_project()
    JobFactory(**{trait: True}, project=project, owner=project.owner, storyboard_version=int(trait == "in_review"))
    return sharing.share(project.pk, Visibility.PUBLIC)


def test_a_project_that_its_owner_did_not_share_is_nowhere(project):
    other = Project.objects.create(owner=UserFactory(), pubmed_id="90000002")
    job = finished(other)
    for guessed in (other.pk, job.pk, other.pubmed_id, "None", "", project.slug.swapcase(), project.slug[:-1]):
        for address in addresses(guessed):
            assert opened(address).status_code == 404, address


@pytest.mark.parametrize("trait", ["processing", "in_review", "failed"])
def test_what_is_not_finished_is_nowhere(trait):
    project = unfinished(trait)
    for address in addresses(project.slug):
        assert opened(address).status_code == 404, address


def test_a_withdrawn_link_and_a_deleted_video_are_gone_at_once(project):
    first = project.slug
    assert {opened(address).status_code for address in addresses(first)} == {200}
    project = sharing.share(project.pk, Visibility.LINK, new_link=True)
    assert {opened(address).status_code for address in addresses(first)} == {404}
    assert {opened(address).status_code for address in addresses(project.slug)} == {200}
    retention.delete(project.jobs.get().pk)
    assert {opened(address).status_code for address in addresses(project.slug)} == {404}


def test_a_page_that_staff_have_taken_down_is_gone_at_once_and_its_owner_reads_why(project):
    sharing.take_down(project.pk, "The figure is not yours.")
    assert {opened(address).status_code for address in addresses(project.slug)} == {404}
    client = Client()
    client.force_login(project.owner)
    job = project.jobs.get()
    assert (
        "taken the page of these videos down: The figure is not yours."
        in client.get(f"/jobs/{job.pk}").content.decode()
    )
    client.post(f"/jobs/{job.pk}/share", {"visibility": "public"})
    assert {opened(address).status_code for address in addresses(project.slug)} == {404}
    assert sharing.restore(project.pk)
    assert {opened(address).status_code for address in addresses(project.slug)} == {200}


def test_an_unknown_link_looks_like_a_withdrawn_one(project):
    sharing.share(project.pk, Visibility.PRIVATE)
    assert opened(f"/v/{project.slug}").content == opened("/v/neverexisted").content


def test_nobody_reads_who_the_owner_is_or_an_id_of_the_job(project):
    job = project.jobs.get()
    for address in addresses(project.slug):
        answer = opened(address)
        body = b"".join(answer) if answer.streaming else answer.content
        shown = (body + str(answer.headers).encode()).lower()
        for secret in ("winifred", "grieve", "hospital.example", str(job.pk), str(project.pk)):
            assert secret.encode() not in shown, (address, secret)


def test_a_page_whose_storyboard_is_lost_still_has_its_player(project):
    Job.objects.update(folder="videos/lost/folder")
    page = text(f"/v/{project.slug}")
    assert "The transcript is unavailable" in page
    assert "<video" in page


def test_the_page_is_light(project):
    page = len(opened(f"/v/{project.slug}").content)
    folders = (
        project_settings.BASE_DIR / "hiddenhill/static/hiddenhill",
        project_settings.BASE_DIR / "videos/static/videos",
    )
    names = ("style.css", "icon.svg", "player.css", "player.js", "shared.css", "shared.js")
    files = sum((folder / name).stat().st_size for folder in folders for name in names if (folder / name).exists())
    assert page + files < 45_000  # and 75 kB are left for the poster
