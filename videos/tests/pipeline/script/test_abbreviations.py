from videos.pipeline.script.abbreviations import Definition, definitions, unexplained, uses


def test_the_words_before_the_bracket_define_the_abbreviation():
    text = "Stocks of aboveground carbon (AGC) and total sleep time (TST) rose."
    assert definitions(text) == [Definition("AGC", "aboveground carbon"), Definition("TST", "total sleep time")]


def test_a_plural_abbreviation_is_defined_in_the_singular():
    assert definitions("Some adverse events (AEs) came.") == [Definition("AE", "adverse events")]


def test_what_merely_looks_like_an_abbreviation_defines_nothing():
    assert definitions("It fell (n = 20). We saw mice (XYZ). Later (in May) it rose (95%).") == []


def test_a_clause_is_no_long_form():
    assert definitions("The signal was normalised to fluid (TSF) here.") == []


def test_an_abbreviation_is_used_as_a_word_of_its_own():
    assert uses("All AEs were mild.", "AE")
    assert not uses("The AEX rose and pre-AE fell.", "AE")


def test_where_the_full_form_may_begin_a_word_earlier_none_is_taken():
    assert definitions("Stents were sirolimus-eluting stents (SES), and late leaf-like light (LLT) was given.") == []


def test_first_letters_tell_where_the_full_form_begins():
    assert definitions("Early enteral nutrition (EEN) was given.") == [Definition("EEN", "Early enteral nutrition")]


def test_a_comparison_is_no_part_of_a_full_form():
    assert definitions("The risk of a length of stay > 14 days (LOS) rose.") == []


def test_what_is_used_again_and_not_explained_must_be_said():
    text = (
        "Snails that like to rest (QXs), sulfur fluoride gas (SF6) and total sleep time (TST) are told of here (XYZ). "
    )
    assert unexplained(f"{text} QXs, SF6 and TST fell.") == {"QXs"}
