"""The longest body that a request may have, which depends on its path: a PDF is longer than everything else."""

from django.conf import settings


def longest_body(path: str) -> int:
    """The longest multipart body in bytes."""
    is_for_pdf = (path.rstrip("/") or "/") in settings.PDF_UPLOAD_PATHS
    return int(settings.PDF_UPLOAD_MAX_SIZE if is_for_pdf else settings.UPLOAD_MAX_SIZE)
