"""Which sentences of a full text can be said alone, and what is left out of them."""

import pytest

from videos.pipeline import jats
from videos.pipeline.artifacts.full_text import FullText, Place
from videos.pipeline.full_text.excerpts import Excerpt, excerpt, places
from videos.tests.full_texts import article

KNOWN = "Warm milk and early waking (EW)."
FIGURE = "<xref ref-type='fig' rid='F2'>Figure 2</xref>"
TABLE = "<xref ref-type='table' rid='T1'>Table 1</xref>"
CITATION = "<xref ref-type='bibr' rid='B3'>3</xref>"


def text_of(inside: str) -> FullText:
    return jats.read(article(f"<sec><title>Results</title><p>{inside}</p></sec>"))


def first(inside: str, known: str = KNOWN, **more: bool) -> Excerpt | None:
    full_text = text_of(inside)
    place = next(places(full_text, 0))[0]
    return excerpt(full_text, place, known, **more)


def test_a_sentence_has_its_place_and_the_headings_above_it():
    full_text = text_of("Nobody fell ill that night. Warm milk gave no trouble to anybody.")
    (both,) = places(full_text, 0)
    assert both == (Place(0, 0, 0, 27), Place(0, 0, 28, 65))
    found = excerpt(full_text, both[1], KNOWN)
    assert found is not None
    assert (found.place, found.path, found.spoken) == (
        Place(0, 0, 28, 65),
        ("Results",),
        "Warm milk gave no trouble to anybody.",
    )


@pytest.mark.parametrize(
    ("inside", "spoken"),
    [
        (f"Nobody in the village fell ill ({FIGURE}).", "Nobody in the village fell ill."),
        (f"Nobody in the village fell ill (see {FIGURE} and {TABLE}).", "Nobody in the village fell ill."),
        ("Nobody in the village fell ill <xref ref-type='fig'>(Figure 2)</xref>.", "Nobody in the village fell ill."),
        (f"Nobody in the village fell ill [{CITATION}].", "Nobody in the village fell ill."),
        (f"Nobody in the village fell ill.<sup>{CITATION}</sup> They slept.", "Nobody in the village fell ill."),
        (
            f"Nausea occurred in 12 of 60 adults (20%; {TABLE}).",
            "Nausea occurred in 12 of 60 adults (20%).",
        ),
        (
            f"Nausea occurred in 12 of 60 adults ({TABLE}; 20%).",
            "Nausea occurred in 12 of 60 adults (20%).",
        ),
        (
            "Some adults drank more than milk, e.g. tea at night.",
            "Some adults drank more than milk, e.g. tea at night.",
        ),
        ("First, the sample of the study was small.", "The sample of the study was small."),
        ("Lastly, we could not blind the adults to the taste.", "We could not blind the adults to the taste."),
        ("Adults with EW slept better after six weeks.", "Adults with EW slept better after six weeks."),
        (
            "Adults with restless legs (RL) slept no better at all.",
            "Adults with restless legs slept no better at all.",
        ),
    ],
)
def test_what_only_points_elsewhere_is_left_out(inside, spoken):
    found = first(inside)
    assert found is not None
    assert found.spoken == spoken


@pytest.mark.parametrize(
    "inside",
    [
        f"{FIGURE} shows that nobody in the village fell ill.",
        f"As {FIGURE} shows, nobody in the village fell ill.",
        f"Nobody in the village fell ill (more than in {FIGURE} and less than expected).",
        "Table 2 shows that nobody in the village fell ill.",
        "Nobody fell ill, as shown in Appendix B of the paper.",
        "Nobody fell ill, as described above for the other village.",
        "As previously reported, nobody in the village fell ill.",
        "Nobody fell ill, unlike the adults of Smith et al in the town.",
        f"Milk may act in other ways, e.g. [{CITATION}].",
        "They did not fall ill in the village at all.",
        "However, nobody in the village fell ill at all.",
        "This was true of nobody in the village at all.",
        "Adults with RLS slept no better at all that night.",
        "The share was <inline-formula><tex-math>x</tex-math></inline-formula> in the village at first.",
        "Nobody fell ill.",
        "nobody in the village fell ill at all that night.",
        "Nobody " + "of them " * 60 + "fell ill.",
        "Adverse levels were 0,021.5 in 12 of 60 adults.",  # no listener hears which number that is
        "The trial was registered at ClinicalTrials.gov (NCT01234567).",
    ],
)
def test_what_cannot_be_understood_alone_is_refused(inside):
    assert first(inside) is None


def test_a_sentence_that_may_continue_may_begin_with_however():
    found = first("However, nobody in the village fell ill at all.", may_continue=True)
    assert found is not None
    assert found.spoken == "However, nobody in the village fell ill at all."


def test_the_place_of_an_excerpt_leads_to_its_whole_sentence():
    inside = f"Nobody in the village fell ill ({FIGURE}). They slept."
    full_text = text_of(inside)
    found = excerpt(full_text, next(places(full_text, 0))[0], KNOWN)
    assert found is not None
    assert full_text.at(found.place).text == found.text
    assert found.text.text == "Nobody in the village fell ill (Figure 2)."
