"""The finished videos of a batch, or of papers, as one ZIP file, which is written while it is sent.

At most one block of one file is in memory, and nothing is written to the disk. A file that is missing is left out, and
the table at the end says so. If one cannot be read to its end, the response breaks off: an archive that a client has
received as a whole contains no part of a file.
"""

import io
import logging
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from django.utils import timezone

from videos.api import batch_table, csv_export
from videos.api.problems import Problem
from videos.models import Batch, Job, Status
from videos.pipeline.products import CAPTIONS, SUBTITLES, VIDEO
from videos.storage import artefacts, backends

logger = logging.getLogger(__name__)

BUSY_SECONDS = 30
_MOST = 2
"""Archives that a process sends at the same time. Each occupies one of its eight threads, perhaps for many minutes."""

_sending = BoundedSemaphore(_MOST)

_FILES = {VIDEO: "mp4", CAPTIONS: "vtt", SUBTITLES: "srt"}
_TABLE = "videos.csv"
_FILE = "file"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: its cells, and the job whose files have the ``name``; None if there is no job."""

    cells: dict[str, str]
    job: Job | None
    name: str = ""


class Incomplete(OSError):
    """A file has another length than the storage says."""


def of_batch(batch: Batch, site: str) -> StreamingHttpResponse:
    """Return the finished videos of a batch, with all its lines. Raises Problem as ``response`` does."""
    lines = (
        Line(batch_table.cells(row, job, site), job, _name(row.item.position, job) if job else "")
        for row, job in batch_table.lines(batch)
    )
    return response("hidden-hill-batch", batch_table.COLUMNS, lines)


def of_jobs(jobs: Sequence[Job], site: str) -> StreamingHttpResponse:
    """Return the videos of finished jobs, in their order. Raises Problem as ``response`` does."""
    lines = (Line(csv_export.cells(job, site), job, _name(number, job)) for number, job in enumerate(jobs, 1))
    return response("hidden-hill-videos", csv_export.COLUMNS, lines)


def response(name: str, columns: Sequence[str], lines: Iterable[Line]) -> StreamingHttpResponse:
    """Return the finished videos and their captions. Raises Problem: 503 while others download two archives."""
    if not _sending.acquire(blocking=False):
        raise Problem("service_busy", "Others are downloading archives at the moment.", wait=BUSY_SECONDS)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{timezone.now():%Y-%m-%d}.zip"',
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",  # nginx would keep what a slow client has not taken on its disk
    }
    return StreamingHttpResponse(_Sent(content(columns, lines)), content_type="application/zip", headers=headers)


def content(columns: Sequence[str], lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield the archive in blocks: for each finished video three files, and at the end a table of all lines."""
    written = _Written()
    table: list[dict[str, str]] = []
    with ZipFile(written, "w", ZIP_STORED) as archive:  # videos cannot be compressed
        for line in lines:
            name, job = "", line.job
            if job and job.status == Status.COMPLETED:
                sizes = _sizes(job)
                for file, size in sizes.items():
                    yield from _file(archive, written, job, file, f"{line.name}.{_FILES[file]}", size)
                name = f"{line.name}.mp4" if sizes else "missing from the storage"
            table.append(line.cells | {_FILE: name})
        rows = "".join(csv_export.lines((*columns, _FILE), table))
        archive.writestr(_entry(_TABLE), rows.encode(), ZIP_DEFLATED)
    yield written.taken()


class _Sent:
    """What is sent. Its end, however it comes, lets others download."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._blocks

    def close(self) -> None:
        if self._open:
            self._open = False
            _sending.release()


class _Written(io.RawIOBase):
    """A file that cannot go back, and gives away what was written to it."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, block: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._blocks.append(bytes(block))
        return len(block)

    def taken(self) -> bytes:
        """What was written since the last call."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


def _sizes(job: Job) -> dict[str, int]:
    """The length of each file of a video; none if one is missing."""
    try:
        return {file: default_storage.size(artefacts.path(job, file)) for file in _FILES}
    except FileNotFoundError as error:
        logger.error("a file of a completed job is missing: %s", error)
        return {}


def _file(archive: ZipFile, written: _Written, job: Job, file: str, name: str, size: int) -> Iterator[bytes]:
    blocks: Iterable[bytes] = backends.default().part(artefacts.path(job, file), 0, size)
    entry = _entry(name)
    entry.file_size = size
    read = 0
    with archive.open(entry, "w") as target:
        for block in blocks:
            target.write(block)
            read += len(block)
            yield written.taken()
    if read != size:
        raise Incomplete(f"{name} has {read} bytes instead of {size}")


def _entry(name: str) -> ZipInfo:
    return ZipInfo(name, time.gmtime()[:6])


def _name(number: int, job: Job) -> str:
    """The name of the files of a video, without their suffix: it sorts like the list, and says what it is."""
    paper = re.sub(r"[^A-Za-z0-9.-]+", "_", job.pubmed_id)
    return f"{number:04}-{paper}-{job.options.format}"
