"""What may be chosen for a video, beside its paper."""

from dataclasses import dataclass, field
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


class Captions(StrEnum):
    """How the words are shown while they are heard."""

    SOFT = "soft"  # a track of captions, which a player shows or not
    LIT = "lit"  # on the slide itself, where each word lights up
    BOTH = "both"


class Engine(StrEnum):
    """What speaks."""

    PIPER = "piper"  # a neural voice
    ESPEAK = "espeak"  # a robot's voice, at a hundredth of the cost


class Writer(StrEnum):
    """Who chooses what is told of a long abstract."""

    RULES = "rules"
    LLM = "llm"  # a language model, which chooses among the abstract's own sentences


class Audience(StrEnum):
    """For whom a language model chooses."""

    PUBLIC = "public"
    CLINICIAN = "clinician"
    STUDENT = "student"


SLOWEST, FASTEST = 0.75, 1.5


@dataclass(frozen=True, slots=True)
class Theme:
    """What a video has of its maker's own.

    ``accent`` is a colour as "#0b6e6e", ``logo`` the digest of a picture that was uploaded; a video with a
    ``call_to_action`` ends with a card that shows it. Each may be "".
    """

    accent: str = ""
    logo: str = ""
    call_to_action: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """The choices.

    ``voice`` None is the service's own; ``speed`` multiplies its pace. ``constant_frame_rate`` stores a picture for
    every frame, as programs for editing want it. ``allow_retracted`` asks for a video although the paper was
    retracted, and it then says so.
    """

    format: Format = Format.LANDSCAPE
    length: Length = Length.STANDARD
    captions: Captions = Captions.SOFT
    voice: Engine | None = None
    speed: float = 1.0
    theme: Theme = field(default_factory=Theme)
    writer: Writer = Writer.RULES
    audience: Audience = Audience.PUBLIC
    constant_frame_rate: bool = False
    allow_retracted: bool = False
