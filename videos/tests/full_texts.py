"""Invented full texts in JATS, made from a few pieces, and ten of them with a trap each."""

from collections.abc import Callable

BY = "https://creativecommons.org/licenses/by/4.0/"
NAMESPACES = (
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" '
    'xmlns:ali="http://www.niso.org/schemas/ali/1.0/"'
)
DOCTYPE = (
    b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.0 20120330//EN" '
    b'"JATS-archivearticle1.dtd">\n'
)
INTRODUCTION = "<sec><title>Introduction</title><p>Many people wake early, and nobody knows why.</p></sec>"
RESULTS = (
    "<sec><title>Results</title><p>Early waking fell from 40% to 12% with warm milk <xref ref-type='fig' rid='F1'>"
    "(Figure 1)</xref>.</p></sec>"
)
DISCUSSION = "<sec><title>Discussion</title><p>Warm milk may help people who wake early.</p></sec>"
LIMITATIONS = (
    "<sec><title>Limitations</title><p>Our study has several limitations. First, the sample was small and came from "
    "one village<sup><xref ref-type='bibr' rid='B3'>3</xref></sup>. Second, we could not blind the participants to "
    "the taste of milk.</p></sec>"
)
BODY = INTRODUCTION + RESULTS + DISCUSSION + LIMITATIONS


def licence(url: str = BY, text: str = "You may reuse this article if you cite it.") -> str:
    """Permissions of an article."""
    return f"<permissions><license xlink:href='{url}'><license-p>{text}</license-p></license></permissions>"


def figure(
    label: str = "Figure 1",
    caption: str = "Early waking with warm milk and with water.",
    href: str = "milk-g001",
    inside: str = "",
) -> str:
    """A figure with one picture; ``inside`` is further XML in it."""
    name = f"<label>{label}</label>" if label else ""
    return f"<fig>{name}<caption><p>{caption}</p></caption>{inside}<graphic xlink:href='{href}'/></fig>"


def article(
    body: str | None = BODY,
    *,
    permissions: str | None = None,
    meta: str = "",
    kind: str = "research-article",
    back: str = "",
    pmcid: str = "PMC9000001",
    pmid: str = "90000001",
    title: str = "Warm milk and early waking",
) -> bytes:
    """A whole article; without a body it is closed."""
    text = "" if body is None else f"<body>{body}</body>"
    return (
        DOCTYPE
        + (
            f"<article {NAMESPACES} article-type='{kind}'><front><article-meta>"
            f"<article-id pub-id-type='pmid'>{pmid}</article-id><article-id pub-id-type='pmcid'>{pmcid}</article-id>"
            "<article-id pub-id-type='doi'>10.5555/invented.1</article-id>"
            f"<title-group><article-title>{title}</article-title></title-group>"
            f"{licence() if permissions is None else permissions}{meta}</article-meta></front>{text}"
            f"<back>{back}</back></article>"
        ).encode()
    )


OWN_RIGHTS = (
    "<permissions><copyright-statement>© 2019 Invented Press</copyright-statement>\n"
    "<license><license-p>Used with permission.</license-p></license></permissions>"
)
FORMULA = (
    "<inline-formula><alternatives><tex-math>$$p_0 = 0.4$$</tex-math><mml:math><mml:msub><mml:mi>p</mml:mi>"
    "<mml:mn>0</mml:mn></mml:msub><mml:mo>=</mml:mo><mml:mn>0.4</mml:mn></mml:math></alternatives></inline-formula>"
)
SUB_FIGURES = (
    "<fig-group><label>Figure 1</label><caption><p>Early waking with warm milk.</p></caption>"
    "<fig><label>A</label><caption><p>In the village.</p></caption><graphic xlink:href='milk-g001a'/></fig>"
    "<fig><label>B</label><caption><p>In the town.</p></caption><graphic xlink:href='milk-g001b'/></fig></fig-group>"
)
NESTED_RIGHTS = f"<boxed-text>{OWN_RIGHTS}{figure()}</boxed-text>"
BOMB = b'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><article>&b;</article>'

TRAPS: dict[str, Callable[[], bytes]] = {
    "no extension": lambda: article(BODY + figure(href="inv.0001.g001")),
    "no label": lambda: article(BODY + figure(label="")),
    "nested permissions": lambda: article(BODY + NESTED_RIGHTS),
    "no derivatives": lambda: article(BODY + figure(), permissions=licence(BY.replace("/by/", "/by-nd/"))),
    "sub-figures": lambda: article(BODY + SUB_FIGURES),
    "MathML": lambda: article(f"<sec><title>Results</title><p>The share was {FORMULA} at first.</p></sec>"),
    "200 figures": lambda: article(BODY + "".join(figure(f"Figure {n}", href=f"g{n:03}") for n in range(1, 201))),
    "hostile": lambda: BOMB,
    "closed": lambda: article(None),
    "retracted": lambda: article(meta="<related-article related-article-type='retraction-forward'/>"),
}
"""Ten articles, each with what leads a careless reader astray."""
