"""Every kind of error that the API returns: its code, its status, what it means and what to do about it."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error. ``code`` never changes its meaning; ``headers`` are sent with the response.

    ``remedy`` is for the client. Where only an operator can help, a last sentence for operators follows.
    """

    code: str
    status: int
    title: str
    remedy: str
    headers: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The URL that explains it."""
        return reverse("problem", kwargs={"code": self.code})

    @property
    def retry(self) -> bool:
        """Whether the same request, or a retry of the job, may succeed later."""
        return self.code in _MAY_SUCCEED_LATER


_ITS_ID = "send the paper's DOI, PMID or title to GET /api/papers?q=."

_KINDS = (
    Kind(
        "invalid",
        400,
        "The request has invalid fields",
        "Fix the fields listed in errors, then send the request again.",
    ),
    Kind(
        "parse_error", 400, "The body cannot be parsed", "Send a complete body in UTF-8 that matches its Content-Type."
    ),
    Kind("bad_request", 400, "The request is malformed", "Check its URL, headers and body."),
    Kind(
        "invalid_idempotency_key",
        400,
        "The Idempotency-Key is invalid",
        "Send 1 to 200 printable ASCII characters without spaces, such as a UUID.",
    ),
    Kind(
        "invalid_id",
        400,
        "Not the id of a paper",
        "Send one PMID, PMC id or DOI, the URL of the paper's page, or its citation. GET /api/papers?q= takes titles "
        "and lists.",
    ),
    Kind(
        "not_authenticated",
        401,
        "Authentication is required",
        "Send a token in the Authorization header, or sign in. Operators: manage.py token USERNAME creates a token; "
        "API_ALLOW_ANONYMOUS=true enables single-user mode.",
        ("WWW-Authenticate",),
    ),
    Kind(
        "authentication_failed",
        401,
        "The credentials are invalid",
        "The token may have expired or been revoked: create a new one.",
        ("WWW-Authenticate",),
    ),
    Kind(
        "permission_denied",
        403,
        "Permission denied",
        "Ask someone who has the permission. With a session, send its CSRF token in X-CSRFToken.",
    ),
    Kind(
        "single_user_mode",
        403,
        "Single-user mode refuses the request",
        "Operators: set API_ALLOW_ANONYMOUS=false and create users, or set what detail names.",
    ),
    Kind(
        "not_found",
        404,
        "Not found",
        "Check the id and the URL; /api lists the URLs. Another user's job is not found either.",
    ),
    Kind(
        "paper_not_found",
        404,
        "NCBI has no such paper",
        "Check the number or DOI, or send the paper's PMID.",
    ),
    Kind(
        "no_visual_abstract",
        404,
        "The video has no visual abstract",
        "If the video is older than visual abstracts, request a new one with refresh. A paper whose title, citation "
        "and notices leave no room on the page has none.",
    ),
    Kind(
        "method_not_allowed",
        405,
        "This URL does not support the method",
        "Use one of the methods in the Allow header.",
        ("Allow",),
    ),
    Kind(
        "not_acceptable",
        406,
        "The response is not available in the requested format",
        "Send Accept: application/json, or no Accept header.",
    ),
    Kind(
        "wrong_status",
        409,
        "The job's status does not allow this",
        "Check job_status: only an unfinished job can be cancelled, only a failed or cancelled one retried, and only "
        "one in review approved or changed.",
    ),
    Kind(
        "version_conflict",
        409,
        "The storyboard has changed",
        "Get the storyboard again. Then send its version, current_version, if that is what you want.",
    ),
    Kind(
        "nothing_to_undo",
        409,
        "There is nothing to undo, or to do again",
        "Look at can_undo and can_redo of the storyboard. What was undone can be done again until something is edited.",
    ),
    Kind(
        "paper_changed",
        409,
        "The paper has a notice that the storyboard does not show",
        "Look at later_notices of the job. Cancel it, and request the video again: the new one says so.",
    ),
    Kind(
        "no_storyboard",
        409,
        "There is no storyboard",
        "Poll the job until its script is written. A video that an earlier release made has none: request it again.",
    ),
    Kind(
        "storyboard_unreadable",
        409,
        "The storyboard is from another version of the software",
        "Cancel the job, and request the video again.",
    ),
    Kind(
        "preview_impossible",
        409,
        "The storyboard cannot be shown or heard like this",
        "Change the scene or the sentence that detail names, or reset the storyboard.",
    ),
    Kind(
        "too_many_retries",
        409,
        "The job was retried too often",
        "Request the video again: a new job has a history of its own. Operators can retry it in the admin.",
    ),
    Kind(
        "kit_name_taken", 409, "Another of your brand kits has this name", "Send another name, or change the other kit."
    ),
    Kind("too_many_kits", 409, "Too many brand kits", "Delete one, or change one instead of creating another."),
    Kind(
        "no_video",
        409,
        "The video does not exist yet",
        "Poll the job until its status is completed. If it failed, retry it.",
    ),
    Kind(
        "idempotency_key_reused",
        409,
        "The Idempotency-Key was used for another request",
        "Send a new key with each new request, and the same key only with the same body.",
    ),
    Kind(
        "length_required",
        411,
        "The Content-Length header is missing",
        "Send the body in one piece, with a Content-Length header.",
    ),
    Kind(
        "precondition_failed",
        412,
        "The file has changed",
        "Download it again without If-Match and If-Unmodified-Since.",
    ),
    Kind("too_large", 413, "The body is too large", "Send a smaller body: detail states the limit."),
    Kind(
        "unsupported_media_type",
        415,
        "The Content-Type is not supported",
        "Send JSON with Content-Type: application/json, and files as multipart/form-data.",
    ),
    Kind(
        "file_lost",
        410,
        "The file is missing from the storage",
        "Request a new video of the paper with refresh. Operators: restore the file from a backup.",
    ),
    Kind(
        "range_not_satisfiable",
        416,
        "The range is outside the file",
        "Request a range within the size stated in Content-Range.",
        ("Content-Range",),
    ),
    Kind(
        "paper_has_no_text",
        422,
        "The paper has no English abstract to narrate",
        "Choose another paper. If this one is a notice about another, detail names that one.",
    ),
    Kind("not_a_pdf", 422, "The file is not a PDF", f"Upload the paper's PDF, or {_ITS_ID}"),
    Kind("pdf_encrypted", 422, "The PDF is encrypted", f"Save it without its password, or {_ITS_ID}"),
    Kind("pdf_broken", 422, "The PDF is damaged", f"Download it again, or {_ITS_ID}"),
    Kind("pdf_too_complex", 422, "The PDF takes too long to read", f"Instead, {_ITS_ID}"),
    Kind("pdf_without_text", 422, "The PDF contains no text", f"A scanned paper has none. Instead, {_ITS_ID}"),
    Kind("pdf_without_id", 422, "The PDF names no paper", f"Instead, {_ITS_ID}"),
    Kind(
        "batch_too_large",
        422,
        "The batch has more videos than a user may have",
        "Send fewer papers or formats at once. Operators: JOBS_PER_USER sets the limit.",
    ),
    Kind(
        "edit_refused",
        422,
        "The edit would make a storyboard that breaks a rule",
        "Do what remedy says, or leave the edit out. Nothing was changed.",
    ),
    Kind(
        "throttled",
        429,
        "Too many requests",
        "Wait as many seconds as Retry-After states, then send the request again.",
        ("Retry-After",),
    ),
    Kind(
        "too_many_jobs",
        429,
        "Too many unfinished jobs",
        "Wait until some have finished, or cancel some. Operators: JOBS_PER_USER sets the limit.",
        ("Retry-After",),
    ),
    Kind(
        "internal_error",
        500,
        "Internal error",
        "Try again later, or report it. Operators: the server's log has the details.",
    ),
    Kind(
        "database_unavailable",
        500,
        "The database is unavailable",
        "Try again later: with an Idempotency-Key nothing is done twice. Operators: check the database and "
        "DATABASE_URL.",
    ),
    Kind(
        "paper_unavailable",
        503,
        "NCBI is unavailable, or sent an unusable response",
        "Try again after Retry-After seconds. Or request the video anyway: a worker waits longer.",
        ("Retry-After",),
    ),
    Kind(
        "preview_unavailable",
        503,
        "There is no preview at the moment",
        "Try again after Retry-After seconds. The storyboard can be approved without. Operators: check that Redis and "
        "the previewer (manage.py worker --previews) are running.",
        ("Retry-After",),
    ),
    Kind(
        "queue_unavailable",
        503,
        "The queue is unavailable",
        "Try again after Retry-After seconds. Operators: check that Redis is running and CELERY_BROKER_URL is right.",
        ("Retry-After",),
    ),
    Kind("service_busy", 503, "The service is busy", "Try again after Retry-After seconds.", ("Retry-After",)),
    Kind(
        "storage_unavailable",
        503,
        "The file storage is unavailable",
        "Try again after Retry-After seconds. Operators: check MEDIA_ROOT, or AWS_S3_ENDPOINT_URL and the bucket.",
        ("Retry-After",),
    ),
)

KINDS = {kind.code: kind for kind in _KINDS}

_MAY_SUCCEED_LATER = {
    *("no_video", "no_storyboard", "throttled", "too_many_jobs", "internal_error", "database_unavailable"),
    *("paper_unavailable", "preview_unavailable", "queue_unavailable", "service_busy", "storage_unavailable"),
}
