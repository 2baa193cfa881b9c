"""What may be chosen for a video, beside its paper."""

from dataclasses import dataclass
from enum import StrEnum


class Length(StrEnum):
    """How much of a long abstract is told. What is short stays short: nothing is added to fill the time."""

    SHORT = "short"
    STANDARD = "standard"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Options:
    """The choices; ``allow_retracted`` asks for a video although the paper was retracted, and it then says so."""

    length: Length = Length.STANDARD
    allow_retracted: bool = False
