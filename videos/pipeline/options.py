"""The options of a video. Each is declared here once, with everything that presents it.

The API's serializers, the studio's form, the flags of ``manage.py generate`` and docs/reference/options.md are derived
from ``declared``.
"""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from types import NoneType
from typing import Any, Self, get_args, get_type_hints


class Choice(StrEnum):
    """One of several values, each with the label that people read."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """A member with its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Length(Choice):
    """Target length. A short abstract gives a shorter video: nothing is added to fill the time."""

    SHORT = "short", "Short, up to 45 seconds"
    STANDARD = "standard", "Standard, up to 90 seconds"
    LONG = "long", "Long, up to 3 minutes"


class Format(Choice):
    """The shape of the picture."""

    LANDSCAPE = "landscape", "Landscape, 1920 × 1080"
    PORTRAIT = "portrait", "Portrait, 1080 × 1920"
    SQUARE = "square", "Square, 1080 × 1080"


class Text(Choice):
    """Which text of the record is narrated. The two are never mixed."""

    ABSTRACT = "abstract", "The abstract"
    PLAIN = "plain_language", "The plain-language summary"


class Captions(Choice):
    """How the spoken words are shown."""

    SOFT = "soft", "Subtitles you can switch off"
    LIT = "lit", "Highlighted on the slide, word by word"
    BOTH = "both", "Both"


class Engine(Choice):
    """What speaks. Each engine has one voice, which its label describes; ``voices`` says more about it."""

    HIBARI = "hibari", "American English, female"
    PIPER = "piper", "American English, male"
    ESPEAK = "espeak", "American English, robotic"
    ENDPOINT = "endpoint", "The voice of another service"


class Writer(Choice):
    """What chooses the sentences of a long abstract."""

    RULES = "rules", "Rules"
    LLM = "llm", "A language model"


class Audience(Choice):
    """Whom the language model chooses for."""

    PUBLIC = "public", "The public"
    CLINICIAN = "clinician", "Clinicians"
    STUDENT = "student", "Students"


@dataclass(frozen=True, slots=True)
class Option:
    """An option as it is presented.

    ``kind`` is a Choice, bool, float or str. ``nullable``: None means the service's default. A float lies between
    ``least`` and ``most``. ``needs_model``: the option matters only where a language model is configured.
    """

    name: str
    kind: type
    default: Any
    label: str
    help: str
    nullable: bool = False
    least: float | None = None
    most: float | None = None
    needs_model: bool = False


def _option(default: Any, label: str, help: str, **more: Any) -> Any:
    return field(default=default, metadata={"label": label, "help": help, **more})


@dataclass(frozen=True, slots=True)
class Theme:
    """The look of a video. An empty value means none."""

    accent: str = _option(
        "", "Accent colour", 'A colour such as "#0b6e6e". It is made darker or lighter where it would be hard to read.'
    )
    logo: str = _option("", "Logo", "The id of a logo uploaded to /api/logos.")
    call_to_action: str = _option(
        "", "Closing sentence", "A sentence for viewers, shown and spoken on a card at the end. At most 90 characters."
    )


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one video."""

    format: Format = _option(
        Format.LANDSCAPE, "Format", "Landscape is 1920 x 1080 pixels, portrait 1080 x 1920, square 1080 x 1080."
    )
    length: Length = _option(
        Length.STANDARD,
        "Length",
        "About 30 to 45 seconds, 60 to 90 seconds, or two to three minutes, if the abstract is long enough.",
    )
    captions: Captions = _option(
        Captions.SOFT,
        "Captions",
        "Subtitles that the player can switch off, words highlighted on the slide as they are spoken, or both.",
    )
    voice: Engine | None = _option(
        None, "Voice", "The voice that speaks; /api/voices lists those of the service. Empty: its default."
    )
    speed: float = _option(
        1.0, "Speed", "How fast the voice speaks; 1 is about 160 words per minute.", least=0.75, most=1.5
    )
    theme: Theme = field(default_factory=Theme)
    writer: Writer = _option(
        Writer.RULES,
        "Writer",
        "What chooses the sentences of a long abstract: rules, or the service's language model.",
        needs_model=True,
    )
    audience: Audience = _option(
        Audience.PUBLIC, "Audience", "Whom the language model chooses the sentences for.", needs_model=True
    )
    text: Text = _option(
        Text.ABSTRACT,
        "Text",
        "What is narrated: the abstract, or the plain-language summary that some papers have for the public. With it, "
        "nothing of the abstract is said, and nothing of the full text.",
    )
    full_text: bool = _option(
        True,
        "Use the full text",
        "Show figures of the paper, and after the abstract also say harms and limits from its full text, if its "
        "licence allows that and there is time. A short video has none.",
    )
    constant_frame_rate: bool = _option(
        False, "Constant frame rate", "Store 30 frames for every second. Some video editors need this."
    )
    allow_retracted: bool = _option(
        False,
        "Allow a retracted paper",
        "Make the video although the paper was retracted. Every slide and the voice then say so.",
    )


def declared(of: type = Options) -> tuple[Option, ...]:
    """Every option of ``Options``, or of ``Theme``, in order; without the nested theme."""
    return tuple(_declared(of))


def _declared(of: type) -> Iterator[Option]:
    types = get_type_hints(of)
    for each in fields(of):
        if each.metadata:
            yield _presented(each, types[each.name])


def _presented(each: "Field[Any]", annotation: Any) -> Option:
    kinds = get_args(annotation) or (annotation,)
    return Option(each.name, kinds[0], each.default, nullable=NoneType in kinds, **each.metadata)
