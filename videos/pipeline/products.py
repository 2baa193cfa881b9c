"""The files of a finished video, by name and media type."""

VIDEO = "video.mp4"
CAPTIONS = "captions.vtt"
SUBTITLES = "captions.srt"
TRANSCRIPT = "transcript.txt"
POSTER = "poster.jpg"
THUMBNAIL = "thumbnail.webp"
STORYBOARD = "storyboard.json"
DESCRIPTION = "description.txt"
VISUAL_ABSTRACT = "visual-abstract.png"
VISUAL_ABSTRACT_PDF = "visual-abstract.pdf"
TALL_VISUAL_ABSTRACT = "visual-abstract-tall.png"
TALL_VISUAL_ABSTRACT_PDF = "visual-abstract-tall.pdf"

VISUAL_ABSTRACTS = (VISUAL_ABSTRACT, VISUAL_ABSTRACT_PDF, TALL_VISUAL_ABSTRACT, TALL_VISUAL_ABSTRACT_PDF)
"""The page with the study, its results and its conclusion. A video has it in both shapes or not at all."""

CONTENT_TYPES = {
    VIDEO: "video/mp4",
    CAPTIONS: "text/vtt; charset=utf-8",
    SUBTITLES: "application/x-subrip",
    TRANSCRIPT: "text/plain; charset=utf-8",
    POSTER: "image/jpeg",
    THUMBNAIL: "image/webp",
    STORYBOARD: "application/json",
    DESCRIPTION: "text/plain; charset=utf-8",
    VISUAL_ABSTRACT: "image/png",
    VISUAL_ABSTRACT_PDF: "application/pdf",
    TALL_VISUAL_ABSTRACT: "image/png",
    TALL_VISUAL_ABSTRACT_PDF: "application/pdf",
}
ARTEFACTS = tuple(CONTENT_TYPES)
"""All file names. A finished video has every one of them, but may lack the ``VISUAL_ABSTRACTS``."""


def files(*, has_visual_abstract: bool) -> tuple[str, ...]:
    """The names of the files of a finished video."""
    return ARTEFACTS if has_visual_abstract else tuple(name for name in ARTEFACTS if name not in VISUAL_ABSTRACTS)
