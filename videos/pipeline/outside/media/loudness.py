"""How loud a sound is to the ear, by ITU-R BS.1770 and EBU R 128."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from videos.pipeline.artifacts import Samples

_SHORTEST = 1.0
"""Seconds. Loudness is measured in blocks of 0.4 s: what is shorter is repeated."""


def loudness(samples: Samples, sample_rate: int) -> float:
    """The integrated loudness of a mono sound in LUFS; -70 for what cannot be heard."""
    times = max(1, -(-round(_SHORTEST * sample_rate) // max(len(samples), 1)))
    return float(_told_last(np.tile(samples, times), sample_rate).get("lavfi.r128.I", "-70"))


def _told_last(samples: Samples, sample_rate: int) -> Mapping[str, str]:
    """What the meter says at the end, having said it for every tenth of a second."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=sample_rate, format="flt", layout="mono", time_base=Fraction(1, sample_rate))
    sink = graph.add("abuffersink")
    graph.link_nodes(source, graph.add("ebur128", "metadata=1:framelog=quiet"), sink)
    graph.configure()
    frame = AudioFrame.from_ndarray(np.atleast_2d(samples), format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = sample_rate, 0, Fraction(1, sample_rate)
    source.push(frame)
    source.push(None)
    told: Mapping[str, str] = {}
    with suppress(av.EOFError):
        while True:
            told = dict(sink.pull().metadata) or told
    return told
