"""The table of cases of the figure gate."""

import pytest

from videos.pipeline import jats
from videos.pipeline.full_text.figure_gate import refusal
from videos.tests.full_texts import BODY, NESTED_RIGHTS, OWN_RIGHTS, SUB_FIGURES, article, figure

OWN = "Figure 1 has a permission of its own (© 2019 Invented Press Used with permission.)."
OWN_A, OWN_B = OWN.replace("1 has", "1A has"), OWN.replace("1 has", "1B has")
NO_NUMBER = "A figure without a number cannot be credited, since viewers could not find it in the paper."
CITATION = "<xref ref-type='bibr' rid='B4'>4</xref>"


def refused(inside: str) -> list[str]:
    return [refusal(each) for each in jats.read(article(BODY + inside)).figures]


@pytest.mark.parametrize(
    "caption",
    [
        "Early waking with warm milk and with water.",
        "Early waking in dark-adapted people.",
        f"Early waking, measured as described [{CITATION}].",
        f"Early waking by the scale of sleep [{CITATION}].",
        "Sources of milk in the village.",
        "Early waking among those with credit cards.",
    ],
)
def test_a_figure_of_the_authors_may_be_used(caption):
    assert refused(figure(caption=caption)) == [""]


@pytest.mark.parametrize(
    ("caption", "reason"),
    [
        ("Early waking. Reprinted from the Journal of Milk.", "is reprinted"),
        ("Early waking, reproduced from a report.", "is reproduced"),
        ("Early waking. Adapted from a report.", "is adapted"),
        ("Early waking (modified from a report).", "is modified"),
        ("Early waking, redrawn from a report.", "is modified"),
        ("Map taken from an atlas.", "taken from elsewhere"),
        ("A cow. Image courtesy of A. Person.", "courtesy"),
        ("A cow. With kind permission of A. Person.", "permission"),
        ("A cow. © 2019 Invented Press.", "copyright"),
        ("A cow. (c) 2019 Invented Press.", "copyright"),
        ("A cow. Copyright Invented Press.", "copyright"),
        ("A cow. Photo credit: A. Person.", "credit"),
        ("A cow. Photo by A. Person.", "credit"),
        ("A cow. Source: Invented Press.", "where it comes from"),
        ("The gut. Created with BioRender.", "with what it was made"),
        (f"Early waking, from [{CITATION}].", "another source"),
        (f"Early waking, from Smith et al. [{CITATION}].", "another source"),
        (f"Early waking (after ref. {CITATION}).", "another source"),
        (f"Early waking, based on Smith and Lee [{CITATION}].", "another source"),
    ],
)
def test_a_caption_that_points_elsewhere_refuses_the_figure(caption, reason):
    (sentence,) = refused(figure(caption=caption))
    assert reason in sentence
    assert "Figure 1" in sentence


@pytest.mark.parametrize(
    ("inside", "reasons"),
    [
        (figure(inside=OWN_RIGHTS), [OWN]),
        (NESTED_RIGHTS, [OWN]),
        (SUB_FIGURES.replace("<label>Figure 1</label>", f"<label>Figure 1</label>{OWN_RIGHTS}"), [OWN_A, OWN_B]),
        (figure(inside="<attrib>A. Person</attrib>"), ["Figure 1 is attributed to somebody (A. Person)."]),
        (figure(label=""), [NO_NUMBER]),
        ("<fig><label>Figure 1</label></fig>", ["Figure 1 has no picture in the archive."]),
        (
            figure(inside="<graphic xlink:href='other'/>"),
            ["Figure 1 consists of 2 pictures, and would be shown only in part."],
        ),
        (SUB_FIGURES, ["", ""]),
    ],
)
def test_what_the_markup_says_decides(inside, reasons):
    assert refused(inside) == reasons


def test_a_graphical_abstract_needs_no_number():
    meta = "<abstract abstract-type='graphical'><fig><graphic xlink:href='ga'/></fig></abstract>"
    assert refusal(jats.read(article(meta=meta)).figures[0]) == ""
