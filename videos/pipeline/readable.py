"""How readers see a time in a video, a list of authors, and options: the same on slides, on pages and in texts."""

from collections.abc import Iterator, Sequence

from videos.pipeline.options import Choice, Options, Theme, declared

AUTHORS = 3
"""How many authors are named before the others are counted, as in the citations of the National Library of Medicine."""


def clock(seconds: float) -> str:
    """A time in a video, or its duration, as players show it: "1:25" from 85 seconds to just below 86."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def people(names: Sequence[str]) -> str:
    """All names if they are at most AUTHORS + 1, otherwise AUTHORS names "and N others"."""
    others = len(names) - AUTHORS
    if others <= 1:
        return " · ".join(names)
    return " · ".join(names[:AUTHORS]) + f" and {others} others"


def facts(options: Options) -> Iterator[tuple[str, str]]:
    """The label and value of each option that somebody may want to know: the choices, and what is not the default."""
    for option in declared():
        value = getattr(options, option.name)
        if isinstance(value, Choice):
            yield option.label, value.label
        elif value != option.default:
            yield option.label, "Yes" if value is True else f"{value:g}"
    for option in declared(Theme):
        if option.name != "logo" and (text := getattr(options.theme, option.name)):
            yield option.label, text
