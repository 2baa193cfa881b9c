"""The errors that the client raises."""

from typing import Any

import msgspec

from hiddenhill_client.models import FieldError, Job, Kind


class HiddenHillError(Exception):
    """What every error of the client is."""


class Unreachable(HiddenHillError):
    """The service did not answer. It is unknown whether it carried the request out."""


class UnexpectedAnswer(HiddenHillError):
    """The answer does not come from the API; a proxy in between may have sent a page of its own."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"Status {status}, and {reason}. Is this the URL of Hidden Hill?")
        self.status = status


class TimedOut(HiddenHillError):
    """The time for ``wait`` is over; the job goes on. ``job`` is its latest state."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"Job {job.job_id} is still {job.status}, at {job.progress} %.")
        self.job = job


class JobFailed(HiddenHillError):
    """The job that was waited for has failed, or was cancelled; then the code is ``cancelled``."""

    def __init__(self, job: Job, kind: Kind | None) -> None:
        super().__init__(job.error_message or f"Job {job.job_id} was cancelled.")
        self.job = job
        self.code = job.error_code or "cancelled"
        self.reason = str(self)
        self.remedy = kind.remedy if kind else "Retry the job."
        self.retry_helps = kind.retry if kind else True


class Problem(HiddenHillError):
    """A request was refused: problem details (RFC 9457). Decide by ``code``; ``reason`` and ``remedy`` are for people.

    ``retry_helps`` says whether the same request may succeed later, ``retry_after`` after how many seconds, if the
    service says so, ``errors`` what is wrong with which field, and ``members`` all members of the document.
    """

    def __init__(self, members: dict[str, Any], retry_after: float | None) -> None:
        self.code = str(members["code"])
        self.title = str(members["title"])
        self.status = int(members["status"])
        self.reason = str(members["detail"])
        self.remedy = str(members["remedy"])
        self.retry_helps = bool(members["retry"])
        self.retry_after = retry_after
        self.errors = msgspec.convert(members.get("errors", []), list[FieldError])
        self.members = members
        super().__init__(f"{self.reason} {self.remedy} ({self.code})")


class InvalidRequest(Problem):
    """400, 405, 406, 411, 413, 415: the request itself is wrong."""


class NotAllowed(Problem):
    """401, 403: the token is missing, invalid, or not enough."""


class NotFound(Problem):
    """404: there is no such thing, or it belongs to someone else."""


class Conflict(Problem):
    """409, 412: the state of the job does not allow it, or the version is not the current one."""


class Refused(Problem):
    """422: the paper or the edit is not accepted."""


class TooMany(Problem):
    """429: too many requests, or too many unfinished jobs."""


class Unavailable(Problem):
    """500, 503: the service, or a part of it, does not work at the moment."""


_BY_STATUS: dict[int, type[Problem]] = {
    **dict.fromkeys((400, 405, 406, 411, 413, 415), InvalidRequest),
    **dict.fromkeys((401, 403), NotAllowed),
    404: NotFound,
    **dict.fromkeys((409, 412), Conflict),
    422: Refused,
    429: TooMany,
    **dict.fromkeys((500, 503), Unavailable),
}


def problem(members: dict[str, Any], retry_after: float | None) -> Problem:
    """Return the error for a problem document. Raises KeyError where it lacks a member."""
    return _BY_STATUS.get(members["status"], Problem)(members, retry_after)
