import pytest

from videos.pipeline.script.threads import contrasts, dangles, divides, labels


@pytest.mark.parametrize(
    "text",
    [
        "They slept longer.",
        "However, sleep did not change.",
        "The latter bred twice a year.",
        "Leaks were seen in 10.4% and 0%, respectively.",
        "The yields were 12, 15 and 19 g, respectively (p = 0.02).",
        "Both died within a day.",
        "Other measurements did not differ.",
        "With regard to many features, such studies disagree.",
        "Except for zinc, the levels of these metals were low.",
        "We could not explain this difference.",
        "Here we review these data.",
        "Comparable results were obtained with other dyes.",
        "We aimed to fill this gap.",
    ],
)
def test_a_sentence_that_points_back_dangles(text):
    assert dangles(text, states_an_aim=False)


@pytest.mark.parametrize(
    "text",
    [
        "Leaks were seen in 10.4% and 0% of the old and new valves, respectively.",
        "Ants and bees slept 4 and 6 hours, respectively.",
        "Survival was 61% with the patch and 43% without it, respectively.",
        "It is not known whether snails sleep.",
        "Both ants and bees slept.",
        "These results suggest that snails sleep.",
        "Taken together, these data suggest that snails sleep.",
        "Metals such as zinc were rare.",
    ],
)
def test_a_sentence_that_names_what_it_is_about_does_not_dangle(text):
    assert not dangles(text, states_an_aim=False)


def test_an_aim_stands_alone():
    assert not dangles("Therefore, we asked whether snails sleep.", states_an_aim=True)


def test_a_concession_within_a_sentence_does_not_qualify_the_one_before():
    assert contrasts("However, snails slept.")
    assert not contrasts("Although snails slept, ants did not.")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("Eleven studies reported a gain in sleep.", "Two studies reported no change."),
        ("Forty patients recovered.", "The other three patients died."),
        ("In group 1 there were four leaks.", "In group 2 there were six."),
        ("In the patch group 4% left.", "In the control group none did."),
        ("First, snails slept longer.", "Second, ants did."),
        ("One trial favoured the patch.", "The remaining 4 trials did not."),
    ],
)
def test_counts_that_divide_the_same_things_belong_together(before, text):
    assert divides(text, before)


def test_counts_of_different_things_do_not_belong_together():
    assert not divides("Two nurses left.", "Eleven studies were found.")
    assert not divides("Two studies found none.", "The search took a year.")


def test_groups_are_known_by_their_letters():
    assert labels("Growth was slower in groups B and C than in group A.") == {"group A", "group B", "group C"}
    assert labels("Cohorts 1, 2 and 3 ate line II.") == {"cohort 1", "cohort 2", "cohort 3", "line II"}
    assert labels("Group therapy helped.") == set()
