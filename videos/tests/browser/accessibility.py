"""Accessibility violations that axe-core finds."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# A link of the admin takes 0.15 s to its colour of the dark theme, and axe judges what it sees meanwhile.
_END_TRANSITIONS = """() => document.getAnimations()
    .filter(animation => animation instanceof CSSTransition)
    .forEach(transition => transition.finish())"""


def violations(page: Page, within: str | None = None) -> list[str]:
    """Return each violated rule with the elements that violate it, in the page or within what a CSS selector finds."""
    page.evaluate(_END_TRANSITIONS)
    found = Axe().run(page, context=within).response["violations"]
    return [f"{rule['id']}: {', '.join(node['html'][:120] for node in rule['nodes'])}" for rule in found]


def violations_in_both_colours(page: Page) -> list[str]:
    """Return the violations in the light colours of the page, then those in the dark ones."""
    found = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found += violations(page)
    return found
