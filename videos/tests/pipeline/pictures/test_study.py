"""The study card has only facts that the paper states plainly, in its own words."""

import pytest

from videos.pipeline.artifacts import Field, Heading, Paper, RichText, Role, Section
from videos.pipeline.pictures.study import study_card
from videos.pipeline.script.statements import read

TRIAL = (
    "We did a double-blind, randomised, controlled trial at nine hospitals in Sweden. We randomly assigned 240 nurses "
    "with poor sleep (mean age 38 years) to amber glasses or clear glasses for eight weeks. The primary outcome was "
    "total sleep time in the day after a night shift."
)
RESULTS = "Sleep was 41 minutes longer with amber glasses. Median follow-up was 10 weeks."


def paper(methods=TRIAL, results=RESULTS, title="Amber glasses and sleep", **more):
    sections = (
        Section(RichText(methods), "METHODS", Role.METHODS),
        Section(RichText(results), "RESULTS", Role.RESULTS),
    )
    return Paper("99999998", RichText(title), sections, **more)


def card(*given, **more):
    made = paper(*given, **more)
    return study_card(made, read(made))


def shown(name, *given, **more):
    """The text of one fact of the card."""
    found = card(*given, **more)
    value = getattr(found, name) if found else None
    return value.text if value else None


def test_the_card_of_a_trial_has_its_facts_as_spans_of_the_paper():
    made = paper(registrations=("ClinicalTrials.gov NCT99999999",))
    found = study_card(made, read(made))
    facts = (
        found.design,
        found.population,
        found.number.words,
        *found.groups,
        found.outcome,
        *found.places,
        found.follow_up,
    )
    assert [words.text for words in facts] == [
        "double-blind, randomised, controlled trial",
        "nurses with poor sleep",
        "240",
        "amber glasses",
        "clear glasses",
        "total sleep time in the day after a night shift",
        "Sweden",
        "Median follow-up was 10 weeks",
    ]
    assert [made.at(words.source).text for words in facts] == [words.text for words in facts]
    assert found.number.value == 240
    (registration,) = found.registrations
    assert (registration.text, registration.field) == ("ClinicalTrials.gov NCT99999999", Field.REGISTRATION)


@pytest.mark.parametrize(
    ("methods", "design"),
    [
        ("This was a multicentre prospective case-control study.", "multicentre prospective case-control study"),
        ("A retrospective cohort study was conducted.", "retrospective cohort study"),
        ("Our research was a cross-sectional study in schools.", "cross-sectional study"),
        ("Rest (RESTful) was an open-label, randomised controlled trial.", "open-label, randomised controlled trial"),
        ("Cross-sectional survey.", "Cross-sectional survey"),
        ("This retrospective observational study examined sleep.", "retrospective observational study"),
    ],
)
def test_the_design_is_named_in_the_authors_words(methods, design):
    assert shown("design", f"{methods} We included 80 adults.") == design


def test_the_design_may_come_from_the_title_or_else_from_the_record():
    plain = "We included 80 adults with cold feet. They slept."
    assert shown("design", plain, title="Cold feet: a pilot study") == "pilot study"
    listed = card(plain, publication_types=("Journal Article", "Randomized Controlled Trial", "Multicenter Study"))
    assert (listed.design.text, listed.design.field) == ("Randomized Controlled Trial", Field.PUBLICATION_TYPE)
    assert card(plain, publication_types=("Journal Article",)).design is None


@pytest.mark.parametrize("title", ["Amber glasses in secondary insomnia", "Amber glasses after an earlier operation"])
def test_a_secondary_disease_is_not_a_secondary_analysis(title):
    assert shown("design", title=title) == "double-blind, randomised, controlled trial"


def test_a_primary_outcome_is_named_at_the_start_of_a_sentence_too():
    methods = "This was a cohort study. We included 80 adults. Primary outcome was length of sleep (LoS)."
    assert shown("outcome", methods) == "length of sleep"


