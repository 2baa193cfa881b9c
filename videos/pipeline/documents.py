"""Parses XML from a service safely: without entities, external files, or more elements and depth than is plausible."""

import re
from collections.abc import Mapping

from lxml import etree

_DECLARATION = re.compile(rb"<!DOCTYPE[^<>\[]*\[|<!(?!DOCTYPE|--|\[CDATA\[)")
TOO_NESTED = "//*[count(ancestor::*) > 60 or count(*) > 20000]"
"""Real documents nest about ten levels deep. Far more would exhaust the stack of every later stage."""


class UnreadableDocument(Exception):
    """The document cannot be read. The message completes the sentence "NCBI's response ..."."""


def parse(xml: bytes, most: Mapping[bytes, int], implausible: str = TOO_NESTED) -> etree._Element:
    """The root of a document in UTF-8. Raises UnreadableDocument.

    ``most`` says how often each mark of elements (``<``), attributes (``=``) and entities (``&``) may occur: once it
    is parsed, an element takes about 150 bytes of memory, an attribute 350. ``implausible`` is an XPath of elements
    that no real document has.
    """
    # Real responses refer to a DTD, which is never loaded. Entity bombs and file reads need declarations inside the
    # document; no service sends any. UTF-8 is forced, so that no other encoding can hide one from this search.
    if _DECLARATION.search(xml):
        raise UnreadableDocument("declares XML entities or attributes and was rejected")
    if any(xml.count(mark) > number for mark, number in most.items()):
        raise UnreadableDocument("has more elements than a paper and was not read")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("is not XML") from error
    has_entities = next(root.iter(etree.Entity), None) is not None
    if has_entities or root.xpath(f"boolean({implausible})"):
        raise UnreadableDocument("has nothing that can be read")
    return root
