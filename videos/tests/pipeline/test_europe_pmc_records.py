"""Records from Europe PMC, over real HTTP: the client, and what is read."""

from collections.abc import Iterator

import pytest

from hiddenhill.tests.patience import within
from videos.pipeline import pubmed
from videos.pipeline.artifacts import Author, Heading, NoticeKind, Role, Run, Style
from videos.pipeline.errors import PaperHasNoText, PaperUnavailable
from videos.pipeline.outside.efetch_form import as_efetch
from videos.pipeline.outside.europe_pmc import EuropePmcAccess
from videos.pipeline.outside.europe_pmc_records import EuropePmcRecords
from videos.tests import eutils
from videos.tests.pmc_servers import BAD_QUERY, EMPTY_SEARCH, EUROPE_ERROR, FakeEuropePmc, copy_of

PMID = "90000001"


@pytest.fixture
def server() -> Iterator[FakeEuropePmc]:
    with FakeEuropePmc({}, {}, [copy_of(PMID)]) as server:
        yield server


def client(server: FakeEuropePmc, **access: object) -> EuropePmcRecords:
    given = EuropePmcAccess(**{"url": server.rest_url, "timeout": 60.0, **access})
    return EuropePmcRecords(given, sleep=lambda seconds: None, pace=lambda gap: 0.0)


def read(**fields: object):
    return pubmed.read(as_efetch(copy_of(PMID, **fields)), PMID)


def test_a_record_is_asked_for_by_pmid_among_the_copies_of_pubmed(server):
    assert pubmed.read(client(server).record(PMID), PMID).pmid == PMID
    assert server.requests == [
        (
            "/europepmc/webservices/rest/search",
            {"query": "EXT_ID:90000001 AND SRC:MED", "resultType": "core", "format": "json"},
        )
    ]


@pytest.mark.parametrize(
    ("name", "query"),
    [("PMC90000001", "PMCID:PMC90000001"), ("10.5555/90000001", 'DOI:"10.5555/90000001"')],
)
def test_a_pmid_is_found_by_pmc_id_or_doi(server, name, query):
    assert client(server).pmid_of(name) == PMID
    assert server.requests[0][1]["query"] == query


def test_a_doi_cannot_leave_its_quotation(server):
    with pytest.raises(PaperUnavailable):
        client(server).with_doi('10.5555/a" OR "b\\')
    assert server.requests[0][1]["query"] == 'DOI:"10.5555/a OR b"'


def test_all_that_pubmed_would_say_is_read():
    paper = read()
    assert (paper.pmid, paper.pmcid, paper.doi) == (PMID, "PMC90000001", "10.5555/90000001")
    assert paper.title.text == "Warm milk and early waking"
    assert paper.title.runs == (Run(5, 9, Style.ITALIC),)
    assert paper.authors == (Author("Ames", "AB"), Author(collective="FERN Group"))
    assert (paper.journal, paper.journal_abbreviation) == ("Journal of Invented Research", "J Invented Res")
    assert (paper.year, paper.volume, paper.issue, paper.pages) == ("2024", "3", "2", "5-9")
    assert paper.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert paper.headings == (Heading("", "Humans"), Heading("", "Sleep", is_major=True))
    assert (paper.keywords, paper.funders, paper.languages) == (("Milk", "Waking"), ("Invented Dairy",), ("eng",))
    assert paper.notices == ()


def test_the_abstract_has_its_headings_styles_and_signs():
    sections = read().sections
    assert [(section.role, section.label) for section in sections] == [
        (Role.BACKGROUND, "Background"),
        (Role.METHODS, "Methods"),
        (Role.RESULTS, "Results"),
        (Role.CONCLUSIONS, "Conclusions"),
    ]
    assert sections[2].text.text == "Of 40 people, 30 slept until seven (P<0.01), at 10⁶ cells."


def test_an_abstract_without_tags_is_read_by_its_inline_headings():
    sections = read(abstractText="BACKGROUND: Milk is warm. METHODS: We asked 40 people. RESULTS: All slept.").sections
    assert [section.role for section in sections] == [Role.BACKGROUND, Role.METHODS, Role.RESULTS]


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        ("Retraction in", NoticeKind.RETRACTED),
        ("Retracted and republished in", NoticeKind.RETRACTED),
        ("Expression of concern in", NoticeKind.CONCERN),
        ("Erratum in", NoticeKind.CORRECTED),
    ],
)
def test_a_notice_is_read_from_the_references_of_the_record(kind, notice):
    reference = {"id": "90000009", "source": "MED", "type": kind, "reference": "J Invented Res. 2025"}
    (found,) = read(commentCorrectionList={"commentCorrection": [reference]}).notices
    assert (found.kind, found.pmid) == (notice, "90000009")


