from videos.pipeline.script.abbreviations import Definition, definitions, unexplained, uses


def test_the_words_before_the_bracket_define_the_abbreviation():
    text = "Stocks of aboveground carbon (AGC) and total sleep time (TST) rose."
    assert definitions(text) == [Definition("AGC", "aboveground carbon"), Definition("TST", "total sleep time")]


def test_a_plural_abbreviation_is_defined_in_the_singular():
    assert definitions("Some adverse events (AEs) came.") == [Definition("AE", "adverse events")]


def test_a_bracket_that_only_looks_like_an_abbreviation_is_ignored():
    assert definitions("It fell (n = 20). We saw mice (XYZ). Later (in May) it rose (95%).") == []


def test_a_clause_is_not_a_long_form():
    assert definitions("The signal was normalised to fluid (TSF) here.") == []


def test_an_abbreviation_is_found_only_as_a_separate_word():
    assert uses("All AEs were mild.", "AE")
    assert not uses("The AEX rose and pre-AE fell.", "AE")


def test_there_is_no_definition_if_the_long_form_could_begin_a_word_earlier():
    assert definitions("Late leaf-like light (LLT) was given.") == []


def test_each_part_of_a_hyphenated_word_has_an_initial():
    text = "Stents were sirolimus-eluting stents (SES)."
    assert definitions(text) == [Definition("SES", "sirolimus-eluting stents")]


def test_initials_decide_where_the_long_form_begins():
    assert definitions("Early enteral nutrition (EEN) was given.") == [Definition("EEN", "Early enteral nutrition")]


def test_a_comparison_is_not_part_of_a_long_form():
    assert definitions("The risk of a length of stay > 14 days (LOS) rose.") == []


def test_an_undefined_abbreviation_that_is_used_again_must_be_said():
    text = "Snails that like to rest (QXs), sulfur fluoride gas (SF6) and total sleep time (TST) are named (XYZ). "
    assert unexplained(f"{text} QXs, SF6 and TST fell.") == {"QXs"}
