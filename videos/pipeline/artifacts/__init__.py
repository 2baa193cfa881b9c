"""The values that pass between the stages: small frozen dataclasses, in one module per subject.

Times are in seconds. Audio is mono float32 in [-1, 1]. Offsets count the characters of a text.
"""

from videos.pipeline.artifacts.media import (
    FRAMES_PER_SECOND,
    Box,
    Clip,
    Cue,
    Recording,
    Samples,
    Slide,
    Utterance,
    VideoFacts,
    Word,
)
from videos.pipeline.artifacts.paper import Author, Notice, NoticeKind, Paper, Role, Section, Source
from videos.pipeline.artifacts.script import Fact, Figure, Layout, Scene, Script, Sentence
from videos.pipeline.artifacts.text import Heard, RichText, Run, Style

__all__ = [
    "FRAMES_PER_SECOND",
    "Author",
    "Box",
    "Clip",
    "Cue",
    "Fact",
    "Figure",
    "Heard",
    "Layout",
    "Notice",
    "NoticeKind",
    "Paper",
    "Recording",
    "RichText",
    "Role",
    "Run",
    "Samples",
    "Scene",
    "Script",
    "Section",
    "Sentence",
    "Slide",
    "Source",
    "Style",
    "Utterance",
    "VideoFacts",
    "Word",
]
