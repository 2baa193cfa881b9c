"""No edit brings in a word that is neither the paper's, nor marked as the makers'."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from videos.pipeline import editing, fidelity
from videos.pipeline.artifacts import Layout, Role
from videos.pipeline.editing import Draft, EditRefused
from videos.pipeline.options import Length
from videos.tests.figures import WITH_FIGURES
from videos.tests.pipeline.editing.drafts import draft
from videos.tests.pipeline.script.abstracts import LABORATORY, paper, plain, trial

PAPERS = (
    WITH_FIGURES,
    trial(),
    trial(title="Amber glasses and sleep in nurses: a randomised trial at nine hospitals of two kinds of glasses"),
    plain(LABORATORY),
    paper(
        ("METHODS", Role.METHODS, "We enrolled 412 calves (all of them female [or twins]) at nine farms (Fig. 2)."),
        (
            "RESULTS",
            Role.RESULTS,
            "Recovery by day ten was seen in 62% of calves fed hay versus 48% of calves fed straw. Moreover, weight "
            "(in kg) rose more with hay (mean 12 kg; 95% CI 3 to 21; p = 0.01), though not in winter (p = 0.4). "
            "However, three calves (1%) died.",
        ),
        ("CONCLUSIONS", Role.CONCLUSIONS, "Hay may help calves (in summer). It cannot replace milk (see Table 3)."),
    ),
)
PRODUCTS_WORDS = re.compile(
    r"This video reads (?:selected sentences of )?the abstract.*|A language model chose the sentences\.|"
    r"Read the full article.*|"
    r"The makers of this video chose .*|The abstract also reports .*|From the makers of this video\.|"
    r"This is what PubMed says about the study\.|PubMed lists this paper as .*"
)
NUMBERS = st.integers(-1, 12)
TEXTS = st.one_of(
    st.sampled_from(["We thank them.", "Why it matters", "Sleep rose by 40%.", "<b>", "a\u202eb", "W" * 50, ""]),
    st.text(max_size=30),
)
LAYOUTS = st.sampled_from([None, *Layout])
WORDS = st.sampled_from(["nurses", "Yeast", "calves", "not", "240", "milk", "amber", "p"])
SAID = st.one_of(st.sampled_from(["nur sez", "knot", "yeest", "kah vez", "two", "A M B E R"]), st.text(max_size=12))
OPERATIONS = st.one_of(
    st.builds(editing.AddSentence, NUMBERS, NUMBERS),
    st.builds(editing.RemoveItem, NUMBERS),
    st.builds(editing.MoveItem, NUMBERS, NUMBERS),
    st.builds(editing.SetCut, NUMBERS, st.integers(-1, 4), st.booleans()),
    st.builds(editing.SetHeading, NUMBERS, TEXTS),
    st.builds(editing.SetLayout, NUMBERS, LAYOUTS),
    st.builds(editing.SetFigure, NUMBERS, st.sampled_from([None, "", "Figure 1", "Figure 9"])),
    st.builds(editing.SetPronunciation, WORDS, SAID),
    st.builds(editing.SetSubtitle, st.booleans()),
    st.builds(editing.SetGlance, st.booleans()),
    st.builds(editing.AddMakerCard, TEXTS, NUMBERS),
    st.builds(editing.EditMakerCard, NUMBERS, TEXTS),
)


@settings(max_examples=150)
@given(st.sampled_from(PAPERS), st.sampled_from(list(Length)), st.lists(OPERATIONS, min_size=1, max_size=12))
def test_no_edit_brings_a_word_into_the_papers_mouth(paper, length, operations):
    edited = draft(paper, length)
    for operation in operations:
        try:
            edited = editing.apply(edited, [operation], paper)
        except EditRefused as refused:
            says_why = bool(refused.refusal.problem.rule and refused.refusal.problem.remedy)
        else:
            says_why = True
        assert says_why
    verdict = editing.check(paper, edited, length)
    if verdict.script is None:
        assert not edited.readings, "an edit was accepted and then refused"
        return
    assert fidelity.violations(verdict.script) == ()
    for scene in verdict.script.scenes:
        assert is_marked(scene.label, edited), scene.label
        for sentence in scene.sentences:
            if sentence.source:
                source = paper.at(sentence.source).text
                assert is_subsequence(sentence.spoken, source)
                assert is_subsequence(sentence.shown.text, source)
            elif scene.layout is Layout.MAKER:
                assert scene.label == "A note by the makers"
            else:
                assert PRODUCTS_WORDS.fullmatch(sentence.spoken), sentence.spoken


def is_marked(label: str, edited: Draft) -> bool:
    """Whether a heading is not the makers' own, or says that it is."""
    own = {item.heading for item in edited.readings if item.heading}
    return label not in own and (label.partition(" · ")[0] not in own or label.endswith(" · makers’ heading"))


def is_subsequence(text: str, source: str) -> bool:
    remaining = iter(words(source))
    return all(word in remaining for word in words(text))


def words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+|[^\w\s]", text)]
