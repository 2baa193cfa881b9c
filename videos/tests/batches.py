"""Batches for tests, with the files of their videos."""

import csv
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from videos.models import Batch, Job
from videos.tests.factories import JobFactory


def batch_with(**counts: int) -> Batch:
    """A batch with so many jobs in each status."""
    batch = Batch.objects.create(formats=["landscape"])
    for status, number in counts.items():
        for _ in range(number):
            traits = {status: True} if status in ("processing", "completed", "failed") else {"status": status}
            job = JobFactory(batch=batch, **traits)
            batch.items.create(position=batch.items.count() + 1, text=job.pubmed_id, pubmed_id=job.pubmed_id)
    return batch


def store(job: Job, **files: bytes) -> None:
    for name, content in {"video.mp4": b"film", "captions.vtt": b"vtt", "captions.srt": b"srt", **files}.items():
        default_storage.save(f"{job.folder}/{name}", ContentFile(content))


def table(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
