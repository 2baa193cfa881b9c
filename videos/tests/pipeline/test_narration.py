import re
import time
from dataclasses import dataclass, field, replace
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.pipeline import narration
from videos.pipeline.artifacts import Layout, Paper, RichText, Scene, Script, Sentence
from videos.pipeline.artifacts.media import Recording, Utterance
from videos.pipeline.cache.render_cache import RenderCache
from videos.pipeline.errors import SpeechFailed
from videos.pipeline.outside.media import loudness
from videos.pipeline.progress import Report, silent

RATE = 24_000
SECONDS_A_WORD = 0.25


@dataclass
class Tone:
    """Speaks each word as a tone of a quarter of a second, with its own loudness."""

    sample_rate: int = RATE
    manner: str = "a tone"
    amplitudes: dict[str, float] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    paces: list[float] = field(default_factory=list)

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        self.said.append(text)
        self.paces.append(pace)
        length = round(SECONDS_A_WORD * self.sample_rate)
        wave = np.sin(np.arange(length) * 0.7).astype(np.float32)
        pieces = [wave * np.float32(self.amplitudes.get(word, 0.1)) for word in text.split()]
        times = tuple((i * SECONDS_A_WORD, (i + 1) * SECONDS_A_WORD) for i in range(len(pieces)))
        return Utterance(np.concatenate([*pieces, np.zeros(0, np.float32)]), times)


@dataclass
class Broken:
    """Returns the same utterance for every text."""

    utterance: Utterance
    sample_rate: int = RATE
    manner: str = "a tone"

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        return self.utterance


