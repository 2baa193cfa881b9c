"""What a bracket or a trailing clause carries is said: a table of sentences and of the words that must be heard."""

import re

import pytest
from lxml import etree

from videos.pipeline import captions, fidelity
from videos.pipeline.artifacts import Clip, Paper, RichText, Section, Word
from videos.pipeline.pubmed.markup import rich_text
from videos.pipeline.script import write

from .cases import rows
from .script.abstracts import plain

ROWS = rows("unsaid")
BARN = " The barns were built of wood and stone in the same year."


def paper(sentence: str) -> Paper:
    """A paper of this sentence and another. Only its raised parts are markup."""
    escaped = re.sub(r"<(?!/?sup>)", "&lt;", sentence.replace("&", "&amp;"))
    text = rich_text(etree.fromstring(f"<AbstractText>{escaped}</AbstractText>"))
    whole = RichText(text.text + BARN, text.runs)
    return Paper(plain("").pmid, RichText("Barns in the hills"), sections=(Section(whole, "", None),))


def holds(text: str, words: str) -> bool:
    spaced = " ".join(text.split()).casefold()
    return any(re.search(rf"(?<!\w){re.escape(each.casefold())}(?!\w)", spaced) for each in words.split(" | "))


BRACKET = re.compile(r" [\[(][^()\[\]]*[\])]")
TRAILING = re.compile(r"[,;] (?:[pP]|OR|with a rate|hazard ratio)\b.*(?=\.$)")


def shortened(sentence: str) -> str:
    """The sentence without its brackets, inner ones first, and without statistics at its end."""
    while BRACKET.search(sentence):
        sentence = BRACKET.sub("", sentence)
    return TRAILING.sub("", sentence)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']}: {row['sentence'][-40:]}" for row in ROWS])
def test_what_a_bracket_carries_is_said_and_printed(row):
    script = write(paper(row["sentence"]))
    spoken = [sentence.spoken for scene in script.scenes for sentence in scene.sentences]
    clip = Clip(
        900, tuple(tuple(Word(word, 0.1 * n, 0.1 * n + 0.1) for n, word in enumerate(s.split())) for s in spoken)
    )
    cues = captions.compose([clip])
    subtitles = " ".join(line for cue in cues for line in cue.lines)
    for text in (" ".join(spoken), captions.transcript(script), subtitles, captions.as_srt(cues).replace("\n", " ")):
        for words in row["must_survive"].split(" ; "):
            assert holds(text, words)
    assert fidelity.violations(script) == ()


LOSING = [
    row
    for row in ROWS
    if row["kind"] not in {"effect", "power in print", "list of names"}  # a significant effect or a list may go
    and not all(holds(shortened(row["sentence"]), words) for words in row["must_survive"].split(" ; "))
]


@pytest.mark.parametrize("row", LOSING, ids=[f"{row['kind']}: {row['sentence'][-40:]}" for row in LOSING])
def test_a_sentence_that_has_lost_it_is_refused(row):
    source = paper(row["sentence"]).sections[0].text.text
    assert fidelity.faults(shortened(row["sentence"]), source.removesuffix(BARN))
