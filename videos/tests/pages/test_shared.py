"""The page of a shared project, and the form of its owner."""

import io
import json
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from videos.jobs import sharing
from videos.models import Job, Project, Visibility
from videos.pipeline.options import Format
from videos.tests.factories import PAPER, JobFactory, UserFactory
from videos.tests.sharing import addresses, finished, new_project, opened, shared_project, text

pytestmark = pytest.mark.django_db

RETRACTED = {"kind": "retracted", "text": "This paper has been retracted.", "pmid": "90000009"}
PREPRINT = {"kind": "preprint", "text": "This is a preprint that was not reviewed by experts.", "pmid": ""}


@pytest.fixture(autouse=True)
def several_users(settings):
    settings.API_ALLOW_ANONYMOUS = False


@pytest.fixture
def project() -> Project:
    return shared_project()


def structured(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


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
