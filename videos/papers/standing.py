"""Which finished videos may be handed out again: those of the same paper, unless it has other notices since."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from videos.jobs import submission
from videos.jobs.request import VideoRequest
from videos.models import Job
from videos.papers import preview
from videos.pipeline.artifacts import Origin
from videos.pipeline.identifiers import PaperId

_FRESH = timedelta(hours=1)
"""How old the knowledge of a paper may be, as for previews."""


def still_stands(made: Job) -> bool:
    """Whether a finished video shows all notices that its paper has now, and the latest version of a preprint.

    What a look-up found in the last hour counts, or else the record that the video was made from, if the job is that
    young: an attempt may have continued with the record of an earlier one.
    A record of Europe PMC does not count: its copy may lack a notice that PubMed has.
    Otherwise NCBI or the server of the preprint is asked, for as long as a look-up may take. False if it cannot say: a
    worker then makes a new video, and is more patient.
    """
    finding = preview.known(made.paper_id)
    if not finding and made.created_at > timezone.now() - _FRESH and not _from_stand_in(made.paper):
        return True
    finding = finding or preview.look_up(made.pubmed_id)
    return (
        finding.paper is not None
        and not _from_stand_in(finding.paper)
        and _kinds(finding.paper) <= _kinds(made.paper)
        and _posting(finding.paper) == _posting(made.paper)
    )


def ids_of(paper_id: PaperId) -> Collection[str]:
    """All ids of a paper, if it was looked up in the last hour; else the given id alone. NCBI is not asked."""
    finding = preview.known(paper_id)
    paper = (finding and finding.paper) or {}
    return {str(paper_id), paper.get("pmid", ""), paper.get("pmcid", ""), paper.get("doi", "").lower()} - {""}


def submit(
    request: VideoRequest, owner: User | None = None, key: str | None = None, title: str = ""
) -> tuple[Job, bool]:
    """Submit a request, for which a finished video is handed out if it still stands. As ``submission.submit``."""
    return submission.submit(request, owner, key, still_stands=still_stands, ids_of=ids_of, title=title)


def _kinds(paper: dict[str, Any] | None) -> set[str]:
    return {notice["kind"] for notice in (paper or {}).get("notices", ())}


def _from_stand_in(paper: dict[str, Any] | None) -> bool:
    return (paper or {}).get("origin") == Origin.EUROPE_PMC


def _posting(paper: dict[str, Any] | None) -> Any:
    """What is said of a preprint, None of a published paper."""
    return (paper or {}).get("preprint")
