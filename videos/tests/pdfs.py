"""PDF files of invented papers: real ones by typst, and damaged or hostile ones by hand."""

import zlib

import typst

TITLE = "Short naps on long shifts of nurses"
WORDS = "Nurses who slept for an hour made fewer errors in the night. "


def paper(
    title: str = TITLE, *, first: str = "", header: str = "", footer: str = "", keywords: str = "", pages: str = ""
) -> bytes:
    """A paper with a headline, ``first`` below it, text, and further ``pages`` in typst's markup."""
    return typst.compile(
        f"""#set document(keywords: ("{keywords}",))
        #set page(paper: "a5", header: [{header}], footer: [{footer}])
        #set text(size: 9pt)
        #text(size: 14pt)[{title}]

        {first}

        {WORDS * 12}

        {pages}
        """.encode()
    )


def by_hand(
    content: bytes, filters: bytes = b"", trailer: bytes = b"", resources: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A file of one page with this content; ``more`` are its objects from number 6."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%b>>>>"
        % resources,
        stream(content, filters),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )
    numbered = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + numbered + b"trailer<</Root 1 0 R%b>>\n%%%%EOF" % trailer


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


LOCKED = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)

ENCRYPTED = by_hand(b"", trailer=LOCKED)
SCANNED = by_hand(b"0 0 600 800 re f")
CUT = paper()[:300]
EXPANDING = by_hand(
    zlib.compress(b"BT /F 9 Tf 1 0 0 1 9 9 Tm (so it goes) Tj ET\n" * 8_000_000, 9), b"/Filter/FlateDecode"
)
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
NESTED = by_hand(
    b"/X Do",
    resources=b"/XObject<</X 6 0 R>>",
    more=tuple(stream(b"/X Do " * 10, _FORM % (number + 1)) for number in range(6, 36)),
)
