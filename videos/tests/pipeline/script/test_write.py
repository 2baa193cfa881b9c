import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from videos.pipeline import fidelity, timing
from videos.pipeline.artifacts import Layout, Role
from videos.pipeline.errors import PaperHasNoText
from videos.pipeline.options import Length
from videos.pipeline.script import SECONDS, write
from videos.pipeline.script.cards import source_scene

from .abstracts import LABORATORY, TRIAL_SECTIONS, paper, plain, trial

SENTENCES = [text for _, _, section in TRIAL_SECTIONS for text in section.split(". ")] + LABORATORY.split(". ")


@pytest.mark.parametrize("written", [trial(), plain(LABORATORY)], ids=["trial", "laboratory"])
def test_a_script_opens_with_the_title_and_ends_with_the_source(written):
    script = write(written)
    assert script.paper is written
    assert script.scenes[0].layout is Layout.TITLE
    assert script.scenes[-1].layout is Layout.SOURCE
    assert Layout.TITLE not in {scene.layout for scene in script.scenes[1:]}


def test_every_sentence_of_the_abstract_has_its_exact_source():
    written = trial()
    for scene in write(written).scenes[1:-1]:
        for sentence in scene.sentences:
            text = written.sections[sentence.source.section].text.text[sentence.source.start : sentence.source.end]
            assert text[0].isupper()
            assert text.endswith(".")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=30), st.integers(20, 200))
def test_the_script_of_any_abstract_only_leaves_out(sentences, seconds):
    written = plain(". ".join(sentence.rstrip(".") for sentence in sentences) + ".")
    script = write(written, seconds)
    assert not fidelity.violations(script)
    assert len(script.scenes) > 2


def test_the_same_paper_gives_the_same_script():
    assert write(trial()) == write(trial())


LONG = (*TRIAL_SECTIONS, *TRIAL_SECTIONS, *TRIAL_SECTIONS)


def lasts(script) -> float:
    return timing.of_scenes(script.scenes)


@pytest.mark.parametrize(("length", "longest"), [("short", 45), ("standard", 90), ("long", 180)])
def test_each_length_keeps_its_limits(length, longest):
    script = write(paper(*LONG), SECONDS[Length(length)])
    assert longest * 2 / 3 <= lasts(script) <= longest


def test_numbers_are_timed_as_they_are_spoken():
    text = "The rates were 33.3% vs 0% of 1,344 nurses (p=0.568), 22.9% vs 63.8% (p=0.41) and 6.3% vs 4.3% (p=0.663). "
    assert lasts(write(plain(text * 8))) <= 90


def test_a_long_title_takes_its_time_from_the_abstract():
    title = "Amber glasses and the sleep of nurses who work at night in each of nine hospitals of one small country"
    long, short = (write(paper(*LONG, title=name)) for name in (title, "Sleep"))
    assert lasts(long) <= 90
    assert lasts(long) - lasts(short) < timing.of_speech(title)


def test_an_abstract_that_fits_in_the_time_is_read_whole():
    whole = write(trial(), 1000)
    count = sum(len(scene.sentences) for scene in whole.scenes)
    assert sum(len(scene.sentences) for scene in write(trial(), lasts(whole) / 0.93).scenes) == count
    assert sum(len(scene.sentences) for scene in write(trial(), lasts(whole) * 0.99).scenes) < count


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=30), st.sampled_from([45, 90, 180]))
@example([max(SENTENCES, key=len)] * 3 + SENTENCES[-1:], 45.0)
def test_no_video_exceeds_its_limit_and_a_shorter_one_reads_everything(sentences, seconds):
    written = plain(" ".join(f"{sentence.rstrip('.')}." for sentence in sentences))
    script = write(written, seconds)
    assert lasts(script) <= seconds
    if lasts(script) < seconds / 2:  # the next sentence may need another before it, so that neither fits
        card = script.scenes[-1].sentences[0].spoken
        assert card.startswith(("This video reads the abstract", "Read the full article; this was its abstract"))


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


def test_hostile_text_is_handled_quickly_and_as_text():
    text = "aged " + "1" * 20_000 + " was seen. " + "(a " * 5_000 + "Snails moved faster on #panic() <b>lettuce</b>."
    with pytest.raises(PaperHasNoText):
        write(plain(text))


def test_the_source_card_names_what_the_video_omits():
    harms = [
        f"{count} of the snails on lettuce died, and others had adverse events of each kind. " for count in "3456789"
    ]
    results = "Snails on lettuce moved faster than those on cabbage today. " * 20 + "".join(harms)
    script = write(paper(("RESULTS", Role.RESULTS, results)), 45)
    said = " ".join(sentence.spoken for sentence in script.scenes[-1].sentences)
    assert said == ("Read the full article; this part of its abstract leaves out harms.")
    assert lasts(script) <= 45


@pytest.mark.parametrize(
    ("omitted", "words"),
    [
        (("harms",), "The abstract also reports harms; they did not fit."),
        (("the accuracy of the test",), "The abstract also reports the accuracy of the test; it did not fit."),
    ],
)
def test_a_longer_video_names_what_it_omits_in_a_sentence_of_its_own(omitted, words):
    card = source_scene(paper(("RESULTS", Role.RESULTS, "Snails moved.")), selected=True, omitted=omitted)
    assert [each.spoken for each in card.sentences][1:-1] == [words]


def test_a_sentence_that_is_too_long_to_follow_is_parted_at_its_clauses():
    clause = "the snails that had been fed with lettuce moved faster than the others in the garden on {day}, and "
    sentence = "In spring " + "".join(clause.format(day=day) for day in ("Monday", "Tuesday", "Sunday") * 3) + "slept."
    spoken = [each.spoken for scene in write(plain(sentence), 180).scenes[1:-1] for each in scene.sentences]
    assert " ".join(spoken) == sentence
    assert max(len(each.split()) for each in spoken) <= 60
