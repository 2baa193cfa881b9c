"""Reading an uploaded PDF in a process of its own, and the ids on its pages."""

import io
import tempfile

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline.identifiers import pages
from videos.pipeline.identifiers.pages import Beginning, Page
from videos.pipeline.outside import pdf
from videos.tests import pdfs

DOI, OTHER = "10.5555/jir.2021.0412", "10.5555/jir.1999.1"


def read(content: bytes) -> Beginning:
    return pdf.read(io.BytesIO(content))


def ids(**printed: str) -> tuple[str, ...]:
    return pages.ids(read(pdfs.paper(**printed)))


def test_the_headline_is_the_text_that_is_printed_larger():
    (page,) = read(pdfs.paper(first="by A. Person")).pages
    assert " ".join(page.large.split()) == "Short naps on long shifts of nurses"
    assert "by A. Person" in page.text


def test_a_file_on_the_disk_is_read_without_copying_it():
    with tempfile.TemporaryFile() as file:
        file.write(pdfs.paper(footer=f"doi:{DOI}"))
        assert pages.ids(pdf.read(file)) == (DOI,)


PLACES = {
    "in the footer": {"footer": f"https:\\/\\/doi.org/{DOI}"},
    "in the header": {"header": f"J Invent Res 2021 {DOI}"},
    "below the title": {"first": f"DOI: {DOI}"},
    "in the metadata": {"keywords": f"doi:{DOI}"},
    "on the third page": {"pages": f"#pagebreak() b #pagebreak() doi:{DOI}"},
}


@pytest.mark.parametrize("printed", PLACES.values(), ids=PLACES.keys())
def test_a_doi_is_found(printed):
    assert ids(**printed) == (DOI,)


def test_nothing_is_read_after_the_third_page():
    assert ids(pages=f"#pagebreak() b #pagebreak() c #pagebreak() doi:{DOI}") == ()


def test_a_pmid_and_a_pmc_id_are_found():
    assert ids(first="PMID: 90000004. PMCID: PMC90000004. ISSN 1234-5678") == ("90000004", "PMC90000004")


DIVIDED = ("10.5555/\njir.2021.0412", "10.5555/jir.\r\n2021.0412", "10.5555/jir.2021.0412.\nReceived in May")


@pytest.mark.parametrize("text", DIVIDED)
def test_a_doi_that_goes_on_in_the_next_line_is_found(text):
    found = pages.ids(Beginning((Page(f"doi:{text}", "", ""),), ()))
    assert DOI in found
    assert not any("received" in name for name in found)


FIRST = {
    "a label before none": {"first": f"See {OTHER}. #linebreak() DOI: {DOI}"},
    "the footer before the text": {"first": f"doi:{OTHER}", "footer": f"{DOI}"},
    "the first page before the second": {"first": DOI, "pages": f"#pagebreak() doi:{OTHER}"},
    "the metadata before the pages": {"first": f"doi:{OTHER}", "keywords": DOI},
    "the text before the references": {
        "first": f"*References* #linebreak() doi:{OTHER}",
        "pages": f"#pagebreak() {DOI}",
    },
}


@pytest.mark.parametrize("printed", FIRST.values(), ids=FIRST.keys())
def test_the_likeliest_id_comes_first(printed):
    assert ids(**printed) == (DOI, OTHER)


def test_ids_in_the_metadata_of_xmp_are_found():
    packet = f"<x:xmpmeta><rdf:RDF><prism:doi>{DOI}</prism:doi><a crossmark:DOI='{OTHER}'/></rdf:RDF></x:xmpmeta>"
    assert pages.ids(read(pdfs.by_hand(b"", more=(pdfs.stream(packet.encode()),)))) == (DOI, OTHER)


def test_a_title_is_compared_by_its_letters():
    beginning = Beginning((Page("", "E\ufb00ects of β-blockers:\r\na long-\r\nterm trial*1", ""),), ())
    assert pages.is_headline("Effects of β-blockers: a long-term trial.", beginning)
    assert not pages.is_headline("Effects of β-blockers: a short-term trial.", beginning)


def test_a_short_title_is_no_evidence():
    assert not pages.stands("Asthma", Beginning((Page("Asthma", "Asthma", ""),), ()))


REFUSED = {
    "a text": (b"Short naps on long shifts", "not_a_pdf"),
    "a picture with the name of a PDF": (b"\x89PNG\r\n\x1a\n", "not_a_pdf"),
    "a mark that comes too late": (b" " * 2000 + pdfs.paper(), "not_a_pdf"),
    "an encrypted file": (pdfs.ENCRYPTED, "pdf_encrypted"),
    "a file that was cut": (pdfs.CUT, "pdf_broken"),
    "a file without pages": (pdfs.SCANNED.replace(b"[3 0 R]/Count 1", b"[]/Count 0"), "pdf_broken"),
    "pages that contain themselves": (pdfs.SCANNED.replace(b"Kids[3 0 R]", b"Kids[2 0 R]"), "pdf_broken"),
    "a page that unfolds to 400 MB": (pdfs.EXPANDING, "pdf_too_complex"),
    "forms that contain each other": (pdfs.NESTED, "pdf_too_complex"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_in_bounded_time(content, code):
    with within(15), pytest.raises(pdf.PdfRefused) as refused:
        read(content)
    assert refused.value.code == code


def test_text_that_fights_the_rules_is_searched_quickly():
    for text in ("10.1234/" + "a/" * 9990, "10.1234/a-\n" * 1800, "doi:" * 5000, "PMID " * 4000, "-/\n" * 6000):
        with within(3):
            pages.ids(Beginning((Page(text, text, text),), (text,)))


def test_a_third_file_at_once_is_refused_for_now():
    held = [pdf._slots.acquire(timeout=5) for _ in range(2)]
    try:
        with within(10), pytest.raises(pdf.PdfBusy):
            read(pdfs.paper())
    finally:
        pdf._slots.release(len(held))
    assert read(pdfs.paper()).pages
