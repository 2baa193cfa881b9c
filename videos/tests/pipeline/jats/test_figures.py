"""What is read of figures and tables."""

from videos.pipeline import jats
from videos.pipeline.artifacts.full_text import Target
from videos.tests.full_texts import BODY, NESTED_RIGHTS, OWN_RIGHTS, SUB_FIGURES, article, figure


def figures(inside: str, **more: str):
    return jats.read(article(BODY + inside, **more)).figures


def test_a_figure_has_its_label_caption_and_file():
    (found,) = figures(figure("Figure 2.", "Early waking.", "milk-g002.jpg"))
    assert (found.label, found.caption.text.text) == ("Figure 2", "Early waking.")
    assert found.pictures == (("milk-g002.jpg",),)
    assert found.rights == found.attributions == ()


def test_a_number_alone_is_the_number_of_a_figure():
    assert figures(figure("3"))[0].label == "Figure 3"


def test_title_and_paragraphs_of_a_caption_are_one_text():
    caption = "<fig><label>Figure 1</label><caption><title>Milk.</title><p>It helps.</p></caption></fig>"
    (found,) = figures(caption)
    assert found.caption.text.text == "Milk. It helps."
    assert found.pictures == ()


def test_only_the_printed_caption_has_the_marks_that_cite():
    (found,) = figures(figure(caption="Milk, from [<xref ref-type='bibr' rid='B'>4</xref>]."))
    assert found.caption.text.text == "Milk, from."
    assert found.printed_caption.text.text == "Milk, from [4]."
    assert found.printed_caption.references[0].target is Target.CITATION


def test_the_parts_of_a_group_are_figures_with_its_number_and_caption():
    first, second = figures(SUB_FIGURES)
    assert (first.label, second.label) == ("Figure 1A", "Figure 1B")
    assert second.caption.text.text == "Early waking with warm milk. In the town."
    assert second.pictures == (("milk-g001b",),)


def test_several_forms_of_a_picture_are_one_picture():
    forms = "<alternatives><graphic xlink:href='a.tif'/><graphic xlink:href='a.jpg'/></alternatives>"
    (found,) = figures(f"<fig><label>Figure 1</label>{forms}</fig>")
    assert found.pictures == (("a.tif", "a.jpg"),)


def test_two_pictures_are_two():
    (found,) = figures(figure(inside="<graphic xlink:href='milk-g000'/>"))
    assert found.pictures == (("milk-g000",), ("milk-g001",))


def test_rights_of_a_figure_are_found_within_it_and_around_it():
    assert "© 2019 Invented Press" in figures(figure(inside=OWN_RIGHTS))[0].rights[0]
    assert "© 2019 Invented Press" in figures(NESTED_RIGHTS)[0].rights[0]
    assert figures(figure(inside="<permissions/>"))[0].rights == ("(no text)",)


def test_an_attribution_is_found():
    assert figures(figure(inside="<attrib>Photo: A. Person</attrib>"))[0].attributions == ("Photo: A. Person",)


def test_the_permissions_of_the_article_are_not_those_of_its_figures():
    assert figures(figure())[0].rights == ()


def test_figures_after_the_body_are_found():
    floats = article().replace(b"<back>", f"<floats-group>{figure()}</floats-group><back>".encode())
    assert [each.label for each in jats.read(floats).figures] == ["Figure 1"]


def test_a_graphical_abstract_is_the_first_figure():
    meta = (
        "<abstract abstract-type='graphical'><p>Milk helps.</p><p><fig><graphic xlink:href='ga.jpg'/></fig></p>"
        "</abstract>"
    )
    first, _ = figures(figure(), meta=meta)
    assert first.is_graphical_abstract
    assert first.pictures == (("ga.jpg",),)


def test_figures_of_a_peer_review_are_not_those_of_the_article():
    reviewed = article().replace(
        b"</article>", f"<sub-article><body>{figure()}</body></sub-article></article>".encode()
    )
    assert jats.read(reviewed).figures == ()


def test_two_hundred_figures_are_read():
    assert len(figures("".join(figure(f"Figure {n}") for n in range(1, 201)))) == 200


def test_a_table_has_its_label_and_caption():
    table = "<table-wrap><label>Table 1.</label><caption><p>Who was asked.</p></caption><table/></table-wrap>"
    (found,) = jats.read(article(BODY + table)).tables
    assert (found.label, found.caption.text.text) == ("Table 1", "Who was asked.")
