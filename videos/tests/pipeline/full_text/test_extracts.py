"""From a full text to scenes of a video: what is added, where it says to be from, and what it never displaces."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from videos.pipeline import fidelity, jats, storyboard, timing, writing
from videos.pipeline.artifacts import Clip, ExtractKind, Layout, Paper, RichText, Role, Script, Section
from videos.pipeline.cache.codec import pack, unpack
from videos.pipeline.captions import transcript
from videos.pipeline.citation import credit
from videos.pipeline.description import describe
from videos.pipeline.editing.scripts import draft_of, script_of
from videos.pipeline.full_text.extracts import with_extracts
from videos.pipeline.full_text.licences import Licence
from videos.pipeline.options import Length
from videos.pipeline.slides import visual_abstract
from videos.tests.factories import sample_script
from videos.tests.full_texts import article

BODY = (
    "<sec><title>Results</title><sec><title>Adverse events</title><p>Nausea, the only adverse event, occurred in 12 of "
    "60 adults with milk and in 15 of 60 with water (<xref ref-type='table' rid='T'>Table 2</xref>).</p></sec></sec>"
    "<sec><title>Discussion</title><p>Milk may help.</p><p>Our study has limitations. First, the sample was small and "
    "came from one village<sup><xref ref-type='bibr' rid='B'>3</xref></sup>. However, a larger trial had the same "
    "result in adults.</p></sec>"
)
PAPER = Paper(
    "90000001",
    RichText("Warm milk and early waking"),
    (
        Section(RichText("We asked 120 adults how early they woke with warm milk or water."), "METHODS", Role.METHODS),
        Section(RichText("Early waking fell from 40% to 12% with warm milk."), "RESULTS", Role.RESULTS),
        Section(RichText("Warm milk may help adults who wake early."), "CONCLUSIONS", Role.CONCLUSIONS),
    ),
    pmcid="PMC9000001",
    journal="Journal of Invented Research",
    year="2024",
)
NAUSEA = "Nausea, the only adverse event, occurred in 12 of 60 adults with milk and in 15 of 60 with water."
SMALL = "The sample was small and came from one village."
HOWEVER = "However, a larger trial had the same result in adults."


@dataclass
class Stills:
    """Keeps the data of each page, and draws one black pixel."""

    shape: str = "wide"
    pdf: bytes = b""
    pixels: np.ndarray = field(default_factory=lambda: np.zeros((1, 1, 3), np.uint8))
    laid_out: list[str] = field(default_factory=list)

    def page(self, data: str) -> "Stills":
        self.laid_out.append(data)
        return self

    def draw(self) -> "Stills":
        return self


@pytest.fixture(scope="module")
def paper() -> Paper:
    return with_extracts(PAPER, jats.read(article(BODY)), Licence("by", "4.0"))


@pytest.fixture(scope="module")
def script(paper: Paper) -> Script:
    return writing.write(paper, Length.LONG)


def test_extracts_are_whole_sentences_with_their_place(paper):
    harm, limit, however = paper.extracts
    assert [each.kind for each in paper.extracts] == [ExtractKind.HARMS, ExtractKind.LIMITS, ExtractKind.LIMITS]
    assert (harm.text.text, harm.spoken) == (NAUSEA[:-1] + " (Table 2).", NAUSEA)
    assert (harm.section.label, limit.section.label) == (
        "Full text: Adverse events, paragraph 1",
        "Full text: Discussion, paragraph 2",
    )
    assert limit.text.text == "First, the sample was small and came from one village."
    assert (limit.continues, however.continues) == (False, True)


def test_a_url_leads_to_the_sentence(paper):
    assert paper.extracts[1].url == (
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#:~:text=First%2C%20the%20sample%20was,came%20from%20one%20village."
    )


def test_a_source_leads_to_its_extract_and_to_no_section_of_the_abstract(paper):
    source = paper.source_of(paper.extracts[1])
    assert source.section == 4
    assert paper.at(source) == paper.extracts[1].text
    assert paper.extract_of(source) == paper.extracts[1]
    assert paper.extract_of(replace(source, section=1)) is None
    assert paper.section_of(replace(source, section=1)) == paper.sections[1]
    assert paper.section_of(replace(source, section=None)) is None


def test_a_script_with_extracts_is_kept_for_the_next_attempt(script):
    assert unpack(pack(script), Script) == script


def test_extracts_follow_the_abstract_on_slides_that_say_where_they_are_from(script):
    added = [scene for scene in script.scenes if scene.label.endswith("from the full text")]
    assert [scene.label for scene in added] == ["Harms, from the full text", "Limits, from the full text"]
    assert [[each.spoken for each in scene.sentences] for scene in added] == [[NAUSEA], [SMALL, HOWEVER]]
    assert [scene.layout for scene in added] == [Layout.STATEMENT, Layout.POINTS]
    labels = [scene.label for scene in script.scenes]
    assert labels.index("Conclusions") < labels.index("Harms, from the full text") < labels.index("Source")


def test_the_source_card_names_what_is_from_the_full_text(script):
    said = [each.spoken for each in script.scenes[-1].sentences]
    assert said[-2] == "The harms and the limits are from its full text, not from its abstract."


def test_the_script_is_faithful_and_a_changed_extract_is_not(script):
    fidelity.require(script)
    scenes = [replace(scene) for scene in script.scenes]
    place = next(number for number, scene in enumerate(scenes) if "Harms" in scene.label)
    wrong = replace(scenes[place].sentences[0], spoken=NAUSEA.replace("12", "2"))
    scenes[place] = replace(scenes[place], sentences=(wrong,))
    assert fidelity.violations(replace(script, scenes=tuple(scenes)))


def test_a_short_video_is_of_the_abstract_alone(paper):
    assert writing.write(paper, Length.SHORT) == replace(writing.write(PAPER, Length.SHORT), paper=paper)


def test_nothing_of_the_abstract_makes_room_for_extracts(paper):
    whole = sample_script(Length.STANDARD)
    filled = writing.write(replace(whole.paper, extracts=paper.extracts), Length.STANDARD)
    assert timing.of_scenes(filled.scenes) <= 90
    abstract = [each.spoken for scene in whole.scenes[:-1] for each in scene.sentences]
    with_more = [each.spoken for scene in filled.scenes[:-1] for each in scene.sentences]
    assert [each for each in with_more if each in abstract] == abstract


def test_without_a_full_text_nothing_changes():
    assert PAPER.extracts == ()
    assert not any("full text" in scene.label for scene in writing.write(PAPER, Length.LONG).scenes)


def test_the_storyboard_names_section_paragraph_and_url(script):
    source = next(each.source for scene in script.scenes for each in scene.sentences if each.spoken == SMALL)
    found = storyboard.source_of(source, script.paper)
    assert found is not None
    assert (found["section"], found["text"]) == (
        "Full text: Discussion, paragraph 2",
        "First, the sample was small and came from one village.",
    )
    assert found["full_text"] == {
        "path": ("Discussion",),
        "paragraph": 2,
        "url": script.paper.extracts[1].url,
    }
    of_abstract = storyboard.source_of(replace(source, section=1), script.paper)
    assert of_abstract is not None
    assert "full_text" not in of_abstract


def test_the_whole_storyboard_is_written(script):
    clips = [Clip(frames=30, sentences=tuple(() for _ in scene.sentences)) for scene in script.scenes]
    assert "Full text: Discussion, paragraph 2" in storyboard.as_json(script, clips)


def test_the_transcript_names_where_the_extracts_stand(script):
    text = transcript(script)
    assert f"Limits, from the full text\n{SMALL} {HOWEVER}" in text
    assert "\nFrom the full text\nAdverse events, paragraph 1 (CC BY 4.0): Nausea" in text
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/#:~:text=" in text


def test_an_edited_script_keeps_what_there_is_time_for(script, paper):
    assert script_of(paper, draft_of(script), Length.LONG) == script


def test_the_terms_of_the_full_text_are_on_the_source_card_and_in_the_description(script):
    assert credit(script) == "Full text: CC BY 4.0, shortened."
    text = describe(script.paper, [], 60, credit(script), has_extracts=True)
    assert "taken from the abstract of the paper or, where its heading says so, from the full text. Read" in text
    assert text.endswith("Full text: CC BY 4.0, shortened.\n")


def test_the_visual_abstract_stays_one_of_the_abstract_alone(paper):
    added, without = Stills(), Stills()
    visual_abstract(writing.write(paper, Length.LONG), added)
    visual_abstract(writing.write(PAPER, Length.LONG), without)
    assert added.laid_out == without.laid_out
    assert len(without.laid_out) == 1
