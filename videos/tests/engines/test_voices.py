"""Which voices a service offers."""

import av
import numpy as np
import pytest
from django.contrib.staticfiles import finders

from videos.checks import default_voice_has_an_endpoint, voices_are_installed
from videos.engines import tools, voices
from videos.engines.fingerprint import fingerprint
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.options import Engine, Options
from videos.pipeline.voices import VOICES


def test_every_engine_has_a_voice_with_its_licence_and_terms():
    assert set(VOICES) == set(Engine)
    assert all(voice.licence and voice.terms.endswith(".") for voice in VOICES.values())


def test_the_voice_with_an_unclear_licence_is_not_offered_unless_the_operator_says_so(settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "hibari", ["hibari", "espeak"]
    assert [voice.id for voice in voices.offered()] == ["hibari", "espeak"]
    settings.SPEECH_VOICES = ["piper"]
    assert [voice.id for voice in voices.offered()] == ["hibari", "piper"]


def test_the_voice_of_an_endpoint_is_offered_where_one_is_set(settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES, settings.SPEECH_BASE_URL = "espeak", [], "http://127.0.0.1:1/v1"
    assert [voice.id for voice in voices.offered()] == ["espeak", "endpoint"]
    speaker = tools.configured(Options(voice=Engine.ENDPOINT, speed=1.25)).voice
    assert speaker.manner == "endpoint http://127.0.0.1:1/v1 tts-1 alloy 1.25"


@pytest.mark.parametrize("name", ["SPEECH_BASE_URL", "SPEECH_MODEL", "SPEECH_VOICE"])
def test_another_endpoint_changes_the_fingerprint_of_its_videos_only(settings, name):
    before = fingerprint(Options(voice=Engine.ENDPOINT)), fingerprint(Options(voice=Engine.ESPEAK))
    setattr(settings, name, "http://127.0.0.1:2/v1")
    after = fingerprint(Options(voice=Engine.ENDPOINT)), fingerprint(Options(voice=Engine.ESPEAK))
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)


def test_an_endpoint_as_the_default_voice_has_to_be_set(settings):
    settings.SPEECH_ENGINE = "endpoint"
    (error,) = default_voice_has_an_endpoint(None)
    assert error.hint == "Set SPEECH_BASE_URL."
    settings.SPEECH_BASE_URL = "http://127.0.0.1:1/v1"
    assert default_voice_has_an_endpoint(None) == []


def test_a_voice_that_is_offered_has_to_be_installed(settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "hibari", ["piper"]
    (error,) = voices_are_installed(None, find={}.get)
    assert error.hint == "Run `make piper`, or build the image with PIPER=1."
    assert voices_are_installed(None) == []
    settings.SPEECH_VOICES = ["espeak"]
    assert voices_are_installed(None, find={}.get) == []


def test_the_default_voice_is_always_offered(settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "piper", []
    assert [voice.id for voice in voices.offered()] == ["piper"]
    assert voices.refusal("piper") == voices.refusal(None) == ""


def test_a_job_whose_voice_is_no_longer_offered_fails_with_the_remedy(settings):
    settings.SPEECH_ENGINE, settings.SPEECH_VOICES = "espeak", ["hibari"]
    with pytest.raises(SpeechFailed, match=r"does not offer the voice piper. Choose one of: hibari, espeak\."):
        tools.configured(Options(voice=Engine.PIPER))


@pytest.mark.parametrize("voice", [voice for voice in VOICES.values() if voice.sample], ids=lambda voice: voice.id)
def test_the_sample_of_a_voice_is_about_three_seconds_of_audible_speech(voice):
    with av.open(finders.find(voice.sample)) as file:
        rate = file.streams.audio[0].rate
        samples = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    assert 2.5 < len(samples) / rate < 3.5
    assert np.abs(samples).max() < 1.0
    assert np.sqrt(np.mean(samples**2)) > 0.05


def test_a_voice_with_an_unclear_licence_has_no_sample():
    assert VOICES[Engine.PIPER].sample == ""
