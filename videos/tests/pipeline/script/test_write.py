import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.pipeline import gate
from videos.pipeline.artifacts import Layout
from videos.pipeline.errors import PaperHasNoText
from videos.pipeline.options import Length
from videos.pipeline.script import WORDS, write

from .abstracts import LABORATORY, TRIAL_SECTIONS, paper, plain, trial

SENTENCES = [text for _, _, section in TRIAL_SECTIONS for text in section.split(". ")] + LABORATORY.split(". ")


@pytest.mark.parametrize("written", [trial(), plain(LABORATORY)], ids=["trial", "laboratory"])
def test_a_script_opens_with_the_title_and_ends_with_the_source(written):
    script = write(written)
    assert script.paper is written
    assert script.scenes[0].layout is Layout.TITLE
    assert script.scenes[-1].layout is Layout.SOURCE
    assert Layout.TITLE not in {scene.layout for scene in script.scenes[1:]}


def test_every_sentence_of_the_abstract_names_its_exact_source():
    written = trial()
    for scene in write(written).scenes[1:-1]:
        for sentence in scene.sentences:
            text = written.sections[sentence.source.section].text.text[sentence.source.start : sentence.source.end]
            assert text[0].isupper()
            assert text.endswith(".")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=30), st.integers(20, 300))
def test_whatever_the_abstract_the_script_only_leaves_out(sentences, words):
    written = plain(". ".join(sentence.rstrip(".") for sentence in sentences) + ".")
    script = write(written, words)
    assert not gate.violations(script)
    assert len(script.scenes) > 2


def test_the_same_paper_gives_the_same_script():
    assert write(trial()) == write(trial())


def test_a_long_abstract_stays_within_a_hundred_seconds_at_150_words_a_minute():
    long = paper(*TRIAL_SECTIONS, *TRIAL_SECTIONS, *TRIAL_SECTIONS)
    words = [word for scene in write(long).scenes for sentence in scene.sentences for word in sentence.spoken.split()]
    assert 60 <= len(words) / 150 * 60 <= 95


@pytest.mark.parametrize(
    ("length", "shortest", "longest"), [("short", 28, 45), ("standard", 60, 95), ("long", 110, 180)]
)
def test_each_length_gives_the_seconds_that_it_promises(length, shortest, longest):
    script = write(paper(*TRIAL_SECTIONS, *TRIAL_SECTIONS, *TRIAL_SECTIONS), WORDS[Length(length)])
    words = [word for scene in script.scenes for sentence in scene.sentences for word in sentence.spoken.split()]
    assert shortest <= len(words) / 150 * 60 <= longest


def test_a_short_abstract_is_not_padded():
    script = write(plain("Snails on lettuce moved faster than snails on cabbage."))
    assert [scene.layout for scene in script.scenes] == [Layout.TITLE, Layout.STATEMENT, Layout.SOURCE]


@pytest.mark.parametrize("text", ["Not applicable.", "See text.", "Snails " * 200])
def test_a_record_without_a_sentence_is_refused_with_advice(text):
    with pytest.raises(PaperHasNoText, match="Choose a paper with an abstract"):
        write(plain(text.strip()))


def test_registrations_and_copyright_lines_are_not_read():
    text = "Snails on lettuce moved faster today. Trial registration NCT01234567. © 2026 The Snail Society."
    script = write(plain(text))
    assert len(script.scenes) == 3


def test_hostile_text_takes_no_time_and_stays_text():
    text = "aged " + "1" * 20_000 + " was seen. " + "(a " * 5_000 + "Snails moved faster on #panic() <b>lettuce</b>."
    with pytest.raises(PaperHasNoText):
        write(plain(text))
