"""One example of each shape, for the description of the API: its fields take their own examples from here."""

from typing import Any

import msgspec

from videos.pipeline.options import Engine, Options, Theme
from videos.pipeline.products import VIDEO, files

_JOB_ID = "0199c3f2-5a0b-4a1c-9d3e-2f6b8c7d1e42"
_HOST = "http://127.0.0.1:8000"
_FILES = f"{_HOST}/api/videos/{_JOB_ID}"

_THEME = Theme(accent="#0b6e6e", call_to_action="Read the paper")
OPTIONS: dict[str, Any] = msgspec.to_builtins(Options(voice=Engine.HIBARI, theme=_THEME))

KIT_ID = "0199c3f2-4d1b-7a20-8c35-6e7f80912a3b"

ASKED: dict[str, Any] = {
    "pubmed_id": "sample",
    "priority": "normal",
    "kit": KIT_ID,
    **OPTIONS,
    "refresh": False,
    "review": False,
    "webhook_url": "https://hooks.example/hook",
}

ASKED_OF_ALL = {name: value for name, value in ASKED.items() if name not in ("pubmed_id", "refresh")}

_PROJECT_ID = "0199c3f2-5a0b-7c44-8f11-90d3b2c5e6a7"

HOW_TO = {"detail": "Post a PMID, PMC id or DOI here.", "example": {"pubmed_id": "PMC10979640"}}

QUEUED: dict[str, Any] = {
    "job_id": _JOB_ID,
    "pubmed_id": "sample",
    "project_id": _PROJECT_ID,
    "project_url": f"{_HOST}/api/projects/{_PROJECT_ID}",
    "batch_id": None,
    "group": None,
    "status": "queued",
    "stage": None,
    "progress": 0,
    "priority": "normal",
    "options": OPTIONS,
    "attempt": 0,
    "review": False,
    "review_url": None,
    "storyboard_url": None,
    "video_url": None,
    "captions_url": None,
    "transcript_url": None,
    "poster_url": None,
    "visual_abstract_url": None,
    "artefact_urls": None,
    "page_url": f"{_HOST}/jobs/{_JOB_ID}",
    "duration": None,
    "size": None,
    "webhook_url": "https://hooks.example/hook",
    "postponed": None,
    "error_code": None,
    "error_message": None,
    "paper": None,
    "later_notices": None,
    "celery_task_id": "6d1f0f1e-9c2b-4c39-8f57-0d5f2a7f3b11",
    "created_at": "2026-11-25T14:18:32.120417Z",
    "started_at": None,
    "finished_at": None,
}

COMPLETED: dict[str, Any] = {
    **QUEUED,
    "status": "completed",
    "stage": "store",
    "progress": 100,
    "attempt": 1,
    "video_url": f"{_FILES}/download",
    "captions_url": f"{_FILES}/captions.vtt",
    "transcript_url": f"{_FILES}/transcript.txt",
    "poster_url": f"{_FILES}/poster.jpg",
    "visual_abstract_url": f"{_FILES}/visual-abstract.png",
    "artefact_urls": {
        "video.mp4": f"{_FILES}/download",
        **{name: f"{_FILES}/{name}" for name in files(has_visual_abstract=True) if name != VIDEO},
    },
    "duration": 85.2,
    "size": 3412877,
    "paper": {
        "pmid": "99999999",
        "pmcid": "",
        "doi": "10.5555/invented.2026.0412",
        "title": "Short walks after meals and blood glucose in adults with type 2 diabetes",
        "authors": ["Okafor AN", "Škvorecká Z", "STROLL Study Group"],
        "journal": "Journal of Invented Clinical Research",
        "year": "2026",
        "has_plain_summary": False,
        "notices": [],
        "origin": "PubMed",
        "preprint": None,
    },
    "started_at": "2026-11-25T14:18:32.402006Z",
    "finished_at": "2026-11-25T14:18:41.977213Z",
}

RETRACTED_SINCE: dict[str, Any] = {
    **COMPLETED,
    "later_notices": [
        {
            "kind": "retracted",
            "text": "This paper has been retracted.",
            "pmid": "99999998",
            "noticed_at": "2026-12-01T03:00:12.904551Z",
        }
    ],
}

FINDING: dict[str, Any] = {
    "pubmed_id": "sample",
    "paper": COMPLETED["paper"],
    "seconds": {"short": 42, "standard": 85, "long": 117},
    "error_code": None,
    "error_message": None,
}

_NO_PAPER: dict[str, Any] = {"pubmed_id": None, "paper": None, "seconds": None}
_HITS = [{"pubmed_id": "99999999", "paper": COMPLETED["paper"]}]

_POSTED = {"version": "2", "posted": "2026-11-03", "licence": "CC BY", "category": "endocrinology"}
PREPRINT: dict[str, Any] = {
    **FINDING,
    "pubmed_id": "10.1101/2026.11.03.26330001",
    "paper": {
        **COMPLETED["paper"],
        **{"pmid": "", "doi": "10.1101/2026.11.03.26330001", "journal": "medRxiv", "origin": "medRxiv"},
        "preprint": {**_POSTED, "published": "10.5555/invented.2026.0412"},
    },
}

HITS: dict[str, Any] = {
    **_NO_PAPER,
    "error_code": None,
    "error_message": None,
    "hits": _HITS,
    "entries": [],
}

