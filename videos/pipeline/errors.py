"""Why a video could not be made: one class an end, each with a code and a sentence its reader can act on."""


class PipelineError(Exception):
    """A stage could not do its work.

    ``code`` is stable and part of the API's contract. The message says what happened and what to do about it,
    in words for the person who asked for the video. ``transient`` tells that the same request may well succeed
    later.
    """

    code = "internal_error"
    transient = False


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


class SpeechFailed(PipelineError):
    """The voice could not speak a sentence."""

    code = "speech_failed"


class SlidesFailed(PipelineError):
    """A scene could not be typeset."""

    code = "slides_failed"


class EncodingFailed(PipelineError):
    """The video could not be encoded."""

    code = "encoding_failed"


class VerificationFailed(PipelineError):
    """The encoded file does not hold what it should."""

    code = "verification_failed"