@pytest.mark.parametrize(
    ("methods", "design"),
    [
        ("Adults with cold feet were randomly assigned to tea or milk.", "randomly assigned"),
        ("At three hospitals, 96 patients were randomly allocated to tea or milk.", "randomly allocated"),
        ("Wards were randomly assigned to tea or milk.", None),
        ("In two randomised trials adults were randomly assigned to tea or milk.", None),
    ],
)
def test_a_design_without_a_name_is_how_people_were_divided(methods, design):
    found = card(methods, "It rained.")
    assert (found.design.text if found else None) == design


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Amber glasses and sleep: protocol of a trial"},
        {"title": "Amber glasses and sleep: a secondary analysis"},
        {"methods": "A systematic review of trials. We included 80 adults.", "title": "Glasses: a systematic review"},
        {"methods": "We asked people in an earlier cohort study. They slept.", "results": "It rained."},
    ],
)
def test_a_protocol_a_review_and_another_study_have_no_card(more):
    assert card(**more) is None


@pytest.mark.parametrize(
    ("methods", "number", "people"),
    [
        (
            "In all, 1,065 smokers who saw a clinic in Oslo were included.",
            "1,065",
            "smokers who saw a clinic in Oslo",
        ),
        ("A total of 221 patients aged 60 years with pain were included.", "221", "patients aged 60 years with pain"),
        ("Twenty-nine adults with cold feet were enrolled and slept.", "Twenty-nine", "adults with cold feet"),
        ("Seventy patients with pain were included.", "Seventy", "patients with pain"),
        ("Of 412 adults, 389 (94%) took part.", "412", "adults"),
        ("We included 80 adults, 18 to 65 years old. They slept.", "80", "adults, 18 to 65 years old"),
        ("We enrolled patients with asthma at 5 sites. They slept.", None, "patients with asthma"),
        ("We screened 300 adults. We included 80 adults.", "80", "adults"),
        ("We included 80 adults. We analysed 75 adults.", None, None),
        ("We included 900 nurses. In all, 900 nurses and 9 adults took part.", None, None),
    ],
)
def test_the_number_is_that_of_all_who_were_studied(methods, number, people):
    found = card(f"This was a cohort study. {methods}", "It rained.", title="Amber glasses in trained nurses")
    assert (found.number.words.text if found.number else None) == number
    assert found.population.text == (people or "trained nurses")


@pytest.mark.parametrize(
    ("title", "people"),
    [
        ("Amber glasses in adults with diabetes: a pilot study", "adults with diabetes"),
        ("Amber glasses in the care of children: a pilot study", None),
        ("Do amber glasses help in adults with diabetes? A pilot study", None),
        ("Amber glasses in women and in men: a pilot study", None),
        ("Amber glasses in adolescents and adults with asthma: a pilot study", None),
    ],
)
def test_the_people_may_come_from_a_plain_title(title, people):
    methods = "Ann compared glasses. We assigned them to amber glasses or clear glasses."
    assert shown("population", methods, title=title) == people


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("We randomly assigned 480 adults aged 70 years or older to tea or to milk.", "adults aged 70 years or older"),
        ("We randomised 80 adults with pain due to gout to tea or to milk.", "adults with pain due to gout"),
        ("We randomly allocated 80 men aged 18 to 65 years to tea, milk or water.", "men aged 18 to 65 years"),
    ],
)
def test_people_are_described_up_to_the_groups_that_they_were_assigned_to(sentence, people):
    assert shown("population", f"This was a cohort study. {sentence}") == people


@pytest.mark.parametrize(
    ("sentence", "groups"),
    [
        ("They were randomised 1:1 to receive 20 mg of tea or placebo once daily.", ["20 mg of tea", "placebo"]),
        (
            "Nurses were allocated to brisk walking (n = 40) versus usual care (n = 41).",
            ["brisk walking", "usual care"],
        ),
        (
            "They were assigned to stay on tea (at night) or to switch to milk (at noon).",
            ["stay on tea", "switch to milk"],
        ),
        ("We randomly assigned them to tea by post, twice a week, or to usual care.", ["tea", "usual care"]),
        (
            "They were randomly allocated to the weekly tablet or a daily tablet.",
            ["the weekly tablet", "a daily tablet"],
        ),
        ("Women had either early tea or late tea.", ["early tea", "late tea"]),
        ("They were assigned to tea, milk or water.", []),
        ("They were assigned to tea or milk or water.", []),
        ("They were assigned to one of two groups.", []),
        ("They were assigned to group A or group B.", []),
        ("They were assigned to tea and were followed.", []),
        ("They were assigned to tea or milk in three arms.", []),
    ],
)
def test_groups_are_shown_if_there_are_two_with_names(sentence, groups):
    found = card(f"We did a randomised trial. We included 80 adults. {sentence}")
    assert [words.text for words in found.groups] == groups


