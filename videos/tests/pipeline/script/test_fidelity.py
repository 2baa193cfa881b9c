import pytest

from videos.pipeline.artifacts import Figure, Layout, RichText, Scene, Script, Sentence, Source
from videos.pipeline.errors import PipelineError
from videos.pipeline.script.fidelity import is_subsequence, require

from .abstracts import plain

PAPER = plain("Sleep rose by 41.5% in 12 nurses.")


def script(spoken: str, shown: str | None = None, figure: Figure | None = None) -> Script:
    sentence = Sentence(spoken, RichText(shown or spoken), Source(0, 0, 33))
    return Script(PAPER, (Scene(Layout.STATEMENT, "Results", (sentence,), figure),))


def test_leaving_out_is_allowed():
    require(script("Sleep rose in nurses."))


@pytest.mark.parametrize(
    "spoken",
    [
        "Sleep rose by 42% in nurses.",
        "Sleep rose by 41 in nurses.",
        "Nurses rose.",
        "Sleep rose strongly.",
        "Sleep rose!",
    ],
)
def test_other_words_numbers_signs_or_another_order_are_refused(spoken):
    with pytest.raises(PipelineError, match="99999998"):
        require(script(spoken + " Sleep" if spoken == "Nurses rose." else spoken))


def test_the_slide_is_held_to_the_same_rule():
    with pytest.raises(PipelineError):
        require(script("Sleep rose.", shown="Sleep rose much."))


def test_a_large_number_must_stand_in_its_sentence():
    require(script("Sleep rose in 12 nurses.", figure=Figure("12", "nurses")))
    with pytest.raises(PipelineError):
        require(script("Sleep rose in 12 nurses.", figure=Figure("13", "nurses")))


def test_the_products_own_words_need_no_source():
    own = Sentence("Read the full article.", RichText("Read the full article."), None)
    require(Script(PAPER, (Scene(Layout.SOURCE, "Source", (own,)),)))


def test_capitals_line_breaks_and_no_break_spaces_do_not_count():
    assert is_subsequence("Sleep\nrose\u00a0by", "so sleep rose by 4")
