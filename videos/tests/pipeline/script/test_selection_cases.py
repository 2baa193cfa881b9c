"""Whole abstracts, and what a video of each must tell, must not tell, or may tell only together with something else."""

import html
import json
import re
from pathlib import Path

import pytest

from videos.pipeline import fidelity
from videos.pipeline.artifacts import Script
from videos.pipeline.options import Length
from videos.pipeline.pubmed import read
from videos.pipeline.script import SECONDS, write
from videos.tests.pipeline import cases

CASES = [json.loads(line) for line in (Path(cases.__file__).parent / "selection.jsonl").read_text().splitlines()]


def record(case: dict) -> bytes:
    """The record of the case: ``<sub>`` and ``<sup>`` are markup, all else is text."""
    sections = "".join(
        f"<AbstractText{_label(label)}>{_marked_up(text)}</AbstractText>" for label, text in case["sections"]
    )
    types = "".join(f"<PublicationType>{html.escape(name)}</PublicationType>" for name in case["publication_types"])
    return f"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><Journal>
        <Title>Journal of Invented Research</Title><JournalIssue><PubDate><Year>2024</Year></PubDate></JournalIssue>
        </Journal><ArticleTitle>{_marked_up(case["title"])}</ArticleTitle><Abstract>{sections}</Abstract>
        <Language>eng</Language><PublicationTypeList>{types}</PublicationTypeList></Article></MedlineCitation>
        </PubmedArticle></PubmedArticleSet>""".encode()


def _label(label: str) -> str:
    return f' Label="{html.escape(label)}"' if label else ""


def _marked_up(text: str) -> str:
    return re.sub(r"&lt;(/?su[bp])&gt;", r"<\1>", html.escape(text, quote=False))


def flat(text: str) -> str:
    return " ".join(text.casefold().split())


def said(script: Script) -> str:
    return flat(" ".join(sentence.spoken for scene in script.scenes for sentence in scene.sentences))


def seen(script: Script) -> str:
    return flat(" ".join(sentence.shown.text for scene in script.scenes for sentence in scene.sentences))


@pytest.mark.parametrize("case", CASES, ids=[case["kind"] for case in CASES])
def test_a_video_tells_what_it_must_and_nothing_that_it_must_not(case):
    script = write(read(record(case), "90000001"), SECONDS[Length(case["length"])])
    assert not fidelity.violations(script)
    voice, slides = said(script), seen(script)
    assert [words for words in case["must_tell"] if flat(words) not in voice] == []
    assert [words for words in case["must_not_tell"] if flat(words) in f"{voice} {slides}"] == []
    assert [
        [words, needed] for words, needed in case["if_told"] if flat(words) in voice and flat(needed) not in voice
    ] == []
