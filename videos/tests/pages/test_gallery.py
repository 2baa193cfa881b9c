"""The gallery: what is public is listed, found and in the feeds, and nothing else is."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from videos.jobs import projects, retention, sharing
from videos.models import Project, Visibility
from videos.tests.factories import PAPER, JobFactory, UserFactory
from videos.tests.sharing import finished

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/gallery/", "/gallery/atom.xml", "/gallery/rss.xml", "/sitemap.xml")
RETRACTED = {"kind": "retracted", "text": "This paper has been retracted.", "pmid": ""}


@pytest.fixture(autouse=True)
def on(settings):
    settings.API_ALLOW_ANONYMOUS = False
    settings.GALLERY = True


def public(title: str, number: int = 1, visibility: Visibility = Visibility.PUBLIC, **paper: object) -> Project:
    owner = UserFactory()
    project = Project.objects.create(owner=owner, pubmed_id=str(91000000 + number), title=title)
    job = finished(project, title=title, paper=PAPER | {"title": title} | paper)
    projects.identify(job.pk, title, job.paper)
    return sharing.share(project.pk, visibility)


def shown(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_there_is_no_gallery_unless_it_is_turned_on(settings):
    settings.GALLERY = False
    public("Tea and sleep")
    assert {Client().get(address).status_code for address in PAGES} == {404}
    assert "Sitemap" not in shown("/robots.txt")


def test_only_public_videos_are_in_the_gallery_the_feeds_and_the_sitemap():
    project = public("Tea and sleep")
    hidden = public("By a link", 2, Visibility.LINK)
    private = public("Private", 3, Visibility.PRIVATE)
    unfinished = Project.objects.create(pubmed_id="91000004", title="Unfinished")
    JobFactory(in_review=True, project=unfinished, storyboard_version=1)
    unfinished = sharing.share(unfinished.pk, Visibility.PUBLIC)
    for address in PAGES:
        page = shown(address)
        assert f"/v/{project.slug}" in page, address
        for other in (hidden, private, unfinished):
            assert other.title not in page
            assert f"/v/{other.slug}" not in page


@pytest.mark.parametrize("ended", ["withdrawn", "deleted", "taken down", "by a link"])
def test_what_is_no_longer_public_is_gone_at_once(ended):
    project = public("Tea and sleep")
    {
        "withdrawn": lambda: sharing.share(project.pk, Visibility.PRIVATE),
        "by a link": lambda: sharing.share(project.pk, Visibility.LINK),
        "deleted": lambda: retention.delete(project.jobs.get().pk),
        "taken down": lambda: sharing.take_down(project.pk, "The figure is not yours."),
    }[ended]()
    assert [address for address in PAGES if "/v/" in shown(address)] == []


def test_words_of_title_authors_and_journal_are_found():
    public("Tea and sleep", 1, authors=["Z Škvorecká"], journal="Journal of Invented Sleep")
    public("Coffee and sleep", 2, journal="Coffee Letters")
    assert found("") == ["Coffee and sleep", "Tea and sleep"]
    assert found("TEA") == found("skvorecká") == found("invented tea škv") == ["Tea and sleep"]
    assert found("letters") == ["Coffee and sleep"]
    assert found("tea letters") == []
    assert "No matches." in shown("/gallery/?q=nothing")
    assert '<meta name="robots" content="noindex">' in shown("/gallery/?q=tea")


def found(words: str, topic: str = "") -> list[str]:
    answer = Client().get("/gallery/", {"q": words, "topic": topic})
    return [entry.title for entry in answer.context["entries"]]


def test_topics_are_the_main_headings_of_public_papers():
    public("Tea and sleep", 1, topics=["Sleep", "Tea"])
    public("Coffee and sleep", 2, topics=["Sleep Apnea, Obstructive"])
    public("Hidden", 3, Visibility.LINK, topics=["Cocoa"])
    page = shown("/gallery/?topic=Sleep")
    assert found("", "Sleep") == ["Tea and sleep"]
    assert "<option selected>Sleep</option>" in page
    assert "<option>Sleep Apnea, Obstructive</option>" in page
    assert "Cocoa" not in page
    assert 'href="/gallery/rss.xml?topic=Sleep"' in page
    assert "Coffee" not in shown("/gallery/rss.xml?topic=Sleep")


def test_a_paper_that_is_read_later_can_be_found():
    project = public("Tea and sleep", topics=[])
    projects.identify(project.jobs.get().pk, "Tea, sleep and cocoa", PAPER | {"topics": ["Cocoa"]})
    assert found("cocoa") == found("", "Cocoa") == ["Tea and sleep"]


def test_the_gallery_has_pages_the_newest_first():
    for number in range(30):
        project = public(f"Number {number}", number)
        Project.objects.filter(pk=project.pk).update(listed_at=timezone.now() - timedelta(days=number))
    answer = Client().get("/gallery/")
    assert [entry.title for entry in answer.context["entries"]] == [f"Number {number}" for number in range(24)]
    older = Client().get(answer.context["older"])
    assert [entry.title for entry in older.context["entries"]] == [f"Number {number}" for number in range(24, 30)]
    assert Client().get("/gallery/?cursor=x").status_code == 404


def test_a_page_of_the_gallery_takes_four_queries():
    for number in range(24):
        public(f"Number {number}", number)
    with CaptureQueriesContext(connection) as queries:
        shown("/gallery/")
    assert len(queries) == 4


def test_a_retracted_paper_says_so_wherever_it_is_listed():
    public("Tea and sleep", notices=[RETRACTED])
    for address in PAGES[:3]:
        assert "Retracted: Tea and sleep" in shown(address)


def test_the_atom_feed_has_title_page_and_time():
    project = public("Tea and <sleep>")
    entry = ET.fromstring(shown("/gallery/atom.xml")).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Tea and <sleep>"
    assert entry.find(f"{ATOM}link").attrib["href"] == f"http://testserver/v/{project.slug}"
    assert entry.findtext(f"{ATOM}published")[:19] == project.listed_at.isoformat()[:19]


def test_the_rss_feed_has_the_files():
    project = public("Tea and sleep")
    enclosure = ET.fromstring(shown("/gallery/rss.xml")).find("channel/item/enclosure")
    assert enclosure.attrib == {
        "url": f"http://testserver/v/{project.slug}/files/landscape/video.mp4",
        "length": "2000000",
        "type": "video/mp4",
    }
    assert Client().get(enclosure.attrib["url"]).status_code == 200


def test_search_engines_find_the_sitemap_and_stay_out_of_the_rest():
    lines = shown("/robots.txt").splitlines()
    assert "Disallow: /" in lines
    assert "Allow: /v/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_nobody_reads_who_the_owners_are_and_no_cookie_is_set():
    project = public("Tea and sleep")
    for address in PAGES:
        answer = Client().get(address)
        assert project.owner.username.encode() not in answer.content
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-cache"


def test_sharing_again_with_everyone_does_not_make_a_video_new():
    project = public("Tea and sleep")
    assert sharing.share(project.pk, Visibility.PUBLIC, new_link=True).listed_at == project.listed_at
