"""Why a video could not be made: one class an end, each with a code and a sentence its reader can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from videos.pipeline.progress import Stage


class PipelineError(Exception):
    """A stage could not do its work.

    ``code`` is stable and part of the API's contract. The message says what happened and what to do about it,
    in words for the person who asked for the video. ``transient`` tells that the same request may well succeed
    later. ``stage`` names the stage at fault where that is not the current one: scenes are encoded while the
    narration goes on.
    """

    code = "internal_error"
    transient = False
    stage: Stage | None = None


class InvalidId(PipelineError):
    """The text given is no PubMed or PMC id."""

    code = "invalid_id"


class PaperNotFound(PipelineError):
    """NCBI answered, and knows no such paper."""

    code = "paper_not_found"


class PaperUnavailable(PipelineError):
    """NCBI could not be reached, or answered with something that cannot be used."""

    code = "paper_unavailable"
    transient = True


class PaperHasNoText(PipelineError):
    """The record holds nothing that could be narrated."""

    code = "paper_has_no_text"


class PaperRetracted(PipelineError):
    """The paper was retracted, and nobody asked for it nevertheless."""

    code = "paper_retracted"


class WriterFailed(PipelineError):
    """The language model that was to choose the sentences did not."""

    code = "writer_failed"


class ScriptUnfaithful(PipelineError):
    """The script says what the paper does not, and could not be mended."""

    code = "script_unfaithful"


class SpeechFailed(PipelineError):
    """The voice could not speak a sentence."""

    code = "speech_failed"


class SlidesFailed(PipelineError):
    """A scene could not be typeset."""

    code = "slides_failed"


class DoesNotFit(SlidesFailed):
    """``what`` does not fit on its slide at any readable size."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} does not fit on its slide at a readable size; it must be shortened.")
        self.what = what


class EncodingFailed(PipelineError):
    """The video could not be encoded."""

    code = "encoding_failed"
    stage = Stage.ENCODE


class VerificationFailed(PipelineError):
    """The encoded file does not hold what it should."""

    code = "verification_failed"


class DiskFull(PipelineError):
    """There is no room for the files of the video. The job is tried again when there may be."""

    code = "disk_full"
    transient = True

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "The disk is full. Make room under VAR_DIR and MEDIA_ROOT, for instance with manage.py prune; "
            "then retry the job."
        )


class StorageFailed(PipelineError):
    """The finished files could not be kept, or what was kept could not be read."""

    code = "storage_failed"


class StorageUnavailable(StorageFailed):
    """The storage cannot be reached. The job is tried again when it may be."""

    transient = True

    def __init__(self) -> None:
        super().__init__(
            "The storage of the videos cannot be reached. Check AWS_S3_ENDPOINT_URL and the bucket; the worker's log "
            "tells more. Then retry the job."
        )


def is_full(error: Exception) -> bool:
    """Whether an error of the operating system says that there is no room left."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def disk_full_errors() -> Iterator[None]:
    """Raise DiskFull for an error of the operating system that says that there is no room left."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise
