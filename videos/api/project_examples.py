"""Examples of projects and of requests for several formats."""

from typing import Any

from videos.api.examples import COMPLETED, QUEUED

_PORTRAIT = "0199c3f2-5a0d-4c1e-8a42-77d0c1b2e3f4"
_VIDEOS = "http://127.0.0.1:8000/api/videos"


def _rendition(job_id: str, shape: str) -> dict[str, Any]:
    return {"job_id": job_id, "format": shape, "status": "queued", "progress": 0, "job_url": f"{_VIDEOS}/{job_id}"}


REQUESTED: dict[str, Any] = {
    **QUEUED,
    "group": "0199c3f2-5a0b-7d02-b1a9-3c4d5e6f7081",
    "renditions": [_rendition(QUEUED["job_id"], "landscape"), _rendition(_PORTRAIT, "portrait")],
}

PROJECT: dict[str, Any] = {
    "project_id": QUEUED["project_id"],
    "pubmed_id": "sample",
    "title": COMPLETED["paper"]["title"],
    "created_at": COMPLETED["created_at"],
    "project_url": QUEUED["project_url"],
}

WHOLE_PROJECT: dict[str, Any] = {
    **PROJECT,
    "formats": ["landscape"],
    "progress": 100,
    "formats_to_come": ["square"],
    "renditions": [COMPLETED],
}
