"""Makes captions from the words of the narration and their times, and writes them down.

    Clips ──phrases──▶ which words go together ──timing──▶ Cues ──files──▶ WebVTT, SRT

The rules are in ``rules``. The transcript comes from the script alone.
"""

from videos.pipeline.captions.cues import compose
from videos.pipeline.captions.files import as_srt, as_webvtt
from videos.pipeline.captions.rules import check
from videos.pipeline.captions.transcript import transcript

__all__ = ["as_srt", "as_webvtt", "check", "compose", "transcript"]
