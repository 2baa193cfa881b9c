"""The error codes of failed jobs, and whether a retry helps."""

from dataclasses import dataclass

from django.urls import reverse

from videos.api.problem_kinds import KINDS, Kind


@dataclass(frozen=True, slots=True)
class JobError:
    """An error that only jobs have, so that no request is answered with it. Otherwise like ``Kind``."""

    code: str
    title: str
    remedy: str
    retry: bool
    status: None = None
    headers: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The URL that explains it."""
        return reverse("problem", kwargs={"code": self.code})


_OPTIONS = "Change the options, or choose another paper."
_LATER = "Retry the job later. Operators: the worker's log has the details."

_OF_JOBS = (
    JobError("paper_retracted", "The paper was retracted", "Request the video with allow_retracted.", retry=False),
    JobError(
        "no_plain_summary",
        "The paper has no plain-language summary",
        "Request the video with text abstract.",
        retry=False,
    ),
    JobError(
        "full_text_unavailable",
        "The archives of full texts do not answer",
        "Retry the job later, or request the video without full_text.",
        retry=True,
    ),
    JobError(
        "writer_failed", "The language model chose no sentences", "Retry the job, or let rules choose.", retry=True
    ),
    JobError("script_unfaithful", "The script says what the paper does not say", _OPTIONS, retry=False),
    JobError("figure_refused", "A figure must not be shown", "Edit the video again without it.", retry=False),
    JobError("figure_lost", "The picture of a figure is gone", "Request the video again.", retry=False),
    JobError("speech_failed", "The voice could not speak", "Retry the job, or choose another voice.", retry=True),
    JobError("slides_failed", "A scene does not fit on a slide", _OPTIONS, retry=False),
    JobError("encoding_failed", "The video could not be encoded", _LATER, retry=True),
    JobError("verification_failed", "The video did not pass its check", _LATER, retry=True),
    JobError("disk_full", "No space is left for the video", "Retry the job later. Operators: free space.", retry=True),
    JobError("storage_failed", "The files could not be stored", _LATER, retry=True),
    JobError("timed_out", "The video was not made in time", _LATER, retry=True),
    JobError("worker_lost", "Every worker that tried the job stopped", _LATER, retry=True),
    JobError(
        "review_expired",
        "Nobody approved the storyboard in time",
        "Retry the job: it waits for its review again, with the same storyboard.",
        retry=True,
    ),
)

EXPLAINED: dict[str, Kind | JobError] = {**KINDS, **{error.code: error for error in _OF_JOBS}}
"""Every error code of the API: those of requests, some of which jobs have as well, then those of jobs alone."""


def retry_helps(code: str) -> bool:
    """Return whether a job that failed with this code may succeed if it is queued again as it is."""
    return EXPLAINED[code].retry if code in EXPLAINED else True


HOPELESS = tuple(code for code in EXPLAINED if not retry_helps(code))
"""The error codes with which a job fails again."""
