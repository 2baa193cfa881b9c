"""What is particular to the voice hibari: its pace, its exact times, its clean edges, and how it reads words."""

from itertools import pairwise

import numpy as np
import onnxruntime
import pytest

from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.speech import Speaker, load
from videos.pipeline.outside.speech.hibari import parts_of_word
from videos.pipeline.outside.speech.model import only_output, with_outputs

SENTENCES = (
    "No.",
    "stop",
    "Such effects persist.",
    "Is it useful?",
    "Background.",
    "p less than 0.001.",
    "I L 6, T N F alpha and beta two microglobulin fell by 12.5 milligrams per litre.",
    "In the first group the mean rate of falls was lower than in the other, and no nurse fell, " * 6,
)


@pytest.fixture(scope="module")
def voice():
    return load("hibari")


def test_the_same_text_gives_the_same_audio(voice):
    first = voice.say("Snails on lettuce moved faster.")
    voice.say("Something else.")
    again = voice.say("Snails on lettuce moved faster.")
    assert np.array_equal(first.samples, again.samples)
    assert first.times == again.times


@pytest.mark.parametrize("speed", [0.75, 0.95, 1.05, 1.25, 1.5])
def test_the_duration_follows_the_speed(voice, speed):
    text = "Of the nurses who slept by day, most slept longer and woke less often than those who slept by night."
    normal, changed = (len(voice.say(text, pace).samples) for pace in (1.0, speed))
    assert normal / changed == pytest.approx(speed, rel=0.03)


@pytest.mark.parametrize("text", SENTENCES)
def test_the_audio_has_no_clipped_sample_no_click_and_no_cut_edge(voice, text):
    samples = voice.say(text).samples
    assert np.abs(samples).max() < 0.95
    edge = 24_000 // 200
    assert np.abs(samples[:edge]).max() < 0.003
    assert np.abs(samples[-edge:]).max() < 0.003
    assert np.abs(np.diff(samples)).max() < 0.6


def test_the_audio_has_no_silence_of_its_own_at_the_ends(voice):
    samples = np.abs(voice.say("Snails on lettuce moved faster.").samples)
    assert samples[: 24_000 // 10].max() > 0.01
    assert samples[-24_000 // 10 :].max() > 0.01


def test_the_words_of_a_sentence_follow_each_other_without_overlap(voice):
    spans = voice.say("It fell from 12,345 to 0.5 percent in the ay group of IL-6.").times
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(end > start for start, end in spans)


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("1344", "wˈʌn θˈWzᵊnd θɹˈi hˈʌndɹəd fˈɔɹTi fˈɔɹ"),
        ("83.0", "ˈATi θɹˈi pˈYnt zˈɪɹO"),
        (".05", "pˈYnt zˈɪɹO fˈIv"),
        ("ay", "ˈA"),
        ("A", "ɐ"),
        ("SOFA", "sˈOfə"),
        ("MAGSTEMI", "mˈæɡstɛmi"),
        ("LDL", "ˌɛldˌiˈɛl"),
        ("2q21.3", "tˈu kjˈu twˈɛnti wˈʌn pˈYnt θɹˈi"),
        ("[x](/y/)", "ˈɛks (wˈI)"),
    ],
)
def test_numbers_and_letters_are_read_as_written(voice, text, phonemes):
    assert voice.phonemes_of(text) == [phonemes]


def test_a_word_of_the_lexicon_is_said_as_it_says(voice):
    known = (("riociguat", "ɹˌIəsˈɪɡwæt"),)
    assert voice.phonemes_of("riociguat, pre-riociguat and riociguats", known)[0] == "ɹˌIəsˈɪɡwæt,"
    assert "ɹˌIəsˈɪɡwæt" not in voice.phonemes_of("pre-riociguat riociguats", known)
    aloud = Speaker("hibari", phonemes=known)
    assert not np.array_equal(aloud.say("riociguat").samples, voice.say("riociguat").samples)
    assert aloud.manner != Speaker("hibari").manner


def test_a_word_in_another_script_is_read_in_latin_letters(voice):
    assert voice.phonemes_of("Βατα")[0] == voice.phonemes_of("Vata")[0]


def test_a_long_chemical_name_is_read_to_its_end(voice):
    (phonemes,) = voice.phonemes_of("methylchlorophenylpiperazinylpropoxyquinolinone")
    assert phonemes.endswith("ˌɑn")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("short", ["short"]),
        ("piperazinyl", ["piperazi", "nyl"]),
        ("xxxxxxxxxxx", ["xxxxxxxx", "xxx"]),
    ],
)
def test_a_long_word_is_divided_before_a_syllable(word, parts):
    assert parts_of_word(word, 8) == parts


def test_a_word_that_cannot_be_pronounced_is_an_error_and_not_left_out(voice):
    with pytest.raises(SpeechFailed, match="cannot pronounce"):
        voice.say("The \U00012000 group fell.")


def test_an_inner_value_of_a_network_becomes_its_output():
    model = with_outputs(_adder(), "inner")
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    result, inner = session.run(["result", "inner"], {"number": np.array([2.0], np.float32)})
    assert inner.tolist() == [4.0]
    assert result.tolist() == [8.0]


def _adder() -> bytes:
    """A network that adds a number to itself, and the sum to itself."""
    from onnx import TensorProto, helper

    number, result = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("number", "result"))
    nodes = [helper.make_node("Add", [each, each], [then]) for each, then in (("number", "inner"), ("inner", "result"))]
    graph = helper.make_graph(nodes, "adder", [number], [result])
    opset = [helper.make_opsetid("", 17)]
    content: bytes = helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
    return content


def test_a_network_with_only_an_inner_value_runs_nothing_else():
    model = only_output(_adder(), "inner")
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    assert [each.name for each in session.get_outputs()] == ["inner"]
    assert session.run(["inner"], {"number": np.array([2.0], np.float32)})[0].tolist() == [4.0]
    assert len(model) < len(_adder())
