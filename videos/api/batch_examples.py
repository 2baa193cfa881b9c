"""Examples of batches and their lines."""

from typing import Any

from videos.api.examples import OPTIONS, QUEUED

_BATCH_ID = "0199c3f2-5a0e-7b31-9d64-1c2d3e4f5a6b"
_HOST = "http://127.0.0.1:8000"
_BATCH = f"{_HOST}/api/batches/{_BATCH_ID}"
_JOB_ID = QUEUED["job_id"]

BATCH: dict[str, Any] = {
    "batch_id": _BATCH_ID,
    "created_at": "2026-11-25T14:18:32.120417Z",
    "options": OPTIONS,
    "formats": ["landscape"],
    "review": False,
    "lines": 300,
    "refused": 2,
    "jobs": 298,
    "jobs_to_come": 0,
    "counts": {
        "pending": 0,
        "queued": 180,
        "processing": 2,
        "review": 0,
        "completed": 112,
        "failed": 4,
        "cancelled": 0,
    },
    "progress": 39,
    "ended": False,
    "batch_url": _BATCH,
    "items_url": f"{_BATCH}/items",
    "items_csv_url": f"{_BATCH}/items.csv",
    "archive_url": f"{_BATCH}/archive.zip",
    "page_url": f"{_HOST}/batches/{_BATCH_ID}",
}

FAILED_ITEM: dict[str, Any] = {
    "position": 1,
    "text": "PMID: 32887691",
    "pubmed_id": "32887691",
    "title": "An invented paper",
    "error_code": None,
    "error_message": None,
    "jobs": [
        {
            "job_id": _JOB_ID,
            "format": "landscape",
            "status": "failed",
            "progress": 42,
            "job_url": f"{_HOST}/api/videos/{_JOB_ID}",
            "error_code": "timed_out",
            "error_message": "The video was not made in time. Try again later.",
            "retry": True,
        }
    ],
}

REFUSED_ITEM: dict[str, Any] = {
    "position": 2,
    "text": "NCT04123456",
    "pubmed_id": None,
    "title": "",
    "error_code": "invalid_id",
    "error_message": "“NCT04123456” is not a paper id. It is the registration of a trial.",
    "jobs": [],
}
