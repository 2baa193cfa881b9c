"""Measures perceived loudness, as ITU-R BS.1770 and EBU R 128 define it."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from videos.pipeline.artifacts.media import Samples

_SHORTEST = 1.0
"""Seconds. Loudness is measured in blocks of 0.4 s, so shorter audio is repeated."""


def loudness(samples: Samples, sample_rate: int) -> float:
    """The integrated loudness of mono audio in LUFS; -70 if it is inaudible."""
    times = max(1, -(-round(_SHORTEST * sample_rate) // max(len(samples), 1)))
    return float(_last_measurement(np.tile(samples, times), sample_rate).get("lavfi.r128.I", "-70"))


def _last_measurement(samples: Samples, sample_rate: int) -> Mapping[str, str]:
    """The last values of the loudness meter, which reports ten times a second."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=sample_rate, format="flt", layout="mono", time_base=Fraction(1, sample_rate))
    sink = graph.add("abuffersink")
    graph.link_nodes(source, graph.add("ebur128", "metadata=1:framelog=quiet"), sink)
    graph.configure()
    frame = AudioFrame.from_ndarray(np.atleast_2d(samples), format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = sample_rate, 0, Fraction(1, sample_rate)
    source.push(frame)
    source.push(None)
    measured: Mapping[str, str] = {}
    with suppress(av.EOFError):
        while True:
            measured = dict(sink.pull().metadata) or measured
    return measured
