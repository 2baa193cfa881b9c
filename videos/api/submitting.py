"""What all requests for videos share: the idempotency key, and the errors of ``jobs.submission`` as problems."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from rest_framework.request import Request

from videos.api import user_messages
from videos.api.problems import Problem
from videos.jobs import batches, submission

_KEY_FORM = re.compile(r"[!-~]{1,200}")


def idempotency_key(request: Request) -> str | None:
    """Return the key in the request's header. Raises Problem if it is no key."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY_FORM.fullmatch(key):
        raise Problem(
            "invalid_idempotency_key", "The Idempotency-Key is empty, too long, or contains other characters."
        )
    return key


@contextmanager
def as_problems() -> Iterator[None]:
    """Raise the errors of ``submission`` as problems: 503 with the failed job, 429, 422 or 409."""
    wait = submission.RETRY_AFTER_SECONDS
    try:
        yield
    except submission.QueueUnavailable as error:
        detail = user_messages.user_text(error.code, str(error))
        raise Problem(error.code, detail, wait=wait, job_id=str(error.job.pk)) from error
    except submission.TooManyJobs as error:
        raise Problem(error.code, user_messages.user_text(error.code, str(error)), wait=wait) from error
    except (batches.BatchTooLarge, submission.KeyReused, submission.TooManyRetries) as error:
        raise Problem(error.code, str(error)) from error
