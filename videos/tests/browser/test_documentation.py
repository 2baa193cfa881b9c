"""The documentation site as an instance serves it, in a real browser with its Content-Security-Policy."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from playwright.sync_api import Page, Request, expect

from videos.tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site, as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder]
    subprocess.run(command, cwd=configured.BASE_DIR, check=True)
    return folder


@pytest.fixture
def site(built, settings, page: Page, live_server):
    """The address of the site. The browser may report no error, and ask no other host."""
    settings.DOCS_DIR = built
    broken: list[str] = []
    hosts: set[str] = set()

    def asked(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            hosts.add(urlsplit(request.url).netloc)

    page.on("request", asked)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    yield f"{live_server.url}/docs"
    assert broken == []
    assert hosts == {urlsplit(live_server.url).netloc}


def test_the_site_is_read_and_searched_under_the_policy_of_the_instance(page: Page, site):
    page.goto(f"{site}/")
    page.get_by_label("Search", exact=True).first.click()
    page.get_by_placeholder("Search").fill("webhook secret")
    page.locator(".md-search-result__link").first.click()
    expect(page.locator("h1").first).to_be_visible()
    assert page.url.startswith(f"{site}/")


def test_the_chosen_colours_stay_on_the_next_page(page: Page, site):
    page.emulate_media(color_scheme="light")
    page.goto(f"{site}/")
    page.locator("label[for=__palette_1]").click()
    page.goto(f"{site}/howto/share.html")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


@pytest.mark.parametrize("path", ["/", "/reference/errors.html", "/howto/batches.html"])
def test_pages_fit_a_phone(page: Page, site, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_the_site(page: Page, site, colours):
    page.emulate_media(color_scheme=colours)
    found = []
    for path in ("/", "/reference/errors.html", "/howto/batches.html"):
        page.goto(f"{site}{path}")
        found += violations(page)
    expect(page.locator(".md-code__nav").first).to_be_attached()  # these buttons to copy are landmarks in the theme
    assert found == []


def test_the_footer_of_the_studio_and_of_the_reference_lead_to_the_site(page: Page, site, live_server):
    for path in ("/", "/api/docs"):
        page.goto(f"{live_server.url}{path}")
        page.get_by_role("link", name="Documentation", exact=True).click()
        expect(page).to_have_url(f"{site}/")
