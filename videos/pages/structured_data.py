"""What search engines read of a shared video: schema.org's VideoObject, as JSON-LD.

A script element of this type is data. No browser runs it, so the Content-Security-Policy lets it be.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from videos.models import Job
from videos.pages.transcript import Transcript

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script(content: Mapping[str, Any]) -> SafeString:
    """Return JSON that can end no script element and begin no comment."""
    written = json.dumps(content, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(written)  # noqa: S308 - nothing left that HTML reads  # nosec B308 B703


def video(job: Job, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a video; ``shown`` is the context of its page."""
    about = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": shown["title"],
        "description": shown["description"],
        "url": shown["page"],
        "thumbnailUrl": [shown["thumbnail"], shown["preview"].url],
        "uploadDate": job.finished_at.isoformat() if job.finished_at else None,
        "duration": f"PT{job.duration or 0:.0f}S",
        "contentUrl": shown["video"],
        "embedUrl": shown["embed"],
        "encodingFormat": "video/mp4",
        "width": shown["width"],
        "height": shown["height"],
        "inLanguage": "en",
        "isBasedOn": _paper(job, shown),
    }
    transcript: Transcript | None = shown["transcript"]
    if transcript:
        about["transcript"] = " ".join(line.text for chapter in transcript.chapters for line in chapter.lines)
        about["hasPart"] = _chapters(transcript, shown["page"])
    return about


def _chapters(transcript: Transcript, page: str) -> list[dict[str, Any]]:
    join = "&" if "?" in page else "?"
    return [
        {
            "@type": "Clip",
            "name": chapter.title,
            "startOffset": round(chapter.start, 3),
            "endOffset": round(chapter.end, 3),
            "url": f"{page}{join}t={chapter.start:.3f}",
        }
        for chapter in transcript.chapters
        if chapter.title
    ]


def _paper(job: Job, shown: Mapping[str, Any]) -> dict[str, Any]:
    paper = job.paper or {}
    facts = {
        "@type": "ScholarlyArticle",
        "headline": shown["heading"],
        "author": [{"@type": "Person", "name": name} for name in paper.get("authors", ())],
        "isPartOf": paper.get("journal") and {"@type": "Periodical", "name": paper["journal"]},
        "datePublished": paper.get("year"),
        "url": shown["reading"],
    }
    return {name: value for name, value in facts.items() if value}
