"""Pressing the buttons of a page as a browser without JavaScript does."""

from django.http import HttpResponse
from django.test import Client
from lxml import html


def element(page: str, key: str) -> html.HtmlElement | None:
    """The element with this id."""
    return html.document_fromstring(page).get_element_by_id(key, None)


def words(found: html.HtmlElement) -> str:
    return " ".join(found.text_content().split())


def press(client: Client, page: str, key: str, **typed: str) -> HttpResponse:
    """The response to the form of the button with this id, with what was typed into its fields, after a redirect."""
    document = html.document_fromstring(page)
    button = document.get_element_by_id(key)
    form = document.get_element_by_id(button.get("form")) if button.get("form") else next(button.iterancestors("form"))
    fields = {name: value for name, value in form.fields.items() if name}
    assert typed.keys() <= fields.keys(), "the form has no such field"
    pressed = {button.get("name"): button.get("value")} if button.get("name") else {}
    return client.post(form.get("action"), fields | typed | pressed, follow=True)