ENTRIES: dict[str, Any] = {
    **_NO_PAPER,
    "error_code": None,
    "error_message": None,
    "hits": [],
    "entries": [
        {
            "text": "doi:10.5555/invented.2026.0412",
            "pubmed_id": "10.5555/invented.2026.0412",
            "paper": COMPLETED["paper"],
            "hits": [],
            "error_code": None,
            "error_message": None,
        },
        {
            "text": "NCT04123456",
            "pubmed_id": None,
            "paper": None,
            "hits": [],
            "error_code": "invalid_id",
            "error_message": "This is the registration of a trial in a registry, not a paper. Enter the PMID, PMC id "
            "or DOI of the paper that reports its results.",
        },
        {
            "text": "Short walks after meals",
            "pubmed_id": None,
            "paper": None,
            "hits": _HITS,
            "error_code": "invalid_id",
            "error_message": "These are words, perhaps of a title. Choose the paper that you mean, or enter its PMID, "
            "PMC id or DOI.",
        },
    ],
}

POSTPONED: dict[str, Any] = {
    **QUEUED,
    "pubmed_id": "PMC10979640",
    "attempt": 3,
    "postponed": {
        "code": "paper_unavailable",
        "reason": "PubMed does not answer.",
        "next_attempt_at": "2026-11-25T14:22:10.483112Z",
    },
    "started_at": "2026-11-25T14:20:09.120417Z",
}

IN_REVIEW: dict[str, Any] = {
    **QUEUED,
    "status": "review",
    "stage": "slides",
    "progress": 15,
    "attempt": 1,
    "review": True,
    "review_url": f"{_HOST}/jobs/{_JOB_ID}",
    "storyboard_url": f"{_FILES}/storyboard",
    "paper": COMPLETED["paper"],
    "started_at": "2026-11-25T14:18:32.402006Z",
}

FAILED: dict[str, Any] = {
    **QUEUED,
    "pubmed_id": "PMC10979640",
    "status": "failed",
    "stage": "paper",
    "progress": 12,
    "attempt": 1,
    "error_code": "paper_retracted",
    "error_message": "The paper was retracted. Ask again with allow_retracted if its video shall say so.",
    "paper": {
        **COMPLETED["paper"],
        "notices": [{"kind": "retracted", "text": "Retracted: the data cannot be confirmed.", "pmid": "99999998"}],
    },
    "started_at": "2026-11-25T14:18:32.402006Z",
    "finished_at": "2026-11-25T14:18:33.018755Z",
}

CANCELLED: dict[str, Any] = {**QUEUED, "status": "cancelled", "finished_at": "2026-11-25T14:18:33.018755Z"}

ATTEMPT: dict[str, Any] = {
    "number": 1,
    "worker": "worker@host",
    "started_at": "2026-11-25T14:18:32.402006Z",
    "ended_at": "2026-11-25T14:18:39.977213Z",
    "outcome": "failed",
    "stage": "encode",
    "resumed_at": None,
    "seconds": {"paper": 0.4, "script": 0.1, "slides": 0.3, "narration": 5.2},
    "error_code": "encoding_failed",
    "error_message": "The video could not be encoded. Retry the job.",
}

DELIVERY: dict[str, Any] = {
    "id": "0199c3f2-9e10-4b7f-8c25-6a1d0e4f7b93",
    "event": "completed",
    "url": "https://hooks.example/hook",
    "status": "delivered",
    "attempts": 2,
    "created_at": "2026-11-25T14:18:41.977213Z",
    "tried_at": "2026-11-25T14:18:47.310882Z",
    "next_at": None,
    "answer": "204",
}

OVERVIEW: dict[str, Any] = {
    "messages": {"low": 0, "normal": 3, "high": 0},
    "waiting": {"low": 0, "normal": 3, "high": 0},
    "postponed": 0,
    "oldest": {"job_id": _JOB_ID, "pubmed_id": "32887691", "priority": "normal", "seconds": 4.2},
    "running": [
        {
            "job_id": "0199c3f2-77d2-4e5f-8a61-b0c9d2e3f405",
            "pubmed_id": "sample",
            "worker": "worker@host",
            "attempt": 1,
            "stage": "narration",
            "progress": 41,
            "quiet": 0.3,
            "lease": 14.7,
        }
    ],
    "workers": ["housekeeper@host", "previewer@host", "worker@host"],
    "failures": {"paper_not_found": 2},
    "chores": [{"name": "recover", "ran_at": "2026-11-25T14:18:30.000512Z", "seconds": 2.1, "report": {"requeued": 0}}],
    "free_mb": {"/srv/hiddenhill/var/work": 51200},
    "warnings": ["Recovery has never run. Check that the housekeeper is running."],
}

VOICE: dict[str, Any] = {
    "id": "hibari",
    "name": "American English, female",
    "language": "en-US",
    "gender": "female",
    "is_default": True,
    "licence": "Apache-2.0",
    "terms": "Videos may be used for any purpose.",
    "commercial_use": True,
    "sample_url": f"{_HOST}/api/voices/hibari/sample",
}

ADDRESSES = {
    name: f"{_HOST}{path if path.startswith('/') else f'/api/{path}'}"
    for name, path in {
        "generate": "videos/generate",
        "videos": "videos",
        "projects": "projects",
        "batches": "batches",
        "papers": "papers",
        "kits": "kits",
        "voices": "voices",
        "logos": "logos",
        "health": "health",
        "operations": "operations",
        "problems": "problems",
        "schema": "schema",
        "docs": "docs",
        "documentation": "/docs/",
    }.items()
}