class Slow(Tone):
    """Its second sentence ends only after ``may_end`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end, self.ended = Event(), Event(), Event()

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        utterance = super().say(text, pace)
        if text == "Two.":
            self.begun.set()
            self.may_end.wait(5)
            self.ended.set()
        return utterance


class Mute:
    sample_rate = RATE
    manner = "slow"

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        raise SpeechFailed("The engine stopped.")


def narrate(script: Script, voice: narration.Voice, report: Report = silent) -> tuple[Recording, ...]:
    return tuple(narration.narrate(script, voice, report))


def script(*scenes: tuple[str, ...]) -> Script:
    return Script(
        Paper("1", RichText("A title"), ()),
        tuple(
            Scene(Layout.STATEMENT, "", tuple(Sentence(text, RichText(text), None) for text in scene))
            for scene in scenes
        ),
    )


def sound(start: float, end: float, recording: Recording) -> float:
    """The loudest sample between two times."""
    rate = recording.sample_rate
    piece = recording.samples[round(start * rate) : round(end * rate)]
    return float(np.abs(piece).max())


def test_each_scene_becomes_one_recording_whose_clip_has_its_written_words():
    recordings = narrate(script(("It fell by 12%.", "We stopped."), ("Good.",)), Tone())
    assert [[[word.text for word in words] for words in each.clip.sentences] for each in recordings] == [
        [["It", "fell", "by", "12%."], ["We", "stopped."]],
        [["Good."]],
    ]


def test_the_voice_gets_the_spoken_form_of_one_sentence_at_a_time():
    voice = Tone()
    narrate(script(("Then p < 0.05.", "TNF-α fell.")), voice)
    assert voice.said == ["Then p less than 0.05.", "TNF alpha fell."]


def test_there_is_silence_before_between_and_after_the_sentences():
    one, two = 4 * SECONDS_A_WORD, 8 * SECONDS_A_WORD
    (recording,) = narrate(script(("One two three four.", "One two three four five six seven eight.")), Tone())
    begins = 0.35 + one + 0.4
    assert sound(0, 0.35, recording) == 0
    assert sound(0.35, 0.35 + one, recording) > 0
    assert sound(0.35 + one + 0.01, begins - 0.01, recording) == 0
    assert recording.clip.sentences[1][0].start == pytest.approx(begins, abs=0.001)
    assert recording.clip.duration == pytest.approx(begins + two + 0.65, abs=1 / 30)


def test_the_result_and_a_contradiction_are_given_time():
    texts, voice = ("One two three four.", "However, two three four five."), Tone()
    scene = Scene(Layout.POINTS, "Results", tuple(Sentence(text, RichText(text), None) for text in texts))
    (recording,) = narrate(Script(Paper("1", RichText("A title"), ()), (scene,)), voice)
    assert voice.paces == [0.95, 0.95]
    starts = [words[0].start for words in recording.clip.sentences]
    assert starts == pytest.approx([0.6, 0.6 + 4 * SECONDS_A_WORD + 0.6], abs=0.001)


def test_a_written_word_lasts_as_long_as_its_whole_spoken_form():
    (recording,) = narrate(script(("Doses of 5 mg/kg daily.",)), Tone())
    words = recording.clip.sentences[0]
    lengths = {word.text: round((word.end - word.start) / SECONDS_A_WORD, 2) for word in words}
    assert lengths == {"Doses": 1, "of": 1, "5": 1, "mg/kg": 3, "daily.": 1}


def test_a_silent_word_shares_the_time_of_the_word_before_it():
    (recording,) = narrate(script(("It was shown before * elsewhere.",)), Tone())
    shown, before, mark, elsewhere = recording.clip.sentences[0][2:]
    assert (mark.text, before.start) == ("*", shown.end)
    assert before.start < before.end == mark.start < mark.end == elsewhere.start


def test_a_silent_word_at_the_start_shares_the_time_of_the_first_audible_word():
    (recording,) = narrate(script(("* Note well.",)), Tone())
    star, note = recording.clip.sentences[0][:2]
    assert star.start == 0.35
    assert star.end == note.start < note.end


@given(st.lists(st.lists(st.text("ab1.,<%±[]() \u2009α-", max_size=25), max_size=3), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_times_increase_within_a_clip_of_whole_frames(scenes):
    spoken = [tuple(text for text in scene if re.search("[abα]", text)) for scene in scenes]
    for recording, scene in zip(narrate(script(*spoken), Tone()), spoken, strict=True):
        clip = recording.clip
        assert clip.frames * recording.sample_rate == len(recording.samples) * 30
        assert [[word.text for word in words] for words in clip.sentences] == [text.split() for text in scene]
        times = [time for words in clip.sentences for word in words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert all(word.start < word.end for words in clip.sentences for word in words)
        assert not times or 0.35 <= times[0] < times[-1] <= clip.duration


def test_a_scene_with_few_or_no_words_lasts_long_enough_to_be_read():
    short, silent = narrate(script(("Asthma.",), ()), Tone())
    assert (short.clip.duration, silent.clip.duration) == (3.0, 3.0)
    assert silent.clip.sentences == ()
    assert not silent.samples.any()


def said(recording: Recording) -> np.ndarray:
    """The audio without the silence around it."""
    loud = np.flatnonzero(recording.samples)
    return recording.samples[loud[0] : loud[-1] + 1]


@pytest.mark.parametrize("amplitude", [0.01, 0.9])
def test_every_sentence_is_equally_loud_for_quiet_and_loud_voices(amplitude):
    voice = Tone(amplitudes={"quiet": amplitude / 9, "loud": amplitude})
    for recording in narrate(script(("quiet " * 9,), ("loud " * 9,), ("quiet",)), voice):
        assert loudness(said(recording), RATE) == pytest.approx(-16, abs=0.3)


def test_a_voice_with_peaks_is_as_loud_as_one_without():
    words = "calm " * 7 + "BANG "
    (recording,) = narrate(script((words * 6,)), Tone(amplitudes={"calm": 0.1, "BANG": 0.5}))
    assert loudness(said(recording), RATE) == pytest.approx(-16, abs=0.5)
    assert np.abs(recording.samples).max() < 0.89 + 1e-6


def test_a_peak_is_turned_down_and_never_clipped():
    words = {"calm": 0.05, "BANG": 1.0}
    (recording,) = narrate(script(("calm " * 40 + "BANG " + "calm " * 40,)), Tone(amplitudes=words))
    bang = recording.clip.sentences[0][40]
    peak = sound(bang.start, bang.end, recording)
    assert 0.8 * 0.89 < peak < 0.89 + 1e-6
    assert np.count_nonzero(np.abs(recording.samples) > 0.999 * peak) < 0.05 * SECONDS_A_WORD * RATE


def test_a_failure_names_the_scene_and_the_first_words():
    with pytest.raises(SpeechFailed, match=r"Scene 1, “Half of all patients were given …”.*The engine stopped\."):
        narrate(script(("Half of all patients were given half the dose.",)), Mute())


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0, np.float32), np.zeros(RATE, np.float32), np.full(RATE, np.nan, np.float32)],
    ids=["no sound", "silence", "not a number"],
)
def test_a_sentence_without_audio_is_an_error(samples):
    with pytest.raises(SpeechFailed, match="Scene 1, “Ten died"):
        narrate(script(("Ten died.",)), Broken(Utterance(samples, ((0.0, 0.5), (0.5, 1.0)))))


def test_an_empty_sentence_is_an_error():
    with pytest.raises(SpeechFailed, match="Scene 2"):
        narrate(script(("One.",), ("",)), Tone())


def test_a_missing_word_time_is_an_error():
    tone = np.full(RATE, 0.5, np.float32)
    with pytest.raises(SpeechFailed, match="times for 1 words instead of 2"):
        narrate(script(("Ten died.",)), Broken(Utterance(tone, ((0.0, 1.0),))))
    with pytest.raises(SpeechFailed, match="no time for any word"):
        narrate(script(("Ten died.",)), Broken(Utterance(tone, ((0.0, 0.0), (0.0, 0.0)))))


def test_a_sample_rate_that_does_not_divide_into_frames_is_refused():
    with pytest.raises(ValueError, match="do not divide"):
        narrate(script(("One.",)), Tone(sample_rate=16_001))


def test_progress_is_reported_after_each_sentence_in_proportion_to_its_length():
    fractions: list[float] = []
    narrate(script(("aaaa aaaaa",), ("bbbb bbbbb bbbbb bbbb", "cccc cccc")), Tone(), fractions.append)
    assert fractions == pytest.approx([10 / 40, 31 / 40, 1.0])


def test_an_exception_from_the_report_ends_the_work():
    class Cancelled(Exception):
        pass

    def cancel(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        narrate(script(("One.", "Two.")), Tone(), cancel)


def test_the_voice_speaks_ahead_and_stops_after_its_current_sentence_when_closed():
    voice = Slow()
    recordings = narration.narrate(script(("One.",), ("Two.",), ("Three.",), ("Four.",)), voice)
    assert next(recordings).clip.sentences[0][0].text == "One."
    assert voice.begun.wait(5)  # "Two.", before it is requested
    recordings.close()
    voice.may_end.set()
    voice.ended.wait(5)
    assert voice.said == ["One.", "Two."]


def test_a_pronunciation_of_this_video_precedes_the_lexicon():
    voice = Tone()
    own = replace(script(("Riociguat helped.",)), pronunciations=(("Riociguat", "rye oh sig wat"),))
    list(narration.narrate(own, voice, lexicon=(("Riociguat", "rye oh see gwat"),)))
    assert voice.said == ["rye oh sig wat helped."]


def test_a_lexicon_changes_the_pronunciation_but_not_the_captions():
    voice = Tone()
    lexicon = (("Riociguat", "rye oh see gwat"),)
    (recording,) = narration.narrate(script(("Riociguat helped.",)), voice, lexicon=lexicon)
    assert voice.said == ["rye oh see gwat helped."]
    assert [word.text for word in recording.clip.sentences[0]] == ["Riociguat", "helped."]


class Watched(RenderCache):
    """Records how long it would wait for another process."""

    def __init__(self) -> None:
        super().__init__()
        self.patience: list[float] = []

    def get_or_make(self, made_from, kind, make, patience=0.0):
        self.patience.append(patience)
        return super().get_or_make(made_from, kind, make, patience)


class Unhurried(Tone):
    """Takes a hundredth of a second for each character."""

    def say(self, text: str, pace: float = 1.0) -> Utterance:
        time.sleep(len(text) / 100)
        return super().say(text, pace)


def test_a_sentence_of_another_process_is_waited_for_no_longer_than_speaking_it_takes():
    cache = Watched()
    voice = Unhurried(manner="unhurried")

    list(narration.narrate(script(("One.", "Two three four.")), voice, cache=cache))

    first, second = cache.patience
    assert first == 0.5
    assert second >= 0.15
