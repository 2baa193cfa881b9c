"""The audit finds wrong large numbers, lengths and failures; its command draws a sample and writes a sheet."""

from pathlib import Path
from shutil import copy

import pytest

from benchmarks.audit import jobs, large_numbers, sheet
from benchmarks.audit.__main__ import main, sample
from benchmarks.audit.material import Finding
from videos.pipeline.artifacts import Figure, Role
from videos.pipeline.errors import PaperHasNoText
from videos.tests.audit.scripts import reasons, video

SAMPLE = Path(__file__).parent.parent.parent / "pipeline/sample/sample.xml"
FINDING = "Owls in hay slept longer."
METHODS, RESULTS = Role.METHODS, Role.RESULTS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("At least 40 owls slept.", "“40 owls”: its limit “At least” is not shown"),
        ("We excluded 40 owls.", "“40 owls”: it counts others: “excluded”"),
        ("We enrolled 40 barns.", "“40 owls”: the caption is not said"),
        ("We enrolled 41 owls.", "“40 owls”: the number is not said"),
    ],
)
def test_a_large_number_that_its_sentence_does_not_support_is_found(text, reason):
    assert reasons(large_numbers.check, video((METHODS, text), said=[text], figure=Figure("40", "owls"))) == [reason]


def test_a_large_number_that_its_sentence_supports_is_not_found():
    text = "We enrolled 40 adult owls from barns."
    assert reasons(large_numbers.check, video((METHODS, text), said=[text], figure=Figure("40", "owls"))) == []


def test_a_video_that_is_too_long_or_too_short_is_found():
    long = "The owls slept in the hay of the barn near the old farm. " * 20
    assert reasons(jobs.check, video((RESULTS, long), said=[long.strip()]))[0].endswith(" s instead of at most 45")
    made = video((RESULTS, f"{FINDING} {long}"), said=[FINDING])
    assert reasons(jobs.check, made)[0].endswith(" s, although 260 words of the abstract are not said")
    assert reasons(jobs.check, video((RESULTS, FINDING), said=[FINDING])) == []


RECORD = """<PubmedArticle><MedlineCitation><Article><Abstract><AbstractText>{}</AbstractText></Abstract>
<PublicationTypeList><PublicationType>{}</PublicationType></PublicationTypeList></Article></MedlineCitation></PubmedArticle>"""


@pytest.mark.parametrize(
    ("words", "kind", "count"),
    [(30, "Journal Article", 1), (5, "Journal Article", 0), (30, "Published Erratum", 0)],
)
def test_a_job_that_fails_although_the_record_has_an_abstract_is_found(tmp_path, words, kind, count):
    record = tmp_path / "1.xml"
    record.write_text(RECORD.format("owl " * words, kind))
    assert len(list(jobs.failure(record, PaperHasNoText("No text.")))) == count


def test_the_sheet_escapes_the_paper_and_marks_what_is_said(tmp_path):
    made = video((RESULTS, f"{FINDING} Mice <i>ran</i>."), said=[FINDING])
    judged = sheet.Judged(made, [Finding("numbers", FINDING, "written 1, said 2 & 3")])
    sheet.write(tmp_path / "sheet.html", [judged], folder="records", seed="1")
    page = (tmp_path / "sheet.html").read_text()
    assert f"<mark>{FINDING}</mark> Mice &lt;i&gt;ran&lt;/i&gt;." in page
    assert "written 1, said 2 &amp; 3" in page


def test_the_same_seed_draws_the_same_sample():
    pmids = [str(number) for number in range(100, 150)]
    drawn = sample(pmids, 5, seed=1)
    assert drawn == sample(pmids, 5, seed=1) != sample(pmids, 5, seed=2)
    assert len(drawn) == 5
    assert sample(pmids, 0, seed=1) == sample(pmids, 90, seed=1) == pmids


def test_the_command_audits_a_folder_of_records_and_writes_the_sheet(tmp_path, capsys):
    copy(SAMPLE, tmp_path / "99999999.xml")
    result = main([str(tmp_path), "--length", "standard", "long", "--sheet", str(tmp_path / "sheet.html")])
    printed = capsys.readouterr().out
    assert result == 0
    assert "standard: 1 videos of 1 records" in printed
    assert "long: 1 videos of 1 records" in printed
    assert (tmp_path / "sheet.html").read_text().count("<article") == 2
