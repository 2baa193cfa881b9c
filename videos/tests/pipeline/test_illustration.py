from videos.pipeline.artifacts import Groups, Heading, Layout, Paper, RichText, Role, Section, Topic
from videos.pipeline.illustration import illustrate
from videos.pipeline.script import write

COMPARED = "Recovery by day ten was seen in 62% of calves fed hay versus 48% of calves fed straw."
PLAIN = "The barns were built of wood and stone. The calves were weighed on the first day of each month."


def paper(*texts: str, headings: tuple[Heading, ...] = ()) -> Paper:
    sections = tuple(Section(RichText(text), "RESULTS", Role.RESULTS) for text in texts)
    return Paper("99999997", RichText("Hay and the recovery of calves"), sections, headings=headings)


def test_a_sentence_with_a_picture_gets_a_scene_of_its_own():
    script = illustrate(write(paper(f"{PLAIN} {COMPARED}")))
    layouts = [scene.layout for scene in script.scenes]
    assert layouts == [Layout.TITLE, Layout.POINTS, Layout.PICTURE, Layout.SOURCE]
    (sentence,) = script.scenes[2].sentences
    assert sentence.spoken == COMPARED
    assert isinstance(script.scenes[2].picture, Groups)


def test_only_what_was_found_is_drawn():
    background = Section(RichText(COMPARED), "BACKGROUND", Role.BACKGROUND)
    script = write(Paper("99999997", RichText("Hay and calves"), (background, *paper(PLAIN).sections)))
    assert illustrate(script) == script


def test_a_script_without_anything_to_draw_is_not_changed():
    script = write(paper(PLAIN))
    assert illustrate(script) == script


def test_the_title_card_shows_the_topic_of_the_record():
    heading = Heading("D008168", "Lung", is_major=True)
    script = illustrate(write(paper(PLAIN, headings=(heading,))))
    assert isinstance(script.scenes[0].picture, Topic)
    assert [item.heading.text for item in script.scenes[0].picture.items] == ["Lung"]
