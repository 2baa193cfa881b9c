"""An endpoint with OpenAI's protocol speaks over a real connection, and each of its failures has its own remedy."""

from itertools import pairwise
from threading import Event

import numpy as np
import pytest

from videos.pipeline import narration
from videos.pipeline.artifacts import Layout, RichText, Scene, Script, Sentence
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside import speech
from videos.pipeline.outside.speech.endpoint import Endpoint, Service
from videos.tests.speech_server import SpeechServer, mp3, pcm, refused, sent, spoken, wav

from .script.abstracts import trial

TEXT = "Most of the nurses slept longer by day, and none of them fell ill; the others did not change."


def endpoint(server: SpeechServer, timeout: float = 10.0, speed: float = 1.0) -> Endpoint:
    return Endpoint(Service(server.url, "a-model", "a-voice", "a key", timeout), speed)


def at_24_khz(samples: np.ndarray) -> np.ndarray:
    """Samples at 22,050 Hz, interpolated."""
    places = np.arange(len(samples))
    return np.interp(np.arange(0, len(samples) - 1, 22.05 / 24), places, samples)


def test_the_request_has_the_model_the_voice_the_key_and_numbers_in_words():
    with SpeechServer(sent(wav(spoken("Of one thousand three hundred women.")))) as server:
        endpoint(server).say("Of 1344 women.")
        endpoint(server, speed=1.25).say("Of 1344 women.")
    first, second = server.asked
    words = "Of one thousand three hundred forty four women."
    assert first == {"model": "a-model", "voice": "a-voice", "input": words, "response_format": "wav"}
    assert second == {**first, "speed": 1.25}
    assert set(server.keys) == {"Bearer a key"}
    assert set(server.paths) == {"/v1/audio/speech"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (wav(spoken(TEXT)), "audio/wav"),
        (mp3(spoken(TEXT)), "audio/mpeg"),
        (wav(spoken(TEXT)), "application/octet-stream"),
        (pcm(at_24_khz(spoken(TEXT))), "audio/pcm"),
    ],
    ids=["wav", "mp3", "unnamed", "pcm"],
)
def test_audio_in_any_format_becomes_mono_at_one_rate(body, kind):
    with SpeechServer(sent(body, kind)) as server:
        said = endpoint(server).say(TEXT)
    assert said.samples.dtype == np.float32
    assert len(said.samples) / 24_000 == pytest.approx(len(spoken(TEXT)) / 22_050, abs=0.1)
    assert np.abs(said.samples).max() > 0.1


def test_a_stream_of_unknown_length_is_read_to_its_end():
    body = bytearray(wav(spoken(TEXT)))
    body[4:8] = body[40:44] = b"\xff\xff\xff\xff"
    with SpeechServer(sent(bytes(body))) as server:
        assert len(endpoint(server).say(TEXT).samples) / 24_000 > 4


def test_words_have_times_in_order_within_the_audio_and_near_those_of_the_voice():
    with SpeechServer(sent(wav(spoken(TEXT, silence=0.5)))) as server:
        said = endpoint(server).say(TEXT)
    times = [time for span in said.times for time in span]
    exact = speech.load("espeak").say(TEXT).times
    assert len(said.times) == len(TEXT.split())
    assert times == sorted(times)
    assert times[-1] <= len(said.samples) / 24_000
    off = [abs(own[0] - right[0]) for own, right in zip(said.times, exact, strict=True)]
    assert np.median(off) < 0.15
    assert max(off) < 0.5


def test_a_word_after_a_pause_starts_after_it():
    halves = np.concatenate([spoken("Nurses slept"), np.zeros(22_050, np.float32), spoken("longer today")])
    with SpeechServer(sent(wav(halves))) as server:
        said = endpoint(server).say("Nurses slept, longer today.")
    gaps = [after[0] - before[1] for before, after in pairwise(said.times)]
    assert gaps[1] > 0.8
    assert max(gaps[0], gaps[2]) < 0.1


@pytest.mark.parametrize("error", [refused(429, Retry_After="0"), refused(500), refused(503)])
def test_a_transient_error_is_retried(error):
    with SpeechServer(error, sent(wav(spoken(TEXT)))) as server:
        assert endpoint(server).say(TEXT).times
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("answer", "remedy", "transient"),
    [
        (refused(401), "Check SPEECH_API_KEY", False),
        (refused(403), "Check SPEECH_API_KEY", False),
        (refused(404), "Check SPEECH_BASE_URL, SPEECH_MODEL and SPEECH_VOICE", False),
        (refused(400), "Check SPEECH_BASE_URL, SPEECH_MODEL and SPEECH_VOICE", False),
        (refused(429, Retry_After="0"), "Retry the job later", True),
        (refused(503), "Retry the job later", True),
        (sent(b"<html>a proxy's page</html>", "text/html; charset=utf-8"), "text/html and no audio", False),
        (sent(b"no audio at all"), "cannot be decoded", False),
        (sent(b""), "cannot be decoded", False),
        (sent(wav(spoken(TEXT))[:60_000]), "part of a file", True),
        (sent(wav(spoken(TEXT))[:60_000], Content_Length="200000"), "stopped sending", True),
        (sent(wav(spoken("No."))), "too short for its text", False),
        (sent(wav(np.zeros(100_000, np.float32))), "silence", False),
        (sent(bytes(33_000_000)), "more than 32 MB", False),
        (sent(wav(np.zeros(22_050 * 190, np.float32))), "more than three minutes", False),
    ],
)
def test_a_failure_says_what_to_do_and_whether_it_will_pass(answer, remedy, transient):
    with SpeechServer(answer) as server, pytest.raises(SpeechFailed, match=remedy) as failed:
        endpoint(server).say(TEXT)
    assert failed.value.transient == transient


def test_a_hanging_endpoint_times_out():
    enough = Event()
    with SpeechServer(sent(b""), hang=enough.wait) as server:
        with pytest.raises(SpeechFailed, match="did not answer in time") as failed:
            endpoint(server, timeout=0.2).say(TEXT)
        assert failed.value.transient
        enough.set()
    assert len(server.asked) == 3


def test_an_endpoint_that_sends_drop_by_drop_times_out():
    enough = Event()
    body = wav(spoken(TEXT))
    with SpeechServer(sent(body), between=lambda: enough.wait(0.1)) as server:
        with pytest.raises(SpeechFailed, match="did not answer in time"):
            endpoint(server, timeout=0.5).say(TEXT)
        enough.set()


def test_a_url_that_is_none_is_reported():
    with pytest.raises(SpeechFailed, match="Check SPEECH_BASE_URL") as failed:
        Endpoint(Service("127.0.0.1/v1", "m", "v")).say(TEXT)
    assert not failed.value.transient


def test_an_unreachable_endpoint_is_reported():
    with SpeechServer(sent(b"")) as server:
        pass
    with pytest.raises(SpeechFailed, match="could not be reached") as failed:
        endpoint(server).say(TEXT)
    assert failed.value.transient


def test_the_narration_says_which_sentence_failed_and_that_it_will_pass():
    scene = Scene(Layout.POINTS, "", (Sentence(TEXT, RichText(TEXT), None),))
    with SpeechServer(refused(503)) as server, pytest.raises(SpeechFailed, match="Scene 1, “Most of") as failed:
        list(narration.narrate(Script(trial(), (scene,)), endpoint(server)))
    assert failed.value.transient
