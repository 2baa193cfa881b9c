"""The client: one method for each thing that programs do with Hidden Hill."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar, Unpack

import httpx

from hiddenhill_client.errors import JobFailed, TimedOut
from hiddenhill_client.models import Batch, BatchItem, BatchOptions, Format, Job, Kind, Page, Storyboard, VideoOptions
from hiddenhill_client.transport import Transport, own_path

T = TypeVar("T")

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 1.0, 10.0, 1.5
"""Seconds between two polls, as docs/reference/api.md recommends."""


class Client:
    """A connection to one service. Use it as a context manager, or close it.

    ``url`` is that of the service, without ``/api``, and ``token`` an API token; a service in single-user mode needs
    none. Requests that the service refuses for the moment (429, 503) are repeated after the time that it states, and
    those that cannot do anything twice also after a broken connection, ``retries`` times in all. ``http`` replaces the
    connection, for example to set proxies or certificates; it must have a base URL.

    Methods raise ``Problem`` where the service refuses the request, ``Unreachable`` where it does not answer, and
    ``UnexpectedAnswer`` where something else answers. All are ``HiddenHillError``.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        timeout: float = 30.0,
        retries: int = 4,
        http: httpx.Client | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        own = http or httpx.Client(base_url=url, timeout=timeout)
        own.headers.update(headers)
        self._transport = Transport(own, retries, is_own=http is None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    # --- Videos

    def generate(self, pubmed_id: str, *, idempotency_key: str | None = None, **options: Unpack[VideoOptions]) -> Job:
        """Request a video, or one in each of ``formats``; ``renditions`` of the job are then all of them.

        Each call is a new request, also if it has to be sent twice. Pass the same ``idempotency_key`` to get the job of
        an earlier call.
        """
        body = {"pubmed_id": pubmed_id, **options}
        return self._transport.call(Job, "POST", "/api/videos/generate", json=body, key=idempotency_key or _key())

    def get(self, job_id: str) -> Job:
        """Return the job as it is now."""
        return self._transport.call(Job, "GET", _video(job_id))

    def jobs(self, **filters: str | int) -> Iterator[Job]:
        """Yield all jobs, newest first, page by page: of one ``status``, ``project``, ``batch`` or ``pubmed_id``."""
        return self._pages(Job, "/api/videos", filters)

    def wait(
        self,
        job_id: str,
        *,
        on_progress: Callable[[Job], None] | None = None,
        timeout: float | None = None,
    ) -> Job:
        """Wait until the job is completed or waits for its review, and return it.

        ``on_progress`` gets the job each time it has changed. Raises ``JobFailed`` if it has failed or was cancelled,
        and ``TimedOut`` after ``timeout`` seconds.
        """
        ends = None if timeout is None else time.monotonic() + timeout
        pause, seen = _FIRST_PAUSE, None
        while True:
            job = self.get(job_id)
            if on_progress and job != seen:
                on_progress(job)
            seen = job
            if job.is_resting:
                return self._checked(job)
            if ends is not None and time.monotonic() + pause > ends:
                raise TimedOut(job)
            self._transport.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)

    def cancel(self, job_id: str) -> Job:
        """Cancel an unfinished job."""
        return self._transport.call(Job, "POST", f"{_video(job_id)}/cancel")

    def retry(self, job_id: str) -> Job:
        """Queue a failed or cancelled job again."""
        return self._transport.call(Job, "POST", f"{_video(job_id)}/retry")

    def delete(self, job_id: str) -> None:
        """Delete the job and its files."""
        self._transport.call(type(None), "DELETE", _video(job_id))

    def download(self, job: Job, folder: Path, name: str = "video.mp4") -> Path:
        """Download a file of a completed job into the folder, under its name, and return its path.

        ``job.artefact_urls`` has the names. The file is there under its name only when it is complete. Raises KeyError
        for a file that the video does not have.
        """
        url = (job.artefact_urls or {})[name]
        target, part = folder / name, folder / f"{name}.part"
        with self._transport.stream(url) as answer, part.open("wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
        return part.replace(target)

    def read(self, job: Job, name: str) -> bytes:
        """Return a file of a completed job, such as ``captions.vtt``. Raises KeyError if the video does not have it."""
        with self._transport.stream((job.artefact_urls or {})[name]) as answer:
            return answer.read()

    # --- Review

    def storyboard(self, job_id: str) -> Storyboard:
        """Return the script of the job in its current version."""
        return self._transport.call(Storyboard, "GET", f"{_video(job_id)}/storyboard")

    def edit(self, job_id: str, version: int, operations: Sequence[dict[str, Any]]) -> Storyboard:
        """Edit that version of a script in review; return the next. Raises ``Conflict`` if it is not the current."""
        body = {"version": version, "operations": list(operations)}
        return self._transport.call(Storyboard, "PATCH", f"{_video(job_id)}/storyboard", json=body)

    def approve(self, job_id: str, version: int) -> Job:
        """Have the video made from that version. Raises ``Conflict`` if it is not the current one."""
        return self._transport.call(Job, "POST", f"{_video(job_id)}/approve", json={"version": version})

    def edit_again(self, job_id: str, formats: Sequence[Format] = (), *, idempotency_key: str | None = None) -> Job:
        """Return a new job in review with the script of a finished video."""
        body = {"formats": list(formats)} if formats else {}
        path = f"{_video(job_id)}/edit"
        return self._transport.call(Job, "POST", path, json=body, key=idempotency_key or _key())

    # --- Batches

    def create_batch(
        self,
        ids: Sequence[str],
        *,
        skip_invalid: bool = False,
        idempotency_key: str | None = None,
        **options: Unpack[BatchOptions],
    ) -> Batch:
        """Request the videos of up to 1,000 papers."""
        body = {"ids": list(ids), "skip_invalid": skip_invalid, **options}
        return self._transport.call(Batch, "POST", "/api/batches", json=body, key=idempotency_key or _key())

    def batch(self, batch_id: str) -> Batch:
        """Return the batch as it is now."""
        return self._transport.call(Batch, "GET", f"/api/batches/{batch_id}")

    def batches(self) -> Iterator[Batch]:
        """Yield all batches, newest first."""
        return self._pages(Batch, "/api/batches", {})

    def batch_items(self, batch_id: str) -> Iterator[BatchItem]:
        """Yield the lines of a batch in their order."""
        return self._pages(BatchItem, f"/api/batches/{batch_id}/items", {})

    def retry_batch(self, batch_id: str) -> Batch:
        """Queue the failed jobs again that may succeed."""
        return self._transport.call(Batch, "POST", f"/api/batches/{batch_id}/retry")

    def cancel_batch(self, batch_id: str) -> Batch:
        """Cancel every unfinished job of the batch."""
        return self._transport.call(Batch, "POST", f"/api/batches/{batch_id}/cancel")

    # --- Errors

    def explain(self, code: str) -> Kind:
        """Return what an error code of a request or a job means."""
        return self._transport.call(Kind, "GET", f"/api/problems/{code}")

    def _checked(self, job: Job) -> Job:
        if job.status in ("failed", "cancelled"):
            raise JobFailed(job, self.explain(job.error_code) if job.error_code else None)
        return job

    def _pages(self, of: type[T], path: str, query: dict[str, Any]) -> Iterator[T]:
        page = self._transport.call(Page[of], "GET", path, query=query)  # type: ignore[valid-type]
        yield from page.results
        while page.next:
            page = self._transport.call(Page[of], "GET", own_path(page.next))  # type: ignore[valid-type]
            yield from page.results


def _video(job_id: str) -> str:
    return f"/api/videos/{job_id}"


def _key() -> str:
    return str(uuid.uuid4())
