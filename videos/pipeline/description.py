"""Writes the text to post with a video: title, notices, source and chapters."""

from collections.abc import Iterable

from videos.pipeline.artifacts import Paper
from videos.pipeline.citation import cite, links


def describe(paper: Paper, chapters: Iterable[tuple[str, float]]) -> str:
    """The description. ``chapters`` are pairs of title and start in seconds.

    Chapters are written as the large video platforms parse them: one per line, time first, the first at 0:00.
    """
    blocks = [
        paper.title.text,
        "\n".join(notice.text for notice in paper.notices),
        "Every sentence of this video is taken from the abstract of the paper. Read the full article before relying "
        "on it.",
        "\n".join([cite(paper), *links(paper)]),
        "\n".join(f"{_clock(start)} {title}" for title, start in chapters),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
