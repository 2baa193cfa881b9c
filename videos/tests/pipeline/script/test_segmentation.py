import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.pipeline.script.segmentation import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mice were fed.", "They grew."),
        ("Does it help?", "We asked 40 nurses."),
        ("Patients got vitamin C.", "The rest got none."),
        ("Nurses were put in group A.", "Others were not."),
        ("The yield was 1.0 %.", "It fell later."),
        ("The rate rose (see below).", "The cost did not."),
        ("Both arms improved.", "211 patients finished."),
        ("All was well.", "mTOR was not changed."),
        ("All was well.", "β-cell mass was not changed."),
        ("Doses were given i.v.", "The mice slept."),
        ("This was shown by Sato et al.", "However, the sample was small."),
        ("We saw groups A and B.", "Others were not seen."),
        ("Cells were counted in block C.", "Walls were not."),
        ("It was named “late.”", "Nobody minded."),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(first, second):
    assert split(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "sentence",
    [
        "Growth was slow, e.g. in E. coli and in B. subtilis.",
        "The odds were 2.5 vs. 1.1 in the two arms.",
        "Kim et al. found no such thing.",
        "It was read in Photochem. Photobiol. Sci. last year.",
        "Plants of Rosa canina subsp. alba were dried.",
        "The dose (ca. 3 mg i.p. once) was low.",
        "Cells (see Fig. 3) were stained.",
        "Survival rose (p = 0.04. See text) in mice.",
        "The value was 0.04 in all.",
        "Dr. Ito and J. Smith counted.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence):
    assert split(sentence) == [sentence]


def test_a_full_stop_without_a_space_after_it_ends_a_sentence():
    assert split("The odds rose (2.1 ratio).Overall, mice lived.") == [
        "The odds rose (2.1 ratio).",
        "Overall, mice lived.",
    ]
    assert split("Do it yourselves.(Posted with leave) here.")[0] == "Do it yourselves."


def test_a_fragment_without_a_word_belongs_to_the_sentence_before_it():
    assert split("The mean was high. 3.5. It fell.") == ["The mean was high. 3.5.", "It fell."]


def test_a_list_number_belongs_to_the_sentence_after_it():
    assert split("The mean was high. 3. It fell.") == ["The mean was high.", "3. It fell."]


@given(st.text(alphabet="aB1.?!() ’”;\n", max_size=80))
def test_only_white_space_is_between_sentences(text):
    spans = sentences(text)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
