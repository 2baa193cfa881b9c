"""Reads what an article says on its reuse."""

import re
from collections.abc import Iterator

from lxml import etree

from videos.pipeline.artifacts.full_text import LicenceStatement
from videos.pipeline.jats.figures import HREF
from videos.pipeline.jats.passages import bare

_LICENCE_REF = "{http://www.niso.org/schemas/ali/1.0/}license_ref"
_URL = re.compile(r"https?://[^\s<>()\[\]\"“”]+")


def statement(meta: etree._Element) -> LicenceStatement:
    """The statement in ``article-meta``; empty if there is none."""
    permissions = meta.findall("permissions")
    text = " ".join(bare(each) for each in permissions)
    named = dict.fromkeys(url for each in permissions for url in _named(each))
    linked = dict.fromkeys(url for each in permissions for url in _linked(each, text))
    return LicenceStatement(tuple(named), tuple(url for url in linked if url not in named), text)


def _named(permissions: etree._Element) -> Iterator[str]:
    found = [each.get(HREF, "") for each in permissions.iter("license")]
    found += [each.text or "" for each in permissions.iter(_LICENCE_REF)]
    return (url.strip() for url in found if url.strip())


def _linked(permissions: etree._Element, text: str) -> Iterator[str]:
    yield from (url for each in permissions.iter("ext-link", "uri") if (url := each.get(HREF, "").strip()))
    yield from (found.rstrip(".,;") for found in _URL.findall(text))
