"""The files of a finished video, by name and media type."""

VIDEO = "video.mp4"
CAPTIONS = "captions.vtt"
SUBTITLES = "captions.srt"
TRANSCRIPT = "transcript.txt"
POSTER = "poster.jpg"
STORYBOARD = "storyboard.json"
DESCRIPTION = "description.txt"

CONTENT_TYPES = {
    VIDEO: "video/mp4",
    CAPTIONS: "text/vtt; charset=utf-8",
    SUBTITLES: "application/x-subrip",
    TRANSCRIPT: "text/plain; charset=utf-8",
    POSTER: "image/jpeg",
    STORYBOARD: "application/json",
    DESCRIPTION: "text/plain; charset=utf-8",
}
ARTEFACTS = tuple(CONTENT_TYPES)
"""All file names. A finished video has every one of them."""