def test_a_title_names_the_groups_of_a_trial():
    title = "Effect of amber glasses versus clear glasses in adults: a randomised trial"
    found = card("We included 80 adults. They slept.", title=title)
    assert [words.text for words in found.groups] == ["amber glasses", "clear glasses"]


def test_places_are_those_of_the_record_as_the_methods_say_them():
    headings = tuple(Heading("", name, is_place=True) for name in ("Norway", "Sweden"))
    norway, sweden = card(headings=headings).places
    assert (norway.text, norway.field) == ("Norway", Field.PLACE)
    assert (sweden.text, paper().at(sweden.source).text) == ("Sweden", "Sweden")


@pytest.mark.parametrize(
    "methods",
    [
        "This was a cohort study in Norway and in Sweden. We included 80 adults.",
        "This was a cohort study in Amberland. We included 80 adults.",
        "This was a cohort study across Europe, North and South America. We included 9 men.",
    ],
)
def test_a_place_that_is_not_plain_is_left_out(methods):
    assert card(methods).places == ()


def test_what_is_stated_in_two_ways_is_left_out():
    assert shown("follow_up", results="A 3-year follow-up was planned. Mean follow-up was 2 years.") is None
    assert card(registrations=("ISRCTN 1", "ISRCTN 2", "ISRCTN 3")).registrations == ()


def test_the_people_or_animals_that_the_indexers_checked_are_on_the_card():
    headings = tuple(Heading("", name) for name in ("Sleep", "Adult", "Humans"))
    assert [tag.text for tag in card(headings=headings).tags] == ["Humans", "Adult"]


HUMANS = Heading("", "Humans")
NORWAY = Heading("", "Norway", is_place=True)


@pytest.mark.parametrize(
    ("kind", "headings", "parts"),
    [
        ("Clinical Trial", (), 0),
        ("Clinical Trial", (HUMANS,), 0),
        ("Clinical Trial", (NORWAY,), 0),
        ("Clinical Trial", (HUMANS, NORWAY), 3),
        ("Review", (HUMANS, NORWAY), 0),
    ],
)
def test_a_card_is_not_nearly_empty(kind, headings, parts):
    found = card("We read books.", "It rained.", publication_types=(kind,), headings=headings)
    assert len(found.parts if found else ()) == parts


@pytest.mark.parametrize(
    ("results", "shown_as"),
    [
        ("Mean follow-up was 13.1 years for tea and 10.1 years for milk.", None),
        ("Mean follow-up was 13.1 years, and sleep grew.", "Mean follow-up was 13.1 years"),
    ],
)
def test_the_follow_up_of_one_group_is_left_out(results, shown_as):
    assert shown("follow_up", results=results) == shown_as


def test_whom_the_title_names_must_be_those_whom_the_methods_count():
    title = "Sleep and mood among tea drinkers"
    assert (
        shown("population", "This was a cohort study. A list was sent to the homes of 306 pupils.", title=title) is None
    )
    assert (
        shown("population", "This was a cohort study. A list was sent to the homes of 306 patients.", title=title)
        == "tea drinkers"
    )


def test_no_design_is_that_of_two_studies():
    methods = "A pilot study was conducted in barns. Then, a blinded study was done. We included 80 adults."
    assert shown("design", methods) is None


def test_groups_are_not_shown_without_a_design():
    assert card("Cells were assigned to tea or milk. We included 80 adults.", "Follow-up was 9 weeks.").groups == ()
