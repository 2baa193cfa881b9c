"""A paper with and without a full text that may be used, up to its draft."""

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from videos.pipeline.artifacts import Paper, RichText, Section
from videos.pipeline.artifacts.full_text import Deposit, MediaFile
from videos.pipeline.assembly import make_draft
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.errors import FullTextUnavailable, FullTextUnreachable, NcbiUnreachable, PaperUnavailable
from videos.pipeline.full_text.licences import Allowed
from videos.pipeline.full_text.sources import Archives, Waiting
from videos.pipeline.full_text.supplement import supplemented
from videos.pipeline.options import Length, Options
from videos.tests.full_texts import BOMB, LIMITATIONS, article
from videos.tests.pipeline.test_assembly import FastTools, Recorder

PAPER = Paper("90000001", RichText("Warm milk"), (Section(RichText("Milk helps.")),), pmcid="PMC9000001")
SAID = ["The sample was small and came from one village.", "We could not blind the participants to the taste of milk."]


@dataclass
class Archive:
    """All three archives in one, which has one article, or raises ``error``."""

    xml: bytes
    error: Exception | None = None
    pmcid: str = "PMC9000001"
    asked: list[str] = field(default_factory=list)

    def deposit(self, pmcid: str, waiting: Waiting) -> Deposit:
        self.asked.append(pmcid)
        waiting()
        if self.error:
            raise self.error
        return Deposit(self.pmcid, 1, licence="CC BY", is_open_access=True)

    def text(self, of: object, waiting: Waiting) -> bytes:
        return self.xml

    def media(self, deposit: Deposit, file: MediaFile, waiting: Waiting) -> None:
        raise AssertionError("no figure is shown yet")

    def licence(self, pmcid: str, waiting: Waiting) -> str:
        raise NcbiUnreachable("away")

    @property
    def archives(self) -> Archives:
        return Archives(self, self, self, Allowed())


def test_a_paper_gets_the_limits_of_its_full_text():
    found = supplemented(PAPER, Archive(article()).archives, None, lambda: None)
    assert [each.spoken for each in found.extracts] == SAID
    assert replace(found, extracts=()) == PAPER


@pytest.mark.parametrize("xml", [article(None), article(kind="retraction"), article(permissions=""), BOMB])
def test_a_full_text_that_cannot_be_used_leaves_the_paper_as_it_is_and_the_log_says_why(xml, caplog):
    caplog.set_level(logging.INFO)
    assert supplemented(PAPER, Archive(xml).archives, None, lambda: None) == PAPER
    assert "nothing is said from the full text of 90000001: The" in caplog.text


def test_an_archive_that_refuses_leaves_the_paper_as_it_is():
    archive = Archive(article(), FullTextUnavailable("refused"))
    assert supplemented(PAPER, archive.archives, None, lambda: None) == PAPER


def test_that_no_archive_answers_is_a_failure_that_will_pass():
    archive = Archive(article(), FullTextUnreachable("away"))
    with pytest.raises(PaperUnavailable) as refused:
        supplemented(PAPER, archive.archives, None, lambda: None)
    assert refused.value.transient


@pytest.mark.parametrize("options", [Options(full_text=False), Options(length=Length.SHORT)])
def test_no_archive_is_asked_for_a_video_without_a_full_text(tmp_path: Path, options: Options):
    archive = Archive(article(), FullTextUnreachable("away"))
    with_archives = replace(FastTools().tools(), archives=archive.archives)
    make_draft("90000001", options, Workspace(tmp_path), with_archives, Recorder())
    assert archive.asked == []


def test_a_draft_says_them_and_reports_while_it_waits(tmp_path: Path):
    body = LIMITATIONS.replace("<sup><xref ref-type='bibr' rid='B3'>3</xref></sup>", "")
    archive = Archive(article(body, pmid="90000001", pmcid="").replace(b"10.5555/invented.1", b""))
    recorder = Recorder()
    with_archives = replace(FastTools().tools(), archives=archive.archives)
    draft = make_draft("90000001", Options(length=Length.LONG), Workspace(tmp_path), with_archives, recorder)
    said = [each.spoken for scene in draft.script.scenes for each in scene.sentences]
    assert len(archive.asked) == 1
    assert [each for each in said if each in SAID] == SAID
