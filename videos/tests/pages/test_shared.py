"""The page of a shared project, its player for other sites, oEmbed and QR codes: what they show, and never show."""

import io
import json
import re

import pytest
from django.conf import settings as project_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from videos.jobs import retention, sharing
from videos.models import DailyViews, Job, Project, Visibility
from videos.pipeline.options import Format
from videos.tests.factories import PAPER, JobFactory, UserFactory
from videos.tests.sharing import finished, new_project, shared_project

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
RETRACTED = {"kind": "retracted", "text": "This paper has been retracted.", "pmid": "90000009"}
PREPRINT = {"kind": "preprint", "text": "This is a preprint that was not reviewed by experts.", "pmid": ""}


@pytest.fixture(autouse=True)
def several_users(settings):
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def project() -> Project:
    return shared_project()


def opened(address: str, **headers: str):
    return Client().get(address, headers={"User-Agent": BROWSER} | headers)


def text(address: str) -> str:
    answer = opened(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def structured(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def addresses(slug: object) -> list[str]:
    """Everything that a link leads to."""
    oembed = f"/oembed?url=http://testserver/v/{slug}"
    files = [f"/v/{slug}/files/landscape/{name}" for name in ("video.mp4", "storyboard.json", "poster.jpg")]
    return [f"/v/{slug}", f"/embed/{slug}", f"/v/{slug}/qr.svg", f"/v/{slug}/qr.png", oembed, *files]


# --- What is shown


def test_the_page_shows_player_transcript_sources_citation_and_the_paper(project):
    page = text(f"/v/{project.slug}")
    files = f"http://testserver/v/{project.slug}/files/landscape"
    assert f'src="{files}/video.mp4"' in page
    assert f'<track kind="captions" srclang="en" label="English" src="{files}/captions.vtt"' in page
    assert "Tea helped 12 people." in page
    assert "Tea helped 12<s> of 40</s> people." in page
    assert "Person A. An invented paper." in page
    assert '<a class="button" href="https://doi.org/10.5555/invented.1">Read the paper</a>' in page
    assert f'href="{files}/video.mp4" download="hidden-hill-' in page
    assert f'<img class="abstract" src="{files}/visual-abstract.png"' in page


def test_a_doi_with_signs_that_urls_reserve_leads_to_its_paper(project):
    Job.objects.update(paper=PAPER | {"doi": "10.5555/(sici)1097<1::aid#2>3"})
    assert 'href="https://doi.org/10.5555/%28sici%291097%3C1%3A%3Aaid%232%3E3">Read' in text(f"/v/{project.slug}")


def test_formats_are_tabs_and_links_to_a_second_stay_in_theirs(project):
    finished(project, Format.PORTRAIT)
    page = text(f"/v/{project.slug}?format=portrait")
    here = f"http://testserver/v/{project.slug}"
    assert f'<a href="{here}">Landscape</a>' in page
    assert f'<a href="{here}?format=portrait" aria-current="page">Portrait</a>' in page
    assert 'href="?format=portrait&amp;t=4.500#player"' in page
    assert f'src="{here}/files/portrait/video.mp4"' in page
    assert 'aria-current="page">Landscape' in text(f"/v/{project.slug}?format=round")


def test_a_link_to_a_second_starts_there_without_javascript(project):
    assert "/video.mp4#t=4.500" in text(f"/v/{project.slug}?t=4.5")
    assert "/video.mp4#t=4.500" in text(f"/embed/{project.slug}?t=4.5")


@pytest.mark.parametrize(("notice", "warning"), [(RETRACTED, "Retracted"), (PREPRINT, "Preprint")])
def test_a_grave_notice_is_in_everything_that_other_sites_show(project, notice, warning):
    Job.objects.update(paper=PAPER | {"notices": [notice]})
    page = text(f"/v/{project.slug}")
    assert f"<title>{warning}: An invented paper – Hidden Hill</title>" in page
    assert f'<meta property="og:title" content="{warning}: An invented paper">' in page
    assert f'<meta property="og:description" content="{notice["text"]} ' in page
    assert structured(page)["name"] == f"{warning}: An invented paper"
    assert opened(addresses(project.slug)[4]).json()["title"] == f"{warning}: An invented paper"
    assert page.index(notice["text"], page.index("<main")) < page.index("<video")
    assert f"{warning}: An invented paper" in text(f"/embed/{project.slug}")


def test_a_notice_that_is_more_recent_than_the_video_is_shown(project):
    later = RETRACTED | {"noticed_at": "2026-11-20T10:00:00+00:00"}
    Job.objects.update(later_notices=[later])
    assert "Since this video was made: This paper has been retracted." in text(f"/v/{project.slug}")
    assert "This paper has been retracted." in text(f"/embed/{project.slug}")


def test_a_warning_that_begins_the_title_is_not_repeated(project):
    Job.objects.update(paper=PAPER | {"notices": [RETRACTED]}, title="RETRACTED: An invented paper")
    assert "<title>RETRACTED: An invented paper – Hidden Hill</title>" in text(f"/v/{project.slug}")


def test_search_engines_read_the_video_its_chapters_and_its_paper(project):
    here = f"http://testserver/v/{project.slug}"
    about = structured(text(f"/v/{project.slug}"))
    assert (about["@type"], about["duration"], about["contentUrl"], about["embedUrl"]) == (
        "VideoObject",
        "PT80S",
        f"{here}/files/landscape/video.mp4",
        f"http://testserver/embed/{project.slug}",
    )
    assert about["transcript"] == "An invented paper. Tea helped 12 people."
    assert about["hasPart"][1] == {
        "@type": "Clip",
        "name": "Results",
        "startOffset": 4.5,
        "endOffset": 9.0,
        "url": f"{here}?t=4.500",
    }
    assert about["isBasedOn"] == {
        "@type": "ScholarlyArticle",
        "headline": "An invented paper",
        "author": [{"@type": "Person", "name": "A Person"}],
        "isPartOf": {"@type": "Periodical", "name": "Journal of Invented Research"},
        "datePublished": "2026",
        "url": "https://doi.org/10.5555/invented.1",
    }


def test_a_title_with_markup_ends_no_script_and_no_attribute(project):
    title = 'A </script><script>alert(1)</script> "paper" <!-- & more'
    Job.objects.update(title=title)
    page = text(f"/v/{project.slug}")
    assert structured(page)["isBasedOn"]["headline"] == title
    assert "<script>alert" not in page
    assert "<script>alert" not in opened(addresses(project.slug)[4]).json()["html"]


def test_a_link_is_for_those_who_have_it_and_a_public_page_for_search_engines_too(project):
    hidden = opened(f"/v/{project.slug}")
    assert '<meta name="robots" content="noindex">' in hidden.content.decode()
    assert (hidden["X-Robots-Tag"], hidden["Cache-Control"]) == ("noindex", "private, no-cache")
    sharing.share(project.pk, Visibility.PUBLIC)
    public = opened(f"/v/{project.slug}")
    assert "noindex" not in public.content.decode()
    assert (public.get("X-Robots-Tag"), public["Cache-Control"]) == (None, "private, no-cache")
    assert '<meta name="robots" content="noindex">' in text(f"/embed/{project.slug}")  # the page is listed instead


def test_the_poster_is_a_light_picture_that_browsers_ask_for_once():
    project = new_project()
    job = JobFactory(completed=True, project=project)
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((1280, 720)).convert("RGB").save(picture, "JPEG", quality=88)
    default_storage.save(f"{job.folder}/poster.jpg", ContentFile(picture.getvalue()))
    project = sharing.share(project.pk, Visibility.LINK)
    answer = opened(f"/v/{project.slug}/poster.webp")
    with Image.open(io.BytesIO(answer.content)) as light:
        assert (light.format, light.size) == ("WEBP", (1280, 720))
    assert len(answer.content) < len(picture.getvalue()) / 2
    assert opened(f"/v/{project.slug}/poster.webp", If_None_Match=answer["ETag"]).status_code == 304
    sharing.share(project.pk, Visibility.PRIVATE)
    assert opened(f"/v/{project.slug}/poster.webp", If_None_Match=answer["ETag"]).status_code == 404


def test_a_poster_that_is_lost_is_not_found(project):
    assert opened(f"/v/{project.slug}/poster.webp").status_code == 404


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


# --- The form on the job page


@pytest.fixture
def owner(project):
    client = Client()
    client.force_login(project.owner)
    return client


def test_the_job_page_shares_renews_and_withdraws(project, owner):
    job = project.jobs.get()
    page = owner.get(f"/jobs/{job.pk}").content.decode()
    assert f'value="http://testserver/v/{project.slug}"' in page
    assert "Opened 0 times" in page
    sent = {"visibility": "link", "new_link": "true"}
    answer = owner.post(f"/jobs/{job.pk}/share", sent, follow=True)
    assert "There is a new link. The one before leads nowhere." in answer.content.decode()
    assert opened(f"/v/{project.slug}").status_code == 404
    owner.post(f"/jobs/{job.pk}/share", {"visibility": "private"})
    page = owner.get(f"/jobs/{job.pk}").content.decode()
    assert "/v/" not in page
    assert '<input type="radio" name="visibility" id="share-private" value="private" checked>' in page


def test_a_form_without_a_choice_changes_nothing(project, owner):
    answer = owner.post(f"/jobs/{project.jobs.get().pk}/share", {}, follow=True)
    assert "Nothing was changed. Choose who can see the videos" in answer.content.decode()
    assert opened(f"/v/{project.slug}").status_code == 200


def test_another_user_cannot_use_the_form(project):
    client = Client()
    client.force_login(UserFactory())
    assert client.post(f"/jobs/{project.jobs.get().pk}/share", {"visibility": "private"}).status_code == 404
    assert opened(f"/v/{project.slug}").status_code == 200
