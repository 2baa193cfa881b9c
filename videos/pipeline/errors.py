"""Errors of the pipeline: one class per error code. Each message says what happened and what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from videos.pipeline.progress import Stage


class PipelineError(Exception):
    """A stage failed in an unexpected way.

    ``code`` is stable and part of the API's contract. The message says what happened and what to do about it, in
    words for the person who requested the video. ``transient`` means that the same request may succeed later: the job
    is postponed and tried again.
    ``stage`` is the stage that failed, where that is not the current one: scenes are encoded during the narration.
    """

    code = "internal_error"
    transient = False
    stage: Stage | None = None


class InvalidId(PipelineError):
    """The text does not name one paper by PMID, PMC id or DOI."""

    code = "invalid_id"


class PaperNotFound(PipelineError):
    """PubMed has no such paper, or no server such a preprint."""

    code = "paper_not_found"


class PaperUnavailable(PipelineError):
    """A source of records refused the request or did not answer for long, or its response cannot be used."""

    code = "paper_unavailable"


class NcbiUnreachable(PaperUnavailable):
    """NCBI does not answer, or says that it cannot answer now."""

    transient = True


class EuropePmcUnreachable(PaperUnavailable):
    """Europe PMC does not answer, or says that it cannot answer now."""

    transient = True


class PreprintsUnreachable(PaperUnavailable):
    """The servers of preprints do not answer, or say that they cannot answer now."""

    transient = True


class FullTextUnavailable(PaperUnavailable):
    """An archive of full texts refused the request or did not answer for long, or its response cannot be used."""

    code = "full_text_unavailable"


class FullTextUnreachable(FullTextUnavailable):
    """An archive of full texts does not answer, or says that it cannot answer now."""

    transient = True


class NoPlainSummary(PipelineError):
    """The record has no plain-language summary in English."""

    code = "no_plain_summary"


class PaperHasNoText(PipelineError):
    """The record has no text to narrate."""

    code = "paper_has_no_text"


class PaperRetracted(PipelineError):
    """The paper was retracted, and the request does not allow retracted papers."""

    code = "paper_retracted"


class WriterFailed(PipelineError):
    """The language model did not choose any sentences."""

    code = "writer_failed"


class WriterUnreachable(WriterFailed):
    """The language model does not answer, or says that it cannot answer now."""

    transient = True


class ScriptUnfaithful(PipelineError):
    """The script says something that the paper does not say, and could not be repaired."""

    code = "script_unfaithful"


class FigureRefused(PipelineError):
    """A figure of the script must not be shown."""

    code = "figure_refused"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name} must not be shown: {reason}. Edit the video again without this figure, or request it again."
        )


class FigureLost(PipelineError):
    """The kept picture of a figure no longer exists."""

    code = "figure_lost"

    def __init__(self) -> None:
        super().__init__("The picture of a figure is no longer in the storage. Request the video again.")


class StoryboardUnreadable(PipelineError):
    """The stored storyboard is not one that this version of the software can read."""

    code = "storyboard_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "The storyboard was stored by another version of the software, which this one cannot read. Request the "
            "video again."
        )


class SpeechFailed(PipelineError):
    """The voice could not speak a sentence."""

    code = "speech_failed"


class SpeechUnreachable(SpeechFailed):
    """The endpoint that speaks does not answer, or says that it cannot answer now."""

    transient = True


class SlidesFailed(PipelineError):
    """A scene could not be typeset."""

    code = "slides_failed"


class DoesNotFit(SlidesFailed):
    """``what`` does not fit on its slide at any readable size."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} does not fit on its slide at a readable size. Try another format or a shorter closing sentence."
        )
        self.what = what


class EncodingFailed(PipelineError):
    """The video could not be encoded."""

    code = "encoding_failed"
    stage = Stage.ENCODE


class VerificationFailed(PipelineError):
    """The encoded file does not contain what it should."""

    code = "verification_failed"


class DiskFull(PipelineError):
    """No space is left for the files of the video."""

    code = "disk_full"
    transient = True

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "The server's disk is full. Free space under VAR_DIR and MEDIA_ROOT, for example with manage.py prune, "
            "then retry the job."
        )


class StorageFailed(PipelineError):
    """The finished files could not be stored, or stored files could not be read."""

    code = "storage_failed"


class StorageUnavailable(StorageFailed):
    """The storage cannot be reached."""

    transient = True

    def __init__(self) -> None:
        super().__init__(
            "The storage for videos cannot be reached. Check AWS_S3_ENDPOINT_URL and the bucket (details are in the "
            "worker's log), then retry the job."
        )


def is_full(error: Exception) -> bool:
    """Whether an operating system error means that no space is left."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def disk_full_errors() -> Iterator[None]:
    """Raise DiskFull for an operating system error that means that no space is left."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise
