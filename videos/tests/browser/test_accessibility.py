"""The search for accessibility violations itself."""

import pytest
from playwright.sync_api import Page

from videos.tests.browser.accessibility import violations

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>A link</title><style>
body { background: white } a { color: navy; transition: color 60s }
@media (prefers-color-scheme: dark) { body { background: black } a { color: LINK } }
</style><main><h1>A link</h1><a href="/">Leads to the first page</a></main>"""


@pytest.mark.parametrize(("link", "found"), [("lightblue", 0), ("navy", 1)])
def test_colours_are_judged_at_the_end_of_their_transition(page: Page, link, found):
    page.set_content(PAGE.replace("LINK", link))
    page.evaluate("document.body.offsetTop")
    page.emulate_media(color_scheme="dark")
    assert len(violations(page)) == found
