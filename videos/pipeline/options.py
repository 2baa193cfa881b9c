"""What may be chosen for a video, beside its paper."""

from dataclasses import dataclass
from enum import StrEnum


class Length(StrEnum):
    """How much of a long abstract is told. What is short stays short: nothing is added to fill the time."""

    SHORT = "short"
    STANDARD = "standard"
    LONG = "long"


class Format(StrEnum):
    """The shape of the picture."""

    LANDSCAPE = "landscape"  # 1920 x 1080
    PORTRAIT = "portrait"  # 1080 x 1920
    SQUARE = "square"  # 1080 x 1080


@dataclass(frozen=True, slots=True)
class Options:
    """The choices; ``allow_retracted`` asks for a video although the paper was retracted, and it then says so."""

    format: Format = Format.LANDSCAPE
    length: Length = Length.STANDARD
    allow_retracted: bool = False
