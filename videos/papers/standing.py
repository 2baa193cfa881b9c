"""Whether a finished video may be handed out again: its paper may have been retracted or corrected since."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from videos.models import Job
from videos.papers import preview

_FRESH = timedelta(hours=1)
"""How old the knowledge of a paper may be, as for previews."""


def still_stands(made: Job) -> bool:
    """Whether a finished video shows all notices that its paper has now.

    What a look-up found in the last hour counts, or else the record that the video was made from, if the job is that
    young: an attempt may have continued with the record of an earlier one.
    Otherwise NCBI is asked, for as long as a look-up may take. False if NCBI cannot say: a worker then makes a new
    video, and is more patient.
    """
    finding = preview.cached(made.paper_id)
    if not finding and made.created_at > timezone.now() - _FRESH:
        return True
    finding = finding or preview.look_up(made.pubmed_id)
    return finding.paper is not None and _kinds(finding.paper) <= _kinds(made.paper)


def _kinds(paper: dict[str, Any] | None) -> set[str]:
    return {notice["kind"] for notice in (paper or {}).get("notices", ())}
