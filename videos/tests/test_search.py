"""The search of papers, which answers the same on SQLite and PostgreSQL."""

import pytest
from django.db import connection

from videos import search
from videos.jobs import projects
from videos.models import Job, Project
from videos.tests.factories import JobFactory, UserFactory

pytestmark = pytest.mark.django_db

RECORD = {
    "pmid": "33616613",
    "pmcid": "PMC7960000",
    "doi": "10.5555/JIR.2021-(7)",
    "authors": ["Z Škvorecká", "M O'Brien", "J de la Cruz-Ñandú"],
    "journal": "Journal of Invented Sleep",
    "topics": ["Sleep Apnea, Obstructive", "Telephone"],
}
TITLE = "TNF-α and naïve β-blockers: Alzheimer's in 2021"


def paper(title: str = TITLE, name: str = "33616613", owner=None, **record: object) -> Project:
    """A project whose record was read."""
    job = JobFactory.build(pubmed_id=name, owner=owner)
    projects.join([job])
    job.save()
    projects.identify(job.pk, title, record or RECORD)
    return Project.objects.get(pk=job.project_id)


def found(text: str) -> list[str]:
    """The ids under which the papers that a search finds were requested."""
    return sorted(Project.objects.filter(search.asked(text)).values_list("pubmed_id", flat=True))


@pytest.fixture
def wanted() -> list[str]:
    """Two papers. A search that finds the first only is a list with its id."""
    paper()
    paper("Walks after meals", "90000002", pmid="90000002", authors=["A Person"], journal="Letters on Walking")
    return ["33616613"]


@pytest.mark.parametrize(
    "text",
    [
        *("naive blockers", "blockers naive", "2021 ALZHEIMER", "alzheimer's", "  naïve\t\n "),
        *("tnf-α", "TNFα", "tnf alpha", "β blockers", "beta-blockers"),
        *("skvorecka", "ŠKVORECKÁ", "Z Škvorecká", "o'brien", "cruz ñandú", "nandu"),
        *("invented sleep journal", "apnea obstructive", "telephone", "škvorecká naive telephone"),
    ],
)
def test_a_paper_is_found_by_words_of_title_authors_journal_and_topics_in_any_order(wanted, text):
    assert found(text) == wanted


@pytest.mark.parametrize("text", ["alzh", "naive blo", "336", "pmc79", "skvor", "10.5555/jir", "journal inv"])
def test_the_last_word_may_be_the_beginning_of_one(wanted, text):
    assert found(text) == wanted


@pytest.mark.parametrize("text", ["nai blockers", "lzheimer", "naive walks", "person naive", "36166", "NOT walks"])
def test_other_words_are_whole_and_all_of_them_are_there(wanted, text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("33616613", "PMID 33616613", "pmid:33616613", "PMID: 33616613"),
        "https://pubmed.ncbi.nlm.nih.gov/33616613/",
        *("PMC7960000", "pmc7960000", "PMC 7960000", "PMCID: PMC7960000", "7960000"),
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7960000/",
        *("10.5555/JIR.2021-(7)", "doi:10.5555/jir.2021-(7)", "DOI 10.5555/jir.2021-(7)"),
        "https://doi.org/10.5555/jir.2021-(7)",
        *("naive 33616613", "PMID 33616613 naive"),
    ],
)
def test_a_paper_is_found_by_its_ids_with_and_without_their_names(wanted, text):
    assert found(text) == wanted


def test_a_paper_is_found_by_its_id_before_its_record_is_read():
    job = JobFactory.build(pubmed_id="PMC7960000")
    projects.join([job])
    assert found("PMC7960000") == found("7960000") == ["PMC7960000"]


@pytest.mark.parametrize(
    "text",
    [
        *('"', "'", "\\", "*", "%", "_", "()", "\x00", "\ud800", " ", "🜚", ":*", "&", "-", "NEAR("),
        *("𝕏" * 300, "a" * 5000, "q " * 500, "'; DROP TABLE videos_project; --", '"naive" OR', "words : x", "key:*"),
        *("naive AND", "NEAR(naive, 2)", "naive:*", "naive & !walks", "^naive", "{words}", "+naive", "%s", "{0}"),
    ],
)
def test_no_text_is_an_error_or_an_operator(wanted, text):
    assert found(text) in ([], wanted)


@pytest.mark.parametrize("text", ["", " ", "?!", "%", '"'])
def test_a_text_without_letters_and_digits_finds_nothing(wanted, text):
    assert found(text) == []


def test_quotes_and_operators_are_only_separators(wanted):
    assert found('"naive" (blockers)') == found("naive-blockers") == found("naive* & 'blockers'") == wanted


def test_what_a_paper_is_found_by_changes_with_its_record():
    project = paper()
    projects.identify(
        project.jobs.get().pk, "Walks after meals", RECORD | {"journal": "Letters", "topics": ["Walking"]}
    )
    assert found("alzheimer") == found("invented") == found("apnea") == []
    assert found("walks letters") == found("walking") == ["33616613"]


def test_what_is_deleted_is_found_no_more():
    owner = UserFactory()
    project = paper(owner=owner)
    paper("Naïve walks", "90000002", pmid="90000002")
    Job.objects.filter(project=project).delete()
    owner.delete()
    assert found("naive") == ["90000002"]
    Project.objects.all().update(words="")
    assert found("naive") == []


def test_two_papers_are_found_by_what_both_have():
    paper(), paper("Naïve walks", "90000002", pmid="90000002")
    assert found("naive") == ["33616613", "90000002"]


def test_the_stored_text_begins_with_the_title_and_has_no_punctuation():
    assert paper().words == (
        "tnf alpha and naive beta blockers alzheimer s in 2021 33616613 pmc7960000 105555jir20217 7960000 "
        "z skvorecka m o brien j de la cruz nandu journal of invented sleep sleep apnea obstructive telephone"
    )


def test_a_search_uses_the_index_of_words(wanted):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # for a few rows no index is worth its while
    plan = Project.objects.order_by().filter(search.asked("naive")).explain()
    assert ("project_by_words" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX") in plan


def test_words_of_an_earlier_release_do_no_harm():
    """While an upgrade is under way, its processes write text that is not folded."""
    project = paper()
    Project.objects.filter(pk=project.pk).update(words=" an invented  paper, a person ")
    assert found("invented") == ["33616613"]


def test_the_longest_text_is_stored_and_found():
    authors = [f"Person{number} Q" for number in range(6000)]
    paper(authors=authors, journal="x" * 3000)
    assert found("person5999 alzheimer") == ["33616613"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL alters a table in place")
def test_sqlite_keeps_the_index_after_a_table_is_altered_and_the_file_is_vacuumed():
    first = paper()
    with connection.schema_editor() as editor:
        editor._remake_table(Project)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    paper("Walks after meals", "90000002", pmid="90000002")
    assert (found("alzheimer"), found("walks")) == (["33616613"], ["90000002"])
    projects.identify(first.jobs.get().pk, "Tea", RECORD)
    assert (found("alzheimer"), found("tea")) == ([], ["33616613"])
