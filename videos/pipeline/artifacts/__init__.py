"""The values that pass between the stages: small frozen dataclasses, in one module per subject.

Times are in seconds. Audio is mono float32 in [-1, 1]. Offsets count the characters of a text.
"""

from videos.pipeline.artifacts.paper import Author, Notice, NoticeKind, Paper, Role, Section, Source
from videos.pipeline.artifacts.script import Fact, Figure, Layout, Scene, Script, Sentence
from videos.pipeline.artifacts.text import Heard, RichText, Run, Style
from videos.pipeline.artifacts.timeline import FRAMES_PER_SECOND, Box, Clip, Cue, VideoFacts, Word

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
    "RichText",
    "Role",
    "Run",
    "Scene",
    "Script",
    "Section",
    "Sentence",
    "Source",
    "Style",
    "VideoFacts",
    "Word",
]
