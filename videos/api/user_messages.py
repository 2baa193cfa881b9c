"""What users read about errors that only an operator can solve.

The messages of these errors name settings, commands and logs. Users get another sentence; operators get both.
"""

from dataclasses import dataclass

_MESSAGES = {
    "queue_unavailable": "Videos cannot be queued at the moment, so nothing was started. Try again in a minute.",
    "too_many_jobs": "You have too many unfinished videos. Wait for one to finish, or approve or cancel one.",
    "paper_retracted": "This paper was retracted. You can still make a video of it: every slide and the voice then say "
    "that the paper was retracted.",
    "full_text_unavailable": "The archives of full texts do not answer. Try again later, or leave out the full text.",
    "writer_failed": "The language model could not choose the sentences. Try again, or let rules choose them.",
    "speech_failed": "The voice could not speak the text. Try again, or choose another voice.",
    "encoding_failed": "The video could not be put together. Try again.",
    "verification_failed": "The finished video did not pass its check, so it was discarded. Try again.",
    "storage_failed": "The files of the video could not be stored. Try again later.",
    "disk_full": "The server has run out of disk space. Try again later.",
    "review_expired": "The script was not approved in time. Try again to review it: it is kept as it was.",
    "timed_out": "The video was not made in time. Try again later.",
    "worker_lost": "The process that makes videos stopped several times before this one was done. Try again later.",
    "internal_error": "Something went wrong on the server. Try again later.",
}

_OUTAGES = {
    "paper_unavailable": "PubMed does not answer.",
    "full_text_unavailable": "The archives of full texts do not answer.",
    "writer_failed": "The language model does not answer.",
    "speech_failed": "The voice service does not answer.",
    "storage_failed": "The file storage does not answer.",
    "disk_full": "The server has run out of disk space.",
}
"""What a postponed job waits for."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in a sentence for users, ``details`` for operators, which may be "", and its code, where it has one."""

    text: str
    details: str = ""
    code: str = ""


def user_text(code: str, message: str) -> str:
    """Return the sentence for users: the message itself, unless it is for operators."""
    return _MESSAGES.get(code, message)


def outage(code: str) -> str:
    """Return why a job is postponed, in a sentence."""
    return _OUTAGES.get(code, "The video could not be made just now.")


def explain(code: str, message: str, *, operator: bool) -> Explanation:
    """Return the sentence for users, with the original message as details if an operator reads it."""
    text = user_text(code, message)
    return Explanation(text, message if operator and message != text else "", code)
