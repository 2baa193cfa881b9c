"""How readers see a time in a video and a list of authors: the same on slides, on pages and in texts."""

from collections.abc import Sequence

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