def test_a_retraction_is_read_from_the_publication_types():
    assert read(pubTypeList={"pubType": ["Journal Article", "retracted publication"]}).retracted


def test_other_references_are_no_notices():
    references = [{"id": "1", "source": "MED", "type": "Comment in"}, {"type": None}, "nonsense"]
    assert read(commentCorrectionList={"commentCorrection": references}).notices == ()


def test_a_retraction_notice_is_no_paper():
    with pytest.raises(PaperHasNoText, match="the retraction notice of another paper"):
        read(pubTypeList={"pubType": ["Retraction of Publication"]})


def test_a_record_without_an_abstract_is_refused():
    with pytest.raises(PaperHasNoText, match="no English abstract"):
        read(abstractText=None)


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, {"author": "Ames"}, {"author": [None, 7]}])
def test_fields_of_other_types_are_left_out(value):
    fields = ("authorList", "journalInfo", "grantsList", "meshHeadingList", "keywordList", "commentCorrectionList")
    assert read(**dict.fromkeys(fields, value)).title.text == "Warm milk and early waking"


def test_characters_that_xml_cannot_hold_are_left_out():
    assert read(title="Warm\x00 \ud800milk\tand\nwaking").title.text == "Warm milk and waking"


@pytest.mark.parametrize(
    "fault",
    [
        eutils.page(EMPTY_SEARCH),
        eutils.page(EUROPE_ERROR),
        eutils.errors(429),
        eutils.errors(503, eutils.MAINTENANCE_PAGE),
        eutils.hang_up(),
        eutils.page(eutils.MAINTENANCE_PAGE),
        eutils.page(b'{"resultList": {"result": [{"pmid": "9000'),
        eutils.page(b"[" * 100_000),
    ],
    ids=["empty", "200 with an error", "429", "503 with a web page", "hang up", "web page", "truncated", "nested"],
)
def test_a_transient_error_is_retried_and_then_will_pass(server, fault):
    server.fail_with(fault, fault)
    assert client(server).record(PMID)
    server.always_fail_with(fault)
    with pytest.raises(PaperUnavailable, match="Europe PMC") as refused:
        client(server).record(PMID)
    assert refused.value.transient
    assert refused.value.code == "paper_unavailable"
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "fault",
    [
        eutils.page(BAD_QUERY),
        eutils.page(b"[]"),
        eutils.errors(403),
    ],
    ids=["bad query", "no object", "403"],
)
def test_other_responses_cannot_be_used(server, fault):
    server.always_fail_with(fault)
    with pytest.raises(PaperUnavailable, match="Europe PMC") as refused:
        client(server).record(PMID)
    assert not refused.value.transient
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fields",
    [{"source": "PPR"}, {"pmid": None}, {"pmid": "x1"}, {"pubTypeList": None}, {"pubTypeList": {"pubType": []}}],
    ids=["a preprint", "no PMID", "no number", "no types", "empty types"],
)
def test_a_record_that_could_not_say_that_its_paper_was_retracted_is_refused(server, fields):
    server.copies = [copy_of(PMID) | fields]
    with pytest.raises(PaperUnavailable, match="says whether it was retracted"):
        client(server).pmid_of("PMC90000001")


def test_another_record_is_refused(server):
    server.copies = [copy_of(PMID), copy_of("90000002", pmcid="PMC90000001")]
    with pytest.raises(PaperUnavailable, match="no single copy"):
        client(server).pmid_of("PMC90000001")


@pytest.mark.parametrize("fault", [eutils.silence(), eutils.slow_headers(), eutils.slow_body()])
def test_a_slow_response_is_given_up(server, fault):
    server.always_fail_with(fault)
    with within(5), pytest.raises(PaperUnavailable, match="did not respond completely") as refused:
        client(server, timeout=0.3).record(PMID)
    assert refused.value.transient


def test_a_redirect_to_another_host_is_refused(server):
    with FakeEuropePmc({}, {}, [copy_of(PMID)]) as elsewhere:
        server.always_fail_with(eutils.redirected(f"{elsewhere.rest_url}search"))
        with pytest.raises(PaperUnavailable, match=r"redirected.*Check EUROPE_PMC_URL"):
            client(server).record(PMID)
        assert elsewhere.requests == []
