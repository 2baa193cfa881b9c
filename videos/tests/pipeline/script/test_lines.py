from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.script.lines import as_list, by_sense


def test_a_lead_with_its_list_is_broken_into_lines():
    shown = RichText("Three themes were found: sleep at home; noise at work; and the way between.")
    assert as_list(shown).text.split("\n") == [
        "Three themes were found:",
        "sleep at home",
        "noise at work",
        "and the way between.",
    ]


def test_a_list_keeps_its_styles():
    shown = RichText("We saw: E. coli; B. subtilis; and yeast.", (Run(17, 28, Style.ITALIC),))
    listed = as_list(shown)
    (run,) = listed.runs
    assert listed.text[run.start : run.end] == "B. subtilis"


def test_semicolons_in_a_bracket_are_not_a_list():
    assert as_list(RichText("Sleep rose (a; b; c) in all.")) is None


def test_one_semicolon_is_not_a_list():
    assert as_list(RichText("Sleep rose; work did not.")) is None


def test_a_long_sentence_breaks_before_a_new_clause():
    first = "Amber glasses lengthened daytime sleep in nurses who had worked at least three night shifts in a row,"
    second = "whereas clear glasses changed nothing that a wrist sensor could see."
    assert by_sense(RichText(f"{first} {second}")).text == f"{first}\n{second}"


def test_a_short_sentence_is_not_broken():
    shown = RichText("Sleep rose, whereas work did not.")
    assert by_sense(shown) == shown


def test_a_clause_with_a_negation_is_never_cut_off():
    text = "Glasses lengthened the sleep of all the nurses at the nine hospitals that had agreed to take part in it, "
    shown = RichText(text + "but not the sleep of any of the doctors of these nine hospitals.")
    assert by_sense(shown) == shown


def test_the_items_of_a_list_show_no_numbers():
    text = "Four themes emerged: (1) the role; (2) the function (2 of 3); (3) reality; and (4) stigma."
    assert as_list(RichText(text)).text.split("\n") == [
        "Four themes emerged:",
        "the role",
        "the function (2 of 3)",
        "reality",
        "and stigma.",
    ]


def test_a_number_without_an_opening_bracket_stays():
    listed = as_list(RichText("Three themes emerged: i) the role; ii) the function; and iii) stigma."))
    assert listed.text.split("\n")[1:] == ["i) the role", "ii) the function", "and iii) stigma."]
