"""Makes captions from the words of the narration and their times, and writes them as files.

    Clips ──phrases──▶ words divided into captions ──cues──▶ Cues ──files──▶ WebVTT, SRT

The limits are in ``rules``. The transcript needs only the script.
"""

from videos.pipeline.captions.cues import compose, phrases
from videos.pipeline.captions.files import as_srt, as_webvtt
from videos.pipeline.captions.rules import check, line_in
from videos.pipeline.captions.transcript import transcript

__all__ = ["as_srt", "as_webvtt", "check", "compose", "line_in", "phrases", "transcript"]
